package overlap

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/tansiq/tansiq/registry"
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
		for _, c := range d.candidatesOf(f, d.gen.keysOf(f), noSlot) {
			if r, ok := d.Compare(f, d.slots[c]); ok && d.standsOnce(f, noSlot, d.slots[c], c, r) {
				found = append(found, r)
			}
		}
	}
	slices.SortFunc(found, compareResults)
	return found
}

// detectSlot gives a stored initiative's results.
func (d *Detector) detectSlot(slot uint32) []Result {
	var found []Result
	for _, c := range d.candidatesOf(d.slots[slot], d.keys[slot], slot) {
		found = d.appendResult(found, slot, c)
	}
	return found
}

// detectHalf gives the results of the pairs that are an initiative's to find: of its own thirty all but those that have
// it among theirs and come before it.
func (d *Detector) detectHalf(slot uint32) []Result {
	var found []Result
	for _, c := range d.lists[slot] {
		if d.slots[c.slot].ID > d.slots[slot].ID || !d.listHas(c.slot, candidate{c.weight, slot}) {
			found = d.appendResult(found, slot, c.slot)
		}
	}
	return found
}

func (d *Detector) appendResult(found []Result, a, b uint32) []Result {
	if r, ok := d.Compare(d.slots[a], d.slots[b]); ok && d.standsOnce(d.slots[a], a, d.slots[b], b, r) {
		return append(found, r)
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
		for _, list := range [][]uint32{d.base.find(k), d.delta[k]} {
			for _, slot := range list {
				if r := d.slots[slot]; r != nil && !seen[slot] && r.ID != f.ID && areFamily(f, r) {
					seen[slot] = true
					fn(slot)
				}
			}
		}
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

// standsOnce holds an overlap flag back where a relative of either side matches the other side better: a parent and its
// children that all match one outside initiative are flagged once, at the level that matches best.
func (d *Detector) standsOnce(a *Features, slotA uint32, b *Features, slotB uint32, r Result) bool {
	if r.Kind != registry.OverlapOverlap {
		return true
	}
	return !d.relativeMatchesBetter(a, b, slotB, r) && !d.relativeMatchesBetter(b, a, slotA, r)
}

func (d *Detector) relativeMatchesBetter(f, outside *Features, outsideSlot uint32, r Result) bool {
	better := false
	d.relatives(f, func(slot uint32) {
		relative := d.slots[slot]
		if better || !d.arePair(relative, slot, outside, outsideSlot) {
			return
		}
		other, ok := d.Compare(relative, outside)
		better = ok && other.Kind == registry.OverlapOverlap &&
			(other.Score > r.Score+1e-12 || math.Abs(other.Score-r.Score) <= 1e-12 && relative.ID < f.ID)
	})
	return better
}

// arePair says whether two initiatives, of which the second may be a draft, are candidates of each other.
func (d *Detector) arePair(a *Features, slotA uint32, b *Features, slotB uint32) bool {
	if slotB == noSlot {
		return true
	}
	return d.listsSlot(slotA, slotB) || d.listsSlot(slotB, slotA)
}
