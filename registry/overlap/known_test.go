package overlap_test

import (
	"cmp"
	"hash/fnv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/overlap/evaluation"
)

// Pairs that are known to be one initiative without anybody having read them: a record published twice under one identifier,
// and the two halves of a record that carries two languages. They are many and flatter: what was published twice says the
// same of money and days, and often in the same words. Figures on them stand beside those on labels, never for them.

// TestKnownPairs looks for each of them with the identifiers, declared relations and publishers taken away, among all
// records of both files; whatever else is called one initiative across the two counts as wrong. Half of the records are to
// look at (TANSIQ_SHOW=known prints what of them is missed or wrong), the figures are those of the other half. It holds that
// what is called one at high is one, and that a part of them is found.
func TestKnownPairs(t *testing.T) {
	published := func(name string) []*registry.Initiative {
		return loadIATI(t, importertest.Shared(t, "iati", "activities", name))
	}
	english, portuguese := halves(published("usaid-tl.xml.gz"), "en", "pt")
	for _, k := range []known{
		{"republished: Somalia in IATI 1.04 and 2.03", published("aims/iati_1.04_SomaliaAIMS.xml.gz"), published("aims/iati_2.03_SomaliaAIMS.xml.gz"), nil, 0.93},
		{"republished: BCIE on two days", published("bcie-2025-12-12.xml"), published("bcie-2025-12-18.xml.gz"), nil, 0.85},
		{"two languages: USAID in Timor-Leste, English and Portuguese", english, portuguese, published("aims/iati_2.03_TimorLesteAIMS.xml.gz"), 0.45},
	} {
		k.measure(t, "all else as it is", k.least, func(*registry.Initiative) {})
		k.measure(t, "without money", 0, func(i *registry.Initiative) { i.Budgets, i.Budget, i.Totals = nil, nil, nil })
	}
}

// known is two lists of initiatives of which those of one key are one, and others that stand beside them.
type known struct {
	name         string
	first, other []*registry.Initiative
	beside       []*registry.Initiative
	least        float64 // recall
}

func (k known) measure(t *testing.T, condition string, least float64, withhold func(*registry.Initiative)) {
	t.Helper()
	var all []*registry.Initiative
	side := map[string]int{}
	byKey := map[string]string{}
	take := func(list []*registry.Initiative, of int) {
		for _, i := range list {
			h := anonymous(i)
			withhold(h)
			all, side[h.ID] = append(all, h), of
		}
	}
	take(k.first, 1)
	take(k.other, 2)
	take(k.beside, 0)
	d, features := detectorOf(all)
	found := map[[2]string]*evaluation.Finding{}
	d.Detect(func(r overlap.Result) {
		if side[r.A]*side[r.B] == 2 {
			found[[2]string{r.A, r.B}] = &evaluation.Finding{Kind: r.Kind, Relation: r.Relation, Score: r.Score, Level: r.Level}
		}
	})
	for _, i := range k.first {
		byKey[i.Sources[0].Key] = i.ID
	}
	var cases []evaluation.Case
	for _, i := range k.other {
		if first, ok := byKey[i.Sources[0].Key]; ok {
			pair := [2]string{min(first, i.ID), max(first, i.ID)}
			cases = append(cases, evaluation.Case{A: pair[0], B: pair[1], Label: evaluation.LabelSame, Found: found[pair]})
			delete(found, pair)
		}
	}
	for pair, f := range found {
		cases = append(cases, evaluation.Case{A: pair[0], B: pair[1], Label: evaluation.LabelDifferent, Found: f})
	}
	slices.SortFunc(cases, func(x, y evaluation.Case) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	for _, part := range []string{"to look at", "reported"} {
		mine := slices.DeleteFunc(slices.Clone(cases), func(c evaluation.Case) bool { return toLookAt(c) != (part == "to look at") })
		r := evaluation.Evaluate(mine, 0, evaluation.Options{Seed: 1, Samples: 300})
		t.Logf("%s, %s, %s: among %d initiatives\n%s", k.name, condition, part, len(all), figuresOf(r.Questions[0]))
		high, low := r.Questions[0].Levels[0], r.Questions[0].Levels[2]
		if high.Claimed > 20 && high.Precision.Value < 0.98 || low.Recall.Value < least {
			t.Errorf("%s, %s, %s: high %+v, low %+v", k.name, condition, part, high, low)
		}
		if part == "to look at" && os.Getenv("TANSIQ_SHOW") == "known" {
			for _, c := range mine {
				if (c.Label == evaluation.LabelSame) != saysOne(c.Found) {
					t.Logf("%s -> %s\n%s", c.Label, said(c.Found), describe(d.Inspect(features[c.A], features[c.B])))
				}
			}
		}
	}
}

// toLookAt says whether a pair is in the half that rules may be mended with: of a record's versions both are, or neither.
func toLookAt(c evaluation.Case) bool {
	half := func(id string) bool {
		_, key, _ := strings.Cut(id, "#")
		h := fnv.New32a()
		h.Write([]byte(key))
		return h.Sum32()>>16&1 == 0
	}
	return half(c.A) && half(c.B)
}

func saysOne(f *evaluation.Finding) bool {
	return f != nil && (f.Kind == registry.OverlapSameInitiative || f.Kind == registry.OverlapDuplicate)
}

// anonymous is the initiative without whatever numbers it, and without its publisher. One that pays is named among the
// funders where nobody is: that is how another's record of its project names it.
func anonymous(i *registry.Initiative) *registry.Initiative {
	h := *i
	isFunded := slices.ContainsFunc(i.Participations, func(p registry.Participation) bool { return p.Role == registry.RoleFunding })
	h.Identifiers, h.Related, h.Reporter, h.Participations = nil, nil, nil, nil
	for _, p := range i.Participations {
		p.Activity = ""
		h.Participations = append(h.Participations, p)
	}
	if r := i.Reporter; r != nil && !isFunded && slices.Contains([]string{"10", "40"}, r.Type) {
		h.Participations = append(h.Participations, registry.Participation{Role: registry.RoleFunding, Organisation: r.Organisation, Ref: r.Ref, Name: r.Name})
	}
	return &h
}

// halves divides initiatives that have title and description in two languages: two lists, of one language each.
func halves(all []*registry.Initiative, first, other string) (firsts, others []*registry.Initiative) {
	half := func(i *registry.Initiative, language string) *registry.Initiative {
		h := *i
		h.ID = language + " " + i.ID
		h.Title, h.Description = registry.Text{language: i.Title[language]}, registry.Text{language: i.Description[language]}
		h.Sources = []registry.Source{{Feed: language + " " + i.Sources[0].Feed, Key: i.Sources[0].Key}}
		return &h
	}
	for _, i := range all {
		if i.Title[first] != "" && i.Title[other] != "" && i.Title[first] != i.Title[other] {
			firsts, others = append(firsts, half(i, first)), append(others, half(i, other))
		}
	}
	return firsts, others
}
