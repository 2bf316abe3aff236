package registry

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// FoldName is the form in which names of organisations are compared: lower case, Latin letters without accents and
// Arabic without vowel marks, everything but letters and digits as one space. Two names that fold alike are one name;
// nothing more is inferred.
func FoldName(name string) string {
	var b strings.Builder
	b.Grow(len(name))
	space := false
	for _, r := range name {
		r = unicode.ToLower(r)
		if r >= utf8.RuneSelf {
			if base, ok := latinBase[r]; ok {
				for _, c := range base {
					space = writeFolded(&b, c, space)
				}
				continue
			}
		}
		switch {
		case unicode.Is(unicode.Mn, r) || r == 'ـ': // combining marks, tatweel
		case r == '\'' || r == '’' || r == '.':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			space = writeFolded(&b, r, space)
		default:
			space = true
		}
	}
	return b.String()
}

func writeFolded(b *strings.Builder, r rune, space bool) bool {
	if space && b.Len() > 0 {
		b.WriteByte(' ')
	}
	b.WriteRune(r)
	return false
}

// latinBase undoes the precomposed accents of the languages that feeds use. Unicode normalisation is not in the
// standard library, and this package uses nothing else.
var latinBase = func() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ł': "l", 'ı': "i"}
	for base, accented := range map[string]string{
		"a": "àáâãäåāăą", "c": "çćčĉċ", "d": "ď", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭį",
		"j": "ĵ", "k": "ķ", "l": "ĺļľ", "n": "ñńņňŉ", "o": "òóôõöōŏő", "r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț",
		"u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
	} {
		for _, r := range accented {
			m[r] = base
		}
	}
	return m
}()
