package overlap

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
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
				longestRun(contentWords(t), contentWords(u)) >= phraseWords {
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
		if !isStopWord(w.Folded, t.Language) && !isNumeral(w.Folded) && len(w.Folded) > 1 {
			words = append(words, analysis.Stem(w.Folded, t.Language))
		}
	}
	return words
}

// longestRun is the length of the longest run of words that both have.
func longestRun(a, b []string) int {
	longest := 0
	row := make([]int, len(b)+1)
	for _, w := range a {
		diagonal := 0
		for j, v := range b {
			here := row[j+1]
			if w == v {
				row[j+1] = diagonal + 1
				longest = max(longest, row[j+1])
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
// its differences where it likes.
func (p *pair) shareHead() bool {
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
				return true
			}
		}
	}
	return false
}

// headOf gives the words of a title before the first sign that a part follows; two at least.
func headOf(t Title) (words []string, ok bool) {
	end := len(t.Text)
	for _, sign := range []string{": ", " - ", " – "} {
		if i := strings.Index(t.Text, sign); i > 0 {
			end = min(end, i)
		}
	}
	if end == len(t.Text) {
		return nil, false
	}
	words = contentWords(Title{t.Language, t.Text[:end]})
	return words, len(words) >= 2
}
