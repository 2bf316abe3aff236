package store

import (
	"context"
	"database/sql"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// problemRow is a row of problems.
type problemRow struct {
	bun.BaseModel `bun:"table:problems"`

	Run        string `bun:",pk"`
	Ordinal    int64  `bun:",pk"` // 1, 2 ... within the run, in the order of the file
	Line       int
	Identifier string
	Field      string
	Reason     string
	Severity   string
}

// problemsASlice is how many rows go into one of Bun's inserts.
const problemsASlice = 500

// AddProblems adds problems to a run.
func (t *tx) AddProblems(ctx context.Context, run string, problems []registry.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	var last int64
	err := t.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&last) },
		"SELECT COALESCE(MAX(ordinal), 0) FROM problems WHERE run = ?", run)
	if err != nil {
		return err
	}
	for len(problems) > 0 {
		part := problems[:min(len(problems), problemsASlice)]
		problems = problems[len(part):]
		rows := make([]problemRow, len(part))
		for i, p := range part {
			last++
			rows[i] = problemRow{Run: run, Ordinal: last, Line: p.Line, Identifier: p.Identifier, Field: p.Field,
				Reason: p.Reason, Severity: string(p.Severity)}
		}
		if _, err := t.bun.NewInsert().Model(&rows).Returning("NULL").Exec(ctx); err != nil {
			return t.store.mapError(err)
		}
	}
	return nil
}

// ListProblems gives a run's problems in the order of the file.
func (s *Store) ListProblems(ctx context.Context, run string, page registry.Page) ([]registry.Problem, string, error) {
	if err := checkTexts(run); err != nil {
		return nil, "", err
	}
	after, bound, err := startOf(page, "problems", run)
	if err != nil {
		return nil, "", err
	}
	q := s.read.NewSelect().Where("run = ?", run).Order("ordinal").Limit(int64(page.Limit) + 1)
	if after != nil {
		q.Where("ordinal > ?", after.Value)
	}
	var rows []problemRow
	if err := q.Model(&rows).Scan(ctx); err != nil {
		return nil, "", s.mapError(err)
	}
	rows, next := cut(rows, page, bound, func(last problemRow) cursor { return cursor{Value: last.Ordinal} })
	problems := make([]registry.Problem, len(rows))
	for i, r := range rows {
		problems[i] = registry.Problem{Line: r.Line, Identifier: r.Identifier, Field: r.Field, Reason: r.Reason,
			Severity: registry.Severity(r.Severity)}
	}
	return problems, next, nil
}

// CountProblems is how many problems a run has.
func (s *Store) CountProblems(ctx context.Context, run string) (int, error) {
	if err := checkTexts(run); err != nil {
		return 0, err
	}
	n, err := s.read.NewSelect().Model((*problemRow)(nil)).Where("run = ?", run).Count(ctx)
	return int(n), s.mapError(err)
}
