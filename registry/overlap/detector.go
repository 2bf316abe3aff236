package overlap

import (
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"
)

// Detector is the index of all initiatives' features. Add and Remove keep it; Freeze begins a generation (package
// comment); everything else reads. Reading methods may run at the same time as each other, not as Add, Remove or Freeze.
type Detector struct {
	model *Model
	gen   *generation // its counts are nil before the first Freeze
	slots []*Features // nil where removed
	ids   map[string]uint32
	base  *segment
	delta map[key][]uint32
	lists [][]candidate
	words dictionary
	pool  sync.Pool
}

// candidate is one of an initiative's best.
type candidate struct {
	weight uint32
	slot   uint32
}

// NewDetector makes an empty detector that scores with the model, SeedModel where that is nil. Until the first Freeze it only collects: Add is cheap, and nothing is found.
func NewDetector(model *Model) *Detector {
	if model == nil {
		model = seedModel
	}
	d := &Detector{model: model, gen: &generation{}, ids: map[string]uint32{}, words: dictionary{}}
	d.base, _ = newSegment(0, nil)
	return d
}

// Len is the number of initiatives.
func (d *Detector) Len() int { return len(d.ids) }

// Outgrown says whether the registry has grown so much since the generation began that its frequencies mislead and its
// blocks fill up: time for Freeze and a full Detect.
func (d *Detector) Outgrown() bool { return len(d.ids) > 2*d.gen.size+500 }

// Freeze begins a generation: it counts how common every word, organisation, place and key is, and finds every
// initiative's candidates anew. Until the next Freeze those frequencies stand, whatever is added or removed.
func (d *Detector) Freeze() {
	d.compact()
	d.gen = countGeneration(d.slots)
	d.base, d.gen.dead = newSegment(len(d.slots), func(slot int) []key { return d.gen.keysOf(d.slots[slot]) })
	d.delta = map[key][]uint32{}
	d.lists = make([][]candidate, len(d.slots))
	parallel(len(d.slots), func(slot int) { d.lists[slot] = d.bestOf(uint32(slot)) })
}

// compact drops removed slots and orders the rest by id.
func (d *Detector) compact() {
	ids := slices.Sorted(maps.Keys(d.ids))
	slots := make([]*Features, len(ids))
	for i, id := range ids {
		slots[i] = d.slots[d.ids[id]]
		d.ids[id] = uint32(i)
	}
	d.slots = slots
}

// Add puts an initiative in, or a new version of it in place of the old. It answers the ids, sorted, of all initiatives
// with overlaps among themselves that may have changed by it, and its own: DetectOne says for each what they are now.
// The detector keeps f, and makes its strings share memory with those of others.
func (d *Detector) Add(f *Features) []string {
	touched := map[string]bool{f.ID: true}
	if _, ok := d.ids[f.ID]; ok {
		d.remove(f.ID, touched)
	}
	d.words.compact(f)
	slot := uint32(len(d.slots))
	d.slots = append(d.slots, f)
	d.ids[f.ID] = slot
	if d.gen.counts == nil {
		d.lists = append(d.lists, nil)
		return []string{f.ID}
	}
	keys := d.gen.keysOf(f)
	for _, k := range keys {
		d.delta[k] = append(d.delta[k], slot)
	}
	d.lists = append(d.lists, nil)
	d.touchCopies(f, touched)
	d.relatives(f, func(r uint32) { touched[d.slots[r].ID] = true })
	s := d.borrow()
	defer d.pool.Put(s)
	found := d.probe(s, keys, slot)
	d.lists[slot] = d.best(found)
	for _, c := range found {
		list := d.lists[c.slot]
		at, _ := slices.BinarySearchFunc(list, candidate{c.weight, slot}, d.compareCandidates)
		if at >= candidates {
			continue
		}
		d.touchTwin(d.slots[c.slot], f, touched)
		if len(list) == candidates {
			d.touchPair(c.slot, list[candidates-1].slot, touched)
			d.touchTwin(d.slots[c.slot], d.slots[list[candidates-1].slot], touched)
			list = list[:candidates-1]
		}
		d.lists[c.slot] = slices.Insert(list, at, candidate{c.weight, slot})
	}
	return slices.Sorted(maps.Keys(touched))
}

// Remove takes an initiative out and answers as Add does, without its own id. Removing what is not there touches nothing.
func (d *Detector) Remove(id string) []string {
	touched := map[string]bool{}
	if _, ok := d.ids[id]; ok {
		d.remove(id, touched)
	}
	delete(touched, id)
	return slices.Sorted(maps.Keys(touched))
}

func (d *Detector) remove(id string, touched map[string]bool) {
	slot := d.ids[id]
	f := d.slots[slot]
	d.touchCopies(f, touched)
	d.relatives(f, func(r uint32) { touched[d.slots[r].ID] = true })
	keys := d.gen.keysOf(f)
	s := d.borrow()
	defer d.pool.Put(s)
	found := d.probe(s, keys, slot)
	d.slots[slot] = nil
	delete(d.ids, id)
	for _, c := range found {
		if !d.listHas(c.slot, candidate{c.weight, slot}) {
			continue
		}
		d.touchTwin(d.slots[c.slot], f, touched)
		before := d.lists[c.slot]
		d.lists[c.slot] = d.bestOf(c.slot)
		if after := d.lists[c.slot]; len(before) == candidates && len(after) == candidates {
			d.touchPair(c.slot, after[candidates-1].slot, touched) // it came in for the one that left
			d.touchTwin(d.slots[c.slot], d.slots[after[candidates-1].slot], touched)
		}
	}
	for _, k := range keys {
		if in := d.delta[k]; in != nil {
			d.delta[k] = slices.DeleteFunc(in, func(s uint32) bool { return s == slot })
		}
	}
	d.lists[slot] = nil
}

// touchPair notes that an initiative's list gains or loses another, unless they are a pair by the other's list anyway.
// Detecting one of the two again is enough, but for the flags that the pair holds back (standsOnce): those of copies of
// the first, and those of relatives of the first with the other.
func (d *Detector) touchPair(slot, other uint32, touched map[string]bool) {
	if d.listsSlot(other, slot) {
		return
	}
	touched[d.slots[slot].ID] = true
	for _, c := range d.copies(d.slots[slot]) {
		touched[c.f.ID] = true
	}
	d.relatives(d.slots[slot], func(uint32) { touched[d.slots[other].ID] = true })
}

// listHas says whether the slot's list holds the candidate.
func (d *Detector) listHas(slot uint32, c candidate) bool {
	return slices.Contains(d.lists[slot], c)
}

// listsSlot is listHas where the weight is not at hand.
func (d *Detector) listsSlot(slot, other uint32) bool {
	return slices.ContainsFunc(d.lists[slot], func(c candidate) bool { return c.slot == other })
}

// compareCandidates orders the best first: by weight, then by id, so that the order of arrival plays no part.
func (d *Detector) compareCandidates(a, b candidate) int {
	switch {
	case a.weight != b.weight:
		if a.weight > b.weight {
			return -1
		}
		return 1
	case a.slot == b.slot:
		return 0
	case d.slots[a.slot].ID < d.slots[b.slot].ID:
		return -1
	}
	return 1
}

// scratch holds a probe's sums, by slot.
type scratch struct {
	sums    []uint32
	counts  []uint64 // how many keys of each kind were counted, four bits a kind
	touched []uint32
	found   []candidate
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
	if len(s.sums) < len(d.slots) {
		s.sums = make([]uint32, len(d.slots)+len(d.slots)/8)
		s.counts = make([]uint64, len(s.sums))
	}
	for _, k := range keys {
		base, added := d.base.find(k), d.delta[k]
		if len(base)+len(added) == 0 {
			continue
		}
		w, shift, most := k.weight(len(base)), 4*k.kind(), keyCounts[k.kind()]
		count := func(slot uint32) {
			if s.sums[slot] == 0 {
				s.touched = append(s.touched, slot)
			}
			if s.counts[slot]>>shift&15 < most {
				s.counts[slot] += 1 << shift
				s.sums[slot] += w
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
		if slot != self && d.slots[slot] != nil {
			s.found = append(s.found, candidate{s.sums[slot], slot})
		}
		s.sums[slot], s.counts[slot] = 0, 0
	}
	s.touched = s.touched[:0]
	return s.found
}

func (d *Detector) bestOf(slot uint32) []candidate {
	s := d.borrow()
	defer d.pool.Put(s)
	return d.best(d.probe(s, d.gen.keysOf(d.slots[slot]), slot))
}

// best keeps the best of what a probe found, in order.
func (d *Detector) best(found []candidate) []candidate {
	list := make([]candidate, 0, min(len(found), candidates))
	for _, c := range found {
		if len(list) == candidates && d.compareCandidates(c, list[candidates-1]) > 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(list, c, d.compareCandidates)
		if len(list) == candidates {
			list = list[:candidates-1]
		}
		list = slices.Insert(list, at, c)
	}
	return list
}

// candidatesOf gives the slots of all candidates of an initiative, stored (self) or not (noSlot): those in its own list
// and those in whose list it is or would be.
func (d *Detector) candidatesOf(f *Features, self uint32) []uint32 {
	s := d.borrow()
	defer d.pool.Put(s)
	found := d.probe(s, d.gen.keysOf(f), self)
	own := d.best(found)
	var all []uint32
	for _, c := range found {
		if slices.Contains(own, c) || d.enters(f, c) {
			all = append(all, c.slot)
		}
	}
	slices.SortFunc(all, func(a, b uint32) int {
		if d.slots[a].ID < d.slots[b].ID {
			return -1
		}
		return 1
	})
	return all
}

// noSlot stands for an initiative that is not stored.
const noSlot uint32 = math.MaxUint32

// enters says whether f, at this weight, is among the best of the candidate.
func (d *Detector) enters(f *Features, c candidate) bool {
	list := d.lists[c.slot]
	if len(list) < candidates {
		return true
	}
	last := list[candidates-1]
	return c.weight > last.weight || c.weight == last.weight && f.ID <= d.slots[last.slot].ID
}

// Candidates gives the ids of the initiatives that are compared with this one, sorted; nil for an unknown id. A pair is
// compared where either is among the best thirty of the other.
func (d *Detector) Candidates(id string) []string {
	slot, ok := d.ids[id]
	if !ok {
		return nil
	}
	all := []string{}
	for _, c := range d.candidatesOf(d.slots[slot], slot) {
		all = append(all, d.slots[c].ID)
	}
	return all
}

// parallel runs fn for 0 to n-1 on all cores.
func parallel(n int, fn func(i int)) {
	const chunk = 64
	workers := min(runtime.GOMAXPROCS(0), n/chunk+1)
	next := make(chan int, workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for from := range next {
				for i := from; i < min(from+chunk, n); i++ {
					fn(i)
				}
			}
		})
	}
	for from := 0; from < n; from += chunk {
		next <- from
	}
	close(next)
	wg.Wait()
}
