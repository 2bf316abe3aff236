package overlap

import (
	"maps"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// Inspect scores a pair by the identity model whatever the rules say of it, for looking at real pairs that are not found.
func (d *Detector) Inspect(a, b *Features) Result {
	if b.ID < a.ID {
		a, b = b, a
	}
	p := pair{model: d.model, a: a, b: b}
	p.findings[byIdentifier], p.findings[byLinks] = compareIdentifiers(a, b), compareLinks(a, b)
	p.findings[byPlace], p.findings[byTime] = d.gen.comparePlaces(a, b), compareTimes(a, b)
	p.findings[byText] = d.gen.compareTitles(a, b)
	p.lookFurther(d.gen)
	return p.score(&p.model.Identity)
}

// LevelsWithSentences lists the levels for which there are templates.
func LevelsWithSentences() map[registry.Dimension][]string {
	all := map[registry.Dimension][]string{}
	for dimension, levels := range sentences {
		all[dimension] = slices.Sorted(maps.Keys(levels))
	}
	return all
}

// WeighedLevels lists the levels that a model weighs.
func WeighedLevels() map[registry.Dimension][]string {
	all := map[registry.Dimension][]string{}
	for _, m := range []Question{seedModel.Identity, seedModel.Overlap} {
		for dimension, levels := range m.Weights {
			all[dimension] = append(all[dimension], slices.Sorted(maps.Keys(levels))...)
		}
	}
	return all
}

// PartsApart is partsOfTitles.
func PartsApart(a, b string) (relation registry.RelationType, implied, apart bool) {
	return partsOfTitles(a, b)
}

// Screen is the screen on two initiatives as they would be stored.
func (d *Detector) Screen(a, b *Features) bool {
	x, y := rowOf(d.gen.encodeRow(a)), rowOf(d.gen.encodeRow(b))
	return d.gen.screen(&x, &y) != 0
}

// CrossTitles gives the similarity (0-1) by which titles without a language in common are ordered, and their level.
func (d *Detector) CrossTitles(a, b *Features) (similarity float64, level string) {
	c := d.gen.cross(a, b)
	return c.similarity(), c.level()
}

// Lists says of each stored initiative how many of its best are known, spares included, and whether they are what probing
// for them anew gives: all of them where the list says so, at least the candidates else.
func (d *Detector) Lists(yield func(known int, isRight bool)) {
	for slot := range uint32(len(d.entries)) {
		if d.entries[slot].gone {
			continue
		}
		list, whole := d.lists.known(slot)
		s := d.borrow()
		found := d.probe(s, d.gen.keysOf(d.features(slot)), slot)
		all := len(found)
		best := d.best(found)
		isRight := len(list) <= len(best) && slices.Equal(list, best[:len(list)])
		d.pool.Put(s)
		yield(len(list), isRight && (whole && len(list) == all || !whole && len(list) >= candidates))
	}
}
