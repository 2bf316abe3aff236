package classify

import (
	"unicode"
	"unicode/utf8"
)

// letter is a folded letter or digit: what two spellings of a word have in common. Folding to one byte a letter lets
// the word trie be a table, and a record of 12 kB be read once, without allocating; package analysis, which stems for
// search and ranking, does more and takes longer.
type letter = byte

const (
	noLetter    letter = 0 // separates words
	dropLetter  letter = 1 // part of a word and not of its spelling: vowel marks, tatweel, joiners
	breakLetter letter = 2 // ends a sentence
	firstLetter letter = 3 // a to z, then 0 to 9
	firstArabic letter = firstLetter + 26 + 10
)

// letters is how many values a letter has.
var letters = int(otherLetter) + 1

// otherLetter stands for any letter in which no phrase is written. It has to be counted, so that a word with one in it
// is not taken for the part before it.
var otherLetter = firstArabic + letter(len(arabicLetters))

// arabicLetters are the letters of Arabic after folding: one form of alef, of yeh and of teh marbuta (written as heh).
var arabicLetters = []rune("ءابتثجحخدذرزسشصضطظعغفقكلمنهويؤئ")

// foldedAs lists, for a letter without marks, its marked forms. The standard library has no decomposition.
var foldedAs = map[string]string{
	"a": "àáâãäåāăąª", "c": "çćčĉċ", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ", "i": "ìíîïĩīĭįı", "j": "ĵ",
	"k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŋ", "o": "òóôõöøōŏőº", "r": "ŕŗř", "s": "śŝşšșſ", "t": "ţťŧț", "u": "ùúûüũūŭůűų",
	"w": "ŵ", "y": "ýÿŷ", "z": "źżž",
	"ا": "أإآٱ", "ي": "ىی", "ه": "ة", "ك": "ک",
}

// asciiLetters gives the letter of an ASCII character.
var asciiLetters = func() (table [utf8.RuneSelf]letter) {
	for r := 'a'; r <= 'z'; r++ {
		table[r] = firstLetter + letter(r-'a')
		table[unicode.ToUpper(r)] = table[r]
	}
	for r := '0'; r <= '9'; r++ {
		table[r] = firstLetter + 26 + letter(r-'0')
	}
	for _, r := range ".!?;\n" {
		table[r] = breakLetter
	}
	return table
}()

// otherLetters gives the letter of the other characters in which phrases are written.
var otherLetters = func() map[rune]letter {
	table := map[rune]letter{'ـ': dropLetter}
	for _, r := range "؟؛۔•" {
		table[r] = breakLetter
	}
	for i, r := range arabicLetters {
		table[r] = firstArabic + letter(i)
	}
	for plain, marked := range foldedAs {
		p, _ := utf8.DecodeRuneInString(plain)
		l, ok := table[p]
		if !ok {
			l = asciiLetters[p]
		}
		for _, r := range marked {
			table[r] = l
			table[unicode.ToUpper(r)] = l
		}
	}
	return table
}()

// lowLetters has the letters of all characters below it in the Unicode order of blocks: Latin, Greek, Cyrillic, Hebrew
// and Arabic, so that a text in these scripts is folded by looking up.
var lowLetters = func() (table [0x700]letter) {
	for r := range table {
		table[r] = slowLetterOf(rune(r))
	}
	return table
}()

// ligatures gives the letters of the characters that are two.
var ligatures = map[rune][2]letter{
	'æ': {asciiLetters['a'], asciiLetters['e']}, 'Æ': {asciiLetters['a'], asciiLetters['e']},
	'œ': {asciiLetters['o'], asciiLetters['e']}, 'Œ': {asciiLetters['o'], asciiLetters['e']},
	'ß': {asciiLetters['s'], asciiLetters['s']}, 'ẞ': {asciiLetters['s'], asciiLetters['s']},
}

// letterOf folds a rune that is no ligature.
func letterOf(r rune) letter {
	if int(r) < len(lowLetters) {
		return lowLetters[r]
	}
	return slowLetterOf(r)
}

func slowLetterOf(r rune) letter {
	if r < utf8.RuneSelf {
		return asciiLetters[r]
	}
	if l, ok := otherLetters[r]; ok {
		return l
	}
	switch {
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		return dropLetter
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return otherLetter
	}
	return noLetter
}

// maxWord is the most letters of a word that are looked at; the longest word of a phrase is shorter.
const maxWord = 32

// word is one word of a text.
type word struct {
	letters    []letter // folded, at most maxWord+1 of them; valid until the next word is read
	start, end int      // bytes in the text
	sentence   bool     // a sentence begins with it
}

// eachWord reads the words of a text. A sentence ends at a line break and at . ! ? ; when a space or the end of the
// text follows, unless the full stop is after a single letter: "U.N. police" and "1.5" end none.
func eachWord(text string, yield func(word)) {
	var buffer [maxWord + 1]letter
	n, start, end, newSentence := 0, 0, 0, true
	add := func(l letter) {
		if n < len(buffer) {
			buffer[n] = l
			n++
		}
	}
	flush := func() {
		if n > 0 {
			yield(word{buffer[:n], start, end, newSentence})
			newSentence = false
		}
		n = 0
	}
	for i := 0; i < len(text); {
		r, width := rune(text[i]), 1
		var l letter
		if r < utf8.RuneSelf {
			l = asciiLetters[r]
		} else {
			r, width = utf8.DecodeRuneInString(text[i:])
			if two, ok := ligatures[r]; ok {
				if n == 0 {
					start = i
				}
				add(two[0])
				add(two[1])
				i += width
				end = i
				continue
			}
			l = letterOf(r)
		}
		switch {
		case l >= firstLetter:
			if n == 0 {
				start = i
			}
			add(l)
			end = i + width
		case l == dropLetter:
		default:
			initial := n == 1 && r == '.'
			flush()
			if l == breakLetter && !initial && (r == '\n' || i+width == len(text) || text[i+width] <= ' ') {
				newSentence = true
			}
		}
		i += width
	}
	flush()
}

// Letters that Arabic joins to the next word: waw and feh (and), beh, kaf, lam (in, as, for), and the article.
var (
	waw, feh  = letterOf('و'), letterOf('ف')
	beh, kaf  = letterOf('ب'), letterOf('ك')
	lam, alef = letterOf('ل'), letterOf('ا')
)

// minStem is the fewest letters that may remain of an Arabic word when what is joined to it is taken away: below three,
// which is the length of a root, another word would appear.
const minStem = 3

// readings are the offsets at which a word proper may begin: 0, and for Arabic after each reading of what is joined
// before it. Which reading is right is not decided; a phrase matches if one of them does.
type readings struct {
	from [8]int
	n    int
}

func (r *readings) of(w []letter) []int {
	r.from[0], r.n = 0, 1
	if len(w) > minStem && w[0] >= firstArabic && w[0] != otherLetter {
		r.particles(w, 0)
		if w[0] == waw || w[0] == feh {
			r.add(w, 1)
			r.particles(w, 1)
		}
	}
	return r.from[:r.n]
}

// particles adds the readings of a word from which i letters are already taken.
func (r *readings) particles(w []letter, i int) {
	if len(w)-i <= minStem {
		return
	}
	switch {
	case w[i] == alef && w[i+1] == lam, w[i] == lam && w[i+1] == lam:
		r.add(w, i+2)
	}
	if w[i] == beh || w[i] == kaf || w[i] == lam {
		r.add(w, i+1)
		if w[i+1] == alef && w[i+2] == lam {
			r.add(w, i+3)
		}
	}
}

func (r *readings) add(w []letter, from int) {
	if len(w)-from >= minStem {
		r.from[r.n] = from
		r.n++
	}
}
