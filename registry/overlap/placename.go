package overlap

import (
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/codelist"
)

// placeKinds are words that sources put to a place's name or leave out: "Helmand", "Helmand Province".
var placeKinds = map[string]bool{
	"province": true, "provincia": true, "district": true, "distrito": true, "region": true, "governorate": true,
	"department": true, "departement": true, "departamento": true, "county": true, "state": true, "city": true, "municipality": true,
	"municipio": true, "commune": true, "of": true, "de": true, "du": true, "la": true, "the": true, "mohafazat": true,
	"محافظه": true, "ولايه": true, "مدينه": true, "اقليم": true,
}

// placeName folds a place's name without the words that say what kind of place it is.
func placeName(name string) string {
	var words []string
	for w := range analysis.Words(name) {
		if !placeKinds[w.Folded] {
			words = append(words, w.Folded)
		}
	}
	return strings.Join(words, " ")
}

// isCountryName says whether a place is only the country again.
func isCountryName(folded, country string) bool {
	found, ok := codelist.FindCountry(folded)
	return ok && found == country
}

// kindLevels are the administrative levels of the words for kinds of places that leave no doubt.
var kindLevels = map[string]uint8{
	"province": 1, "provincia": 1, "region": 1, "governorate": 1, "mohafazat": 1, "departement": 1, "departamento": 1, "state": 1,
	"محافظه": 1, "ولايه": 1, "اقليم": 1, "district": 2, "distrito": 2, "county": 2, "cercle": 2, "municipality": 3, "municipio": 3,
	"commune": 3, "city": 3, "town": 3, "village": 4, "مدينه": 3,
}

// placeLevel is the administrative level of a place: as stated, else by its precision, else by the word in its name.
func placeLevel(l *registry.Location, name string) uint8 {
	switch {
	case l.AdminLevel > 0 && l.AdminLevel <= 4:
		return uint8(l.AdminLevel)
	case l.Precision == "admin1":
		return 1
	case l.Precision == "admin2":
		return 2
	}
	level := uint8(0)
	for w := range analysis.Words(name) {
		level = max(level, kindLevels[w.Folded])
	}
	return level
}
