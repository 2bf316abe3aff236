package overlap_test

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/overlap/evaluation"
)

// labelSets are the sets that testdata/labels was drawn from; cmd/labelsheet has the same.
var labelSets = map[string][]string{
	"afghanistan": realSets["afghanistan"],
	"timor-leste": realSets["timor-leste"],
	"somalia":     realSets["somalia"],
	"nigeria":     {"aims/iati_1.04_NigeriaAIMS.xml"},
	"caf-bcie":    {"CAF-ActivityFile-2025-10-10.xml.gz", "bcie-2025-12-18.xml.gz", "worldbank-sv.xml.gz", "who-arg.xml.gz"},
	"tanzania":    realSets["tanzania"],
	"europe": {"activities-2.01-2.02/dfid-albania-2.01.xml", "dfid-ac.xml", "activities-2.01-2.02/test_02_be-dgd-2021_1.xml",
		"activities-2.01-2.02/maec-spain-indonesia-2.01.xml", "activities-2.01-2.02/aidstream-V202.xml"},
}

// row is a line of testdata/labels: two ids, a set and two words.
type row struct{ a, b, set, first, second string }

func labelRows(t testing.TB, name string) (rows []row) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "labels", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if c := strings.Split(s.Text(), "\t"); c[0] != "id_a" {
			rows = append(rows, row{c[0], c[1], c[2], c[3], c[4]})
		}
	}
	return rows
}

// labelWorld is a set with what the detector finds in it.
type labelWorld struct {
	detector    *overlap.Detector
	initiatives map[string]*registry.Initiative
	features    map[string]*overlap.Features
	found       map[[2]string]overlap.Result
}

func worldOf(t testing.TB, set string) *labelWorld {
	t.Helper()
	w := &labelWorld{initiatives: map[string]*registry.Initiative{}, found: map[[2]string]overlap.Result{}}
	var all []*registry.Initiative
	for _, f := range labelSets[set] {
		for _, i := range loadIATI(t, importertest.Shared(t, "iati", "activities", f)) {
			if w.initiatives[i.ID] == nil {
				w.initiatives[i.ID] = i
				all = append(all, i)
			}
		}
	}
	w.detector, w.features = detectorOf(all)
	w.detector.Detect(func(r overlap.Result) { w.found[[2]string{r.A, r.B}] = r })
	return w
}

// casesOf puts what is found beside labels.
func casesOf(t testing.TB, worlds map[string]*labelWorld, rows []row, label func(row) evaluation.Label) (cases []evaluation.Case) {
	t.Helper()
	for _, r := range rows {
		if worlds[r.set] == nil {
			worlds[r.set] = worldOf(t, r.set)
		}
		w := worlds[r.set]
		a, b := w.initiatives[r.a], w.initiatives[r.b]
		if a == nil || b == nil {
			t.Fatalf("not loaded: %v", r)
		}
		c := evaluation.Case{A: r.a, B: r.b, Label: label(r), Languages: evaluation.LanguagePair(a.Title, b.Title)}
		if f, ok := w.found[[2]string{min(r.a, r.b), max(r.a, r.b)}]; ok {
			c.Found = &evaluation.Finding{Kind: f.Kind, Relation: f.Relation, Score: f.Score, Level: f.Level, Evidence: f.Evidence}
		}
		cases = append(cases, c)
	}
	return cases
}

// TestLabels measures the detector on the labels of testdata/labels, those to look at (train, printed by TANSIQ_SHOW=train) and
// those to report (test, fresh), and holds what must not happen. The labels were drawn over all bins of an earlier model's
// score, more where titles are alike: shares among them are no shares of a registry.
func TestLabels(t *testing.T) {
	importertest.Shared(t)
	worlds := map[string]*labelWorld{}
	for _, name := range []string{"train", "test", "fresh"} {
		t.Run(name, func(t *testing.T) {
			rows := labelRows(t, name+".tsv")
			cases := casesOf(t, worlds, rows, byLabel)
			r := evaluation.Evaluate(cases, 0, evaluation.Options{Seed: 1, Samples: 300, Model: overlap.SeedModel()})
			t.Logf("%d pairs %v, model %s\n%s", r.Pairs, r.Labels, overlap.SeedModel().Version, figures(r))
			if name == "train" && os.Getenv("TANSIQ_SHOW") == name {
				for i, row := range rows {
					w := worlds[row.set]
					t.Logf("%s %s -> %s\n%s", row.first, row.second, said(cases[i].Found), describe(w.detector.Inspect(w.features[row.a], w.features[row.b])))
				}
			}
			for _, rate := range r.TakenForSame {
				if rate.Label == evaluation.LabelPhase && rate.Pairs*20 > rate.Of {
					t.Errorf("%d of %d phases are called one initiative at medium or high, more than one in twenty", rate.Pairs, rate.Of)
				}
			}
		})
	}
}

// TestOverlapReadings measures flags of kind overlap against two readers who answered without seeing each other: would you
// call the other donor? Where they disagree the answer is no.
func TestOverlapReadings(t *testing.T) {
	importertest.Shared(t)
	rows := labelRows(t, "overlap-readings.tsv")
	cases := casesOf(t, map[string]*labelWorld{}, rows, byReaders)
	agreement := agreementOf(rows)
	r := evaluation.Evaluate(cases, 0, evaluation.Options{Seed: 1, Samples: 300, Model: overlap.SeedModel()})
	t.Logf("two readings of %d pairs: %d yes by both, %d by one, agree on %.3f, kappa %.3f\n%s", agreement.Pairs, agreement.BothYes, agreement.Disagree,
		agreement.Raw, agreement.Kappa, figures(r))
	var flags []evaluation.Case
	for _, c := range cases {
		if c.Found != nil && c.Found.Kind == registry.OverlapOverlap {
			flags = append(flags, c)
		}
	}
	slices.SortFunc(flags, func(a, b evaluation.Case) int {
		return cmp.Or(cmp.Compare(b.Found.Score, a.Found.Score), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	yes := 0
	for i, c := range flags {
		if c.Label == evaluation.LabelThematic {
			yes++
		}
		if n := i + 1; n == 25 || n == 50 || n == 100 || n == len(flags) {
			t.Logf("of the %d strongest flags that were read %d are yes: %.2f", n, yes, float64(yes)/float64(n))
		}
	}
}

func byLabel(r row) evaluation.Label { return evaluation.Label(r.first) }

// byReaders is thematic where both would call the other donor.
func byReaders(r row) evaluation.Label {
	if r.first == "yes" && r.second == "yes" {
		return evaluation.LabelThematic
	}
	return evaluation.LabelDifferent
}

func agreementOf(rows []row) evaluation.Agreement {
	var first, second []bool
	for _, r := range rows {
		first, second = append(first, r.first == "yes"), append(second, r.second == "yes")
	}
	return evaluation.Agree(first, second)
}

func said(f *evaluation.Finding) string {
	if f == nil {
		return "nothing"
	}
	return fmt.Sprintf("%s %s %s %.3f", f.Kind, f.Relation, f.Level, f.Score)
}

func show(f *evaluation.Figure) string {
	if f == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f [%.3f, %.3f]", f.Value, f.Low, f.High)
}

func figuresOf(q evaluation.Question) string {
	var b strings.Builder
	few := ""
	if q.Few {
		few = " (n < 100)"
	}
	fmt.Fprintf(&b, "%s: n %d%s, AP %s\n", q.Name, q.Positives, few, show(q.AP))
	for _, at := range q.Levels {
		fmt.Fprintf(&b, "  %-6s %3d claimed, precision %s, recall %s, F1 %s\n", at.Level, at.Claimed, show(at.Precision), show(at.Recall), show(at.F1))
	}
	return b.String()
}

func figures(r evaluation.Report) string {
	var b strings.Builder
	for _, q := range r.Questions {
		b.WriteString(figuresOf(q))
	}
	for _, c := range r.Confusion {
		fmt.Fprintf(&b, "%-9s %-15s %-10s %-6s %d\n", c.Label, cmp.Or(string(c.Kind), "nothing"), c.Relation, c.Level, c.Pairs)
	}
	for _, s := range r.Languages {
		fmt.Fprintf(&b, "%s %s: n %d, precision %s, recall %s\n", s.Name, s.Question, s.Positives, show(s.Precision), show(s.Recall))
	}
	for _, a := range r.Ablation {
		if a.F1Change != 0 || a.APChange != 0 {
			fmt.Fprintf(&b, "%s without %s: F1 %+.3f, AP %+.3f\n", a.Question, a.Dimension, a.F1Change, a.APChange)
		}
	}
	for _, x := range r.TakenForSame {
		fmt.Fprintf(&b, "%s called one initiative at medium or high: %d of %d\n", x.Label, x.Pairs, x.Of)
	}
	return b.String()
}
