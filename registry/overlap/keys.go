package overlap

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// keyKind is a kind of candidate key. Two initiatives that share a key of any kind may become candidates; which do is
// decided by how many they share and how rare those are.
type keyKind uint8

const (
	keyIdentifier     keyKind = iota // identifiers, and the identifiers of declared relations
	keyTerm                          // a rare word, name, code or acronym
	keyTermCountry                   // a telling word of the title, in a country
	keyTermPair                      // two telling words of the title, in a country
	keyTitle                         // all words of the title
	keyImplementer                   // implementer, country and year of start
	keyImplementerCat                // implementer, DAC category and country
	keyDonorBudget                   // donor, country and size of the budget
	keyAmount                        // the exact amount, in a country
	keyPlace                         // place below the country, DAC category and two years
	keyGrid                          // point on a grid of half a degree, DAC category and two years
	keyPurpose                       // DAC purpose, country and two years
	keyPractice                      // good practice, country and two years
	keyGroup                         // beneficiaries, DAC category, country and two years
	keyPlaceTerm                     // place below the country and a telling word of the title
	keyMeaning                       // one or two things that the title means, in a country; all that it means
	keyKinds
)

// keyRules bound the keys of each kind. possible is how many an initiative may make before the rarest are chosen, which
// are at most chosen; a key that more than block initiatives might have is none. counted is how many shared keys of the
// kind count for a pair: without that bound a project in eight districts for five years would be nearest to whatever else is
// in those districts, and its own twin without a list of districts would not be among its thirty.
var keyRules = [keyKinds]struct{ chosen, block, counted int }{
	keyIdentifier:     {chosen: 255, block: maxIdentifierBlock, counted: 15},
	keyTerm:           {chosen: 12, block: 100, counted: 6},
	keyTermCountry:    {chosen: 5, block: 150, counted: 6},
	keyTermPair:       {chosen: 6, block: 200, counted: 6},
	keyTitle:          {chosen: 1, block: 200, counted: 2},
	keyImplementer:    {chosen: 2, block: 150, counted: 2},
	keyImplementerCat: {chosen: 2, block: 150, counted: 1},
	keyDonorBudget:    {chosen: 2, block: 100, counted: 2},
	keyAmount:         {chosen: 2, block: 60, counted: 2},
	keyPlace:          {chosen: 4, block: 200, counted: 3},
	keyGrid:           {chosen: 2, block: 200, counted: 2},
	keyPurpose:        {chosen: 2, block: 200, counted: 2},
	keyPractice:       {chosen: 1, block: 200, counted: 2},
	keyGroup:          {chosen: 1, block: 200, counted: 1},
	keyPlaceTerm:      {chosen: 6, block: 200, counted: 4},
	keyMeaning:        {chosen: 14, block: 200, counted: 6},
}

// Limits of candidate generation; overlap.md "Method", 1.
const (
	maxIdentifierBlock = 2000 // a parent may have this many children
	candidates         = 30   // the best of each initiative
	maxRareTerms       = 12
	maxTitleWords      = 6
	maxNames           = 3 // names by their skeletons, beside as many concepts as words
	maxYears           = 8
)

// weightOne is the weight of a key that a single pair shares; a key of n initiatives weighs weightOne/log2(1+n).
// Whole numbers, so that sums do not depend on their order.
const weightOne = 1 << 16

// leastWeight is what a pair must share to be one: more than a single key that a dozen have.
const leastWeight = weightOne / 4

// identifierBonus puts every candidate by identifier before every other one.
const identifierBonus = 1 << 24

// key is a candidate key: a hash of keyBits bits, the lowest four of which are its kind. Two that collide make two
// initiatives meet that have no business with each other; comparing tells.
type key uint64

// keyBits is short enough for a posting of eight bytes, long enough for ten million keys with a handful of collisions.
const keyBits = 48

func makeKey(kind keyKind, h uint64) key { return key(h&(1<<keyBits-1)&^15 | uint64(kind)) }

func (k key) kind() keyKind { return keyKind(k & 15) }

// weight is what sharing the key adds to a pair, size being the number of initiatives that had it when the generation began.
func (k key) weight(size int) uint32 {
	w := blockWeights[min(max(size, 2), maxIdentifierBlock)]
	if k.kind() == keyIdentifier {
		w += identifierBonus
	}
	return w
}

var blockWeights = func() (ws [maxIdentifierBlock + 1]uint32) {
	for size := 2; size < len(ws); size++ {
		ws[size] = uint32(weightOne / math.Log2(1+float64(size)))
	}
	return ws
}()

// identifierHashes are those by which an initiative, its copies and its relatives find each other.
func identifierHashes(f *Features) []uint32 {
	hs := []uint32{hash32(0, "id:"+f.ID)}
	for _, id := range f.Identifiers {
		hs = append(hs, hash32(0, id.Key))
	}
	for _, l := range f.Links {
		if l.Key != "" {
			hs = append(hs, hash32(0, l.Key))
		}
		if l.Initiative != "" {
			hs = append(hs, hash32(0, "id:"+l.Initiative))
		}
	}
	slices.Sort(hs)
	return slices.Compact(hs)
}

// possibleKeys makes all keys of an initiative, sorted, before some are chosen. Which words are telling is read from the
// generation, so that both sides of a pair choose alike.
func (g *generation) possibleKeys(ks []key, f *Features) []key {
	add := func(kind keyKind, h uint64) { ks = append(ks, makeKey(kind, h)) }
	g.termKeys(f, add)
	partyKeys(f, add)
	themeKeys(f, add)
	for _, h := range identifierHashes(f) {
		ks = append(ks, identifierKeyOf(h))
	}
	sortKeys(ks)
	return slices.Compact(ks)
}

// sortKeys keeps the kinds together: keys compare as numbers with the kind moved to the front.
func sortKeys(ks []key) {
	for i, k := range ks {
		ks[i] = key(bits.RotateLeft64(uint64(k), -4))
	}
	slices.Sort(ks)
	for i, k := range ks {
		ks[i] = key(bits.RotateLeft64(uint64(k), 4))
	}
}

// choose keeps the keys that an initiative is found by: of each kind the rarest that are not too common. It works in place.
func (g *generation) choose(ks []key) []key {
	type sized struct {
		key  key
		size int
	}
	var all [512]sized
	chosen := ks[:0]
	for len(ks) > 0 {
		kind := ks[0].kind()
		rule, n, end := keyRules[kind], 0, 0
		for ; end < len(ks) && ks[end].kind() == kind; end++ {
			if kind == keyIdentifier {
				chosen = append(chosen, ks[end])
			} else if size := g.keys.of(ks[end]); size <= rule.block && n < len(all) {
				all[n] = sized{ks[end], size}
				n++
			}
		}
		ks = ks[end:]
		slices.SortFunc(all[:n], func(a, b sized) int { return cmp.Or(cmp.Compare(a.size, b.size), cmp.Compare(a.key, b.key)) })
		// What it alone has finds only newcomers: where there is more than fits, half the room is for what others have too.
		alone := 0
		for alone < n && all[alone].size < 2 {
			alone++
		}
		kept := min(alone, max(rule.chosen/2, rule.chosen-(n-alone)))
		for _, s := range all[:kept] {
			chosen = append(chosen, s.key)
		}
		for _, s := range all[alone:min(n, alone+rule.chosen-kept)] {
			chosen = append(chosen, s.key)
		}
	}
	return chosen
}

// keysOf makes the keys that an initiative is found by.
func (g *generation) keysOf(f *Features) []key { return g.choose(g.possibleKeys(nil, f)) }

func identifierKey(k string) key { return identifierKeyOf(hash32(0, k)) }

// identifierKeyOf is the key of an identifier by the hash that rows keep.
func identifierKeyOf(h uint32) key { return makeKey(keyIdentifier, mix(uint64(h)+1)) }

// scoredTerm is a term with how telling it is.
type scoredTerm struct {
	text string
	idf  float64
}

// rarestFirst is the order in which terms become keys.
func rarestFirst(a, b scoredTerm) int {
	return cmp.Or(cmp.Compare(b.idf, a.idf), cmp.Compare(a.text, b.text))
}

// termKeys are by the rarest words of the title, of each of its languages for itself (a translation is made of words
// that nobody else has), by the rarest things that it means in any language, and by the rarest of all words.
func (g *generation) termKeys(f *Features, add func(keyKind, uint64)) {
	// Of all words how often they are seen is enough, and cheaper than how telling they are.
	var all [2 * maxTerms]uint64
	n := 0
	var titles []languageTerms
	var meant []scoredTerm
	for i := range f.Terms {
		t := &f.Terms[i]
		h := hash(countTerm, t.Text)
		if t.Kind < TermConcept && n < len(all) && (i == 0 || f.Terms[i-1].Text != t.Text) {
			seen := uint64(g.counts.of(h))
			if t.Kind <= TermAcronym {
				seen /= 3
			}
			all[n] = seen<<32 | h>>32
			n++
		}
		if !t.InTitle {
			continue
		}
		s := scoredTerm{t.Text, g.idf(t.Text)}
		switch {
		case t.Kind >= TermConcept:
			meant = append(meant, s)
			continue
		case t.Kind <= TermAcronym:
			s.idf++
		}
		if t.Language == "" {
			for _, title := range f.Titles {
				titles = addTerm(titles, title.Language, s)
			}
			meant = append(meant, s)
		} else {
			titles = addTerm(titles, t.Language, s)
		}
	}
	slices.Sort(all[:n])
	for _, t := range all[:min(n, maxRareTerms)] {
		add(keyTerm, mix(t&(1<<32-1)))
	}
	if h, ok := titleHash(f); ok {
		add(keyTitle, h)
	}
	titleKeys := func(title []scoredTerm) {
		slices.SortFunc(title, rarestFirst)
		title = title[:min(len(title), maxTitleWords)]
		for i, t := range title {
			add(keyTerm, mix(hash(countTerm, t.text)>>32))
			for j := range f.Places[:min(len(f.Places), 4)] {
				if k := f.Places[j].key(); i < 4 && k != "" {
					add(keyPlaceTerm, hash(0, k, t.text))
				}
			}
		}
		for _, country := range f.Countries[:min(len(f.Countries), 5)] {
			for i, t := range title {
				add(keyTermCountry, hash(0, t.text, country))
				for _, u := range title[i+1:] {
					add(keyTermPair, hash(0, min(t.text, u.text), max(t.text, u.text), country))
				}
			}
		}
	}
	for _, title := range titles {
		titleKeys(title.terms)
	}
	g.meaningKeys(f, meant, add)
}

// languageTerms are the words of a title in one language.
type languageTerms struct {
	language string
	terms    []scoredTerm
}

func addTerm(titles []languageTerms, language string, t scoredTerm) []languageTerms {
	for i := range titles {
		if titles[i].language == language {
			titles[i].terms = append(titles[i].terms, t)
			return titles
		}
	}
	return append(titles, languageTerms{language, []scoredTerm{t}})
}

// meaningKeys are by what the title means in any language: concepts, names by their skeletons, codes and acronyms.
func (g *generation) meaningKeys(f *Features, meant []scoredTerm, add func(keyKind, uint64)) {
	slices.SortFunc(meant, rarestFirst)
	whole := uint64(0)
	for _, t := range meant {
		if !genericWords[t.text] {
			whole += hash(0, t.text) // a sum, so that order plays no part
		}
	}
	if len(meant) >= 3 {
		add(keyMeaning, whole)
	}
	// A word that is no concept may be no name either, and have another skeleton in each language: those are few and last.
	// What says nothing of a subject differs between translators, and makes a key only where there is little else.
	subjects := 0
	for _, t := range meant {
		if !genericWords[t.text] {
			subjects++
		}
	}
	names := 0
	kept := meant[:0]
	for _, t := range meant {
		if strings.HasPrefix(t.text, skeletonPrefix) {
			if names++; names > maxNames {
				continue
			}
		} else if subjects > 3 && genericWords[t.text] || len(kept)-min(names, maxNames) == maxTitleWords {
			continue
		}
		kept = append(kept, t)
	}
	meant = kept
	countries := f.Countries[:min(len(f.Countries), 3)]
	if len(countries) == 0 {
		countries = []string{""}
	}
	for _, country := range countries {
		for i, t := range meant {
			if !genericWords[t.text] {
				add(keyMeaning, hash(0, t.text, country))
			}
			for _, u := range meant[i+1:] {
				add(keyMeaning, hash(0, min(t.text, u.text), max(t.text, u.text), country))
			}
		}
	}
}

// partyKeys are by organisation and money. A year of start and a size of budget come with the next one, so that
// neighbours on both sides of a boundary meet.
func partyKeys(f *Features, add func(keyKind, uint64)) {
	for _, country := range f.Countries[:min(len(f.Countries), 5)] {
		for _, p := range f.Implementers {
			if f.Start != unknownDay {
				h := hash(0, p.key(), country)
				add(keyImplementer, hashNumber(h, yearOf(f.Start)))
				add(keyImplementer, hashNumber(h, yearOf(f.Start)+1))
			}
			for _, category := range f.Categories[:min(len(f.Categories), 4)] {
				add(keyImplementerCat, hash(0, p.key(), country, category))
			}
		}
		for _, m := range f.Money {
			add(keyAmount, hash(0, m.Currency, strconv.FormatInt(int64(m.Amount), 36), country))
			size := bits.Len64(uint64(m.Amount))
			for _, d := range f.Donors {
				h := hash(0, d.key(), country, m.Currency)
				add(keyDonorBudget, hashNumber(h, size))
				add(keyDonorBudget, hashNumber(h, size+1))
			}
		}
	}
}

func themeKeys(f *Features, add func(keyKind, uint64)) {
	from, to := yearsOf(f.Start, f.End, maxYears)
	for slot := from / 2; slot <= to/2; slot++ {
		years := strconv.Itoa(slot)
		for _, category := range f.Categories[:min(len(f.Categories), 4)] {
			for _, p := range f.Places[:min(len(f.Places), 8)] {
				if k := p.key(); k != "" {
					add(keyPlace, hash(0, k, category, years))
				}
				if p.HasPoint {
					h := hash(0, category, years)
					add(keyGrid, hashNumber(hashNumber(h, int(math.Floor(float64(p.Latitude)*2))), int(math.Floor(float64(p.Longitude)*2))))
				}
			}
			for _, country := range f.Countries[:min(len(f.Countries), 5)] {
				for _, group := range f.Groups {
					add(keyGroup, hash(0, group, category, country, years))
				}
			}
		}
		for _, country := range f.Countries[:min(len(f.Countries), 5)] {
			for _, purpose := range f.Purposes[:min(len(f.Purposes), 4)] {
				add(keyPurpose, hash(0, purpose, country, years))
			}
			for _, p := range f.Practices {
				add(keyPractice, hash(0, strconv.Itoa(int(p.Number)), country, years))
			}
		}
	}
}
