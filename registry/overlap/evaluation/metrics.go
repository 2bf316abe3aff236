package evaluation

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Figure is a share (0-1) with the 95 % interval of a bootstrap by component.
type Figure struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// claim is a pair as one question sees it.
type claim struct {
	score    float64 // 0-1; 0 where nothing is claimed
	rank     int     // 3 high, 2 medium, 1 low, 0 nothing claimed
	positive bool
	cluster  int
}

// counts are of claims at or above a threshold.
type counts struct{ hits, wrong, missed int }

func (c counts) precision() float64 { return share(c.hits, c.hits+c.wrong) }
func (c counts) recall() float64    { return share(c.hits, c.hits+c.missed) }
func (c counts) f1() float64        { return share(2*c.hits, 2*c.hits+c.wrong+c.missed) }

// share is NaN where there is nothing to take a share of.
func share(part, whole int) float64 {
	if whole == 0 {
		return math.NaN()
	}
	return float64(part) / float64(whole)
}

// count adds up the claims that are taken, each as often as its cluster was drawn; nil draws each once.
func count(claims []claim, drawn []int, taken func(claim) bool) (c counts) {
	for _, x := range claims {
		n := 1
		if drawn != nil {
			n = drawn[x.cluster]
		}
		switch isTaken := taken(x); {
		case isTaken && x.positive:
			c.hits += n
		case isTaken:
			c.wrong += n
		case x.positive:
			c.missed += n
		}
	}
	return c
}

// averagePrecision is the area under precision over recall, step by step down the scores; claims of one score are taken
// together. The claims must be sorted, highest score first. NaN where there is no positive.
func averagePrecision(claims []claim, drawn []int) float64 {
	times := func(x claim) int {
		if drawn == nil {
			return 1
		}
		return drawn[x.cluster]
	}
	positives := 0
	for _, x := range claims {
		if x.positive {
			positives += times(x)
		}
	}
	if positives == 0 {
		return math.NaN()
	}
	area, hits, all := 0.0, 0, 0
	for i := 0; i < len(claims) && claims[i].score > 0; {
		before := hits
		for score := claims[i].score; i < len(claims) && claims[i].score == score; i++ {
			all += times(claims[i])
			if claims[i].positive {
				hits += times(claims[i])
			}
		}
		if hits > before {
			area += float64(hits-before) * float64(hits) / float64(all)
		}
	}
	return area / float64(positives)
}

func sortClaims(claims []claim) {
	slices.SortStableFunc(claims, func(a, b claim) int { return cmp.Compare(b.score, a.score) })
}

// bestThreshold is the score at which F1 is greatest, the higher of two that are as good; 0 where there is no claim.
// The claims must be sorted, highest score first.
func bestThreshold(claims []claim) (threshold float64) {
	positives := 0
	for _, x := range claims {
		if x.positive {
			positives++
		}
	}
	best, hits := -1.0, 0
	for i, x := range claims {
		if x.score == 0 {
			break
		}
		if x.positive {
			hits++
		}
		if last := i+1 == len(claims) || claims[i+1].score < x.score; !last {
			continue
		}
		if f1 := share(2*hits, i+1+positives); f1 > best {
			best, threshold = f1, x.score
		}
	}
	return threshold
}

// bootstrap draws clusters with replacement, the same draws for every figure of a run.
type bootstrap struct{ draws [][]int }

func newBootstrap(clusters, samples int, seed uint64) bootstrap {
	r := rand.New(rand.NewPCG(seed, uint64(clusters)))
	b := bootstrap{make([][]int, samples)}
	for i := range b.draws {
		b.draws[i] = make([]int, clusters)
		for range clusters {
			b.draws[i][r.IntN(clusters)]++
		}
	}
	return b
}

// figure gives a statistic with its interval; nil where it is not defined. Draws where it is not defined are left out.
func (b bootstrap) figure(statistic func(drawn []int) float64) *Figure {
	value := statistic(nil)
	if math.IsNaN(value) {
		return nil
	}
	var drawn []float64
	for _, d := range b.draws {
		if v := statistic(d); !math.IsNaN(v) {
			drawn = append(drawn, v)
		}
	}
	if len(drawn) == 0 {
		return &Figure{value, value, value}
	}
	slices.Sort(drawn)
	at := func(share float64) float64 { return drawn[int(share*float64(len(drawn)-1)+0.5)] }
	return &Figure{value, at(0.025), at(0.975)}
}
