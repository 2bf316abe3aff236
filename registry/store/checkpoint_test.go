package store

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// Commits leave the log alone however long it gets; once it has been moved, the next one begins it anew.
func TestCheckpoint(t *testing.T) {
	s := openFile(t, filepath.Join(t.TempDir(), "a.db"))
	s.checkpointer.close() // it is the test that moves the log
	write := func(n int) {
		t.Helper()
		writes := []registry.InitiativeWrite{{ID: fmt.Sprint(n), Views: []registry.View{{
			Scopes: []registry.ViewScope{registry.ScopePublic}, Document: []byte(`{}`),
		}}}}
		if err := s.Write(t.Context(), func(tx registry.Tx) error { return tx.PutInitiatives(t.Context(), writes) }); err != nil {
			t.Fatal(err)
		}
	}
	length := func() (log, moved int) {
		t.Helper()
		log, moved, err := s.checkpointer.checkpoint(t.Context(), "NOOP")
		if err != nil {
			t.Fatal(err)
		}
		return log, moved
	}
	for n := range 200 {
		write(n)
	}
	long, moved := length()
	if long < 1000 || moved != 0 {
		t.Errorf("%d of %d pages moved by commits", moved, long)
	}
	if err := s.checkpointer.move(t.Context()); err != nil {
		t.Fatal(err)
	}
	if log, moved := length(); log != long || moved != long {
		t.Errorf("%d of %d pages moved, of a log of %d", moved, log, long)
	}
	write(200)
	if log, _ := length(); log >= long {
		t.Errorf("the log has %d pages after it was moved and one transaction", log)
	}
}
