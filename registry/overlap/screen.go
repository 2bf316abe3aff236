package overlap

import (
	"math"
	"math/bits"
)

// The screen is what a pair must have for Compare to find anything, asked of two rows: of a hundred candidates all but a few
// have too little in common for their features to be looked at. It decides nothing: what it asks of titles follows
// mayHaveOneName, and what it asks of all dimensions together is what their weights can add up to at most (ceilings);
// TestScreenLetsThroughWhatIsFound holds it to letting all of that through.
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
	if t, ok := titlesMeet(a, b); ok && g.identity.reaches(a, b, &t) {
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

// mayHaveSameDates says whether both days agree as compareTimes asks.
func mayHaveSameDates(a, b *row) bool {
	return a.start != unknownDay && b.start != unknownDay && a.end != unknownDay && b.end != unknownDay &&
		distance(a.start, b.start) <= sameDays && distance(a.end, b.end) <= sameDays
}
