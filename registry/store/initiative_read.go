package store

import (
	"cmp"
	"context"
	"database/sql"
	"math"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// unknownValue is the value of a key whose sorted value is not known.
const unknownValue = math.MaxInt64

// maxRedirects bounds how many merges an old id is followed through.
const maxRedirects = 64

// FindInitiative gives the view that the lens selects.
func (s *Store) FindInitiative(ctx context.Context, lens registry.Lens, id string) (registry.ViewDocument, error) {
	for range maxRedirects {
		var found registry.ViewDocument
		var redirect sql.NullString
		seen, args := lensCondition(lens, "v", "no")
		err := s.hotQuery(ctx, func(rows *sql.Rows) error {
			var version, updated sql.NullInt64
			if err := rows.Scan(&redirect, &version, &updated, &found.JSON); err != nil {
				return err
			}
			found.Version, found.UpdatedAt = int(version.Int64), fromMicros(updated.Int64)
			return nil
		}, `SELECT i.redirect, v.version, v.updated_at, v.document FROM initiatives i
			LEFT JOIN views v ON v.initiative = i.no AND `+seen+" WHERE i.id = ?", append(args, id)...)
		switch {
		case err != nil:
			return registry.ViewDocument{}, err
		case redirect.Valid:
			id = redirect.String
			continue
		case found.JSON == nil:
			return registry.ViewDocument{}, registry.Errorf(registry.ENotFound, "no such initiative")
		}
		found.ID = id
		return found, nil
	}
	return registry.ViewDocument{}, registry.Errorf(registry.EInternal, "merged initiatives point at each other")
}

// CountInitiatives is the total of a list.
func (s *Store) CountInitiatives(ctx context.Context, lens registry.Lens, filter registry.InitiativeFilter) (int, error) {
	x, err := s.selection(ctx, lens, &filter)
	if err != nil {
		return 0, err
	}
	count := 0
	err = s.withSelection(ctx, x, func(c *columns.Columns) {
		count = int(c.Select(&x.query).GetCardinality())
	})
	return count, err
}

// The years that facets count: from firstYear to so many years after the present one.
const (
	firstYear  = 1990
	yearsAhead = 10
)

// facetFields are the fields behind the facets that count terms.
var facetFields = map[registry.FacetField]field{
	registry.FacetCountry: fieldCountry, registry.FacetRegion: fieldRegion, registry.FacetGoodPractice: fieldPractice,
	registry.FacetDonor: fieldDonor, registry.FacetSector: fieldSector, registry.FacetStatus: fieldStatus,
}

// FacetInitiatives counts values.
func (s *Store) FacetInitiatives(ctx context.Context, lens registry.Lens, filter registry.InitiativeFilter) (map[registry.FacetField][]registry.FacetCount, error) {
	x, err := s.selection(ctx, lens, &filter)
	if err != nil {
		return nil, err
	}
	facets := map[registry.FacetField][]registry.FacetCount{registry.FacetYear: {}}
	err = s.withSelection(ctx, x, func(c *columns.Columns) {
		all := c.Select(&x.query)
		shared := s.index.countTerms(&x.query)
		for facet, f := range facetFields {
			counts := shared
			if query, filtered := x.without(f); filtered {
				counts = s.index.countTerms(query)
			}
			facets[facet] = s.facetCounts(f, counts)
		}
		set := all
		if filter.ActiveFrom != "" || filter.ActiveTo != "" || filter.ActiveOn != "" { // the filters of the year
			query := x.query
			query.ActiveFrom, query.ActiveTo, query.ActiveOn = "", "", ""
			set = c.Select(&query)
		}
		last := s.now().UTC().Year() + yearsAhead
		for i, n := range c.CountYears(set, firstYear, last) {
			if n > 0 {
				facets[registry.FacetYear] = append(facets[registry.FacetYear],
					registry.FacetCount{Value: itoa(firstYear + i), Count: int(n)})
			}
		}
	})
	for _, counts := range facets {
		slices.SortFunc(counts, func(a, b registry.FacetCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
	}
	return facets, err
}

// without is the query without the condition on the field; filtered says whether there was one.
func (x *selection) without(f field) (query *columns.Query, filtered bool) {
	q := x.query
	q.Any = nil
	for _, c := range x.conditions {
		if c.field() == f {
			filtered = true
		} else {
			q.Any = append(q.Any, c.terms)
		}
	}
	return &q, filtered
}

// facetCounts picks the counts of one field's faceted terms.
func (s *Store) facetCounts(f field, counts []int32) []registry.FacetCount {
	facet := []registry.FacetCount{}
	s.terms.mutex.RLock()
	defer s.terms.mutex.RUnlock()
	for no, n := range counts {
		if n == 0 {
			continue
		}
		if k := s.terms.keys[uint32(no)]; k.field == f {
			facet = append(facet, registry.FacetCount{Value: k.value, Count: int(n)})
		}
	}
	return facet
}
