package standard

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry"
)

// SeverityError is of a statement that breaks the standard. The registry may take it in all the same: it is for the publisher to
// mend. SeverityWarning is of one that the standard allows and that a reader may take wrongly, or not at all.
const SeverityError registry.Severity = "error"

// Kind is which check found a problem.
type Kind string

// The kinds.
const (
	Structure Kind = "structure" // the schema
	Code      Kind = "code"      // a codelist
	Rule      Kind = "rule"      // what the standard says in prose
)

// Problem is what is wrong, as an importer says it, and which check found it.
type Problem struct {
	registry.Problem
	Kind Kind `json:"kind"`
}

// maxFindings bounds what is kept of one activity. One that is wrong in more ways is wrong throughout.
const maxFindings = 1000

// findings are the problems of one activity.
type findings struct {
	problems []Problem
	alike    map[[2]string]int // how many of one field and reason there are beyond the first
	omitted  int
}

// add notes a problem. field is its path within iati-activity.
func (f *findings) add(found Kind, line int, field string, severity registry.Severity, reason string, values ...any) {
	if len(values) > 0 {
		reason = fmt.Sprintf(reason, values...)
	}
	kind := [2]string{field, reason}
	if n, known := f.alike[kind]; known {
		f.alike[kind] = n + 1
		return
	}
	if len(f.problems) == maxFindings {
		f.omitted++
		return
	}
	if f.alike == nil {
		f.alike = map[[2]string]int{}
	}
	f.alike[kind] = 0
	f.problems = append(f.problems, Problem{Kind: found, Problem: registry.Problem{Line: line, Field: field, Reason: reason, Severity: severity}})
}

// take gives the problems by line, each saying how many there are like it, and begins anew.
func (f *findings) take(identifier string) []Problem {
	problems := f.problems
	for i := range problems {
		p := &problems[i]
		p.Identifier = identifier
		if n := f.alike[[2]string{p.Field, p.Reason}]; n > 0 {
			p.Reason = fmt.Sprintf("%s (and %d more like this in the activity)", p.Reason, n)
		}
	}
	slices.SortStableFunc(problems, func(x, y Problem) int { return x.Line - y.Line })
	if f.omitted > 0 {
		last := problems[len(problems)-1]
		problems = append(problems, Problem{Kind: last.Kind, Problem: registry.Problem{Line: last.Line, Identifier: identifier,
			Severity: SeverityError, Reason: fmt.Sprintf("the activity has %d more problems, which are not listed", f.omitted)}})
	}
	*f = findings{}
	return problems
}

// maxQuoted bounds what is repeated of a value or a name, in bytes.
const maxQuoted = 60

// quoted repeats a value in a reason. What may be an e-mail address is not repeated.
func quoted(value string) string {
	value = strings.Join(strings.Fields(value), " ")
	switch {
	case value == "":
		return "an empty text"
	case strings.Contains(value, "@"):
		return "this"
	}
	return `"` + clipped(value) + `"`
}

func clipped(s string) string {
	if len(s) <= maxQuoted {
		return s
	}
	cut := maxQuoted
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
