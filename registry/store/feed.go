package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// feedRow is a row of feeds.
type feedRow struct {
	bun.BaseModel `bun:"table:feeds,alias:f"`

	ID           string `bun:",pk"`
	Name         string
	Format       string
	URL          string
	Schedule     string
	Enabled      bool
	Licence      string
	Marks        string // JSON
	CreatedAt    int64
	UpdatedAt    int64
	DeletedAt    *int64
	ETag         string `bun:"etag"`
	LastModified string

	// Of feed_reading; NULL where the feed has no row there.
	Mapping *string `bun:",scanonly"` // JSON
	Charset *string `bun:",scanonly"`
	Absence *string `bun:",scanonly"`
}

// selectFeeds reads feeds with what is stated of their files.
func (s *Store) selectFeeds(rows *[]feedRow) *bun.SelectQuery {
	return s.read.NewSelect().Model(rows).ColumnExpr("f.*, g.mapping, g.charset, g.absence").
		Join("LEFT JOIN feed_reading AS g ON g.feed = f.id")
}

// putReading writes what is stated of a feed's files.
func (t *tx) putReading(ctx context.Context, f *registry.Feed) error {
	_, err := t.exec(ctx, `INSERT INTO feed_reading (feed, mapping, charset, absence) VALUES (?, ?, ?, ?)
		ON CONFLICT (feed) DO UPDATE SET mapping = excluded.mapping, charset = excluded.charset, absence = excluded.absence`,
		f.ID, jsonText(f.Mapping), f.Charset, string(f.Absence))
	return err
}

func newFeedRow(f *registry.Feed) *feedRow {
	return &feedRow{
		ID: f.ID, Name: f.Name, Format: f.Format, URL: f.URL, Schedule: f.Schedule, Enabled: f.Enabled, Licence: f.Licence,
		Marks: jsonText(f.Marks), CreatedAt: micros(f.Created), UpdatedAt: micros(f.Updated), DeletedAt: microsPointer(f.Deleted),
		ETag: f.ETag, LastModified: f.LastModified,
	}
}

func (r *feedRow) feed() (registry.Feed, error) {
	f := registry.Feed{
		ID: r.ID, Name: r.Name, Format: r.Format, URL: r.URL, Schedule: r.Schedule, Enabled: r.Enabled, Licence: r.Licence,
		Created: fromMicros(r.CreatedAt), Updated: fromMicros(r.UpdatedAt), Deleted: fromMicrosPointer(r.DeletedAt),
		ETag: r.ETag, LastModified: r.LastModified,
	}
	if r.Mapping != nil {
		f.Charset, f.Absence = *r.Charset, registry.Absence(*r.Absence)
		if err := json.Unmarshal([]byte(*r.Mapping), &f.Mapping); err != nil {
			return f, err
		}
	}
	return f, json.Unmarshal([]byte(r.Marks), &f.Marks)
}

// CreateFeed is EConflict where the name or the id is taken.
func (s *Store) CreateFeed(ctx context.Context, feed *registry.Feed, audit registry.AuditEntry) error {
	return s.atomically(ctx, func(t *tx) error {
		if _, err := t.bun.NewInsert().Model(newFeedRow(feed)).Returning("NULL").Exec(ctx); err != nil {
			return s.mapError(err)
		}
		if err := t.putReading(ctx, feed); err != nil {
			return err
		}
		return t.AddAudit(ctx, audit)
	})
}

// UpdateFeed is ENotFound, and EConflict where another feed has the name.
func (s *Store) UpdateFeed(ctx context.Context, feed *registry.Feed, audit registry.AuditEntry) error {
	return s.atomically(ctx, func(t *tx) error {
		result, err := t.bun.NewUpdate().Model(newFeedRow(feed)).WherePK().Returning("NULL").Exec(ctx)
		if err := s.mapError(err); err != nil {
			return err
		}
		if err := mustTouch(result, "no such feed"); err != nil {
			return err
		}
		if err := t.putReading(ctx, feed); err != nil {
			return err
		}
		return t.AddAudit(ctx, audit)
	})
}

// mustTouch is ENotFound where a statement changed no row.
func mustTouch(result sql.Result, message string) error {
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return registry.Errorf(registry.ENotFound, "%s", message)
	}
	return nil
}

// SetFeedValidators notes what the last published body's server said of it. The feed is named by id or name. ENotFound.
func (s *Store) SetFeedValidators(ctx context.Context, feed, etag, lastModified string) error {
	return s.atomically(ctx, func(t *tx) error {
		n, err := t.exec(ctx, "UPDATE feeds SET etag = ?, last_modified = ? WHERE id = ? OR name = ?", etag, lastModified, feed, feed)
		if err == nil && n == 0 {
			return registry.Errorf(registry.ENotFound, "no such feed")
		}
		return err
	})
}

// FindFeed takes an id or a name, also of a deleted feed. ENotFound.
func (s *Store) FindFeed(ctx context.Context, idOrName string) (*registry.Feed, error) {
	if err := checkTexts(idOrName); err != nil {
		return nil, err
	}
	var rows []feedRow
	err := s.selectFeeds(&rows).Where("f.id = ? OR f.name = ?", idOrName, idOrName).
		OrderExpr("f.id = ? DESC", idOrName).Limit(1).Scan(ctx)
	if err != nil {
		return nil, s.mapError(err)
	}
	if len(rows) == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such feed")
	}
	feed, err := rows[0].feed()
	return &feed, s.mapError(err)
}

// ListFeeds gives the health of all feeds that are not deleted, by name, in a number of queries that does not depend on
// how many there are. NextRun is the scheduler's to fill in.
func (s *Store) ListFeeds(ctx context.Context) ([]registry.FeedHealth, error) {
	var rows []feedRow
	if err := s.selectFeeds(&rows).Where("f.deleted_at IS NULL").Order("f.name").Scan(ctx); err != nil {
		return nil, s.mapError(err)
	}
	marks, err := s.feedMarks(ctx)
	if err != nil {
		return nil, err
	}
	health := make([]registry.FeedHealth, len(rows))
	for i := range rows {
		h := &health[i]
		if h.Feed, err = rows[i].feed(); err != nil {
			return nil, s.mapError(err)
		}
		m := marks[h.Feed.ID]
		h.Records = m.records
		if m.good != nil {
			h.LastGood = m.good.Finished
		}
		if m.done != nil {
			h.Freshness = m.done.Finished
		}
		if m.held != nil {
			h.Held, h.HeldRun = true, m.held.ID
		}
		if h.LastRun = m.last; m.last != nil {
			h.Failing = m.last.State == registry.RunFailed
			h.LastProblem = m.last.Error
		}
	}
	return health, nil
}

// feedMark is what is known of a feed apart from its row.
type feedMark struct {
	records          int
	last, good, done *registry.Run
	held             *registry.Run // waits for review
}

// feedMarks reads, by id of the feed: how many records stand, its newest run, its newest good one, the newest one
// that published, and the one that waits for review.
func (s *Store) feedMarks(ctx context.Context) (map[string]feedMark, error) {
	newest := func(states string) string {
		return "(SELECT r.id FROM runs r WHERE (r.feed = f.id OR r.feed = f.name)" + states + " ORDER BY r.started_at DESC, r.id DESC LIMIT 1)"
	}
	type ids struct {
		feed             string
		records          sql.NullInt64
		last, good, done sql.NullString
		held             sql.NullString
	}
	var found []ids
	var wanted []string
	err := s.query(ctx, s.read.DB, func(rows *sql.Rows) error {
		var x ids
		if err := rows.Scan(&x.feed, &x.records, &x.last, &x.good, &x.done, &x.held); err != nil {
			return err
		}
		found = append(found, x)
		for _, id := range []sql.NullString{x.last, x.good, x.done, x.held} {
			if id.Valid {
				wanted = append(wanted, id.String)
			}
		}
		return nil
	}, "SELECT f.id, (SELECT n.records FROM feed_records n WHERE n.feed = f.name), "+newest("")+", "+
		newest(" AND r.state IN ('done', 'unmodified')")+", "+newest(" AND r.state = 'done'")+", "+
		newest(" AND r.state = 'held'")+" FROM feeds f")
	if err != nil {
		return nil, err
	}
	runs := map[string]*registry.Run{}
	if len(wanted) > 0 {
		rows, err := s.runs(ctx, s.read.NewSelect().Where("r.id IN (?)", bun.List(wanted)))
		if err != nil {
			return nil, err
		}
		for i := range rows {
			runs[rows[i].ID] = &rows[i]
		}
	}
	marks := make(map[string]feedMark, len(found))
	for _, x := range found {
		marks[x.feed] = feedMark{int(x.records.Int64), runs[x.last.String], runs[x.good.String], runs[x.done.String], runs[x.held.String]}
	}
	return marks, nil
}
