package service_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

// TestOldContentDoesNotComeBack: a publish was killed, the next run brought what the source has since; then a server starts that
// ends what killed processes left.
func TestOldContentDoesNotComeBack(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		old := records(600)
		b.publishes(old)
		ctx, stop := context.WithCancel(t.Context())
		_, err := b.service.Import(ctx, b.feed, service.ImportOptions{Trigger: "manual", Progress: func(stage string, _ registry.RunCounts) {
			if stage == "publishing" {
				stop()
			}
		}})
		if err == nil {
			t.Fatal("the publish was not stopped")
		}
		unfinished, err := b.service.UnfinishedRuns(t.Context())
		if err != nil || len(unfinished) != 1 {
			t.Fatal(unfinished, err)
		}
		newer := records(600)
		for i := range newer {
			newer[i].Record.Facts.Title = registry.Text{"en": "Newer"}
		}
		b.publishes(newer)
		b.imports(t)
		if left, err := b.service.UnfinishedRuns(t.Context()); err != nil || len(left) > 0 {
			t.Errorf("left unfinished: %v, %v", left, err)
		}
		if err := b.service.ResumeRun(t.Context(), unfinished[0].ID, service.Lease{}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(registry.RunCounts{Read: 600, Unchanged: 600}, b.imports(t)); diff != "" {
			t.Errorf("the registry has not what the source had last:\n%s", diff)
		}
		if files, err := filepath.Glob(filepath.Join(b.options.SpoolDir, "*")); err != nil || len(files) > 0 {
			t.Errorf("left behind: %v, %v", files, err)
		}
	})
}

// TestKilledReadingLeavesNothing: what a process had decoded when it was killed is removed when its run is ended.
func TestKilledReadingLeavesNothing(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "tansiq.db"))
	var begun registry.Run
	b.publishes(records(1))
	ctx, stop := context.WithCancel(t.Context())
	_, _ = b.service.Import(ctx, b.feed, service.ImportOptions{Trigger: "manual", Started: func(run registry.Run) { begun = run; stop() }})
	begun.State = registry.RunDecoding // as the ledger of a process that had no time to end it
	if err := b.store.Write(t.Context(), func(tx registry.Tx) error { return tx.PutRun(t.Context(), &begun) }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{begun.ID + ".spool.part", begun.ID + ".spool"} {
		if err := os.WriteFile(filepath.Join(b.options.SpoolDir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.service.ResumeRun(t.Context(), begun.ID, service.Lease{}); err != nil {
		t.Fatal(err)
	}
	if files, err := filepath.Glob(filepath.Join(b.options.SpoolDir, "*")); err != nil || len(files) > 0 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}
