package overlap

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// Example is a pair with the answer to a question.
type Example struct {
	Readings []Reading
	Yes      bool
	Weight   float64 // how many pairs it stands for; 1 is one
}

// How far a fit may go from the weights that it starts from, in nats: the standard deviations of a normal prior around
// them. A level that no example has keeps its weight.
const (
	weightDeviation = 1.0
	priorDeviation  = 2.0
	fitRounds       = 3000
)

// Fit gives the question with the weights that explain the examples best while staying near its own: a logistic
// regression over levels times rarities with a normal prior around the weights it has (maximum a posteriori). A weight
// keeps its sign, levels of a dimension keep their order (an identical title never comes to count less than a similar one),
// what weighs nothing stays so, and cut-offs are as before. The same examples give the same weights.
func (q *Question) Fit(examples []Example) Question {
	f := newFit(q)
	rows := make([][]term, len(examples))
	size := 1 / (priorDeviation * priorDeviation)
	for i, e := range examples {
		rows[i] = f.row(e.Readings)
		length := 1.0
		for _, t := range rows[i] {
			length += t.x * t.x
		}
		size += e.Weight * length / 4
	}
	// Nesterov's accelerated projected gradient: convex, so that it ends where it must from wherever it starts.
	step := 1 / (size + 1/(weightDeviation*weightDeviation))
	at, before := slices.Clone(f.start), slices.Clone(f.start)
	for k := range fitRounds {
		ahead := make([]float64, len(at))
		for j := range ahead {
			ahead[j] = at[j] + float64(k)/float64(k+3)*(at[j]-before[j])
		}
		slope := f.slope(ahead, rows, examples)
		for j := range ahead {
			ahead[j] -= step * slope[j]
		}
		f.project(ahead)
		before, at = at, ahead
	}
	return f.question(q, at)
}

// term is one weighed level of an example: the index of its weight and what multiplies it.
type term struct {
	j int
	x float64
}

// fit is a question's weights as a vector: the prior first, then the levels by dimension and from the greatest down.
type fit struct {
	levels []weighedLevel
	index  map[[2]string]int
	start  []float64
}

type weighedLevel struct {
	dimension registry.Dimension
	level     string
	seed      float64
}

func newFit(q *Question) *fit {
	f := &fit{levels: []weighedLevel{{}}, index: map[[2]string]int{}, start: []float64{q.Prior}}
	for _, d := range slices.Sorted(maps.Keys(q.Weights)) {
		var levels []weighedLevel
		for level, w := range q.Weights[d] {
			if w != 0 {
				levels = append(levels, weighedLevel{d, level, w})
			}
		}
		slices.SortFunc(levels, func(a, b weighedLevel) int { return cmp.Or(cmp.Compare(b.seed, a.seed), cmp.Compare(a.level, b.level)) })
		for _, l := range levels {
			f.index[[2]string{string(d), l.level}] = len(f.levels)
			f.levels = append(f.levels, l)
			f.start = append(f.start, l.seed)
		}
	}
	return f
}

func (f *fit) row(readings []Reading) []term {
	var row []term
	for _, r := range readings {
		if j, ok := f.index[[2]string{string(r.Dimension), r.Level}]; ok {
			x := 1.0
			if f.start[j] > 0 {
				x = r.Rarity
			}
			row = append(row, term{j, x})
		}
	}
	return row
}

// slope is the gradient of the loss: of the examples' negative log-likelihood and the prior's.
func (f *fit) slope(w []float64, rows [][]term, examples []Example) []float64 {
	slope := make([]float64, len(w))
	for j := range w {
		deviation := weightDeviation
		if j == 0 {
			deviation = priorDeviation
		}
		slope[j] = (w[j] - f.start[j]) / (deviation * deviation)
	}
	for i, row := range rows {
		logit := w[0]
		for _, t := range row {
			logit += w[t.j] * t.x
		}
		wrong := probability(logit)
		if examples[i].Yes {
			wrong--
		}
		wrong *= examples[i].Weight
		slope[0] += wrong
		for _, t := range row {
			slope[t.j] += wrong * t.x
		}
	}
	return slope
}

// project moves weights to the nearest that keep signs and order: within a dimension they go down as the seed's do
// (pool adjacent violators), levels of one seed weight in any order, and none crosses 0.
func (f *fit) project(w []float64) {
	for from := 1; from < len(w); {
		to := from
		for to < len(w) && f.levels[to].dimension == f.levels[from].dimension {
			to++
		}
		order := make([]int, 0, to-from)
		for j := from; j < to; j++ {
			order = append(order, j)
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return cmp.Or(cmp.Compare(f.levels[b].seed, f.levels[a].seed), cmp.Compare(w[b], w[a]))
		})
		type pool struct {
			sum float64
			n   int
		}
		var pools []pool
		for _, j := range order {
			pools = append(pools, pool{w[j], 1})
			for k := len(pools) - 1; k > 0 && pools[k].sum*float64(pools[k-1].n) > pools[k-1].sum*float64(pools[k].n); k-- {
				pools[k-1] = pool{pools[k-1].sum + pools[k].sum, pools[k-1].n + pools[k].n}
				pools = pools[:k]
			}
		}
		next := 0
		for _, p := range pools {
			for range p.n {
				j := order[next]
				next++
				if w[j] = p.sum / float64(p.n); (w[j] > 0) != (f.levels[j].seed > 0) {
					w[j] = 0
				}
			}
		}
		from = to
	}
}

func (f *fit) question(q *Question, w []float64) Question {
	round := func(v float64) float64 { return math.Round(v*1e6) / 1e6 }
	fitted := Question{Prior: round(w[0]), Cutoffs: q.Cutoffs, Weights: map[registry.Dimension]map[string]float64{}}
	for d, levels := range q.Weights {
		fitted.Weights[d] = maps.Clone(levels)
	}
	for j, l := range f.levels[1:] {
		fitted.Weights[l.dimension][l.level] = round(w[j+1])
	}
	return fitted
}
