package overlap

import "slices"

// Nearest gives at most n stored initiatives that are nearest to a draft by the question of overlap, nearest first,
// whatever the rules and cut-offs make of them: a draft that says little reaches no cut-off, and who asks before funding
// still wants to know what is there. They are no flags and have no kind and no level. None is in another country than
// the draft, each shares a place, a purpose or words of the subject with it, and of several copies of a record one is
// named.
func (d *Detector) Nearest(draft *Features, n int) []Result {
	var found []Result
	var named []*Features
	for _, slot := range d.candidatesOf(draft.ID, d.gen.keysOf(draft), noSlot) {
		other := d.features(slot)
		p := pair{model: d.model, a: draft, b: other}
		if p.b.ID < p.a.ID {
			p.a, p.b = p.b, p.a
		}
		p.findings[byIdentifier], p.findings[byLinks] = compareIdentifiers(p.a, p.b), compareLinks(p.a, p.b)
		p.findings[byPlace] = d.gen.comparePlaces(p.a, p.b)
		isCopy := slices.ContainsFunc(named, func(f *Features) bool { return compareIdentifiers(f, other).level == levelSameRecord })
		if p.is(byPlace, levelOtherCountry) || isCopy {
			continue
		}
		p.lookAtNames(d.gen)
		p.lookFurther(d.gen)
		p.findings[byText] = d.gen.compareThemes(p.a, p.b)
		if p.is(byText, levelTheme, levelSubject, levelStrongTheme) || p.is(byPlace, levelSamePlace, levelNearby) || p.is(byPractice, levelPractice, levelPurpose) {
			found, named = append(found, p.score(&d.model.Overlap)), append(named, other)
		}
	}
	slices.SortFunc(found, compareResults)
	return found[:min(n, len(found))]
}
