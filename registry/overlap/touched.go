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

// touch collects what a change of one initiative touches.
type touch struct {
	d           *Detector
	changed     string // its id
	initiatives map[string]bool
	pairs       map[[2]string]bool
	before      map[uint32][]candidate // the candidates of those whose lists the change alters, as they were
}

func (d *Detector) newTouch(changed string) *touch {
	return &touch{
		d: d, changed: changed, initiatives: map[string]bool{changed: true}, pairs: map[[2]string]bool{}, before: map[uint32][]candidate{},
	}
}

// touched ends the change. What came into a list and left it again has not changed.
func (t *touch) touched() Touched {
	for slot, before := range t.before {
		after := t.d.lists.of(slot)
		t.moved(slot, before, after)
		t.moved(slot, after, before)
	}
	maps.DeleteFunc(t.pairs, func(p [2]string, _ bool) bool { return t.initiatives[p[0]] || t.initiatives[p[1]] })
	return Touched{
		Initiatives: slices.Sorted(maps.Keys(t.initiatives)),
		Pairs: slices.SortedFunc(maps.Keys(t.pairs), func(a, b [2]string) int {
			return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
		}),
	}
}

// moved notes the candidates of a slot that are in one list and not in the other.
func (t *touch) moved(slot uint32, in, notIn []candidate) {
	for _, c := range in {
		if holdsSlot(notIn, c.slot) {
			continue
		}
		t.twin(slot, c.slot)
		// What the pairs of the changed one hold back is noted by around.
		if string(t.d.idBytes(c.slot)) != t.changed && t.wasPair(slot, c.slot) != t.d.arePair(slot, c.slot) {
			t.pair(slot, c.slot)
		}
	}
}

// list keeps the candidates of a slot before they are altered.
func (t *touch) list(slot uint32) {
	if _, ok := t.before[slot]; !ok {
		t.before[slot] = slices.Clone(t.d.lists.of(slot))
	}
}

// wasPair says whether two initiatives were candidates of each other before the change.
func (t *touch) wasPair(a, b uint32) bool {
	listed := func(slot, other uint32) bool {
		if list, altered := t.before[slot]; altered {
			return holdsSlot(list, other)
		}
		return t.d.listsSlot(slot, other)
	}
	return listed(a, b) || listed(b, a)
}

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
// no copies of each other, and what its pairs hold back. Listing are those in whose lists it is.
func (t *touch) around(slot uint32, f *Features, listing []uint32) {
	d := t.d
	for _, c := range d.holders(f, maxCopies) {
		t.initiatives[c.f.ID] = true
	}
	relatives := false
	d.relatives(f, func(r uint32, _ *Features) { relatives = true })
	note := func(c uint32) {
		if relatives || d.hasFamily(c) {
			t.pair(slot, c)
		}
	}
	for _, c := range d.lists.of(slot) {
		note(c.slot)
	}
	for _, c := range listing {
		note(c)
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
	c := &comparer{d: d}
	for _, pair := range t.Pairs {
		a, okA := d.find([]byte(pair[0]))
		b, okB := d.find([]byte(pair[1]))
		if !okA || !okB || !d.arePair(a, b) {
			continue
		}
		if c.look(a); c.finds(b) {
			take(d.appendResult(nil, d.newSide(a), d.newSide(b), d.arePair))
		}
	}
	return all
}
