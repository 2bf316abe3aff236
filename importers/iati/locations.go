package iati

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// location: location, in the form of 1.04 and later (location-id, point, exactness) or of 1.01 to 1.03 (coordinates,
// administrative with @country, @adm1 and @adm2, gazetteer-entry).
func (ad *adapter) location(l *location) {
	out := registry.Location{Name: ad.name(l.Names...), Point: ad.point(l)}
	out.Vocabulary, out.Code, out.AdminLevel, out.Country = l.identity()
	if country, ok := ad.wholeCountry(l, out.Name); ok {
		out.Country, out.AdminLevel, out.Precision = country, 0, "country"
	} else {
		out.Precision = l.precision(out.AdminLevel)
		if out.AdminLevel == 0 && out.Point == nil && out.Code == "" {
			out.Precision = "" // of nothing
		}
	}
	if out.Name != nil || out.Code != "" || out.Point != nil || out.Country != "" {
		ad.facts.Locations = append(ad.facts.Locations, out)
	}
}

// identity gives the place's code in a gazetteer or list of areas, how deep in the administrative division it is, and
// its country. The place's own code is location-id; administrative says in which areas it lies, so that its level is the
// place's only where it is the same code, or where there is no other.
func (l *location) identity() (vocabulary, code string, level int, country string) {
	for _, id := range l.IDs {
		v, c := geographicVocabulary(id.Vocabulary), strings.TrimSpace(id.Code)
		if v == "A4" {
			country, _ = countryOf(c)
			continue
		}
		if code == "" && c != "" {
			vocabulary, code = v, c
		}
	}
	level = designationLevel(l.Designation)
	alone := code == ""
	deepest := 0
	for _, a := range l.Areas {
		v, c := geographicVocabulary(a.Vocabulary), strings.TrimSpace(a.Code)
		if v == "A4" && country == "" {
			country, _ = countryOf(c)
		}
		if a.Country != "" && country == "" {
			country, _ = countryOf(strings.TrimSpace(a.Country))
		}
		n := a.level()
		if level == 0 && !alone && v == vocabulary && c == code {
			level = n
		}
		if alone && c != "" && v != "A4" && (code == "" || n > deepest) {
			vocabulary, code = v, c
		}
		deepest = max(deepest, n)
	}
	if level == 0 && alone && l.Position.Line == 0 {
		level = deepest
	}
	return vocabulary, code, level, country
}

// level of an administrative element: @level, or how many of @adm1 and @adm2 it names. 0 is the country or unknown.
func (a area) level() int {
	switch {
	case len(a.Level) == 1 && a.Level >= "1" && a.Level <= "4":
		return int(a.Level[0] - '0')
	case a.Adm2 != "":
		return 2
	case a.Adm1 != "":
		return 1
	}
	return 0
}

// designationLevel reads GeoNames' codes of administrative divisions (IATI LocationType), ADM1 to ADM4.
func designationLevel(designation string) int {
	if level, ok := strings.CutPrefix(designation, "ADM"); ok && len(level) == 1 && level >= "1" && level <= "4" {
		return int(level[0] - '0')
	}
	return 0
}

// geographicVocabulary reads GeographicVocabulary, or GazetteerAgency of 1.x where that names a list the former has.
func geographicVocabulary(said string) string {
	said = strings.TrimSpace(said)
	if c, ok := code("GeographicVocabulary", said); ok {
		return c
	}
	switch c, _ := code("GazetteerAgency", said); c {
	case "1":
		return "G1"
	case "3":
		return "G2"
	}
	return said
}

// regionClass is LocationClass "administrative region": its point stands for an area, however exactly the area is meant.
const regionClass = "1"

// precision: exactness (GeographicExactness), or coordinates/@precision (GeographicalPrecision) before 1.04. A point
// that stands for an area is as precise as the area.
func (l *location) precision(level int) string {
	switch {
	case level == 1:
		return "admin1"
	case level >= 2:
		return "admin2"
	}
	if said := strings.TrimSpace(l.Exactness); said != "" {
		switch c, _ := code("GeographicExactness", said); {
		case c == "1" && l.Class != regionClass:
			return "exact"
		case c == "1", c == "2":
			return "approximate"
		}
		return ""
	}
	switch strings.TrimSpace(l.Precision) {
	case "1":
		return "exact"
	case "2", "5": // near exact; estimated
		return "approximate"
	case "3":
		return "admin2"
	case "4":
		return "admin1"
	case "6", "7", "9": // independent political entity; unclear, with the capital or the country in its place
		return "country"
	}
	return ""
}

// wholeCountry recognises a location that is one of the activity's recipient countries as a whole: an administrative
// region, or a place of which nothing but the name is given, with exactly the country's name. AIMS exports name the
// country where they know no place in it, and its centre would pass for a place.
func (ad *adapter) wholeCountry(l *location, name registry.Text) (alpha2 string, ok bool) {
	if l.Class != regionClass && (l.Position.Line != 0 || len(l.IDs) > 0 || len(l.Areas) > 0) {
		return "", false
	}
	for _, lang := range name.Languages() {
		alpha2, ok = codelist.FindCountry(name[lang])
		if ok && slices.ContainsFunc(ad.facts.Countries, func(c registry.CountryShare) bool { return c.Code == alpha2 }) {
			return alpha2, true
		}
	}
	return "", false
}

// point: point/pos is "latitude longitude" in WGS 84; coordinates of 1.01 to 1.03 has two attributes.
func (ad *adapter) point(l *location) *registry.Point {
	var latitude, longitude string
	field := "location/point/pos"
	switch parts := strings.Fields(l.Position.Text); {
	case l.Latitude != "" || l.Longitude != "":
		field = "location/coordinates"
		latitude, longitude = strings.TrimSpace(l.Latitude), strings.TrimSpace(l.Longitude)
	case len(parts) == 0:
		return nil
	case len(parts) == 2:
		latitude, longitude = parts[0], parts[1]
	}
	lat, ok1 := decimal(latitude)
	lon, ok2 := decimal(longitude)
	switch {
	case !ok1 || !ok2 || lat < -90 || lat > 90 || lon < -180 || lon > 180:
		ad.warn(l.Position.Line, field, "not a latitude from -90 to 90 and a longitude from -180 to 180, with a space between")
		return nil
	case lat == 0 && lon == 0:
		ad.warn(l.Position.Line, field, "latitude and longitude are both 0, which systems write for an unknown place")
		return nil
	}
	return &registry.Point{Latitude: lat, Longitude: lon}
}
