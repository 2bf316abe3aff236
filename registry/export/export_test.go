package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/export"
)

func stored(t require, initiatives ...registry.Initiative) iter.Seq2[registry.ViewDocument, error] {
	return func(yield func(registry.ViewDocument, error) bool) {
		for _, i := range initiatives {
			b, err := json.Marshal(i)
			if err != nil {
				t.Fatal(err)
			}
			if !yield(registry.ViewDocument{ID: i.ID, JSON: b}, nil) {
				return
			}
		}
	}
}

// require is what testing.T and rapid.T have in common.
type require interface{ Fatal(args ...any) }

func whole() registry.Initiative {
	return registry.Initiative{
		ID: "0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11",
		Facts: registry.Facts{
			Kind: registry.KindProject, Status: registry.StatusImplementation,
			Title:         registry.Text{"en": "=1+1", "fr": "Gardes, \"frontières\"", "ar": "حرس الحدود", "es": "@guardias"},
			Description:   registry.Text{"en": "-2 lines\nof words", "fr": "+33 1 23"},
			Period:        registry.Period{Start: "2024-01-01", End: "2026-12-31"},
			GoodPractices: []registry.PracticeLink{{Number: 12}, {Number: 19}},
			Sectors:       []registry.Sector{{Vocabulary: "1", Code: "15130"}, {Vocabulary: "99", Code: "A;B"}},
			Countries:     []registry.CountryShare{{Code: "ML"}, {Code: "NE"}},
			Regions:       []string{"sahel"},
			Locations:     []registry.Location{{Name: registry.Text{"fr": "Mopti"}, Point: &registry.Point{Latitude: 14.5, Longitude: -4.2}}},
			Participations: []registry.Participation{
				{Role: registry.RoleFunding, Name: registry.Text{"en": "A; ministry"}}, {Role: registry.RoleFunding, Ref: "FR-3"},
				{Role: registry.RoleImplementing, Withheld: "safety"}, {Role: registry.RoleAccountable, Name: registry.Text{"en": "An agency"}},
			},
			Beneficiaries: []string{"border-guards"},
			Budget:        &registry.Budget{Amount: 1_250_500, Currency: "EUR"},
			Links:         []registry.Link{{URL: "https://example.org/a"}},
			Related:       []registry.Related{{Type: registry.RelationParent, Identifier: "XX-0"}},
		},
		Sources: []registry.Source{{Feed: "partner", Key: "XX-1"}},
	}
}

// TestCSV holds the table against a golden file: the columns are a contract with whoever reads them.
func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := export.CSV(&b, stored(t, whole(), registry.Initiative{ID: "empty", Facts: registry.Facts{Title: registry.Text{"pt": "Só português", "en": "Only"}}})); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/initiatives.csv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Error(diff)
	}
}

// TestCSVIsInert: whatever the words are, a reader gets them back, and no cell begins as a formula does.
func TestCSVIsInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringMatching(`[=+\-@\t'",;a-z0-9. \n]{1,12}`).Draw(t, "words")
		var b bytes.Buffer
		if err := export.CSV(&b, stored(t, registry.Initiative{Facts: registry.Facts{Title: registry.Text{"en": words}}})); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatal(rows, err)
		}
		cell := rows[1][2]
		// encoding/csv reads CRLF within a cell as LF, which is what was written.
		if strings.TrimPrefix(cell, "'") != strings.TrimPrefix(words, "'") {
			t.Fatalf("%q became %q", words, cell)
		}
		if strings.ContainsAny(cell[:1], "=+@\t") || (cell[0] == '-' && strings.Trim(cell, "-0123456789.") != "") {
			t.Fatalf("%q is a formula", cell)
		}
	})
}

func TestErrorsEndTheStream(t *testing.T) {
	broken := errors.New("broken")
	failing := func(yield func(registry.ViewDocument, error) bool) {
		if yield(registry.ViewDocument{JSON: []byte(`{"id":"x"}`)}, nil) {
			yield(registry.ViewDocument{}, broken)
		}
	}
	for name, write := range map[string]func(io.Writer, iter.Seq2[registry.ViewDocument, error]) error{"csv": export.CSV, "ndjson": export.NDJSON} {
		if err := write(io.Discard, failing); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
		many := func(yield func(registry.ViewDocument, error) bool) {
			for i := 0; ; i++ {
				if i > 100_000 {
					t.Fatalf("%s goes on after its writer failed", name)
				}
				if !yield(registry.ViewDocument{JSON: []byte(`{"id":"x","title":{"en":"words enough to fill a buffer"}}`)}, nil) {
					return
				}
			}
		}
		if err := write(fullDisk{}, many); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := export.CSV(io.Discard, func(yield func(registry.ViewDocument, error) bool) {
		yield(registry.ViewDocument{JSON: []byte("{")}, nil)
	})
	if registry.ErrorCode(err) != registry.EInternal {
		t.Errorf("%v", err)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestNDJSON(t *testing.T) {
	var b bytes.Buffer
	if err := export.NDJSON(&b, stored(t, registry.Initiative{ID: "a"}, registry.Initiative{ID: "b"})); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[1], `{"id":"b"`) || lines[2] != "" {
		t.Errorf("%q", lines)
	}
}
