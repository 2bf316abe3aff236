package concept

import (
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry/analysis"
)

// matcher finds the expressions of one language: a tree whose edges are stems, or words as they are written.
type matcher struct {
	language string
	// tokens numbers stems, and after one or two equals signs words as they are written.
	tokens map[string]uint32
	// next leads from a node by a token to a node; 0 is the root and none.
	next map[edge]uint32
	// found has the concepts of the expression that ends in a node.
	found [][]ID
	// members lists the concepts that a token has a part in.
	members map[string][]ID
	// leaf says of a node that nothing leads on from it.
	leaf []bool

	mu       sync.RWMutex
	readings map[string]*reading // by folded word; emptied when it is full: what is frequent is soon back
}

type edge struct{ node, token uint32 }

func newMatcher(language string) *matcher {
	return &matcher{
		language: language, tokens: map[string]uint32{}, next: map[edge]uint32{}, found: make([][]ID, 1), leaf: make([]bool, 1), members: map[string][]ID{},
	}
}

// contentWords are words that the stop lists hold for verbs or adverbs and that titles use as nouns: the State, the public.
var contentWords = map[string]map[string]bool{
	"en": {"out": true},
	"fr": {"est": true, "mais": true}, // in titles the east and maize more often than "is" and "but"
	"es": {"estado": true, "estados": true, "este": true, "fuera": true, "te": true},
	"ar": {"عام": true, "اعاده": true, "غير": true, "عدم": true, "عبر": true, "بعد": true, "قبل": true, "علي": true},
}

func (m *matcher) isStopWord(folded string) bool {
	return analysis.IsStopWord(folded, m.language) && !contentWords[m.language][folded]
}

// path gives the tokens of an expression.
func (m *matcher) path(expression string) []string {
	var tokens []string
	for field := range strings.FieldsSeq(expression) {
		written := strings.TrimLeft(field, "=")
		sign := field[:len(field)-len(written)]
		for w := range analysis.Words(written) {
			switch {
			case sign != "":
				tokens = append(tokens, sign+w.Folded)
			case !m.isStopWord(w.Folded):
				tokens = append(tokens, analysis.Stem(w.Folded, m.language))
			}
		}
	}
	return tokens
}

// at gives the node of a path, made where it is new.
func (m *matcher) at(tokens []string) (node uint32) {
	for _, t := range tokens {
		number, ok := m.tokens[t]
		if !ok {
			number = uint32(len(m.tokens)) + 1
			m.tokens[t] = number
		}
		e := edge{node, number}
		if m.next[e] == 0 {
			m.next[e] = uint32(len(m.found))
			m.found = append(m.found, nil)
			m.leaf[node] = false
			m.leaf = append(m.leaf, true)
		}
		node = m.next[e]
	}
	return node
}

// add enters an expression. The first line that claims it has it.
func (m *matcher) add(expression string, ids []ID) {
	tokens := m.path(expression)
	node := m.at(tokens)
	if node == 0 || m.found[node] != nil {
		return
	}
	m.found[node] = ids
	for _, t := range tokens {
		t = strings.TrimLeft(t, "=")
		m.members[t] = append(m.members[t], ids...)
	}
}

// addName enters a name, its Latin words as they are written.
func (m *matcher) addName(name string, ids []ID) {
	if m.language != "ar" {
		var words []string
		for w := range analysis.Words(name) {
			if !m.isStopWord(w.Folded) {
				words = append(words, "="+w.Folded)
			}
		}
		name = strings.Join(words, " ")
	}
	m.add(name, ids)
}

// reading is what a word may stand for in a language: the numbers of tokens, surest first.
type reading struct {
	tokens []uint32
	stop   bool
}

// maxReadings bounds what is kept of words to some megabytes a language.
const maxReadings = 1 << 15

// read gives a folded word's readings. Texts repeat their words and each other's, so readings are kept.
func (m *matcher) read(folded string) *reading {
	m.mu.RLock()
	r := m.readings[folded]
	m.mu.RUnlock()
	if r != nil {
		return r
	}
	r = &reading{stop: m.isStopWord(folded)}
	for _, form := range m.forms(folded) {
		bare := form
		if m.language == "ar" {
			bare, _ = analysis.WithoutArticle(form)
		}
		for _, token := range [...]string{"==" + form, "=" + bare, analysis.Stem(form, m.language)} {
			if number, ok := m.tokens[token]; ok && !slices.Contains(r.tokens, number) {
				r.tokens = append(r.tokens, number)
			}
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.readings == nil || len(m.readings) >= maxReadings {
		m.readings = map[string]*reading{}
	}
	m.readings[strings.Clone(folded)] = r
	return r
}

// minBare is the fewest bytes that remain of an Arabic word without a particle: three letters.
const minBare = 6

// forms are a folded word and, in Arabic, what remains of it without the particles that are written together with it.
func (m *matcher) forms(folded string) []string {
	forms := []string{folded}
	if m.language != "ar" {
		return forms
	}
	for _, conjunction := range [...]string{"", "و", "ف"} {
		rest, ok := strings.CutPrefix(folded, conjunction)
		if !ok {
			continue
		}
		for _, particle := range [...]string{"", "ب", "ل", "ك"} {
			if bare, ok := strings.CutPrefix(rest, particle); ok && len(bare) >= minBare && bare != folded {
				forms = append(forms, bare)
			}
		}
	}
	return forms
}

// longest gives the concepts of the longest expression that begins with the first word, and how many words it takes. Of
// two that are as long the one with the surer readings has them. Stop words inside an expression are passed over.
func (m *matcher) longest(node uint32, words []analysis.Word) (ids []ID, taken int) {
	if len(words) == 0 {
		return nil, 0
	}
	leads := false
	word := m.read(words[0].Folded)
	for _, token := range word.tokens {
		next := m.next[edge{node, token}]
		if next == 0 {
			continue
		}
		leads = true
		found, n := m.found[next], 0
		if !m.leaf[next] {
			if longer, more := m.longest(next, words[1:]); more > 0 {
				found, n = longer, more
			}
		}
		if found != nil && n+1 > taken {
			ids, taken = found, n+1
		}
	}
	if !leads && node != 0 && word.stop {
		if ids, taken = m.longest(node, words[1:]); taken > 0 {
			taken++
		}
	}
	return ids, taken
}

// alone gives the concepts that a stem, or a word as it is written, stands for.
func (m *matcher) alone(token string) []ID {
	number, ok := m.tokens[token]
	if !ok {
		return nil
	}
	return m.found[m.next[edge{0, number}]]
}
