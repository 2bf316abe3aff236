package analysis

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// The fewest letters that must remain of an Arabic word without a one-letter particle.
const (
	arabicRestIndexed = 3
	arabicRestTyped   = 4
)

// Tokens gives the words by which a text is found: for each of its words the folded surface and its stems, each once,
// in order of language and appearance. They hold letters and digits only. Stop words are kept, so that a name made of
// them can be found.
func Tokens(text registry.Text) []string {
	const bytesEach = 6 // of a word and the space after it
	size := 0
	for _, words := range text {
		size += len(words) / bytesEach
	}
	seen, tokens := make(map[string]bool, size), make([]string, 0, size)
	for _, language := range text.Languages() {
		for w := range Words(text[language]) {
			for _, form := range indexed(w.Folded, language) {
				if !seen[form] {
					seen[form] = true
					tokens = append(tokens, form)
				}
			}
		}
	}
	return tokens
}

var indexedForms Memo[[]string]

// indexed are a word's forms in an index, which are kept: stemming was a quarter of an import's time.
func indexed(folded, language string) []string {
	all, ok := indexedForms.Get(folded, language)
	if !ok {
		folded = strings.Clone(folded)
		all = forms(folded, language, arabicRestIndexed)
		indexedForms.Put(folded, language, all)
	}
	return all
}

// forms is the folded word itself, then its stems, each once.
func forms(folded, language string, arabicRest int) []string {
	all := []string{folded}
	for _, l := range stemmingLanguages(folded, language) {
		found := []string{}
		if l == arabic {
			found = arabicForms(folded, arabicRest)
		} else {
			found = append(found, stem(folded, l))
		}
		for _, f := range found {
			if f != "" && !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}
