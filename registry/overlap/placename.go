package overlap

import (
	"strings"

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
