package analysis

import (
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"

	"github.com/tansiq/tansiq/registry"
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
	if latin == arab {
		return nil
	}
	if arab {
		return arabicAlone
	}
	switch stated {
	case english:
		return latinLanguages[:1]
	case french:
		return latinLanguages[1:2]
	case spanish:
		return latinLanguages[2:]
	case registry.Undetermined, "":
		return latinLanguages
	}
	return nil
}

var latinLanguages, arabicAlone = []string{english, french, spanish}, []string{arabic}

// stem is the stem of a folded word in one of the languages.
func stem(folded, language string) string {
	token := analysis.Token{Term: []byte(folded)}
	stemmers[language].Filter(analysis.TokenStream{&token})
	return string(token.Term)
}

// Stem is the one stem of a folded word for comparing titles: in its stated language, in English where none is stated;
// of an Arabic word without its article and the particles before the article. A word without a stem is its own.
// It is worked out each time: who stems whole texts keeps what he has in a Memo.
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
