package hxl

import (
	"cmp"
	"context"
	"io"
	"iter"

	"github.com/tansiq/tansiq/registry"
)

// Importer reads HXL 3W sheets.
type Importer struct{}

// New makes the importer.
func New() Importer { return Importer{} }

// Format is "hxl".
func (Importer) Format() string { return "hxl" }

// Absence is that a 3W sheet lists what goes on: what it lists no more has ended.
func (Importer) Absence() registry.Absence { return registry.AbsenceEnded }

// Read yields a rejection for each row that cannot be used, and then a record for each initiative, in the order of its first
// row. EInvalid: not a sheet, no hashtags and no mapping, not a list of activities, truncated, not text, over a limit; the
// message says which and where.
func (Importer) Read(ctx context.Context, file io.Reader, feed registry.Feed) iter.Seq2[registry.Item, error] {
	return registry.Stream(func(give func(registry.Item) error) error { return read(ctx, file, feed, give) })
}

func read(ctx context.Context, file io.Reader, feed registry.Feed, giveOn func(registry.Item) error) error {
	t, err := open(file, feed)
	if err != nil {
		return err
	}
	defer t.close()
	if err := t.lacks(); err != nil {
		return err
	}
	g, err := newGroups()
	if err != nil {
		return err
	}
	defer g.close()
	// A problem of the file is nobody's row, but an item without a record is a rejected row: it goes with the first one.
	give := func(item registry.Item) error {
		if item.Record != nil || len(item.Problems) > 0 {
			item.Problems = append(t.problems, item.Problems...)
			t.problems = nil
		}
		return cmp.Or(giveOn(item), ctx.Err())
	}
	t.problems = append(t.problems, t.unread()...)
	if err := t.gather(ctx, g, give); err != nil {
		return err
	}
	return g.each(func(rows []row, line int) error {
		if rows == nil {
			return give(registry.Item{Problems: []registry.Problem{{Line: line, Severity: registry.SeverityRejected,
				Reason: "the rows of this initiative are larger than 1 MiB together"}}})
		}
		return give(t.unite(rows, line))
	})
}

// gather lets all rows wait that can be used.
func (t *table) gather(ctx context.Context, g *groups, give func(registry.Item) error) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if r.Fault != "" {
			problem := registry.Problem{Line: r.Line, Reason: r.Fault, Severity: registry.SeverityRejected}
			if err := give(registry.Item{Problems: []registry.Problem{problem}}); err != nil {
				return err
			}
			continue
		}
		k := t.keep(r)
		if len(k.Cells) == 0 {
			continue
		}
		s := t.read(k)
		if s.rejected {
			if err := give(registry.Item{Problems: s.problems}); err != nil {
				return err
			}
			continue
		}
		if err := g.add(s.key, k); err != nil {
			return err
		}
	}
}
