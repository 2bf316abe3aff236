package service

import (
	"context"
	"fmt"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// DraftCheck is the answer to somebody who asks before funding.
type DraftCheck struct {
	Overlaps []*registry.Overlap
	// Nearest are no flags: initiatives that share a place, a purpose or words of the subject with the draft and reach no
	// cut-off, nearest first. They have no kind and no level.
	Nearest []*registry.Overlap
	// Sharpen says what the draft leaves out that would make the answer sharper, what would do most first.
	Sharpen []Sharpening
	Around  Around
}

// Sharpening is a field that a draft leaves out.
type Sharpening struct {
	Field     string // of the draft
	Dimension registry.Dimension
	Weight    float64 // log-odds that the dimension can add at most
	Sentence  registry.Text
}

// Around is how much goes on around a draft, of what the caller sees.
type Around struct {
	Countries     []string
	GoodPractices []int    // that the draft states or its words point to
	Sectors       []string // where there is no practice
	Initiatives   int
	Donors        int
}

// around counts the initiatives in the draft's countries and field.
func (s *Service) around(ctx context.Context, who registry.Audience, i *registry.Initiative) (Around, error) {
	a := Around{Countries: []string{}, GoodPractices: []int{}, Sectors: []string{}}
	for _, c := range i.Countries {
		a.Countries = append(a.Countries, c.Code)
	}
	for _, p := range i.GoodPractices {
		a.GoodPractices = append(a.GoodPractices, p.Number)
	}
	if len(a.GoodPractices) == 0 {
		for _, sector := range i.Sectors {
			a.Sectors = append(a.Sectors, sector.Code)
		}
	}
	if len(a.Countries) == 0 {
		return a, nil // the whole world says nothing
	}
	facets, err := s.store.FacetInitiatives(ctx, s.lens(who), registry.InitiativeFilter{Countries: a.Countries, GoodPractices: a.GoodPractices, Sectors: a.Sectors})
	if err != nil {
		return a, err
	}
	a.Donors = len(facets[registry.FacetDonor])
	a.Initiatives, err = s.store.CountInitiatives(ctx, s.lens(who), registry.InitiativeFilter{Countries: a.Countries, GoodPractices: a.GoodPractices, Sectors: a.Sectors})
	return a, err
}

// sharpenings lists what the draft leaves out, by how much the model lets it count.
func sharpenings(d Draft, i *registry.Initiative, model *overlap.Model, around Around) []Sharpening {
	var missing []Sharpening
	add := func(leftOut bool, field string, dimension registry.Dimension, en, fr, ar string) {
		if !leftOut {
			return
		}
		weight := 0.0
		for _, w := range model.Overlap.Weights[dimension] {
			weight = max(weight, w)
		}
		missing = append(missing, Sharpening{field, dimension, weight, registry.Text{"en": en, "fr": fr, "ar": ar}})
	}
	n := around.Initiatives
	add(len(d.Countries) == 0, "countries", registry.DimensionPlace,
		"Add the country: without it nothing can be compared by place.",
		"Ajoutez le pays : sans lui, rien n'est comparable par lieu.",
		"أضف البلد: من دونه لا تمكن المقارنة بحسب المكان.")
	add(len(d.Countries) > 0 && len(overlap.NamedPlaces(&i.Facts)) == 0, "locations", registry.DimensionPlace,
		fmt.Sprintf("Add the district or province: it would make the initiatives in this country and field (%d) comparable by place, and no overlap is of level high without it.", n),
		fmt.Sprintf("Ajoutez le district ou la province : les initiatives de ce pays et de ce domaine (%d) deviendraient comparables par lieu ; sans cela, aucun recoupement n'atteint le niveau élevé.", n),
		fmt.Sprintf("أضف المحافظة أو المديرية: تصبح مبادرات هذا البلد والمجال (عددها %d) قابلة للمقارنة بحسب المكان، ومن دونها لا يبلغ أي تقاطع المستوى العالي.", n))
	add(d.Period.Start == "" && d.Period.End == "", "period", registry.DimensionTime,
		fmt.Sprintf("Add when it is to run: of the initiatives in this country and field (%d), those that end before would fall away.", n),
		fmt.Sprintf("Ajoutez la période prévue : parmi les initiatives de ce pays et de ce domaine (%d), celles qui se terminent avant seraient écartées.", n),
		fmt.Sprintf("أضف فترة التنفيذ: من مبادرات هذا البلد والمجال (عددها %d) تُستبعد التي تنتهي قبلها.", n))
	add(len(d.GoodPractices) == 0 && len(d.Sectors) == 0, "good_practices", registry.DimensionPractice,
		"Add the good practice or the DAC sector: what it is for would be compared by code and not by words alone.",
		"Ajoutez la bonne pratique ou le secteur du CAD : l'objet serait comparé par code et non par les mots seuls.",
		"أضف الممارسة الجيدة أو قطاع لجنة المساعدة الإنمائية: يُقارن الغرض بالرمز لا بالكلمات وحدها.")
	add(len(d.Beneficiaries) == 0, "beneficiaries", registry.DimensionBeneficiary,
		"Add whom it is for: the same work for other people is no overlap.",
		"Ajoutez les bénéficiaires : le même travail pour d'autres personnes n'est pas un recoupement.",
		"أضف الفئات المستفيدة: العمل نفسه لفئات أخرى ليس تقاطعًا.")
	add(d.Description.IsEmpty(), "description", registry.DimensionText,
		"Add a description: a title alone has few words to compare.",
		"Ajoutez une description : un titre seul offre peu de mots à comparer.",
		"أضف وصفًا: العنوان وحده قليل الكلمات للمقارنة.")
	add(len(d.Donors) == 0, "donors", registry.DimensionOrganisation,
		"Add who funds it: until then an overlap is at most of level medium, since the donor is to be confirmed.",
		"Ajoutez le bailleur : d'ici là un recoupement est au plus de niveau moyen, le bailleur restant à confirmer.",
		"أضف الجهة المانحة: وإلى ذلك الحين لا يتجاوز التقاطع المستوى المتوسط لأن الجهة المانحة غير مؤكدة.")
	slices.SortStableFunc(missing, func(a, b Sharpening) int {
		switch {
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	return missing
}
