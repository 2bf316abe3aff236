package overlap

import (
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/concept"
)

// rareWord is the idf of a word that one in two thousand has.
const rareWord = 6

// rareKeys is the sum of the idf of shared acronyms from which on they count in full.
const rareKeys = 10

// languages of which both sides have a title; one whose language is not stated may be in any.
type languages struct{ a, b []Title }

func (l languages) has(language string) bool {
	return hasTitle(l.a, language) && hasTitle(l.b, language) ||
		hasTitle(l.a, language) && hasTitle(l.b, registry.Undetermined) || hasTitle(l.b, language) && hasTitle(l.a, registry.Undetermined)
}

func (l languages) none() bool {
	return !slices.ContainsFunc(l.a, func(t Title) bool { return l.has(t.Language) }) &&
		!slices.ContainsFunc(l.b, func(t Title) bool { return l.has(t.Language) })
}

func hasTitle(ts []Title, language string) bool {
	for i := range ts {
		if ts[i].Language == language {
			return true
		}
	}
	return false
}

// mergeTerms walks two sorted lists of terms by text; of a side that lacks the text the term is empty.
func mergeTerms(a, b []Term, visit func(x, y *Term)) {
	x, restA := nextTerm(a)
	y, restB := nextTerm(b)
	for x != nil || y != nil {
		order := 0
		switch {
		case y == nil:
			order = -1
		case x == nil:
			order = 1
		default:
			order = strings.Compare(x.Text, y.Text)
		}
		switch {
		case order < 0:
			visit(x, &noTerm)
			x, restA = nextTerm(restA)
		case order > 0:
			visit(&noTerm, y)
			y, restB = nextTerm(restB)
		default:
			visit(x, y)
			x, restA = nextTerm(restA)
			y, restB = nextTerm(restB)
		}
	}
}

var noTerm Term // nobody writes to it

// nextTerm gives of the first terms, those with one text, the one in the title, else the first; nil at the end.
func nextTerm(ts []Term) (next *Term, rest []Term) {
	if len(ts) == 0 {
		return nil, nil
	}
	next = &ts[0]
	for i := range ts[1:] {
		t := &ts[1+i]
		if t.Text != next.Text {
			return next, ts[1+i:]
		}
		if t.InTitle && !next.InTitle {
			next = t
		}
	}
	return next, nil
}

func shownTitles(f *Features) []string {
	shown := make([]string, 0, len(f.Titles))
	for _, t := range f.Titles {
		shown = append(shown, t.Text)
	}
	return shown
}

// compareThemes counts the content words that two initiatives share of which one has it in its title: not the words that
// every title is made of, nor the names of the places that are compared already. A concept counts where they share no word of
// it: in two languages, or by two words of one. A thing of the concept list that both titles name is the subject of both.
func (g *generation) compareThemes(a, b *Features) finding {
	var f finding
	n, mass, titles := 0, 0.0, 0
	subject := 0.0 // the idf of the most telling thing that both titles name
	count := func(x, y Term) {
		n++
		if x.InTitle && y.InTitle {
			titles++
		}
		mass += g.idf(x.Text)
	}
	places := placeWords(a, b)
	var words, meant [][2]Term
	var named []string
	mergeTerms(a.Terms, b.Terms, func(x, y *Term) {
		switch {
		case x.Text == "" || y.Text == "":
		case x.Kind < TermConcept && x.Language != "":
			words = append(words, [2]Term{*x, *y})
			fallthrough
		case x.Kind < TermConcept:
			if (x.InTitle || y.InTitle) && !genericWords[x.Text] && !places(x.Text) {
				count(*x, *y)
			}
		case x.Kind == TermConcept && (x.InTitle || y.InTitle) && !genericWords[x.Text] && !isPlaceTerm(x.Text):
			meant = append(meant, [2]Term{*x, *y})
			if x.InTitle && y.InTitle && !isOrganisationTerm(x.Text) && !vagueConcepts[x.Text] {
				named = append(named, x.Text)
			}
		}
	})
	for _, c := range meant {
		if !saidBy(words, c[0].Text) {
			count(c[0], c[1])
		}
	}
	if n < 3 && titles < 2 {
		for _, c := range named {
			if !isInPlaceName(c, a) && !isInPlaceName(c, b) {
				subject = max(subject, g.idf(c))
			}
		}
	}
	switch {
	case n >= 3 || titles >= 2:
		f.level = levelStrongTheme
	case subject > 0:
		f.level, f.rarity = levelSubject, min(1, subject/rareWord)
		return f
	case n >= 1:
		f.level = levelTheme
	case languages{a.Titles, b.Titles}.none():
		return missing
	default:
		f.level = levelNoTheme
	}
	f.rarity = min(1, mass/rareText)
	return f
}

// saidBy says whether a concept is one of which a shared word is a part, and so counted already.
func saidBy(words [][2]Term, text string) bool {
	for _, w := range words {
		for _, id := range concept.HavePart(w[0].Text, w[0].Language) {
			if text == conceptPrefix+id.Code() {
				return true
			}
		}
	}
	return false
}

// placeWords says of a stem whether it is a word of a place or country of either side.
func placeWords(a, b *Features) func(stem string) bool {
	return func(stem string) bool {
		for _, f := range []*Features{a, b} {
			for _, c := range f.Countries {
				if countryWords(c)[stem] {
					return true
				}
			}
			for _, p := range f.Places {
				for w := range wordsOf(p.Name) {
					if w == stem {
						return true
					}
				}
			}
		}
		return false
	}
}

// vagueConcepts are those that are no subject: two titles that both speak of a consultation may do so of anything.
var vagueConcepts = func() map[string]bool {
	m := map[string]bool{}
	for code := range strings.FieldsSeq(`consultation team special early rapid impact think high low open closed first second multi group way time
		volume season winter prize game large small future life decision office staff document balance elimination transmission air heat roof`) {
		m[conceptPrefix+code] = true
	}
	return m
}()

// isInPlaceName says whether a concept is a part of a place's name, "Kabul University", and counted as the place already.
func isInPlaceName(text string, f *Features) bool {
	for i := range f.Places {
		for w := range wordsOf(f.Places[i].Name) {
			for _, id := range concept.OfWord(analysis.Stem(w, "en"), "en") {
				if text == conceptPrefix+id.Code() {
					return true
				}
			}
		}
	}
	return false
}

// wordsOf yields the words of a place's key, in which they are separated by one space.
func wordsOf(name string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		for i := 0; i <= len(name); i++ {
			if i == len(name) || name[i] == ' ' {
				if !yield(name[start:i]) {
					return
				}
				start = i + 1
			}
		}
	}
}

var countryWordSets sync.Map // alpha-2 code to map[string]bool

// countryWords are the stems of a country's names in all languages.
func countryWords(alpha2 string) map[string]bool {
	if have, ok := countryWordSets.Load(alpha2); ok {
		return have.(map[string]bool)
	}
	words := map[string]bool{}
	if c, ok := codelist.CountryByCode(alpha2); ok {
		for language, name := range c.Label {
			for w := range analysis.Words(name) {
				words[analysis.Stem(w.Folded, language)] = true
				words[w.Folded] = true
			}
		}
	}
	countryWordSets.Store(alpha2, words)
	return words
}
