package overlap_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

func smallQuestion() overlap.Question {
	return overlap.Question{Prior: -1, Cutoffs: overlap.Cutoffs{High: .9, Medium: .7, Low: .4}, Weights: map[registry.Dimension]map[string]float64{
		registry.DimensionText:  {"identical": 3, "near": 2, "none": -2},
		registry.DimensionPlace: {"same": 1, "here": 1, "known": 0},
	}}
}

func readings(text, place string) []overlap.Reading {
	return []overlap.Reading{{Dimension: registry.DimensionText, Level: text, Rarity: 1}, {Dimension: registry.DimensionPlace, Level: place, Rarity: .5}}
}

// TestFit: no examples change nothing; examples move the weights that they bear on, and no others; few move them little.
func TestFit(t *testing.T) {
	seed := smallQuestion()
	if got := seed.Fit(nil); !reflect.DeepEqual(got, seed) {
		t.Errorf("fitted to nothing: %+v", got)
	}
	say := func(n int, yes bool, text, place string) (all []overlap.Example) {
		for range n {
			all = append(all, overlap.Example{Readings: readings(text, place), Yes: yes, Weight: 1})
		}
		return all
	}
	// What is nearby is never one, although the seed says that it speaks for it.
	examples := slices.Concat(say(40, true, "identical", registry.LevelMissing), say(40, false, "identical", "here"))
	fitted := seed.Fit(examples)
	text, place := fitted.Weights[registry.DimensionText], fitted.Weights[registry.DimensionPlace]
	if place["here"] >= .5 || place["here"] < 0 || place["same"] != 1 || place["known"] != 0 || text["none"] != -2 {
		t.Errorf("weights %v", fitted.Weights)
	}
	few := seed.Fit(examples[39:41])
	if moved := math.Abs(few.Weights[registry.DimensionPlace]["here"] - 1); moved > .5 || moved == 0 {
		t.Errorf("two examples move a weight by %v", moved)
	}
	if _, weighed := place[registry.LevelMissing]; weighed || fitted.Cutoffs != seed.Cutoffs {
		t.Errorf("fitted %+v", fitted)
	}
	if seed.Weights[registry.DimensionPlace]["here"] != 1 {
		t.Error("the question that was fitted from has changed")
	}
}

// TestFitKeepsOrder: whatever the examples say, weights keep their signs and the order of the levels.
func TestFitKeepsOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for round := range 20 {
		var examples []overlap.Example
		for range 100 {
			text := []string{"identical", "near", "none", registry.LevelMissing}[r.IntN(4)]
			place := []string{"same", "here", "known", registry.LevelMissing}[r.IntN(4)]
			yes := r.IntN(4) == 0
			if round%2 == 0 { // turned around: what differs is the same
				yes = text == "none" || text == "near" && r.IntN(2) == 0
			}
			examples = append(examples, overlap.Example{Readings: readings(text, place), Yes: yes, Weight: 1})
		}
		seed := smallQuestion()
		fitted := seed.Fit(examples)
		text, place := fitted.Weights[registry.DimensionText], fitted.Weights[registry.DimensionPlace]
		if text["identical"] < text["near"] || text["near"] < 0 || text["none"] > 0 || place["same"] < 0 || place["here"] < 0 || place["known"] != 0 {
			t.Errorf("round %d: %v", round, fitted.Weights)
		}
		r.Shuffle(len(examples), func(i, j int) { examples[i], examples[j] = examples[j], examples[i] })
		again := seed.Fit(examples)
		if math.Abs(again.Prior-fitted.Prior) > 1e-5 || math.Abs(again.Weights[registry.DimensionText]["near"]-text["near"]) > 1e-5 {
			t.Errorf("round %d: another order gives %+v and %+v", round, fitted, again)
		}
	}
}

// TestFitLearns: from labels that a question with other weights gave, the fit finds its way towards these.
func TestFitLearns(t *testing.T) {
	truth, seed, r := smallQuestion(), smallQuestion(), rand.New(rand.NewPCG(1, 1))
	truth.Prior, truth.Weights[registry.DimensionText] = -2, map[string]float64{"identical": 5, "near": .5, "none": -2}
	var examples []overlap.Example
	for range 2000 {
		x := readings([]string{"identical", "near", "none"}[r.IntN(3)], []string{"same", registry.LevelMissing}[r.IntN(2)])
		examples = append(examples, overlap.Example{Readings: x, Yes: r.Float64() < truth.Score(x), Weight: 1})
	}
	fitted := seed.Fit(examples)
	for _, text := range []string{"identical", "near", "none"} {
		x := readings(text, "same")
		if got, want := fitted.Score(x), truth.Score(x); math.Abs(got-want) > .06 {
			t.Errorf("%s scores %.3f, want %.3f; before %.3f", text, got, want, seed.Score(x))
		}
	}
}
