package check

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tansiq/tansiq/importers/fts"
	"github.com/tansiq/tansiq/importers/grants360"
	"github.com/tansiq/tansiq/importers/hxl"
	"github.com/tansiq/tansiq/importers/iati"
	"github.com/tansiq/tansiq/importers/table"
	"github.com/tansiq/tansiq/registry"
)

// FuzzFile: any file ends with a reason or a score, and the counts agree with each other and with the problems that were handed on.
func FuzzFile(f *testing.F) {
	for _, pattern := range []string{"fts/testdata/*.json", "grants360/testdata/*.json", "grants360/testdata/*.csv", "hxl/testdata/*.csv",
		"iati/testdata/*.xml", "iati/standard/testdata/*.xml", "table/testdata/*.csv"} {
		files, _ := filepath.Glob(filepath.Join("..", filepath.FromSlash(pattern)))
		for _, name := range files {
			file, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(file)
		}
	}
	for _, file := range []string{"", "{", "[]", "<", "\xff\xfe<\x00", "a,b\n1,2\n", "PK\x03\x04", "#org,#sector\n", "title\nCourts\n\n"} {
		f.Add([]byte(file))
	}
	checker := Checker{Importers: map[string]registry.Importer{}, Today: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)}
	for _, importer := range []registry.Importer{iati.New(), hxl.New(), fts.New(), grants360.New(), table.New()} {
		checker.Importers[importer.Format()] = importer
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		problems := 0
		c := checker
		c.Problem = func(Problem) { problems++ }
		r, err := c.File(t.Context(), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file)), nil }, "")
		if err != nil {
			t.Fatal(err)
		}
		counted := 0
		for _, kind := range r.Kinds {
			counted += kind.Count
			if kind.Records > kind.Count || len(kind.Examples) == 0 {
				t.Errorf("%+v", kind)
			}
		}
		switch {
		case r.Read != r.Accepted+r.Rejected+r.Funding, problems != r.Errors+r.Warnings, problems != counted:
			t.Errorf("%d problems, of which %d by kind: %+v", problems, counted, r)
		case r.Error == "" && (r.Format == "" || r.Because == ""), r.Error != "" && r.Score != nil:
			t.Errorf("%+v", r)
		case r.Score != nil && (r.Score.Points < 0 || r.Score.Points > 100 || r.Score.Records != r.Accepted+r.Rejected):
			t.Errorf("%+v", r.Score)
		}
	})
}
