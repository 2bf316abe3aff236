package hxl

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

var update = flag.Bool("update", false, "write the golden files anew")

// readItems reads a file with a feed that states nothing.
func readItems(t testing.TB, file []byte, feeds ...registry.Feed) (items []registry.Item, err error) {
	t.Helper()
	feed := registry.Feed{}
	if len(feeds) > 0 {
		feed = feeds[0]
	}
	return importertest.Read(t, New(), bytes.NewReader(file), feed)
}

// mustRead gives the records of a file that is read to its end, by key, and all problems.
func mustRead(t testing.TB, file string, feeds ...registry.Feed) (records map[string]*registry.Record, problems []registry.Problem) {
	t.Helper()
	items, err := readItems(t, []byte(file), feeds...)
	if err != nil {
		t.Fatal(err)
	}
	records = map[string]*registry.Record{}
	for _, item := range items {
		if item.Record != nil {
			records[item.Record.Key] = item.Record
		}
		problems = append(problems, item.Problems...)
	}
	return records, problems
}

// one is the only record.
func one(t testing.TB, records map[string]*registry.Record) *registry.Record {
	t.Helper()
	if len(records) != 1 {
		t.Fatalf("%d records, want one", len(records))
	}
	for _, r := range records {
		return r
	}
	return nil
}

// goldenItem is an item as the golden files show it.
type goldenItem struct {
	Key      string             `json:"key,omitempty"`
	Line     int                `json:"line,omitempty"`
	Facts    *registry.Facts    `json:"facts,omitempty"`
	Raw      json.RawMessage    `json:"raw,omitempty"`
	Problems []registry.Problem `json:"problems,omitempty"`
}

var arabicMapping = registry.Mapping{"المنظمة": "#org", "النشاط": "#activity+name+i_ar", "القطاع": "#sector+i_ar", "المحافظة": "#adm1+name+i_ar",
	"البداية": "#date+start", "النهاية": "#date+end", "الحالة": "#status", "المستهدفون": "#targeted", "ملاحظات": "#description+i_ar", "#country": "SY"}

func TestGolden(t *testing.T) {
	for name, feed := range map[string]registry.Feed{
		"3w.csv": {}, "legacy.csv": {}, "objects.json": {}, "arabic.csv": {Mapping: arabicMapping},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			items, err := readItems(t, file, feed)
			if err != nil {
				t.Fatal(err)
			}
			var got []goldenItem
			for _, item := range items {
				g := goldenItem{Problems: item.Problems}
				if r := item.Record; r != nil {
					g.Key, g.Line, g.Facts, g.Raw = r.Key, r.Line, &r.Facts, r.Raw
				}
				got = append(got, g)
			}
			var b bytes.Buffer
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(got); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name+".golden.json")
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
		})
	}
}

// failing is a reader whose source breaks off.
type failing struct{ r io.Reader }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Where the source breaks off, the run must know: fewer rows without an error would end the others.
func TestAReadErrorEndsTheFile(t *testing.T) {
	for _, file := range []string{"#org,#sector\nA,B\n", `[["#org","#sector"],["A","B"]`} {
		var last error
		for _, err := range New().Read(t.Context(), failing{strings.NewReader(file)}, registry.Feed{}) {
			last = err
		}
		if last == nil {
			t.Errorf("%q: no error", file)
		}
	}
}
