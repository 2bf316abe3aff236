package analysis

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWordRunes cuts words: nothing longer is a word, and stores index what they are given.
const maxWordRunes = 48

// Fold is the form in which words are compared: lower case; letters without their marks (Latin accents, Arabic vowel
// signs, the hamza on its seat: أ إ آ are ا, ؤ is و, ئ is ي); no tatweel; ى as ي, ة as ه, Persian ی and ک as ي and ك;
// Arabic presentation forms and full-width letters as the plain ones; every script's decimal digits as ASCII.
// Anything else than letters and digits is dropped.
func Fold(word string) string {
	if folded, ok := foldASCII(word); ok {
		return folded
	}
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

// foldASCII is Fold for the common case, without a table.
func foldASCII(word string) (folded string, ok bool) {
	plain := len(word) <= maxWordRunes
	for i := 0; i < len(word) && plain; i++ {
		c := word[i]
		if c >= utf8.RuneSelf {
			return "", false
		}
		plain = 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
	}
	if plain {
		return word, true
	}
	buf := make([]byte, 0, len(word))
	for i := 0; i < len(word) && len(buf) < maxWordRunes; i++ {
		switch c := word[i]; {
		case c >= utf8.RuneSelf:
			return "", false
		case 'A' <= c && c <= 'Z':
			buf = append(buf, c+'a'-'A')
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			buf = append(buf, c)
		}
	}
	return string(buf), true
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
