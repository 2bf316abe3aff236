package standard

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/tansiq/tansiq/importers/iati"
	"github.com/tansiq/tansiq/importers/xmlstream"
	"github.com/tansiq/tansiq/registry"
)

// FuzzRead: any file is checked or refused as the importer refuses it; there is a report for each item of the importer, in its order; and
// each problem says where and what.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("testdata", "*.xml"))
	others, _ := filepath.Glob(filepath.Join("..", "testdata", "*.xml"))
	for _, name := range append(files, others...) {
		file, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	for _, file := range []string{
		"", "<iati-activities/>", `<iati-activity version="1.02"><title/></iati-activity>`, "<iati-organisations/>", "<html/>",
		`<iati-activities version="2.03"><iati-activity><iati-activity/></iati-activity><x><iati-activity/></x></iati-activities>`,
		`<a:iati-activities xmlns:a="b"/>`, `<iati-activities xmlns="b"><iati-activity xmlns=""/><iati-activity/></iati-activities>`,
		`<iati-activities version="1.05"><iati-activity><sector percentage="1e400" vocabulary="DAC"/><sector percentage="-0"/></iati-activity></iati-activities>`,
		`<iati-activities version="2.01"><iati-activity><activity-date type="9" iso-date="-0001-01-01Z"/><budget><period-start iso-date="12025-01-01"/><period-end iso-date="2025-01-01+14:00"/></budget></iati-activity></iati-activities>`,
	} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var lines []int
		var refused error
		for report, err := range Read(t.Context(), bytes.NewReader(file), xmlstream.DefaultLimits(), today) {
			if refused = err; err != nil {
				break
			}
			if !report.Around {
				lines = append(lines, report.Line)
			}
			for _, p := range report.Problems {
				if p.Line < 1 || p.Field == "" || p.Reason == "" || p.Kind == "" || p.Severity == "" || p.Identifier != report.Identifier {
					t.Errorf("an unfinished problem: %+v", p)
				}
			}
		}
		if refused != nil && registry.ErrorCode(refused) != registry.EInvalid {
			t.Fatalf("error of another kind: %v", refused)
		}
		n := 0
		for item, err := range iati.New().Read(t.Context(), bytes.NewReader(file), registry.Feed{}) {
			if err != nil {
				if refused == nil {
					t.Fatalf("the importer refuses what is checked: %v", err)
				}
				return
			}
			line := 0
			if item.Record != nil {
				line = item.Record.Line
			}
			if n >= len(lines) || line > 0 && lines[n] != line {
				t.Fatalf("item %d of line %d has no report; the reports are of lines %v", n, line, lines)
			}
			n++
		}
		if refused != nil || n != len(lines) {
			t.Fatalf("%d items, %d reports, refused: %v", n, len(lines), refused)
		}
	})
}
