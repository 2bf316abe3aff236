package store

import (
	"context"
	"database/sql"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// runRow is a row of runs, without the bitmap of records that the run saw.
type runRow struct {
	bun.BaseModel `bun:"table:runs,alias:r"`

	ID         string `bun:",pk"`
	Feed       string
	State      string
	Trigger    string
	StartedAt  int64
	FinishedAt *int64
	Read       int
	New        int
	Changed    int
	Unchanged  int
	Rejected   int
	Withdrawn  int
	Funding    int `bun:",scanonly"` // of run_funding
	Error      string
	Hint       string
	Spool      string
	Position   int
	Fence      int64
}

func newRunRow(r *registry.Run) *runRow {
	c := r.Counts
	return &runRow{
		ID: r.ID, Feed: r.Feed, State: string(r.State), Trigger: r.Trigger, StartedAt: micros(r.Started),
		FinishedAt: microsPointer(r.Finished), Read: c.Read, New: c.New, Changed: c.Changed, Unchanged: c.Unchanged,
		Rejected: c.Rejected, Withdrawn: c.Withdrawn, Error: r.Error, Hint: r.Hint, Spool: r.Spool, Position: r.Position,
		Fence: r.Fence,
	}
}

func (r *runRow) run() registry.Run {
	return registry.Run{
		ID: r.ID, Feed: r.Feed, State: registry.RunState(r.State), Trigger: r.Trigger, Started: fromMicros(r.StartedAt),
		Finished: fromMicrosPointer(r.FinishedAt), Counts: registry.RunCounts{Read: r.Read, New: r.New, Changed: r.Changed,
			Unchanged: r.Unchanged, Rejected: r.Rejected, Withdrawn: r.Withdrawn, Funding: r.Funding},
		Error: r.Error, Hint: r.Hint, Spool: r.Spool, Position: r.Position, Fence: r.Fence,
	}
}

// PutRun inserts or updates a run.
func (t *tx) PutRun(ctx context.Context, run *registry.Run) error {
	_, err := t.bun.NewInsert().Model(newRunRow(run)).On("CONFLICT (id) DO UPDATE").
		Set("feed = EXCLUDED.feed, state = EXCLUDED.state, trigger = EXCLUDED.trigger, started_at = EXCLUDED.started_at").
		Set("finished_at = EXCLUDED.finished_at, read = EXCLUDED.read, new = EXCLUDED.new, changed = EXCLUDED.changed").
		Set("unchanged = EXCLUDED.unchanged, rejected = EXCLUDED.rejected, withdrawn = EXCLUDED.withdrawn").
		Set("error = EXCLUDED.error, hint = EXCLUDED.hint, spool = EXCLUDED.spool, position = EXCLUDED.position").
		Set("fence = EXCLUDED.fence").
		Returning("NULL").Exec(ctx)
	if err != nil || run.Counts.Funding == 0 {
		return t.store.mapError(err)
	}
	_, err = t.exec(ctx, "INSERT INTO run_funding (run, entries) VALUES (?, ?) ON CONFLICT (run) DO UPDATE SET entries = excluded.entries", run.ID, run.Counts.Funding)
	return err
}

// runs loads the runs that the query selects.
func (s *Store) runs(ctx context.Context, q *bun.SelectQuery) ([]registry.Run, error) {
	var rows []runRow
	q = q.Model(&rows).ColumnExpr("?TableColumns").ColumnExpr("coalesce((SELECT n.entries FROM run_funding n WHERE n.run = r.id), 0) AS funding")
	if err := q.Scan(ctx); err != nil {
		return nil, s.mapError(err)
	}
	runs := make([]registry.Run, len(rows))
	for i := range rows {
		runs[i] = rows[i].run()
	}
	return runs, nil
}

// FindRun is ENotFound.
func (s *Store) FindRun(ctx context.Context, id string) (*registry.Run, error) {
	if err := checkTexts(id); err != nil {
		return nil, err
	}
	found, err := s.runs(ctx, s.read.NewSelect().Where("r.id = ?", id))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such run")
	}
	return &found[0], nil
}

// ListRuns gives a feed's runs, newest first. The feed is named as the runs name it.
func (s *Store) ListRuns(ctx context.Context, feed string, page registry.Page) ([]registry.Run, string, error) {
	if err := checkTexts(feed); err != nil {
		return nil, "", err
	}
	after, bound, err := startOf(page, "runs", feed)
	if err != nil {
		return nil, "", err
	}
	q := s.read.NewSelect().Where("r.feed = ?", feed).Order("r.started_at DESC", "r.id DESC").Limit(int64(page.Limit) + 1)
	if after != nil {
		q.Where("(r.started_at, r.id) < (?, ?)", after.Value, after.ID)
	}
	found, err := s.runs(ctx, q)
	if err != nil {
		return nil, "", err
	}
	found, next := cut(found, page, bound, func(last registry.Run) cursor { return cursor{Value: micros(last.Started), ID: last.ID} })
	return found, next, nil
}

// LastRun is the newest run of the feed in one of the states, nil where there is none.
func (s *Store) LastRun(ctx context.Context, feed string, states ...registry.RunState) (*registry.Run, error) {
	if err := checkTexts(feed); err != nil {
		return nil, err
	}
	q := s.read.NewSelect().Where("r.feed = ?", feed).Order("r.started_at DESC", "r.id DESC").Limit(1)
	if len(states) > 0 {
		q.Where("r.state IN (?)", bun.List(texts(states)))
	}
	found, err := s.runs(ctx, q)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// UnfinishedRuns are those in state decoding or publishing, oldest first.
func (s *Store) UnfinishedRuns(ctx context.Context) ([]registry.Run, error) {
	return s.runs(ctx, s.read.NewSelect().
		Where("r.state IN (?)", bun.List([]string{string(registry.RunDecoding), string(registry.RunPublishing)})).
		Order("r.started_at", "r.id"))
}

// PutSeen stores the bitmap of the records that a run saw. ENotFound.
func (t *tx) PutSeen(ctx context.Context, run string, bitmap []byte) error {
	n, err := t.exec(ctx, "UPDATE runs SET seen = ? WHERE id = ?", bitmap, run)
	if err == nil && n == 0 {
		return registry.Errorf(registry.ENotFound, "no such run")
	}
	return err
}

// LastSeen gives what each of the feed's last n good runs saw, newest first. A run that found the feed unmodified stores
// no bitmap: it saw what the one before it did.
func (s *Store) LastSeen(ctx context.Context, feed string, n int) ([]registry.Seen, error) {
	var found []registry.Seen
	err := s.query(ctx, s.read.DB, func(rows *sql.Rows) error {
		var started int64
		var seen registry.Seen
		if err := rows.Scan(&started, &seen.Trigger, &seen.Records); err != nil {
			return err
		}
		if seen.At = fromMicros(started); seen.Records != nil {
			found = append(found, seen)
		}
		return nil
	}, `SELECT r.started_at, r.trigger, (SELECT s.seen FROM runs s WHERE s.feed = r.feed AND s.state IN ('done', 'unmodified')
			AND s.seen IS NOT NULL AND (s.started_at, s.id) <= (r.started_at, r.id) ORDER BY s.started_at DESC, s.id DESC LIMIT 1)
		FROM runs r WHERE r.feed = ? AND r.state IN ('done', 'unmodified') ORDER BY r.started_at DESC, r.id DESC LIMIT ?`, feed, n)
	return found, err
}
