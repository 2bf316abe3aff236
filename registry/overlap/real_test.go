package overlap_test

import (
	"bufio"
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// realSets are the sets of files that are looked at together.
var realSets = map[string][]string{
	"afghanistan": {"dfid2011-AF.xml", "aims/iati_2.03_AfghanistanAIMS.xml.gz"},
	"timor-leste": {"usaid-tl.xml.gz", "aims/iati_2.03_TimorLesteAIMS.xml.gz"},
	"somalia":     {"aims/iati_2.03_SomaliaAIMS.xml.gz"},
	"somalia-2":   {"aims/iati_1.04_SomaliaAIMS.xml.gz", "aims/iati_2.03_SomaliaAIMS.xml.gz"},
	"caf-bcie":    {"CAF-ActivityFile-2025-10-10.xml.gz", "bcie-2025-12-18.xml.gz"},
	"tanzania":    {"worldbank-tz.xml", "unitedstates-tz.xml", "sida-54.xml"},
}

func loadSet(t testing.TB, name string) []*registry.Initiative {
	var all []*registry.Initiative
	for _, f := range realSets[name] {
		all = append(all, loadIATI(t, importertest.Shared(t, "iati", "activities", f))...)
	}
	return all
}

type labelled struct{ set, label, a, b string }

func labels(t testing.TB) []labelled {
	f, err := os.Open(importertest.Shared(t, "labels", "pairs.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []labelled
	for s := bufio.NewScanner(f); s.Scan(); {
		c := strings.Split(s.Text(), "\t")
		if c[0] != "set" {
			all = append(all, labelled{c[0], c[1], filepath.Base(c[5]) + "#" + c[3], filepath.Base(c[9]) + "#" + c[7]})
		}
	}
	return all
}

// TestLabelledPairs prints what is found between the hand-labelled pairs and holds what must not happen: a phase that is
// called one initiative. The labels were found by title similarity, so a detector that compares titles looks good on them.
func TestLabelledPairs(t *testing.T) {
	sets := map[string]string{"AF-DFIDxAIMS": "afghanistan", "TL-USAIDxAIMS": "timor-leste", "SOM16-AIMS-crossfunder": "somalia", "CAFxBCIE-es": "caf-bcie"}
	table := map[string]map[string]int{}
	var belong, same []ranked
	detectors := map[string]*overlap.Detector{}
	features := map[string]map[string]*overlap.Features{}
	for _, l := range labels(t) {
		if detectors[l.set] == nil {
			detectors[l.set], features[l.set] = detectorOf(loadSet(t, sets[l.set]))
		}
		a, b := features[l.set][l.a], features[l.set][l.b]
		if a == nil || b == nil {
			t.Errorf("not loaded: %v", l)
			continue
		}
		found, together, one := "nothing", 0.0, 0.0
		for _, r := range detectors[l.set].DetectOne(a) {
			if r.A == b.ID || r.B == b.ID {
				found = fmt.Sprintf("%s %s", r.Kind, r.Level)
				if r.Kind != registry.OverlapOverlap {
					together = r.Score
				}
				if r.Kind == registry.OverlapSameInitiative || r.Kind == registry.OverlapDuplicate {
					one = 1 + r.Score
				}
				if l.label == "phase" && r.Kind == registry.OverlapSameInitiative && r.Level != registry.LevelLow {
					t.Errorf("a phase called %s: %s", found, describe(r))
				}
			}
		}
		if os.Getenv("TANSIQ_SHOW") == "labels" {
			r, ok := detectors[l.set].Compare(a, b)
			if !ok {
				r = detectors[l.set].Inspect(a, b)
			}
			t.Logf("%s -> %s\n%s", l.label, found, describe(r))
		}
		belong = append(belong, ranked{together, l.label == "same" || l.label == "chain" || l.label == "phase"})
		same = append(same, ranked{max(one, together), l.label == "same"})
		if table[l.label] == nil {
			table[l.label] = map[string]int{}
		}
		table[l.label][found]++
	}
	t.Logf("identity or related, same, chain and phase against the others: AP %.3f", averagePrecision(belong))
	t.Logf("same initiative, same against the others: AP %.3f", averagePrecision(same))
	for _, label := range []string{"same", "chain", "phase", "thematic", "different"} {
		t.Logf("%-10s %v", label, table[label])
	}
}

// ranked is a pair with the score that it was found with and whether it was rightly found.
type ranked struct {
	score   float64
	correct bool
}

// averagePrecision is the mean, over the pairs that are to be found, of the precision at the rank where each is; of pairs
// with one score the wrong ones come first.
func averagePrecision(all []ranked) float64 {
	slices.SortFunc(all, func(a, b ranked) int {
		switch {
		case a.score != b.score:
			return cmp.Compare(b.score, a.score)
		case a.correct == b.correct:
			return 0
		case a.correct:
			return 1
		}
		return -1
	})
	hits, sum := 0, 0.0
	for n, r := range all {
		if r.correct {
			hits++
			sum += float64(hits) / float64(n+1)
		}
	}
	return sum / float64(max(1, hits))
}

// TestRealFiles counts what is found in each set; with TANSIQ_SHOW=kind it prints thirty flags of a kind, drawn at random.
func TestRealFiles(t *testing.T) {
	for _, name := range []string{"afghanistan", "timor-leste", "somalia", "somalia-2", "caf-bcie", "tanzania"} {
		initiatives := loadSet(t, name)
		begin := time.Now()
		d, features := detectorOf(initiatives)
		counts := map[string]int{}
		var shown []overlap.Result
		d.Detect(func(r overlap.Result) {
			counts[fmt.Sprintf("%s %s", r.Kind, r.Level)]++
			if os.Getenv("TANSIQ_SHOW") == string(r.Kind) && (os.Getenv("TANSIQ_SET") == "" || os.Getenv("TANSIQ_SET") == name) {
				shown = append(shown, r)
			}
		})
		pairs, size := 0, 0
		for id, f := range features {
			pairs += len(d.Candidates(id))
			b, _ := f.MarshalBinary()
			size += len(b)
		}
		t.Logf("%s: %d initiatives, %d candidates each, %d bytes of features each, %v: %v", name, len(features),
			pairs/max(1, len(features)), size/max(1, len(features)), time.Since(begin).Round(time.Millisecond), counts)
		slices.SortFunc(shown, func(a, b overlap.Result) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
		for _, r := range shown[:min(30, len(shown))] {
			t.Log("\n" + describe(r))
		}
		if name == "somalia-2" && counts["duplicate high"] < 1217 {
			t.Errorf("%d duplicates of 1,217 republished identifiers", counts["duplicate high"])
		}
	}
}

func describe(r overlap.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %.3f %s (complete %.2f) %s | %s\n", r.Kind, r.Relation, r.Score, r.Level, r.Completeness, r.A, r.B)
	for _, e := range r.Evidence {
		fmt.Fprintf(&b, "   %-13s %-28s %+.2f  %.90v | %.90v  = %v\n", e.Dimension, e.Level, e.Weight, strings.Join(e.A, "; "), strings.Join(e.B, "; "), e.Matched)
	}
	return b.String()
}
