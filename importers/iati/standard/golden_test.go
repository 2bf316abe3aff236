package standard

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/xmlstream"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden: what is found in files written for it, line by line.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := findingsOf(t, file)
			golden := strings.TrimSuffix(file, ".xml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("found:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func findingsOf(t *testing.T, file string) string {
	var b strings.Builder
	for report, err := range Read(t.Context(), open(t, file), xmlstream.DefaultLimits(), today) {
		if err != nil {
			t.Fatal(err)
		}
		what := "activity " + report.Identifier
		if report.Around {
			what = "around"
		}
		fmt.Fprintf(&b, "%d %s, version %s, results %t\n", report.Line, what, report.Version, report.Results)
		for _, p := range report.Problems {
			fmt.Fprintf(&b, "  %d %s %s %s: %s\n", p.Line, p.Severity, p.Kind, p.Field, p.Reason)
		}
	}
	return b.String()
}
