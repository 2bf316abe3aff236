package overlap_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// between freezes a detector over the two and answers what is between them.
func between(a, b *registry.Initiative) (overlap.Result, bool) {
	d := overlap.NewDetector(nil)
	fa, fb := overlap.FromInitiative(a, nil), overlap.FromInitiative(b, nil)
	d.Add(fa)
	d.Add(fb)
	d.Freeze()
	for _, r := range d.DetectOne(fa) {
		return r, true
	}
	return overlap.Result{}, false
}

// other is the same project as another organisation publishes it.
func other() *registry.Initiative {
	i := borderTraining("b")
	i.Identifiers = []registry.Identifier{{Scheme: "iati", Value: "YY-AGENCY-77"}}
	i.Reporter = &registry.Reporter{Ref: "YY-AGENCY", Name: text("Border Academy")}
	return i
}

// rival is another donor's project of the same kind, there and then.
func rival() *registry.Initiative {
	i := other()
	i.Title = text("Document fraud courses for guards at the Kidal crossings")
	i.Description = nil
	i.Reporter = &registry.Reporter{Ref: "ZZ-DONOR", Name: text("Donorland Agency")}
	i.Participations = []registry.Participation{
		{Role: registry.RoleFunding, Organisation: "org-donorland", Name: text("Donorland Agency")},
		{Role: registry.RoleImplementing, Name: text("Field Trainers")},
	}
	i.Budget = &registry.Budget{Amount: 400000000, Currency: "EUR"}
	i.Period = registry.Period{Start: "2023-04-01", End: "2025-03-31", Basis: registry.PeriodActual}
	return i
}

func relate(i *registry.Initiative, kind registry.RelationType, identifier string) *registry.Initiative {
	i.Related = append(i.Related, registry.Related{Type: kind, Identifier: identifier})
	return i
}

// change is for writing a case as what is different in it.
func change(i *registry.Initiative, f func(i *registry.Initiative)) *registry.Initiative {
	f(i)
	return i
}

func TestWhatIsBetweenTwo(t *testing.T) {
	type I = registry.Initiative
	for _, c := range []struct {
		name     string
		a, b     *registry.Initiative
		kind     registry.OverlapKind // "" for nothing
		relation registry.RelationType
		levels   []registry.Level // allowed; nil for any
	}{
		{name: "one identifier in two feeds", kind: registry.OverlapDuplicate, levels: []registry.Level{registry.LevelHigh},
			a: borderTraining("a"), b: change(borderTraining("b"), func(i *I) { i.Identifiers[0].Value = "xx-test-A"; i.Title = text("Quite another title") })},
		{name: "donor's and implementer's record", kind: registry.OverlapSameInitiative, levels: []registry.Level{registry.LevelHigh},
			a: borderTraining("a"), b: other()},
		{name: "one owner's number at two publishers", kind: registry.OverlapSameInitiative,
			a: change(borderTraining("a"), func(i *I) {
				i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: "iati-a1", Value: "4711", Owner: "YY-AGENCY"})
			}),
			b: change(other(), func(i *I) {
				i.Title = text("Kidal courses")
				i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: "own", Value: "4711"})
			})},
		{name: "the same number of two owners says nothing",
			a: change(borderTraining("a"), func(i *I) {
				i.Title = text("Radio for widows")
				i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: "own", Value: "4711"})
			}),
			b: change(rival(), func(i *I) {
				i.Sectors[0].Code = "11110"
				i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: "own", Value: "4711"})
			})},
		{name: "a third party's report", kind: registry.OverlapSameInitiative,
			a: borderTraining("a"), b: relate(rival(), registry.RelationThirdParty, "XX-TEST-a")},
		{name: "B names A as its parent", kind: registry.OverlapRelated, relation: registry.RelationParent,
			a: borderTraining("a"), b: relate(other(), registry.RelationParent, "XX-TEST-a")},
		{name: "A names B as its parent", kind: registry.OverlapRelated, relation: registry.RelationChild,
			a: relate(borderTraining("a"), registry.RelationParent, "YY-AGENCY-77"), b: other()},
		{name: "two children of one parent: the family is not flagged",
			a: relate(borderTraining("a"), registry.RelationParent, "PP-1"), b: relate(rival(), registry.RelationParent, "PP-1")},
		{name: "declared co-funding is no overlap", kind: registry.OverlapRelated, relation: registry.RelationCoFunded,
			a: borderTraining("a"), b: relate(rival(), registry.RelationCoFunded, "XX-TEST-a")},
		{name: "phases", kind: registry.OverlapRelated, relation: registry.RelationPhase,
			a: change(borderTraining("a"), func(i *I) { i.Title = text("Training of border guards in Kidal, Phase I") }),
			b: change(other(), func(i *I) { i.Title = text("Training of border guards in Kidal - Phase II") })},
		{name: "lots", kind: registry.OverlapRelated, relation: registry.RelationLot,
			a: change(borderTraining("a"), func(i *I) { i.Title = text("Training of border guards in Kidal (lot 2)") }),
			b: change(other(), func(i *I) { i.Title = text("Training of border guards in Kidal (lot 3)") })},
		{name: "phases in Arabic", kind: registry.OverlapRelated, relation: registry.RelationPhase,
			a: change(borderTraining("a"), func(i *I) {
				i.Title = registry.Text{"ar": "تدريب حرس الحدود في كيدال المرحلة الأولى"}
			}),
			b: change(other(), func(i *I) {
				i.Title = registry.Text{"ar": "تدريب حرس الحدود في كيدال - المرحلة الثانية"}
			})},
		{name: "one programme of two donors", kind: registry.OverlapRelated, relation: registry.RelationCoFunded,
			a: borderTraining("a"),
			b: change(rival(), func(i *I) { i.Title = borderTraining("a").Title; i.Participations[1].Name = text("Border Academy") })},
		{name: "the next grant of the same thing", kind: registry.OverlapRelated, relation: registry.RelationPhase,
			a: borderTraining("a"),
			b: change(other(), func(i *I) { i.Period.Start, i.Period.End = "2025-01-10", "2026-12-31"; i.Budget = nil })},
		{name: "two things under one name are parts of it", kind: registry.OverlapRelated, relation: registry.RelationSibling,
			a: change(borderTraining("a"), func(i *I) {
				i.Title, i.Participations, i.Reporter = text("Kidal Frontier Watch Scheme: radio sets"), nil, nil
			}),
			b: change(borderTraining("b"), func(i *I) {
				i.Title, i.Participations, i.Reporter = text("Instructors abroad for the Kidal Frontier Watch Scheme"), nil, nil
				i.Identifiers[0].Scheme = "toolkit"
			})},
		{name: "one publisher's awards to two bodies under one title are no undertaking",
			a: borderTraining("a"), b: change(borderTraining("b"), func(i *I) {
				i.Budget.Amount = 55000
				i.Participations[1].Name, i.Participations[1].Ref = text("Quite Another Academy"), ""
			})},
		{name: "a country system's two awards under one form title, described apart", kind: registry.OverlapRelated, relation: registry.RelationSibling,
			a: change(borderTraining("a"), func(i *I) { i.Reporter.Secondary, i.Description = true, text("Chemistry") }),
			b: change(borderTraining("b"), func(i *I) { i.Reporter.Secondary, i.Description = true, text("Economics") })},
		{name: "a country system's record entered twice", kind: registry.OverlapSameInitiative,
			a: change(borderTraining("a"), func(i *I) { i.Reporter.Secondary = true }),
			b: change(borderTraining("b"), func(i *I) { i.Reporter.Secondary = true })},
		{name: "two projects of one publisher under one title", kind: registry.OverlapRelated, relation: registry.RelationSibling,
			a: borderTraining("a"), b: change(borderTraining("b"), func(i *I) { i.Budget.Amount = 55000 })},
		{name: "two donors, one place, time and kind of work", kind: registry.OverlapOverlap, levels: []registry.Level{registry.LevelHigh},
			a: borderTraining("a"), b: rival()},
		{name: "two donors' trainings under one descriptive title, each with its own implementer", kind: registry.OverlapOverlap,
			a: borderTraining("a"), b: change(rival(), func(i *I) { i.Title = text("Training for the border guards of Kidal") })},
		{name: "the donor is not known", kind: registry.OverlapOverlap, levels: []registry.Level{registry.LevelMedium, registry.LevelLow},
			a: borderTraining("a"), b: change(rival(), func(i *I) { i.Participations = i.Participations[1:] })},
		{name: "the place below the country is not known", kind: registry.OverlapOverlap, levels: []registry.Level{registry.LevelMedium, registry.LevelLow},
			a: borderTraining("a"), b: change(rival(), func(i *I) { i.Locations = nil })},
		{name: "a poor record is not high", kind: registry.OverlapOverlap, levels: []registry.Level{registry.LevelMedium, registry.LevelLow},
			a: borderTraining("a"), b: change(rival(), func(i *I) {
				i.Identifiers, i.Budget, i.Beneficiaries, i.Participations = nil, nil, nil, i.Participations[:1]
				i.Period.End = ""
			})},
		{name: "the same funder: ask about co-funding, no overlap",
			a: borderTraining("a"), b: change(rival(), func(i *I) { i.Participations[0] = borderTraining("a").Participations[0] })},
		{name: "another time",
			a: borderTraining("a"), b: change(rival(), func(i *I) { i.Period.Start, i.Period.End = "2016-01-01", "2018-12-31" })},
		{name: "another country",
			a: borderTraining("a"), b: change(rival(), func(i *I) { i.Countries[0].Code = "NE"; i.Locations = nil })},
		{name: "another kind of work",
			a: borderTraining("a"), b: change(rival(), func(i *I) { i.Sectors[0].Code = "11110"; i.Title = text("School books") })},
		{name: "cancelled",
			a: borderTraining("a"), b: change(rival(), func(i *I) { i.Status = registry.StatusCancelled })},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, ok := between(c.a, c.b)
			switch {
			case c.kind == "" && ok:
				t.Errorf("want nothing\n%s", describe(r))
			case c.kind != "" && (!ok || r.Kind != c.kind || r.Relation != c.relation):
				t.Errorf("want %s %s\n%s", c.kind, c.relation, describe(r))
			case c.levels != nil && !slices.Contains(c.levels, r.Level):
				t.Errorf("level %s, want %v\n%s", r.Level, c.levels, describe(r))
			}
		})
	}
}

// A practice that a rule read off the sector is shown and adds nothing to what the sector says.
func TestDerivedPracticeHasNoSecondWeight(t *testing.T) {
	link := func(basis registry.PracticeBasis, rule string) []registry.PracticeLink {
		return []registry.PracticeLink{{Number: 7, Basis: basis, Why: registry.Reason{Rule: rule}}}
	}
	score := func(practices []registry.PracticeLink) float64 {
		a, b := borderTraining("a"), rival()
		a.GoodPractices, b.GoodPractices = practices, practices
		r, ok := between(a, b)
		if !ok {
			t.Fatal("nothing found")
		}
		return r.Score
	}
	none, derived, stated := score(nil), score(link(registry.BasisRule, "purpose-code")), score(link(registry.BasisSource, "tag"))
	if derived != none {
		t.Errorf("score %v with a derived practice, %v without", derived, none)
	}
	if stated <= none {
		t.Errorf("score %v with a stated practice, %v without", stated, none)
	}
}

// A ruling binds facts: it stands when a title is spelt anew or the registry grows, and falls when a place goes.
func TestEvidenceHash(t *testing.T) {
	hash := func(b *registry.Initiative, more int) string {
		d := overlap.NewDetector(nil)
		a := overlap.FromInitiative(borderTraining("a"), nil)
		d.Add(a)
		d.Add(overlap.FromInitiative(b, nil))
		for n := range more {
			i := borderTraining(string(rune('c' + n)))
			i.Participations = nil
			i.Title = text("Guards " + string(rune('c'+n)))
			d.Add(overlap.FromInitiative(i, nil))
		}
		d.Freeze()
		r, ok := d.Compare(a, overlap.FromInitiative(b, nil))
		if !ok {
			t.Fatal("nothing found")
		}
		return r.EvidenceHash
	}
	before := hash(rival(), 0)
	if hash(rival(), 12) != before {
		t.Error("other frequencies changed the hash")
	}
	if hash(change(rival(), func(i *registry.Initiative) {
		i.Title = text("Courses on document fraud: guards at the Kidal crossings")
	}), 0) != before {
		t.Error("other words for the same theme changed the hash")
	}
	if hash(change(rival(), func(i *registry.Initiative) { i.Locations = nil }), 0) == before {
		t.Error("the hash is the same without the place")
	}
}

// A parent and its child both match another donor's project: the flag stands once, where it matches best.
func TestFamilyIsFlaggedOnce(t *testing.T) {
	parent := borderTraining("parent")
	parent.Locations, parent.Beneficiaries = nil, nil
	child := relate(borderTraining("child"), registry.RelationParent, "XX-TEST-parent")
	outside := rival()
	d := overlap.NewDetector(nil)
	for _, i := range []*registry.Initiative{parent, child, outside} {
		d.Add(overlap.FromInitiative(i, nil))
	}
	d.Freeze()
	var flags []string
	for _, r := range d.DetectOne(overlap.FromInitiative(outside, nil)) {
		flags = append(flags, r.A+" "+r.B)
	}
	if len(flags) != 1 || flags[0] != "b child" {
		t.Errorf("flags %v, want the child's alone", flags)
	}
	d.Remove("child")
	if n := len(d.DetectOne(overlap.FromInitiative(outside, nil))); n != 1 {
		t.Errorf("%d flags when the child is gone, want the parent's", n)
	}
}

// Both sides are in the registry twice: what is between them is flagged once, for the copies that match best, and again
// when one of those goes. That they are copies is said of each.
func TestCopiesAreFlaggedOnce(t *testing.T) {
	again := func(i *registry.Initiative, id string) *registry.Initiative {
		i.ID = id
		i.Beneficiaries = nil
		return i
	}
	for name, kind := range map[string]registry.OverlapKind{"overlap": registry.OverlapOverlap, "related": registry.OverlapRelated} {
		link := func(i *registry.Initiative) *registry.Initiative {
			if kind == registry.OverlapRelated {
				return relate(i, registry.RelationParent, "YY-AGENCY-77")
			}
			return i
		}
		d := overlap.NewDetector(nil)
		for _, i := range []*registry.Initiative{
			again(link(borderTraining("a")), "a1"), link(borderTraining("a")), again(rival(), "b1"), rival(),
		} {
			d.Add(overlap.FromInitiative(i, nil))
		}
		d.Freeze()
		flags := func() []string {
			var all []string
			d.Detect(func(r overlap.Result) { all = append(all, fmt.Sprint(r.Kind, " ", r.A, " ", r.B)) })
			slices.Sort(all)
			return all
		}
		if diff := cmp.Diff([]string{"duplicate a a1", "duplicate b b1", string(kind) + " a b"}, flags()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if touched := d.Remove("a"); !slices.Contains(touched.Initiatives, "a1") {
			t.Errorf("%s: removing one copy touched %v, not the other", name, touched)
		}
		if got := flags(); len(got) != 2 || !strings.HasPrefix(got[1], string(kind)+" a1 b") {
			t.Errorf("%s: %v when a copy is gone, want the flag of the other", name, got)
		}
	}
}

// An identifier that nine records carry names none of them.
func TestBrokenIdentifierMakesNoCopies(t *testing.T) {
	d := overlap.NewDetector(nil)
	d.Add(overlap.FromInitiative(rival(), nil))
	for n := range 9 {
		i := borderTraining("a")
		i.ID = fmt.Sprint("a", n)
		d.Add(overlap.FromInitiative(i, nil))
	}
	d.Freeze()
	count := func() (n int) {
		for _, r := range d.DetectOne(&overlap.Features{ID: "b"}) {
			if r.Kind == registry.OverlapOverlap {
				n++
			}
		}
		return n
	}
	if n := count(); n != 9 {
		t.Errorf("%d overlaps with nine records of one identifier, want each", n)
	}
	if touched := d.Remove("a8"); len(touched.Initiatives) < 8 {
		t.Errorf("touched %v, want the eight that are copies now", touched)
	}
	if n := count(); n != 1 {
		t.Errorf("%d overlaps with eight copies, want one", n)
	}
}

// An amount that a budget and a commitment both state is shown once, with its currency, and nothing beside it.
func TestAmountsAreShownOnce(t *testing.T) {
	i := borderTraining("a")
	i.Totals = []registry.Total{
		{Type: registry.TotalCommitted, Amount: i.Budget.Amount, Currency: "EUR"},
		{Type: registry.TotalDisbursed, Amount: i.Budget.Amount, Currency: "EUR"},
	}
	e := evidenceOf(t, i, rival(), registry.DimensionMoney)
	if diff := cmp.Diff([]string{"1234567 EUR"}, e.A); diff != "" {
		t.Error(diff)
	}
	if s := overlap.Sentence(e)["en"]; s != "The amounts differ more than threefold: 1234567 EUR; 400000 EUR." {
		t.Error(s)
	}
}

// What two have in common of good practices stands as bare numbers, beside DAC codes of three and five digits: overlaps
// are filtered by them.
func TestPracticesAreMatchedByNumber(t *testing.T) {
	a, b := borderTraining("a"), rival()
	a.GoodPractices = []registry.PracticeLink{{Number: 19, Basis: registry.BasisSource}, {Number: 7, Basis: registry.BasisSource}}
	b.GoodPractices = a.GoodPractices[:1]
	e := evidenceOf(t, a, b, registry.DimensionPractice)
	if diff := cmp.Diff([]string{"19", "15130"}, e.Matched); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"7", "19", "15130"}, e.A); diff != "" {
		t.Error(diff)
	}
	if s := overlap.Sentence(e)["en"]; !strings.Contains(s, "(GP19)") {
		t.Errorf("%q does not name the practice", s)
	}
}

func evidenceOf(t *testing.T, a, b *registry.Initiative, d registry.Dimension) registry.Evidence {
	t.Helper()
	r, ok := between(a, b)
	if !ok {
		t.Fatal("nothing found")
	}
	return r.Evidence[slices.IndexFunc(r.Evidence, func(e registry.Evidence) bool { return e.Dimension == d })]
}
