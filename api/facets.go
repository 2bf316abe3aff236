package api

import (
	"context"

	"github.com/tansiq/tansiq/registry"
)

const aboutFacets = "How many of the initiatives that match have each value. Each facet ignores its own filter, so that the other choices show. " +
	"Values come most frequent first. `sector` counts DAC categories (3 digits), `year` every year that the period touches."

// Facets are counts by value.
type Facets struct {
	Facets FacetLists `json:"facets"`
}

// FacetLists has a list for each field.
type FacetLists struct {
	Country      []FacetValue `json:"country" doc:"By recipient country."`
	Region       []FacetValue `json:"region" doc:"By coordination region."`
	GoodPractice []FacetValue `json:"good_practice" doc:"By good practice that it may relate to. Practices overlap: the counts are not to be added up."`
	Donor        []FacetValue `json:"donor" doc:"By funding organisation (id)."`
	Sector       []FacetValue `json:"sector" doc:"By DAC category."`
	Status       []FacetValue `json:"status" doc:"By IATI activity status."`
	Year         []FacetValue `json:"year" doc:"By year of activity."`
}

// FacetValue is a value with its count.
type FacetValue struct {
	Value string        `json:"value" doc:"The value, as the filter takes it." example:"AF"`
	Label registry.Text `json:"label,omitempty" doc:"Its name by language; absent where it has none."`
	Count int           `json:"count" doc:"How many initiatives have it." example:"12"`
}

func (a *api) facets(ctx context.Context, who registry.Audience, in *InitiativeParameters) (*answer[Facets], error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	counted, err := a.registry.FacetInitiatives(ctx, who, filter)
	if err != nil {
		return nil, err
	}
	list := func(field registry.FacetField) []FacetValue {
		values := []FacetValue{}
		for _, f := range counted[field] {
			values = append(values, FacetValue{f.Value, f.Label, f.Count})
		}
		return values
	}
	return &answer[Facets]{Facets{FacetLists{
		Country: list(registry.FacetCountry), Region: list(registry.FacetRegion), GoodPractice: list(registry.FacetGoodPractice),
		Donor: list(registry.FacetDonor), Sector: list(registry.FacetSector), Status: list(registry.FacetStatus), Year: list(registry.FacetYear),
	}}}, nil
}

// countsBy gives the numbers of initiatives that the caller may see, by one field.
func (a *api) countsBy(ctx context.Context, who registry.Audience, field registry.FacetField) (map[string]int, error) {
	counted, err := a.registry.FacetInitiatives(ctx, who, registry.InitiativeFilter{})
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, f := range counted[field] {
		counts[f.Value] = f.Count
	}
	return counts, nil
}
