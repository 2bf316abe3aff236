package overlap

import (
	"cmp"
	"math"

	"github.com/tansiq/tansiq/registry"
)

// maxCopies is how many records may carry one identifier of a source's own and count as copies of one record. What more
// carry is no record's name but a publisher's mistake, and says nothing of which record is meant.
const maxCopies = 8

// side is one of a pair: an initiative and its slot, noSlot for a draft.
type side struct {
	f    *Features
	slot uint32
}

// newSide reads the features of a stored initiative.
func (d *Detector) newSide(slot uint32) side { return side{d.features(slot), slot} }

// copies gives the stored records that carry a source's own identifier of f's: the same record, published again.
func (d *Detector) copies(f *Features) []side {
	return d.holders(f, maxCopies-1)
}

// holders gives the stored initiatives that carry a source's own identifier of f's, where at most this many others do.
func (d *Detector) holders(f *Features, most int) []side {
	var all []side
	for _, id := range f.Identifiers {
		if id.Class != IdentifierSource {
			continue
		}
		from := len(all)
		d.eachWith(identifierKey(id.Key), func(slot uint32) {
			if string(d.idBytes(slot)) == f.ID || len(all)-from > most {
				return
			}
			if r := d.newSide(slot); r.f.has(id.Key, IdentifierSource) {
				all = append(all, r)
			}
		})
		if len(all)-from > most {
			all = all[:from]
		}
	}
	return all
}

// eachWith calls fn for the stored initiatives that have the key, unless too many have it.
func (d *Detector) eachWith(k key, fn func(slot uint32)) {
	base := d.base.find(k)
	if len(base) > keyRules[k.kind()].block {
		return
	}
	for _, p := range base {
		if !d.entries[p.slot()].gone {
			fn(p.slot())
		}
	}
	for _, slot := range d.delta[k] {
		fn(slot)
	}
}

// standsOnce holds a result back where what it says is said better of others: a registry that has both sides twice
// flags what is between them once, for the copies that match best; and a parent and its children that all overlap with
// one outside initiative are flagged once. That two records are copies is always said. Of the pairs of which each would
// hold the next back the first stands, since outranks orders them all.
func (d *Detector) standsOnce(a, b side, r Result, isPair func(a, b uint32) bool) bool {
	return r.Kind == registry.OverlapDuplicate || !d.copiesMatchBetter(a, b, r, isPair) &&
		(r.Kind != registry.OverlapOverlap || !d.relativeMatchesBetter(a, b, r, isPair) && !d.relativeMatchesBetter(b, a, r, isPair))
}

func (d *Detector) copiesMatchBetter(a, b side, r Result, isPair func(a, b uint32) bool) bool {
	copiesOfB := append(d.copies(b.f), b)
	for _, x := range append(d.copies(a.f), a) {
		for _, y := range copiesOfB {
			if x.f.ID == y.f.ID || x == a && y == b || !isPair(x.slot, y.slot) {
				continue
			}
			if other, ok := d.Compare(x.f, y.f); ok && outranks(other, r) {
				return true
			}
		}
	}
	return false
}

func (d *Detector) relativeMatchesBetter(f, outside side, r Result, isPair func(a, b uint32) bool) bool {
	better := false
	d.relatives(f.f, func(slot uint32, relative *Features) {
		if better || !isPair(slot, outside.slot) {
			return
		}
		other, ok := d.Compare(relative, outside.f)
		better = ok && other.Kind == registry.OverlapOverlap && outranks(other, r)
	})
	return better
}

// kindRank orders what may be said of a pair, the most telling first.
var kindRank = map[registry.OverlapKind]int{
	registry.OverlapDuplicate: 0, registry.OverlapSameInitiative: 1, registry.OverlapRelated: 2, registry.OverlapOverlap: 3,
}

// outranks orders all results: by kind, then by strength, of which the digits that depend on the order of adding do not
// count, then by ids.
func outranks(r, s Result) bool {
	strength := func(r Result) float64 { return math.Round(r.Strength * 1e9) }
	return cmp.Or(cmp.Compare(kindRank[r.Kind], kindRank[s.Kind]), cmp.Compare(strength(s), strength(r)),
		cmp.Compare(r.A, s.A), cmp.Compare(r.B, s.B)) < 0
}
