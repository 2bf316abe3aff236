package service_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

// fetches runs the feed with this content; nil for a feed that is unmodified.
func (b *bench) fetches(t *testing.T, trigger string, file []registry.Item) *registry.Run {
	t.Helper()
	fetch := b.options.Fetch
	defer func() { b.options.Fetch = fetch }()
	if file == nil {
		b.options.Fetch = func(context.Context, registry.Feed) (service.Fetched, error) {
			return service.Fetched{Unmodified: true}, nil
		}
	}
	return b.runs(t, trigger, file)
}

func (b *bench) health(t *testing.T) *registry.FeedHealth {
	t.Helper()
	h, err := b.service.FindFeedHealth(t.Context(), "partner")
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestRecordGoneInThreeGoodRunsIsWithdrawn(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		rejected := registry.Item{Problems: []registry.Problem{{Identifier: "XX-8", Reason: "broken", Severity: registry.SeverityRejected}}}
		rest := append(records(8), rejected) // without 9; 8 is there and broken
		b.fetches(t, "schedule", records(10))
		steps := []struct {
			trigger   string
			file      []registry.Item
			standing  int
			withdrawn int
		}{
			{"schedule", rest, 10, 0},
			{"manual", rest, 10, 0}, // a person's runs do not count
			{"schedule", nil, 10, 0},
			{"manual", nil, 10, 0},
			{"schedule", rest, 9, 1},
			{"schedule", rest, 9, 0},
			{"schedule", records(10), 10, 0}, // and is back
			{"schedule", records(9), 10, 0},
			{"schedule", records(9), 10, 0},
			{"schedule", nil, 9, 1}, // an unmodified feed lists it as little
			{"manual", records(10), 10, 0},
		}
		for i, step := range steps {
			run := b.fetches(t, step.trigger, step.file)
			if got := b.total(t, administrator); got != step.standing || run.Counts.Withdrawn != step.withdrawn || b.health(t).Records != step.standing {
				t.Errorf("step %d: %s %+v, %d stand, health says %d; want %+v", i, run.State, run.Counts, got, b.health(t).Records, step)
			}
		}
	})
}

func TestSeenByHandIsNotGone(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.fetches(t, "schedule", records(10))
		for range 2 {
			b.fetches(t, "schedule", records(9))
		}
		b.fetches(t, "manual", records(10)[9:])
		for i, want := range []int{10, 10, 10} { // what only hands bring is no record that the source has lost
			if b.fetches(t, "schedule", records(9)); b.total(t, administrator) != want {
				t.Errorf("run %d after it: %d stand", i, b.total(t, administrator))
			}
		}
	})
}

func TestMassDropIsHeld(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.fetches(t, "schedule", records(10))
		if run := b.fetches(t, "schedule", records(5)); run.State != registry.RunDone {
			t.Errorf("half is %s", run.State)
		}
		b.fetches(t, "schedule", records(10))
		few := append(records(3), record("XX-new", "New"))
		first := b.fetches(t, "schedule", few)
		held := b.fetches(t, "schedule", few)
		if first.State != registry.RunHeld || held.State != registry.RunHeld || held.Error == "" || held.Hint == "" || b.total(t, administrator) != 10 {
			t.Fatalf("%+v, %d stand", held, b.total(t, administrator))
		}
		if h := b.health(t); !h.Held || h.HeldRun != held.ID || h.LastProblem != held.Error {
			t.Errorf("%+v", h)
		}
		// The second has overtaken the first.
		err := b.service.ReleaseRun(t.Context(), administrator, "partner", first.ID, service.ImportOptions{})
		if registry.ErrorCode(err) != registry.EConflict {
			t.Errorf("release of the first: %v", err)
		}
		if spools, _ := filepath.Glob(filepath.Join(b.options.SpoolDir, "*")); len(spools) != 1 {
			t.Errorf("spools: %v", spools)
		}
		if err := b.service.ReleaseRun(t.Context(), administrator, "partner", held.ID, service.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		run, err := b.store.FindRun(t.Context(), held.ID)
		want := registry.RunCounts{Read: 4, New: 1, Unchanged: 3}
		if err != nil || run.State != registry.RunDone || run.Error != "" || cmp.Diff(want, run.Counts) != "" || b.total(t, administrator) != 11 {
			t.Errorf("released: %+v, %v, %d stand", run, err, b.total(t, administrator))
		}
		if h := b.health(t); h.Held || h.LastProblem != "" {
			t.Errorf("%+v", h)
		}
		// It is the new measure, and from it on absence counts.
		b.fetches(t, "schedule", few)
		if run := b.fetches(t, "schedule", few); run.State != registry.RunDone || run.Counts.Withdrawn != 7 || b.total(t, administrator) != 4 {
			t.Errorf("%+v, %d stand", run, b.total(t, administrator))
		}
	})
}

func TestDiscardedRunIsNeverPublished(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.fetches(t, "schedule", records(10))
		held := b.fetches(t, "schedule", records(4))
		if err := b.service.DiscardRun(t.Context(), administrator, "partner", held.ID, service.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		if h := b.health(t); h.Held || h.LastRun.State != registry.RunDiscarded {
			t.Errorf("%+v", h)
		}
		for _, decide := range []func(context.Context, registry.Audience, string, string, service.ImportOptions) error{b.service.DiscardRun, b.service.ReleaseRun} {
			if err := decide(t.Context(), administrator, "partner", held.ID, service.ImportOptions{}); registry.ErrorCode(err) != registry.EConflict {
				t.Error(err)
			}
		}
	})
}

// TestKilledWithdrawalIsCompleted: what was withdrawn before the stop stays, and is counted once.
func TestKilledWithdrawalIsCompleted(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.fetches(t, "schedule", records(200))
		for range 2 {
			b.fetches(t, "schedule", records(100))
		}
		b.publishes(records(100))
		ctx, stop := context.WithCancel(t.Context())
		_, err := b.service.Import(ctx, b.feed, service.ImportOptions{Trigger: "schedule", Progress: func(stage string, n registry.RunCounts) {
			if n.Withdrawn > 0 {
				stop()
			}
		}})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if got := b.total(t, administrator); got <= 100 || got >= 200 {
			t.Fatalf("%d stand after the stop", got)
		}
		unfinished, err := b.service.UnfinishedRuns(t.Context())
		if err != nil || len(unfinished) != 1 {
			t.Fatal(unfinished, err)
		}
		if err := b.service.ResumeRun(t.Context(), unfinished[0].ID, service.Lease{}); err != nil {
			t.Fatal(err)
		}
		run, err := b.store.FindRun(t.Context(), unfinished[0].ID)
		if err != nil || run.State != registry.RunDone || run.Counts.Withdrawn != 100 || b.total(t, administrator) != 100 {
			t.Errorf("%+v, %v, %d stand", run, err, b.total(t, administrator))
		}
	})
}
