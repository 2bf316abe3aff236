package overlap

import (
	"math"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// sameRatio is how far apart, as a ratio, two amounts may be that are one: to the half percent.
const sameRatio = 1.005

// exactRatio is what rounding makes of one amount.
const exactRatio = 1.0002

// compareMoney looks for the two amounts of one currency that are nearest: of one type where there are such, for a budget is
// not what was paid; of two types only where they are one amount.
func compareMoney(a, b *Features) finding {
	f := finding{rarity: 1}
	alike, other := amountPair{ratio: math.Inf(1)}, amountPair{ratio: math.Inf(1)}
	for _, m := range a.Money {
		for _, n := range b.Money {
			if m.Currency != n.Currency {
				continue
			}
			best := &other
			if m.Type == n.Type {
				best = &alike
			}
			found := amountPair{float64(max(m.Amount, n.Amount)) / float64(min(m.Amount, n.Amount)), max(oddness(m.Amount), oddness(n.Amount))}
			if found.ratio < best.ratio || found.ratio == best.ratio && found.odd > best.odd {
				*best = found
			}
		}
	}
	if math.IsInf(alike.ratio, 1) || other.ratio <= sameRatio && alike.ratio > sameRatio {
		alike = other
	}
	nearest, odd := alike.ratio, alike.odd
	switch {
	case math.IsInf(nearest, 1):
		return missing
	case nearest <= sameRatio:
		f.level, f.rarity = levelSameAmount, odd
		if nearest > exactRatio {
			f.rarity *= 0.6 // many small grants are of about one size
		}
	case nearest <= 1.1:
		f.level = levelCloseAmount
	case nearest > 3:
		f.level = levelDifferentAmount
	default:
		f.level = levelComparable
	}
	return f
}

type amountPair struct{ ratio, odd float64 }

// oddness is how little an amount is a round one: 0.4 for one significant digit, 1 from four on.
func oddness(a registry.Amount) float64 {
	for a != 0 && a%10 == 0 {
		a /= 10
	}
	digits := 0
	for ; a != 0; a /= 10 {
		digits++
	}
	return min(1, 0.2+0.2*float64(digits))
}

func shownMoney(f *Features) []string {
	var shown []string
	for _, m := range f.Money {
		if v := m.Amount.String() + " " + m.Currency; !slices.Contains(shown, v) {
			shown = append(shown, v)
		}
	}
	return shown[:min(len(shown), 3)]
}
