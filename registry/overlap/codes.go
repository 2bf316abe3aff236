package overlap

import (
	"slices"
	"strings"
	"unicode"
)

// Codes, numbers and model names are the strongest cheap signal that two titles mean one thing, and that they mean two.

// isCodeLike says whether a folded term is somebody's number for the thing: letters with digits among or after them, or
// five digits and more. A measure ("220kv", "2gb") and a small number are none.
func isCodeLike(text string) bool {
	letters, digits, letterFirst := 0, 0, false
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			if digits == 0 {
				letterFirst = true
			}
			letters++
		}
	}
	switch {
	case digits == 0 || len(text) < 5 || isFiscalYear(text):
		return false
	case letters == 0:
		return digits >= 5
	case !letterFirst && letters <= 4: // a measure, unless digits follow
		return strings.TrimLeft(strings.TrimLeft(text, "0123456789"), "abcdefghijklmnopqrstuvwxyz") != "" && len(text) >= 6
	}
	return letters+digits >= 4
}

// isFiscalYear says whether a term is a year with what it is a year of: "fy02", "fy2012".
func isFiscalYear(text string) bool {
	year, ok := strings.CutPrefix(text, "fy")
	return ok && (len(year) == 2 || len(year) == 4) && strings.Trim(year, "0123456789") == ""
}

// isSameCode says whether two codes are one: equal, or one is the other with something put to it, as colours, countries and
// components are ("txsr506", "txsr506b"; "gcpsom051", "gcpsom051mul").
func isSameCode(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if a == b {
		return true
	}
	if len(a) < 5 || 2*len(a) < len(b) || !strings.Contains(b, a) {
		return false
	}
	// Where what follows goes on counting, it is another number: "som12" is not "som125". Six digits are a number of their own.
	_, rest, _ := strings.Cut(b, a)
	return !endsInDigit(a) || rest == "" || rest[0] < '0' || rest[0] > '9' || len(a) >= 6 && strings.Trim(a, "0123456789") == ""
}

func endsInDigit(s string) bool { last := s[len(s)-1]; return last >= '0' && last <= '9' }

// codeMatch is what two lists of words have in common of codes.
type codeMatch struct {
	restA, restB []string // the words that are no shared code
	shared       []string
	differ       bool // both have codes, and share none
}

// matchCodes takes out of two lists of terms those that are one code written in two ways, one of them perhaps as two words
// ("kxfa83", "KX-FA83").
func matchCodes(a, b []string) codeMatch {
	m := codeMatch{restA: a, restB: b}
	codesA, codesB := countCodes(a), countCodes(b)
	if codesA+codesB == 0 {
		return m
	}
	if codesA > 0 {
		m.restA, m.restB = m.take(a, b)
	}
	if codesB > 0 {
		m.restB, m.restA = m.take(m.restB, m.restA)
	}
	m.differ = len(m.shared) == 0 && codesA > 0 && codesB > 0
	return m
}

func countCodes(words []string) int {
	n := 0
	for _, w := range words {
		if isCodeLike(w) {
			n++
		}
	}
	return n
}

// take looks for a's codes among b's words, and gives what is left of both.
func (m *codeMatch) take(a, b []string) (restA, restB []string) {
	restA, restB = slices.Clone(a), slices.Clone(b)
	for _, x := range a {
		if !isCodeLike(x) {
			continue
		}
		i, j := -1, slices.IndexFunc(restB, func(y string) bool { return isCodeLike(y) && isSameCode(x, y) })
		if j < 0 {
			i, j = halves(x, restB)
		}
		if j < 0 {
			continue
		}
		m.shared = append(m.shared, x)
		restA = slices.DeleteFunc(restA, func(w string) bool { return w == x })
		first, second := restB[j], restB[max(i, 0)]
		restB = slices.DeleteFunc(restB, func(w string) bool { return w == first || i >= 0 && w == second })
	}
	return restA, restB
}

// halves finds the two words that a code begins with, the second of which has a digit; -1 where there are none.
func halves(code string, words []string) (first, second int) {
	for i, v := range words {
		rest, ok := strings.CutPrefix(code, v)
		if !ok || v == code {
			continue
		}
		for j, w := range words {
			if j != i && len(v)+len(w) >= 4 && strings.ContainsAny(w, "0123456789") && strings.HasPrefix(rest, w) && len(rest)-len(w) <= 2 {
				return i, j
			}
		}
	}
	return -1, -1
}

// seriesLetters is the number of letters from which on codes that begin alike are numbers of one office's series and not two
// models of one maker: "osro/som/113", "osro/som/115".
const seriesLetters = 6

// areOfOneSeries says whether all codes of two lists of words begin with the same letters.
func areOfOneSeries(a, b []string) bool {
	series := ""
	for _, words := range [][]string{a, b} {
		for _, w := range words {
			if !isCodeLike(w) {
				continue
			}
			letters := w[:max(0, strings.IndexAny(w, "0123456789"))]
			if len(letters) < seriesLetters || series != "" && letters != series {
				return false
			}
			series = letters
		}
	}
	return series != ""
}

func withoutCodes(words []string) []string { return slices.DeleteFunc(words, isCodeLike) }
