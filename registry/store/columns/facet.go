package columns

import (
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// SlotTerms gives, by slot, the faceted term whose count CountTerms has there. It must not be changed.
func (c *Columns) SlotTerms() []uint32 { return c.slots }

// CountTerms counts, by slot, how many views of the set have each faceted term.
func (c *Columns) CountTerms(set *roaring.Bitmap) []int32 {
	counts := make([]int32, len(c.slots))
	for batch := range batches(set) {
		for _, no := range batch {
			v := &c.views[no]
			for _, slot := range c.arena[v.offset : v.offset+v.faceted] {
				counts[slot]++
			}
		}
	}
	return counts
}

// CountYears counts how many views of the set touch each year from first to last. A period with both dates known
// touches every year between them, an open-ended one every year from its start; where one date is not known, only the
// year of the other is sure.
func (c *Columns) CountYears(set *roaring.Bitmap, first, last int) []int32 {
	if last < first {
		return nil
	}
	years := newYearTable(first, last)
	steps := make([]int32, last-first+2) // steps[i] is how many more touch year i than the year before
	for batch := range batches(set) {
		for _, no := range batch {
			if a, b, ok := years.of(&c.views[no]); ok {
				steps[a]++
				steps[b+1]--
			}
		}
	}
	for i := 1; i < len(steps); i++ {
		steps[i] += steps[i-1]
	}
	return steps[:last-first+1]
}

// yearTable gives the year of a day without calendar arithmetic.
type yearTable struct {
	firstDay, lastDay int32
	yearOf            []uint16 // by day from firstDay
}

func newYearTable(first, last int) yearTable {
	day := func(year int) int32 { return int32(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400) }
	t := yearTable{firstDay: day(first), lastDay: day(last+1) - 1}
	for y := first; y <= last; y++ {
		for range day(y+1) - day(y) {
			t.yearOf = append(t.yearOf, uint16(y-first))
		}
	}
	return t
}

// of gives the indexes of the first and the last year that the view touches; ok is false where it touches none.
func (t yearTable) of(v *view) (first, last int, ok bool) {
	from, to := v.start, v.end
	switch {
	case from == Unknown && to == Unknown:
		return 0, 0, false
	case from == Unknown:
		from = to
	case v.openEnded && to == Unknown:
		// to the last year
	case to == Unknown:
		to = from
	}
	first, last = t.clamp(from), t.clamp(to)
	return first, last, first <= last && from <= t.lastDay && to >= t.firstDay
}

// clamp is the index of the day's year, of the first or last year for a day outside.
func (t yearTable) clamp(day int32) int {
	return int(t.yearOf[min(max(day, t.firstDay), t.lastDay)-t.firstDay])
}
