package overlap_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

func text(en string) registry.Text { return registry.Text{"en": en} }

// borderTraining is a full record of a made-up project.
func borderTraining(id string) *registry.Initiative {
	i := &registry.Initiative{ID: id, Sources: []registry.Source{{Feed: "made-up", Key: id}}}
	i.Facts = registry.Facts{
		Kind:        registry.KindProject,
		Identifiers: []registry.Identifier{{Scheme: "iati", Value: "XX-TEST-" + id}},
		Title:       text("Training of border guards in Kidal"),
		Description: text("Courses on document fraud for border guards of the Kidal crossings."),
		Period:      registry.Period{Start: "2023-01-15", End: "2024-12-20", Basis: registry.PeriodActual},
		Countries:   []registry.CountryShare{{Code: "ML"}},
		Locations:   []registry.Location{{Name: text("Kidal Region"), Country: "ML", Vocabulary: "G1", Code: "2455290"}},
		Sectors:     []registry.Sector{{Vocabulary: "1", Code: "15130"}},
		Reporter:    &registry.Reporter{Ref: "XX-TEST", Name: text("Ministry of Testland")},
		Participations: []registry.Participation{
			{Role: registry.RoleFunding, Organisation: "org-test", Name: text("Ministry of Testland")},
			{Role: registry.RoleImplementing, Name: text("Border Academy")},
		},
		Beneficiaries: []string{"border-guards"},
		Budget:        &registry.Budget{Amount: 1234567000, Currency: "EUR"},
	}
	return i
}

func TestReferenceKindsAreInNoDetection(t *testing.T) {
	for _, k := range registry.Kinds() {
		i := borderTraining("a")
		i.Kind = k
		if got := overlap.FromInitiative(i, nil) == nil; got != k.IsReference() {
			t.Errorf("%s: left out %v, want %v", k, got, k.IsReference())
		}
	}
}

func TestFromInitiative(t *testing.T) {
	i := borderTraining("a")
	i.Title["fr"] = "Formation des gardes-frontières à Kidal – Phase II (GCP/MLI/051)"
	i.Participations = append(i.Participations,
		registry.Participation{Role: registry.RoleFunding, Name: text("Unspecified")},
		registry.Participation{Role: registry.RoleImplementing, Name: text("Hidden Group"), Withheld: "safety"})
	i.Locations = append(i.Locations, registry.Location{Name: text("Mali"), Country: "ML"}, registry.Location{Name: text("Gao"), Precision: "country"})
	i.GoodPractices = []registry.PracticeLink{
		{Number: 7, Basis: registry.BasisRule, Why: registry.Reason{Rule: "purpose-code"}},
		{Number: 7, Basis: registry.BasisReviewer, Why: registry.Reason{Rule: "reviewer"}},
		{Number: 3, Basis: registry.BasisRule, Why: registry.Reason{Rule: "keyword"}}}
	f := overlap.FromInitiative(i, func(org string) string { return "ultimate of " + org })
	if len(f.Donors) != 1 || f.Donors[0].Ultimate != "ultimate of org-test" {
		t.Errorf("donors %+v: want one, and its ultimate funder", f.Donors)
	}
	if len(f.Implementers) != 1 || f.Implementers[0].Name != "border academy" {
		t.Errorf("implementers %+v: a withheld one is not compared", f.Implementers)
	}
	if len(f.Places) != 1 || f.Places[0].Name != "ML kidal" {
		t.Errorf("places %+v: want Kidal alone, without the word region, not the country", f.Places)
	}
	if diff := cmp.Diff([]overlap.Practice{{Number: 3, Derived: true}, {Number: 7}}, f.Practices); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"151"}, f.Categories); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]overlap.Marker{{Relation: registry.RelationPhase, Number: 2}}, f.Markers); diff != "" {
		t.Error(diff)
	}
	if !slices.ContainsFunc(f.Terms, func(t overlap.Term) bool {
		return t == overlap.Term{Text: "gcpmli051", Kind: overlap.TermCode, InTitle: true}
	}) {
		t.Errorf("no code among the terms: %+v", f.Terms)
	}
	if f.Completeness != 1 {
		t.Errorf("completeness %v, want 1", f.Completeness)
	}
}

func TestTermsAreBounded(t *testing.T) {
	i := borderTraining("a")
	var words []string
	for n := range 500 {
		words = append(words, "word"+strings.Repeat(string(rune('a'+n%26)), n/26+1))
	}
	i.Title = text(strings.Join(words, " "))
	i.Description = text("WFP/2024/0815 " + strings.Join(words, " Other "))
	f := overlap.FromInitiative(i, nil)
	if len(f.Terms) > 64+24+8 {
		t.Errorf("%d terms, want at most 64, 24 concepts and 8 skeletons", len(f.Terms))
	}
	if !slices.ContainsFunc(f.Terms, func(t overlap.Term) bool { return t.Text == "wfp20240815" }) {
		t.Error("the code of the description was not kept")
	}
}

func TestIdentifiersCountWithinTheirOwner(t *testing.T) {
	keys := func(ids ...registry.Identifier) []string {
		i := borderTraining("a")
		i.Identifiers = ids
		var keys []string
		for _, id := range overlap.FromInitiative(i, nil).Identifiers {
			keys = append(keys, id.Key)
		}
		return keys
	}
	for _, c := range []struct {
		name string
		id   registry.Identifier
		want []string
	}{
		{"case, spaces and dashes do not matter", registry.Identifier{Scheme: "iati", Value: " XX–1-a "}, []string{"iati:xx-1-a"}},
		{"own number of the reporter", registry.Identifier{Scheme: "own", Value: "7"}, []string{"own:xx-test:7"}},
		{"A1 of a named owner, and what may be its IATI identifier", registry.Identifier{Scheme: "iati-a1", Value: "4711", Owner: "GB-1"},
			[]string{"iati:gb-1-4711", "own:gb-1:4711"}},
		{"A3 is a former IATI identifier", registry.Identifier{Scheme: "iati-a3", Value: "XX-OLD-1"}, []string{"iati:xx-old-1"}},
		{"a flow that is the source's own record", registry.Identifier{Scheme: "fts", Value: "99"}, []string{"fts:99"}},
		{"A4 is a flow of money", registry.Identifier{Scheme: "iati-a4", Value: "99"}, []string{"fts:99"}},
		{"B1 identifies the organisation", registry.Identifier{Scheme: "iati-b1", Value: "XX"}, nil},
	} {
		if diff := cmp.Diff(c.want, keys(c.id)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// A relation names the other by IATI's identifier, unless it says by whose: the numbers of flows are plain numbers.
func TestRelationsNameTheOtherByScheme(t *testing.T) {
	i := borderTraining("a")
	i.Related = []registry.Related{{Type: registry.RelationParent, Identifier: "XX-1"}, {Type: registry.RelationParent, Identifier: "99", Scheme: "fts"}}
	var keys []string
	for _, l := range overlap.FromInitiative(i, nil).Links {
		keys = append(keys, l.Key)
	}
	if diff := cmp.Diff([]string{"fts:99", "iati:xx-1"}, keys); diff != "" {
		t.Error(diff)
	}
}

// What is stored is what is read back, and each strict prefix of it is refused.
func TestFeaturesSurviveStorage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := overlap.FromInitiative(drawInitiative(t, "x"), ultimateFunder)
		blob, err := f.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back overlap.Features
		if err := back.UnmarshalBinary(blob); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(f, &back); diff != "" {
			t.Fatal(diff)
		}
		short := blob[:rapid.IntRange(0, len(blob)-1).Draw(t, "length")]
		if err := new(overlap.Features).UnmarshalBinary(short); registry.ErrorCode(err) != registry.EInvalid {
			t.Fatalf("%d of %d bytes: %v", len(short), len(blob), err)
		}
	})
}

func FuzzUnmarshalFeatures(f *testing.F) {
	blob, err := overlap.FromInitiative(borderTraining("a"), nil).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(blob)
	f.Add([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, data []byte) {
		var features overlap.Features
		if err := features.UnmarshalBinary(data); err != nil && registry.ErrorCode(err) != registry.EInvalid {
			t.Error(err)
		}
	})
}

func TestCompleteness(t *testing.T) {
	if c := overlap.Completeness(&registry.Facts{}); c != 0 {
		t.Errorf("an empty record is %v complete", c)
	}
	i := borderTraining("a")
	i.Budget, i.Beneficiaries, i.Locations = nil, nil, nil
	if c := overlap.Completeness(&i.Facts); c != 0.75 {
		t.Errorf("three of twelve fields missing: %v, want 0.75", c)
	}
}
