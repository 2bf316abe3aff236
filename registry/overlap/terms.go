package overlap

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
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
	terms := map[Term]bool{}
	var across acrossTerms
	for _, language := range title.Languages() {
		text := title[language]
		if len(f.Titles) < maxTitles {
			f.Titles = append(f.Titles, Title{language, cut(text, maxTitleRunes)})
		}
		f.Markers = append(f.Markers, markersOf(text)...)
		f.Agencies = append(f.Agencies, agenciesOf(text)...)
		var words []analysis.Word
		for t := range termsOf(text, language, &words) {
			if t.Kind == TermName {
				t.Kind, t.Text = TermWord, analysis.Stem(t.Text, language)
			}
			t.InTitle = true
			terms[t] = true
		}
		across.readTitle(words, language)
	}
	f.Markers, f.Agencies = sortedMarkers(f.Markers), sortedSet(f.Agencies)
	all := capTerms(terms, nil, maxTitleTerms)
	titled := titleWords(all)
	uses := map[Term]int{}
	for _, language := range description.Languages() {
		var words []analysis.Word
		for t := range termsOf(cut(description[language], maxDescriptionRunes), language, &words) {
			if !titled.contain(t) {
				uses[t]++
			}
		}
		across.readDescription(words[:min(len(words), maxDescriptionWords)], language)
	}
	told := map[Term]bool{}
	for t := range uses {
		told[t] = true
	}
	all = append(all, capTerms(told, uses, maxTerms-len(all))...)
	all = append(append(all, across.concepts...), across.skeletons...)
	slices.SortFunc(all, compareTerms)
	f.Terms = all
}

// titleSet holds a title's terms by language, and all of them under "any".
type titleSet map[string]map[string]bool

const anyLanguage = "any"

func titleWords(terms []Term) titleSet {
	set := titleSet{anyLanguage: {}}
	for _, t := range terms {
		if set[t.Language] == nil {
			set[t.Language] = map[string]bool{}
		}
		set[t.Language][t.Text], set[anyLanguage][t.Text] = true, true
	}
	return set
}

// contain says whether a description's term is a title's already, as it stands or by its stem in the title's language.
func (set titleSet) contain(t Term) bool {
	for language, words := range set {
		if words[t.Text] || language != anyLanguage && words[analysis.Stem(t.Text, language)] {
			return true
		}
	}
	return false
}

func compareTerms(a, b Term) int {
	return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Language, b.Language), cmp.Compare(a.Kind, b.Kind))
}

// capTerms takes the n most telling: by kind, then the most used, then the longest (a longer word is rarer).
func capTerms(terms map[Term]bool, uses map[Term]int, n int) []Term {
	all := make([]Term, 0, len(terms))
	for t := range terms {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Term) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(uses[b], uses[a]), cmp.Compare(len(b.Text), len(a.Text)), compareTerms(a, b))
	})
	return all[:min(len(all), n)]
}

// termsOf yields the terms of one text. Stop words, single letters, years, small numbers and the words of markers
// ("phase", "II") are no terms. words is given all words that belong to no code.
func termsOf(text, language string, words *[]analysis.Word) func(yield func(Term) bool) {
	return func(yield func(Term) bool) {
		shouting := isShouting(text)
		sentenceStart := true
		for span := range strings.FieldsFuncSeq(text, isBreak) {
			opened := strings.HasPrefix(span, "(") || strings.HasPrefix(span, "[")
			bare := trimSpan(span)
			if code, ok := codeOf(bare); ok {
				if !yield(Term{Text: code, Kind: TermCode}) {
					return
				}
				sentenceStart = false
				continue
			}
			alone := opened && (strings.HasSuffix(span, ")") || strings.HasSuffix(span, "]"))
			for w := range analysis.Words(bare) {
				*words = append(*words, w)
				t, ok := wordTerm(w, language, shouting, sentenceStart, alone)
				if ok && !yield(t) {
					return
				}
				sentenceStart = false
				alone = false
			}
			sentenceStart = strings.HasSuffix(span, ".") || strings.HasSuffix(span, ":")
		}
	}
}

// trimSpan takes the punctuation off that stands around a word or code.
func trimSpan(span string) string { return strings.Trim(span, "()[]{}.,;:\"'«»“”-–/") }

func isBreak(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("،؛,;|&+", r)
}

func wordTerm(w analysis.Word, language string, shouting, sentenceStart, alone bool) (Term, bool) {
	if len([]rune(w.Folded)) < 2 || isNumeral(w.Folded) || isMarkerWord(w.Folded) || isStopWord(w.Folded, language) {
		return Term{}, false
	}
	capitals, letters := 0, 0
	for _, r := range w.Surface {
		if unicode.IsUpper(r) {
			capitals++
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	switch {
	case !shouting && capitals >= 2 && capitals >= letters-1 && letters <= 10, alone && letters <= 10 && capitals > 0:
		return Term{Text: w.Folded, Kind: TermAcronym}, true
	case !shouting && !sentenceStart && capitals > 0 && language != "de":
		return Term{Text: w.Folded, Language: language, Kind: TermName}, true
	}
	return Term{Text: analysis.Stem(w.Folded, language), Language: language, Kind: TermWord}, true
}

// isStopWord looks in the stated language, in all of them where none is stated.
func isStopWord(folded, language string) bool {
	if language != registry.Undetermined {
		return analysis.IsStopWord(folded, language)
	}
	for _, l := range []string{"en", "fr", "es", "ar"} {
		if analysis.IsStopWord(folded, l) {
			return true
		}
	}
	return false
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

// codeOf recognises a number or code: at least three digits that are not one or two years, with whatever letters and
// separators are written to them. Codes compare without separators.
func codeOf(span string) (code string, ok bool) {
	digits, years := 0, true
	for part := range strings.FieldsFuncSeq(span, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		for _, r := range part {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		years = years && (isYear(part) || len(part) <= 2)
	}
	if digits < 3 || years || len(span) > 40 {
		return "", false
	}
	code = analysis.Fold(span)
	return code, len(code) >= 3
}

// isYear says whether a text is a year in which a project may run.
func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) && strings.Trim(s[2:], "0123456789") == ""
}
