package overlap

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// maxCounterfactuals is how many pieces of evidence are thought away, each for itself.
const maxCounterfactuals = 2

// Counterfactuals says what score and level an overlap would have without each of the two pieces of evidence that speak
// for it most: read off its evidence by the rules and cut-offs that levels are given by. What is thought away is taken for
// not known; of a place the country stays.
func (m *Model) Counterfactuals(o *registry.Overlap) []registry.Counterfactual {
	var carrying []registry.Evidence
	for _, e := range o.Evidence {
		if e.Dimension != registry.DimensionPrior && e.Weight > 0 {
			carrying = append(carrying, e)
		}
	}
	slices.SortStableFunc(carrying, func(a, b registry.Evidence) int { return cmp.Compare(b.Weight, a.Weight) })
	var all []registry.Counterfactual
	for _, e := range carrying[:min(len(carrying), maxCounterfactuals)] {
		c := registry.Counterfactual{Without: e.Dimension}
		c.Score, c.Level = m.without(o, e.Dimension)
		c.Sentence = counterfactualSentence(e, o.Level, c.Level)
		all = append(all, c)
	}
	return all
}

// without scores and levels an overlap again, one dimension taken for missing.
func (m *Model) without(o *registry.Overlap, missing registry.Dimension) (float64, registry.Level) {
	p := pair{model: m, funders: fundersUnknown}
	q, logit := &m.Identity, 0.0
	if o.Kind == registry.OverlapOverlap {
		q = &m.Overlap
	}
	for _, e := range o.Evidence {
		level, weight := e.Level, e.Weight
		if e.Dimension == missing {
			level, weight = registry.LevelMissing, 0
			if e.Dimension == registry.DimensionPlace && len(e.Matched) > 0 && e.Level != levelSameCountry {
				level, weight = levelSameCountry, min(e.Weight, q.Weights[e.Dimension][levelSameCountry])
			}
		}
		logit += weight
		if d := slices.IndexFunc(dimensions[:], func(d describedDimension) bool { return d.name == e.Dimension }); d >= 0 {
			p.findings[d].level = level
		}
	}
	if p.is(byOrganisation, levelDifferent, levelDifferentFunders, levelImplementer) {
		p.funders = fundersDifferent
	}
	score := probability(logit)
	switch {
	case o.Kind == registry.OverlapOverlap:
		return score, p.overlapLevel(score, o.Completeness)
	case !p.isLinked() && !p.mayBeNamedAlike():
		return score, ""
	}
	return score, p.identityLevel(score)
}

// counterfactualSentence says it in English, French and Arabic.
func counterfactualSentence(e registry.Evidence, before, after registry.Level) registry.Text {
	what := withoutWords[e.Dimension]
	if special, ok := withoutLevelWords[e.Level]; ok {
		what = special
	}
	text := registry.Text{}
	for language, templates := range counterfactualTemplates {
		template := templates.changed
		switch after {
		case "":
			template = templates.nothing
		case before:
			template = templates.same
		}
		text[language] = strings.NewReplacer("{what}", what[language], "{level}", levelWords[after][language]).Replace(template)
	}
	return text
}

var counterfactualTemplates = map[string]struct{ changed, same, nothing string }{
	"en": {"Without {what}: {level}.", "Without {what} it would still be {level}.", "Without {what}, nothing would be flagged."},
	"fr": {"Sans {what} : {level}.", "Sans {what}, le niveau resterait {level}.", "Sans {what}, rien ne serait signalé."},
	"ar": {"من دون {what}: {level}.", "من دون {what} يبقى المستوى: {level}.", "من دون {what} لا يُشار إلى شيء."},
}

var levelWords = map[registry.Level]registry.Text{
	registry.LevelHigh:   {"en": "high", "fr": "élevé", "ar": "مرتفع"},
	registry.LevelMedium: {"en": "medium", "fr": "moyen", "ar": "متوسط"},
	registry.LevelLow:    {"en": "low", "fr": "faible", "ar": "منخفض"},
}

// withoutWords name what is thought away, by dimension.
var withoutWords = map[registry.Dimension]registry.Text{
	registry.DimensionIdentifier:   {"en": "the shared identifier", "fr": "l'identifiant commun", "ar": "المعرّف المشترك"},
	registry.DimensionLinks:        {"en": "the declared relation", "fr": "le lien déclaré", "ar": "الصلة المصرَّح بها"},
	registry.DimensionText:         {"en": "the likeness of the titles", "fr": "la ressemblance des titres", "ar": "تشابه العنوانين"},
	registry.DimensionOrganisation: {"en": "what is known of the organisations", "fr": "ce que l'on sait des organisations", "ar": "ما يُعرف عن المنظمات"},
	registry.DimensionPlace:        {"en": "the shared place", "fr": "le lieu commun", "ar": "المكان المشترك"},
	registry.DimensionTime:         {"en": "the agreement in time", "fr": "la concordance des dates", "ar": "توافق الفترتين"},
	registry.DimensionPractice:     {"en": "the shared purpose", "fr": "la finalité commune", "ar": "الغرض المشترك"},
	registry.DimensionBeneficiary:  {"en": "the people they have in common", "fr": "le public commun", "ar": "الفئة المستهدفة المشتركة"},
	registry.DimensionMoney:        {"en": "the matching amounts", "fr": "la concordance des montants", "ar": "توافق المبلغين"},
}

// withoutLevelWords say it better for some levels.
var withoutLevelWords = map[string]registry.Text{
	levelScoped:          {"en": "the shared number", "fr": "le numéro commun", "ar": "الرقم المشترك"},
	levelActivity:        {"en": "the partner's activity that one names", "fr": "l'activité d'un partenaire que l'une cite", "ar": "نشاط الشريك الذي تذكره إحداهما"},
	levelMoneyFlow:       {"en": "the shared flow of money", "fr": "le flux financier commun", "ar": "التدفق المالي المشترك"},
	levelSharedCode:      {"en": "the shared code", "fr": "le code commun", "ar": "الرمز المشترك"},
	levelSharedKey:       {"en": "the shared acronym", "fr": "le sigle commun", "ar": "الاختصار المشترك"},
	levelStrongTheme:     {"en": "the words of the subject that they share", "fr": "les mots du sujet en commun", "ar": "كلمات الموضوع المشتركة"},
	levelSubject:         {"en": "the subject that both titles name", "fr": "le sujet que nomment les deux titres", "ar": "الموضوع الذي يسميه العنوانان"},
	levelTheme:           {"en": "the words of the subject that they share", "fr": "les mots du sujet en commun", "ar": "كلمات الموضوع المشتركة"},
	levelNearby:          {"en": "the nearness of the places", "fr": "la proximité des lieux", "ar": "قرب المكانين"},
	levelImplementerOnly: {"en": "the shared implementer", "fr": "l'organisme d'exécution commun", "ar": "الجهة المنفذة المشتركة"},
	levelImplementer:     {"en": "the shared implementer", "fr": "l'organisme d'exécution commun", "ar": "الجهة المنفذة المشتركة"},
	levelFunder:          {"en": "the shared funder", "fr": "le bailleur commun", "ar": "الممول المشترك"},
}
