package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// coveredPlan says how a list by start date is read from the covering indexes.
type coveredPlan struct {
	arms   []arm       // alternatives, each walked in order
	probes []condition // conditions that the walk's rows are checked for
}

// arm is a run of neighbours in view_terms or, with sector, in view_pairs.
type arm struct{ term, sector uint32 }

// nominalPage is the page for which ways of reading are compared: the choice must not depend on the page's size, or the
// number of queries would.
const nominalPage = 50

// coveredConditions numbers the conditions of a filter, the term that every view has where there is none. It gives nil
// where a term has no number: one may get it between this and the list, which only the columns see as of one moment.
func (s *Store) coveredConditions(ctx context.Context, f *registry.InitiativeFilter) ([]condition, error) {
	conditions := conditionsOf(f)
	if len(conditions) == 0 {
		conditions = []condition{{keys: []termKey{{field: fieldAny}}}}
	}
	var keys []termKey
	for _, c := range conditions {
		keys = append(keys, c.keys...)
	}
	numbers, err := s.termNumbers(ctx, s.read.DB, keys)
	if err != nil || !number(conditions, func(k termKey) uint32 { return numbers[k] }) {
		return nil, err
	}
	return conditions, nil
}

// planCovered chooses what drives the list, and says false where it is faster to take the set from the columns.
//
// Walking reads, for each entry of the page, as many rows as the driver has views for one that answers; a row costs a
// probe for each other condition. Taking the set looks at each of its members. The estimates come from the columns as
// they are; where nothing asked for them yet, a fixed order of fields decides.
func (s *Store) planCovered(lens registry.Lens, conditions []condition) (*coveredPlan, bool) {
	if len(conditions) == 0 {
		return nil, false
	}
	s.index.mutex.RLock()
	defer s.index.mutex.RUnlock()
	size := func(c condition) uint64 {
		if !s.index.loaded {
			return uint64(slices.Index(selectivity, c.field()))
		}
		return s.index.columns.Having(c.terms).GetCardinality()
	}
	conditions = slices.Clone(conditions)
	sizes := make(map[field]uint64, len(conditions))
	for _, c := range conditions {
		sizes[c.field()] = size(c)
	}
	slices.SortStableFunc(conditions, func(a, b condition) int { return cmp.Compare(sizes[a.field()], sizes[b.field()]) })
	plan := &coveredPlan{probes: conditions[1:]}
	for _, t := range conditions[0].terms {
		plan.arms = append(plan.arms, arm{term: t})
	}
	driving := sizes[conditions[0].field()]
	if country, sector, ok := pair(conditions); ok {
		plan.arms = []arm{{term: country, sector: sector}}
		plan.probes = slices.DeleteFunc(slices.Clone(conditions), func(c condition) bool {
			return c.field() == fieldCountry || c.field() == fieldSector
		})
	}
	if len(plan.arms) > maxArms {
		return nil, false
	}
	if s.index.loaded && len(plan.probes) > 0 {
		query := columns.Query{Lens: lens}
		for _, c := range conditions {
			query.Any = append(query.Any, c.terms)
		}
		left := s.index.columns.Select(&query).GetCardinality()
		const rowCost, memberCost = 1000, 10 // nanoseconds, about
		walk := min(driving, nominalPage*driving/max(left, 1)) * rowCost
		if walk > left*memberCost+nominalPage*rowCost {
			return nil, false
		}
	}
	return plan, true
}

// selectivity orders the fields by how few views one value of theirs has, in the data that feeds give.
var selectivity = []field{fieldImplementer, fieldOrganisation, fieldDonor, fieldBeneficiary, fieldCountry, fieldPractice,
	fieldFeed, fieldSector, fieldRegion, fieldScope, fieldStatus, fieldKind}

// maxArms is how many alternatives are walked side by side.
const maxArms = 32

// pair finds the one country and the one sector that view_pairs can be asked for together.
func pair(conditions []condition) (country, sector uint32, ok bool) {
	for _, c := range conditions {
		switch {
		case len(c.terms) != 1:
		case c.field() == fieldCountry:
			country = c.terms[0]
		case c.field() == fieldSector:
			sector = c.terms[0]
		}
	}
	return country, sector, country != 0 && sector != 0
}

// listCovered reads a page, documents and all, in one statement.
func (s *Store) listCovered(ctx context.Context, lens registry.Lens, plan *coveredPlan, desc bool, from *columns.Key, n int) ([]placed, error) {
	o := columns.Order{By: columns.ByStart, Desc: desc}
	query, args := coveredQuery(lens, plan, desc, from, n)
	found := make([]placed, 0, n)
	err := s.hotQuery(ctx, func(rows *sql.Rows) error {
		var p placed
		if err := scanDocument(rows, &p.document, &p.key.Value, &p.key.Initiative, &p.key.View); err != nil {
			return err
		}
		p.key.Value = startValue(p.key.Value)
		found = append(found, p)
		return nil
	}, query, args...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b placed) int { return o.Compare(a.key, b.key) })
	return found[:min(n, len(found))], nil
}

// startValue turns a stored start into the value of a key.
func startValue(start int64) int64 {
	if start == int64(columns.Unknown) {
		return unknownValue
	}
	return start
}

// coveredQuery writes the statement: walks through the index, each of at most n rows; of them the first n; and their
// documents. Known starts and unknown ones are walked one after the other when the order is descending, because the
// unknown ones come last in both directions.
func coveredQuery(lens registry.Lens, plan *coveredPlan, desc bool, from *columns.Key, n int) (string, []any) {
	var walks []string
	var args []any
	add := func(bounds string, values ...any) {
		for _, d := range plan.arms {
			walk, walkArgs := plan.walk(lens, d, bounds, values, desc, n)
			walks = append(walks, "SELECT * FROM ("+walk+") w"+itoa(len(walks)))
			args = append(args, walkArgs...)
		}
	}
	unknown := itoa(int(columns.Unknown))
	switch {
	case !desc && from == nil:
		add("")
	case !desc:
		add(" AND (t.start, t.initiative) > (?, ?)", min(from.Value, int64(columns.Unknown)), from.Initiative)
	case from == nil:
		add(" AND t.start < " + unknown)
		add(" AND t.start = " + unknown)
	case from.Value == unknownValue:
		add(" AND t.start = "+unknown+" AND t.initiative < ?", from.Initiative)
	default:
		add(" AND t.start < "+unknown+" AND (t.start, t.initiative) < (?, ?)", from.Value, from.Initiative)
		add(" AND t.start = " + unknown)
	}
	direction := ""
	if desc {
		direction = " DESC"
	}
	first := walks[0]
	if len(walks) > 1 { // UNION, not UNION ALL: a view may have several of the alternatives
		first = "SELECT start, initiative, view FROM (" + strings.Join(walks, " UNION ") + ") u ORDER BY start = " + unknown +
			", start" + direction + ", initiative" + direction + " LIMIT " + itoa(n)
	}
	return `SELECT i.id, v.version, v.updated_at, v.document, k.start, k.initiative, k.view
		FROM (` + first + `) k JOIN views v ON v.no = k.view JOIN initiatives i ON i.no = k.initiative`, args
}

func (p *coveredPlan) walk(lens registry.Lens, d arm, bounds string, values []any, desc bool, n int) (string, []any) {
	var args []any
	query := "SELECT t.start, t.initiative, t.view FROM "
	if d.sector != 0 {
		query += "view_pairs t WHERE t.country = ? AND t.sector = ?"
		args = append(args, d.term, d.sector)
	} else {
		query += "view_terms t WHERE t.term = ?"
		args = append(args, d.term)
	}
	query += bounds
	args = append(args, values...)
	seen, lensArgs := lensCondition(lens, "t", "view")
	query += " AND " + seen
	args = append(args, lensArgs...)
	for _, c := range p.probes {
		query += " AND EXISTS (SELECT 1 FROM view_terms p WHERE p.term IN (?" + strings.Repeat(", ?", len(c.terms)-1) +
			") AND p.start = t.start AND p.initiative = t.initiative AND p.view = t.view)"
		for _, t := range c.terms {
			args = append(args, t)
		}
	}
	direction := ""
	if desc {
		direction = " DESC"
	}
	return query + " ORDER BY t.start" + direction + ", t.initiative" + direction + " LIMIT " + itoa(n), args
}
