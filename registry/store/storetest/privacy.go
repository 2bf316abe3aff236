package storetest

import (
	"bytes"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// testNothingOfOtherViews: what a view is found, counted, sorted or ranked by is what it shows. An initiative whose
// amber record names a place, a donor, words and an identifier is found by them only through a lens that sees it.
func testNothingOfOtherViews(_ *testing.T, e *env) {
	open := registry.Index{
		Countries: []string{"ML"}, Regions: []string{"sahel"}, Donors: []string{"open"}, Organisations: []string{"open"},
		Period: period("2020-01-01", ""), BudgetUSD: usd(10), TitleTokens: []string{"open"}, Identifiers: []string{"open-1"},
	}
	amber := open
	amber.Countries = []string{"ML", "NE"}
	amber.Donors, amber.Organisations = []string{"open", "secret"}, []string{"open", "secret"}
	amber.Sectors = []string{"15210"}
	amber.Points = []registry.Point{{Latitude: 16, Longitude: 0}}
	amber.TitleTokens, amber.Identifiers = []string{"open", "hidden"}, []string{"open-1", "hidden-1"}
	amber.Period, amber.BudgetUSD = period("2010-01-01", "2011-01-01"), usd(99)
	seers := []registry.ViewScope{registry.ScopeAll, registry.RegionScope("sahel"), registry.OrganisationScope("secret")}
	e.put(
		registry.InitiativeWrite{ID: id(1), Views: []registry.View{
			{Scopes: []registry.ViewScope{registry.ScopePublic, registry.ScopePartner}, Document: []byte(`{"t":"open"}`), Index: open, Figures: []byte("open")},
			{Scopes: seers, Document: []byte(`{"t":"amber"}`), Index: amber, Figures: []byte("amber")},
		}},
		// One that nobody but they know of at all.
		registry.InitiativeWrite{ID: id(2), Views: []registry.View{{Scopes: seers, Document: []byte(`{"t":"amber"}`), Index: amber}}},
		initiative(3, `{"t":"open"}`, open),
	)
	e.write(func(tx registry.Tx) error {
		return tx.PutOverlaps(e.ctx, []*registry.Overlap{overlapOf(1, 1, 3, registry.RegionScope("sahel"))})
	})
	yes := true
	secrets := map[string]registry.InitiativeFilter{
		"country":          {Countries: []string{"NE"}},
		"country of both":  {Countries: []string{"ML"}, Sectors: []string{"15210"}},
		"donor":            {Donors: []string{"secret"}},
		"organisation":     {Organisations: []string{"secret"}},
		"sector":           {Sectors: []string{"15210"}},
		"word":             {Terms: [][]string{{"hidden"}}},
		"prefix":           {Terms: [][]string{{"hid*"}}},
		"identifier":       {Identifiers: []string{"hidden-1"}},
		"box":              {BBox: &registry.BBox{West: -1, South: 15, East: 1, North: 17}},
		"period":           {ActiveOn: "2010-06-01"},
		"budget":           {MinBudgetUSD: usd(50)},
		"period and place": {ActiveTo: "2015-01-01", Countries: []string{"ML"}},
	}
	lenses := []struct {
		name string
		lens registry.Lens
		sees bool
	}{
		{"public", public, false},
		{"partner", lensOf(registry.ScopePartner), false},
		{"another organisation", registry.Audience{Role: registry.RoleDonor, Organisation: "open"}.Lens(), false},
		{"another region's coordinator", registry.Audience{Role: registry.RoleCoordinator, Regions: []string{"balkans"}}.Lens(), false},
		{"the region's coordinator", registry.Audience{Role: registry.RoleCoordinator, Regions: []string{"balkans", "sahel"}}.Lens(), true},
		{"the organisation", registry.Audience{Role: registry.RoleDonor, Organisation: "secret"}.Lens(), true},
		{"the administrator", registry.Audience{Role: registry.RoleAdministrator}.Lens(), true},
	}
	for _, l := range lenses {
		want := []int{}
		if l.sees {
			want = []int{1, 2}
		}
		for name, filter := range secrets {
			for _, sort := range sorts {
				got := e.ids(l.lens, filter, sort, 1)
				if len(got) != len(want) {
					e.Errorf("%s, %s: %v listed, want %v", l.name, name, numbers(got), want)
				}
			}
			if n := e.count(l.lens, filter); n != len(want) {
				e.Errorf("%s, %s: %d counted, want %d", l.name, name, n, len(want))
			}
		}
		facets, err := e.FacetInitiatives(e.ctx, l.lens, registry.InitiativeFilter{})
		e.must(err)
		for facet, value := range map[registry.FacetField]string{registry.FacetCountry: "NE", registry.FacetDonor: "secret",
			registry.FacetYear: "2010"} {
			n := 0
			for _, c := range facets[facet] {
				if c.Value == value {
					n = c.Count
				}
			}
			if n != len(want) {
				e.Errorf("%s: facet %s counts %d of %s, want %d", l.name, facet, n, value, len(want))
			}
		}
		for d, err := range e.EachInitiative(e.ctx, l.lens, registry.InitiativeFilter{}) {
			e.must(err)
			if bytes.Contains(d.JSON, []byte("amber")) && !l.sees {
				e.Errorf("%s reads %s", l.name, d.JSON)
			}
		}
		amber := 0
		for f, err := range e.EachFigures(e.ctx, l.lens, registry.InitiativeFilter{}) {
			e.must(err)
			if f.Figures == "amber" || bytes.Contains(f.Document, []byte("amber")) { // the second has no figures
				amber++
			}
		}
		if amber != len(want) {
			e.Errorf("%s reads %d figures of what is amber, want %d", l.name, amber, len(want))
		}
	}
	flagged := registry.InitiativeFilter{HasOverlap: &yes}
	if n := e.count(public, flagged); n != 0 {
		e.Errorf("the public counts %d with an overlap that it may not see", n)
	}
	// Where open flags are shown to everybody, still none of a side of which something is withheld.
	if n := e.count(publicAll, flagged); n != 0 {
		e.Errorf("the public counts %d with an overlap of which it may not see a side", n)
	}
	if n := e.count(lensOf(registry.ScopePartner, registry.RegionScope("sahel")), flagged); n != 2 {
		e.Errorf("the coordinator counts %d with an overlap, want 2", n)
	}
	// The order of a search through the public lens does not depend on what the public does not see.
	e.wantNumbers("public search", e.ids(public, registry.InitiativeFilter{Terms: [][]string{{"open"}}}, "", 10), 1, 3)
}

// testFollowsOthers: what another process writes is counted at the next read, its new values and terms too.
func testFollowsOthers(_ *testing.T, e *env) {
	other := e.open()
	if n := e.count(public, registry.InitiativeFilter{}); n != 0 {
		e.Fatalf("%d in an empty store", n)
	}
	for n := 1; n <= 3; n++ {
		country := []string{"AF", "PK", "SO"}[n-1]
		write := initiative(n, `{"t":"x"}`, registry.Index{Countries: []string{country}, Donors: []string{"d" + country}})
		e.must(other.Write(e.ctx, func(tx registry.Tx) error { return tx.PutInitiatives(e.ctx, []registry.InitiativeWrite{write}) }))
		if got := e.count(public, registry.InitiativeFilter{}); got != n {
			e.Errorf("counts %d after %d were written", got, n)
		}
		facets, err := e.FacetInitiatives(e.ctx, public, registry.InitiativeFilter{})
		e.must(err)
		if len(facets[registry.FacetCountry]) != n || len(facets[registry.FacetDonor]) != n {
			e.Errorf("after %d writes the facets are %v", n, facets)
		}
		e.wantNumbers("listed", e.ids(public, registry.InitiativeFilter{Countries: []string{country}}, "", 10), n)
	}
	e.must(other.Write(e.ctx, func(tx registry.Tx) error {
		return tx.PutInitiatives(e.ctx, []registry.InitiativeWrite{{ID: id(2)}})
	}))
	if got := e.count(public, registry.InitiativeFilter{}); got != 2 {
		e.Errorf("counts %d after one was hidden", got)
	}
}
