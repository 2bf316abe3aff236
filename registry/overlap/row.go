package overlap

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry"
)

// row is what the screen (screen.go) reads of an initiative: numbers and hashes of what its features say, a tenth of the
// time to read and less than half of the room. Hashes of 32 bits may meet; the screen then lets through what Compare
// turns away.
type row struct {
	start, end int32 // as in Features
	flags      uint32
	languages  uint32 // of the titles
	agencies   uint32 // a bit of 32 for each that the title names
	lists      [rowLists][]uint32
}

// The lists of a row, each sorted by its first number.
const (
	rowIDs        = iota // identifiers, and those of declared relations
	rowCountries         //
	rowCategories        // three letters each, zeros at the end left out
	rowDonors            // whose money it is
	rowFunders           // the donors by every name: organisation, whose money it is, name
	rowDoers             // the implementers by every name
	rowReporters         // the publisher by every name, where it reports its own work
	rowNames             // rowNameSize each: what a shortened name of an implementer would be made of
	rowMoney             // amounts, see packMoney
	rowPlaces            // rowPlaceSize each: name, code, what a longer code begins with, point
	rowTitle             // rowTermSize each: text, letters, form
	rowWords             // texts of terms that no title has
	rowLists
	rowHead = 5 + (rowLists+3)/4 // numbers before the lists: four lengths are in one
)

const (
	rowNameSize  = 2
	rowPlaceSize = 4
	rowTermSize  = 3
	rowMostTitle = 80 // of a title's terms: a list's length has eight bits
)

// Flags of a row; the number of its titles' markers is in the bits from rowMarkers on.
const (
	rowCancelled = 1 << iota
	rowPractised // a practice is stated, not derived
	rowGrouped   // beneficiaries are stated
	rowMarkers   = 8
)

func (r *row) markers() int { return int(r.flags >> rowMarkers) }

// Forms of a title's term: its languages in the lowest bits, and these; from formIDF on how telling it is in this
// generation, in thousandths of a nat, rounded up.
const (
	formLanguages = 255
	formIdle      = 1 << 8          // what one title alone may have and be of one name with the other: tellingOnly, withoutCodes
	formKey       = 1 << (7 + iota) // a code or acronym
	formAcronym
	formGeneric
	formCode    // letters and digits, which sources write in several ways
	formMeaning // a concept or skeleton, not a word
	formSubject // a word that is a concept, which may have a synonym, or a concept that says something of a subject
	formSkeleton
	formIDF = 16
)

func idfOf(form uint32) float64 { return float64(form>>formIDF) / 1000 }

func hash32(space uint8, text string) uint32 { return fold(hash(space, text)) }

func fold(h uint64) uint32 { return uint32(h ^ h>>32) }

const bitUndetermined = 16

// languageBit is a bit of eight; languages beyond the usual ones share.
func languageBit(language string) uint32 {
	switch language {
	case "en":
		return 1
	case "fr":
		return 2
	case "ar":
		return 4
	case "es":
		return 8
	case registry.Undetermined:
		return bitUndetermined
	}
	return 32 << (hash(0, language) % 3)
}

// encodeRow gives the numbers of a row, which rowOf reads.
func (g *generation) encodeRow(f *Features) []uint32 {
	lists := cellRow(f).lists
	lists[rowIDs] = identifierHashes(f)
	for _, p := range f.Donors {
		lists[rowDonors] = append(lists[rowDonors], hash32(countDonor, p.key()))
	}
	lists[rowFunders], lists[rowDoers] = encodeParties(f.Donors), encodeParties(f.Implementers)
	if !f.Secondary {
		lists[rowReporters] = encodeParties([]Party{f.Reporter})
	}
	for _, p := range f.Implementers[:min(len(f.Implementers), maxNamesakes)] {
		if p.Name != "" {
			lists[rowNames] = append(lists[rowNames], encodeName(p.Name)...)
		}
	}
	for _, m := range f.Money {
		lists[rowMoney] = append(lists[rowMoney], packMoney(m))
	}
	for _, l := range []int{rowCountries, rowCategories, rowDonors} {
		slices.Sort(lists[l])
		lists[l] = slices.Compact(lists[l])
	}
	for i := range f.Places {
		lists[rowPlaces] = append(lists[rowPlaces], encodePlace(&f.Places[i])...)
	}
	lists[rowTitle], lists[rowWords] = g.encodeTerms(f.Terms)
	w := make([]uint32, rowHead, 192)
	w[0], w[1] = uint32(f.Start), uint32(f.End)
	w[2] = uint32(len(f.Markers)) << rowMarkers
	if f.Cancelled {
		w[2] |= rowCancelled
	}
	if slices.ContainsFunc(f.Practices, func(p Practice) bool { return !p.Derived }) {
		w[2] |= rowPractised
	}
	if len(f.Groups) > 0 {
		w[2] |= rowGrouped
	}
	for _, t := range f.Titles {
		w[3] |= languageBit(t.Language)
	}
	for _, a := range f.Agencies {
		w[4] |= 1 << (hash(0, a) % 32)
	}
	for l, list := range lists {
		w[5+l/4] |= uint32(len(list)) << (8 * (l % 4))
		w = append(w, list...)
	}
	return w
}

// cellRow is a row with what cells are made of.
func cellRow(f *Features) row {
	r := row{start: f.Start, end: f.End}
	for _, c := range f.Countries {
		r.lists[rowCountries] = append(r.lists[rowCountries], hash32(countCell, c))
	}
	for _, c := range f.Categories {
		r.lists[rowCategories] = append(r.lists[rowCategories], packCategory(c))
	}
	return r
}

func rowOf(w []uint32) (r row) {
	r.start, r.end, r.flags, r.languages, r.agencies = int32(w[0]), int32(w[1]), w[2], w[3], w[4]
	at := uint32(rowHead)
	for l := range r.lists {
		n := w[5+l/4] >> (8 * (l % 4)) & 255
		r.lists[l] = w[at : at+n : at+n]
		at += n
	}
	return r
}

// packCategory keeps up to three letters, without the zeros at the end of a code that stands for a group.
func packCategory(code string) uint32 {
	code = strings.TrimRight(code[:min(len(code), 3)], "0")
	packed := uint32(0)
	for i := range 3 {
		packed <<= 8
		if i < len(code) {
			packed |= uint32(code[i])
		}
	}
	return packed
}

// encodeParties gives the hashes by which isAmong and sameName may find one party among others, sorted; at most 255.
func encodeParties(ps []Party) []uint32 {
	var hs []uint32
	for i := range ps {
		p := &ps[i]
		for space, text := range []string{p.Organisation, p.Ultimate, p.Name} {
			if text != "" {
				hs = append(hs, hash32(uint8(space), text))
			}
		}
	}
	slices.Sort(hs)
	hs = slices.Compact(hs)
	return hs[:min(len(hs), 255)]
}

// encodeName gives the initials of a name's words, and what would have to be among the initials of another for this one to be
// short for it: of one word its letters, as of an acronym.
func encodeName(name string) []uint32 {
	initials, needs := uint32(0), uint32(0)
	words := 0
	for w := range strings.FieldsSeq(name) {
		initials |= 1 << (w[0] % 32)
		words++
	}
	needs = initials
	if words == 1 {
		needs = 0
		for i := range len(name) {
			needs |= 1 << (name[i] % 32)
		}
	}
	return []uint32{initials, needs}
}

// packMoney keeps of an amount its currency (a hash of 9 bits), how little it is a round one (3 bits, rounded up) and its
// logarithm (20 bits, in steps of one in moneySteps), so that amounts of one currency compare by their difference.
func packMoney(m Money) uint32 {
	size := uint32(math.Round(math.Log(float64(m.Amount)) * moneySteps))
	return hash32(0, m.Currency)<<23 | uint32(math.Ceil(oddness(m.Amount)*5))<<20 | size&(1<<20-1)
}

const moneySteps = 1 << 14

func encodePlace(p *Place) []uint32 {
	var w [rowPlaceSize]uint32
	if p.Name != "" {
		w[0] = hash32(countPlace, p.Name) | 1
	}
	if p.Code != "" {
		w[1] = hash32(countPlace, p.Code) | 1
		w[2] = hash32(countPlace, p.Code[:min(len(p.Code), 6)]) | 1
	}
	if p.HasPoint {
		w[3] = uint32(uint16(int16(math.Round(float64(p.Latitude)*100))))<<16 | uint32(uint16(int16(math.Round(float64(p.Longitude)*100))))
		w[3] = max(w[3], 1)
	}
	return w[:]
}

// encodeTerms gives each text once, as mergeTerms takes it.
func (g *generation) encodeTerms(terms []Term) (title, words []uint32) {
	type titled struct{ text, letters, form uint32 }
	var all []titled
	for i := 0; i < len(terms); {
		t := titled{text: hash32(countTerm, terms[i].Text)}
		inTitle := false
		j := i
		for ; j < len(terms) && terms[j].Text == terms[i].Text; j++ {
			u := &terms[j]
			if u.Language != "" {
				t.form |= languageBit(u.Language)
			}
			if u.Kind >= TermConcept {
				t.form |= formMeaning
			}
			if u.Kind <= TermAcronym {
				t.form |= formKey
			}
			if u.Kind == TermAcronym {
				t.form |= formAcronym
			}
			inTitle = inTitle || u.InTitle
		}
		if inTitle {
			for _, u := range terms[i:j] {
				if _, ok := subjectOf(u.Text, u.Language); ok && u.Language != "" {
					t.form |= formSubject
				}
			}
			switch terms[i].Kind {
			case TermSkeleton:
				t.form |= formSkeleton
			case TermConcept:
				if countOf(&terms[i]) == countsFull {
					t.form |= formSubject
				}
			}
			if genericWords[terms[i].Text] || isPlaceTerm(terms[i].Text) || terms[i].Kind == TermSkeleton {
				t.form |= formGeneric
			}
			if isCodeLike(terms[i].Text) {
				t.form |= formCode | formIdle
			}
			if mayBeIdle(terms[i].Text) {
				t.form |= formIdle
			}
			t.letters = lettersOf(terms[i].Text)
			t.form |= uint32(min(math.Ceil(g.idf(terms[i].Text)*1000), 1<<formIDF-1)) << formIDF
			all = append(all, t)
		} else {
			words = append(words, t.text)
		}
		i = j
	}
	slices.SortFunc(all, func(a, b titled) int {
		if a.text < b.text {
			return -1
		}
		return 1
	})
	for _, t := range all[:min(len(all), rowMostTitle)] {
		title = append(title, t.text, t.letters, t.form)
	}
	slices.Sort(words)
	return title, words
}

// letterBits are for the letters of a word, the bits above them for its length in runes.
const letterBits = 26

// lettersOf is which letters a word has, and how many. A word that is one letter off differs in two of them at most.
func lettersOf(word string) uint32 {
	set := uint32(min(utf8.RuneCountInString(word), 63)) << letterBits
	for _, r := range word {
		set |= 1 << (uint32(r) % letterBits)
	}
	return set
}
