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
	best, err := s.bestRanked(ctx, x)
	if err != nil {
		return nil, err
	}
	if after != nil {
		start, found := slices.BinarySearchFunc(best, placed{rank: after.Rank, key: *from}, compareRanked)
		if found {
			start++
		}
		best = best[start:]
	}
	best = best[:min(len(best), n)]
	keys := make([]columns.Key, len(best))
	ranks := make(map[uint32]float64, len(best))
	for i, p := range best {
		keys[i], ranks[p.key.View] = p.key, p.rank
	}
	found, err := s.fetch(ctx, lens, keys)
	for i := range found {
		found[i].rank = ranks[found[i].key.View]
	}
	slices.SortFunc(found, compareRanked)
	return found, err
}

// bestRanked ranks the candidates, without their documents. It must not be changed.
func (s *Store) bestRanked(ctx context.Context, x *selection) ([]placed, error) {
	var titled *roaring.Bitmap
	var err error
	if x.query.Views.GetCardinality() > rankedCandidates {
		if titled, err = s.viewsByText(ctx, x.position, x.query.Lens, x.filter.Terms, true); err != nil {
			return nil, err
		}
	} else {
		titled = roaring.New()
	}
	var keys []columns.Key
	var best []placed
	var known, keep bool
	var key string
	err = s.withSelection(ctx, x, func(c *columns.Columns) {
		if keep = x.isOf(s.index.position); keep {
			key = x.key(&x.query)
			if best, known = s.index.ranked.get(x.position, key); known {
				return
			}
		}
		latest := columns.Order{By: columns.ByStart, Desc: true}
		set := c.Select(&x.query)
		keys = c.Top(roaring.And(set, titled), latest, nil, rankedCandidates)
		keys = append(keys, c.Top(roaring.AndNot(set, titled), latest, nil, rankedCandidates-len(keys))...)
	})
	if err != nil || known || len(keys) == 0 {
		return best, err
	}
	views := make([]uint32, len(keys))
	for i, k := range keys {
		views[i] = k.View
	}
	words, _ := searchable(x.filter.Terms)
	ranks, err := s.dialect.rankText(ctx, s, views, words)
	if err != nil {
		return nil, err
	}
	best = make([]placed, len(keys))
	for i, k := range keys {
		k.Value = math.MaxInt64
		best[i] = placed{key: k, rank: ranks[k.View]}
	}
	slices.SortFunc(best, compareRanked)
	if keep {
		s.index.ranked.put(x.position, key, best)
	}
	return best, nil
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
