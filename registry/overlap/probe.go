package overlap

import (
	"cmp"
	"math"
	"slices"
)

// scratch holds what a probe adds up, by slot.
type scratch struct {
	sums     []sum
	touched  []uint32
	found    []candidate
	features Features
}

// sum is a pair's weight so far, and of the kind of key that was counted last, how many were.
type sum struct {
	weight uint32
	kind   uint16
	count  uint16
}

// borrow gives a scratch, for one probe at a time; it goes back into the pool.
func (d *Detector) borrow() *scratch {
	if s, ok := d.pool.Get().(*scratch); ok {
		return s
	}
	return &scratch{}
}

// probe gives every initiative that shares a key, with the weight of the pair. Keys are sorted, so that of more keys of a
// kind than count, the same ones count from both sides. What it gives is s's, until s is used again.
func (d *Detector) probe(s *scratch, keys []key, self uint32) []candidate {
	if len(s.sums) < len(d.entries) {
		s.sums = make([]sum, len(d.entries)+len(d.entries)/8)
	}
	for _, k := range keys {
		base, added := d.base.find(k), d.delta[k]
		if len(base)+len(added) < 2 && (len(base) == 0 || base[0].slot() == self) && (len(added) == 0 || added[0] == self) {
			continue
		}
		kind := k.kind()
		if len(base) > keyRules[kind].block {
			continue
		}
		w, most := k.weight(len(base)), uint16(keyRules[kind].counted)
		count := func(slot uint32) {
			c := &s.sums[slot]
			if c.weight == 0 {
				s.touched = append(s.touched, slot)
				c.kind, c.count = uint16(kind), 0
			}
			if c.kind != uint16(kind) {
				c.kind, c.count = uint16(kind), 0
			}
			if c.count < most {
				c.count++
				c.weight += w
			}
		}
		for _, p := range base {
			count(p.slot())
		}
		for _, slot := range added {
			count(slot)
		}
	}
	s.found = s.found[:0]
	for _, slot := range s.touched {
		if w := s.sums[slot].weight; w >= leastWeight && slot != self && !d.entries[slot].gone {
			s.found = append(s.found, candidate{w, slot})
		}
		s.sums[slot].weight = 0
	}
	s.touched = s.touched[:0]
	return s.found
}

// compareCandidates orders the best first: by weight, then by id, so that the order of arrival plays no part.
func (d *Detector) compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), d.compareIDs(a.slot, b.slot))
}

// best puts the best of what a probe found first, in order, and gives those that a list has room for. It reorders found.
func (d *Detector) best(found []candidate) []candidate {
	if len(found) > listed {
		d.selectBest(found)
		found = found[:listed]
	}
	slices.SortFunc(found, d.compareCandidates)
	return found
}

// selectBest moves the best to the front, by quickselect.
func (d *Detector) selectBest(c []candidate) {
	lo, hi := 0, len(c)
	for hi-lo > 1 {
		pivot := c[lo+(hi-lo)/2]
		i, j := lo, hi-1
		for i <= j {
			for d.compareCandidates(c[i], pivot) < 0 {
				i++
			}
			for d.compareCandidates(c[j], pivot) > 0 {
				j--
			}
			if i <= j {
				c[i], c[j] = c[j], c[i]
				i++
				j--
			}
		}
		switch {
		case listed <= j:
			hi = j + 1
		case listed >= i:
			lo = i
		default:
			return
		}
	}
}

// noSlot stands for an initiative that is not stored.
const noSlot uint32 = math.MaxUint32

// candidatesOf gives the slots of all candidates of an initiative, stored (self) or not (noSlot), by id: those in its own
// list and those in whose list it is or would be.
func (d *Detector) candidatesOf(id string, keys []key, self uint32) []uint32 {
	s := d.borrow()
	defer d.pool.Put(s)
	found := d.probe(s, keys, self)
	var all []uint32
	for _, c := range found {
		if d.enters(id, c) {
			all = append(all, c.slot)
		}
	}
	best := d.best(found)
	for _, c := range best[:min(len(best), candidates)] {
		all = append(all, c.slot)
	}
	slices.SortFunc(all, d.compareIDs)
	return slices.Compact(all)
}

// enters says whether an initiative, at this weight, is among the best of the candidate.
func (d *Detector) enters(id string, c candidate) bool {
	list := d.lists.of(c.slot)
	if len(list) < candidates {
		return true
	}
	last := list[candidates-1]
	return c.weight > last.weight || c.weight == last.weight && id <= string(d.idBytes(last.slot))
}
