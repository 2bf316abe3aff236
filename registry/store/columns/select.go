package columns

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/tansiq/tansiq/registry"
)

// Query is a filter in the columns' own terms. The zero Query of a lens is everything that the lens shows.
type Query struct {
	Lens registry.Lens
	// Any are conditions that must all hold; each holds for a view that has one of its terms. An empty condition holds
	// for none.
	Any [][]uint32
	// Views and Initiatives, where not nil, are sets that the view or its initiative must be in, NotInitiatives one that
	// it must not be in.
	Views, Initiatives, NotInitiatives *roaring.Bitmap

	ActiveFrom, ActiveTo, ActiveOn registry.Date
	MinBudget, MaxBudget           *registry.Amount
	UpdatedSince                   *int64 // in the unit of Row.Updated
	BBox                           *registry.BBox
}

// Visible is the set of views that the lens selects: one an initiative. The set must not be changed.
func (c *Columns) Visible(lens registry.Lens) *roaring.Bitmap {
	visible := c.scopes[lens.Base]
	if visible == nil {
		visible = roaring.New()
	}
	owned := false
	// From the last row scope to the first: the first has the last word.
	for _, scope := range slices.Backward(lens.Rows) {
		chosen := c.scopes[scope]
		if chosen == nil {
			continue
		}
		if !owned {
			visible, owned = visible.Clone(), true
		}
		for it := chosen.Iterator(); it.HasNext(); {
			for no := c.first[c.views[it.Next()].initiative]; no != 0; no = c.views[no].next {
				visible.Remove(no)
			}
		}
		visible.Or(chosen)
	}
	return visible
}

// Select is the set of views that answer the query. The set must not be changed.
func (c *Columns) Select(q *Query) *roaring.Bitmap {
	sets := make([]*roaring.Bitmap, 0, len(q.Any)+2)
	sets = append(sets, c.Visible(q.Lens))
	if q.Views != nil {
		sets = append(sets, q.Views)
	}
	for _, terms := range q.Any {
		sets = append(sets, c.Having(terms))
	}
	slices.SortFunc(sets, func(a, b *roaring.Bitmap) int { return int(a.GetCardinality()) - int(b.GetCardinality()) })
	set := sets[0]
	for _, s := range sets[1:] {
		set = roaring.And(set, s)
	}
	if !q.needsScan() {
		return set
	}
	days := q.days()
	return c.filter(set, func(no uint32, v *view) bool { return days.match(v) && c.matches(q, no, v) })
}

// Having is the set of views that have one of the terms, whoever sees them. The set must not be changed.
func (c *Columns) Having(terms []uint32) *roaring.Bitmap {
	var sets []*roaring.Bitmap
	for _, t := range terms {
		if int(t) < len(c.terms) && c.terms[t] != nil {
			sets = append(sets, c.terms[t])
		}
	}
	switch len(sets) {
	case 0:
		return roaring.New()
	case 1:
		return sets[0]
	}
	return roaring.FastOr(sets...)
}

func (q *Query) needsScan() bool {
	return q.Initiatives != nil || q.NotInitiatives != nil || q.ActiveFrom != "" || q.ActiveTo != "" || q.ActiveOn != "" ||
		q.MinBudget != nil || q.MaxBudget != nil || q.UpdatedSince != nil || q.BBox != nil
}

// dayBounds are a query's conditions on the period, read once and not once a view.
type dayBounds struct {
	endsFrom, startsTo int32 // the limits that ask nothing are those of int32
	on                 int32
	hasOn              bool
}

// days reads the conditions on the period. A date that is none asks nothing.
func (q *Query) days() dayBounds {
	b := dayBounds{endsFrom: math.MinInt32, startsTo: math.MaxInt32}
	if day, ok := q.ActiveFrom.Days(); ok {
		b.endsFrom = day
	}
	if day, ok := q.ActiveTo.Days(); ok {
		b.startsTo = day
	}
	b.on, b.hasOn = q.ActiveOn.Days()
	return b
}

// match checks the conditions on the period; registry.InitiativeFilter says what each means. Unknown is later than any
// day: an unknown end passes every limit, an unknown start none.
func (b *dayBounds) match(v *view) bool {
	if v.end < b.endsFrom || v.start > b.startsTo {
		return false
	}
	if !b.hasOn {
		return true
	}
	ended := v.end < b.on || v.end == Unknown && !v.openEnded
	return v.start != Unknown && v.start <= b.on && !ended
}

// matches checks the other conditions that have no terms; registry.InitiativeFilter says what each means.
func (c *Columns) matches(q *Query, no uint32, v *view) bool {
	if q.Initiatives != nil && !q.Initiatives.Contains(v.initiative) ||
		q.NotInitiatives != nil && q.NotInitiatives.Contains(v.initiative) ||
		q.UpdatedSince != nil && v.updated < *q.UpdatedSince ||
		q.MinBudget != nil && (!v.hasBudget || v.budget < *q.MinBudget) ||
		q.MaxBudget != nil && (!v.hasBudget || v.budget > *q.MaxBudget) {
		return false
	}
	return q.BBox == nil || slices.ContainsFunc(c.points[no], func(p registry.Point) bool { return inBox(q.BBox, p) })
}

// inBox says whether the point is in the box or on its edge.
func inBox(b *registry.BBox, p registry.Point) bool {
	if p.Latitude < b.South || p.Latitude > b.North {
		return false
	}
	if b.West > b.East { // crosses the antimeridian, RFC 7946 section 5.2
		return p.Longitude >= b.West || p.Longitude <= b.East
	}
	return p.Longitude >= b.West && p.Longitude <= b.East
}

func (c *Columns) filter(set *roaring.Bitmap, keep func(no uint32, v *view) bool) *roaring.Bitmap {
	kept := roaring.New()
	for batch := range batches(set) {
		n := 0
		for _, no := range batch {
			if keep(no, &c.views[no]) {
				batch[n] = no
				n++
			}
		}
		kept.AddMany(batch[:n])
	}
	return kept
}

// batches walks a set some thousand members at a time. The slice is used again for the next batch.
func batches(set *roaring.Bitmap) func(yield func([]uint32) bool) {
	return func(yield func([]uint32) bool) {
		buffer := make([]uint32, 4096)
		it := set.ManyIterator()
		for n := it.NextMany(buffer); n > 0; n = it.NextMany(buffer) {
			if !yield(buffer[:n]) {
				return
			}
		}
	}
}
