package overlap

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/concept"
)

// compareTitles compares the titles' words in the languages that both have. The level is read off the numbers of words
// alone, so that it does not move with the registry's frequencies; how rare the shared words are multiplies its weight.
// Without a language in common codes, acronyms and what the words mean are compared; see cross.
func (g *generation) compareTitles(a, b *Features) finding {
	var f finding
	shared := languages{a.Titles, b.Titles}
	both, mass, keyMass, codeMass := 0, 0.0, 0.0, 0.0
	keySum, nameMass, telling := 0.0, 0.0, 0.0
	var acronymA, wordA, acronymB, wordB bool // what is one side's alone
	meant := false                            // they share a concept
	var ownA, ownB []string
	mergeTerms(a.Terms, b.Terms, func(x, y *Term) {
		if max(x.Kind, y.Kind) >= TermConcept {
			meant = meant || x.InTitle && y.InTitle
			return
		}
		inA := x.InTitle && (x.Language == "" || shared.has(x.Language))
		inB := y.InTitle && (y.Language == "" || shared.has(y.Language))
		switch {
		case inA && inB:
			both++
			idf := g.idf(x.Text)
			mass += idf
			telling = max(telling, idf)
			if _, agency := agencyWords()[x.Text]; !agency && (x.Kind <= TermAcronym || y.Kind <= TermAcronym) && len(x.Text) > 2 && !isFiscalYear(x.Text) {
				keyMass, keySum = max(keyMass, idf), keySum+idf
				if !isSubject(x.Text) {
					nameMass = max(nameMass, idf)
				}
				f.matched = append(f.matched, x.Text)
				if isCodeLike(x.Text) {
					codeMass = max(codeMass, idf)
				}
			}
		case inA && !abbreviates(x, a, b):
			ownA = append(ownA, x.Text)
			acronymA, wordA = acronymA || x.Kind == TermAcronym, wordA || x.Kind != TermAcronym
		case inB && !abbreviates(y, a, b):
			ownB = append(ownB, y.Text)
			acronymB, wordB = acronymB || y.Kind == TermAcronym, wordB || y.Kind != TermAcronym
		}
	})
	codes := matchCodes(ownA, ownB)
	differ := codes.differ && codeMass == 0
	ownA, ownB = codes.restA, codes.restB
	if areOfOneSeries(ownA, ownB) {
		differ = false
	}
	if !differ { // one source puts a number before the title, or both do, from one office's series
		ownA, ownB = withoutCodes(ownA), withoutCodes(ownB)
	}
	for _, c := range codes.shared {
		both++
		mass += g.idf(c)
		codeMass = max(codeMass, g.idf(c))
	}
	if shared.none() {
		c := g.cross(a, b)
		level := c.level()
		switch {
		case codeMass > 0:
			f.level, f.rarity = levelSharedCode, min(1, codeMass/rareWord)
		case level == levelTranslation, level == levelTranslationNear && both == 0:
			f.level, f.rarity = level, min(1, c.mass/rareText)
		case both > 0:
			f.level, f.rarity = levelSharedKey, min(1, keySum/rareKeys)
		case level == "":
			return missing
		default:
			f.level = level
		}
		return f
	}
	var spelt []string
	if both > 0 { // where nothing is shared, words that are nearly the same are so by chance
		ownA, ownB, spelt = respelt(ownA, ownB)
	}
	for _, w := range spelt {
		both++
		mass += g.idf(w)
	}
	synonyms := 0
	if meant {
		ownA, ownB, synonyms = bridged(ownA, ownB, shared)
		both += synonyms
		mass += float64(synonyms)
	}
	ownA, ownB = tellingOnly(ownA, a, b), tellingOnly(ownB, a, b)
	onlyA, onlyB := len(ownA), len(ownB)
	f.ownA, f.ownB = onlyA, onlyB
	f.both, f.mass, f.codesDiffer = both, mass, differ
	f.addsBodyA, f.addsBodyB = acronymA && !wordA && onlyA > 0 && onlyB == 0, acronymB && !wordB && onlyB > 0 && onlyA == 0
	jaccard := float64(both) / float64(max(1, both+onlyA+onlyB))
	switch {
	case both == 0:
		f.level = levelNone
	case onlyA+onlyB == 0 && synonyms == 0:
		f.level = levelIdentical
	case (onlyA > 0 && onlyB > 0 || differ) && both >= 2 && jaccard >= 0.4:
		f.level = levelPattern
	case jaccard >= 0.6, both >= 3 && float64(both) >= 0.8*float64(both+min(onlyA, onlyB)):
		f.level = levelNear
	case jaccard >= 0.3:
		f.level = levelPartial
	default:
		f.level = levelLittle
	}
	f.rarity = min(1, mass/rareText)
	if f.level == levelPartial || f.level == levelLittle || f.level == levelPattern {
		switch {
		case codeMass >= rareWord*0.5:
			f.level, f.rarity = levelSharedCode, min(1, codeMass/rareWord)
		case nameMass >= rareWord*0.75:
			f.level, f.rarity = levelSharedKey, min(1, keySum/rareKeys)
		}
	}
	if f.level == levelNear && both >= 3 {
		f.rarity = max(0.7*jaccard, f.rarity) // see identical
	}
	if f.level == levelIdentical {
		if both >= 3 { // three common words that nobody else has together are a name too
			f.rarity = max(0.7, f.rarity)
		}
		f.rarity = max(f.rarity, 0.8*min(1, keyMass/rareWord)) // an acronym is a name
		if both <= 2 {                                         // and so is a rare word alone
			f.rarity = max(f.rarity, 0.6*min(1, telling/rareWord))
		}
		if h, ok := titleHash(a); ok {
			f.rarity *= max(0.3, g.rarity(h))
		}
	}
	return f
}

// mayBeIdle says whether tellingOnly may leave a word out, whatever the other title.
func mayBeIdle(word string) bool {
	_, organisation := organisationWords()[word]
	return organisation || isUndertakingWord(word)
}

// isSubject says whether an acronym stands for a thing, "HIV", and is no name.
func isSubject(acronym string) bool {
	ids := concept.OfWord(acronym, "")
	return len(ids) > 0 && !isOrganisationTerm(conceptPrefix+ids[0].Code())
}

// tellingOnly leaves out of the words that one title alone has those that add nothing to the name: that stand for what every
// title is of, or for an organisation that takes part in either.
func tellingOnly(own []string, a, b *Features) []string {
	return slices.DeleteFunc(own, func(w string) bool { return isUndertakingWord(w) || isPartyWord(w, a) || isPartyWord(w, b) })
}

// programmeWords and projectWords are the stems of words for an undertaking.
var programmeWords, projectWords = stemsOf(map[string]string{
	"en": "programme programmes program programs", "fr": "programme programmes", "es": "programa programas", "ar": "برنامج برامج",
}), stemsOf(map[string]string{
	"en": "project projects initiative initiatives", "fr": "projet projets initiative", "es": "proyecto proyectos iniciativa",
	"ar": "مشروع مشاريع مبادره مبادرات",
})

// isUndertakingWord says of a stem whether it stands for what every title is of: "project", "programme", "initiative".
func isUndertakingWord(stem string) bool { return programmeWords[stem] || projectWords[stem] }

// abbreviates says whether a term that one side alone has is an acronym of words of either title, and so says nothing new.
func abbreviates(t *Term, a, b *Features) bool {
	if t.Kind != TermAcronym {
		return false
	}
	for _, f := range []*Features{a, b} {
		for _, title := range f.Titles {
			if isSubsequence(t.Text, initials(title.Text)) {
				return true
			}
		}
	}
	return false
}

// initials are the first letters of a text's words.
func initials(text string) string {
	var letters []rune
	for w := range analysis.Words(text) {
		letters = append(letters, []rune(w.Folded)[0])
	}
	return string(letters)
}

func isSubsequence(short, long string) bool {
	rest := []rune(short)
	for _, r := range long {
		if len(rest) > 0 && rest[0] == r {
			rest = rest[1:]
		}
	}
	return len(rest) == 0
}

// respelt takes out of two sorted lists of words those that are one word spelt in two ways, as names from other scripts,
// typing errors and compounds are. spelt are the first list's.
func respelt(a, b []string) (restA, restB, spelt []string) {
	restB = slices.Clone(b)
	for _, w := range a {
		if at := slices.IndexFunc(restB, func(v string) bool { return isRespelling(w, v) }); at >= 0 {
			restB = slices.Delete(restB, at, at+1)
			spelt = append(spelt, w)
			continue
		}
		restA = append(restA, w)
	}
	restA, restB, compounds := joined(restA, restB)
	restB, restA, others := joined(restB, restA)
	return restA, restB, append(append(spelt, compounds...), others...)
}

// joined takes out the words that are two of the other list's written as one: "microfinance", "micro finance".
func joined(whole, parts []string) (restWhole, restParts, compounds []string) {
	restParts = parts
	for _, w := range whole {
		first := slices.IndexFunc(restParts, func(v string) bool { return len(v) >= 3 && strings.HasPrefix(w, v) })
		if first >= 0 {
			rest := w[len(restParts[first]):]
			second := slices.IndexFunc(restParts, func(v string) bool { // stems of a compound end sooner than those of its parts
				return v == rest || len(rest) >= 3 && strings.HasPrefix(v, rest) || len(v) >= 3 && strings.HasPrefix(rest, v)
			})
			if second >= 0 && second != first {
				one, two := restParts[first], restParts[second]
				restParts = slices.DeleteFunc(slices.Clone(restParts), func(v string) bool { return v == one || v == two })
				compounds = append(compounds, w)
				continue
			}
		}
		restWhole = append(restWhole, w)
	}
	return restWhole, restParts, compounds
}

// isRespelling says whether two words are one letter apart from five letters on, or have two letters in the other order, are
// two letters apart from nine on, or one is the other with an ending, from six on, that a stemmer left.
func isRespelling(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if min(len(x), len(y)) >= 6 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
		return true
	}
	allowed := 0
	switch n := min(len(x), len(y)); {
	case n >= 9:
		allowed = 2
	case n >= 5:
		allowed = 1
	}
	if allowed == 0 || len(x)-len(y) > allowed || len(y)-len(x) > allowed || strings.ContainsAny(a+b, "0123456789") {
		return false
	}
	return editDistance(x, y) <= allowed || isSwapped(x, y)
}

// isSwapped says whether two words differ by two letters next to each other in the other order: "awdal", "adwal".
func isSwapped(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}

// editDistance is Levenshtein's.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
