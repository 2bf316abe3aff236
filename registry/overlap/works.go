package overlap

import (
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
)

// What is built is where it is. A donor's schools, roads and wells have titles of one pattern with the name of a place in it,
// and often one sum over the same days: they are many works, not parts of one.

// workWords are the stems of words that say that something is built; workOpenings those that say so where a
// title begins with them, and something else further on ("Agricultural Rehabilitation and Diversification").
var workWords, workOpenings = stemsOf(map[string]string{
	"en": "construction constructing construct building asphalt asphalting paving gravelling drilling digging excavation",
	"fr": "construction bitumage pavage forage excavation",
	"es": "construccion pavimentacion asfaltado perforacion excavacion edificacion",
	"ar": "انشاء تشييد رصف تعبيد حفر",
}), stemsOf(map[string]string{
	"en": "rehabilitation reconstruction renovation repair installation extension expansion upgrading completion supply procurement",
	"fr": "rehabilitation reconstruction renovation reparation installation extension amenagement",
	"es": "rehabilitacion reconstruccion renovacion reparacion instalacion ampliacion mejoramiento equipamiento suministro",
	"ar": "تاهيل ترميم تركيب توسعه توسيع صيانه",
})

// stemsOf gives words, by language, as they are folded and as they are stemmed.
func stemsOf(words map[string]string) map[string]bool {
	stems := map[string]bool{}
	for language, list := range words {
		for w := range strings.FieldsSeq(list) {
			folded := analysis.Fold(w)
			stems[folded], stems[analysis.Stem(folded, language)] = true, true
		}
	}
	return stems
}

// buildsSomething says whether a title says that something is built. A programme of building is not at one place.
func (f *Features) buildsSomething() bool {
	for _, t := range f.Titles {
		opening := true
		for i, w := range contentWords(t) {
			if i == 0 && programmeWords[w] {
				break
			}
			if workWords[w] || opening && (workOpenings[w] || isMisspeltWork(w)) {
				return true
			}
			opening = opening && isUndertakingWord(w)
		}
	}
	return false
}

// isMisspeltWork says whether a word is one of workWords with a letter or two wrong ("constrcution"): in country systems one
// title in fifty begins with such a one.
func isMisspeltWork(stem string) bool {
	for w := range workWords {
		if len(w) >= 8 && isRespelling(w, stem) {
			return true
		}
	}
	return false
}

// areOtherWorks says whether both build something, and titles do not show that it is one thing: they differ by a name or an
// unexplained number, or neither place nor money nor days say that what one title adds to the other is said of one work.
func (p *pair) areOtherWorks() bool {
	if !p.is(byText, levelIdentical, levelNear, levelPattern) || !p.a.buildsSomething() || !p.b.buildsSomething() {
		return false
	}
	relation, _, apart := partsApart(p.a.Markers, p.b.Markers)
	switch {
	case apart && relation == registry.RelationSibling, p.is(byText, levelPattern):
		return true
	case apart, p.sameOddAmount():
		return false
	case p.is(byText, levelIdentical):
		return p.is(byPlace, levelDifferentPlaces) || p.is(byTime, levelDisjoint, levelYearsApart, levelFollowing)
	}
	if text := &p.findings[byText]; text.rarity == 1 && !p.eachHasOwnWords() {
		return false // one title holds the other, which is a name
	}
	return !p.isHere() && (p.is(byPlace, levelDifferentPlaces) || !p.is(byTime, levelSameDates))
}
