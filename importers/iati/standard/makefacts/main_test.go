package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
)

// TestTablesAreMade: the tables of the repository are what this program makes of what IATI publishes.
func TestTablesAreMade(t *testing.T) {
	folder := importertest.Shared(t, "iati")
	made := t.TempDir()
	if err := write(filepath.Join(folder, "schemas"), filepath.Join(folder, "codelists"), made); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"structure.tsv", "codes.tsv", "places.tsv"} {
		got, err := os.ReadFile(filepath.Join(made, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join("..", "data", name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is not what is made now: run makefacts", name)
		}
	}
}
