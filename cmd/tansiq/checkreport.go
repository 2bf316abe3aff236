package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/tansiq/tansiq/importers/check"
	"github.com/tansiq/tansiq/importers/iati/standard"
	"github.com/tansiq/tansiq/registry"
)

// report says what a person needs to know of one file: what it is, what an import would take, what is wrong by kind, how good it is
// and what would make it better.
func (c *checkCommand) report(out io.Writer, f checkedFile) {
	what := ""
	if f.Format != "" {
		what = " " + f.formatName()
	}
	if f.Because != "" {
		what += fmt.Sprintf(" (taken to be so because %s)", f.Because)
	}
	if f.Error != "" {
		if what != "" {
			what += ":"
		}
		fmt.Fprintf(out, "%s:%s cannot be read: %s\n", f.File, what, f.Error)
		if f.Hint != "" {
			fmt.Fprintf(out, "  %s\n", f.Hint)
		}
		fmt.Fprintf(out, "  An import takes nothing of it.\n")
	} else {
		fmt.Fprintf(out, "%s:%s\n  read %d, accepted %d, rejected %d%s\n", f.File, what, f.Read, f.Accepted, f.Rejected, funding(f))
	}
	c.reportKinds(out, f)
	if f.Score != nil {
		reportScore(out, f.Score)
	}
	fmt.Fprintln(out)
}

func funding(f checkedFile) string {
	if f.Funding == 0 {
		return ""
	}
	return fmt.Sprintf(", funding %d", f.Funding)
}

func (c *checkCommand) reportKinds(out io.Writer, f checkedFile) {
	if len(f.Kinds) == 0 {
		if f.Error == "" {
			fmt.Fprintf(out, "  no problems\n")
		}
		return
	}
	for i, kind := range f.Kinds {
		if i == c.Problems {
			fmt.Fprintf(out, "\n  ... and %s; --problems %d shows all, --csv lists every problem\n",
				plural(len(f.Kinds)-i, "kind of problem more", "kinds of problems more"), len(f.Kinds))
			return
		}
		fmt.Fprintf(out, "\n  %s  %s%s\n", kind.Severity, prefixed(kind.Field, ": "), kind.Reason)
		fmt.Fprintf(out, "    %s%s\n", times(kind), examplesOf(kind))
	}
}

// times says how often there is a problem, and in how many records where that is not each in one of its own.
func times(kind check.Kind) string {
	if kind.Count == 1 {
		return "once"
	}
	if kind.Records == 0 || kind.Records == kind.Count {
		return fmt.Sprintf("%d times", kind.Count)
	}
	return fmt.Sprintf("%d times in %s", kind.Count, plural(kind.Records, "record", "records"))
}

// examplesOf names the lines of the first few problems: on one line, or each on its own with its words where these differ.
func examplesOf(kind check.Kind) string {
	differ := slices.ContainsFunc(kind.Examples, func(p registry.Problem) bool { return !strings.HasPrefix(p.Reason, kind.Reason) })
	var places []string
	for i, p := range kind.Examples {
		place := fmt.Sprintf("line %d", p.Line)
		if p.Identifier != "" {
			place += " (" + p.Identifier + ")"
		}
		if differ && i > 0 {
			place += ": " + p.Reason
		}
		if p.Line > 0 {
			places = append(places, place)
		}
	}
	if len(places) == 0 {
		return ""
	}
	if kind.Count > len(kind.Examples) {
		places = append(places, "...")
	}
	if differ {
		return ": " + strings.Join(places, "\n    ")
	}
	return ": " + strings.Join(places, ", ")
}

func reportScore(out io.Writer, s *check.Score) {
	fmt.Fprintf(out, "\n  score %.1f of 100: %.1f of 50 for records without rejection or error (%.0f %%), %.1f of 50 for what is filled in (%.0f %%)\n",
		s.Points, 50*s.Clean, 100*s.Clean, 50*s.Complete, 100*s.Complete)
	var full, lacking []string
	for _, field := range s.Fields {
		if field.Missing == 0 {
			full = append(full, field.Name)
		} else {
			lacking = append(lacking, fmt.Sprintf("%s (%d)", field.Name, field.Missing))
		}
	}
	if len(full) > 0 {
		fmt.Fprintf(out, "    filled in everywhere: %s\n", strings.Join(full, ", "))
	}
	if len(lacking) > 0 {
		fmt.Fprintf(out, "    missing, in how many records: %s\n", strings.Join(lacking, ", "))
	}
	for i, mend := range s.Mends {
		if i == 0 {
			fmt.Fprintf(out, "  what would raise it most:\n")
		}
		fmt.Fprintf(out, "    +%.1f  %s (%s)\n", mend.Gain, mend.What, plural(mend.Records, "record", "records"))
	}
}

// reportUnread says where --csv has no rows for a file because it cannot be read.
func reportUnread(out io.Writer, f checkedFile) {
	if f.Error == "" {
		return
	}
	fmt.Fprintf(out, "%s: cannot be read: %s\n", f.File, f.Error)
	if f.Hint != "" {
		fmt.Fprintf(out, "  %s\n", f.Hint)
	}
}

// summarise prints a line for each file.
func summarise(out io.Writer, files []checkedFile) error {
	lines := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(lines, "file\tformat\tread\taccepted\trejected\tfunding\terrors\twarnings\tscore\tfirst reason")
	for _, f := range files {
		n := f.counted()
		score := "-"
		if f.Score != nil {
			score = fmt.Sprintf("%.0f", f.Score.Points)
		}
		state := f.firstReason()
		if f.Error != "" {
			state = "cannot be read: " + state
		}
		fmt.Fprintf(lines, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s\n", f.File, f.formatName(), f.Read, f.Accepted, f.Rejected, f.Funding,
			n[standard.SeverityError], n[registry.SeverityWarning], score, state)
	}
	return lines.Flush()
}
