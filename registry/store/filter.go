package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// condition is an alternative of values of one field.
type condition struct {
	keys  []termKey
	terms []uint32 // the numbers of those that any view ever had
}

func (c *condition) field() field { return c.keys[0].field }

// conditionsOf gives the conditions of the filter that are of terms, without their numbers.
func conditionsOf(f *registry.InitiativeFilter) []condition {
	var conditions []condition
	add := func(field field, values []string) {
		if len(values) == 0 {
			return
		}
		keys := make([]termKey, len(values))
		for i, v := range values {
			keys[i] = termKey{field, v}
		}
		conditions = append(conditions, condition{keys: keys})
	}
	add(fieldCountry, f.Countries)
	add(fieldRegion, f.Regions)
	practices := make([]string, len(f.GoodPractices))
	for i, n := range f.GoodPractices {
		practices[i] = strconv.Itoa(n)
	}
	add(fieldPractice, practices)
	add(fieldDonor, f.Donors)
	add(fieldImplementer, f.Implementers)
	add(fieldOrganisation, f.Organisations)
	add(fieldSector, f.Sectors)
	add(fieldStatus, texts(f.Statuses))
	add(fieldKind, texts(f.Kinds))
	add(fieldScope, texts(f.Scopes))
	add(fieldBeneficiary, f.Beneficiaries)
	add(fieldFeed, f.Feeds)
	return conditions
}

func texts[T ~string](values []T) []string {
	s := make([]string, len(values))
	for i, v := range values {
		s[i] = string(v)
	}
	return s
}

// number fills in the numbers of the conditions' terms and says whether all have one.
func number(conditions []condition, numberOf func(termKey) uint32) (all bool) {
	all = true
	for i := range conditions {
		c := &conditions[i]
		c.terms = c.terms[:0]
		for _, k := range c.keys {
			if no := numberOf(k); no != 0 {
				c.terms = append(c.terms, no)
			} else {
				all = false
			}
		}
		slices.Sort(c.terms)
		c.terms = slices.Compact(c.terms)
	}
	return all
}

// hasOnlyTerms says whether the conditions of the filter are all of terms, which a covering index can answer.
func hasOnlyTerms(f *registry.InitiativeFilter) bool {
	return len(f.Terms) == 0 && len(f.Identifiers) == 0 && f.ActiveFrom == "" && f.ActiveTo == "" && f.ActiveOn == "" &&
		f.MinBudgetUSD == nil && f.MaxBudgetUSD == nil && f.UpdatedSince.IsZero() && f.HasOverlap == nil && f.BBox == nil
}

// selection is a filter that is ready to be asked of the columns.
type selection struct {
	query      columns.Query
	conditions []condition // of query.Any, in its order
	filter     *registry.InitiativeFilter
	// read says that sets of the query were read from the database, when the change log was at position or later.
	read     bool
	position int64
}

// isOf says whether an answer that is made of the selection and of columns at the position may be kept as one of that
// position: the sets that were read must not be older, and what they were read from must be in the change log. Flags of
// overlaps are not.
func (x *selection) isOf(position int64) bool {
	return x.filter.HasOverlap == nil && (!x.read || x.position == position)
}

// key tells queries apart that are made of selections: query is the selection's or one with fewer conditions.
func (x *selection) key(q *columns.Query) string {
	return jsonText([]any{q.Lens.Scopes(), q.Any, x.filter.Terms, x.filter.Identifiers, q.ActiveFrom, q.ActiveTo, q.ActiveOn,
		q.MinBudget, q.MaxBudget, q.UpdatedSince, q.BBox})
}

// withSelection brings the columns up to date and runs fn on them with the filter. The terms get their numbers while the
// columns stand still: whatever value the columns have, the dictionary has a number of by then.
func (s *Store) withSelection(ctx context.Context, x *selection, fn func(c *columns.Columns)) error {
	return s.withColumns(ctx, func(c *columns.Columns) {
		number(x.conditions, s.terms.number)
		x.query.Any = nil
		for _, condition := range x.conditions {
			x.query.Any = append(x.query.Any, condition.terms)
		}
		fn(c)
	})
}

// selection prepares a filter.
func (s *Store) selection(ctx context.Context, lens registry.Lens, f *registry.InitiativeFilter) (*selection, error) {
	x := &selection{conditions: conditionsOf(f), filter: f, query: columns.Query{
		Lens: lens, ActiveFrom: f.ActiveFrom, ActiveTo: f.ActiveTo, ActiveOn: f.ActiveOn,
		MinBudget: f.MinBudgetUSD, MaxBudget: f.MaxBudgetUSD, BBox: f.BBox,
	}}
	if !f.UpdatedSince.IsZero() {
		since := micros(f.UpdatedSince)
		x.query.UpdatedSince = &since
	}
	if len(f.Identifiers) > 0 || len(f.Terms) > 0 {
		var err error
		if x.position, err = s.LastChange(ctx); err != nil {
			return nil, err
		}
		x.read = true
	}
	if len(f.Identifiers) > 0 {
		found, err := s.viewsByIdentifier(ctx, lens, f.Identifiers)
		if err != nil {
			return nil, err
		}
		x.query.Views = found
	}
	if len(f.Terms) > 0 {
		found, err := s.viewsByText(ctx, x.position, lens, f.Terms, false)
		if err != nil {
			return nil, err
		}
		if x.query.Views != nil {
			found = roaring.And(found, x.query.Views)
		}
		x.query.Views = found
	}
	if f.HasOverlap != nil {
		flagged, err := s.flaggedInitiatives(ctx, lens)
		if err != nil {
			return nil, err
		}
		if *f.HasOverlap {
			x.query.Initiatives = flagged
		} else {
			x.query.NotInitiatives = flagged
		}
	}
	return x, nil
}

// viewsByIdentifier is the set of views that the lens selects and that have one of the identifiers.
func (s *Store) viewsByIdentifier(ctx context.Context, lens registry.Lens, identifiers []string) (*roaring.Bitmap, error) {
	lower := make([]string, len(identifiers))
	for i, id := range identifiers {
		lower[i] = strings.ToLower(id)
	}
	in, arg := s.dialect.inTexts(lower)
	seen, args := lensCondition(lens, "v", "no")
	return s.numberSet(ctx, "SELECT v.no FROM view_identifiers i JOIN views v ON v.no = i.view WHERE i.value "+in+" AND "+seen,
		append([]any{arg}, args...)...)
}

// viewsByText is the set of views that have the words, in their titles where titles asks for it; the change log is at
// position or later. Each group's set is kept: pages, totals and facets of a search ask for the same, and a frequent word
// is one of many searches. The set must not be changed.
func (s *Store) viewsByText(ctx context.Context, position int64, lens registry.Lens, terms [][]string, titles bool) (*roaring.Bitmap, error) {
	groups, ok := searchable(terms)
	if !ok {
		return roaring.New(), nil
	}
	sets := make([]*roaring.Bitmap, len(groups))
	for i, group := range groups {
		key := jsonText([]any{lens.Scopes(), titles, group})
		set, ok := s.index.words.get(position, key)
		if !ok {
			var err error
			if set, err = s.dialect.findText(ctx, s, lens, [][]string{group}, titles); err != nil {
				return nil, err
			}
			s.index.words.put(position, key, set)
		}
		sets[i] = set
	}
	return roaring.FastAnd(sets...), nil
}

// searchable leaves out words that can be in no view; ok is false where nothing is left of a group.
func searchable(terms [][]string) (groups [][]string, ok bool) {
	for _, group := range terms {
		words := slices.DeleteFunc(slices.Clone(group), func(w string) bool { return strings.Trim(w, "*") == "" || !isStorable(w) })
		if len(words) == 0 {
			return nil, false
		}
		groups = append(groups, words)
	}
	return groups, true
}

// flaggedInitiatives is the set of initiatives with an overlap that the lens shows: a flag that is neither retracted nor
// ruled to be none.
func (s *Store) flaggedInitiatives(ctx context.Context, lens registry.Lens) (*roaring.Bitmap, error) {
	condition, args := s.overlapCondition(lens)
	return s.numberSet(ctx, `SELECT i.no FROM initiative_overlaps o JOIN initiatives i ON i.id IN (o.low, o.high)
		WHERE o.status <> 'retracted' AND o.kind <> 'related' AND
		o.id NOT IN (SELECT d.overlap FROM overlap_decisions d WHERE d.decision IN ('false-alarm', 'same-initiative')) AND `+condition, args...)
}

// numberSet runs a query of one column of numbers.
func (s *Store) numberSet(ctx context.Context, query string, args ...any) (*roaring.Bitmap, error) {
	set := roaring.New()
	err := s.hotQuery(ctx, func(rows *sql.Rows) error {
		var no uint32
		err := rows.Scan(&no)
		set.Add(no)
		return err
	}, query, args...)
	return set, err
}
