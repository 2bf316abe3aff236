package overlap

import (
	"slices"
	"sync"
)

// Detect compares every pair of candidates and yields what is between them, each pair once. yield is not called
// concurrently.
func (d *Detector) Detect(yield func(Result)) {
	var mu sync.Mutex
	workers(len(d.entries), func() (func(slot int), func()) {
		c := &comparer{d: d}
		return func(slot int) {
			if found := d.detectHalf(c, uint32(slot)); len(found) > 0 {
				mu.Lock()
				defer mu.Unlock()
				for _, r := range found {
					yield(r)
				}
			}
		}, func() {}
	})
}

// DetectOne finds what is between one initiative and the stored ones, strongest first. Where f's id is stored, the stored
// features count; else f is a draft, compared as if it were added, and nothing is changed.
func (d *Detector) DetectOne(f *Features) []Result {
	var found []Result
	if slot, ok := d.find([]byte(f.ID)); ok {
		found = d.detectSlot(slot)
	} else if len(f.Titles)+len(f.Identifiers) > 0 { // an id alone that is not stored names nothing
		among := d.candidatesOf(f.ID, d.gen.keysOf(f), noSlot)
		isPair := func(a, b uint32) bool {
			switch noSlot {
			case a:
				return slices.Contains(among, b)
			case b:
				return slices.Contains(among, a)
			}
			return d.arePair(a, b)
		}
		r := rowOf(d.gen.encodeRow(f))
		for _, c := range among {
			if other := d.row(c); d.gen.screen(&r, &other) != 0 {
				found = d.appendResult(found, side{f, noSlot}, d.newSide(c), isPair)
			}
		}
	}
	slices.SortFunc(found, compareResults)
	return found
}

// comparer compares stored initiatives, one of which comes several times in a row.
type comparer struct {
	d    *Detector
	slot uint32 // whose row and features a has
	row  row
	read bool // the features too
	a, b Features
}

// look takes the one that comes several times.
func (c *comparer) look(slot uint32) {
	c.slot, c.row, c.read = slot, c.d.row(slot), false
}

// finds says whether there is anything between it and another, without keeping what.
func (c *comparer) finds(other uint32) bool {
	d := c.d
	r := d.row(other)
	may := d.gen.screen(&c.row, &r)
	if may == 0 {
		return false
	}
	if !c.read {
		c.must(d.borrowFeatures(&c.a, c.slot))
		c.read = true
	}
	c.must(d.borrowFeatures(&c.b, other))
	_, ok := d.compare(&c.a, &c.b, may)
	return ok
}

func (*comparer) must(err error) {
	if err != nil {
		panic("overlap: features that were read before cannot be read: " + err.Error())
	}
}

// compareStored is Compare of two stored initiatives, with their features where there is a result.
func (d *Detector) compareStored(a, b uint32) (fa, fb *Features, r Result, ok bool) {
	x, y := d.row(a), d.row(b)
	if d.gen.screen(&x, &y) == 0 {
		return nil, nil, r, false
	}
	fa, fb = d.features(a), d.features(b)
	r, ok = d.Compare(fa, fb)
	return fa, fb, r, ok
}

// detectSlot gives a stored initiative's results.
func (d *Detector) detectSlot(slot uint32) []Result {
	f := d.features(slot)
	var found []Result
	c := &comparer{d: d}
	c.look(slot)
	for _, other := range d.candidatesOf(f.ID, d.gen.keysOf(f), slot) {
		if c.finds(other) {
			found = d.appendResult(found, side{f, slot}, d.newSide(other), d.arePair)
		}
	}
	return found
}

// detectHalf gives the results of the pairs that are an initiative's to find: of its own thirty all but those that have
// it among theirs and come before it.
func (d *Detector) detectHalf(c *comparer, slot uint32) []Result {
	if d.entries[slot].gone {
		return nil
	}
	c.look(slot)
	var found []Result
	for _, other := range d.lists.of(slot) {
		if d.compareIDs(other.slot, slot) < 0 && d.listsSlot(other.slot, slot) {
			continue
		}
		if c.finds(other.slot) {
			found = d.appendResult(found, d.newSide(slot), d.newSide(other.slot), d.arePair)
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
func (d *Detector) relatives(f *Features, fn func(slot uint32, r *Features)) {
	var seen []uint32
	visit := func(k key) {
		d.eachWith(k, func(slot uint32) {
			if slices.Contains(seen, slot) || string(d.idBytes(slot)) == f.ID {
				return
			}
			seen = append(seen, slot)
			if r := d.features(slot); areFamily(f, r) {
				fn(slot, r)
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

// Pairs is the number of pairs of candidates: those that Detect compares.
func (d *Detector) Pairs() int {
	n := 0
	for slot := range d.entries {
		for _, c := range d.lists.of(uint32(slot)) {
			if d.compareIDs(c.slot, uint32(slot)) > 0 || !d.listsSlot(c.slot, uint32(slot)) {
				n++
			}
		}
	}
	return n
}
