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

	// begins[word] is the phrase node of the phrases that begin with the word; follow leads on from a phrase node by the
	// next word. Most words begin no phrase, so that most of a text never comes to the map.
	begins  []uint16
	follow  map[uint32]uint16
	phrases []phrase // by phrase node; 0 is the root
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
		words: map[string]uint16{}, begins: make([]uint16, 1), follow: map[uint32]uint16{}, phrases: make([]phrase, 1),
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
			next := m.after(node, id)
			if next == 0 {
				next = uint16(len(m.phrases))
				m.phrases = append(m.phrases, phrase{})
				if node == 0 {
					m.begins[id] = next
				} else {
					m.follow[edge(node, id)] = next
				}
			}
			node = next
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

func edge(node, word uint16) uint32 { return uint32(node)<<16 | uint32(word) }

// after is the phrase node to which a word leads; 0 is none.
func (m *matcher) after(node, word uint16) uint16 {
	if node == 0 {
		return m.begins[word]
	}
	return m.follow[edge(node, word)]
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
		ends[node] = uint16(len(m.begins))
		m.begins = append(m.begins, 0)
	}
	m.words[written] = ends[node]
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
	readings
	at    int // position of the next word
	texts []string
}

// partial is a phrase of which the beginning has been read.
type partial struct {
	node  uint16
	first int
	word  int
	start int
}

// find appends the numbers of the words that are spelt so, or begin so.
func (m *matcher) find(spelling []letter, ids []uint16) []uint16 {
	node := 0
	for _, l := range spelling {
		if node = int(m.next[node*letters+int(l)]); node == 0 {
			return ids
		}
		if id := m.begin[node]; id != 0 {
			ids = append(ids, id)
		}
	}
	if id := m.whole[node]; id != 0 {
		ids = append(ids, id)
	}
	return ids
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
		for _, from := range s.readings.of(w.letters) {
			s.ids = m.find(w.letters[from:], s.ids)
		}
		waiting := len(s.active)
		for _, id := range s.ids {
			for i := -1; i < waiting; i++ {
				p := partial{0, s.at, count, w.start}
				if i >= 0 {
					p = s.active[i]
				}
				p.node = m.after(p.node, id)
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
// and do not overlap. Only titles are looked at where title is set.
func (s *scan) together(concepts []uint8, within int, title bool) iter.Seq[[]hit] {
	return func(yield func([]hit) bool) {
		for _, c := range concepts {
			if len(s.hits[c]) == 0 {
				return
			}
		}
		for i, c := range concepts {
			for _, h := range s.hits[c] {
				if title && !h.title {
					break // titles are read first
				}
				if group := s.around(h, i, concepts, within); group != nil && !yield(group) {
					return
				}
			}
		}
	}
}

// around gives the hit, which is of concepts[at], and after it in the group, before it in the text, the nearest one of
// each other concept; nil if one of them is missing or too far.
func (s *scan) around(h hit, at int, concepts []uint8, within int) []hit {
	group := append(make([]hit, 0, 3), h)
	for i, c := range concepts {
		if i == at {
			continue
		}
		before, ok := s.before(c, h.first)
		if !ok || h.first-before.last-1 > within {
			return nil
		}
		group = append(group, before)
	}
	return group
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
