package analysis

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxWordRunes cuts words: nothing longer is a word, and stores index what they are given.
const maxWordRunes = 48

// Fold is the form in which words are compared: lower case; letters without their marks (Latin accents, Arabic vowel
// signs, the hamza on its seat: أ إ آ are ا, ؤ is و, ئ is ي); no tatweel; ى as ي, ة as ه, Persian ی and ک as ي and ك;
// Arabic presentation forms and full-width letters as the plain ones; every script's decimal digits as ASCII.
// Anything else than letters and digits is dropped.
func Fold(word string) string {
	i := 0
	for i < len(word) && isPlainASCII(word[i]) {
		i++
	}
	if i == len(word) && i <= maxWordRunes {
		return word
	}
	if len(word) <= maxWordRunes {
		if folded, ok := foldCommon(word, i); ok {
			return folded
		}
	}
	return foldAny(word)
}

func isPlainASCII(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }

// foldCommon is foldAny for short words of the scripts before U+0700, of which the first bytes are plain: no letter of these
// becomes more letters than it has bytes, so there is nothing to cut. Where nothing changes nothing is copied.
func foldCommon(word string, plain int) (folded string, ok bool) {
	var space [2 * maxWordRunes]byte
	buf := append(space[:0], word[:plain]...)
	for _, r := range word[plain:] {
		if int(r) >= len(foldings) {
			return "", false
		}
		buf = append(buf, foldings[r]...)
	}
	if string(buf) == word {
		return word, true
	}
	return string(buf), true
}

// foldings are the folded forms of single letters.
var foldings = func() (all [0x700]string) {
	for r := range all {
		all[r] = foldAny(string(rune(r)))
	}
	return all
}()

// foldAny is Fold, letter by letter.
func foldAny(word string) string {
	var b strings.Builder
	b.Grow(len(word))
	n := 0
	// NFKD splits a letter from its marks, ligatures and presentation forms into letters (Unicode Standard Annex 15).
	for _, r := range norm.NFKD.String(strings.ToLower(word)) {
		if plain, ok := plainLetters[r]; ok {
			b.WriteString(plain)
			n++
		} else if d, ok := digit(r); ok {
			b.WriteByte('0' + d)
			n++
		} else if unicode.IsLetter(r) {
			b.WriteRune(unicode.ToLower(r))
			n++
		}
		if n >= maxWordRunes {
			break
		}
	}
	return b.String()
}

// plainLetters holds letters that Unicode does not decompose and that people nevertheless type as another one.
var plainLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ı': "i", 'þ': "th", 'ŋ': "n", 'ħ': "h", 'ŧ': "t",
	'ى': "ي", 'ی': "ي", 'ة': "ه", 'ک': "ك", 'ٱ': "ا", 'ہ': "ه", 'ە': "ه",
	'ـ': "",
}

// digit gives the value of a decimal digit of any script: each has its ten digits in a row (Unicode category Nd).
func digit(r rune) (value byte, ok bool) {
	if r < 0x660 {
		return byte(r - '0'), '0' <= r && r <= '9'
	}
	if !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	for _, zero := range []rune{0x660, 0x6f0, 0x7c0, 0x966, 0xff10} {
		if zero <= r && r <= zero+9 {
			return byte(r - zero), true
		}
	}
	return 0, false
}
