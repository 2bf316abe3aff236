package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// maxOfOne is how many pairs of one initiative a sheet holds: a programme of forty parts is one lesson, not eight hundred.
const maxOfOne = 3

// bins are the lower ends of the bins of a score.
var bins = []float64{0, 0.01, 0.05, 0.2, 0.4, 0.6, 0.75, 0.9, 0.97}

func binOf(score float64) string {
	from := 0.0
	for _, b := range bins {
		if score >= b {
			from = b
		}
	}
	return fmt.Sprintf("%.2f", from)
}

// drawer takes pairs out of pools until they are enough, none twice.
type drawer struct {
	*rand.Rand
	taken map[[2]string]bool
	uses  map[string]int
	drawn []pair
}

func newDrawer(r *rand.Rand) *drawer {
	return &drawer{Rand: r, taken: map[[2]string]bool{}, uses: map[string]int{}}
}

// take draws up to n pairs, the sets in turn, so that the largest does not fill the sheet.
func (d *drawer) take(pool []pair, n int, bin func(pair) string) {
	bySet := map[string][]pair{}
	for _, p := range pool {
		bySet[p.set] = append(bySet[p.set], p)
	}
	names := []string{}
	for _, s := range sets {
		if len(bySet[s.name]) > 0 {
			names = append(names, s.name)
			d.Shuffle(len(bySet[s.name]), func(i, j int) { bySet[s.name][i], bySet[s.name][j] = bySet[s.name][j], bySet[s.name][i] })
		}
	}
	for progress := true; progress && n > 0; {
		progress = false
		for _, name := range names {
			for len(bySet[name]) > 0 && n > 0 {
				p := bySet[name][0]
				bySet[name] = bySet[name][1:]
				key := [2]string{p.a.ID, p.b.ID}
				if d.taken[key] || d.uses[p.a.ID] >= maxOfOne || d.uses[p.b.ID] >= maxOfOne {
					continue
				}
				d.taken[key], progress = true, true
				d.uses[p.a.ID]++
				d.uses[p.b.ID]++
				p.bin = bin(p)
				d.drawn = append(d.drawn, p)
				n--
				break
			}
		}
	}
}

// takeBins draws n pairs, as many of each bin of the score as of the others.
func (d *drawer) takeBins(pool []pair, n int, from float64, score func(pair) float64, name string) {
	byBin := map[string][]pair{}
	for _, p := range pool {
		if score(p) >= from {
			byBin[binOf(score(p))] = append(byBin[binOf(score(p))], p)
		}
	}
	for _, b := range slices.Sorted(keys(byBin)) {
		d.take(byBin[b], n/len(byBin), func(pair) string { return name + " " + b })
	}
}

func keys(m map[string][]pair) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// drawIdentity draws for the question whether two are one undertaking or parts of one: a fifth over all bins of the
// score, the rest where the answer is most likely to be same, chain or phase and where it is hard, over all bins too.
func drawIdentity(r *rand.Rand, all []pair, n int) []pair {
	d := newDrawer(r)
	score := func(p pair) float64 { return p.identity }
	alike := filter(all, pair.alike)
	phases := filter(alike, pair.marked)
	unmarked := filter(alike, func(p pair) bool { return !p.marked() })
	twins := filter(unmarked, func(p pair) bool {
		return p.feeds() || p.agreesOnFacts()
	})
	agencies := filter(unmarked, func(p pair) bool {
		return p.is(registry.DimensionOrganisation, "same-implementer", "same-agency-named", "one-funds-the-other", "different-funders")
	})
	d.takeBins(all, n/5, 0, score, "all")
	d.takeBins(twins, n*3/10, 0, score, "twins")
	d.takeBins(phases, n/4, 0, score, "marked")
	d.takeBins(agencies, n/5, 0, score, "agency")
	for _, most := range []float64{0.6, 0.2, 0.05, 0} {
		d.take(filter(alike, func(p pair) bool { return p.identity >= most }), n-len(d.drawn), func(p pair) string { return "alike " + binOf(p.identity) })
	}
	d.Shuffle(len(d.drawn), func(i, j int) { d.drawn[i], d.drawn[j] = d.drawn[j], d.drawn[i] })
	return d.drawn
}

// drawOverlap draws for the question whether one donor should call the other: two thirds are the strongest flags as a
// coordinator would see them and, where these are too few, the pairs of the upper bins that may overlap; the rest are over
// all bins.
func drawOverlap(r *rand.Rand, all []pair, n int) []pair {
	d := newDrawer(r)
	flags := slices.SortedFunc(slices.Values(filter(all, func(p pair) bool { return p.flagged > 0 })), func(p, q pair) int {
		return cmp.Or(cmp.Compare(q.flagged, p.flagged), cmp.Compare(p.a.ID, q.a.ID), cmp.Compare(p.b.ID, q.b.ID))
	})
	for _, p := range flags[:min(n*2/3, len(flags))] {
		p.bin = "flag " + binOf(p.flagged)
		d.taken[[2]string{p.a.ID, p.b.ID}] = true
		d.drawn = append(d.drawn, p)
	}
	pool := filter(all, func(p pair) bool { return p.vector.MayOverlap })
	score := func(p pair) float64 { return p.overlap }
	d.takeBins(pool, n*2/3-len(d.drawn), 0.2, score, "upper")
	d.takeBins(pool, n-len(d.drawn), 0, score, "all")
	d.take(pool, n-len(d.drawn), func(p pair) string { return "rest " + binOf(p.overlap) })
	d.Shuffle(len(d.drawn), func(i, j int) { d.drawn[i], d.drawn[j] = d.drawn[j], d.drawn[i] })
	return d.drawn
}

// drawFresh draws for one sheet of both questions, more of what other sheets have few of: pairs that may be one, of two files
// or of one, and pairs that may overlap. A quarter is phases, agencies' programmes and all bins of the score.
func drawFresh(r *rand.Rand, all []pair, n int) []pair {
	d := newDrawer(r)
	identity, overlap := func(p pair) float64 { return p.identity }, func(p pair) float64 { return p.overlap }
	unmarked := filter(all, func(p pair) bool { return p.alike() && !p.marked() })
	d.takeBins(filter(unmarked, pair.feeds), n/6, 0, identity, "two files")
	d.takeBins(filter(unmarked, pair.agreesOnFacts), n/4, 0, identity, "twins")
	d.takeBins(filter(all, func(p pair) bool { return p.vector.MayOverlap }), n/3, 0.2, overlap, "overlap")
	d.takeBins(filter(all, func(p pair) bool { return p.alike() && p.marked() }), n/8, 0, identity, "marked")
	d.takeBins(all, n/8, 0, identity, "all")
	for _, most := range []float64{0.6, 0.05, 0} {
		d.take(filter(unmarked, func(p pair) bool { return p.identity >= most }), n-len(d.drawn), func(p pair) string { return "alike " + binOf(p.identity) })
	}
	d.Shuffle(len(d.drawn), func(i, j int) { d.drawn[i], d.drawn[j] = d.drawn[j], d.drawn[i] })
	return d.drawn
}

func filter(all []pair, keep func(pair) bool) []pair {
	var kept []pair
	for _, p := range all {
		if keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

func (p pair) level(d registry.Dimension) string { return overlap.Level(p.vector.Identity, d) }

func (p pair) is(d registry.Dimension, levels ...string) bool {
	return slices.Contains(levels, p.level(d))
}

// agreesOnFacts says whether days or amounts agree.
func (p pair) agreesOnFacts() bool {
	return p.is(registry.DimensionTime, "same-dates", "same-start") || p.is(registry.DimensionMoney, "same-amount", "close-amount")
}

// alike says whether the titles or an identifier suggest that the two belong together, and no source says that they do.
func (p pair) alike() bool {
	text, number := p.level(registry.DimensionText), p.level(registry.DimensionIdentifier)
	return p.level(registry.DimensionLinks) == registry.LevelMissing &&
		(slices.Contains([]string{"identical", "near", "same-pattern", "shared-code"}, text) || text == "partial" && p.identity >= 0.01 ||
			slices.Contains([]string{"same-number", "activity-id", "money-flow"}, number))
}

// marked says whether the titles bear numbers of phases, lots or years that are not the same.
func (p pair) marked() bool {
	a, _ := p.a.Title.In()
	b, _ := p.b.Title.In()
	return overlap.MarksDiffer(a, b)
}

// feeds says whether the two come from two files.
func (p pair) feeds() bool { return p.a.Sources[0].Feed != p.b.Sources[0].Feed }
