package columns

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Part is what of a cell a term is.
type Part uint8

// The parts.
const (
	PartNone Part = iota
	PartPractice
	PartCategory // counts where a view has no practice
	PartDonor
)

// Ground is where the views of some cells are: those that have the term and, for a whole country, none of its places.
type Ground struct {
	Term   uint32
	Except []uint32
}

// Cell is a ground, a theme and a year in which at least so many views run.
type Cell struct {
	Ground, Theme int // index of the ground; term of the theme
	Year          int
	Views, Donors int
	// Members tells sets of views apart: cells with the same sum and number of views have the same views.
	Members uint64
}

// Crowded finds the cells with at least least views of the set. parts gives the part of each term, by its number. A view
// runs in the years that CountYears counts it in.
//
// It walks one ground at a time, so that what it holds grows with the largest ground and not with the set.
func (c *Columns) Crowded(set *roaring.Bitmap, grounds []Ground, parts []Part, first, last, least int) []Cell {
	years := newYearTable(first, last)
	var cells []Cell
	for n, g := range grounds {
		on := c.on(set, g, least)
		if on == nil {
			continue
		}
		themes := map[uint32][]yearSum{}
		c.eachMember(on, parts, years, func(no uint32, from, to int, theme uint32) {
			sums := themes[theme]
			if sums == nil {
				sums = make([]yearSum, last-first+2)
				themes[theme] = sums
			}
			sums[from].add(no, 1)
			sums[to+1].add(no, -1)
		})
		crowded := map[uint32][]int{} // by theme: the cells of its crowded years
		for theme, sums := range themes {
			var running yearSum
			for i := range sums[:last-first+1] {
				running.views += sums[i].views
				running.members += sums[i].members
				if running.views >= least {
					crowded[theme] = append(crowded[theme], len(cells))
					cells = append(cells, Cell{Ground: n, Theme: int(theme), Year: first + i, Views: running.views, Members: running.members})
				}
			}
		}
		c.countDonors(on, parts, years, cells, crowded, first)
	}
	return cells
}

// on is the set of views on a ground; nil where they are fewer than least.
func (c *Columns) on(set *roaring.Bitmap, g Ground, least int) *roaring.Bitmap {
	having := c.Having([]uint32{g.Term})
	if having.GetCardinality() < uint64(least) {
		return nil
	}
	on := roaring.And(set, having)
	if len(g.Except) > 0 {
		on.AndNot(c.Having(g.Except))
	}
	if on.GetCardinality() < uint64(least) {
		return nil
	}
	return on
}

// yearSum is how many views there are more than the year before, and a sum over them.
type yearSum struct {
	views   int
	members uint64
}

func (s *yearSum) add(view uint32, n int) {
	s.views += n
	h := (uint64(view) + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9 // splitmix64
	h = (h ^ h>>27) * 0x94d049bb133111eb
	s.members += (h ^ h>>31) * uint64(n) // wraps around, and back
}

// eachMember calls fn for each view and theme with the first and last year in which it runs.
func (c *Columns) eachMember(on *roaring.Bitmap, parts []Part, years yearTable, fn func(no uint32, from, to int, theme uint32)) {
	var practices, categories []uint32
	for batch := range batches(on) {
		for _, no := range batch {
			v := &c.views[no]
			from, to, ok := years.of(v)
			if !ok {
				continue
			}
			practices, categories = practices[:0], categories[:0]
			for _, slot := range c.arena[v.offset : v.offset+v.faceted] {
				switch term := c.slots[slot]; parts[term] {
				case PartPractice:
					practices = append(practices, term)
				case PartCategory:
					categories = append(categories, term)
				}
			}
			themes := practices
			if len(practices) == 0 {
				themes = categories
			}
			for _, theme := range themes {
				fn(no, from, to, theme)
			}
		}
	}
}

// countDonors fills in how many donors the crowded cells of a ground have.
func (c *Columns) countDonors(on *roaring.Bitmap, parts []Part, years yearTable, cells []Cell, crowded map[uint32][]int, first int) {
	if len(crowded) == 0 {
		return
	}
	seen := map[[2]uint32]uint64{} // by theme and donor: the years, a bit each
	c.eachMember(on, parts, years, func(no uint32, from, to int, theme uint32) {
		if crowded[theme] == nil {
			return
		}
		v := &c.views[no]
		for _, slot := range c.arena[v.offset : v.offset+v.faceted] {
			if term := c.slots[slot]; parts[term] == PartDonor {
				seen[[2]uint32{theme, term}] |= (uint64(1)<<(to-from+1) - 1) << from
			}
		}
	})
	for key, bits := range seen {
		for _, n := range crowded[key[0]] {
			if bits>>(cells[n].Year-first)&1 != 0 {
				cells[n].Donors++
			}
		}
	}
}

// MembersOf gives views of a cell in order, at most n of them.
func (c *Columns) MembersOf(set *roaring.Bitmap, g Ground, cell Cell, parts []Part, first, last, n int) []uint32 {
	var members []uint32
	on := c.on(set, g, 1)
	if on == nil {
		return nil
	}
	c.eachMember(on, parts, newYearTable(first, last), func(no uint32, from, to int, theme uint32) {
		if len(members) < n && int(theme) == cell.Theme && first+from <= cell.Year && cell.Year <= first+to {
			members = append(members, no)
		}
	})
	slices.Sort(members)
	return members
}

// ViewOf is the view of the initiative that is in the set, 0 where there is none.
func (c *Columns) ViewOf(set *roaring.Bitmap, initiative uint32) uint32 {
	if int(initiative) >= len(c.first) {
		return 0
	}
	for no := c.first[initiative]; no != 0; no = c.views[no].next {
		if set.Contains(no) {
			return no
		}
	}
	return 0
}
