package overlap_test

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/importers/table"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// TestTwoTables matches the public two-table sets (data/er), whose answers are complete: a pair that is not listed is no
// match. Nothing was learnt from the answers. It prints precision, recall and F1 of what is called the same initiative, the
// best F1 that a cut on the score could give, and average precision, and holds F1 above what is published for ZeroER.
func TestTwoTables(t *testing.T) {
	for name, leastF1 := range map[string]float64{"abt-buy": 0.52, "dblp-acm": 0.96} {
		dir := importertest.Shared(t, "er", name)
		all := append(loadTable(t, filepath.Join(dir, "a.csv")), loadTable(t, filepath.Join(dir, "b.csv"))...)
		truth := matches(t, filepath.Join(dir, "pairs.tsv"))
		d, _ := detectorOf(all)
		type scored struct {
			score   float64
			correct bool
		}
		var ranked []scored
		kinds := map[string]int{}
		same, right := 0, 0
		d.Detect(func(r overlap.Result) {
			_, a, _ := strings.Cut(r.A, "#")
			_, b, _ := strings.Cut(r.B, "#")
			if strings.Contains(a, "-a-") == strings.Contains(b, "-a-") {
				return
			}
			correct := truth[[2]string{min(a, b), max(a, b)}]
			ranked = append(ranked, scored{r.Score, correct})
			kind := string(r.Kind) + " " + string(r.Level)
			if r.Kind == registry.OverlapSameInitiative || r.Kind == registry.OverlapDuplicate {
				same++
				if correct {
					right++
				}
			}
			if os.Getenv("TANSIQ_SHOW") == "wrong-"+name && correct != (r.Kind == registry.OverlapSameInitiative) {
				t.Logf("correct %v\n%s", correct, describe(r))
			}
			if correct {
				kind += " right"
			}
			kinds[kind]++
		})
		slices.SortStableFunc(ranked, func(x, y scored) int {
			switch {
			case x.score > y.score:
				return -1
			case x.score < y.score:
				return 1
			}
			return 0
		})
		hits, sum, best := 0, 0.0, 0.0
		for n, s := range ranked {
			if s.correct {
				hits++
				sum += float64(hits) / float64(n+1)
			}
			best = max(best, 2*float64(hits)/float64(n+1+len(truth)))
		}
		precision, recall := float64(right)/float64(max(1, same)), float64(right)/float64(len(truth))
		f1 := 2 * float64(right) / float64(same+len(truth))
		t.Logf("%s: P %.3f R %.3f F1 %.3f; any kind: best F1 by score %.3f, AP %.3f; %v", name, precision, recall, f1, best, sum/float64(len(truth)), kinds)
		if f1 <= leastF1 {
			t.Errorf("%s: F1 %.3f, want more than %.2f", name, f1, leastF1)
		}
	}
}

func matches(t testing.TB, path string) map[[2]string]bool {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	truth := map[[2]string]bool{}
	for s := bufio.NewScanner(f); s.Scan(); {
		if c := strings.Split(s.Text(), "\t"); c[0] != "id_a" {
			truth[[2]string{min(c[0], c[1]), max(c[0], c[1])}] = true
		}
	}
	return truth
}

// loadTable reads a table's rows as initiatives of one record each.
func loadTable(t testing.TB, path string) []*registry.Initiative {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	feed := registry.Feed{Name: filepath.Base(path)}
	var all []*registry.Initiative
	for item, err := range table.New().Read(context.Background(), f, feed) {
		if err != nil {
			t.Fatal(err)
		}
		if item.Record != nil {
			i := &registry.Initiative{ID: feed.Name + "#" + item.Record.Key, Facts: item.Record.Facts}
			i.Sources = []registry.Source{{Feed: feed.Name, Key: item.Record.Key}}
			all = append(all, i)
		}
	}
	return all
}
