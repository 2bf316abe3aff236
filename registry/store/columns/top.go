package columns

import (
	"cmp"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Value is what a list is ordered by.
type Value int

// The values.
const (
	ByStart Value = iota
	ByUpdated
	ByBudget
)

// Order is a total order of views that one lens shows: by value, unknown ones last in both directions, then by the
// number of the initiative in the same direction.
type Order struct {
	By   Value
	Desc bool
}

// Key is a view's place in an Order.
type Key struct {
	Value      int64 // math.MaxInt64 for an unknown one
	Initiative uint32
	View       uint32 // not compared
}

// Compare is negative where a comes before b.
func (o Order) Compare(a, b Key) int {
	if c := cmp.Compare(o.rank(a.Value), o.rank(b.Value)); c != 0 {
		return c
	}
	if o.Desc {
		return cmp.Compare(b.Initiative, a.Initiative)
	}
	return cmp.Compare(a.Initiative, b.Initiative)
}

func (o Order) rank(value int64) int64 {
	if o.Desc && value != math.MaxInt64 {
		return -value
	}
	return value
}

// Top gives the first n views of the set in the order, those up to and including after left out.
func (c *Columns) Top(set *roaring.Bitmap, o Order, after *Key, n int) []Key {
	if n <= 0 {
		return nil
	}
	// A heap of the best n so far with the worst on top.
	heap := make([]Key, 0, n)
	for batch := range batches(set) {
		for _, no := range batch {
			k := c.key(o.By, no)
			if after != nil && o.Compare(k, *after) <= 0 {
				continue
			}
			switch {
			case len(heap) < n:
				heap = append(heap, k)
				siftUp(heap, o)
			case o.Compare(k, heap[0]) < 0:
				heap[0] = k
				siftDown(heap, o)
			}
		}
	}
	slices.SortFunc(heap, o.Compare)
	return heap
}

func (c *Columns) key(by Value, no uint32) Key {
	v := &c.views[no]
	k := Key{Value: math.MaxInt64, Initiative: v.initiative, View: no}
	switch by {
	case ByStart:
		if v.start != Unknown {
			k.Value = int64(v.start)
		}
	case ByUpdated:
		k.Value = v.updated
	case ByBudget:
		if v.hasBudget {
			k.Value = int64(v.budget)
		}
	}
	return k
}

// Initiative is the number of the initiative that the view is of, 0 where there is no such view.
func (c *Columns) Initiative(view uint32) uint32 {
	if int(view) >= len(c.views) {
		return 0
	}
	return c.views[view].initiative
}

func siftUp(heap []Key, o Order) {
	for i := len(heap) - 1; i > 0; {
		parent := (i - 1) / 2
		if o.Compare(heap[i], heap[parent]) <= 0 {
			return
		}
		heap[i], heap[parent] = heap[parent], heap[i]
		i = parent
	}
}

func siftDown(heap []Key, o Order) {
	for i := 0; ; {
		worst := i
		for _, child := range []int{2*i + 1, 2*i + 2} {
			if child < len(heap) && o.Compare(heap[child], heap[worst]) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		heap[i], heap[worst] = heap[worst], heap[i]
		i = worst
	}
}
