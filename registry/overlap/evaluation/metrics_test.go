package evaluation

import (
	"math"
	"testing"
)

func claimsOf(scores ...float64) []claim {
	var all []claim
	for i, s := range scores {
		all = append(all, claim{score: math.Abs(s), positive: s > 0, cluster: i, rank: 1})
	}
	sortClaims(all)
	return all
}

// missed is a positive of which nothing is claimed.
func missed(cluster int) claim { return claim{positive: true, cluster: cluster} }

// TestAveragePrecision compares with figures worked out by hand. Scores of wrong claims are negative.
func TestAveragePrecision(t *testing.T) {
	for name, c := range map[string]struct {
		claims []claim
		want   float64
	}{
		"all right":                {claimsOf(.9, .8, .7), 1},
		"one wrong in between":     {claimsOf(.9, -.8, .7), (1.0 + 2.0/3) / 2},
		"wrong first":              {claimsOf(-.9, .8), .5},
		"a tie is one step":        {claimsOf(.9, .5, -.5), (1.0 + 2.0/3) / 2},
		"missed adds nothing":      {append(claimsOf(.9), missed(1)), .5},
		"no claim at all":          {[]claim{missed(0)}, 0},
		"right, two wrong, right":  {claimsOf(.9, -.8, -.7, .6), (1.0 + 2.0/4) / 2},
		"wrong after the last one": {claimsOf(.9, -.1, -.05), 1},
	} {
		if got := averagePrecision(c.claims, nil); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if got := averagePrecision(claimsOf(-.9), nil); !math.IsNaN(got) {
		t.Errorf("without positives it is %v, want not defined", got)
	}
	// Drawn twice, a pair counts twice; not drawn, not at all: right, wrong, wrong, right.
	if got, want := averagePrecision(claimsOf(.9, -.8, .7), []int{1, 2, 1}), (1.0+2.0/4)/2; math.Abs(got-want) > 1e-12 {
		t.Errorf("of a draw %v, want %v", got, want)
	}
}

func TestCounts(t *testing.T) {
	claims := append(claimsOf(.9, .8, -.7, .3, -.2), missed(5))
	c := count(claims, nil, func(x claim) bool { return x.score >= .5 })
	if c != (counts{hits: 2, wrong: 1, missed: 2}) {
		t.Fatalf("counts are %+v", c)
	}
	for name, v := range map[string][2]float64{"precision": {c.precision(), 2.0 / 3}, "recall": {c.recall(), .5}, "F1": {c.f1(), 4.0 / 7}} {
		if math.Abs(v[0]-v[1]) > 1e-12 {
			t.Errorf("%s is %v, want %v", name, v[0], v[1])
		}
	}
	if c := count(claims, []int{0, 3, 1, 0, 0, 2}, func(x claim) bool { return x.score >= .5 }); c != (counts{3, 1, 2}) {
		t.Errorf("counts of a draw are %+v", c)
	}
	if !math.IsNaN((counts{}).precision()) {
		t.Error("the precision of no claim is defined")
	}
}

func TestBestThreshold(t *testing.T) {
	for name, c := range map[string]struct {
		claims []claim
		want   float64
	}{
		"between right and wrong": {claimsOf(.9, .8, -.4, -.3), .8},
		"worth two wrong":         {claimsOf(.9, -.8, .7, .6, .5, -.4), .5},
		"a tie is not divided":    {claimsOf(.9, .6, -.6, -.6, -.6), .9},
		"nothing claimed":         {[]claim{missed(0)}, 0},
	} {
		if got := bestThreshold(c.claims); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestBootstrap: the interval holds the value, is the same for a seed, and that of a sure thing is a point.
func TestBootstrap(t *testing.T) {
	var claims []claim
	for i := range 100 {
		claims = append(claims, claim{score: 1, rank: 3, positive: i < 80, cluster: i})
	}
	precision := func(d []int) float64 { return count(claims, d, func(claim) bool { return true }).precision() }
	f := newBootstrap(100, 2000, 7).figure(precision)
	// The standard error of a share of 0.8 of 100 is 0.04.
	if f.Value != .8 || math.Abs(f.Low-.72) > .015 || math.Abs(f.High-.88) > .015 {
		t.Errorf("%+v, want 0.80 [0.72, 0.88]", *f)
	}
	if again := newBootstrap(100, 2000, 7).figure(precision); *again != *f {
		t.Errorf("the same seed gives %+v and %+v", *f, *again)
	}
	for i := range claims { // two components, all or nothing: no telling
		claims[i].cluster, claims[i].positive = i/50, i < 50
	}
	if f := newBootstrap(2, 500, 7).figure(precision); f.Low != 0 || f.High != 1 {
		t.Errorf("two components give %+v, want [0, 1]", *f)
	}
	if f := newBootstrap(2, 10, 7).figure(func([]int) float64 { return math.NaN() }); f != nil {
		t.Errorf("what is not defined has a figure: %+v", *f)
	}
}
