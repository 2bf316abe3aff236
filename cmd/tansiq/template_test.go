package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTemplate: the table that the program writes is one that it reads, and there is nothing in it yet.
func TestTemplate(t *testing.T) {
	folder := t.TempDir()
	cli := newCommandRunner(t, filepath.Join(folder, "tansiq.db"))
	for _, language := range []string{"en", "fr", "ar"} {
		file := filepath.Join(folder, "initiatives-"+language+".xlsx")
		if err := os.WriteFile(file, []byte(cli.must(exitDone, "template", "--lang", language)), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, said, _ := cli.run("import", "--format", "table", file); !strings.Contains(got, "read 0, new 0") || !strings.Contains(said, "held: the file holds no records") {
			t.Errorf("%s: %s%s", language, got, said)
		}
	}
	cli.must(exitUsage, "template", "--lang", "de")
}
