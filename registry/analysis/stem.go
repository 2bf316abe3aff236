package analysis

import (
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
)

// The languages that have a stemmer.
const (
	arabic  = "ar"
	english = "en"
	spanish = "es"
	french  = "fr"
)

var stemmers = map[string]analysis.TokenFilter{
	arabic:  ar.NewArabicStemmerFilter(),
	english: en.NewEnglishStemmerFilter(),
	spanish: es.NewSpanishLightStemmerFilter(),
	french:  fr.NewFrenchLightStemmerFilter(),
}

// stemmingLanguages are those in which a folded word is stemmed: the stated one where it is written in that script,
// every language of the script where none is stated. A word in another script or with a digit has no stem.
func stemmingLanguages(folded, stated string) []string {
	latin, arab := false, false
	for _, r := range folded {
		switch {
		case 'a' <= r && r <= 'z':
			latin = true
		case 0x621 <= r && r <= 0x64a:
			arab = true
		default:
			return nil
		}
	}
	switch {
	case latin == arab:
		return nil
	case arab:
		return []string{arabic}
	case stated == english || stated == spanish || stated == french:
		return []string{stated}
	case stated == "" || stated == "und":
		return []string{english, french, spanish}
	}
	return nil
}

// stem is the stem of a folded word in one of the languages. A text repeats its words and texts repeat each other's, so
// stems are kept: stemming was a quarter of an import's time without.
func stem(folded, language string) string {
	known := kept[language]
	if stem, ok := known.get(folded); ok {
		return stem
	}
	token := analysis.Token{Term: []byte(folded)}
	stemmers[language].Filter(analysis.TokenStream{&token})
	found := string(token.Term)
	known.put(folded, found)
	return found
}

var kept = map[string]*stems{arabic: {}, english: {}, spanish: {}, french: {}}

// stems holds the stems of one language's words. It is emptied when it is full: what is frequent is soon back.
type stems struct {
	mu    sync.RWMutex
	words map[string]string
}

// maxStems bounds a language's kept stems to some megabytes.
const maxStems = 1 << 15

func (s *stems) get(word string) (stem string, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	stem, ok = s.words[word]
	return stem, ok
}

func (s *stems) put(word, stem string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.words == nil || len(s.words) >= maxStems {
		s.words = make(map[string]string, maxStems)
	}
	s.words[strings.Clone(word)] = stem
}

// Stem is the one stem of a folded word for comparing titles: in its stated language, in English where none is stated;
// of an Arabic word without its article and the particles before the article. A word without a stem is its own.
func Stem(folded, language string) string {
	languages := stemmingLanguages(folded, language)
	switch {
	case len(languages) == 0:
		return folded
	case languages[0] == arabic:
		bare, _ := WithoutArticle(folded)
		return stem(bare, arabic)
	}
	return stem(folded, languages[0])
}
