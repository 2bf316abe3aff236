package evaluation

import (
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// found is a finding whose text weighs what is not the prior.
func found(kind registry.OverlapKind, score float64, level registry.Level) *Finding {
	return &Finding{Kind: kind, Score: score, Level: level, Evidence: []registry.Evidence{
		{Dimension: registry.DimensionPrior, Weight: -2}, {Dimension: registry.DimensionText, Weight: logit(score) + 2 - 1}, {Dimension: registry.DimensionTime, Weight: 1}}}
}

func examples() []Case {
	return []Case{
		{A: "a", B: "b", Label: LabelSame, Found: found(registry.OverlapSameInitiative, .99, registry.LevelHigh), Languages: "en-fr"},
		{A: "b", B: "c", Label: LabelSame, Found: found(registry.OverlapRelated, .9, registry.LevelMedium), Languages: "en-en"},
		{A: "d", B: "e", Label: LabelSame, Languages: "en-fr"},
		{A: "f", B: "g", Label: LabelPhase, Found: found(registry.OverlapSameInitiative, .8, registry.LevelMedium), Languages: "en-en"},
		{A: "h", B: "i", Label: LabelChain, Found: found(registry.OverlapRelated, .7, registry.LevelLow)},
		{A: "j", B: "k", Label: LabelThematic, Found: found(registry.OverlapOverlap, .9, registry.LevelHigh)},
		{A: "l", B: "m", Label: LabelDifferent, Found: found(registry.OverlapOverlap, .95, registry.LevelHigh)},
		{A: "n", B: "o", Label: LabelDifferent},
	}
}

func TestEvaluate(t *testing.T) {
	r := Evaluate(examples(), 92, Options{Seed: 3, Samples: 50, Model: overlap.SeedModel()})
	if r.Pairs != 100 || r.Labels[LabelDifferent] != 94 || r.Labels[LabelSame] != 3 {
		t.Errorf("%d pairs, %v", r.Pairs, r.Labels)
	}
	// Worked out by hand: claimed, precision, recall at high, medium, low; average precision.
	for i, want := range []struct {
		positives int
		claimed   [3]int
		precision [3]float64
		recall    [3]float64
		ap        float64
	}{
		{3, [3]int{1, 2, 2}, [3]float64{1, .5, .5}, [3]float64{1. / 3, 1. / 3, 1. / 3}, 1. / 3},
		{5, [3]int{1, 3, 4}, [3]float64{1, 1, 1}, [3]float64{.2, .6, .8}, .8},
		{1, [3]int{2, 2, 2}, [3]float64{.5, .5, .5}, [3]float64{1, 1, 1}, .5},
	} {
		q := r.Questions[i]
		if q.Positives != want.positives || q.Positives+q.Negatives != 100 || !q.Few || math.Abs(q.AP.Value-want.ap) > 1e-12 {
			t.Errorf("%s: %d positives of %d, AP %+v, want %d, %v", q.Name, q.Positives, q.Positives+q.Negatives, *q.AP, want.positives, want.ap)
		}
		for l, at := range q.Levels {
			if at.Claimed != want.claimed[l] || math.Abs(at.Precision.Value-want.precision[l]) > 1e-12 || math.Abs(at.Recall.Value-want.recall[l]) > 1e-12 {
				t.Errorf("%s at %s: %+v %+v of %d", q.Name, at.Level, *at.Precision, *at.Recall, at.Claimed)
			}
		}
	}
	if phase := r.TakenForSame[1]; phase.Label != LabelPhase || phase.Pairs != 1 || phase.Of != 1 || phase.Share.Value != 1 || r.TakenForSame[0].Pairs != 0 {
		t.Errorf("taken for the same: %+v", r.TakenForSame)
	}
	pairs := 0
	for _, c := range r.Confusion {
		pairs += c.Pairs
	}
	if pairs != 100 {
		t.Errorf("the confusion counts %d pairs of 100", pairs)
	}
	slices := map[string]float64{}
	for _, s := range r.Languages {
		slices[fmt.Sprint(s.Name, " ", s.Question)] = s.Recall.Value
	}
	if want := map[string]float64{"en-en identity": 0, "en-fr identity": .5, "en-en belonging": 1, "en-fr belonging": .5}; !reflect.DeepEqual(slices, want) {
		t.Errorf("recall by languages %v, want %v", slices, want)
	}
	if again := Evaluate(examples(), 92, Options{Seed: 3, Samples: 50, Model: overlap.SeedModel()}); !reflect.DeepEqual(again, r) {
		t.Error("the same seed gives other figures")
	}
}

// TestAblation: without a dimension the score is that of the other weights, and what falls below the lowest level is
// not found.
func TestAblation(t *testing.T) {
	r := Evaluate(examples(), 0, Options{Samples: -1, Model: overlap.SeedModel()})
	seen := map[string]Ablation{}
	for _, a := range r.Ablation {
		seen[fmt.Sprint(a.Question, " ", a.Dimension)] = a
	}
	// All that text leaves is -2+1, 0.27: below every cut-off. Time leaves 0.7's logit less 1, 0.46: still found.
	if a := seen["belonging text"]; a.F1.Value != 0 || a.AP.Value != 0 || a.APChange != -.8 {
		t.Errorf("without text: %+v", a)
	}
	if a := seen["belonging time"]; a.F1Change != 0 || a.APChange != 0 {
		t.Errorf("without time: %+v", a)
	}
	if a := seen["belonging money"]; a.F1Change != 0 {
		t.Errorf("without what weighs nothing: %+v", a)
	}
}

// TestHalves: the halves of the components are halves, and pairs of one component are in one of them.
func TestHalves(t *testing.T) {
	of := components(examples())
	if of[0] != of[1] || of[2] == of[0] || of[7] != 6 {
		t.Errorf("components %v", of)
	}
	n := 0
	for _, first := range Halves(7, 1) {
		if first {
			n++
		}
	}
	if n != 3 || reflect.DeepEqual(Halves(50, 1), Halves(50, 2)) || !reflect.DeepEqual(Halves(50, 1), Halves(50, 1)) {
		t.Errorf("%d of 7 in the first half", n)
	}
}

func TestAgree(t *testing.T) {
	// Cohen's kappa by hand: 20 both yes, 15 both no, 5 and 10 of one alone: raw 0.70, by chance 0.5, kappa 0.4.
	var first, second []bool
	for n, answers := range map[int][2]bool{20: {true, true}, 15: {false, false}, 5: {true, false}, 10: {false, true}} {
		for range n {
			first, second = append(first, answers[0]), append(second, answers[1])
		}
	}
	a := Agree(first, second)
	if a.BothYes != 20 || a.BothNo != 15 || a.Disagree != 15 || math.Abs(a.Raw-.7) > 1e-12 || math.Abs(a.Kappa-.4) > 1e-12 {
		t.Errorf("%+v", a)
	}
	if a := Agree([]bool{true}, []bool{true}); a.Kappa != 0 || a.Raw != 1 {
		t.Errorf("of one answer %+v", a)
	}
}
