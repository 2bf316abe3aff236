package check

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/tansiq/tansiq/importers/iati/standard"
	"github.com/tansiq/tansiq/importers/xmlstream"
	"github.com/tansiq/tansiq/registry"
)

// Import is the kind of problem that an importer finds.
const Import standard.Kind = "import"

// Problem is what is wrong in a file, and which check found it.
type Problem = standard.Problem

// Source is a file that can be read several times.
type Source func() (io.ReadCloser, error)

// Checker checks files.
type Checker struct {
	Importers map[string]registry.Importer // by format
	// Feed states what the files do not say themselves: charset and mapping.
	Feed  registry.Feed
	Today time.Time
	// Problem is called with each problem as it is found; nil for none.
	Problem func(Problem)
	// Progress is called now and then with how many records were read; nil for none.
	Progress func(read int)
}

// Result is what a file holds and how good it is.
type Result struct {
	Format  string `json:"format,omitempty"`
	Version string `json:"version,omitempty"` // of the IATI standard, by which the file was checked
	// Because says why it was taken to be of that format, where nobody stated it.
	Because string `json:"because,omitempty"`
	// Read is the sum of Accepted, Rejected and Funding; see registry.RunCounts.
	Read     int    `json:"read"`
	Accepted int    `json:"accepted"`
	Rejected int    `json:"rejected"`
	Funding  int    `json:"funding"`
	Errors   int    `json:"errors"` // problems that reject a record or break the standard
	Warnings int    `json:"warnings"`
	Kinds    []Kind `json:"kinds"` // what is wrong, by kind, the worst and most frequent first
	// Score is nil where there is nothing to score: no record, or a file that cannot be read to its end.
	Score *Score `json:"score,omitempty"`
	// Error says why the file could not be read to its end: then an import takes nothing of it. Hint says what to do.
	Error string `json:"error,omitempty"`
	Hint  string `json:"hint,omitempty"`
}

// File checks a file. The format is found out where format is "". What is wrong with the file is in the result; the error is that of a
// context that has ended, or of a format that no importer has.
func (c Checker) File(ctx context.Context, source Source, format string) (*Result, error) {
	result := &Result{Format: format, Kinds: []Kind{}}
	if format == "" {
		guess, err := c.guess(ctx, source)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			result.fail(err)
			return result, nil
		}
		result.Format, result.Because = guess.format, guess.because
	}
	importer := c.Importers[result.Format]
	if importer == nil {
		return nil, registry.Errorf(registry.EInvalid, "no importer for the format %s", result.Format)
	}
	run := &run{Checker: c, result: result, kinds: kinds{}, tally: newTally(result.Format), seen: registry.FirstLines{}}
	err := run.read(ctx, importer, source)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	result.Kinds = run.kinds.sorted()
	switch {
	case err != nil:
		result.fail(err)
	case result.Read == 0:
		result.fail(registry.Errorf(registry.EInvalid, "the file holds no records"))
	default:
		result.Score = run.tally.score()
	}
	return result, nil
}

// fail notes why a file cannot be read to its end.
func (r *Result) fail(err error) {
	var known *registry.Error
	if errors.As(err, &known) {
		r.Error, r.Hint = known.Message, known.Hint
		return
	}
	r.Error = err.Error()
}

// run is the check of one file.
type run struct {
	Checker
	result *Result
	kinds  kinds
	tally  *tally
	seen   registry.FirstLines
}

// read reads the file to its end.
func (r *run) read(ctx context.Context, importer registry.Importer, source Source) error {
	file, err := source()
	if err != nil {
		return err
	}
	defer file.Close()
	reports := func() (standard.Report, error) { return standard.Report{}, nil }
	if r.result.Format == "iati" {
		beside, err := source()
		if err != nil {
			return err
		}
		defer beside.Close()
		next, stop := iter.Pull2(standard.Read(ctx, beside, xmlstream.DefaultLimits(), r.Today))
		defer stop()
		reports = func() (standard.Report, error) { return r.nextReport(next) }
	}
	for item, err := range importer.Read(ctx, file, r.Feed) {
		if err != nil {
			return err
		}
		report, err := reports()
		if err != nil {
			return err
		}
		r.take(item, report)
		if r.result.Read++; r.result.Read%1000 == 0 && r.Progress != nil {
			r.Progress(r.result.Read)
		}
	}
	_, err = reports() // what is said at the end
	return err
}

// nextReport gives the report on the next activity: the importer yields one item for each, in the same order. What is around the
// activities is taken in by the way. After the last one it is empty.
func (r *run) nextReport(next func() (standard.Report, error, bool)) (standard.Report, error) {
	for {
		report, err, more := next()
		if err != nil || !more {
			return standard.Report{}, err
		}
		if !report.Around {
			return report, nil
		}
		r.result.Version = report.Version
		for _, p := range report.Problems {
			r.note(p, r.kinds.of(p), false)
		}
	}
}

// take counts an item, with what its publisher can mend.
func (r *run) take(item registry.Item, report standard.Report) {
	r.seen.Refuse(&item)
	problems := combine(item.Problems, report)
	errors := map[*Kind]bool{}
	met := map[*Kind]bool{}
	for _, p := range problems {
		kind := r.kinds.of(p)
		r.note(p, kind, !met[kind])
		met[kind] = true
		if p.Severity != registry.SeverityWarning {
			errors[kind] = true
		}
	}
	switch {
	case item.Record != nil:
		r.result.Accepted++
		r.tally.add(&item.Record.Facts, report.Results, errors)
	case item.Funding:
		r.result.Funding++
	default:
		r.result.Rejected++
		r.tally.reject(errors)
	}
}

// combine puts the problems of an importer and of the standard together. Where both speak of one statement the standard's words stay,
// with what the import does of it. A rejection always stays, and what of the standard's says the same is left out.
func combine(imported []registry.Problem, report standard.Report) []Problem {
	type at struct {
		line  int
		field string
	}
	byPlace := map[at]int{}
	all := make([]Problem, 0, len(imported)+len(report.Problems))
	for _, p := range report.Problems {
		if slices.ContainsFunc(imported, func(r registry.Problem) bool {
			return r.Severity == registry.SeverityRejected && r.Field == p.Field && (r.Identifier == "" || p.Kind == standard.Structure)
		}) {
			continue
		}
		byPlace[at{p.Line, p.Field}] = len(all)
		byPlace[at{report.Line, p.Field}] = len(all) // where an importer only knows in which activity it is
		all = append(all, p)
	}
	for _, p := range imported {
		i, both := byPlace[at{p.Line, p.Field}]
		if both && p.Severity == registry.SeverityWarning {
			all[i].Reason += "; an import leaves it out"
			continue
		}
		all = append(all, Problem{Problem: p, Kind: Import})
	}
	slices.SortStableFunc(all, func(a, b Problem) int { return a.Line - b.Line })
	return all
}

// note counts a problem and hands it on.
func (r *run) note(p Problem, kind *Kind, newInRecord bool) {
	if p.Severity == registry.SeverityWarning {
		r.result.Warnings++
	} else {
		r.result.Errors++
	}
	kind.add(p, newInRecord)
	if r.Problem != nil {
		r.Problem(p)
	}
}
