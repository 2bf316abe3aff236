package overlap

import (
	"strings"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/concept"
)

// lexeme is what a folded word is in a language, wherever it stands.
type lexeme struct {
	stem    string
	stemmed string // the stem's own stem: stemmers do not always end where they began
	sense   *concept.Sense
	stop    bool // it carries no meaning of its own: in the language, in any where none is stated
	noTerm  bool // a stop word, a single letter, a numeral or a word of markers ("phase", "II")
}

var lexemes analysis.Memo[*lexeme]

// lexemeOf gives the lexeme of a folded word. Lexemes are kept: making features is looking up words.
func lexemeOf(folded, language string) *lexeme {
	x, ok := lexemes.Get(folded, language)
	if !ok {
		folded = strings.Clone(folded)
		stem := analysis.Stem(folded, language)
		x = &lexeme{stem: stem, stemmed: stem, sense: concept.SenseOf(folded, language), stop: isStopWord(folded, language)}
		if stem != folded {
			x.stemmed = analysis.Stem(stem, language)
		}
		x.noTerm = x.stop || utf8.RuneCountInString(folded) < 2 || isNumeral(folded) || isMarkerWord(folded)
		lexemes.Put(folded, language, x)
	}
	return x
}

// isStopWord looks in the stated language, in all of them where none is stated.
func isStopWord(folded, language string) bool {
	if language != "" && language != registry.Undetermined {
		return analysis.IsStopWord(folded, language)
	}
	for _, l := range concept.Languages {
		if analysis.IsStopWord(folded, l) {
			return true
		}
	}
	return false
}
