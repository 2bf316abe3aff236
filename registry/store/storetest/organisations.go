package storetest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
)

// testOrganisations: found by identifier, name and words; counted and shown through the lens.
func testOrganisations(_ *testing.T, e *env) {
	known := &registry.Organisation{ID: "o1", Recognised: true, Name: registry.Text{"en": "Émile's Fund", "fr": "Fonds d'Émile"},
		Identifiers: []string{"XM-DAC-41", "FR-1"}, Aliases: []string{"EF"}, Type: "10", Parent: "o9", Ultimate: "o8", Curated: "ef"}
	spelling := &registry.Organisation{ID: "o2", Name: registry.Text{"und": "EMILES FUND"}}
	local := &registry.Organisation{ID: "o3", Name: registry.Text{"ar": "منظمة محلية"}}
	put := func(organisations ...*registry.Organisation) {
		e.Helper()
		e.write(func(tx registry.Tx) error { return tx.PutOrganisations(e.ctx, organisations) })
	}
	hidden := &registry.Organisation{ID: "o4", Recognised: true, Name: registry.Text{"en": "Hidden village group"}, Identifiers: []string{"ML-7"}}
	put(known, spelling, local, hidden)
	e.write(func(tx registry.Tx) error {
		byIdentifier, byName, err := tx.FindOrganisations(e.ctx, []string{"xm-dac-41", "FR-1", "none"}, []string{"Emile’s fund", "ef", "منظمة محلية", "fund", ""})
		e.must(err)
		if diff := cmp.Diff(map[string]*registry.Organisation{"xm-dac-41": known, "FR-1": known}, byIdentifier); diff != "" {
			e.Errorf("by identifier (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(map[string]*registry.Organisation{"Emile’s fund": spelling, "منظمة محلية": local}, byName); diff != "" {
			e.Errorf("by name (-want +got):\n%s", diff)
		}
		return nil
	})
	ids, err := e.ResolveOrganisations(e.ctx, []string{"o3", "fr-1", "EMILES FUND", "nobody"})
	e.must(err)
	if diff := cmp.Diff([]string{"o1", "o2", "o3"}, ids); diff != "" {
		e.Errorf("resolved (-want +got):\n%s", diff)
	}

	e.put(
		initiative(1, `{"t":"1"}`, registry.Index{Donors: []string{"o1"}, Implementers: []string{"o3"}, Organisations: []string{"o1", "o3"}}),
		initiative(2, `{"t":"2"}`, registry.Index{Implementers: []string{"o2"}, Organisations: []string{"o2"}}, registry.ScopeAll),
	)
	all := lensOf(registry.ScopeAll)
	yes := true
	for _, c := range []struct {
		name   string
		lens   registry.Lens
		filter registry.OrganisationFilter
		want   map[string]int // id to initiatives
	}{
		{"public", public, registry.OrganisationFilter{}, map[string]int{"o1": 1, "o3": 1}},
		{"administrator", all, registry.OrganisationFilter{}, map[string]int{"o1": 1, "o2": 1, "o3": 1}},
		{"words", all, registry.OrganisationFilter{Query: "fund émi"}, map[string]int{"o1": 1, "o2": 1}},
		{"words of two names", all, registry.OrganisationFilter{Query: "fonds ef"}, map[string]int{"o1": 1}},
		{"Arabic", all, registry.OrganisationFilter{Query: "محلية"}, map[string]int{"o3": 1}},
		{"no words of it", all, registry.OrganisationFilter{Query: "zebra"}, map[string]int{}},
		{"hidden words", public, registry.OrganisationFilter{Query: "emiles fund"}, map[string]int{"o1": 1}},
		{"identifier", all, registry.OrganisationFilter{Identifier: "fr-1"}, map[string]int{"o1": 1}},
		{"identifier of a hidden one", public, registry.OrganisationFilter{Identifier: "ml-7"}, map[string]int{}},
		{"donors", all, registry.OrganisationFilter{Role: registry.RoleFunding}, map[string]int{"o1": 1}},
		{"implementers", public, registry.OrganisationFilter{Role: registry.RoleImplementing}, map[string]int{"o3": 1}},
		{"recognised", all, registry.OrganisationFilter{Recognised: &yes}, map[string]int{"o1": 1}},
	} {
		got := map[string]int{}
		for cursor := ""; ; {
			items, next, err := e.ListOrganisations(e.ctx, c.lens, c.filter, registry.Page{Limit: 1, Cursor: cursor})
			e.must(err)
			for _, o := range items {
				got[o.ID] = o.Initiatives
			}
			if cursor = next; next == "" {
				break
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			e.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		n, err := e.CountOrganisations(e.ctx, c.lens, c.filter)
		e.must(err)
		if n != len(c.want) {
			e.Errorf("%s: counts %d, want %d", c.name, n, len(c.want))
		}
	}
	_, _, err = e.ListOrganisations(e.ctx, all, registry.OrganisationFilter{Role: registry.RoleExtending}, registry.Page{Limit: 1})
	e.wants(err, registry.EInvalid)

	for _, id := range []string{"o2", "o4"} {
		_, err = e.FindOrganisation(e.ctx, public, id)
		e.wants(err, registry.ENotFound)
	}
	o, err := e.FindOrganisation(e.ctx, all, "o2")
	e.must(err)
	if o.Initiatives != 1 {
		e.Errorf("o2 takes part in %d, want 1", o.Initiatives)
	}

	renamed := *known
	renamed.Name, renamed.Identifiers, renamed.Aliases = registry.Text{"en": "Other"}, nil, nil
	put(&renamed)
	ids, err = e.ResolveOrganisations(e.ctx, []string{"FR-1", "EF", "other"})
	e.must(err)
	if diff := cmp.Diff([]string{"o1"}, ids); diff != "" {
		e.Errorf("after a change (-want +got):\n%s", diff)
	}
	many := make([]*registry.Organisation, 1100)
	asked := make([]string, len(many))
	for i := range many {
		asked[i] = fmt.Sprintf("m%d", i)
		many[i] = &registry.Organisation{ID: asked[i], Name: registry.Text{"en": asked[i]}}
	}
	put(many...)
	byID, err := e.OrganisationsByID(e.ctx, append(asked, "nobody"))
	e.must(err)
	if len(byID) != len(many) {
		e.Errorf("%d of %d by id", len(byID), len(many))
	}
}
