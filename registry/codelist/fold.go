package codelist

import (
	"strings"
	"unicode"
)

// Fold brings a name to the form in which names are compared: lower case; Latin letters without their accents; Arabic
// without vowel signs and tatweel, with one form of alef, of yeh and of teh marbuta; full stops dropped ("U.S.A." is
// "usa"), other punctuation as a space, "&" as "and"; single spaces. It never drops or reorders words.
func Fold(name string) string {
	var b strings.Builder
	gap := false
	b.Grow(len(name))
	space := func() {
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
	}
	for _, r := range strings.ToLower(name) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9': // most of what is folded, and decided without a table
			space()
			b.WriteByte(byte(r))
		case r == '.' || r == '\u0640' || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		case r == '&':
			gap = true
			space()
			b.WriteString("and")
			gap = true
		case plainLetter[r] != "":
			space()
			b.WriteString(plainLetter[r])
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			space()
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// plainLetter maps a letter to what it is compared as. Decomposing by the Unicode tables would need a package outside
// the standard library and would still leave ø, ł, ı and ß; the letters of the names in question are few.
var plainLetter = func() map[rune]string {
	m := map[rune]string{}
	for plain, letters := range map[string]string{
		"a": "àáâãäåāăąǎ", "ae": "æ", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ",
		"i": "ìíîïĩīĭįı", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŋ", "o": "òóôõöøōŏő", "oe": "œ", "r": "ŕŗř",
		"s": "śŝşšș", "ss": "ß", "t": "ţťŧț", "th": "þ", "u": "ùúûüũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
		"ا": "أإآٱ", "ي": "ىی", "ه": "ة", "ك": "ک",
	} {
		for _, r := range letters {
			m[r] = plain
		}
	}
	return m
}()
