package analysis

import (
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry"
)

// maxQueryWords bounds a query: words after it are not searched by.
const maxQueryWords = 32

// Query turns what a person typed into groups for full-text search, one a word; a text matches where of each group one
// member is among its Tokens. A group holds the folded word and its stems in every language of its script, since
// nothing says that a word is in the reader's language. Stop words are dropped unless nothing else remains: those of the
// language, and of the other languages those of at most three letters (longer ones are content somewhere: Spanish
// "estado"). language is a BCP 47 primary subtag, or "" where it is not known. At most 32 words; none gives nil.
func Query(q, language string) [][]string {
	language = registry.PrimaryLanguage(language)
	var groups, stopped [][]string
	seen := map[string]bool{}
	for w := range Words(q) {
		if seen[w.Folded] {
			continue
		}
		seen[w.Folded] = true
		group := forms(w.Folded, registry.Undetermined, arabicRestTyped)
		if isStopWord(w.Folded, language) {
			stopped = append(stopped, group)
		} else {
			groups = append(groups, group)
		}
		if len(groups) == maxQueryWords {
			break
		}
	}
	if len(groups) == 0 {
		return stopped[:min(len(stopped), maxQueryWords)]
	}
	return groups
}

func isStopWord(folded, language string) bool {
	if IsStopWord(folded, language) {
		return true
	}
	if utf8.RuneCountInString(folded) > 3 {
		return false
	}
	for other := range stopWords() {
		if IsStopWord(folded, other) {
			return true
		}
	}
	return false
}
