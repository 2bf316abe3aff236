package overlap

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/concept"
)

// Term is a word of the title or the description as it is compared.
type Term struct {
	Text     string
	Language string // of a word; "" for what is the same in every language
	Kind     TermKind
	InTitle  bool
}

// TermKind says how telling a term is by its form alone, most telling first.
type TermKind uint8

// The kinds.
const (
	TermCode     TermKind = iota + 1 // "gcpsom051mul": three digits or more, not a year; without its separators
	TermAcronym                      // written in capitals, or alone in brackets
	TermName                         // of a description: capitalised inside a sentence
	TermWord                         // a stem
	TermConcept                      // what a word or phrase means: "c:border"
	TermSkeleton                     // the consonants of a title's word that is no concept: "s:kdl"
)

const (
	maxTerms            = 64
	maxTitleTerms       = 40
	maxDescriptionRunes = 3000
	maxDescriptionWords = 200 // in which concepts are looked for
)

// readTexts fills Titles, Terms and Markers. All words of titles are kept as far as there is room; of descriptions the
// codes, acronyms and names, then the words that are used most. Concepts and skeletons come on top.
func (f *Features) readTexts(title, description registry.Text) {
	var across acrossTerms
	var r textReader
	for _, language := range title.Languages() {
		text := title[language]
		if len(f.Titles) < maxTitles {
			f.Titles = append(f.Titles, Title{language, cut(text, maxTitleRunes)})
		}
		r.read(text, language, nil)
		f.Markers = append(f.Markers, markersOf(r.words)...)
		f.Agencies = append(append(f.Agencies, agenciesOf(r.words)...), agenciesOf(r.coded)...)
		across.readTitle(&r)
	}
	f.Markers, f.Agencies = sortedMarkers(f.Markers), sortedSet(f.Agencies)
	set := titleSetOf(mostTelling(r.terms, maxTitleTerms))
	r.terms = nil
	for _, language := range description.Languages() {
		r.read(cut(description[language], maxDescriptionRunes), language, &set)
		across.readDescription(&r)
	}
	f.Terms = mergedTerms(set.terms, mostTelling(r.terms, maxTerms-len(set.terms)), across.sorted())
}

// titleSet holds a title's terms, sorted, and the languages that they are in.
type titleSet struct {
	terms     []Term
	languages []string
}

func titleSetOf(sorted []Term) titleSet {
	set := titleSet{terms: sorted}
	for _, t := range sorted {
		if !slices.Contains(set.languages, t.Language) {
			set.languages = append(set.languages, t.Language)
		}
	}
	return set
}

// contain says whether a description's term is a title's already, as it stands or by its stem in the title's language. x is the
// lexeme that the term was made of.
func (set *titleSet) contain(t Term, x *lexeme) bool {
	if len(set.with(t.Text)) > 0 {
		return true
	}
	return slices.ContainsFunc(set.languages, func(language string) bool {
		var stem string
		switch {
		case language == "" || language != t.Language:
			stem = lexemeOf(t.Text, language).stem
		case t.Kind == TermWord:
			stem = x.stemmed
		default:
			stem = x.stem
		}
		return stem != t.Text && slices.ContainsFunc(set.with(stem), func(u Term) bool { return u.Language == language })
	})
}

// with gives the terms that have a text.
func (set *titleSet) with(text string) []Term {
	i, _ := slices.BinarySearchFunc(set.terms, text, func(t Term, text string) int { return strings.Compare(t.Text, text) })
	j := i
	for j < len(set.terms) && set.terms[j].Text == text {
		j++
	}
	return set.terms[i:j]
}

func compareTerms(a, b Term) int {
	if c := strings.Compare(a.Text, b.Text); c != 0 {
		return c
	}
	return cmp.Or(strings.Compare(a.Language, b.Language), cmp.Compare(a.Kind, b.Kind))
}

// mergedTerms puts sorted lists together.
func mergedTerms(lists ...[]Term) []Term {
	var n int
	for _, l := range lists {
		n += len(l)
	}
	all := make([]Term, 0, n)
	for {
		first := -1
		for i, l := range lists {
			if len(l) > 0 && (first < 0 || compareTerms(l[0], lists[first][0]) < 0) {
				first = i
			}
		}
		if first < 0 {
			return all
		}
		all, lists[first] = append(all, lists[first][0]), lists[first][1:]
	}
}

// mostTelling takes the n most telling of terms, each once: by kind, then, of descriptions, the most used, then the longest (a
// longer word is rarer). It sorts them, and uses the slice again.
func mostTelling(terms []Term, n int) []Term {
	slices.SortFunc(terms, compareTerms)
	distinct, uses := terms[:0], make([]int, 0, len(terms))
	for _, t := range terms {
		if last := len(distinct) - 1; last >= 0 && t == distinct[last] {
			uses[last]++
		} else {
			distinct, uses = append(distinct, t), append(uses, 1)
		}
	}
	if len(distinct) <= n {
		return distinct
	}
	ranked := make([]int, len(distinct)) // places in distinct
	for i := range ranked {
		ranked[i] = i
	}
	slices.SortFunc(ranked, func(i, j int) int {
		switch a, b := &distinct[i], &distinct[j]; {
		case a.Kind != b.Kind:
			return cmp.Compare(a.Kind, b.Kind)
		case uses[i] != uses[j] && !a.InTitle:
			return cmp.Compare(uses[j], uses[i])
		case len(a.Text) != len(b.Text):
			return cmp.Compare(len(b.Text), len(a.Text))
		}
		return cmp.Compare(i, j)
	})
	ranked = ranked[:n]
	slices.Sort(ranked)
	for to, from := range ranked {
		distinct[to] = distinct[from]
	}
	return distinct[:n]
}

// textReader reads texts one after the other.
type textReader struct {
	terms []Term // of all texts, in order, as often as they are said
	// Of the last text:
	words  []analysis.Word  // that belong to no code
	senses []*concept.Sense // of the words
	coded  []analysis.Word  // the words of codes
}

// read goes over a text once. Stop words, single letters, years, small numbers and the words of markers ("phase", "II") are no
// terms, nor is in a description what its title, nil for a title itself, has already. A title's names are words.
func (r *textReader) read(text, language string, titled *titleSet) {
	const bytesEach = 6 // of a word and the space after it
	words := len(text)/bytesEach + 1
	r.terms, r.words, r.senses = slices.Grow(r.terms, words), slices.Grow(r.words[:0], words), slices.Grow(r.senses[:0], words)
	r.coded = r.coded[:0]
	inTitle, shouting := titled == nil, isShouting(text)
	sentenceStart := true
	for s := range spansOf(text) {
		if s.code != "" {
			r.coded = slices.AppendSeq(r.coded, analysis.Words(s.text))
			if inTitle || len(titled.with(s.code)) == 0 {
				r.terms = append(r.terms, Term{Text: s.code, Kind: TermCode, InTitle: inTitle})
			}
			sentenceStart = false
			continue
		}
		alone := s.bracketed
		for w := range analysis.Words(s.text) {
			x := lexemeOf(w.Folded, language)
			r.words, r.senses = append(r.words, w), append(r.senses, x.sense)
			if !x.noTerm {
				t := Term{Text: x.stem, Language: language, Kind: TermWord, InTitle: inTitle}
				switch capitals, letters := capitalsOf(w.Surface); {
				case !shouting && capitals >= 2 && capitals >= letters-1 && letters <= 10, alone && letters <= 10 && capitals > 0:
					t.Text, t.Language, t.Kind = w.Folded, "", TermAcronym
				case !inTitle && !shouting && !sentenceStart && capitals > 0 && language != "de":
					t.Text, t.Kind = w.Folded, TermName
				}
				if inTitle || !titled.contain(t, x) {
					r.terms = append(r.terms, t)
				}
			}
			sentenceStart, alone = false, false
		}
		sentenceStart = s.ends
	}
}

func capitalsOf(word string) (capitals, letters int) {
	for _, r := range word {
		if unicode.IsUpper(r) {
			capitals++
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return capitals, letters
}

// isShouting says whether a text is written in capitals, so that they say nothing of its words.
func isShouting(text string) bool {
	upper, lower := 0, 0
	for _, r := range text {
		if unicode.IsUpper(r) {
			upper++
		} else if unicode.IsLower(r) {
			lower++
		}
	}
	return upper > lower
}
