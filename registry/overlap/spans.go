package overlap

import (
	"iter"
	"strings"
	"unicode"

	"github.com/tansiq/tansiq/registry/analysis"
)

// span is what stands in a text between two breaks.
type span struct {
	text      string // without the punctuation around it
	code      string // as what code it is compared, "" where it is none
	bracketed bool
	ends      bool // a sentence, or what announces one
}

// spansOf cuts a text at what can be inside no code: spaces and separators.
func spansOf(text string) iter.Seq[span] {
	return func(yield func(span) bool) {
		for s := range strings.FieldsFuncSeq(text, isBreak) {
			bare := strings.TrimFunc(s, isAround)
			first, last := s[0], s[len(s)-1]
			if !yield(span{
				text: bare, code: codeOf(bare),
				bracketed: (first == '(' || first == '[') && (last == ')' || last == ']'),
				ends:      last == '.' || last == ':',
			}) {
				return
			}
		}
	}
}

func isBreak(r rune) bool {
	switch r {
	case '،', '؛', ',', ';', '|', '&', '+':
		return true
	}
	return unicode.IsSpace(r)
}

// isAround says whether a sign stands around words and codes, not only inside them.
func isAround(r rune) bool {
	switch r {
	case '(', ')', '[', ']', '{', '}', '.', ',', ';', ':', '"', '\'', '«', '»', '“', '”', '-', '–', '/':
		return true
	}
	return false
}

// codeOf recognises a number or code: at least three digits that are not one or two years, with whatever letters and
// separators are written to them. Codes compare without separators.
func codeOf(span string) (code string) {
	digits := 0
	for _, r := range span {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits < 3 || len(span) > 40 {
		return ""
	}
	for part := range strings.FieldsFuncSeq(span, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !isYear(part) && len(part) > 2 {
			if code = analysis.Fold(span); len(code) >= 3 {
				return code
			}
			return ""
		}
	}
	return ""
}

// isYear says whether a text is a year in which a project may run.
func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) && isNumber(s)
}

// isNumber says whether a text is nothing but ASCII digits.
func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }
