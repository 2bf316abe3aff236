package grants360

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var _ registry.Importer = Importer{}

// readItems reads a whole file; err is how it ended.
func readItems(t testing.TB, file io.Reader) (items []registry.Item, err error) {
	t.Helper()
	return readFeed(t, file, registry.Feed{})
}

func readFeed(t testing.TB, file io.Reader, feed registry.Feed) (items []registry.Item, err error) {
	t.Helper()
	return importertest.Read(t, New(), file, feed)
}

// readOne reads a package of one grant, given by its fields.
func readOne(t *testing.T, fields string) registry.Item {
	t.Helper()
	items, err := readItems(t, strings.NewReader(`{"grants": [{"id": "360G-x-1", "title": "T",
		"fundingOrganization": [{"name": "F"}], "recipientOrganization": [{"name": "R"}]`+fields+`}]}`))
	if err != nil || len(items) != 1 {
		t.Fatalf("%d items, error %v; want 1", len(items), err)
	}
	return items[0]
}

// goldenItem is an item with the source's grant, as a golden file shows it.
type goldenItem struct {
	Record   *registry.Record `json:",omitempty"`
	Raw      json.RawMessage  `json:",omitempty"`
	Problems []registry.Problem
}

func TestGoldenFiles(t *testing.T) {
	for _, c := range []struct{ file, golden string }{{"package.json", "package.golden.json"}, {"grants.csv", "grants.golden.json"}} {
		t.Run(c.file, func(t *testing.T) {
			source, err := os.ReadFile(filepath.Join("testdata", c.file))
			if err != nil {
				t.Fatal(err)
			}
			items, err := readItems(t, bytes.NewReader(source))
			if err != nil {
				t.Fatal(err)
			}
			var shown []goldenItem
			for _, item := range items {
				g := goldenItem{Record: item.Record, Problems: item.Problems}
				if item.Record != nil {
					g.Raw = item.Record.Raw
				}
				shown = append(shown, g)
			}
			var b bytes.Buffer
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", " ")
			if err := enc.Encode(shown); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", c.golden)
			if *update {
				if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Error(diff)
			}
			for _, private := range []string{"Somebody", "desk@", "amina@", "Fatou", "Diarra", "Keïta", "person-9", "GTIR", "Jane", "Doe", "E05000001", "Rue du"} {
				if strings.Contains(b.String(), private) {
					t.Errorf("%q is left", private)
				}
			}
		})
	}
}
