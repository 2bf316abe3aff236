package service_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
	"github.com/tansiq/tansiq/registry/store"
	"github.com/tansiq/tansiq/registry/store/pgtest"
)

// items is an importer whose file is made by the test.
type items []registry.Item

func (items) Format() string { return "items" }

func (f items) Read(context.Context, io.Reader, registry.Feed) iter.Seq2[registry.Item, error] {
	return func(yield func(registry.Item, error) bool) {
		for _, item := range f {
			if item.Record != nil {
				copied := *item.Record // what is read again is another value
				item.Record = &copied
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// bench is a service on a real database with one feed.
type bench struct {
	store   *store.Store
	service *service.Service
	options service.Options
	feed    registry.Feed
}

func onBoth(t *testing.T, test func(t *testing.T, b *bench)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newBench(t, filepath.Join(t.TempDir(), "tansiq.db"))) })
	t.Run("postgres", func(t *testing.T) { test(t, newBench(t, pgtest.DSN(t))) })
}

func newBench(t *testing.T, dsn string) *bench {
	db, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	b := &bench{store: db}
	b.options = service.Options{
		SpoolDir: filepath.Join(t.TempDir(), "spool"),
		Fetch: func(context.Context, registry.Feed) (service.Fetched, error) {
			return service.Fetched{Body: http.NoBody}, nil
		},
		Importers: map[string]registry.Importer{"items": items(nil)},
	}
	b.publishes(nil)
	if err := b.service.SeedOrganisations(t.Context()); err != nil {
		t.Fatal(err)
	}
	feed, err := b.service.LocalFeed(t.Context(), administrator, "partner", "items", false)
	if err != nil {
		t.Fatal(err)
	}
	b.feed = *feed
	return b
}

var administrator = registry.Audience{Actor: "test", Role: registry.RoleAdministrator}

// publishes gives the feed new content; the service is another, as after a restart.
func (b *bench) publishes(file []registry.Item) {
	b.options.Importers = map[string]registry.Importer{"items": items(file)}
	b.service = service.New(b.store, b.options)
}

// runs imports the feed with new content.
func (b *bench) runs(t *testing.T, trigger string, file []registry.Item) *registry.Run {
	t.Helper()
	b.publishes(file)
	if err := b.service.SeedOrganisations(t.Context()); err != nil {
		t.Fatal(err)
	}
	run, err := b.service.Import(t.Context(), b.feed, service.ImportOptions{Trigger: trigger})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func (b *bench) imports(t *testing.T) registry.RunCounts {
	t.Helper()
	run, err := b.service.Import(t.Context(), b.feed, service.ImportOptions{Trigger: "manual"})
	if err != nil {
		t.Fatal(err)
	}
	if run.State != registry.RunDone {
		t.Fatalf("run is %s: %s", run.State, run.Error)
	}
	return run.Counts
}

func (b *bench) total(t *testing.T, who registry.Audience) int {
	t.Helper()
	list, err := b.service.ListInitiatives(t.Context(), who, registry.InitiativeFilter{}, registry.Page{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return list.Total
}

func record(key, title string) registry.Item {
	return registry.Item{Record: &registry.Record{Key: key, Facts: registry.Facts{
		Kind: registry.KindProject, Title: registry.Text{"en": title},
		Identifiers: []registry.Identifier{{Scheme: registry.SchemeIATI, Value: key}},
		Countries:   []registry.CountryShare{{Code: "ML"}},
	}}}
}

func records(n int) (file []registry.Item) {
	for i := range n {
		file = append(file, record(fmt.Sprintf("XX-%d", i), fmt.Sprintf("Initiative %d", i)))
	}
	return file
}

func TestSameKeyTwice(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.publishes([]registry.Item{record("XX-1", "first"), record(" xx-1", "second"), record("XX-2", "other")})
		if diff := cmp.Diff(registry.RunCounts{Read: 3, New: 2, Rejected: 1}, b.imports(t)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestKilledPublishIsResumed stops a publish after its first batch, as a crash would, and starts again.
func TestKilledPublishIsResumed(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.publishes(records(600))
		ctx, stop := context.WithCancel(t.Context())
		_, err := b.service.Import(ctx, b.feed, service.ImportOptions{Trigger: "manual", Progress: func(stage string, n registry.RunCounts) {
			if stage == "publishing" {
				stop()
			}
		}})
		if err == nil {
			t.Fatal("the publish was not stopped")
		}
		if got := b.total(t, administrator); got == 0 || got >= 600 {
			t.Fatalf("%d initiatives stand after the stop, want some and not all", got)
		}
		b.publishes(nil) // the source is not asked again: the spool has it
		unfinished, err := b.service.UnfinishedRuns(t.Context())
		if err != nil || len(unfinished) != 1 {
			t.Fatal(unfinished, err)
		}
		if err := b.service.ResumeRun(t.Context(), unfinished[0].ID, service.Lease{}); err != nil {
			t.Fatal(err)
		}
		if got := b.total(t, administrator); got != 600 {
			t.Errorf("%d initiatives after the resumption, want 600", got)
		}
		run, err := b.store.LastRun(t.Context(), b.feed.ID)
		if err != nil || run.State != registry.RunDone || run.Counts.New+run.Counts.Unchanged != 600 {
			t.Errorf("the ledger says %+v, %v", run, err)
		}
		b.publishes(records(600))
		if diff := cmp.Diff(registry.RunCounts{Read: 600, Unchanged: 600}, b.imports(t)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestEmptyFileIsHeld: it changes nothing, and once it is discarded leaves nothing behind.
func TestEmptyFileIsHeld(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "tansiq.db"))
	run, err := b.service.Import(t.Context(), b.feed, service.ImportOptions{Trigger: "manual"})
	if err != nil || run.State != registry.RunHeld {
		t.Errorf("run %+v, %v", run, err)
	}
	if err := b.service.DiscardRun(t.Context(), administrator, "partner", run.ID, service.ImportOptions{}); err != nil {
		t.Error(err)
	}
	if left, err := filepath.Glob(filepath.Join(b.options.SpoolDir, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestLostLeaseStopsTheRun: a leader that was replaced while it read a feed must not write.
func TestLostLeaseStopsTheRun(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		token, ok, err := b.store.AcquireLease(t.Context(), "run", "old", now, time.Minute)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if _, ok, err := b.store.AcquireLease(t.Context(), "run", "new", now.Add(2*time.Minute), time.Minute); err != nil || !ok {
			t.Fatal(ok, err)
		}
		b.publishes(records(3))
		run, err := b.service.Import(t.Context(), b.feed, service.ImportOptions{Fence: service.Lease{Name: "run", Token: token}})
		if err != nil || run.State != registry.RunFailed {
			t.Errorf("run %+v, %v", run, err)
		}
		if got := b.total(t, administrator); got != 0 {
			t.Errorf("the old leader wrote %d initiatives", got)
		}
	})
}

// TestUnchangedWritesNothing: the change log stands still.
func TestUnchangedWritesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		b.publishes(records(3))
		b.imports(t)
		before, err := b.store.LastChange(t.Context())
		if err != nil || before == 0 {
			t.Fatal(before, err)
		}
		if diff := cmp.Diff(registry.RunCounts{Read: 3, Unchanged: 3}, b.imports(t)); diff != "" {
			t.Error(diff)
		}
		if after, err := b.store.LastChange(t.Context()); err != nil || after != before {
			t.Errorf("the change log went from %d to %d, %v", before, after, err)
		}
		changed := records(3)
		changed[1].Record.Facts.Status = registry.StatusClosed
		b.publishes(changed)
		if diff := cmp.Diff(registry.RunCounts{Read: 3, Changed: 1, Unchanged: 2}, b.imports(t)); diff != "" {
			t.Error(diff)
		}
		if after, err := b.store.LastChange(t.Context()); err != nil || after != before+1 {
			t.Errorf("one change moved the log from %d to %d, %v", before, after, err)
		}
	})
}

// TestRestrictedRecordsAreInvisible walks every read path of the service with records that the public must not know of.
func TestRestrictedRecordsAreInvisible(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		open, amber := record("XX-1", "Open training"), record("XX-2", "Hidden training")
		amber.Record.Marks = registry.Marks{Sharing: registry.SharingAmber}
		b.publishes([]registry.Item{open, amber})
		b.imports(t)
		ctx, public := t.Context(), registry.Audience{}
		sahel := registry.Audience{Role: registry.RoleCoordinator, Regions: []string{"sahel"}}
		elsewhere := registry.Audience{Role: registry.RoleCoordinator, Regions: []string{"western-balkans"}}
		for _, c := range []struct {
			name string
			who  registry.Audience
			want int
		}{{"public", public, 1}, {"coordinator of the region", sahel, 2}, {"coordinator of another", elsewhere, 1}, {"administrator", administrator, 2}} {
			if got := b.total(t, c.who); got != c.want {
				t.Errorf("%s sees %d initiatives, want %d", c.name, got, c.want)
			}
			facets, err := b.service.FacetInitiatives(ctx, c.who, registry.InitiativeFilter{})
			if err != nil || len(facets[registry.FacetCountry]) != 1 || facets[registry.FacetCountry][0].Count != c.want {
				t.Errorf("%s counts %+v, %v", c.name, facets[registry.FacetCountry], err)
			}
			found, err := b.service.ListInitiatives(ctx, c.who, registry.InitiativeFilter{Query: "hidden"}, registry.Page{Limit: 10})
			if err != nil || found.Total != c.want-1 || len(found.Items) != c.want-1 {
				t.Errorf("%s finds %d by a hidden word, %v", c.name, found.Total, err)
			}
		}
		all, err := b.service.ListInitiatives(ctx, administrator, registry.InitiativeFilter{Identifiers: []string{"XX-2"}}, registry.Page{Limit: 10})
		if err != nil || len(all.Items) != 1 {
			t.Fatal(all, err)
		}
		id := all.Items[0].ID
		if _, err := b.service.FindInitiative(ctx, public, id); registry.ErrorCode(err) != registry.ENotFound {
			t.Errorf("the public reads a hidden initiative: %v", err)
		}
		if _, err := b.service.InitiativeRecords(ctx, public, id); registry.ErrorCode(err) != registry.ENotFound {
			t.Errorf("the public reads hidden records: %v", err)
		}
		if _, err := b.service.InitiativeHistory(ctx, public, id); registry.ErrorCode(err) != registry.ENotFound {
			t.Errorf("the public reads a hidden history: %v", err)
		}
	})
}

// TestMergeAndRevert rules that two records are one initiative, sees one, takes it back and has the same bytes as before.
func TestMergeAndRevert(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		b.publishes([]registry.Item{record("XX-1", "Kayes water scheme KWS-77")})
		b.imports(t)
		second, err := b.service.LocalFeed(ctx, administrator, "another", "items", false)
		if err != nil {
			t.Fatal(err)
		}
		first := b.feed
		b.feed = *second
		b.publishes([]registry.Item{record("XX-1", "Kayes water scheme KWS-77")}) // published twice
		b.imports(t)
		b.feed = first
		documents := func() map[string]string {
			byID := map[string]string{}
			for d, err := range b.service.EachInitiative(ctx, administrator, registry.InitiativeFilter{}) {
				if err != nil {
					t.Fatal(err)
				}
				byID[d.ID] = string(d.JSON)
			}
			return byID
		}
		before := documents()
		if _, err := b.service.Detect(ctx, false, nil); err != nil {
			t.Fatal(err)
		}
		flags, err := b.service.ListOverlaps(ctx, administrator, registry.OverlapFilter{}, registry.Page{Limit: 10})
		if err != nil || len(flags.Items) != 1 || flags.Items[0].Kind != registry.OverlapDuplicate {
			t.Fatalf("%+v, %v", flags, err)
		}
		flag := flags.Items[0]
		ruling := registry.Ruling{Decision: registry.DecisionSameInitiative, Reason: "the same file twice", EvidenceHash: "stale"}
		if _, err := b.service.Rule(ctx, administrator, flag.ID, ruling); registry.ErrorCode(err) != registry.EConflict {
			t.Errorf("ruling on stale evidence: %v", err)
		}
		ruling.EvidenceHash = flag.EvidenceHash
		ruled, err := b.service.Rule(ctx, administrator, flag.ID, ruling)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.total(t, administrator); got != 1 {
			t.Errorf("%d initiatives after the merge", got)
		}
		for id := range before {
			view, err := b.service.FindInitiative(ctx, administrator, id)
			if err != nil {
				t.Errorf("the old id %s does not resolve: %v", id, err)
				continue
			}
			if records, err := b.service.InitiativeRecords(ctx, administrator, view.ID); err != nil || len(records) != 2 {
				t.Errorf("%d records, %v", len(records), err)
			}
		}
		if _, err := b.service.RevertRuling(ctx, administrator, flag.ID, ruled.ID, "they are two"); err != nil {
			t.Fatal(err)
		}
		after := documents()
		if len(after) != 2 {
			t.Fatalf("%d initiatives after taking the ruling back", len(after))
		}
		for id, document := range before {
			if diff := cmp.Diff(withoutVersion(document), withoutVersion(after[id])); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// withoutVersion drops what counts changes: taking a merge back restores content, and is itself a change.
func withoutVersion(document string) map[string]any {
	var fields map[string]any
	if err := json.Unmarshal([]byte(document), &fields); err != nil {
		return nil
	}
	for _, name := range []string{"version", "created_at", "updated_at"} {
		delete(fields, name)
	}
	return fields
}
