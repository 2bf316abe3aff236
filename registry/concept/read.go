package concept

import (
	"slices"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry/analysis"
)

// Reading is what a text speaks of.
type Reading struct {
	Concepts []ID            // each once, in the order of their first expressions
	Rest     []analysis.Word // the words that belong to no expression and are no stop words, in order
}

// Read finds the concepts of a text that is said to be in a language: of two expressions that begin with one word the longer,
// and none inside another. "" and languages without a list are looked up in all.
func Read(text, language string) Reading {
	return ReadWords(slices.Collect(analysis.Words(text)), language)
}

// ReadWords is Read for a text of which the words are at hand.
func ReadWords(words []analysis.Word, language string) Reading {
	var r Reading
	own := readersOf(language)
	for i := 0; i < len(words); {
		readers := own
		if first, _ := utf8.DecodeRuneInString(words[i].Folded); first >= 0x600 && first < 0x780 {
			readers = arabicReader()
		}
		ids, taken := longestOf(readers, words[i:])
		for _, id := range ids {
			if !slices.Contains(r.Concepts, id) {
				r.Concepts = append(r.Concepts, id)
			}
		}
		if taken == 0 {
			taken = 1
			if !slices.ContainsFunc(readers, func(m *matcher) bool { return m.read(words[i].Folded).stop }) {
				r.Rest = append(r.Rest, words[i])
			}
		}
		i += taken
	}
	return r
}

func longestOf(readers []*matcher, words []analysis.Word) (ids []ID, taken int) {
	for _, m := range readers {
		if found, n := m.longest(0, words); n > taken {
			ids, taken = found, n
		}
	}
	return ids, taken
}

// readersOf gives the matchers for words in Latin letters.
func readersOf(language string) []*matcher {
	all := concepts().matchers[:]
	switch language {
	case "en":
		return all[0:1]
	case "fr":
		return all[1:2]
	case "es":
		return all[3:4]
	}
	return []*matcher{all[0], all[1], all[3]}
}

func arabicReader() []*matcher { return concepts().matchers[2:3] }

// OfWord gives the concepts that a word stands for alone: by its stem, or as it is written, in a language.
func OfWord(word, language string) []ID {
	for _, m := range readersFor(language) {
		for _, token := range [...]string{"=" + word, word} {
			if ids := m.alone(token); ids != nil {
				return ids
			}
		}
	}
	return nil
}

// HavePart gives the concepts with an expression of which a word, by its stem, is a part in a language.
func HavePart(word, language string) []ID {
	var ids []ID
	for _, m := range readersFor(language) {
		ids = append(ids, m.members[word]...)
	}
	return ids
}

func readersFor(language string) []*matcher {
	if language == "ar" {
		return arabicReader()
	}
	return readersOf(language)
}
