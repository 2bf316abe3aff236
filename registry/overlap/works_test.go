package overlap_test

import (
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// listed is a project as a country system lists it: title, donor, place, days and amount, and no more.
func listed(id, title, donor, place string, from, to registry.Date, amount registry.Amount) *registry.Initiative {
	i := &registry.Initiative{ID: id, Sources: []registry.Source{{Feed: "system", Key: id}}}
	i.Facts = registry.Facts{
		Kind: registry.KindProject, Identifiers: []registry.Identifier{{Scheme: "iati", Value: "SYS-" + id}}, Title: text(title),
		Countries: []registry.CountryShare{{Code: "AF"}}, Sectors: []registry.Sector{{Vocabulary: "2", Code: "120"}},
		Period:         registry.Period{Start: from, End: to, Basis: registry.PeriodActual},
		Reporter:       &registry.Reporter{Ref: "SYS", Name: text("Country system"), Secondary: true},
		Participations: []registry.Participation{{Role: registry.RoleFunding, Organisation: "org-" + donor, Name: text(donor)}},
	}
	if place != "" {
		i.Locations = []registry.Location{{Name: text(place), Country: "AF"}}
	}
	if amount != 0 {
		i.Budget = &registry.Budget{Amount: amount, Currency: "USD"}
	}
	return i
}

// What the titles of one list say of two of its entries: works of one pattern are many, numbers tell phases, codes and names of
// bodies put to a title tell nothing.
func TestTitlesOfOneList(t *testing.T) {
	const related, same = registry.OverlapRelated, registry.OverlapSameInitiative
	type entry struct {
		title, donor, place string
		from, to            registry.Date
		amount              registry.Amount
	}
	const from, to, later, end = "2010-03-29", "2011-03-28", "2011-05-02", "2012-05-01"
	for _, c := range []struct {
		name     string
		a, b     entry
		kind     registry.OverlapKind // "" for neither one nor parts of one
		relation registry.RelationType
	}{
		{"two schools of one sum", entry{"Construction of Zarkash primary school in Mahgul district", "japan", "Mahgul", from, to, 8976816},
			entry{"Construction of Tirband primary school in Mahgul district", "japan", "Mahgul", from, to, 8976816}, "", ""},
		{"two schools, one of them misspelt", entry{"Constrcution of Zarkash primary school in Mahgul district", "japan", "Mahgul", from, to, 8976816},
			entry{"Constraction of Tirband primary school in Mahgul district", "japan", "Mahgul", from, to, 8976816}, "", ""},
		{"walls of one name in two districts", entry{"Construction of Zarkash retaining wall", "japan", "Mahgul", from, to, 8976816},
			entry{"Construction of Zarkash retaining wall", "japan", "Sarband", from, to, 9234521}, "", ""},
		{"one school, entered twice", entry{"Construction of Zarkash primary school", "japan", "Mahgul", from, to, 8976816},
			entry{"Construction of Zarkash primary school", "japan", "Mahgul", from, to, 8976816}, same, ""},
		{"a numbered programme of building", entry{"IX Programa de Mejoramiento de Carreteras Zarkash", "japan", "", from, to, 8976816},
			entry{"XI Programa de Mejoramiento de Carreteras Zarkash", "japan", "", later, end, 9234521}, related, registry.RelationPhase},
		{"phases that each say more", entry{"Zarkash Livestock Health Phase II - Risk management of diseases", "eu", "", from, to, 0},
			entry{"Zarkash Livestock Health (ZLH) Phase III - Delivery for trade", "eu", "", later, end, 0}, related, registry.RelationPhase},
		{"two emergencies numbered by the disease", entry{"Programme for health care in Zarkash during COVID-19", "eu", "", from, to, 5000000},
			entry{"Programme for quality schooling in Zarkash", "eu", "", from, to, 5000000}, "", ""},
		{"numbers of one office's series, two donors", entry{"Zarkash Drought Crisis Response (mission/zar/113/uk)", "gov-gb", "", from, to, 6400001},
			entry{"Zarkash Drought Crisis Response (mission/zar/115/bel)", "belgium", "", from, to, 1429844}, related, registry.RelationCoFunded},
		{"a number put to the title", entry{"Zarkash Drought and Livelihoods Project", "world-bank", "", from, to, 0},
			entry{"MISS/ZAR/122/WBK - Zarkash Drought and Livelihoods", "world-bank", "", from, to, 0}, same, ""},
		{"parts of what has its acronym in brackets", entry{"Transition Initiative for Zarkash Stabilisation (TIZS) Oxford group", "usaid", "", from, to, 5106587},
			entry{"Transition Initiative for Zarkash Stabilisation (TIZS) Kampala office", "usaid", "", from, to, 5743529}, related, registry.RelationSibling},
		{"shares of one title, as one list prints them", entry{"Protection of Zarkash Displaced People", "japan", "", from, to, 4595929},
			entry{"Protection of Zarkash Displaced People", "japan", "", from, to, 1086508}, related, registry.RelationParent},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := func(id string, e entry) *registry.Initiative {
				return listed(id, e.title, e.donor, e.place, e.from, e.to, e.amount)
			}
			r, ok := between(made("a", c.a), made("b", c.b))
			if !ok || r.Kind == registry.OverlapOverlap {
				r.Kind, r.Relation = "", ""
			}
			if r.Kind != c.kind || r.Relation != c.relation {
				t.Errorf("want %q %q\n%s", c.kind, c.relation, describe(r))
			}
		})
	}
}

// A place's name is no programme's, and a subject that both titles name is a kind of work where they are in one place.
func TestOneSubjectInOnePlace(t *testing.T) {
	for _, c := range []struct {
		a, b, place string // the first is at Mahgul, or at a university where that is the place
		found       bool
	}{
		{"Agriculture faculties of Zarkash University", "Construction of a mosque in Zarkash University", "Zarkash University", false},
		{"Secondment of a police consultant", "Consultative seminar of the diaspora", "Mahgul", false},
		{"SO2. Malaria services", "Expanding the fight against malaria", "Mahgul", true},
		{"SO2. Malaria services", "Expanding the fight against malaria", "Sarband", false},
		{"SO2. Health services", "Expanding the fight against malaria", "Mahgul", false},
		{"Water for riverine households in Middle Zarkash region, South Afghanistan", "Water against drought in Middle Zarkash region, South Afghanistan", "Mahgul", true},
	} {
		first := "Mahgul"
		if strings.HasSuffix(c.place, "University") {
			first = c.place
		}
		r, ok := between(listed("a", c.a, "eu", first, "2010-03-29", "2012-03-28", 0), listed("b", c.b, "japan", c.place, "2010-09-01", "2012-08-30", 0))
		if ok != c.found || ok && r.Kind != registry.OverlapOverlap {
			t.Errorf("%q, %q: an overlap %v, want %v\n%s", c.a, c.b, ok, c.found, describe(r))
		}
	}
}
