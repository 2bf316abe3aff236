package evaluation

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

func TestCutoffs(t *testing.T) {
	was := overlap.Cutoffs{High: .95, Medium: .75, Low: .4}
	promise := overlap.Cutoffs{High: .95, Medium: .75, Low: .5}
	var claims []claim
	add := func(n int, score float64, positive bool) {
		for range n {
			claims = append(claims, claim{score: score, positive: positive})
		}
	}
	add(20, .9, true)  // all right down to here
	add(1, .8, false)  // 20 of 21, 0.952
	add(6, .6, false)  // 20 of 27, 0.741
	add(13, .5, false) // 20 of 40, 0.5
	add(1, .1, false)
	sortClaims(claims)
	if got, want := cutoffsOf(claims, promise, was), (overlap.Cutoffs{High: .8, Medium: .8, Low: .5}); got != want {
		t.Errorf("cut-offs %+v, want %+v", got, want)
	}
	if got := cutoffsOf(claims[:10], promise, was); got != was {
		t.Errorf("ten claims move cut-offs to %+v", got)
	}
	for i := range claims {
		claims[i].score, claims[i].positive = .05, true
	}
	if got, want := cutoffsOf(claims, promise, was), (overlap.Cutoffs{High: .475, Medium: .375, Low: .2}); got != want {
		t.Errorf("cut-offs %+v, want half of what they were, %+v", got, want)
	}
}

// lessons of which n pairs say yes and n no.
func lessons(n int) []Lesson {
	model := overlap.SeedModel()
	var all []Lesson
	for i := range 2 * n {
		l := Lesson{A: fmt.Sprint("a", i), B: fmt.Sprint("b", i), Identity: Yes}
		level := "same-dates"
		if i%2 == 1 {
			l.Identity, level = No, "concurrent"
		}
		for d, levels := range model.Identity.Weights {
			r := overlap.Reading{Dimension: d, Level: registry.LevelMissing, Rarity: 1}
			if _, ok := levels[level]; ok {
				r.Level = level
			}
			if d == registry.DimensionText {
				r.Level = "near"
			}
			l.Vector.Identity = append(l.Vector.Identity, r)
		}
		all = append(all, l)
	}
	return all
}

// TestFitTo: pairs count as many as they stand for, and the lowest level begins where F1 is greatest among these.
func TestFitTo(t *testing.T) {
	q := overlap.Question{Prior: 0, Cutoffs: overlap.Cutoffs{High: .9, Medium: .8, Low: .7}, Weights: map[registry.Dimension]map[string]float64{
		registry.DimensionText: {"identical": 1, "near": .5, "none": -1}}}
	var examples []Weighed
	add := func(n int, level string, yes bool, weight float64) {
		for range n {
			examples = append(examples, Weighed{Readings: []overlap.Reading{{Dimension: registry.DimensionText, Level: level, Rarity: 1}}, Yes: yes, Weight: weight})
		}
	}
	add(40, "identical", true, 1)
	add(20, "near", true, 1)
	add(20, "near", false, 1)
	add(10, "none", false, 100)
	fitted, err := FitTo(q, examples)
	if err != nil {
		t.Fatal(err)
	}
	near := fitted.Score(examples[45].Readings) // 60 right and 20 wrong from here on, F1 0.857; without, 40 and 20 missed, 0.8
	if fitted.Cutoffs.Low != near || fitted.Score(examples[0].Readings) <= near || fitted.Cutoffs.High < fitted.Cutoffs.Medium {
		t.Errorf("cut-offs %+v, near scores %v", fitted.Cutoffs, near)
	}
	for i := range examples {
		examples[i].Weight = 1
		if i >= 60 && i < 80 {
			examples[i].Weight = 10 // each of the wrong ones stands for ten
		}
	}
	if fitted, err = FitTo(q, examples); err != nil || fitted.Cutoffs.Low != fitted.Score(examples[0].Readings) {
		t.Errorf("cut-offs %+v, %v", fitted.Cutoffs, err)
	}
	if _, err := FitTo(q, examples[:50]); registry.ErrorCode(err) != registry.EInvalid {
		t.Errorf("fitted to yes alone: %v", err)
	}
}

// TestRefitLeast: one lesson too few and nothing is fitted; the order of lessons and what other questions were told play
// no part.
func TestRefitLeast(t *testing.T) {
	if _, _, err := Refit(overlap.SeedModel(), lessons(leastLessons / 2)[1:], Options{Samples: -1}); registry.ErrorCode(err) != registry.EConflict {
		t.Errorf("fitted to too little: %v", err)
	}
	model, fitted, err := Refit(overlap.SeedModel(), lessons(leastLessons/2), Options{Samples: -1})
	if err != nil || fitted[0].Kept != "" || fitted[1].Kept == "" || !reflect.DeepEqual(model.Overlap, overlap.SeedModel().Overlap) {
		t.Errorf("%+v %v", fitted, err)
	}
	times := model.Identity.Weights[registry.DimensionTime]
	if own := overlap.SeedModel().Identity.Weights[registry.DimensionTime]; times["same-dates"] <= own["same-dates"] || times["concurrent"] >= own["concurrent"] {
		t.Errorf("weights of time %v, before %v", times, own)
	}
	again, _, err := Refit(overlap.SeedModel(), lessons(leastLessons/2), Options{Samples: -1})
	if err != nil || !reflect.DeepEqual(again, model) {
		t.Errorf("the same lessons give %s and %s (%v)", again.Version, model.Version, err)
	}
}
