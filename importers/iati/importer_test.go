package iati

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is what a golden file holds of an item.
type golden struct {
	Key, URL, Licence string             `json:",omitempty"`
	Line              int                `json:",omitempty"`
	Facts             *registry.Facts    `json:",omitempty"`
	Raw               string             `json:",omitempty"`
	Problems          []registry.Problem `json:",omitempty"`
}

// TestGolden reads hand-written files of each version that show every element that is taken, and the ways in which
// each goes wrong.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			input, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			o, items := importAll(t, input)
			if o.err != nil {
				t.Fatal(o.err)
			}
			var got []golden
			for _, item := range items {
				checkItem(t, file, item)
				g := golden{Problems: item.Problems}
				if r := item.Record; r != nil {
					g.Key, g.URL, g.Licence, g.Line, g.Facts, g.Raw = r.Key, r.URL, r.Licence, r.Line, &r.Facts, string(r.Raw)
				}
				got = append(got, g)
			}
			text := encode(t, got)
			path := strings.TrimSuffix(file, ".xml") + ".json"
			if *update {
				if err := os.WriteFile(path, text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(text)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
