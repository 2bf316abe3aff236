package overlap

import (
	"runtime"
	"slices"
	"sync"
)

// Detect compares every pair of candidates and yields what is between them, each pair once, in order of A's id within
// each block of work. yield is not called concurrently.
func (d *Detector) Detect(yield func(Result)) {
	const chunk = 256
	n := len(d.slots)
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), n/chunk+1) {
		wg.Go(func() {
			for from := range next {
				var found []Result
				for slot := from; slot < min(from+chunk, n); slot++ {
					found = append(found, d.detectHalf(uint32(slot))...)
				}
				mu.Lock()
				for _, r := range found {
					yield(r)
				}
				mu.Unlock()
			}
		})
	}
	for from := 0; from < n; from += chunk {
		next <- from
	}
	close(next)
	wg.Wait()
}

// DetectOne finds what is between one initiative and the stored ones, strongest first. Where f's id is stored, the stored
// features count; else f is a draft, compared as if it were added, and nothing is changed.
func (d *Detector) DetectOne(f *Features) []Result {
	var found []Result
	if slot, ok := d.ids[f.ID]; ok {
		found = d.detectSlot(slot)
	} else if len(f.Titles)+len(f.Identifiers) > 0 { // an id alone that is not stored names nothing
		among := d.candidatesOf(f, noSlot)
		isPair := func(a, b uint32) bool {
			switch noSlot {
			case a:
				return slices.Contains(among, b)
			case b:
				return slices.Contains(among, a)
			}
			return d.arePair(a, b)
		}
		for _, c := range among {
			found = d.appendResult(found, side{f, noSlot}, d.stored(c), isPair)
		}
	}
	slices.SortFunc(found, compareResults)
	return found
}

// detectSlot gives a stored initiative's results.
func (d *Detector) detectSlot(slot uint32) []Result {
	var found []Result
	for _, c := range d.candidatesOf(d.slots[slot], slot) {
		found = d.appendResult(found, d.stored(slot), d.stored(c), d.arePair)
	}
	return found
}

// detectHalf gives the results of the pairs that are an initiative's to find: of its own thirty all but those that have
// it among theirs and come before it.
func (d *Detector) detectHalf(slot uint32) []Result {
	var found []Result
	for _, c := range d.lists[slot] {
		if d.slots[c.slot].ID > d.slots[slot].ID || !d.listHas(c.slot, candidate{c.weight, slot}) {
			found = d.appendResult(found, d.stored(slot), d.stored(c.slot), d.arePair)
		}
	}
	return found
}

func (d *Detector) appendResult(found []Result, a, b side, isPair func(a, b uint32) bool) []Result {
	if r, ok := d.Compare(a.f, b.f); ok && d.standsOnce(a, b, r, isPair) {
		return append(found, d.oneOfEach(a, b, r))
	}
	return found
}

func compareResults(a, b Result) int {
	switch {
	case a.Score > b.Score:
		return -1
	case a.Score < b.Score:
		return 1
	case a.A != b.A:
		if a.A < b.A {
			return -1
		}
		return 1
	case a.B < b.B:
		return -1
	case a.B > b.B:
		return 1
	}
	return 0
}

// relatives calls fn for the stored parents, children and siblings that f or they declare.
func (d *Detector) relatives(f *Features, fn func(slot uint32)) {
	seen := map[uint32]bool{}
	visit := func(k key) {
		d.eachWith(k, func(slot uint32) {
			if r := d.slots[slot]; !seen[slot] && r.ID != f.ID && areFamily(f, r) {
				seen[slot] = true
				fn(slot)
			}
		})
	}
	for _, id := range f.Identifiers {
		if id.Class == IdentifierSource {
			visit(identifierKey(id.Key))
		}
	}
	for _, l := range f.Links {
		if l.Key != "" {
			visit(identifierKey(l.Key))
		}
		if l.Initiative != "" {
			visit(identifierKey("id:" + l.Initiative))
		}
	}
	visit(identifierKey("id:" + f.ID))
}

// arePair says whether two stored initiatives are candidates of each other.
func (d *Detector) arePair(a, b uint32) bool { return d.listsSlot(a, b) || d.listsSlot(b, a) }
