package overlap

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// Touched is what may be other than before a change: everything about some initiatives, one that has gone included, and
// some pairs besides. Reexamine says what stands between them now; what it does not find is no more.
type Touched struct {
	Initiatives []string
	Pairs       [][2]string // the lesser id first
}

// touch collects what a change touches.
type touch struct {
	d           *Detector
	initiatives map[string]bool
	pairs       map[[2]string]bool
}

func (d *Detector) newTouch() *touch {
	return &touch{d: d, initiatives: map[string]bool{}, pairs: map[[2]string]bool{}}
}

func (t *touch) touched() Touched {
	maps.DeleteFunc(t.pairs, func(p [2]string, _ bool) bool { return t.initiatives[p[0]] || t.initiatives[p[1]] })
	return Touched{
		Initiatives: slices.Sorted(maps.Keys(t.initiatives)),
		Pairs: slices.SortedFunc(maps.Keys(t.pairs), func(a, b [2]string) int {
			return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
		}),
	}
}

func (t *touch) initiative(slot uint32) { t.initiatives[string(t.d.idBytes(slot))] = true }

func (t *touch) just(a, b uint32) {
	x, y := string(t.d.idBytes(a)), string(t.d.idBytes(b))
	t.pairs[[2]string{min(x, y), max(x, y)}] = true
}

// pair notes that two initiatives became a pair, or are none any more, and with them the pairs that this one holds back or
// held back (standsOnce): those of copies of the two, and those of relatives of one with the other.
func (t *touch) pair(a, b uint32) {
	d := t.d
	t.just(a, b)
	fa, fb := d.family(a), d.family(b)
	if len(fa.copies)+len(fb.copies)+len(fa.relatives)+len(fb.relatives) == 0 {
		return
	}
	noteIfPair := func(x, y uint32) {
		if x != y && d.arePair(x, y) {
			t.just(x, y)
		}
	}
	for _, x := range append(fa.copies, a) {
		for _, y := range append(fb.copies, b) {
			noteIfPair(x, y)
		}
	}
	for _, r := range fa.relatives {
		noteIfPair(r, b)
	}
	for _, r := range fb.relatives {
		noteIfPair(r, a)
	}
}

// around notes what an initiative that comes, or is about to leave, has to do with: its copies, those that it makes copies or
// no copies of each other, and what its pairs hold back.
func (t *touch) around(slot uint32) {
	d := t.d
	f := d.features(slot)
	for _, c := range d.holders(f, maxCopies) {
		t.initiatives[c.f.ID] = true
	}
	relatives := false
	d.relatives(f, func(r uint32, _ *Features) { relatives = true })
	for _, c := range d.candidatesOf(f.ID, d.gen.keysOf(f), slot) {
		if relatives || d.hasFamily(c) {
			t.pair(slot, c)
		}
	}
}

// twin notes what may change because one initiative is, or is no longer, among the best candidates of another: where the
// two are the same initiative, and one of them was numbered by a publisher that has others.
func (t *touch) twin(a, b uint32) {
	f, other, r, ok := t.d.compareStored(a, b)
	if ok && r.Kind == registry.OverlapSameInitiative && cmp.Or(numberedBy(f), numberedBy(other)) != "" {
		t.initiatives[f.ID], t.initiatives[other.ID] = true, true
	}
}

// family is the copies and the relatives of an initiative.
type family struct{ copies, relatives []uint32 }

func (d *Detector) family(slot uint32) (all family) {
	if !d.hasFamily(slot) {
		return all
	}
	f := d.features(slot)
	for _, c := range d.copies(f) {
		all.copies = append(all.copies, c.slot)
	}
	d.relatives(f, func(r uint32, _ *Features) { all.relatives = append(all.relatives, r) })
	return all
}

// hasFamily says whether anybody shares an identifier with the initiative.
func (d *Detector) hasFamily(slot uint32) bool {
	for _, h := range d.row(slot).lists[rowIDs] {
		shared := false
		d.eachWith(identifierKeyOf(h), func(s uint32) { shared = shared || s != slot })
		if shared {
			return true
		}
	}
	return false
}

// Reexamine finds what stands between what a change touched, each pair once.
func (d *Detector) Reexamine(t Touched) []Result {
	var all []Result
	seen := map[[2]string]bool{}
	take := func(found []Result) {
		for _, r := range found {
			if pair := [2]string{r.A, r.B}; !seen[pair] {
				seen[pair] = true
				all = append(all, r)
			}
		}
	}
	for _, id := range t.Initiatives {
		if slot, ok := d.find([]byte(id)); ok {
			take(d.detectSlot(slot))
		}
	}
	for _, pair := range t.Pairs {
		a, okA := d.find([]byte(pair[0]))
		b, okB := d.find([]byte(pair[1]))
		if okA && okB && d.arePair(a, b) {
			take(d.appendResult(nil, d.newSide(a), d.newSide(b), d.arePair))
		}
	}
	return all
}
