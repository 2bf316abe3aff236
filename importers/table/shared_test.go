package table

import (
	"os"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
)

// The record-linkage benchmarks are spreadsheets of this format: every row of them goes in.
func TestSharedBenchmarksAreReadCompletely(t *testing.T) {
	for name, want := range map[string]int{
		"abt-buy/a.csv": 1076, "abt-buy/b.csv": 1076, "dblp-acm/a.csv": 2616, "dblp-acm/b.csv": 2294,
	} {
		t.Run(name, func(t *testing.T) {
			file, err := os.Open(importertest.Shared(t, "er", name))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			records, problems := 0, 0
			for item, err := range New().Read(t.Context(), file, feed) {
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range item.Problems {
					if problems++; problems < 10 {
						t.Logf("%+v", p)
					}
				}
				if item.Record == nil {
					t.Errorf("rejected: %+v", item.Problems)
					continue
				}
				records++
			}
			if records != want || problems != 0 {
				t.Errorf("%d records and %d problems, want %d and 0", records, problems, want)
			}
		})
	}
}
