package concept

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry/analysis"
)

// matcher finds the expressions of one language: a tree whose edges are stems, or words as they are written.
type matcher struct {
	language string
	// numbers are those of tokens: stems, and after one or two equals signs words as they are written.
	numbers map[string]uint32
	// next leads from a node by a token to a node; 0 is the root and none.
	next map[edge]uint32
	// found has the concepts of the expression that ends in a node.
	found [][]ID
	// members lists the concepts that a token has a part in.
	members map[string][]ID
	// leaf says of a node that nothing leads on from it.
	leaf []bool
}

type edge struct{ node, token uint32 }

func newMatcher(language string) *matcher {
	return &matcher{
		language: language, numbers: map[string]uint32{}, next: map[edge]uint32{}, found: make([][]ID, 1), leaf: make([]bool, 1), members: map[string][]ID{},
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
		number, ok := m.numbers[t]
		if !ok {
			number = uint32(len(m.numbers)) + 1
			m.numbers[t] = number
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

// reading is what a word may stand for in a language.
type reading struct {
	*matcher
	tokens []uint32 // numbers, surest first
	stop   bool
}

// read gives a folded word's reading: as it is and, in Arabic, without the particles that are written together with it.
func (m *matcher) read(folded string) reading {
	r := reading{matcher: m, stop: m.isStopWord(folded)}
	if m.language != "ar" {
		r.take("=="+folded, "="+folded, analysis.Stem(folded, m.language))
		return r
	}
	for _, form := range arabicForms(folded) {
		bare, _ := analysis.WithoutArticle(form)
		r.take("=="+form, "="+bare, analysis.Stem(form, m.language))
	}
	return r
}

// take adds those of some tokens that an expression has.
func (r *reading) take(tokens ...string) {
	for _, token := range tokens {
		if number, ok := r.numbers[token]; ok && !slices.Contains(r.tokens, number) {
			r.tokens = append(r.tokens, number)
		}
	}
}

// minBare is the fewest bytes that remain of an Arabic word without a particle: three letters.
const minBare = 6

// arabicForms are a folded word and what remains of it without particles.
func arabicForms(folded string) []string {
	forms := []string{folded}
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

// longest gives the concepts of the longest expression that leads on from a node by a word and then by the rest, and how many
// words it takes. Of two that are as long the one with the surer tokens has them. Stop words inside an expression are passed over.
func (r reading) longest(node uint32, rest []*Sense) (ids []ID, taken int) {
	leads := false
	for _, token := range r.tokens {
		next := r.next[edge{node, token}]
		if next == 0 {
			continue
		}
		leads = true
		found, n := r.found[next], 0
		if longer, more := r.after(next, rest); more > 0 {
			found, n = longer, more
		}
		if found != nil && n+1 > taken {
			ids, taken = found, n+1
		}
	}
	if !leads && node != 0 && r.stop {
		if ids, taken = r.after(node, rest); taken > 0 {
			taken++
		}
	}
	return ids, taken
}

// after is longest from a node inside an expression on.
func (m *matcher) after(node uint32, rest []*Sense) (ids []ID, taken int) {
	if len(rest) == 0 || m.leaf[node] {
		return nil, 0
	}
	return rest[0].in(m).longest(node, rest[1:])
}

// alone gives the concepts that a stem, or a word as it is written, stands for.
func (m *matcher) alone(token string) []ID {
	number, ok := m.numbers[token]
	if !ok {
		return nil
	}
	return m.found[m.next[edge{0, number}]]
}
