package concept

import (
	"slices"
	"unicode/utf8"
)

// Sense is what a word may stand for in a text: of which expressions it may be a part, and whether it is a stop word. Texts repeat
// each other's words, so a caller with many of them keeps senses.
type Sense struct {
	readings []reading
	stop     bool
}

// SenseOf works out a folded word's sense in a text that is said to be in a language; nil where the word stands for nothing.
func SenseOf(folded, language string) *Sense {
	readers := readersOf(language)
	switch first, _ := utf8.DecodeRuneInString(folded); {
	case isArabicLetter(first):
		readers = arabicReader()
	case first <= '9': // a number may go on an expression of any list
		readers = slices.Concat(readers, arabicReader())
	}
	var s *Sense
	for _, m := range readers {
		if r := m.read(folded); len(r.tokens) > 0 || r.stop {
			if s == nil {
				s = &Sense{}
			}
			s.readings, s.stop = append(s.readings, r), s.stop || r.stop
		}
	}
	return s
}

// in gives the word's reading in one language.
func (s *Sense) in(m *matcher) (r reading) {
	if s == nil {
		return r
	}
	for _, r := range s.readings {
		if r.matcher == m {
			return r
		}
	}
	return r
}

// Find gives the concepts of a text by the senses of its words, each once, in the order of their first expressions: of two
// expressions that begin with one word the longer, and none inside another. rest is told the places of the words that belong to no
// expression and are no stop words, in order.
func Find(senses []*Sense, rest func(at int)) []ID {
	var all []ID
	for i := 0; i < len(senses); {
		var ids []ID
		taken := 0
		if senses[i] != nil {
			for _, r := range senses[i].readings {
				if found, n := r.longest(0, senses[i+1:]); n > taken {
					ids, taken = found, n
				}
			}
		}
		for _, id := range ids {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
		if taken == 0 && (senses[i] == nil || !senses[i].stop) {
			rest(i)
		}
		i += max(taken, 1)
	}
	return all
}

func isArabicLetter(r rune) bool { return r >= 0x600 && r < 0x780 }

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
