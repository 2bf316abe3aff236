package overlap

import (
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry/concept"
)

// Prefixes of terms that are no words: words hold letters and digits only.
const (
	conceptPrefix  = "c:" // with concept.ID.Code
	skeletonPrefix = "s:" // with skeleton
)

const (
	maxConcepts  = 24
	maxTold      = 12 // of them, those of descriptions
	maxSkeletons = 8
)

// acrossTerms are the terms of texts that do not depend on their language: concepts of titles and then of descriptions, as
// far as there is room, and the skeletons of the titles' words that are no concept. Of descriptions what says nothing of a
// subject is left out.
type acrossTerms struct {
	concepts, skeletons []Term
	told                int
}

func (t *acrossTerms) readTitle(r *textReader) {
	ids := concept.Find(r.senses, func(at int) {
		w := r.words[at].Folded
		if isNumeral(w) || isMarkerWord(w) || len(t.skeletons) == maxSkeletons {
			return
		}
		if s := skeleton(w); s != "" {
			if x := (Term{Text: skeletonPrefix + s, Kind: TermSkeleton, InTitle: true}); !slices.Contains(t.skeletons, x) {
				t.skeletons = append(t.skeletons, x)
			}
		}
	})
	for _, id := range ids {
		t.addConcept(Term{Text: conceptTerms()[id], Kind: TermConcept, InTitle: true})
	}
}

func (t *acrossTerms) readDescription(r *textReader) {
	senses := r.senses[:min(len(r.senses), maxDescriptionWords)]
	for _, id := range concept.Find(senses, func(int) {}) {
		x := Term{Text: conceptTerms()[id], Kind: TermConcept}
		if t.told < maxTold && !genericWords[x.Text] && !isPlaceTerm(x.Text) && t.addConcept(x) {
			t.told++
		}
	}
}

// conceptTerms are the texts of concepts as terms.
var conceptTerms = sync.OnceValue(func() []string {
	var texts []string
	for id := range concept.ID(concept.Count()) {
		texts = append(texts, conceptPrefix+id.Code())
	}
	return texts
})

func (t *acrossTerms) addConcept(x Term) (added bool) {
	if len(t.concepts) == maxConcepts || slices.ContainsFunc(t.concepts, func(y Term) bool { return y.Text == x.Text }) {
		return false
	}
	t.concepts = append(t.concepts, x)
	return true
}

func (t *acrossTerms) sorted() []Term {
	all := append(t.concepts, t.skeletons...)
	slices.SortFunc(all, compareTerms)
	return all
}

// isPlaceTerm says of a term's text whether it is the concept of a country, region or town.
func isPlaceTerm(text string) bool {
	code, ok := strings.CutPrefix(text, conceptPrefix)
	return ok && concept.IsPlace(code)
}

// isOrganisationTerm says of a term's text whether it is the concept of an organisation.
func isOrganisationTerm(text string) bool { return strings.HasPrefix(text, conceptPrefix+"&") }

// crossing is what two titles say alike and each for itself, whatever their languages. Counts weigh each thing by what it is,
// for levels; masses by how rare it is as well.
type crossing struct {
	both, ownA, ownB         float64 // counts
	shared                   int     // how many things with a meaning of their own they have in common
	toldA, toldB             int     // how many each has
	mass, ownMassA, ownMassB float64
	exact                    int // concepts, skeletons and keys that both have as they stand
	skeletonsA, skeletonsB   []string
}

// The counts of what a title names, by kind.
const (
	countsFull    = 1.0
	countsGeneric = 0.5 // "support", "strengthening": translators choose freely among them
	countsUnknown = 0.4 // a word that no list holds may be in the other title by another name
)

// cross compares titles by concepts, names, codes, acronyms and numbers.
func (g *generation) cross(a, b *Features) crossing {
	var c crossing
	mergeTerms(a.Terms, b.Terms, func(x, y *Term) {
		inA, inB := x.InTitle && isAcross(x), y.InTitle && isAcross(y)
		if !inA && !inB {
			return
		}
		t := x
		if !inA {
			t = y
		}
		if t.Kind == TermSkeleton && inA != inB {
			if inA {
				c.skeletonsA = append(c.skeletonsA, t.Text)
			} else {
				c.skeletonsB = append(c.skeletonsB, t.Text)
			}
			return
		}
		if inA && inB {
			c.exact++
		}
		c.add(countOf(t), g.idf(t.Text), inA, inB)
	})
	for _, s := range c.skeletonsA {
		at := slices.IndexFunc(c.skeletonsB, func(v string) bool { return areAlike(s, v) })
		if at >= 0 {
			c.skeletonsB = slices.Delete(c.skeletonsB, at, at+1)
			c.add(countsFull, min(g.idf(s), rareWord), true, true)
			continue
		}
		c.add(countsUnknown, g.idf(s), true, false)
	}
	for _, s := range c.skeletonsB {
		c.add(countsUnknown, g.idf(s), false, true)
	}
	for _, m := range a.Markers {
		c.add(countsFull, rareWord/2, true, slices.Contains(b.Markers, m))
	}
	for _, m := range b.Markers {
		if !slices.Contains(a.Markers, m) {
			c.add(countsFull, rareWord/2, false, true)
		}
	}
	return c
}

func (c *crossing) add(count, idf float64, inA, inB bool) {
	mass := count * (idf + 0.5)
	told := 0
	if count == countsFull {
		told = 1
	}
	if inA {
		c.toldA += told
	}
	if inB {
		c.toldB += told
	}
	switch {
	case inA && inB:
		c.both += count
		c.shared += told
		c.mass += mass
	case inA:
		c.ownA += count
		c.ownMassA += mass
	default:
		c.ownB += count
		c.ownMassB += mass
	}
}

// similarity (0-1) is the mass of what the titles share in all that they name. It orders titles; levels do not depend on it.
func (c *crossing) similarity() float64 {
	return c.mass / max(1, c.mass+c.ownMassA+c.ownMassB)
}

// level reads the level off the counts.
func (c *crossing) level() string {
	agree := c.both / max(1, c.both+c.ownA+c.ownB)
	switch {
	case c.exact == 0 && c.shared > 0: // only numbers and names that are nearly alike
		return ""
	case c.shared >= 2 && agree >= 0.6:
		return levelTranslation
	case c.shared >= 2 && agree >= 0.4:
		return levelTranslationNear
	case c.shared == 0 && c.toldA >= 2 && c.toldB >= 2:
		return levelTranslationNone
	}
	return ""
}

// isAcross says whether a term is the same in every language. An acronym that is a concept is taken as that.
func isAcross(t *Term) bool {
	return t.Kind >= TermConcept || t.Kind == TermCode || t.Kind == TermAcronym && len(concept.OfWord(t.Text, "")) == 0
}

func countOf(t *Term) float64 {
	if t.Kind == TermConcept && concept.IsGeneric(strings.TrimPrefix(t.Text, conceptPrefix)) {
		return countsGeneric
	}
	return countsFull
}

// areAlike says whether two skeletons are one consonant apart, from four on.
func areAlike(a, b string) bool {
	a, b = strings.TrimPrefix(a, skeletonPrefix), strings.TrimPrefix(b, skeletonPrefix)
	return min(len(a), len(b)) >= 4 && editDistance([]rune(a), []rune(b)) <= 1
}

// bridged takes out of two lists of stems those that stand for one concept in a language of both: "wells", "boreholes". What says
// nothing of a subject is left: two short titles soon agree on "training" and "courses".
func bridged(a, b []string, shared languages) (restA, restB []string, synonyms int) {
	subjectsA, anyA := subjectsOf(a, shared)
	if !anyA {
		return a, b, 0
	}
	subjectsB, anyB := subjectsOf(b, shared)
	if !anyB {
		return a, b, 0
	}
	taken := make([]bool, len(b))
	for i, w := range a {
		at := -1
		for j := range b {
			if !taken[j] && areSynonyms(&subjectsA[i], &subjectsB[j]) {
				at = j
				break
			}
		}
		if at < 0 {
			restA = append(restA, w)
			continue
		}
		taken[at] = true
		synonyms++
	}
	for j, v := range b {
		if !taken[j] {
			restB = append(restB, v)
		}
	}
	return restA, restB, synonyms
}

// subjects are what a stem stands for in each of concept.Languages that two titles share.
type subjects [len(concept.Languages)]struct {
	id concept.ID
	ok bool
}

// subjectsOf looks each stem up once, not once a stem of the other title; found says whether one has a subject.
func subjectsOf(stems []string, shared languages) (all []subjects, found bool) {
	all = make([]subjects, len(stems))
	for l, language := range concept.Languages {
		if !shared.has(language) {
			continue
		}
		for i, stem := range stems {
			s := &all[i][l]
			s.id, s.ok = subjectOf(stem, language)
			found = found || s.ok
		}
	}
	return all, found
}

func areSynonyms(v, w *subjects) bool {
	for l := range v {
		if v[l].ok && w[l].ok && v[l].id == w[l].id {
			return true
		}
	}
	return false
}

// subjectOf gives the one concept that a stem stands for alone, where that says something of a subject.
func subjectOf(stem, language string) (id concept.ID, ok bool) {
	ids := concept.OfWord(stem, language)
	if len(ids) != 1 || concept.IsGeneric(ids[0].Code()) {
		return 0, false
	}
	return ids[0], true
}
