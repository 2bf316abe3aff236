package analysis

import (
	"slices"

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
	seen := map[string]bool{}
	tokens := []string{}
	for _, language := range text.Languages() {
		for w := range Words(text[language]) {
			if seen[language+" "+w.Folded] {
				continue
			}
			seen[language+" "+w.Folded] = true
			for _, form := range forms(w.Folded, language, arabicRestIndexed) {
				if !seen[form] {
					seen[form] = true
					tokens = append(tokens, form)
				}
			}
		}
	}
	return tokens
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
