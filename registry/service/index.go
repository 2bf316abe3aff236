package service

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/overlap"
)

// indexOf makes what lists, facets and search know of a view, from the view alone.
func indexOf(i *registry.Initiative) registry.Index {
	x := registry.Index{
		Regions:       i.Regions,
		Status:        i.Status,
		Kind:          i.Kind,
		Scope:         i.Scope,
		Beneficiaries: i.Beneficiaries,
		Period:        i.Period,
	}
	for _, c := range i.Countries {
		x.Countries = append(x.Countries, c.Code)
	}
	for _, p := range i.GoodPractices {
		x.GoodPractices = append(x.GoodPractices, p.Number)
	}
	for _, s := range i.Sectors {
		x.Sectors = append(x.Sectors, sectorTerms(s)...)
	}
	body := []registry.Text{i.Description}
	for _, p := range i.Participations {
		body = append(body, p.Name)
		if p.Organisation == "" {
			continue
		}
		x.Organisations = append(x.Organisations, p.Organisation)
		switch p.Role {
		case registry.RoleFunding:
			x.Donors = append(x.Donors, p.Organisation)
		case registry.RoleImplementing:
			x.Implementers = append(x.Implementers, p.Organisation)
		}
	}
	for _, l := range i.Locations {
		body = append(body, l.Name)
		if l.Point != nil {
			x.Points = append(x.Points, *l.Point)
		}
	}
	for _, p := range overlap.NamedPlaces(&i.Facts) {
		x.Places = append(x.Places, p.Key)
	}
	for _, s := range i.Sources {
		x.Feeds = append(x.Feeds, s.Feed)
	}
	for _, id := range i.Identifiers {
		x.Identifiers = append(x.Identifiers, strings.ToLower(id.Value))
	}
	if i.Budget != nil {
		x.BudgetUSD = i.Budget.USD
	}
	x.TitleTokens = analysis.Tokens(i.Title)
	for _, text := range body {
		x.BodyTokens = append(x.BodyTokens, analysis.Tokens(text)...)
	}
	for _, list := range []*[]string{&x.Countries, &x.Sectors, &x.Organisations, &x.Donors, &x.Implementers, &x.Feeds, &x.Identifiers, &x.Places, &x.BodyTokens} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return x
}

// sectorTerms are the values under which a sector is found: DAC purpose codes by themselves, by what a withdrawn one
// became, and by their 3-digit category; other vocabularies as VOCABULARY:CODE.
func sectorTerms(s registry.Sector) []string {
	switch s.Vocabulary {
	case "1":
		terms := []string{s.Code}
		if current, ok := codelist.CurrentSector(s.Code); ok {
			terms = append(terms, current...)
		}
		for _, code := range terms {
			if len(code) == 5 {
				terms = append(terms, code[:3])
			}
		}
		return terms
	case "2":
		return []string{s.Code}
	}
	return []string{s.Vocabulary + ":" + s.Code}
}
