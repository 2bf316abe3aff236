package analysis

import (
	"maps"
	"sync"
	"sync/atomic"

	"github.com/tansiq/tansiq/registry"
)

// Memo keeps what was worked out of words in a language, since texts repeat their words and each other's. It holds a bounded number
// of words and is safe for concurrent use; its zero value holds none.
type Memo[V any] struct {
	// Of each language that has a stemmer, of text whose language is not stated, and of all other languages together, since nothing is
	// known of them.
	languages [6]kept[V]
}

// Get gives what is kept of a word.
func (m *Memo[V]) Get(word, language string) (v V, ok bool) { return m.of(language).get(word) }

// Put keeps something of a word. The word must be no part of a longer string, which would be kept with it.
func (m *Memo[V]) Put(word, language string, v V) { m.of(language).put(word, v) }

func (m *Memo[V]) of(language string) *kept[V] {
	switch language {
	case english:
		return &m.languages[0]
	case french:
		return &m.languages[1]
	case arabic:
		return &m.languages[2]
	case spanish:
		return &m.languages[3]
	case registry.Undetermined, "":
		return &m.languages[4]
	}
	return &m.languages[5]
}

// kept are the words of one language. What is frequent is soon in a map that is never written to again, and found there without a
// lock.
type kept[V any] struct {
	settled atomic.Pointer[map[string]V]
	mu      sync.Mutex
	fresh   map[string]V // what came since
}

// maxSettled bounds the words of a language to some megabytes: those that are settled, and half as many that are not.
const maxSettled = 1 << 15

func (k *kept[V]) get(word string) (v V, ok bool) {
	if settled := k.settled.Load(); settled != nil {
		if v, ok = (*settled)[word]; ok {
			return v, true
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok = k.fresh[word]
	return v, ok
}

func (k *kept[V]) put(word string, v V) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fresh == nil {
		k.fresh = map[string]V{}
	}
	k.fresh[word] = v
	var settled map[string]V
	if p := k.settled.Load(); p != nil {
		settled = *p
	}
	if len(k.fresh) < 64+len(settled)/2 { // copied a few times while it grows, not each time
		return
	}
	if len(k.fresh)+len(settled) <= maxSettled {
		maps.Copy(k.fresh, settled)
	} // else what was there is forgotten: of it, what is frequent is soon back
	settled, k.fresh = k.fresh, nil
	k.settled.Store(&settled)
}
