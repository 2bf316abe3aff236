package overlap_test

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/overlap/evaluation"
)

// TestQuality: what is said of the detector's quality has its number of pairs and interval, in three languages, and none
// of the words that come after a ruling. With TANSIQ_WRITE=quality it measures and writes quality.json first.
func TestQuality(t *testing.T) {
	if os.Getenv("TANSIQ_WRITE") == "quality" {
		writeQuality(t)
		t.Skip("quality.json is written; it is read from the next build on")
	}
	q := overlap.Quality()
	if q.Model == "" || len(q.Figures) < 5 || len(q.Weaknesses) < 3 {
		t.Fatalf("%+v", q)
	}
	if _, err := registry.ParseDate(string(q.MeasuredOn)); err != nil {
		t.Error(err)
	}
	texts := append([]registry.Text{q.Conditions}, q.Weaknesses...)
	for _, f := range q.Figures {
		texts = append(texts, f.Name)
		if f.N <= 0 || f.Low > f.Value || f.Value > f.High || f.Low < 0 || f.High > 1 {
			t.Errorf("%+v", f)
		}
	}
	for _, text := range texts {
		for _, language := range []string{"en", "fr", "ar"} {
			words := text[language]
			if words == "" || strings.Contains(words, "%!") {
				t.Errorf("in %s it says %q", language, words)
			}
			for _, never := range []string{"duplica", "doublon", "ازدواج"} {
				if strings.Contains(strings.ToLower(words), never) {
					t.Errorf("%q is said before a ruling: %s", never, words)
				}
			}
		}
	}
}

// writeQuality measures on the labels that are for reporting.
func writeQuality(t *testing.T) {
	importertest.Shared(t)
	type figure struct {
		Name  string  `json:"name"`
		Value float64 `json:"value"`
		Low   float64 `json:"low"`
		High  float64 `json:"high"`
		N     int     `json:"n"`
	}
	var figures []figure
	add := func(name string, n int, f *evaluation.Figure) {
		if f != nil && n > 0 {
			round := func(v float64) float64 { return math.Round(v*1000) / 1000 }
			figures = append(figures, figure{name, round(f.Value), round(f.Low), round(f.High), n})
		}
	}
	worlds := map[string]*labelWorld{}
	rows := append(labelRows(t, "test.tsv"), labelRows(t, "fresh.tsv")...)
	r := evaluation.Evaluate(casesOf(t, worlds, rows, byLabel), 0, evaluation.Options{Seed: 1})
	identity, belonging, over := r.Questions[0], r.Questions[1], r.Questions[2]
	add("identity-high", identity.Levels[0].Claimed, identity.Levels[0].Precision)
	add("identity-medium", identity.Levels[1].Claimed, identity.Levels[1].Precision)
	add("identity-recall", identity.Positives, identity.Levels[1].Recall)
	add("belonging-medium", belonging.Levels[1].Claimed, belonging.Levels[1].Precision)
	add("belonging-recall", belonging.Positives, belonging.Levels[2].Recall)
	for _, rate := range r.TakenForSame {
		if rate.Label == evaluation.LabelPhase {
			add("phase-same", rate.Of, rate.Share)
		}
	}
	add("overlap-all", over.Levels[2].Claimed, over.Levels[2].Precision)
	add("overlap-recall", over.Positives, over.Levels[2].Recall)
	agreement := agreementOf(labelRows(t, "overlap-readings.tsv"))
	b, err := json.MarshalIndent(map[string]any{
		"measured_on": registry.DateOf(time.Now()), "model": overlap.SeedModel().Version, "labelled": len(rows), "read": agreement.Pairs,
		"agree": math.Round(agreement.Raw*1000) / 1000, "kappa": math.Round(agreement.Kappa*1000) / 1000, "figures": figures,
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("quality.json", append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
