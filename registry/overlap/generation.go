package overlap

import (
	"math"
	"slices"
)

// generation is what stands still between two calls of Freeze: how often each word, title and organisation occurs, how
// full each cell of country, sector and year is, and which candidate keys are too common to be used. Everything that a
// pair's weight or score depends on beside the pair itself is in here, so the order in which initiatives come and go
// within a generation changes no result.
type generation struct {
	size     int
	counts   counts
	identity ceilings // of the model's question
	// keys says of each candidate key how many initiatives might have used it.
	keys sketch
}

// Namespaces of counted things; those of candidate keys are in keys.go.
const (
	countTerm uint8 = iota + 1
	countTitle
	countDonor
	countImplementer
	countPlace
	countPurpose
	countCell
	countHeading
)

// hash is FNV-1a over a namespace and texts, with a separator after each.
func hash(space uint8, texts ...string) uint64 {
	const prime = 1099511628211
	h := (uint64(14695981039346656037) ^ uint64(space)) * prime
	for _, t := range texts {
		for i := 0; i < len(t); i++ {
			h = (h ^ uint64(t[i])) * prime
		}
		h = (h ^ 0xff) * prime
	}
	return h
}

func hashNumber(h uint64, n int) uint64 {
	const prime = 1099511628211
	for range 4 {
		h = (h ^ uint64(n&0xff)) * prime
		n >>= 8
	}
	return h
}

// count adds an initiative's words, organisations, places and cells to what is counted.
func (c *counter) count(f *Features) {
	for i := range f.Terms {
		if i == 0 || f.Terms[i-1].Text != f.Terms[i].Text {
			c.add(hash(countTerm, f.Terms[i].Text))
		}
	}
	if h, ok := titleHash(f); ok {
		c.add(h)
	}
	for _, t := range f.Titles {
		if words, ok := headOf(t); ok {
			c.add(hash(countHeading, words...))
		}
	}
	for i, p := range f.Donors {
		if i == 0 || f.Donors[i-1].key() != p.key() {
			c.add(hash(countDonor, p.key()))
		}
	}
	for _, p := range f.Implementers {
		c.add(hash(countImplementer, p.key()))
	}
	for i := range f.Places {
		if i == 0 || f.Places[i-1].key() != f.Places[i].key() {
			c.add(hash(countPlace, f.Places[i].key()))
		}
	}
	for _, s := range f.Purposes {
		c.add(hash(countPurpose, s))
	}
	for cell := range cellsOf(f) {
		c.add(cell)
	}
}

// titleHash is of the set of a title's stems, whatever their order. What they mean is left out: it is the same again.
func titleHash(f *Features) (h uint64, ok bool) {
	for i := range f.Terms {
		if t := &f.Terms[i]; t.InTitle && t.Kind < TermConcept {
			h += hash(countTitle, t.Text) // a sum, so that order plays no part
			ok = true
		}
	}
	return h, ok
}

// cellsOf yields the cells of country, DAC category and year that an initiative is in.
func cellsOf(f *Features) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		from, to := yearsOf(f.Start, f.End, 12)
		for _, country := range f.Countries {
			for _, category := range f.Categories {
				for y := from; y <= to; y++ {
					if !yield(cellOf(hash32(countCell, country), packCategory(category), y)) {
						return
					}
				}
			}
		}
	}
}

func cellOf(country, category uint32, year int) uint64 {
	return mix(mix(uint64(country)<<32|uint64(category)) + uint64(year))
}

// mix spreads a number over all bits, as splitmix64 does.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// yearsOf gives the first and last year in which an initiative runs, at most limit of them; none (from > to) where its
// start is not known. An unknown end is taken for the end of the second year: longer would fill every cell.
func yearsOf(start, end int32, limit int) (from, to int) {
	if start == unknownDay {
		return 0, -1
	}
	from = yearOf(start)
	to = from + 1
	if end != unknownDay {
		to = max(from, yearOf(end))
	}
	return from, min(to, from+limit-1)
}

// yearOf is the Gregorian year of a day, counted in eras of 400 years that begin on 1 March.
func yearOf(day int32) int {
	const eraDays = 146097
	z := int(day) + 719468 // days since 0000-03-01
	era := z / eraDays
	if z < 0 {
		era = (z - eraDays + 1) / eraDays
	}
	d := z - era*eraDays
	y := (d - d/1460 + d/36524 - d/146096) / 365
	if d-(365*y+y/4-y/100) >= 306 { // January and February belong to the next year
		y++
	}
	return era*400 + y
}

// background stands for the records that a small registry does not have: without it, each word of a registry of ten
// would be as common as it can be.
const background = 2000

// idf is how telling a term is, in nats: 0 for what every third has, 1 for the words of every title, 6 for rare ones.
func (g *generation) idf(term string) float64 {
	expected := 1.0
	if genericWords[term] {
		expected = background / 10
	}
	seen := float64(g.counts.of(hash(countTerm, term))) + expected
	return math.Max(0, math.Log((float64(g.size)+background)/seen)-1)
}

// rarity is 1 for what next to nobody else has, falling to 0 for what every tenth has.
func (g *generation) rarity(h uint64) float64 {
	total := float64(g.size) + background
	share := (float64(g.counts.of(h)) + 1) / total
	return math.Max(0, math.Min(1, math.Log(0.1/share)/math.Log(0.1*background)))
}

// crowd is the number of initiatives in the least crowded cell that two share, math.MaxInt where they share none.
func (g *generation) crowd(a, b *Features) int {
	x, y := cellRow(a), cellRow(b)
	return g.rowCrowd(&x, &y)
}

func (g *generation) rowCrowd(a, b *row) int {
	fewest := math.MaxInt
	fromA, toA := yearsOf(a.start, a.end, 12)
	fromB, toB := yearsOf(b.start, b.end, 12)
	from, to := max(fromA, fromB), min(toA, toB)
	for _, country := range a.lists[rowCountries] {
		if !slices.Contains(b.lists[rowCountries], country) {
			continue
		}
		for _, category := range a.lists[rowCategories] {
			if !slices.Contains(b.lists[rowCategories], category) {
				continue
			}
			for y := from; y <= to; y++ {
				fewest = min(fewest, int(g.counts.of(cellOf(country, category, y))))
			}
		}
	}
	return fewest
}
