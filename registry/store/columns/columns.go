// Package columns holds what totals and facets are counted from: the filterable values of every view, in memory.
//
// Values are kept twice. Inverted, as one roaring bitmap of view numbers per term, they answer a filter in a few
// intersections. Forward, as the terms of each view in a row, they answer facets in one pass over the views that the
// filter left: a bitmap per value would have to be intersected once per value.
//
// The package does no I/O. The store feeds it with the change log; a Columns may be read by many at a time, but not
// while it is changed.
package columns

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/tansiq/tansiq/registry"
)

// The bits of a view's mask.
const (
	MaskPublic uint8 = 1 << iota
	MaskPartner
	MaskAll
	// MaskWhole marks a view apart from that of ScopeAll that shows the same: its versions were counted differently.
	MaskWhole
)

// baseScopes are the scopes that the mask has a bit for.
var baseScopes = map[registry.ViewScope]uint8{
	registry.ScopePublic: MaskPublic, registry.ScopePartner: MaskPartner, registry.ScopeAll: MaskAll,
}

// MaskOf is the bit of a base scope, 0 for a row scope.
func MaskOf(scope registry.ViewScope) uint8 { return baseScopes[scope] }

// BaseScopes lists the base scopes in the mask.
func BaseScopes(mask uint8) []registry.ViewScope {
	var scopes []registry.ViewScope
	for _, s := range []registry.ViewScope{registry.ScopePublic, registry.ScopePartner, registry.ScopeAll} {
		if mask&baseScopes[s] != 0 {
			scopes = append(scopes, s)
		}
	}
	return scopes
}

// Row is one view.
type Row struct {
	View, Initiative uint32 // dense numbers, from 1
	Mask             uint8
	RowScopes        []registry.ViewScope
	Updated          int64 // when it changed last: unit of the caller's choice
	Entry            Entry
}

// Columns holds views.
type Columns struct {
	views  []view   // by view number; initiative 0 where there is none
	first  []uint32 // by initiative number: one of its views, 0 for none
	arena  []uint32 // of all views, each view's in a row: the slots of its faceted terms, then its other terms
	wasted int      // places of the arena that no view has any more

	// Few of all terms are faceted, and their numbers lie far apart. Slots number them from 0 without gaps, so that what
	// a facet counts in fits a processor's cache.
	slotOf map[uint32]uint32 // by faceted term
	slots  []uint32          // by slot: its term

	terms     []*roaring.Bitmap // by term number: the views that have it; nil for none
	scopes    map[registry.ViewScope]*roaring.Bitmap
	rowScopes map[uint32][]registry.ViewScope // by view, of the few that have any
	points    map[uint32][]registry.Point     // by view
}

// view is the fixed part of a view.
type view struct {
	initiative uint32
	next       uint32 // next view of the same initiative, 0 for none
	offset     uint32 // of its terms in the arena
	terms      uint32
	faceted    uint32
	start, end int32
	mask       uint8
	openEnded  bool
	hasBudget  bool
	budget     registry.Amount
	updated    int64
}

// New makes an empty Columns.
func New() *Columns {
	c := &Columns{
		slotOf:    map[uint32]uint32{},
		scopes:    map[registry.ViewScope]*roaring.Bitmap{},
		rowScopes: map[uint32][]registry.ViewScope{},
		points:    map[uint32][]registry.Point{},
	}
	for scope := range baseScopes {
		c.scopes[scope] = roaring.New()
	}
	return c
}

// Len is the number of views.
func (c *Columns) Len() int {
	n := 0
	for _, v := range c.views {
		if v.initiative != 0 {
			n++
		}
	}
	return n
}

// Replace makes rows the views of the initiative; none takes it out.
func (c *Columns) Replace(initiative uint32, rows []Row) {
	if int(initiative) < len(c.first) {
		for no := c.first[initiative]; no != 0; {
			next := c.views[no].next
			c.remove(no)
			no = next
		}
		c.first[initiative] = 0
	}
	for i := range rows {
		c.Add(&rows[i])
	}
	if c.wasted > 1<<16 && c.wasted > len(c.arena)/2 {
		c.compact()
	}
}

// Add puts in one view, which must not be there already.
func (c *Columns) Add(r *Row) {
	c.views = grow(c.views, r.View)
	c.first = grow(c.first, r.Initiative)
	e := &r.Entry
	v := view{
		initiative: r.Initiative, next: c.first[r.Initiative],
		offset: uint32(len(c.arena)), terms: uint32(len(e.Terms)), faceted: uint32(e.Faceted),
		start: e.Start, end: e.End, openEnded: e.OpenEnded, mask: r.Mask, updated: r.Updated,
	}
	if e.Budget != nil {
		v.hasBudget, v.budget = true, *e.Budget
	}
	for _, t := range e.Terms[:e.Faceted] {
		c.arena = append(c.arena, c.slot(t))
	}
	c.arena = append(c.arena, e.Terms[e.Faceted:]...)
	c.views[r.View], c.first[r.Initiative] = v, r.View
	for _, t := range e.Terms {
		c.terms = grow(c.terms, t)
		if c.terms[t] == nil {
			c.terms[t] = roaring.New()
		}
		c.terms[t].Add(r.View)
	}
	for _, s := range BaseScopes(r.Mask) {
		c.scopes[s].Add(r.View)
	}
	for _, s := range r.RowScopes {
		if c.scopes[s] == nil {
			c.scopes[s] = roaring.New()
		}
		c.scopes[s].Add(r.View)
	}
	if len(r.RowScopes) > 0 {
		c.rowScopes[r.View] = slices.Clone(r.RowScopes)
	}
	if len(e.Points) > 0 {
		c.points[r.View] = slices.Clone(e.Points)
	}
}

func (c *Columns) remove(no uint32) {
	v := &c.views[no]
	for i, t := range c.termsOf(v) {
		if uint32(i) < v.faceted {
			t = c.slots[t]
		}
		c.terms[t].Remove(no)
	}
	for _, s := range BaseScopes(v.mask) {
		c.scopes[s].Remove(no)
	}
	for _, s := range c.rowScopes[no] {
		if c.scopes[s].Remove(no); c.scopes[s].IsEmpty() {
			delete(c.scopes, s)
		}
	}
	delete(c.rowScopes, no)
	delete(c.points, no)
	c.wasted += int(v.terms)
	*v = view{}
}

// slot is the slot of a faceted term, a new one where it has none.
func (c *Columns) slot(term uint32) uint32 {
	slot, ok := c.slotOf[term]
	if !ok {
		slot = uint32(len(c.slots))
		c.slotOf[term], c.slots = slot, append(c.slots, term)
	}
	return slot
}

// termsOf is the view's part of the arena.
func (c *Columns) termsOf(v *view) []uint32 { return c.arena[v.offset : v.offset+v.terms] }

// compact writes the arena anew without the places that nobody has.
func (c *Columns) compact() {
	arena := make([]uint32, 0, len(c.arena)-c.wasted)
	for i := range c.views {
		if v := &c.views[i]; v.initiative != 0 {
			terms := c.termsOf(v)
			v.offset = uint32(len(arena))
			arena = append(arena, terms...)
		}
	}
	c.arena, c.wasted = arena, 0
}

// grow makes s long enough to have an element at i.
func grow[T any](s []T, i uint32) []T {
	if need := int(i) + 1 - len(s); need > 0 {
		s = append(s, make([]T, need)...)
	}
	return s
}
