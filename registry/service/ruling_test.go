package service_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

// training is a border-guard training in Mopti, as one donor describes it.
func training(key, title, donor string) registry.Item {
	return registry.Item{Record: &registry.Record{Key: key, Facts: registry.Facts{
		Kind: registry.KindTraining, Title: registry.Text{"en": title}, Status: registry.StatusImplementation,
		Description:    registry.Text{"en": "Training of border guards in Mopti against trafficking and terrorism"},
		Identifiers:    []registry.Identifier{{Scheme: registry.SchemeIATI, Value: key}},
		Countries:      []registry.CountryShare{{Code: "ML"}},
		Period:         registry.Period{Start: "2024-01-01", End: "2026-12-31", Basis: registry.PeriodActual},
		Sectors:        []registry.Sector{{Vocabulary: "1", Code: "15130"}},
		Locations:      []registry.Location{{Name: registry.Text{"fr": "Mopti"}, Country: "ML", AdminLevel: 1}},
		Participations: []registry.Participation{{Role: registry.RoleFunding, Ref: donor, Type: "10", Name: registry.Text{"en": "Donor " + donor}}},
		Beneficiaries:  []string{"border-guards"},
	}}}
}

// takes imports the items into a feed of their own.
func (b *bench) takes(t *testing.T, feed string, file ...registry.Item) {
	t.Helper()
	local, err := b.service.LocalFeed(t.Context(), administrator, feed, "items", false)
	if err != nil {
		t.Fatal(err)
	}
	b.feed = *local
	b.publishes(file)
	b.imports(t)
}

func (b *bench) detects(t *testing.T, full bool) service.DetectStats {
	t.Helper()
	stats, err := b.service.Detect(t.Context(), full, nil)
	if err != nil {
		t.Fatal(err)
	}
	return stats
}

// flags gives the flags between sides whose first identifiers are as named, by "a-b" in order.
func (b *bench) flags(t *testing.T, who registry.Audience) map[string]*registry.Overlap {
	t.Helper()
	found := map[string]*registry.Overlap{}
	for o, err := range b.service.EachOverlap(t.Context(), who, registry.OverlapFilter{Kinds: registry.OverlapKinds()}) {
		if err != nil {
			t.Fatal(err)
		}
		sides := []string{sideName(o.A), sideName(o.B)}
		slices.Sort(sides)
		found[strings.Join(sides, "-")] = o
	}
	return found
}

func sideName(s registry.Side) string {
	var feeds []string
	for _, source := range s.Sources {
		feeds = append(feeds, source.Feed)
	}
	slices.Sort(feeds)
	return strings.Join(feeds, "+")
}

func (b *bench) rules(t *testing.T, o *registry.Overlap, decision registry.Decision) *registry.Ruling {
	t.Helper()
	ruling := registry.Ruling{Decision: decision, Reason: "asked both", EvidenceHash: o.EvidenceHash}
	if decision == registry.DecisionRelated {
		ruling.Relation = registry.RelationPhase
	}
	made, err := b.service.Rule(t.Context(), administrator, o.ID, ruling)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func (b *bench) reverts(t *testing.T, r *registry.Ruling) {
	t.Helper()
	if _, err := b.service.RevertRuling(t.Context(), administrator, r.Overlap, r.ID, "asked again"); err != nil {
		t.Fatal(err)
	}
}

// standings says of each flag that is not retracted where it stands and by which ruling.
func (b *bench) standings(t *testing.T) map[string]string {
	t.Helper()
	standings := map[string]string{}
	for pair, o := range b.flags(t, administrator) {
		standings[pair] = string(o.Status)
		if o.Ruling != nil {
			standings[pair] += " " + o.Ruling.ID
		}
	}
	return standings
}

// TestConcurrentRulings: of many who rule at the same time one wins, and the others are told.
func TestConcurrentRulings(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.takes(t, "north", training("N-1", "Border guard training in Mopti", "GB-1"))
		b.takes(t, "south", training("S-1", "Courses for border guards: countering trafficking of arms in Mopti", "FR-3"))
		b.detects(t, false)
		flag := b.flags(t, administrator)["north-south"]
		if flag == nil {
			t.Fatal("no flag")
		}
		const callers = 20
		errs := make([]error, callers)
		var all sync.WaitGroup
		for n := range callers {
			all.Go(func() {
				who := registry.Audience{Actor: fmt.Sprint(n), Name: fmt.Sprint("desk ", n), Role: registry.RoleCoordinator, Regions: []string{"sahel"}}
				_, errs[n] = b.service.Rule(t.Context(), who, flag.ID, registry.Ruling{
					Decision: registry.DecisionFalseAlarm, Reason: "two sides of the river", EvidenceHash: flag.EvidenceHash})
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case registry.ErrorCode(err) != registry.EConflict || !strings.Contains(err.Error(), "desk "):
				t.Errorf("one who lost is told %v", err)
			}
		}
		rulings, err := b.service.ListRulings(t.Context(), administrator, flag.ID)
		if won != 1 || err != nil || len(rulings) != 1 {
			t.Errorf("%d won, %d rulings stand (%v)", won, len(rulings), err)
		}
	})
}

// TestRulingsSurvive: new versions, detections and generations leave a ruling where it is; other evidence reopens it.
func TestRulingsSurvive(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		north := training("N-1", "Border guard training in Mopti", "GB-1")
		b.takes(t, "north", north)
		b.takes(t, "south", training("S-1", "Courses for border guards: countering trafficking of arms in Mopti", "FR-3"))
		b.detects(t, false)
		ruling := b.rules(t, b.flags(t, administrator)["north-south"], registry.DecisionFalseAlarm)
		want := map[string]string{"north-south": "ruled " + ruling.ID}
		check := func(what string) {
			t.Helper()
			if diff := cmp.Diff(want, b.standings(t)); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
		}
		b.detects(t, true)
		check("after a full detection")
		again := north
		again.Record.Licence = "CC BY 4.0"
		b.takes(t, "north", again)
		b.detects(t, false)
		check("after a new version")
		moved := training("N-1", "Border guard training in Mopti", "GB-1")
		moved.Record.Facts.Beneficiaries = nil
		b.takes(t, "north", moved)
		b.detects(t, false)
		want["north-south"] = "reopened " + ruling.ID
		check("after the group has gone")
		b.takes(t, "north", again)
		b.detects(t, false)
		want["north-south"] = "ruled " + ruling.ID
		check("after the group is back")
		elsewhere := record("N-1", "Water scheme in Kayes")
		b.takes(t, "north", elsewhere)
		b.detects(t, false)
		delete(want, "north-south")
		check("after all evidence has gone")
		b.takes(t, "north", again)
		b.detects(t, false)
		want["north-south"] = "ruled " + ruling.ID
		check("after it is back")
	})
}

// TestNeedsDiscussion: what needs discussion waits on, may be ruled on again, and comes back when that is taken back.
func TestNeedsDiscussion(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.takes(t, "north", training("N-1", "Border guard training in Mopti", "GB-1"))
		b.takes(t, "south", training("S-1", "Courses for border guards: countering trafficking of arms in Mopti", "FR-3"))
		b.detects(t, false)
		undecided := func() int {
			t.Helper()
			list, err := b.service.ListOverlaps(t.Context(), administrator, registry.OverlapFilter{Undecided: true, Kinds: registry.OverlapKinds()}, registry.Page{Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			return list.Total
		}
		flag := b.flags(t, administrator)["north-south"]
		first := b.rules(t, flag, registry.DecisionNeedsDiscussion)
		if got := undecided(); got != 1 {
			t.Errorf("%d wait while one needs discussion", got)
		}
		second := b.rules(t, flag, registry.DecisionConfirmedOverlap)
		if got := undecided(); got != 0 {
			t.Errorf("%d wait after it was decided", got)
		}
		b.detects(t, true)
		if diff := cmp.Diff(map[string]string{"north-south": "ruled " + second.ID}, b.standings(t)); diff != "" {
			t.Error(diff)
		}
		b.reverts(t, second)
		if diff := cmp.Diff(map[string]string{"north-south": "ruled " + first.ID}, b.standings(t)); diff != "" {
			t.Error(diff)
		}
		b.reverts(t, first)
		if diff := cmp.Diff(map[string]string{"north-south": "open"}, b.standings(t)); diff != "" {
			t.Error(diff)
		}
		if _, err := b.service.RevertRuling(t.Context(), administrator, flag.ID, first.ID, "again"); registry.ErrorCode(err) != registry.EConflict {
			t.Errorf("taking it back twice: %v", err)
		}
	})
}

// TestRulingsFollowMerges: a ruling on one record of a merged initiative is one on the initiative, for as long as it is
// merged; then everything stands as before.
func TestRulingsFollowMerges(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.takes(t, "copy", training("N-1", "Border guard training in Mopti", "GB-1")) // older: the merged one has its id
		b.takes(t, "south", training("S-1", "Courses for border guards: countering trafficking of arms in Mopti", "FR-3"))
		b.takes(t, "north", training("N-1", "Border guard training in Mopti", "GB-1"))
		b.detects(t, false)
		flags := b.flags(t, administrator)
		twice, other := flags["copy-north"], flags["north-south"]
		if other == nil {
			other = flags["copy-south"]
		}
		if twice == nil || other == nil {
			t.Fatalf("flags: %v", b.standings(t))
		}
		apart := b.rules(t, other, registry.DecisionFalseAlarm)
		b.detects(t, true)
		before := b.standings(t)

		merged := b.rules(t, twice, registry.DecisionSameInitiative)
		b.detects(t, false)
		want := map[string]string{"copy-north": "ruled " + merged.ID, "copy+north-south": "ruled " + apart.ID}
		if diff := cmp.Diff(want, b.standings(t)); diff != "" {
			t.Errorf("merged: %s", diff)
		}
		if got := b.total(t, administrator); got != 2 {
			t.Errorf("%d initiatives after the merge", got)
		}
		b.detects(t, true)
		if diff := cmp.Diff(want, b.standings(t)); diff != "" {
			t.Errorf("merged, in a new generation: %s", diff)
		}
		// What keeps the two apart from the third keeps the merged one apart from it.
		third := b.flags(t, administrator)["copy+north-south"]
		if _, err := b.service.Rule(t.Context(), administrator, third.ID, registry.Ruling{Decision: registry.DecisionSameInitiative,
			Reason: "all one", EvidenceHash: third.EvidenceHash}); registry.ErrorCode(err) != registry.EConflict {
			t.Errorf("ruling on what is ruled: %v", err)
		}
		history, err := b.service.ListRulings(t.Context(), administrator, third.ID)
		if err != nil || len(history) != 1 || history[0].ID != apart.ID {
			t.Errorf("the merged initiative's flag has %d rulings, %v", len(history), err)
		}

		b.reverts(t, merged)
		b.detects(t, false)
		if diff := cmp.Diff(before, b.standings(t)); diff != "" {
			t.Errorf("taken back: %s", diff)
		}
		b.detects(t, true)
		if diff := cmp.Diff(before, b.standings(t)); diff != "" {
			t.Errorf("taken back, in a new generation: %s", diff)
		}
	})
}

// TestNotTheSameKeepsApart: two records that are ruled different do not become one initiative by way of a third.
func TestNotTheSameKeepsApart(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		for _, feed := range []string{"one", "two", "three"} { // the same record, published three times
			b.takes(t, feed, training("N-1", "Border guard training in Mopti", "GB-1"))
		}
		b.detects(t, false)
		flags := b.flags(t, administrator)
		if flags["one-two"] == nil || flags["one-three"] == nil || flags["three-two"] == nil {
			t.Fatalf("flags: %v", b.standings(t))
		}
		for _, decision := range []registry.Decision{registry.DecisionFalseAlarm, registry.DecisionRelated,
			registry.DecisionComplementary, registry.DecisionConfirmedOverlap} {
			apart := b.rules(t, flags["one-two"], decision)
			joined := b.rules(t, flags["one-three"], registry.DecisionSameInitiative)
			_, err := b.service.Rule(t.Context(), administrator, flags["three-two"].ID, registry.Ruling{
				Decision: registry.DecisionSameInitiative, Reason: "the same", EvidenceHash: flags["three-two"].EvidenceHash})
			if registry.ErrorCode(err) != registry.EConflict || !strings.Contains(err.Error(), string(decision)) {
				t.Errorf("%s does not keep them apart: %v", decision, err)
			}
			if got := b.total(t, administrator); got != 2 {
				t.Errorf("%d initiatives, want 2", got)
			}
			b.reverts(t, joined)
			b.reverts(t, apart)
		}
	})
}

// TestRuledRelations: a relation that was ruled shows with both initiatives, to those who may know of the ruling.
func TestRuledRelations(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "tansiq.db"))
	b.takes(t, "north", training("N-1", "Border guard training in Mopti", "GB-1"))
	b.takes(t, "south", training("S-1", "Courses for border guards: countering trafficking of arms in Mopti", "FR-3"))
	b.detects(t, false)
	flag := b.flags(t, administrator)["north-south"]
	ruling, err := b.service.Rule(t.Context(), administrator, flag.ID, registry.Ruling{Decision: registry.DecisionRelated,
		Relation: registry.RelationParent, Reason: "one pays the other's course", EvidenceHash: flag.EvidenceHash})
	if err != nil {
		t.Fatal(err)
	}
	related := func(who registry.Audience, id string) []registry.Related {
		view, err := b.service.FindInitiative(t.Context(), who, id)
		if err != nil {
			t.Fatal(err)
		}
		var i registry.Initiative
		if err := json.Unmarshal(view.JSON, &i); err != nil {
			t.Fatal(err)
		}
		return i.Related
	}
	child := []registry.Related{{Type: registry.RelationChild, Initiative: flag.B.Initiative}}
	parent := []registry.Related{{Type: registry.RelationParent, Initiative: flag.A.Initiative}}
	sahel := registry.Audience{Role: registry.RoleCoordinator, Regions: []string{"sahel"}}
	for _, who := range []registry.Audience{administrator, sahel} {
		if diff := cmp.Diff(child, related(who, flag.A.Initiative)); diff != "" {
			t.Errorf("%s: of a: %s", who.Role, diff)
		}
		if diff := cmp.Diff(parent, related(who, flag.B.Initiative)); diff != "" {
			t.Errorf("%s: of b: %s", who.Role, diff)
		}
	}
	if got := related(registry.Audience{}, flag.A.Initiative); got != nil {
		t.Errorf("the public reads %v", got)
	}
	b.reverts(t, ruling)
	if got := related(administrator, flag.A.Initiative); got != nil {
		t.Errorf("after it was taken back: %v", got)
	}
}

// TestPublicAfterReply: what is confirmed is public once the parties had their time, to the millisecond, and a false alarm
// never.
func TestPublicAfterReply(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
		b.options.Now = func() time.Time { return now }
		b.options.ReplyTime = 14 * 24 * time.Hour
		b.takes(t, "north", training("N-1", "Border guard training in Mopti", "GB-1"))
		b.takes(t, "south", training("S-1", "Courses for border guards: countering trafficking of arms in Mopti", "FR-3"))
		b.detects(t, false)
		public, yes := registry.Audience{}, true
		sees := func(what string, want int) {
			t.Helper()
			if got := len(b.flags(t, public)); got != want {
				t.Errorf("%s: the public sees %d flags, want %d", what, got, want)
			}
			list, err := b.service.ListInitiatives(t.Context(), public, registry.InitiativeFilter{HasOverlap: &yes}, registry.Page{Limit: 1})
			if err != nil || list.Total != 2*want {
				t.Errorf("%s: the public counts %d initiatives with one (%v)", what, list.Total, err)
			}
		}
		flag := b.flags(t, administrator)["north-south"]
		if flag.Kind != registry.OverlapOverlap {
			t.Fatalf("kind %s %s", flag.Kind, flag.Relation)
		}
		sees("open", 0)
		ruling := b.rules(t, flag, registry.DecisionConfirmedOverlap)
		sees("confirmed", 0)
		now = now.Add(b.options.ReplyTime - time.Millisecond)
		sees("before the last moment to reply", 0)
		now = now.Add(time.Millisecond)
		sees("after it", 1)
		seen := b.flags(t, public)["north-south"].Ruling
		if seen == nil || seen.Decision != registry.DecisionConfirmedOverlap || seen.Reason != "" || seen.Actor != "" || seen.ActorName != "" {
			t.Errorf("the public reads %+v of the ruling", seen)
		}
		b.reverts(t, ruling)
		sees("taken back", 0)
		b.rules(t, flag, registry.DecisionFalseAlarm)
		now = now.Add(365 * 24 * time.Hour)
		sees("a false alarm", 0)
		b.options.PublicOverlaps = true
		b.publishes(nil) // the same registry, started with another policy
		sees("a false alarm where open flags are public", 0)
	})
}
