package overlap

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/tansiq/tansiq/registry"
)

// Detector is the index of all initiatives' features. Add and Remove keep it; Freeze begins a generation (package
// comment); everything else reads. Reading methods may run at the same time as each other, not as Add, Remove or Freeze.
type Detector struct {
	model   *Model
	memory  Memory
	gen     *generation // nil before the first Freeze
	entries []entry     // by slot
	ids     idTable
	blobs   arena // features as stored
	rows    arena
	base    *segment
	delta   map[key][]uint32
	lists   lists
	pool    sync.Pool
}

// entry is what is kept of an initiative: where its features are, and the row that is looked at first.
type entry struct {
	features, row place
	gone          bool
}

// NewDetector makes an empty detector that scores with the model, SeedModel where that is nil. Until the first Freeze it
// only collects: Add is cheap, and nothing is found.
func NewDetector(model *Model) *Detector { return NewDetectorIn(model, heap, heap) }

// NewDetectorIn is NewDetector with the memory that stored features are kept in, half of the index, which are read for the
// few pairs that pass the screen; and with that of the rest. No string of a Result is a part of either.
func NewDetectorIn(model *Model, features, index Memory) *Detector {
	d := &Detector{model: cmp.Or(model, seedModel), memory: index}
	d.blobs.memory = features
	return d
}

// Len is the number of initiatives.
func (d *Detector) Len() int { return d.ids.used }

// Outgrown says whether so much has come or changed since the generation began that its frequencies mislead, its blocks
// fill up and what was replaced takes as much room as what stands: time for Freeze and a full Detect.
func (d *Detector) Outgrown() bool { return d.gen == nil || len(d.entries) > 2*d.gen.size+500 }

// Load puts in what Features.MarshalBinary made, before the first Freeze. EInvalid for another version; what is damaged
// otherwise is found by Freeze.
func (d *Detector) Load(features []byte) error {
	id, err := idOf(features)
	if err != nil {
		return err
	}
	d.collect(id, features)
	return nil
}

func (d *Detector) collect(id, features []byte) uint32 {
	if before, ok := d.find(id); ok {
		d.entries[before].gone = true
		d.ids.remove(before, id)
	}
	slot := uint32(len(d.entries))
	d.entries = append(d.entries, entry{features: d.blobs.put(features)})
	d.ids.put(slot, id, d.idBytes)
	return slot
}

// Freeze begins a generation: it counts how common every word, organisation, place and key is, and finds every
// initiative's candidates anew. Until the next Freeze those frequencies stand, whatever is added or removed. EInvalid where
// features that were loaded are damaged; the detector is of no use then.
func (d *Detector) Freeze() error {
	d.compact()
	n := len(d.entries)
	g := &generation{size: n, identity: ceilingsOf(&d.model.Identity)}
	d.rows = arena{memory: d.memory}
	var damaged atomic.Pointer[error]
	workers(n, func() (func(slot int), func()) {
		c, f := &counter{into: &g.counts}, &Features{}
		return func(slot int) {
			if err := d.borrowFeatures(f, uint32(slot)); err != nil {
				damaged.Store(&err)
				return
			}
			c.count(f)
		}, c.flush
	})
	if err := damaged.Load(); err != nil {
		return *err
	}
	d.gen = g
	keys := make([][]key, n)
	g.keys = newSketch(64 * n)
	workers(n, func() (func(slot int), func()) {
		f := &Features{}
		var made []key
		var room []key
		return func(slot int) {
			_ = d.borrowFeatures(f, uint32(slot)) // it was read above
			d.entries[slot].row = d.putRow(f)
			made = g.possibleKeys(made[:0], f)
			for _, k := range made {
				if k.kind() != keyIdentifier {
					g.keys.add(k)
				}
			}
			if len(room) < len(made) {
				room = make([]key, 1<<16)
			}
			keys[slot] = room[:copy(room, made):len(made)]
			room = room[len(made):]
		}, func() {}
	})
	parallel(n, func(slot int) { keys[slot] = g.choose(keys[slot]) })
	d.base = newSegment(d.memory, keys)
	d.delta = map[key][]uint32{}
	d.lists = lists{memory: d.memory}
	d.lists.grow(n)
	workers(n, func() (func(slot int), func()) {
		s := d.borrow()
		return func(slot int) { d.lists.set(uint32(slot), d.best(d.probe(s, keys[slot], uint32(slot)))) }, func() { d.pool.Put(s) }
	})
	return nil
}

func (d *Detector) putRow(f *Features) place {
	w := view[byte](d.gen.encodeRow(f))
	return d.rows.put(w)
}

// compact drops removed slots and orders the rest by id.
func (d *Detector) compact() {
	all := slices.DeleteFunc(d.entries, func(e entry) bool { return e.gone })
	byID := func(a, b entry) int { return bytes.Compare(d.idIn(a), d.idIn(b)) }
	if !slices.IsSortedFunc(all, byID) {
		slices.SortFunc(all, byID)
	}
	d.entries, d.ids = all, idTable{}
	for slot := range all {
		d.ids.put(uint32(slot), d.idIn(all[slot]), d.idBytes)
	}
}

// Add puts an initiative in, or a new version of it in place of the old. It answers with what may have changed by it.
func (d *Detector) Add(f *Features) Touched {
	blob, err := f.MarshalBinary()
	if err != nil {
		panic("overlap: features always have a stored form: " + err.Error())
	}
	if d.gen == nil {
		d.collect([]byte(f.ID), blob)
		return Touched{Initiatives: []string{f.ID}}
	}
	t := d.newTouch(f.ID)
	if before, ok := d.find([]byte(f.ID)); ok {
		if bytes.Equal(blob, d.blobs.get(d.entries[before].features)) {
			return t.touched()
		}
		d.remove(before, t)
	}
	slot := d.collect([]byte(f.ID), blob)
	d.entries[slot].row = d.putRow(f)
	keys := d.gen.keysOf(f)
	for _, k := range keys {
		d.delta[k] = append(d.delta[k], slot)
	}
	d.lists.grow(len(d.entries))
	s := d.borrow()
	defer d.pool.Put(s)
	found := d.probe(s, keys, slot)
	d.lists.set(slot, d.best(found))
	var listing []uint32
	for _, c := range found {
		at, _ := d.rank(c, slot)
		if at < candidates {
			t.list(c.slot)
			listing = append(listing, c.slot)
		}
		d.lists.insert(c.slot, at, candidate{c.weight, slot})
	}
	t.around(slot, f, listing)
	return t.touched()
}

// Remove takes an initiative out and answers as Add does. Removing what is not there touches nothing.
func (d *Detector) Remove(id string) Touched {
	slot, ok := d.find([]byte(id))
	if !ok {
		return Touched{}
	}
	if d.gen == nil {
		d.entries[slot].gone = true
		d.ids.remove(slot, []byte(id))
		return Touched{Initiatives: []string{id}}
	}
	t := d.newTouch(id)
	d.remove(slot, t)
	return t.touched()
}

func (d *Detector) remove(slot uint32, t *touch) {
	f := d.features(slot)
	keys := d.gen.keysOf(f)
	s := d.borrow()
	defer d.pool.Put(s)
	type seat struct {
		list uint32
		at   int
	}
	var seats []seat
	var listing []uint32
	for _, c := range d.probe(s, keys, slot) {
		at, ok := d.rank(c, slot)
		if !ok {
			continue
		}
		seats = append(seats, seat{c.slot, at})
		if at < candidates {
			t.list(c.slot)
			listing = append(listing, c.slot)
		}
	}
	t.around(slot, f, listing)
	d.ids.remove(slot, []byte(f.ID))
	for _, k := range keys {
		if in := d.delta[k]; in != nil {
			d.delta[k] = slices.DeleteFunc(in, func(s uint32) bool { return s == slot })
		}
	}
	d.entries[slot].gone = true
	for _, seat := range seats {
		if !d.lists.remove(seat.list, seat.at) {
			d.lists.set(seat.list, d.bestOf(seat.list))
		}
	}
	d.lists.set(slot, nil)
}

// rank finds the place of a slot in the list of another, at the weight of the two, and says whether it is there.
func (d *Detector) rank(in candidate, slot uint32) (at int, ok bool) {
	list, _ := d.lists.known(in.slot)
	return slices.BinarySearchFunc(list, candidate{in.weight, slot}, d.compareCandidates)
}

func (d *Detector) bestOf(slot uint32) []candidate {
	s := d.borrow()
	defer d.pool.Put(s)
	f := &s.features
	if err := d.borrowFeatures(f, slot); err != nil {
		panic("overlap: " + err.Error())
	}
	return slices.Clone(d.best(d.probe(s, d.gen.keysOf(f), slot)))
}

// listsSlot says whether the slot's list holds the other.
func (d *Detector) listsSlot(slot, other uint32) bool {
	return holdsSlot(d.lists.of(slot), other)
}

// arePair says whether two stored initiatives are candidates of each other.
func (d *Detector) arePair(a, b uint32) bool { return d.listsSlot(a, b) || d.listsSlot(b, a) }

// Candidates gives the ids of the initiatives that are compared with this one, sorted; nil for an unknown id. A pair is
// compared where either is among the best thirty of the other.
func (d *Detector) Candidates(id string) []string {
	slot, ok := d.find([]byte(id))
	if !ok {
		return nil
	}
	all := []string{}
	for _, c := range d.candidatesOf(id, d.gen.keysOf(d.features(slot)), slot) {
		all = append(all, string(d.idBytes(c)))
	}
	return all
}

// features reads an initiative's features. It gives them of one that has gone too.
func (d *Detector) features(slot uint32) *Features {
	f := new(Features)
	if err := f.UnmarshalBinary(d.blobs.get(d.entries[slot].features)); err != nil {
		panic("overlap: features that were read before cannot be read: " + err.Error())
	}
	return f
}

// borrowFeatures reads an initiative's features into f, whose slices are used again. Their strings are the index's own
// bytes: nothing of them may be kept.
func (d *Detector) borrowFeatures(f *Features, slot uint32) error {
	blob := d.blobs.get(d.entries[slot].features)
	return f.decode(borrowString(blob[1:]))
}

func (d *Detector) row(slot uint32) row {
	return rowOf(view[uint32](d.rows.get(d.entries[slot].row)))
}

func (d *Detector) idBytes(slot uint32) []byte { return d.idIn(d.entries[slot]) }

func (d *Detector) idIn(e entry) []byte {
	id, _ := idOf(d.blobs.get(e.features))
	return id
}

// idOf reads the id off stored features.
func idOf(features []byte) ([]byte, error) {
	if len(features) == 0 || features[0] != featuresFormat {
		return nil, registry.Errorf(registry.EInvalid, "detection features of another version")
	}
	n, size := binary.Uvarint(features[1:])
	if size <= 0 || n > uint64(len(features)-1-size) {
		return nil, registry.Errorf(registry.EInvalid, "damaged detection features")
	}
	return features[1+size : 1+size+int(n)], nil
}

// compareIDs orders slots by id. Slots of the generation's beginning are in that order.
func (d *Detector) compareIDs(a, b uint32) int {
	if n := uint32(d.gen.size); a < n && b < n {
		return cmp.Compare(a, b)
	}
	return bytes.Compare(d.idBytes(a), d.idBytes(b))
}

func (d *Detector) find(id []byte) (uint32, bool) { return d.ids.find(id, d.idBytes) }

// workers runs fn for 0 to n-1 on all cores. Each of them begins with start, and ends with what that gave beside fn.
func workers(n int, start func() (fn func(i int), end func())) {
	const chunk = 256
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n/chunk+1) {
		wg.Go(func() {
			fn, end := start()
			defer end()
			for {
				from := int(next.Add(chunk)) - chunk
				if from >= n {
					return
				}
				for i := from; i < min(from+chunk, n); i++ {
					fn(i)
				}
			}
		})
	}
	wg.Wait()
}

// parallel is workers without anything of their own.
func parallel(n int, fn func(i int)) {
	workers(n, func() (func(int), func()) { return fn, func() {} })
}
