package overlap

import (
	"math"
	"slices"
)

// nearbyKilometres is how near two points must be to count as one place.
const nearbyKilometres = 25

func (g *generation) comparePlaces(a, b *Features) finding {
	f := finding{rarity: 1}
	if len(a.Countries) == 0 || len(b.Countries) == 0 {
		return missing
	}
	f.matched = common(a.Countries, b.Countries)
	if len(f.matched) == 0 {
		f.level = levelOtherCountry
		return f
	}
	var places []string
	same, inside, near := 0.0, 0.0, 0.0
	for i := range a.Places {
		for j := range b.Places {
			p, q := &a.Places[i], &b.Places[j]
			switch p.meets(q) {
			case placesSame:
				places = append(places, p.key())
				same = max(same, g.placeRarity(p))
			case placesInside:
				places = append(places, p.key(), q.key())
				inside = max(inside, min(g.placeRarity(p), g.placeRarity(q))) // the larger is the more common
			case placesNear:
				near = max(near, min(g.placeRarity(p), g.placeRarity(q)))
			}
		}
	}
	switch {
	case same > 0:
		f.level, f.rarity = levelSamePlace, same
	case inside > 0:
		f.level, f.rarity = levelInside, inside
	case near > 0:
		f.level, f.rarity = levelNearby, near
	case len(a.Places) > 0 && len(b.Places) > 0:
		f.level = levelDifferentPlaces
	default:
		f.level = levelSameCountry
		// What runs in twenty countries shares one with everything.
		f.rarity = min(1, 3/float64(max(len(a.Countries), len(b.Countries))))
		return f
	}
	f.matched = append(f.matched, sortedSet(places)...)
	if n := max(len(a.Places), len(b.Places)); n > manyPlaces {
		f.rarity *= manyPlaces / float64(n) // what is everywhere shares a place with everything
	}
	return f
}

// manyPlaces is the number of places from which on sharing one says less.
const manyPlaces = 6

// placeRarity is never 0: the capital is a place too.
func (g *generation) placeRarity(p *Place) float64 {
	k := p.key()
	if k == "" {
		return 0.6 // a point alone
	}
	return max(0.2, g.rarity(hash(countPlace, k)))
}

// meeting says how two places lie to each other.
type meeting int

const (
	placesApart meeting = iota
	placesSame
	placesInside // one contains the other
	placesNear
)

// meets compares codes of one vocabulary, then names within a country, then points. Province and district of one name are
// not one place: the district lies in the province. In vocabularies whose codes grow with the level (GADM, SALB, P-codes) the
// longer code lies in the shorter.
func (p *Place) meets(q *Place) meeting {
	apart := p.Level != 0 && q.Level != 0 && p.Level != q.Level
	switch {
	case p.Code != "" && p.Code == q.Code:
		return placesSame
	case p.Name != "" && p.Name == q.Name && !apart:
		return placesSame
	case p.Name != "" && p.Name == q.Name, codeContains(p.Code, q.Code), codeContains(q.Code, p.Code):
		return placesInside
	case p.HasPoint && q.HasPoint && kilometres(p, q) <= nearbyKilometres:
		return placesNear
	}
	return placesApart
}

// codeContains says whether the shorter of two codes of one vocabulary is what the longer begins with. Numbers of GeoNames
// (G1) and OpenStreetMap (G2) begin alike by chance.
func codeContains(larger, smaller string) bool {
	if len(larger) < 6 || len(larger) >= len(smaller) || larger[0] == 'G' {
		return false
	}
	return smaller[:len(larger)] == larger
}

func shownPlaces(f *Features) []string {
	shown := slices.Clone(f.Countries[:min(len(f.Countries), 8)])
	for _, p := range f.Places[:min(len(f.Places), 6)] {
		if p.Shown != "" {
			shown = append(shown, p.Shown)
		}
	}
	return shown
}

// kilometres is the great-circle distance, by the haversine formula on a sphere of 6,371 km; infinite where the latitudes
// alone are further apart than what is near, which spares the arithmetic.
func kilometres(p, q *Place) float64 {
	const degree = 111
	if math.Abs(float64(q.Latitude-p.Latitude))*degree > nearbyKilometres+1 {
		return math.Inf(1)
	}
	rad := func(d float32) float64 { return float64(d) * math.Pi / 180 }
	sinLat, sinLon := math.Sin(rad(q.Latitude-p.Latitude)/2), math.Sin(rad(q.Longitude-p.Longitude)/2)
	h := sinLat*sinLat + math.Cos(rad(p.Latitude))*math.Cos(rad(q.Latitude))*sinLon*sinLon
	return 2 * 6371 * math.Asin(math.Min(1, math.Sqrt(h)))
}
