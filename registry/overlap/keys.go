package overlap

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
)

// Kinds of candidate key. Two initiatives that share a key of any kind may become candidates; which do is decided by how
// many they share and how rare those are.
const (
	keyIdentifier     uint8 = iota + 32 // identifiers, and the identifiers of declared relations
	keyTerm                             // a rare word, name, code or acronym
	keyTermCountry                      // a telling word of the title, in a country
	keyTermPair                         // two telling words of the title, in a country
	keyTitle                            // all words of the title
	keyImplementer                      // implementer, country and year of start
	keyDonorBudget                      // donor, country and size of the budget
	keyAmount                           // the exact amount, in a country
	keyPlace                            // place below the country, DAC category and two years
	keyGrid                             // point on a grid of half a degree, DAC category and two years
	keyPurpose                          // DAC purpose, country and two years
	keyPractice                         // good practice, country and two years
	keyGroup                            // beneficiaries, DAC category, country and two years
	keyImplementerCat                   // implementer, DAC category and country
)

// Limits of candidate generation; overlap.md "Method", 1.
const (
	maxBlock           = 300  // a key that more initiatives have is dead: it finds nothing in particular
	maxIdentifierBlock = 2000 // a parent may have this many children
	candidates         = 30   // the best of each initiative
	maxRareTerms       = 12
	maxTitleWords      = 6
	maxYears           = 8
	maxKeys            = 160
)

// weightOne is the weight of a key that a single pair shares; a key of n initiatives weighs weightOne/log2(1+n).
// Whole numbers, so that sums do not depend on their order.
const weightOne = 1 << 16

// identifierBonus puts every candidate by identifier before every other one.
const identifierBonus = 1 << 24

// key is a candidate key: its hash, of which the lowest bit says that it is an identifier's.
type key uint64

func (k key) isIdentifier() bool { return k&1 == 1 }

func (k key) limit() int {
	if k.isIdentifier() {
		return maxIdentifierBlock
	}
	return maxBlock
}

// weight is what sharing the key adds to a pair, size being the number of initiatives that had it when the generation began.
func (k key) weight(size int) uint32 {
	w := uint32(weightOne / math.Log2(1+float64(max(size, 2))))
	if k.isIdentifier() {
		w += identifierBonus
	}
	return w
}

// keysOf makes an initiative's keys, sorted, dead ones left out. Which words are telling enough is read from the
// generation, so that both sides choose alike.
func (g *generation) keysOf(f *Features) []key {
	ks := make([]key, 0, 64)
	add := func(h uint64) {
		if _, dead := g.dead[h&^1]; !dead {
			ks = append(ks, key(h&^1))
		}
	}
	for _, id := range f.Identifiers {
		ks = append(ks, identifierKey(id.Key))
	}
	for _, l := range f.Links {
		if l.Key != "" {
			ks = append(ks, identifierKey(l.Key))
		}
		if l.Initiative != "" {
			ks = append(ks, identifierKey("id:"+l.Initiative))
		}
	}
	ks = append(ks, identifierKey("id:"+f.ID))
	g.termKeys(f, add)
	partyKeys(f, add)
	themeKeys(f, add)
	slices.Sort(ks)
	ks = slices.Compact(ks)
	ks = slices.DeleteFunc(ks, func(k key) bool {
		_, dead := g.dead[uint64(k)]
		return dead
	})
	return ks[:min(len(ks), maxKeys)]
}

func identifierKey(k string) key { return key(hash(keyIdentifier, k) | 1) }

func (g *generation) termKeys(f *Features, add func(uint64)) {
	type scored struct {
		text string
		idf  float64
	}
	var all, title []scored
	for _, t := range f.Terms {
		s := scored{t.Text, g.idf(t.Text)}
		if t.Kind < TermName {
			s.idf += 1
		}
		all = append(all, s)
		if t.InTitle {
			title = append(title, s)
		}
	}
	byRarity := func(a, b scored) int {
		switch {
		case a.idf > b.idf:
			return -1
		case a.idf < b.idf:
			return 1
		case a.text < b.text:
			return -1
		case a.text > b.text:
			return 1
		}
		return 0
	}
	slices.SortFunc(all, byRarity)
	slices.SortFunc(title, byRarity)
	for _, t := range all[:min(len(all), maxRareTerms)] {
		add(hash(keyTerm, t.text))
	}
	if h, ok := titleHash(f); ok {
		add(hashNumber(hash(keyTitle), int(h>>32)) ^ h)
	}
	title = title[:min(len(title), maxTitleWords)]
	for _, country := range f.Countries[:min(len(f.Countries), 5)] {
		for i, t := range title {
			add(hash(keyTermCountry, t.text, country))
			for _, u := range title[i+1:] {
				add(hash(keyTermPair, min(t.text, u.text), max(t.text, u.text), country))
			}
		}
	}
}

// partyKeys are by organisation and money. A year of start and a size of budget come with the next one, so that
// neighbours on both sides of a boundary meet.
func partyKeys(f *Features, add func(uint64)) {
	for _, country := range f.Countries[:min(len(f.Countries), 5)] {
		for _, p := range f.Implementers {
			if f.Start != unknownDay {
				h := hash(keyImplementer, p.key(), country)
				add(hashNumber(h, yearOf(f.Start)))
				add(hashNumber(h, yearOf(f.Start)+1))
			}
			for _, category := range f.Categories[:min(len(f.Categories), 4)] {
				add(hash(keyImplementerCat, p.key(), country, category))
			}
		}
		for _, m := range f.Money {
			add(hash(keyAmount, m.Currency, strconv.FormatInt(int64(m.Amount), 36), country))
			size := bits.Len64(uint64(m.Amount))
			for _, d := range f.Donors {
				h := hash(keyDonorBudget, d.key(), country, m.Currency)
				add(hashNumber(h, size))
				add(hashNumber(h, size+1))
			}
		}
	}
}

func themeKeys(f *Features, add func(uint64)) {
	from, to := yearsOf(f, maxYears)
	for slot := from / 2; slot <= to/2; slot++ {
		years := strconv.Itoa(slot)
		for _, category := range f.Categories[:min(len(f.Categories), 4)] {
			for _, p := range f.Places[:min(len(f.Places), 8)] {
				if k := p.key(); k != "" {
					add(hash(keyPlace, k, category, years))
				}
				if p.HasPoint {
					h := hash(keyGrid, category, years)
					add(hashNumber(hashNumber(h, int(math.Floor(float64(p.Latitude)*2))), int(math.Floor(float64(p.Longitude)*2))))
				}
			}
			for _, country := range f.Countries[:min(len(f.Countries), 5)] {
				for _, group := range f.Groups {
					add(hash(keyGroup, group, category, country, years))
				}
			}
		}
		for _, country := range f.Countries[:min(len(f.Countries), 5)] {
			for _, purpose := range f.Purposes[:min(len(f.Purposes), 4)] {
				add(hash(keyPurpose, purpose, country, years))
			}
			for _, p := range f.Practices {
				add(hash(keyPractice, strconv.Itoa(int(p.Number)), country, years))
			}
		}
	}
}
