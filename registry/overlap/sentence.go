package overlap

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// Sentence says a piece of evidence in English, French and Arabic. It is rendered when evidence is read, so that better
// words need no detection. It never says that anything is done twice: that is for a person to rule (design section 4).
// The text is nil for a level that this version does not know.
func Sentence(e registry.Evidence) registry.Text {
	templates, ok := sentences[e.Dimension][e.Level]
	if !ok {
		return nil
	}
	text := registry.Text{}
	for language, template := range templates {
		text[language] = strings.NewReplacer(
			"{a}", values(e.Dimension, e.A, language),
			"{b}", values(e.Dimension, e.B, language),
			"{shared}", values(e.Dimension, e.Matched, language),
		).Replace(template)
	}
	return text
}

// maxShownValues bounds the lists in a sentence.
const maxShownValues = 4

// values lists what was compared, codes with their words.
func values(dimension registry.Dimension, vs []string, language string) string {
	if len(vs) == 0 {
		return "—"
	}
	var words []string
	for _, v := range vs[:min(len(vs), maxShownValues)] {
		words = append(words, shownValue(dimension, v, language))
	}
	separator := ", "
	if language == "ar" {
		separator = "، "
	}
	list := strings.Join(words, separator)
	if len(vs) > maxShownValues {
		list += " …"
	}
	return list
}

func shownValue(dimension registry.Dimension, v, language string) string {
	switch dimension {
	case registry.DimensionIdentifier:
		_, value, _ := strings.Cut(v, ":")
		if strings.HasPrefix(v, "own:") || strings.HasPrefix(v, "iati:") || strings.HasPrefix(v, "fts:") {
			return value
		}
	case registry.DimensionPlace:
		if c, ok := codelist.CountryByCode(v); ok && len(v) == 2 {
			name, _ := c.Label.In(language)
			return name
		}
		if country, name, ok := strings.Cut(v, " "); ok && len(country) == 2 {
			return capitalised(name)
		}
	case registry.DimensionPractice:
		if number, err := strconv.Atoi(v); err == nil {
			if p, ok := codelist.GoodPracticeByNumber(number); ok {
				label, _ := p.ShortTitle.In(language)
				return label + " (GP" + v + ")"
			}
		}
		if s, ok := codelist.SectorByCode(v); ok {
			if label, _ := s.Label.In(language); label != "" {
				return label + " (" + v + ")"
			}
		}
	case registry.DimensionBeneficiary:
		for _, b := range codelist.Beneficiaries() {
			if b.Code == v {
				label, _ := b.Label.In(language)
				return label
			}
		}
	case registry.DimensionLinks:
		if words, ok := relationWords[registry.RelationType(v)]; ok {
			return words[language]
		}
	}
	return v
}

func capitalised(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// relationWords are what A is to B.
var relationWords = map[registry.RelationType]registry.Text{
	registry.RelationParent:        {"en": "the first contains the second", "fr": "la première englobe la seconde", "ar": "الأولى تشمل الثانية"},
	registry.RelationChild:         {"en": "the first is part of the second", "fr": "la première fait partie de la seconde", "ar": "الأولى جزء من الثانية"},
	registry.RelationSibling:       {"en": "both are parts of one undertaking", "fr": "toutes deux font partie d'un même ensemble", "ar": "كلتاهما جزء من عمل واحد"},
	registry.RelationCoFunded:      {"en": "co-funded", "fr": "cofinancement", "ar": "تمويل مشترك"},
	registry.RelationThirdParty:    {"en": "a third party's report on the same activity", "fr": "rapport d'un tiers sur la même activité", "ar": "تقرير طرف ثالث عن النشاط نفسه"},
	registry.RelationFunds:         {"en": "the first pays the second", "fr": "la première finance la seconde", "ar": "الأولى تمول الثانية"},
	registry.RelationFundedBy:      {"en": "the second pays the first", "fr": "la seconde finance la première", "ar": "الثانية تمول الأولى"},
	registry.RelationPhase:         {"en": "phases", "fr": "phases", "ar": "مراحل"},
	registry.RelationLot:           {"en": "lots", "fr": "lots", "ar": "أجزاء"},
	registry.RelationRegrant:       {"en": "a grant passed on", "fr": "subvention rétrocédée", "ar": "منحة معاد تقديمها"},
	registry.RelationComplementary: {"en": "complementary", "fr": "complémentaires", "ar": "متكاملتان"},
}
