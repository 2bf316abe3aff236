package store

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

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
	byFeed := map[string][]string{}
	for _, k := range keys {
		byFeed[k.Feed] = append(byFeed[k.Feed], k.Key)
	}
	found := map[string]*registry.Ruling{}
	for _, feed := range slices.Sorted(maps.Keys(byFeed)) {
		for part := range slices.Chunk(byFeed[feed], 500) {
			var rows []rulingRow
			err := t.bun.NewSelect().Model(&rows).Where("reverted_at IS NULL").
				Where("(a_feed = ? AND a_key IN (?)) OR (b_feed = ? AND b_key IN (?))", feed, bun.List(part), feed, bun.List(part)).
				Scan(ctx)
			if err != nil {
				return nil, t.store.mapError(err)
			}
			for _, row := range rows {
				r := &registry.Ruling{}
				if err := json.Unmarshal([]byte(row.Document), r); err != nil {
					return nil, t.store.mapError(err)
				}
				found[r.ID] = r
			}
		}
	}
	return slices.SortedFunc(maps.Values(found), func(a, b *registry.Ruling) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	}), nil
}
