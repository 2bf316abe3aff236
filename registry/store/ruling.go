package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// rulingRow is a row of rulings.
type rulingRow struct {
	bun.BaseModel `bun:"table:rulings"`

	ID         string `bun:",pk"`
	Overlap    string
	AFeed      string
	AKey       string
	BFeed      string
	BKey       string
	RevertedAt *int64
	Document   string // JSON of the ruling
}

// LockRulings takes the row of a counter that nobody counts with: whoever has it rules alone.
func (t *tx) LockRulings(ctx context.Context) error {
	_, err := t.exec(ctx, "UPDATE counters SET value = value + 1 WHERE name = 'rulings'")
	return err
}

// PutRuling inserts or updates a ruling.
func (t *tx) PutRuling(ctx context.Context, ruling *registry.Ruling) error {
	row := &rulingRow{
		ID: ruling.ID, Overlap: ruling.Overlap, AFeed: ruling.A.Feed, AKey: ruling.A.Key, BFeed: ruling.B.Feed, BKey: ruling.B.Key,
		RevertedAt: microsPointer(ruling.RevertedAt), Document: jsonText(ruling),
	}
	_, err := t.bun.NewInsert().Model(row).On("CONFLICT (id) DO UPDATE").
		Set("overlap = EXCLUDED.overlap, a_feed = EXCLUDED.a_feed, a_key = EXCLUDED.a_key, b_feed = EXCLUDED.b_feed").
		Set("b_key = EXCLUDED.b_key, reverted_at = EXCLUDED.reverted_at, document = EXCLUDED.document").
		Returning("NULL").Exec(ctx)
	return t.store.mapError(err)
}

// ActiveRulings loads the rulings that bind any of the keys and are not reverted, oldest first.
func (t *tx) ActiveRulings(ctx context.Context, keys []registry.RecordKey) ([]*registry.Ruling, error) {
	found := map[string]*registry.Ruling{}
	for part := range slices.Chunk(keys, 500) {
		pairs := make([][2]string, len(part))
		for i, k := range part {
			pairs[i] = [2]string{k.Feed, k.Key}
		}
		in, args := t.store.dialect.inPairs(pairs)
		// Two selects, so that each has an index.
		err := t.query(ctx, func(rows *sql.Rows) error {
			var row rulingRow
			if err := rows.Scan(&row.Document); err != nil {
				return err
			}
			r, err := row.ruling()
			if err == nil {
				found[r.ID] = r
			}
			return err
		}, "SELECT document FROM rulings WHERE reverted_at IS NULL AND (a_feed, a_key) "+in+
			" UNION SELECT document FROM rulings WHERE reverted_at IS NULL AND (b_feed, b_key) "+in, slices.Concat(args, args)...)
		if err != nil {
			return nil, err
		}
	}
	return slices.SortedFunc(maps.Values(found), compareRulings), nil
}

// compareRulings orders the oldest first.
func compareRulings(a, b *registry.Ruling) int {
	return cmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID))
}

func (r *rulingRow) ruling() (*registry.Ruling, error) {
	ruling := &registry.Ruling{}
	return ruling, json.Unmarshal([]byte(r.Document), ruling)
}

// FindRuling is ENotFound.
func (t *tx) FindRuling(ctx context.Context, id string) (*registry.Ruling, error) {
	if err := checkTexts(id); err != nil {
		return nil, err
	}
	var rows []rulingRow
	if err := t.bun.NewSelect().Model(&rows).Where("id = ?", id).Scan(ctx); err != nil {
		return nil, t.store.mapError(err)
	}
	if len(rows) == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such ruling")
	}
	r, err := rows[0].ruling()
	return r, t.store.mapError(err)
}

// RulingsOf gives the rulings made on the overlap and those that bind a record of a and one of b, newest first.
func (s *Store) RulingsOf(ctx context.Context, overlap string, a, b []registry.RecordKey) ([]*registry.Ruling, error) {
	q := s.read.NewSelect().Where("overlap = ?", overlap)
	if len(a) > 0 && len(b) > 0 {
		one, other := tuples(a), tuples(b)
		q.WhereOr("(a_feed, a_key) IN (VALUES ?) AND (b_feed, b_key) IN (VALUES ?)", bun.List(one), bun.List(other))
		q.WhereOr("(a_feed, a_key) IN (VALUES ?) AND (b_feed, b_key) IN (VALUES ?)", bun.List(other), bun.List(one))
	}
	found, err := rowsAs(ctx, s, q, (*rulingRow).ruling)
	slices.SortFunc(found, func(a, b *registry.Ruling) int { return compareRulings(b, a) })
	return found, err
}

func tuples(keys []registry.RecordKey) []bun.TupleValues {
	rows := make([]bun.TupleValues, len(keys))
	for i, k := range keys {
		rows[i] = bun.Tuple([]string{k.Feed, k.Key})
	}
	return rows
}

// RulingsAt gives the rulings that stood at the time, oldest first.
func (s *Store) RulingsAt(ctx context.Context, at time.Time) ([]*registry.Ruling, error) {
	var rows []rulingRow
	err := s.read.NewSelect().Model(&rows).Where("reverted_at IS NULL OR reverted_at > ?", micros(at)).Scan(ctx)
	if err != nil {
		return nil, s.mapError(err)
	}
	var found []*registry.Ruling
	for i := range rows {
		r, err := rows[i].ruling()
		if err != nil {
			return nil, s.mapError(err)
		}
		if !r.At.After(at) {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, compareRulings)
	return found, nil
}
