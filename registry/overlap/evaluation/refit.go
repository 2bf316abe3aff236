package evaluation

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// Lesson is a pair with what its labels say to the two questions that have weights: of identity and of overlap.
type Lesson struct {
	A, B     string // pairs that share one are of one component
	Vector   overlap.Vector
	Identity Answer
	Overlap  Answer
}

// Answer is what a label says to a question.
type Answer int8

// The answers; the zero answer is none.
const (
	Silent Answer = iota
	Yes
	No
)

// The least lessons from which a question is fitted.
const (
	leastLessons = 40
	leastOfEach  = 10
)

// Fitted says what a refit did to a question.
type Fitted struct {
	Question QuestionName `json:"question"`
	Yes      int          `json:"yes"` // lessons
	No       int          `json:"no"`
	// Kept says why the question stays as it was; "" where it was fitted.
	Kept    string          `json:"kept,omitempty"`
	Cutoffs overlap.Cutoffs `json:"cutoffs"`
	// Before and After were measured on the half of the components that the cut-offs were not chosen on, After with weights
	// that had not seen the pair.
	Before  *Scored  `json:"before,omitempty"`
	After   *Scored  `json:"after,omitempty"`
	Changed []Change `json:"changed,omitempty"` // the weights that moved by 0.005 or more, furthest first
}

// Scored has the figures of scores alone, whatever the rules make of them.
type Scored struct {
	Pairs  int       `json:"pairs"`
	AP     *Figure   `json:"average_precision"`
	Levels []AtLevel `json:"levels"`
}

// Change is a weight before and after, in nats.
type Change struct {
	Dimension registry.Dimension `json:"dimension"`
	Level     string             `json:"level"`
	Before    float64            `json:"before"`
	After     float64            `json:"after"`
}

// What the levels of a question promise: cut-offs are the lowest scores at which as large a share was right.
var promises = map[QuestionName]overlap.Cutoffs{
	QuestionIdentity: {High: 0.98, Medium: 0.85, Low: 0.5},
	QuestionOverlap:  {High: 0.9, Medium: 0.75, Low: 0.5},
}

// leastClaims is how many claims a cut-off must rest on.
const leastClaims = 15

// Refit fits the model's weights and cut-offs to lessons. Weights are fitted to all of them; the figures are of weights
// fitted without the half that a pair is in, and cut-offs are chosen on one half and measured on the other. The new
// model's version is the old one's with a digest of its weights. EConflict where no question has lessons enough.
func Refit(model *overlap.Model, lessons []Lesson, o Options) (*overlap.Model, []Fitted, error) {
	if o.Samples == 0 {
		o.Samples = 1000
	}
	cases := make([]Case, len(lessons))
	for i, l := range lessons {
		cases[i] = Case{A: l.A, B: l.B}
	}
	r := refit{lessons: lessons, clusters: components(cases), options: o}
	r.count = slices.Max(append(r.clusters, -1)) + 1
	fitted := *model
	var all []Fitted
	identity, identityFit := r.fit(QuestionIdentity, model.Identity, func(l Lesson) ([]overlap.Reading, Answer) { return l.Vector.Identity, l.Identity })
	over, overlapFit := r.fit(QuestionOverlap, model.Overlap, func(l Lesson) ([]overlap.Reading, Answer) { return l.Vector.Overlap, l.Overlap })
	fitted.Identity, fitted.Overlap = identity, over
	all = append(all, identityFit, overlapFit)
	if identityFit.Kept != "" && overlapFit.Kept != "" {
		e := registry.Errorf(registry.EConflict, "there are too few rulings to fit weights to: identity has %s; overlap has %s", identityFit.Kept, overlapFit.Kept)
		e.Hint = fmt.Sprintf("a question needs %d rulings, %d of them yes and %d no; the weights stay as they are", leastLessons, leastOfEach, leastOfEach)
		return nil, all, e
	}
	b, err := json.Marshal([]overlap.Question{identity, over})
	if err != nil {
		return nil, nil, registry.WrapError(registry.EInternal, err, "the fitted model cannot be encoded")
	}
	digest := sha256.Sum256(b)
	fitted.Version = model.Version + "+" + hex.EncodeToString(digest[:4])
	return &fitted, all, nil
}

type refit struct {
	lessons  []Lesson
	clusters []int
	count    int
	options  Options
}

func (r *refit) fit(name QuestionName, q overlap.Question, read func(Lesson) ([]overlap.Reading, Answer)) (overlap.Question, Fitted) {
	out := Fitted{Question: name, Cutoffs: q.Cutoffs}
	first := Halves(r.count, r.options.Seed)
	var halves [2][]overlap.Example
	var before, after []claim
	for i, l := range r.lessons {
		readings, answer := read(l)
		if answer == Silent {
			continue
		}
		half := 0
		if !first[r.clusters[i]] {
			half = 1
		}
		halves[half] = append(halves[half], overlap.Example{Readings: readings, Yes: answer == Yes, Weight: 1})
		if answer == Yes {
			out.Yes++
		} else {
			out.No++
		}
	}
	if out.Yes+out.No < leastLessons || out.Yes < leastOfEach || out.No < leastOfEach {
		out.Kept = fmt.Sprintf("%d (%d yes, %d no)", out.Yes+out.No, out.Yes, out.No)
		return q, out
	}
	unseen := [2]overlap.Question{q.Fit(halves[1]), q.Fit(halves[0])}
	var chosenOn []claim
	for i, l := range r.lessons {
		readings, answer := read(l)
		if answer == Silent {
			continue
		}
		x := claim{positive: answer == Yes, cluster: r.clusters[i]}
		if first[r.clusters[i]] {
			x.score = unseen[0].Score(readings)
			chosenOn = append(chosenOn, x)
			continue
		}
		x.score = q.Score(readings)
		before = append(before, x)
		x.score = unseen[1].Score(readings)
		after = append(after, x)
	}
	sortClaims(chosenOn)
	out.Cutoffs = cutoffsOf(chosenOn, promises[name], q.Cutoffs)
	fitted := q.Fit(append(halves[0], halves[1]...))
	fitted.Cutoffs = out.Cutoffs
	draws := newBootstrap(r.count, max(0, r.options.Samples), r.options.Seed)
	out.Before, out.After = scored(before, q.Cutoffs, draws), scored(after, out.Cutoffs, draws)
	out.Changed = changes(q, fitted)
	return fitted, out
}

// cutoffsOf gives the lowest scores at which the claims from there on keep the promise; the one it was where too few
// claims speak of it. None is below the next level's, and none below half of what it was: nobody ruled on pairs that were
// never flagged.
func cutoffsOf(claims []claim, promise, was overlap.Cutoffs) overlap.Cutoffs {
	lowest := func(share, was float64) float64 {
		best, hits := was, 0
		found := false
		for i, x := range claims {
			if x.positive {
				hits++
			}
			if last := i+1 == len(claims) || claims[i+1].score < x.score; last && i+1 >= leastClaims && float64(hits) >= share*float64(i+1) {
				best, found = x.score, true
			}
		}
		if !found {
			return was
		}
		return max(was/2, math.Floor(best*1000)/1000)
	}
	c := overlap.Cutoffs{Low: lowest(promise.Low, was.Low)}
	c.Medium = max(c.Low, lowest(promise.Medium, was.Medium))
	c.High = max(c.Medium, lowest(promise.High, was.High))
	return c
}

func scored(claims []claim, cutoffs overlap.Cutoffs, draws bootstrap) *Scored {
	for i := range claims {
		for rank, cutoff := range []float64{cutoffs.Low, cutoffs.Medium, cutoffs.High} {
			if claims[i].score >= cutoff {
				claims[i].rank = rank + 1
			}
		}
	}
	sortClaims(claims)
	s := &Scored{Pairs: len(claims), AP: draws.figure(func(d []int) float64 { return averagePrecision(claims, d) })}
	for _, l := range levels {
		taken := func(x claim) bool { return x.rank >= rankOf(l) }
		c := count(claims, nil, taken)
		at := AtLevel{Level: l, Claimed: c.hits + c.wrong}
		at.Precision, at.Recall, at.F1 = draws.three(claims, taken)
		s.Levels = append(s.Levels, at)
	}
	return s
}

func changes(before, after overlap.Question) []Change {
	all := []Change{{registry.DimensionPrior, string(registry.DimensionPrior), before.Prior, after.Prior}}
	for d, levels := range after.Weights {
		for level, w := range levels {
			all = append(all, Change{d, level, before.Weights[d][level], w})
		}
	}
	far := func(c Change) float64 { return max(c.After-c.Before, c.Before-c.After) }
	all = slices.DeleteFunc(all, func(c Change) bool { return far(c) < 0.005 })
	slices.SortFunc(all, func(a, b Change) int {
		return cmp.Or(cmp.Compare(far(b), far(a)), cmp.Compare(a.Dimension, b.Dimension), cmp.Compare(a.Level, b.Level))
	})
	return all
}

// Weighed is an example that stands for Weight pairs.
type Weighed = overlap.Example

// FitTo fits a question to examples that were drawn over all scores, and lets its lowest level begin where F1 is greatest
// among the pairs that they stand for. EInvalid where there are too few of either answer.
func FitTo(q overlap.Question, examples []Weighed) (overlap.Question, error) {
	yes, weight := 0, 0.0
	for _, e := range examples {
		if e.Yes {
			yes++
		}
		weight += e.Weight
	}
	if yes < leastOfEach || len(examples)-yes < leastOfEach {
		return q, registry.Errorf(registry.EInvalid, "%d pairs that belong together and %d that do not are too few to fit to; %d of each are needed", yes, len(examples)-yes, leastOfEach)
	}
	even := slices.Clone(examples)
	for i := range even { // the labels count as many as they are
		even[i].Weight *= float64(len(even)) / weight
	}
	fitted := q.Fit(even)
	scores := make([]float64, len(even))
	for i, e := range even {
		scores[i] = fitted.Score(e.Readings)
	}
	best := -1.0
	for _, low := range scores {
		hits, wrong, missed := 0.0, 0.0, 0.0
		for i, e := range even {
			switch {
			case scores[i] >= low && e.Yes:
				hits += e.Weight
			case scores[i] >= low:
				wrong += e.Weight
			case e.Yes:
				missed += e.Weight
			}
		}
		if f1 := 2 * hits / (2*hits + wrong + missed); f1 > best || f1 == best && low > fitted.Cutoffs.Low {
			best, fitted.Cutoffs.Low = f1, low
		}
	}
	fitted.Cutoffs.Medium = max(fitted.Cutoffs.Medium, fitted.Cutoffs.Low)
	fitted.Cutoffs.High = max(fitted.Cutoffs.High, fitted.Cutoffs.Medium)
	return fitted, nil
}
