package service_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

// snapshots makes the bench's feed one that lists what goes on now, imported at noon of successive days from 2020-01-01.
func snapshots(t *testing.T, b *bench) (imports func(trigger string, file ...registry.Item) *registry.Run) {
	t.Helper()
	absence := registry.AbsenceEnded
	feed, err := b.service.UpdateFeed(t.Context(), administrator, b.feed.ID, service.FeedPatch{Absence: &absence})
	if err != nil {
		t.Fatal(err)
	}
	b.feed = *feed
	noon := time.Date(2019, 12, 31, 12, 0, 0, 0, time.UTC)
	b.options.Now = func() time.Time { return noon }
	return func(trigger string, file ...registry.Item) *registry.Run {
		t.Helper()
		noon = noon.AddDate(0, 0, 1)
		return b.runs(t, trigger, file)
	}
}

func (b *bench) byTitle(t *testing.T) map[string]*registry.Initiative {
	t.Helper()
	list, err := b.service.ListInitiatives(t.Context(), administrator, registry.InitiativeFilter{}, registry.Page{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*registry.Initiative{}
	for _, d := range list.Items {
		var i registry.Initiative
		if err := json.Unmarshal(d.JSON, &i); err != nil {
			t.Fatal(err)
		}
		found[i.Title["en"]] = &i
	}
	return found
}

func under(status registry.Status, start, end registry.Date, item registry.Item) registry.Item {
	item.Record.Facts.Status, item.Record.Facts.Period = status, registry.Period{Start: start, End: end}
	return item
}

func TestWhatASnapshotListsNoMoreHasEnded(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		imports := snapshots(t, b)
		going := registry.StatusImplementation
		all := func() []registry.Item {
			return []registry.Item{
				under(going, "2019-01-01", "", record("1", "open")),
				under(going, "2019-01-01", "2019-06-30", record("2", "over by its own word")),
				under(going, "2019-01-01", "2021-12-31", record("3", "planned for longer")),
				under(registry.StatusPipeline, "2020-09-01", "", record("4", "not begun")),
				under(registry.StatusCancelled, "2019-01-01", "2019-02-01", record("5", "cancelled")),
				under(going, "2019-01-01", "", record("6", "stays")), under(going, "2019-01-01", "", record("7", "stays too")),
			}
		}
		imports("schedule", all()...)
		imports("schedule", all()...) // last seen on 2020-01-02
		run := imports("manual", all()[5:]...)
		if diff := cmp.Diff(registry.RunCounts{Read: 2, Unchanged: 2}, run.Counts); diff != "" || run.State != registry.RunDone {
			t.Errorf("%s: %s", run.State, diff)
		}
		want := map[string][3]string{
			"open":                 {"closed", "2020-01-02", "ended"},
			"over by its own word": {"closed", "2019-06-30", "ended"},
			"planned for longer":   {"closed", "2020-01-02", "ended"},
			"not begun":            {"closed", "", "ended"},
			"cancelled":            {"cancelled", "2019-02-01", ""},
			"stays":                {"implementation", "", ""},
			"stays too":            {"implementation", "", ""},
		}
		got := map[string][3]string{}
		for title, i := range b.byTitle(t) {
			note := ""
			for _, n := range i.Notes {
				note = n.Kind
				if day := "2020-01-02"; !strings.Contains(n.Text["en"], day) || !strings.Contains(n.Text["ar"], day) {
					t.Errorf("%s: %v", title, n.Text)
				}
			}
			got[title] = [3]string{string(i.Status), string(i.Period.End), note}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		problems, err := b.service.ListProblems(t.Context(), "partner", run.ID, registry.Page{Limit: 100})
		if err != nil || problems.Total != 4 || problems.Items[0].Identifier != "1" || problems.Items[0].Severity != registry.SeverityWarning {
			t.Errorf("%+v, %v", problems, err)
		}

		// What is gone stays as it is, and writes nothing more.
		versions := func() (n int) {
			for _, i := range b.byTitle(t) {
				n += i.Version
			}
			return n
		}
		before := versions()
		imports("schedule", all()[5:]...)
		if now := versions(); now != before {
			t.Errorf("%d versions, had %d", now, before)
		}
		// What is listed again goes on, as the source says.
		run = imports("schedule", all()...)
		if diff := cmp.Diff(registry.RunCounts{Read: 7, Changed: 4, Unchanged: 3}, run.Counts); diff != "" {
			t.Error(diff)
		}
		if i := b.byTitle(t)["open"]; i.Status != going || i.Period.End != "" || len(i.Notes) != 0 {
			t.Errorf("listed again: %+v", i.Facts)
		}
	})
}

// Organisations and practices that the registry added are not written into what the source says.
func TestAnEndedRecordStaysWhatItsSourceSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		imports := snapshots(t, b)
		item := func() registry.Item {
			i := record("1", "Training of border guards against arms trafficking")
			i.Record.Facts.Participations = []registry.Participation{{Role: registry.RoleFunding, Name: registry.Text{"en": "UNICEF"}}}
			i.Record.Facts.Sectors = []registry.Sector{{Vocabulary: "1", Code: "15130"}}
			i.Record.Facts.Budget = &registry.Budget{Amount: 5000, Currency: "USD"}
			i.Record.Raw = []byte("raw")
			return i
		}
		imports("schedule", item(), record("2", "a"), record("3", "b"))
		open := b.byTitle(t)["Training of border guards against arms trafficking"]
		imports("schedule", record("2", "a"), record("3", "b"))
		closed := b.byTitle(t)["Training of border guards against arms trafficking"]
		if closed.Status != registry.StatusClosed || closed.ID != open.ID {
			t.Fatalf("%+v", closed)
		}
		open.Status, open.Period, open.Notes, open.Version = closed.Status, closed.Period, closed.Notes, closed.Version
		open.UpdatedAt, open.Sources, open.Completeness = closed.UpdatedAt, closed.Sources, closed.Completeness
		open.Provenance = closed.Provenance
		if diff := cmp.Diff(open, closed); diff != "" {
			t.Errorf("changed more than its end (-open +closed):\n%s", diff)
		}
		records, err := b.store.Records(t.Context(), closed.ID)
		if err != nil || len(records) != 1 {
			t.Fatal(records, err)
		}
		for version := 1; version <= 2; version++ {
			if raw, err := b.store.RecordRaw(t.Context(), records[0].ID, version); string(raw) != "raw" || err != nil {
				t.Errorf("raw of version %d: %q, %v", version, raw, err)
			}
		}
	})
}

func TestNothingEndsByAFileThatIsNotTrusted(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		imports := snapshots(t, b)
		going := func() (n int) {
			for _, i := range b.byTitle(t) {
				if i.Status != registry.StatusClosed {
					n++
				}
			}
			return n
		}
		rejected := registry.Item{Problems: []registry.Problem{{Reason: "broken", Severity: registry.SeverityRejected}}}
		imports("schedule", records(10)...)

		run := imports("schedule", records(4)...)
		if run.State != registry.RunHeld || run.Hint == "" || going() != 10 {
			t.Errorf("fewer than half: %s, %d go on", run.State, going())
		}
		var others []registry.Item
		for n := range 10 {
			others = append(others, record(fmt.Sprintf("YY-%d", n), fmt.Sprintf("Another initiative %d", n)))
		}
		if run = imports("schedule", others...); run.State != registry.RunHeld || going() != 10 || b.total(t, administrator) != 10 {
			t.Errorf("as many others: %s, %d go on of %d", run.State, going(), b.total(t, administrator))
		}
		run = imports("schedule", append(records(9), rejected)...)
		if run.State != registry.RunDone || going() != 10 {
			t.Errorf("more rejected: %s, %d go on", run.State, going())
		}
		problems, err := b.service.ListProblems(t.Context(), "partner", run.ID, registry.Page{Limit: 10})
		if err != nil || problems.Total != 2 || !strings.Contains(problems.Items[1].Reason, "1 no longer listed") {
			t.Errorf("%+v, %v", problems.Items, err)
		}
		// The next run that has no more of them than this one concludes what this one did not.
		if imports("schedule", append(records(9), rejected)...); going() != 9 {
			t.Errorf("as many rejected as before: %d go on", going())
		}
		if run = imports("manual", records(4)...); run.State != registry.RunDone || going() != 4 {
			t.Errorf("a person has begun it: %s, %d go on", run.State, going())
		}

		// Part of a feed says nothing of the rest, and another meaning of absence nothing of ends.
		imports("manual", records(10)...)
		b.publishes(records(8))
		if err := b.service.SeedOrganisations(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := b.service.Import(t.Context(), b.feed, service.ImportOptions{Trigger: "manual", Partial: true}); err != nil || going() != 10 {
			t.Errorf("part of the feed: %v, %d go on", err, going())
		}
		b.feed.Absence = registry.AbsenceWithdrawn
		if imports("manual", records(8)...); going() != 10 {
			t.Errorf("absence is withdrawal: %d go on", going())
		}
	})
}

func TestADryRunSaysWhatWouldEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		imports := snapshots(t, b)
		imports("schedule", records(3)...)
		b.publishes(records(2))
		var said []string
		run, err := b.service.Import(t.Context(), b.feed, service.ImportOptions{Trigger: "manual", DryRun: true,
			Problem: func(p registry.Problem) { said = append(said, p.Identifier) }})
		if err != nil || run.Counts.Unchanged != 2 || !slices.Equal(said, []string{"XX-2"}) {
			t.Errorf("%+v, %v, %v", run, said, err)
		}
		if i := b.byTitle(t)["Initiative 2"]; i.Status == registry.StatusClosed {
			t.Error("a dry run has ended it")
		}
	})
}

// A run that is killed while it ends records ends the others when it is resumed, and none twice; of one by hand, which may have
// been part of the feed, the next run concludes what it did not.
func TestAKilledRunEndsTheRestWhenItIsResumed(t *testing.T) {
	for trigger, atOnce := range map[string]bool{"schedule": true, "manual": false} {
		onBoth(t, func(t *testing.T, b *bench) {
			imports := snapshots(t, b)
			imports("schedule", records(200)...)
			b.publishes(records(120))
			ctx, stop := context.WithCancel(t.Context())
			said := 0
			_, err := b.service.Import(ctx, b.feed, service.ImportOptions{Trigger: trigger, Problem: func(registry.Problem) {
				if said++; said == 30 { // in the second of the batches that end records
					stop()
				}
			}})
			if err == nil {
				t.Fatal("the run was not stopped")
			}
			ended := func() (n int) {
				list, err := b.service.ListInitiatives(t.Context(), administrator, registry.InitiativeFilter{Statuses: []registry.Status{registry.StatusClosed}}, registry.Page{Limit: 1})
				if err != nil {
					t.Fatal(err)
				}
				return list.Total
			}
			if n := ended(); n == 0 || n >= 80 {
				t.Fatalf("%d have ended, want some and not all", n)
			}
			unfinished, err := b.service.UnfinishedRuns(t.Context())
			if err != nil || len(unfinished) != 1 {
				t.Fatal(unfinished, err)
			}
			if err := b.service.ResumeRun(t.Context(), unfinished[0].ID, service.Lease{}); err != nil {
				t.Fatal(err)
			}
			if n := ended(); (n == 80) != atOnce {
				t.Errorf("%d have ended after the resumption", n)
			}
			imports("schedule", records(120)...)
			if n := ended(); n != 80 {
				t.Errorf("%d have ended after the next run", n)
			}
			for _, key := range []string{"XX-120", "XX-199"} { // published once, ended once
				list, err := b.service.ListInitiatives(t.Context(), administrator, registry.InitiativeFilter{Identifiers: []string{key}}, registry.Page{Limit: 1})
				if err != nil || list.Total != 1 || list.Items[0].Version != 2 {
					t.Errorf("%s: %+v, %v", key, list.Items, err)
				}
			}
		})
	}
}
