package table

import (
	"os"
	"path/filepath"
	"testing"
)

// The record-linkage benchmarks are spreadsheets of this format: every row of them goes in.
func TestSharedBenchmarksAreReadCompletely(t *testing.T) {
	shared := os.Getenv("TANSIQ_SHARED_DATA")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared", "data")
	}
	for name, want := range map[string]int{
		"abt-buy/a.csv": 1076, "abt-buy/b.csv": 1076, "dblp-acm/a.csv": 2616, "dblp-acm/b.csv": 2294,
	} {
		t.Run(name, func(t *testing.T) {
			file, err := os.Open(filepath.Join(shared, "er", filepath.FromSlash(name)))
			if err != nil {
				t.Skip("the shared data folder is not here; TANSIQ_SHARED_DATA names it")
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
