package service_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/overlap/evaluation"
)

// refitWorld has fifty pairs of two donors' trainings, each in a country of its own; every other pair is of the same days.
func refitWorld(t *testing.T, b *bench) {
	t.Helper()
	var first, second []registry.Item
	for n, country := range codelist.Countries()[:50] {
		of := func(feed, donor, title string) registry.Item {
			item := training(fmt.Sprintf("%s-%d", feed, n), title, donor)
			f := &item.Record.Facts
			f.Countries = []registry.CountryShare{{Code: country.Code}}
			f.Locations = []registry.Location{{Name: registry.Text{"fr": fmt.Sprintf("Ville%c%c", 'a'+n/26, 'a'+n%26)}, Country: country.Code, AdminLevel: 1}}
			if n%2 == 0 && feed == "two" {
				f.Period.Start, f.Period.End = "2024-05-03", "2026-03-14"
			}
			return item
		}
		first = append(first, of("one", "Norway", "Training of border guards against trafficking"))
		second = append(second, of("two", "Japan", "Course on trafficking for guards of the border"))
	}
	b.takes(t, "one", first...)
	b.takes(t, "two", second...)
	b.detects(t, true)
}

// overlapsByCountry gives the flags of kind overlap.
func (b *bench) overlapsByCountry(t *testing.T) map[string]*registry.Overlap {
	t.Helper()
	found := map[string]*registry.Overlap{}
	for o, err := range b.service.EachOverlap(t.Context(), administrator, registry.OverlapFilter{Kinds: []registry.OverlapKind{registry.OverlapOverlap}}) {
		if err != nil {
			t.Fatal(err)
		}
		found[strings.Join(o.A.Countries, " ")] = o
	}
	return found
}

// TestRefit: rulings move weights towards what they say; nothing of what they bind changes; the same rulings give the same
// model, and the model before can be taken up again, with its scores.
func TestRefit(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		refitWorld(t, b)
		before := b.overlapsByCountry(t)
		if len(before) != 50 {
			t.Fatalf("%d flags to rule on, want 50", len(before))
		}
		if _, err := b.service.Refit(t.Context(), administrator, nil); registry.ErrorCode(err) != registry.EConflict || !strings.Contains(err.Error(), "overlap has 0 (0 yes, 0 no)") {
			t.Errorf("a refit to no rulings: %v", err)
		}
		if _, err := b.service.Refit(t.Context(), registry.Audience{Role: registry.RoleCoordinator}, nil); registry.ErrorCode(err) != registry.EForbidden {
			t.Errorf("a refit by a coordinator: %v", err)
		}
		for _, flag := range before {
			decision := registry.DecisionFalseAlarm
			if levelOf(flag, registry.DimensionTime) == "same-dates" {
				decision = registry.DecisionConfirmedOverlap
			}
			b.rules(t, flag, decision)
		}
		ruled := b.overlapsByCountry(t)
		out, err := b.service.Refit(t.Context(), administrator, nil)
		if err != nil {
			t.Fatal(err)
		}
		if out.Before != overlap.SeedModel().Version || out.After == out.Before || out.Rulings != 50 || out.Detect.Model != out.After ||
			out.Detect.Reopened+out.Detect.New > 0 || out.Detect.Retracted != 25 { // the false alarms are flagged no more
			t.Errorf("refitted %+v", out)
		}
		identity, over := out.Fitted[0], out.Fitted[1]
		if identity.Kept == "" || over.Kept != "" || over.Yes != 25 || over.No != 25 || over.Before == nil || over.After.Pairs == 0 || over.After.AP.Value < over.Before.AP.Value {
			t.Errorf("fitted %+v and %+v", identity, over)
		}
		if len(over.Changed) == 0 || over.Changed[0].Dimension != registry.DimensionPrior && over.Changed[0].Dimension != registry.DimensionTime {
			t.Errorf("changed %+v", over.Changed)
		}
		after := b.overlapsByCountry(t)
		if len(after) != 25 {
			t.Errorf("%d flags stand, want the 25 that were confirmed", len(after))
		}
		for country, o := range after {
			was := ruled[country]
			if o.EvidenceHash != was.EvidenceHash || o.Status != was.Status || o.Ruling == nil || o.Ruling.ID != was.Ruling.ID {
				t.Errorf("%s: %s under %s, was %s under %s", country, o.Status, o.EvidenceHash, was.Status, was.EvidenceHash)
			}
			sum := 0.0
			for _, e := range o.Evidence {
				sum += e.Weight
			}
			if math.Abs(sum-math.Log(o.Score/(1-o.Score))) > 1e-9 {
				t.Errorf("%s: weights add up to %v for a score of %v", country, sum, o.Score)
			}
			if o.Ruling.Decision != registry.DecisionConfirmedOverlap || o.Score <= was.Score {
				t.Errorf("%s: %s, and the score went from %.3f to %.3f", country, o.Ruling.Decision, was.Score, o.Score)
			}
		}
		again, err := b.service.Refit(t.Context(), administrator, nil)
		if err != nil || again.After != out.After || again.Before != out.After {
			t.Errorf("the same rulings give %+v, %v", again, err)
		}
		b.usesModel(t, overlap.SeedModel().Version)
		for country, o := range b.overlapsByCountry(t) {
			if o.Score != before[country].Score || o.Status != registry.OverlapRuled {
				t.Errorf("%s: with the program's own weights again %.3f %s, was %.3f", country, o.Score, o.Status, before[country].Score)
			}
		}
		b.usesModel(t, out.After)
		for country, o := range b.overlapsByCountry(t) {
			if o.Score != after[country].Score {
				t.Errorf("%s: with the fitted weights again %.3f, was %.3f", country, o.Score, after[country].Score)
			}
		}
		if err := b.service.UseModel(t.Context(), administrator, "2026-11-seed+00000000"); registry.ErrorCode(err) != registry.ENotFound {
			t.Errorf("an unknown model: %v", err)
		}
		models, err := b.service.Models(t.Context())
		if err != nil || len(models) != 1 || !models[0].InUse || len(models[0].Rulings) != 50 {
			t.Errorf("models %+v, %v", models, err)
		}
	})
}

func levelOf(o *registry.Overlap, d registry.Dimension) string {
	for _, e := range o.Evidence {
		if e.Dimension == d {
			return e.Level
		}
	}
	return ""
}

// usesModel takes the model into use and detects, which is then a full detection.
func (b *bench) usesModel(t *testing.T, version string) {
	t.Helper()
	if err := b.service.UseModel(t.Context(), administrator, version); err != nil {
		t.Fatal(err)
	}
	if stats := b.detects(t, false); stats.Model != version || stats.Examined == 0 {
		t.Fatalf("detected %+v", stats)
	}
}

// TestRefitToMerged: a ruling that made two records one is a lesson about the two.
func TestRefitToMerged(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		var first, second []registry.Item
		for n, country := range codelist.Countries()[:60] {
			of := func(feed, end string) registry.Item {
				item := training(fmt.Sprintf("%s-%d", feed, n), fmt.Sprintf("Academy Kaldo%c%c for Veterinary Sciences", 'a'+n/26, 'a'+n%26), "Norway")
				item.Record.Facts.Countries = []registry.CountryShare{{Code: country.Code}}
				item.Record.Facts.Locations = nil
				item.Record.Facts.Period.End = registry.Date(end)
				return item
			}
			end := "2026-12-31"
			if n%2 == 1 {
				end = "2027-06-30"
			}
			first, second = append(first, of("one", "2026-12-31")), append(second, of("two", end))
		}
		b.takes(t, "one", first...)
		b.takes(t, "two", second...)
		b.detects(t, true)
		var flags []*registry.Overlap
		for o, err := range b.service.EachOverlap(t.Context(), administrator, registry.OverlapFilter{Kinds: []registry.OverlapKind{registry.OverlapSameInitiative}}) {
			if err != nil {
				t.Fatal(err)
			}
			flags = append(flags, o)
		}
		for i, o := range flags {
			if i%2 == 0 {
				b.rules(t, o, registry.DecisionSameInitiative)
			} else {
				b.rules(t, o, registry.DecisionFalseAlarm)
			}
		}
		b.detects(t, false)
		out, err := b.service.Refit(t.Context(), administrator, nil)
		if err != nil {
			t.Fatal(err)
		}
		if f := out.Fitted[0]; f.Question != evaluation.QuestionIdentity || f.Yes+f.No != len(flags) || f.Yes != (len(flags)+1)/2 {
			t.Errorf("%d flags, fitted %+v", len(flags), f)
		}
	})
}
