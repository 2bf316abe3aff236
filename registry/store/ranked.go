package store

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// rankedCandidates is how many are ranked and can be paged through.
const rankedCandidates = 1000

// compareRanked orders by relevance, then by initiative.
func compareRanked(a, b placed) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.key.Initiative, b.key.Initiative))
}

// listRanked gives the most relevant first. Where more have the words than are ranked, those with the words in their
// titles are candidates before others, and later starts before earlier ones: scoring every view that has a frequent
// word would cost a hundred times what finding them does.
func (s *Store) listRanked(ctx context.Context, lens registry.Lens, filter *registry.InitiativeFilter, after *cursor, from *columns.Key, n int) ([]placed, error) {
	x, err := s.selection(ctx, lens, filter)
	if err != nil || x.query.Views.IsEmpty() {
		return nil, err
	}
	words, _ := searchable(filter.Terms)
	titled := roaring.New()
	if x.query.Views.GetCardinality() > rankedCandidates {
		if titled, err = s.dialect.findText(ctx, s, lens, words, true); err != nil {
			return nil, err
		}
	}
	var keys []columns.Key
	err = s.withSelection(ctx, x, func(c *columns.Columns) {
		latest := columns.Order{By: columns.ByStart, Desc: true}
		set := c.Select(&x.query)
		keys = c.Top(roaring.And(set, titled), latest, nil, rankedCandidates)
		keys = append(keys, c.Top(roaring.AndNot(set, titled), latest, nil, rankedCandidates-len(keys))...)
	})
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	views := make([]uint32, len(keys))
	for i, k := range keys {
		views[i] = k.View
	}
	ranks, err := s.dialect.rankText(ctx, s, views, words)
	if err != nil {
		return nil, err
	}
	best := make([]placed, len(keys))
	for i, k := range keys {
		k.Value = math.MaxInt64
		best[i] = placed{key: k, rank: ranks[k.View]}
	}
	slices.SortFunc(best, compareRanked)
	if after != nil {
		start, found := slices.BinarySearchFunc(best, placed{rank: after.Rank, key: *from}, compareRanked)
		if found {
			start++
		}
		best = best[start:]
	}
	best = best[:min(len(best), n)]
	keys = keys[:0]
	for _, p := range best {
		keys = append(keys, p.key)
	}
	found, err := s.fetch(ctx, lens, keys)
	for i := range found {
		found[i].rank = ranks[found[i].key.View]
	}
	slices.SortFunc(found, compareRanked)
	return found, err
}

// collectRanks runs a query of views and ranks.
func (s *Store) collectRanks(ctx context.Context, ranks map[uint32]float64, query string, args ...any) error {
	return s.hotQuery(ctx, func(rows *sql.Rows) error {
		var view uint32
		var rank float64
		err := rows.Scan(&view, &rank)
		ranks[view] = rank
		return err
	}, query, args...)
}
