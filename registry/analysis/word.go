package analysis

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is one word of a text.
type Word struct {
	Surface string // as written, without the article or possessive that an apostrophe ties to it
	Folded  string // Fold(Surface), never ""
}

// Words yields the words of a text in order. Letters, digits and the marks on them make words; an acronym's full stops
// are no boundary ("U.N." is one word); of what an apostrophe joins, elided articles ("l'éducation", "qu'elle") and
// the English possessive ("women's") are taken off, and the rest is one word ("O'Brien").
func Words(text string) iter.Seq[Word] {
	return func(yield func(Word) bool) {
		for surface, apostrophe := range spans(text) {
			if apostrophe {
				surface = withoutElision(surface)
			}
			if folded := Fold(surface); folded != "" && !yield(Word{Surface: surface, Folded: folded}) {
				return
			}
		}
	}
}

// spans cuts a text at everything that cannot be inside a word, and says of each span whether it has an apostrophe.
func spans(text string) iter.Seq2[string, bool] {
	return func(yield func(string, bool) bool) {
		start, apostrophe := -1, false
		for i, r := range text {
			if inWord(r) || start >= 0 && joins(text, start, i, r) {
				if start < 0 {
					start, apostrophe = i, false
				}
				apostrophe = apostrophe || isApostrophe(r)
				continue
			}
			if start < 0 {
				continue
			}
			if !yield(text[start:i], apostrophe) {
				return
			}
			start = -1
		}
		if start >= 0 {
			yield(text[start:], apostrophe)
		}
	}
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	// U+00AD and U+200C..F are invisible: a soft hyphen or a direction mark inside a word ends no word.
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || unicode.Is(unicode.Cf, r)
}

// joins says whether the sign at i holds together what stands around it: an apostrophe before a letter, or a full stop
// inside an acronym (a letter alone on both its sides).
func joins(text string, start, i int, r rune) bool {
	if r != '.' && !isApostrophe(r) { // so also a byte that is no UTF-8, which is not as long as the sign that stands for it
		return false
	}
	next, size := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
	if !unicode.IsLetter(next) || r != '.' {
		return unicode.IsLetter(next)
	}
	last := text[start:i]
	if j := strings.LastIndexByte(last, '.'); j >= 0 {
		last = last[j+1:]
	}
	after, _ := utf8.DecodeRuneInString(text[i+1+size:])
	return utf8.RuneCountInString(last) == 1 && !inWord(after)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '＇' }

// elided are the words that lose their vowel before another one, in French (and Italian names).
var elided = map[string]bool{
	"l": true, "d": true, "qu": true, "c": true, "j": true, "m": true, "n": true, "s": true, "t": true,
	"jusqu": true, "lorsqu": true, "puisqu": true, "quoiqu": true, "dell": true, "all": true,
}

func withoutElision(span string) string {
	for {
		i := strings.IndexFunc(span, isApostrophe)
		if i < 0 {
			return span
		}
		_, size := utf8.DecodeRuneInString(span[i:])
		before, after := span[:i], span[i+size:]
		switch {
		case elided[strings.ToLower(before)]:
			span = after
		case strings.EqualFold(after, "s"):
			return before
		default:
			return span
		}
	}
}
