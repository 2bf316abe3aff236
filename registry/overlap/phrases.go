package overlap

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/codelist"
)

// phraseWords is the number of words, beside those that are in every sentence, from which on a run of them that two titles
// share is a name: "Plan Nacional Argentina contra el Hambre", "distritos de Arraiján y La Chorrera".
const phraseWords = 4

// sharePhrase says whether two titles that each have words of their own share a name of several words in a row. Titles of one
// funder do because it writes them by one pattern; titles of two do because they speak of one thing.
func (p *pair) sharePhrase() bool {
	f := &p.findings[byText]
	if f.both < phraseWords || f.mass < rareText*0.75 || f.codesDiffer || p.funders == fundersShared || p.funders == fundersHost || samePublisher(p.a, p.b) ||
		!p.is(byText, levelPattern, levelPartial, levelSharedKey) {
		return false
	}
	for _, t := range p.a.Titles {
		for _, u := range p.b.Titles {
			if (t.Language == u.Language || t.Language == registry.Undetermined || u.Language == registry.Undetermined) &&
				namesSomething(longestRun(contentWords(t), contentWords(u))) {
				return true
			}
		}
	}
	return false
}

// contentWords gives a title's stems in order, without stop words and numbers.
func contentWords(t Title) []string {
	var words []string
	for w := range analysis.Words(t.Text) {
		if x := lexemeOf(w.Folded, t.Language); !x.stop && !isNumeral(w.Folded) && len(w.Folded) > 1 {
			words = append(words, x.stem)
		}
	}
	return words
}

// namesSomething says whether a run of words is long enough to be a name, and is not that of a place alone: "Middle Juba Region,
// South Somalia" says where.
func namesSomething(run []string) bool {
	return len(run) >= phraseWords && len(slices.DeleteFunc(slices.Clone(run), func(w string) bool { return whereWords()[w] })) >= 2
}

// whereWords are the stems of words that say where, the names of countries among them.
var whereWords = sync.OnceValue(func() map[string]bool {
	stems := stemsOf(map[string]string{
		"en": `region regions district districts province provinces state county area areas zone village city town north south east west
			northern southern eastern western central middle lower upper`,
		"fr": "region regions district districts province provinces cercle commune departement zone village ville nord sud est ouest centre",
		"es": "region distrito distritos provincia provincias departamento municipio zona ciudad norte sur este oeste centro",
		"ar": "منطقه محافظه مديريه ولايه اقليم مدينه قريه شمال جنوب شرق غرب وسط",
	})
	for _, c := range codelist.Countries() {
		maps.Copy(stems, countryWords(c.Code))
	}
	return stems
})

// longestRun is the longest run of words that both have.
func longestRun(a, b []string) (longest []string) {
	row := make([]int, len(b)+1)
	for _, w := range a {
		diagonal := 0
		for j, v := range b {
			here := row[j+1]
			if w == v {
				row[j+1] = diagonal + 1
				if row[j+1] > len(longest) {
					longest = b[j+1-row[j+1] : j+1]
				}
			} else {
				row[j+1] = 0
			}
			diagonal = here
		}
	}
	return longest
}

// shareHead says whether two titles name one programme before a colon, a dash or a bracket, and each a part of it after:
// "Governance and Peacebuilding Programme: Design", "... Programme: Citizens". What is built here and there by one pattern has
// its differences where it likes. What many titles begin with is the head of a form: "Invitation Training (Area: ...".
func (p *pair) shareHead(g *generation) bool {
	if p.findings[byText].both < 2 || !p.is(byText, levelPattern, levelPartial, levelSharedKey) || p.funders == fundersDifferent {
		return false
	}
	for _, t := range p.a.Titles {
		head, ok := headOf(t)
		if !ok {
			continue
		}
		for _, u := range p.b.Titles {
			if other, ok := headOf(u); ok && t.Language == u.Language && slices.Equal(head, other) {
				p.findings[byText].rarity *= g.headingRarity(head)
				return true
			}
		}
	}
	return false
}

// headingRarity falls for a heading that more titles have than a programme has parts, a few.
func (g *generation) headingRarity(head []string) float64 {
	return min(1, 0.3+g.rarity(hash(countHeading, head...)))
}

// headOf gives the words of a title before the first sign that a part follows, or before its own acronym in brackets, which
// ends a name: "Transition Initiative for Stabilization (TIS) - Mogadishu". Two at least.
func headOf(t Title) (words []string, ok bool) {
	end := len(t.Text)
	for _, sign := range []string{": ", " - ", " – "} {
		if i := strings.Index(t.Text, sign); i > 0 {
			end = min(end, i)
		}
	}
	if name, rest, ok := strings.Cut(t.Text[:end], "("); ok {
		acronym, _, ok := strings.Cut(rest, ")")
		if ok && len(acronym) >= 3 && isSubsequence(analysis.Fold(acronym), initials(name)) {
			end = len(name)
		}
	}
	if end == len(t.Text) {
		return nil, false
	}
	words = contentWords(Title{t.Language, t.Text[:end]})
	return words, len(words) >= 2
}

// shareNumberedName says whether two titles are of one name and number the two as phases, lots or years of it, whatever each
// adds: "Animal Health Services Phase II - Risk Management", "Animal Health Services (AHS) Phase III - Trade". A year alone
// counts where the titles begin alike, since many things of one kind are done in one year and again in another.
func (p *pair) shareNumberedName() bool {
	f := &p.findings[byText]
	if f.both < 2 || !p.is(byText, levelPattern, levelPartial) || p.funders == fundersDifferent {
		return false
	}
	relation, _, apart := partsApart(p.a.Markers, p.b.Markers)
	if !apart || relation == registry.RelationSibling || p.a.buildsSomething() && p.b.buildsSomething() {
		return false
	}
	opening := p.commonOpening()
	if opening >= 3 || opening == 2 && f.likeness() >= 0.5 {
		return true
	}
	return f.likeness() >= 0.6 && (hasNumber(p.a.Markers) || hasNumber(p.b.Markers))
}

// hasNumber says whether a title bears a number that is no year.
func hasNumber(ms []Marker) bool {
	return slices.ContainsFunc(ms, func(m Marker) bool { return !m.Year && m.Relation != registry.RelationSibling })
}

// commonOpening is the number of content words that titles of one language begin with alike, 0 where all of them are of the
// kind that every title is made of.
func (p *pair) commonOpening() int {
	longest := 0
	for _, t := range p.a.Titles {
		for _, u := range p.b.Titles {
			if t.Language != u.Language {
				continue
			}
			v, w := contentWords(t), contentWords(u)
			n, telling := 0, false
			for n < min(len(v), len(w)) && v[n] == w[n] {
				telling = telling || !genericWords[v[n]]
				n++
			}
			if telling {
				longest = max(longest, n)
			}
		}
	}
	return longest
}
