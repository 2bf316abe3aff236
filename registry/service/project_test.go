package service

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
)

// TestAllowListNamesEveryField fails when Facts gets a field that nobody has decided on: until it is listed in
// publicFields it leaves the registry for nobody, and listing it is a decision to be taken on purpose.
func TestAllowListNamesEveryField(t *testing.T) {
	facts := reflect.TypeFor[registry.Facts]()
	names := map[string]bool{}
	for i := range facts.NumField() {
		name := jsonName(facts.Field(i))
		names[name] = true
		if !publicFields[name] {
			t.Errorf("field %s is in no audience's allow-list", name)
		}
	}
	for name := range publicFields {
		if !names[name] {
			t.Errorf("the allow-list names %s, which does not exist", name)
		}
	}
}

func TestAllowDropsWhatIsNotListed(t *testing.T) {
	got := allow(registry.Facts{Kind: registry.KindFund, Title: registry.Text{"en": "a"}}, map[string]bool{"title": true})
	if diff := cmp.Diff(registry.Facts{Title: registry.Text{"en": "a"}}, got); diff != "" {
		t.Error(diff)
	}
}

// restricted is a record with something to withhold in every field that the table of design section 9 speaks of.
func restricted(sharing registry.Sharing, sensitivity registry.Sensitivity) registry.Record {
	return registry.Record{
		ID: "r1", Feed: "f", Key: "k",
		Marks: registry.Marks{Sharing: sharing, Sensitivity: sensitivity, Owners: []string{"own"}},
		Facts: registry.Facts{
			Title:     registry.Text{"en": "Legal aid"},
			Countries: []registry.CountryShare{{Code: "ML"}},
			Locations: []registry.Location{
				{Name: registry.Text{"en": "Mopti"}, AdminLevel: 1},
				{Name: registry.Text{"en": "Bankass"}, AdminLevel: 2, Point: &registry.Point{Latitude: 14.07, Longitude: -3.52}},
				{Name: registry.Text{"en": "a house"}, Point: &registry.Point{Latitude: 14.0712, Longitude: -3.5178}},
			},
			Participations: []registry.Participation{
				{Role: registry.RoleFunding, Organisation: "donor", Type: "10", Name: registry.Text{"en": "A ministry"}},
				{Role: registry.RoleImplementing, Organisation: "local", Type: "22", Ref: "ML-1", Activity: "ML-1-7", Name: registry.Text{"en": "A village group"}},
			},
			Budget: &registry.Budget{Amount: 12_345_000, Currency: "EUR"},
		},
	}
}

// TestAudiences walks both tables of design section 9.
func TestAudiences(t *testing.T) {
	s := New(nil, Options{})
	type sees struct {
		exists, places1, places2, point, local, budget bool
	}
	none, all := sees{}, sees{true, true, true, true, true, true}
	moderatePublic := sees{exists: true, places1: true, budget: true}
	highPublic := sees{exists: true}
	highPartner := sees{exists: true, places1: true, budget: true}
	region, foreign, own := registry.RegionScope("sahel"), registry.RegionScope("western-balkans"), registry.OrganisationScope("own")
	for _, c := range []struct {
		sharing     registry.Sharing
		sensitivity registry.Sensitivity
		want        map[registry.ViewScope]sees
	}{
		{"clear", "none", map[registry.ViewScope]sees{"public": all, "partner": all, region: all, foreign: all, own: all, "all": all}},
		{"clear", "", map[registry.ViewScope]sees{"public": moderatePublic, "partner": all, region: all, own: all, "all": all}},
		{"clear", "moderate", map[registry.ViewScope]sees{"public": moderatePublic, "partner": all, region: all, own: all, "all": all}},
		{"clear", "high", map[registry.ViewScope]sees{"public": highPublic, "partner": highPartner, foreign: highPartner, region: all, own: all, "all": all}},
		{"clear", "severe", map[registry.ViewScope]sees{"public": none, "partner": none, foreign: none, region: all, own: all, "all": all}},
		{"green", "none", map[registry.ViewScope]sees{"public": none, "partner": all, "all": all}},
		{"green", "high", map[registry.ViewScope]sees{"public": none, "partner": highPartner, region: all, "all": all}},
		{"amber", "none", map[registry.ViewScope]sees{"public": none, "partner": none, foreign: none, region: all, own: all, "all": all}},
		{"red", "none", map[registry.ViewScope]sees{"public": none, "partner": none, region: none, own: all, "all": all}},
	} {
		for scope, want := range c.want {
			i := s.projectView("i", []registry.Record{restricted(c.sharing, c.sensitivity)}, scope)
			var got sees
			if i != nil {
				doc := string(encodeDocument(i))
				got = sees{true, strings.Contains(doc, "Mopti"), strings.Contains(doc, "Bankass"), strings.Contains(doc, "14.07"),
					strings.Contains(doc, "village") || strings.Contains(doc, "ML-1") || strings.Contains(doc, `"local"`), strings.Contains(doc, "12345")}
			}
			if got != want {
				t.Errorf("%s/%s seen by %s: got %+v, want %+v", c.sharing, c.sensitivity, scope, got, want)
			}
		}
	}
}

// TestRestrictedRecordChangesNothingInPublic is design section 9's rule: linking a public record to a restricted one
// leaves the public's bytes and index as they were.
func TestRestrictedRecordChangesNothingInPublic(t *testing.T) {
	s := New(nil, Options{})
	open := restricted(registry.SharingClear, registry.SensitivityNone)
	open.Facts.Title = registry.Text{"fr": "Aide juridique"}
	secret := restricted(registry.SharingAmber, registry.SensitivityNone)
	secret.ID, secret.Key = "r2", "k2"
	alone := s.projectView("i", []registry.Record{open}, registry.ScopePublic)
	linked := s.projectView("i", []registry.Record{open, secret}, registry.ScopePublic)
	if diff := cmp.Diff(string(encodeDocument(alone)), string(encodeDocument(linked))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(indexOf(alone), indexOf(linked)); diff != "" {
		t.Error(diff)
	}
	if full := s.projectView("i", []registry.Record{open, secret}, registry.ScopeAll); full.Title["en"] == "" {
		t.Error("the administrator's view lacks the restricted record's title")
	}
}

func TestOrdinaryRecordHasOneView(t *testing.T) {
	s := New(nil, Options{})
	r := restricted(registry.SharingClear, registry.SensitivityNone)
	views, full := s.project("i", []registry.Record{r})
	if len(views) != 1 || len(views[0].Scopes) != 3 || full == nil {
		t.Errorf("got %d views", len(views))
	}
}

func TestCarefulPractices(t *testing.T) {
	r := restricted(registry.SharingClear, registry.SensitivityNone)
	r.Facts.GoodPractices = []registry.PracticeLink{{Number: 14, Basis: registry.BasisRule}, {Number: 7, Basis: registry.BasisSource}}
	for careful, want := range map[bool]int{true: 1, false: 2} {
		s := New(nil, Options{CarefulPractices: careful})
		views, full := s.project("i", []registry.Record{r})
		var public registry.Initiative
		for _, v := range views {
			if slices.Contains(v.Scopes, registry.ScopePublic) {
				if err := json.Unmarshal(v.Document, &public); err != nil {
					t.Fatal(err)
				}
			}
		}
		if len(public.GoodPractices) != want || len(full.GoodPractices) != 2 {
			t.Errorf("careful %v: the public sees %d practices, an administrator %d", careful, len(public.GoodPractices), len(full.GoodPractices))
		}
	}
}

// TestMergeIgnoresOrder: membership and marks decide what an initiative says, not who arrived first.
func TestMergeIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.MapOf(rapid.SampledFrom([]string{"en", "fr", "ar"}), rapid.SampledFrom([]string{"", "one", "two"}))
		var records []registry.Record
		for n := range rapid.IntRange(1, 5).Draw(t, "records") {
			f := registry.Facts{
				Title: registry.Text(text.Draw(t, "title")), Status: rapid.SampledFrom(append(registry.Statuses(), "")).Draw(t, "status"),
				Reporter: &registry.Reporter{Secondary: rapid.Bool().Draw(t, "secondary")},
			}
			for _, c := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"AF", "ML", "NE"}), 0, 3, rapid.ID).Draw(t, "countries") {
				f.Countries = append(f.Countries, registry.CountryShare{Code: c})
			}
			for _, p := range rapid.SliceOfN(rapid.IntRange(1, 25), 0, 3).Draw(t, "practices") {
				f.GoodPractices = append(f.GoodPractices, registry.PracticeLink{Number: p, Basis: rapid.SampledFrom([]registry.PracticeBasis{"rule", "source", "reviewer"}).Draw(t, "basis")})
			}
			records = append(records, registry.Record{ID: itoa(n), Feed: "f", Key: itoa(n), Facts: f, Withdrawn: rapid.Bool().Draw(t, "withdrawn")})
		}
		shuffled := rapid.Permutation(records).Draw(t, "order")
		a, b := merge("i", records), merge("i", shuffled)
		if diff := cmp.Diff(string(encodeDocument(a)), string(encodeDocument(b))); diff != "" {
			t.Fatal(diff)
		}
		for field, source := range a.Provenance {
			if source < 0 || source >= len(a.Sources) {
				t.Fatalf("provenance of %s is source %d of %d", field, source, len(a.Sources))
			}
		}
	})
}

// TestMergeIsRevertible: taking the ruling back gives the groups that were.
func TestMergeIsRevertible(t *testing.T) {
	key := func(n string) registry.RecordKey { return registry.RecordKey{Feed: "f", Key: n} }
	records := []registry.Record{{ID: "1", Feed: "f", Key: "1"}, {ID: "2", Feed: "f", Key: "2"}, {ID: "3", Feed: "f", Key: "3"}}
	same := func(a, b string) *registry.Ruling {
		return &registry.Ruling{Decision: registry.DecisionSameInitiative, A: key(a), B: key(b)}
	}
	size := func(rulings ...*registry.Ruling) map[string]int {
		sizes := map[string]int{}
		for id, g := range groupRecords(records, newRulings(rulings)) {
			sizes[id] = len(g)
		}
		return sizes
	}
	if diff := cmp.Diff(map[string]int{"1": 3}, size(same("3", "2"), same("2", "1"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"1": 1, "2": 2}, size(same("3", "2"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"1": 1, "2": 1, "3": 1}, size()); diff != "" {
		t.Error(diff)
	}
}
