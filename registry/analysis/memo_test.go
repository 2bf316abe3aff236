package analysis

import (
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// What a memo gives of a word is what was put for it in that language, whoever else puts and asks, and it holds no more than it may.
func TestMemo(t *testing.T) {
	var m Memo[string]
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			language := []string{english, "pt"}[g%2]
			for n := range 2 * maxSettled {
				word := strconv.Itoa(4*n + g)
				if v, ok := m.Get(word, language); ok && v != language+word {
					t.Errorf("%q in %s is %q", word, language, v)
				}
				m.Put(word, language, language+word)
				if v, ok := m.Get("the", language); ok && v != language {
					t.Errorf("%q in %s is %q", "the", language, v)
				}
				m.Put("the", language, language)
			}
		})
	}
	wg.Wait()
	for _, language := range []string{english, "pt"} {
		k := m.of(language)
		if settled := len(*k.settled.Load()); settled > maxSettled || len(k.fresh) > maxSettled/2+64 {
			t.Errorf("%d words are kept and %d are settled, of %d", len(k.fresh), settled, maxSettled)
		}
	}
	m.Put("one", english, "1")
	if v, ok := m.Get("one", english); !ok || v != "1" {
		t.Errorf("%q, %v: not kept", v, ok)
	}
	if _, ok := m.Get("one", french); ok {
		t.Error("a word of one language is found in another")
	}
}

// The table of single letters folds as the Unicode tables do.
func TestFoldByTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.OneOf(rapid.Rune(), rapid.Int32Range(0, 0x6ff))
		word := string(rapid.SliceOfN(r, 0, 60).Draw(t, "runes"))
		if rapid.Bool().Draw(t, "cut") && word != "" {
			word = word[:len(word)-1] // perhaps inside a letter
		}
		if got, want := Fold(word), foldAny(word); got != want {
			t.Fatalf("%q: %q, want %q", word, got, want)
		}
	})
}
