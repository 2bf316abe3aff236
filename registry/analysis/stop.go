package analysis

import (
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
)

// stopWords are the folded stop words of each language.
var stopWords = sync.OnceValue(func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for language, list := range map[string][]byte{
		arabic: ar.ArabicStopWords, english: en.EnglishStopWords, spanish: es.SpanishStopWords, french: fr.FrenchStopWords,
	} {
		words := analysis.NewTokenMap()
		if err := words.LoadBytes(list); err != nil {
			panic("analysis: stop words of " + language + ": " + err.Error())
		}
		folded := map[string]bool{}
		for w := range words {
			folded[Fold(w)] = true
		}
		all[language] = folded
	}
	return all
})

// IsStopWord says whether a folded word carries no meaning of its own in the language; in a language without a list
// no word does not.
func IsStopWord(folded, language string) bool { return stopWords()[language][folded] }
