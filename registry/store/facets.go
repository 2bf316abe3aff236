package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// The years that facets count: from firstYear to so many years after the present one.
const (
	firstYear  = 1990
	yearsAhead = 10
)

// facets are counts by facet, the most frequent value first.
type facets map[registry.FacetField][]registry.FacetCount

// facetOf is the facet that counts the terms of a field.
var facetOf = map[field]registry.FacetField{
	fieldCountry: registry.FacetCountry, fieldRegion: registry.FacetRegion, fieldPractice: registry.FacetGoodPractice,
	fieldDonor: registry.FacetDonor, fieldSector: registry.FacetSector, fieldStatus: registry.FacetStatus,
}

// FacetInitiatives counts values. A facet that the filter has no condition on is counted over what answers the filter,
// another over what answers the filter without that condition.
func (s *Store) FacetInitiatives(ctx context.Context, lens registry.Lens, filter registry.InitiativeFilter) (map[registry.FacetField][]registry.FacetCount, error) {
	x, err := s.selection(ctx, lens, &filter)
	if err != nil {
		return nil, err
	}
	answer := facets{}
	err = s.withSelection(ctx, x, func(*columns.Columns) {
		shared := s.countFacets(x, &x.query)
		for _, facet := range registry.FacetFields() {
			counted := shared
			if query, filtered := x.without(facet); filtered {
				counted = s.countFacets(x, query)
			}
			// The caller's own: what is counted once is given to many.
			answer[facet] = append([]registry.FacetCount{}, counted[facet]...)
		}
	})
	return answer, err
}

// without is the query without the conditions on what the facet counts; filtered says whether there was one.
func (x *selection) without(facet registry.FacetField) (query *columns.Query, filtered bool) {
	q := x.query
	if facet == registry.FacetYear {
		filtered = q.ActiveFrom != "" || q.ActiveTo != "" || q.ActiveOn != ""
		q.ActiveFrom, q.ActiveTo, q.ActiveOn = "", "", ""
		return &q, filtered
	}
	q.Any = nil
	for _, c := range x.conditions {
		if facetOf[c.field()] == facet {
			filtered = true
		} else {
			q.Any = append(q.Any, c.terms)
		}
	}
	return &q, filtered
}

// countFacets counts all facets of what the query selects: that of x, or one with fewer conditions. The columns must
// stand still.
func (s *Store) countFacets(x *selection, query *columns.Query) facets {
	last := s.now().UTC().Year() + yearsAhead
	position, key := s.index.position, itoa(last)+x.key(query)
	keep := x.isOf(position)
	if keep {
		if known, ok := s.index.facets.get(position, key); ok {
			return known
		}
	}
	set := s.index.columns.Select(query)
	counted := s.namedCounts(s.index.countTerms(query.Lens, set))
	for i, n := range s.index.columns.CountYears(set, firstYear, last) {
		if n > 0 {
			counted[registry.FacetYear] = append(counted[registry.FacetYear],
				registry.FacetCount{Value: itoa(firstYear + i), Count: int(n)})
		}
	}
	for _, counts := range counted {
		slices.SortFunc(counts, func(a, b registry.FacetCount) int {
			if a.Count != b.Count {
				return cmp.Compare(b.Count, a.Count)
			}
			return strings.Compare(a.Value, b.Value)
		})
	}
	if keep {
		s.index.facets.put(position, key, counted)
	}
	return counted
}

// namedCounts gives the counts of slots to the values that they are of.
func (s *Store) namedCounts(counts []int32) facets {
	named := facets{}
	terms := s.index.columns.SlotTerms()
	s.terms.mutex.RLock()
	defer s.terms.mutex.RUnlock()
	for slot, n := range counts {
		if n > 0 {
			k := s.terms.keys[terms[slot]]
			facet := facetOf[k.field]
			named[facet] = append(named[facet], registry.FacetCount{Value: k.value, Count: int(n)})
		}
	}
	return named
}
