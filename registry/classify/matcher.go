package classify

import (
	"fmt"
	"iter"
	"sort"
	"strings"
)

// matcher finds phrases in a text in one pass: a trie of words by letters, then a trie of phrases by words.
type matcher struct {
	// next[node*letters+letter] is the node that the letter leads to; 0 is none, node 0 is the root.
	next []uint16
	// whole and begin are, by node, the number of the word that ends there and of the word* that does; 0 is none.
	whole, begin []uint16
	words        map[string]uint16

	follow  map[uint32]uint16 // phrase node and word to phrase node
	phrases []phrase          // by phrase node; 0 is the root
}

// phrase is a node of the phrase trie. It ends a phrase if it has concepts.
type phrase struct {
	written  string
	concepts []uint8
}

// hit is an occurrence of a phrase of a concept.
type hit struct {
	phrase     uint16
	title      bool
	first      int // position of its first and last word; sentences and texts lie sentenceGap apart
	last       int
	text       int // which of the record's texts
	word       int // how many words of that text come before it
	start, end int // bytes in that text
}

// sentenceGap is how many words lie, for the rules, between two sentences: more than any rule allows.
const sentenceGap = 100

func newMatcher() *matcher {
	return &matcher{
		next: make([]uint16, letters), whole: make([]uint16, 1), begin: make([]uint16, 1),
		words: map[string]uint16{}, follow: map[uint32]uint16{}, phrases: make([]phrase, 1),
	}
}

// add enters the phrases that a pattern of phrases.tsv stands for.
func (m *matcher) add(pattern string, concept uint8) error {
	for _, written := range expand(pattern) {
		node := uint16(0)
		for _, w := range strings.Fields(written) {
			id, err := m.word(w)
			if err != nil {
				return fmt.Errorf("phrase %q: %w", pattern, err)
			}
			edge := uint32(node)<<16 | uint32(id)
			if m.follow[edge] == 0 {
				m.phrases = append(m.phrases, phrase{})
				m.follow[edge] = uint16(len(m.phrases) - 1)
			}
			node = m.follow[edge]
		}
		if node == 0 {
			return fmt.Errorf("phrase %q: no words", pattern)
		}
		p := &m.phrases[node]
		p.written = written
		p.concepts = append(p.concepts, concept)
	}
	return nil
}

// word gives the number of a word, or of all words that begin with it where it ends in *.
func (m *matcher) word(written string) (uint16, error) {
	if id := m.words[written]; id != 0 {
		return id, nil
	}
	spelling, isPrefix := strings.CutSuffix(written, "*")
	var found []letter
	count := 0
	eachWord(spelling, func(w word) {
		found = append([]letter(nil), w.letters...)
		count++
	})
	if count != 1 || len(found) > maxWord {
		return 0, fmt.Errorf("%q is not one word", written)
	}
	node := 0
	for _, l := range found {
		if l == otherLetter {
			return 0, fmt.Errorf("%q has a letter that is not folded", written)
		}
		i := node*letters + int(l)
		if m.next[i] == 0 {
			m.next[i] = uint16(len(m.whole))
			m.next = append(m.next, make([]uint16, letters)...)
			m.whole, m.begin = append(m.whole, 0), append(m.begin, 0)
		}
		node = int(m.next[i])
	}
	ends := m.whole
	if isPrefix {
		ends = m.begin
	}
	if ends[node] == 0 { // else another spelling of the same word: "Dáesh" and "daesh"
		m.words[written] = uint16(len(m.words) + 1)
		ends[node] = m.words[written]
	} else {
		m.words[written] = ends[node]
	}
	return ends[node], nil
}

// expand writes out the alternatives of a pattern, the innermost first.
func expand(pattern string) []string {
	open := strings.LastIndexByte(pattern, '(')
	if open < 0 {
		return []string{pattern}
	}
	choices, tail, _ := strings.Cut(pattern[open+1:], ")")
	var all []string
	for _, c := range strings.Split(choices, "|") {
		all = append(all, expand(pattern[:open]+c+tail)...)
	}
	return all
}

// scan holds what is found in the texts of one record. It is reused: see Classify.
type scan struct {
	hits   [][]hit // by concept, in the order of their last words
	active []partial
	ids    []uint16
	at     int // position of the next word
	texts  []string
}

// partial is a phrase of which the beginning has been read.
type partial struct {
	node  uint16
	first int
	word  int
	start int
}

// read adds the hits of one text.
func (s *scan) read(m *matcher, text string, title bool) {
	number, count := len(s.texts), 0
	s.texts = append(s.texts, text)
	s.active = s.active[:0]
	eachWord(text, func(w word) {
		if w.sentence {
			s.at += sentenceGap
			s.active = s.active[:0]
		}
		s.ids = s.ids[:0]
		eachReading(w.letters, func(from int) {
			node := 0
			for _, l := range w.letters[from:] {
				if node = int(m.next[node*letters+int(l)]); node == 0 {
					return
				}
				if id := m.begin[node]; id != 0 {
					s.ids = append(s.ids, id)
				}
			}
			if id := m.whole[node]; id != 0 {
				s.ids = append(s.ids, id)
			}
		})
		waiting := len(s.active)
		for _, id := range s.ids {
			for i := -1; i < waiting; i++ {
				p := partial{0, s.at, count, w.start}
				if i >= 0 {
					p = s.active[i]
				}
				p.node = m.follow[uint32(p.node)<<16|uint32(id)]
				if p.node == 0 {
					continue
				}
				s.active = append(s.active, p)
				for _, c := range m.phrases[p.node].concepts {
					s.hits[c] = append(s.hits[c], hit{p.node, title, p.first, s.at, number, p.word, p.start, w.end})
				}
			}
		}
		s.active = append(s.active[:0], s.active[waiting:]...)
		s.at++
		count++
	})
	s.at += sentenceGap
}

func (s *scan) reset() {
	for c := range s.hits {
		s.hits[c] = s.hits[c][:0]
	}
	clear(s.texts)
	s.texts, s.active, s.at = s.texts[:0], s.active[:0], 0
}

// together gives the groups of hits, one of each concept, that stand within the given number of words of each other
// and do not overlap, in the order of reading. Only titles are looked at where title is set.
func (s *scan) together(concepts []uint8, within int, title bool) iter.Seq[[]hit] {
	return func(yield func([]hit) bool) {
		for i, c := range concepts {
		last:
			for _, h := range s.hits[c] {
				if title && !h.title {
					break // titles are read first
				}
				group := []hit{h}
				for j, other := range concepts {
					if j == i {
						continue
					}
					before, ok := s.before(other, h.first)
					if !ok || h.first-before.last-1 > within {
						continue last
					}
					group = append(group, before)
				}
				if !yield(group) {
					return
				}
			}
		}
	}
}

// before gives the last hit of the concept that ends before the position.
func (s *scan) before(concept uint8, position int) (hit, bool) {
	hits := s.hits[concept] // in the order of their last words
	i := sort.Search(len(hits), func(i int) bool { return hits[i].last >= position })
	if i == 0 {
		return hit{}, false
	}
	return hits[i-1], true
}
