package store

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// envVictim names the database of the process that TestKill kills.
const envVictim = "TANSIQ_TEST_KILL_DATABASE"

// TestKill: of a process that is killed while it writes, every acknowledged batch is there whole, no batch is there in
// part, and the file is sound.
func TestKill(t *testing.T) {
	if path := os.Getenv(envVictim); path != "" {
		writeUntilKilled(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "a.db")
	victim := exec.Command(os.Args[0], "-test.run=^TestKill$")
	victim.Env = append(os.Environ(), envVictim+"="+path)
	output, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	acknowledged := 0
	lines := bufio.NewScanner(output)
	for acknowledged < 5 && lines.Scan() {
		if strings.HasPrefix(lines.Text(), "wrote ") {
			acknowledged++
		}
	}
	if err := victim.Process.Kill(); err != nil { // SIGKILL
		t.Fatal(err)
	}
	_ = victim.Wait()

	s := openFile(t, path)
	var sound string
	if err := s.read.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&sound); err != nil || sound != "ok" {
		t.Errorf("integrity check: %q (%v)", sound, err)
	}
	n, err := s.CountInitiatives(t.Context(), registry.Lens{Base: registry.ScopePublic}, registry.InitiativeFilter{})
	if err != nil || n < acknowledged*killBatch || n%killBatch != 0 {
		t.Errorf("%d initiatives after %d acknowledged batches of %d (%v)", n, acknowledged, killBatch, err)
	}
	if last, err := s.LastChange(t.Context()); err != nil || last != int64(n) {
		t.Errorf("the log is at %d with %d initiatives (%v)", last, n, err)
	}
}

const killBatch = 50

func writeUntilKilled(t *testing.T, path string) {
	s := openFile(t, path)
	for batch := 0; ; batch++ {
		var writes []registry.InitiativeWrite
		for n := range killBatch {
			writes = append(writes, registry.InitiativeWrite{ID: fmt.Sprintf("%06d-%d", batch, n), Views: []registry.View{{
				Scopes: []registry.ViewScope{registry.ScopePublic}, Document: []byte(`{}`), Index: registry.Index{Countries: []string{"AF"}, TitleTokens: []string{"police"}},
			}}})
		}
		if err := s.Write(t.Context(), func(tx registry.Tx) error { return tx.PutInitiatives(t.Context(), writes) }); err != nil {
			t.Fatal(err)
		}
		fmt.Println("wrote", batch)
	}
}
