package overlap

import (
	"math"
	"math/bits"
)

// The screen is what a pair must have for Compare to find anything, asked of two rows: nine in ten candidates have too
// little in common for their features to be looked at. It decides nothing and knows no weights, but
// what it asks of titles follows mayHaveOneName; TestScreenLetsThroughWhatIsFound holds it to letting all of that through.
func (g *generation) screen(a, b *row) prospect {
	if meet(a.lists[rowIDs], b.lists[rowIDs]) {
		return anyProspect
	}
	countries := meet(a.lists[rowCountries], b.lists[rowCountries])
	if !countries && len(a.lists[rowCountries]) > 0 && len(b.lists[rowCountries]) > 0 {
		return 0
	}
	var found prospect
	if countries && g.mayOverlap(a, b) {
		found |= mayOverlap
	}
	if titlesMeet(a, b) {
		found |= mayBeOne
	}
	return found
}

// prospect says which of the two questions a pair may be an answer to; Compare need not ask the other. None is 0.
type prospect uint8

const (
	mayBeOne prospect = 1 << iota
	mayOverlap
	anyProspect = mayBeOne | mayOverlap
)

// mayOverlap asks as pair.mayOverlap does, and of a crowded cell for a place and a word in common.
func (g *generation) mayOverlap(a, b *row) bool {
	if (a.flags|b.flags)&rowCancelled != 0 || meet(a.lists[rowDonors], b.lists[rowDonors]) || !mayMeetInTime(a, b) || !categoriesMeet(a, b) {
		return false
	}
	return placesMeet(a, b) && themesMeet(a, b) || g.rowCrowd(a, b) < crowdedCell
}

// meet says whether two sorted lists have a number in common.
func meet(a, b []uint32) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			return true
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return false
}

func mayMeetInTime(a, b *row) bool {
	return a.start != unknownDay && b.start != unknownDay &&
		(a.end == unknownDay || a.end >= b.start) && (b.end == unknownDay || b.end >= a.start)
}

// categoriesMeet says whether two DAC categories are one or one holds the other, or a side has none.
func categoriesMeet(a, b *row) bool {
	for _, x := range a.lists[rowCategories] {
		for _, y := range b.lists[rowCategories] {
			if x == y || holds(x, y) || holds(y, x) {
				return true
			}
		}
	}
	return len(a.lists[rowCategories])*len(b.lists[rowCategories]) == 0
}

// holds says whether a packed code begins as another, the zeros of which are left out.
func holds(group, code uint32) bool {
	return group&255 == 0 && code&^(1<<(uint(bits.TrailingZeros32(group|1<<24))&^7)-1) == group
}

// placesMeet says whether a place may be the same, near, or inside the other.
func placesMeet(a, b *row) bool {
	for p := a.lists[rowPlaces]; len(p) > 0; p = p[rowPlaceSize:] {
		for q := b.lists[rowPlaces]; len(q) > 0; q = q[rowPlaceSize:] {
			if p[0] != 0 && p[0] == q[0] || p[2] != 0 && p[2] == q[2] || p[3] != 0 && q[3] != 0 && mayBeNear(p[3], q[3]) {
				return true
			}
		}
	}
	return false
}

// mayBeNear compares points of hundredths of a degree, with a kilometre or two to spare.
func mayBeNear(p, q uint32) bool {
	const reach = (nearbyKilometres + 3) / 1.11
	lat := math.Abs(float64(int16(p>>16)) - float64(int16(q>>16)))
	if lat > reach {
		return false
	}
	north := (math.Abs(float64(int16(p>>16))) + reach) / 100
	lon := math.Abs(float64(int16(p)) - float64(int16(q)))
	lon = min(lon, 36000-lon)
	return north > 85 || lon*math.Cos(north*math.Pi/180) <= reach
}

// themesMeet says whether they have a word in common that is in a title.
func themesMeet(a, b *row) bool {
	return wordsMeet(a.lists[rowTitle], b.lists[rowWords]) || wordsMeet(b.lists[rowTitle], a.lists[rowWords]) ||
		titleWordsMeet(a.lists[rowTitle], b.lists[rowTitle])
}

func wordsMeet(title, words []uint32) bool {
	for j := 0; len(title) > 0; title = title[rowTermSize:] {
		for j < len(words) && words[j] < title[0] {
			j++
		}
		if j < len(words) && words[j] == title[0] && title[2]&formGeneric == 0 {
			return true
		}
	}
	return false
}

func titleWordsMeet(a, b []uint32) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			if a[2]&formGeneric == 0 {
				return true
			}
			a, b = a[rowTermSize:], b[rowTermSize:]
		case a[0] < b[0]:
			a = a[rowTermSize:]
		default:
			b = b[rowTermSize:]
		}
	}
	return false
}

// titlesMeet says whether compareTitles may find more than a little in common: a code or acronym, or a good part of the
// words, with those that may be one word in two spellings.
func titlesMeet(a, b *row) bool {
	shared := a.languages & b.languages
	if a.languages&bitUndetermined != 0 {
		shared |= b.languages
	}
	if b.languages&bitUndetermined != 0 {
		shared |= a.languages
	}
	own := func(form uint32) bool { return form&(formAcronym|formMeaning) == 0 && form&formLanguages&^shared == 0 }
	both, meant := 0, 0
	sameDates := mayHaveSameDates(a, b)
	namedA, namedB := false, false // a skeleton of one side alone
	var subjectsA, subjectsB int   // words that may have a synonym in the other title
	var ownA, ownB [rowMostTitle]uint32
	nA, nB, codes := 0, 0, uint32(0)
	x, y := a.lists[rowTitle], b.lists[rowTitle]
	for len(x) > 0 || len(y) > 0 {
		switch {
		case len(y) == 0 || len(x) > 0 && x[0] < y[0]:
			if own(x[2]) {
				ownA[nA] = x[1]
				nA++
				if x[2]&formSubject != 0 {
					subjectsA++
				}
			}
			namedA = namedA || x[2]&formMeaning != 0 && x[2]&formGeneric != 0
			codes |= x[2]
			x = x[rowTermSize:]
		case len(x) == 0 || y[0] < x[0]:
			if own(y[2]) {
				ownB[nB] = y[1]
				nB++
				if y[2]&formSubject != 0 {
					subjectsB++
				}
			}
			namedB = namedB || y[2]&formMeaning != 0 && y[2]&formGeneric != 0
			codes |= y[2]
			y = y[rowTermSize:]
		default:
			switch form := x[2] | y[2]; {
			case form&formKey != 0:
				return true
			case form&formMeaning != 0:
				meant++
			default:
				both++
			}
			x, y = x[rowTermSize:], y[rowTermSize:]
		}
	}
	if codes&formCode != 0 && codesMeet(a.lists[rowTitle], b.lists[rowTitle]) {
		return true
	}
	if shared == 0 {
		// A translation has two things in common, of which one as it stands; names and numbers may be nearly alike.
		return both > 0 || meant >= 2 || meant == 1 && (a.flags&b.flags&rowNumbered != 0 || namedA && namedB)
	}
	synonyms := min(meant, subjectsA, subjectsB)
	both, nA, nB = both+synonyms, nA-synonyms, nB-synonyms
	if enough(both, nA, nB, sameDates) {
		return true
	}
	if !enough(both+min(nA, nB), nA-min(nA, nB), nB-min(nA, nB), sameDates) {
		return false // not even if all were spelt in two ways
	}
	speltA, speltB := spellings(ownA[:nA+synonyms], ownB[:nB+synonyms]), spellings(ownB[:nB+synonyms], ownA[:nA+synonyms])
	speltA, speltB = min(speltA, nA), min(speltB, nB)
	return speltA+speltB > 0 && enough(both+max(speltA, speltB), nA-speltA, nB-speltB, sameDates)
}

// codesMeet says whether a code of one title may be one of the other's, or two of its words, written in another way.
func codesMeet(a, b []uint32) bool {
	for x := a; len(x) > 0; x = x[rowTermSize:] {
		for y := b; len(y) > 0; y = y[rowTermSize:] {
			if (x[2]|y[2])&formCode != 0 && haveSimilarLetters(x[1], y[1]) {
				return true
			}
		}
	}
	return false
}

func haveSimilarLetters(w, v uint32) bool {
	const letters = 1<<letterBits - 1
	return w&^v&letters == 0 || v&^w&letters == 0 || bits.OnesCount32((w^v)&letters) <= 2
}

// enough is what mayHaveOneName asks of a title with that many words in common and of each side alone: a name or a pattern,
// a part of the words over the same dates, or two words of a programme's name.
func enough(both, onlyA, onlyB int, sameDates bool) bool {
	all := both + onlyA + onlyB
	return both > 0 && (both*5 >= all*2 || both*10 >= all*3 && (sameDates || both >= 2) || both >= 3 && both*5 >= 4*(both+min(onlyA, onlyB)))
}

// mayHaveSameDates says whether both days agree as compareTimes asks.
func mayHaveSameDates(a, b *row) bool {
	return a.start != unknownDay && b.start != unknownDay && a.end != unknownDay && b.end != unknownDay &&
		distance(a.start, b.start) <= sameDays && distance(a.end, b.end) <= sameDays
}

// spellings counts the words that may be one of the other list's, or a compound with one of them, in another spelling.
func spellings(words, others []uint32) int {
	n := 0
	for _, w := range words {
		for _, v := range others {
			if mayBeRespelling(w, v) {
				n++
				break
			}
		}
	}
	return n
}

// mayBeRespelling is isRespelling and joined as far as letters tell.
func mayBeRespelling(w, v uint32) bool {
	const letters = 1<<letterBits - 1
	lengthW, lengthV := int(w>>letterBits), int(v>>letterBits)
	shorter, apart := min(lengthW, lengthV), max(lengthW-lengthV, lengthV-lengthW)
	differing := bits.OnesCount32((w ^ v) & letters)
	switch {
	case shorter >= 9 && apart <= 2 && differing <= 4, shorter >= 5 && apart <= 1 && differing <= 2:
		return true
	case apart < 2 && shorter < 6:
		return false
	case lengthW < lengthV:
		return w&^v&letters == 0
	}
	return v&^w&letters == 0
}
