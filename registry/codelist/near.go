package codelist

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/tansiq/tansiq/registry"
)

// Near is an entry of a list with a name like one that is in no list. It is there to be shown to a person, who may have
// mistyped; no program takes it for what was meant.
type Near struct {
	Code string
	// Name is the name that is alike, as the list writes it.
	Name string
}

const (
	mostNear     = 3 // more are no help
	shortestNear = 4 // letters of a name that can be mistyped and still be told from others
)

// near finds the entries of which a name is alike: by one letter more, less or other, two where the name has more than five
// letters; the nearest of them, sorted by code. None where there are more than a person would read.
func (x nameIndex) near(name string, labels func(code string) registry.Text) []Near {
	name = Fold(name)
	length := utf8.RuneCountInString(name)
	if length < shortestNear || length > 80 {
		return nil
	}
	least := 1
	if length > 5 {
		least = 2
	}
	found := map[string]string{} // code to the folded name that is alike
	for key, code := range x {
		difference := utf8.RuneCountInString(key) - length
		if code == "" || difference > least || -difference > least || strings.Trim(key, "0123456789") == "" {
			continue
		}
		switch d := levenshtein.ComputeDistance(name, key); {
		case d > least:
		case d < least:
			least = d
			clear(found)
			found[code] = key
		case found[code] == "" || key < found[code]:
			found[code] = key
		}
	}
	if len(found) > mostNear {
		return nil
	}
	var all []Near
	for code, key := range found {
		n := Near{Code: code, Name: key}
		n.Name, _ = labels(code).In()
		for _, label := range labels(code) {
			if Fold(label) == key {
				n.Name = label
			}
		}
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b Near) int { return strings.Compare(a.Code, b.Code) })
	return all
}

// Near finds the entries with a name like the word, for a person to choose from.
func (l *List) Near(word string) []Near {
	return l.byWord.near(word, func(code string) registry.Text { label, _ := l.Label(code); return label })
}

// CountriesNear finds countries with a name like this one, for a person to choose from.
func CountriesNear(name string) []Near {
	return countries().names.near(name, func(code string) registry.Text { c, _ := CountryByCode(code); return c.Label })
}

// RegionsNear finds coordination regions with a name like this one, for a person to choose from.
func RegionsNear(name string) []Near {
	return regions().byName.near(name, func(code string) registry.Text { r, _ := RegionByCode(code); return r.Label })
}

// BeneficiariesNear finds groups with a name like this one, for a person to choose from.
func BeneficiariesNear(name string) []Near {
	return beneficiaries().byName.near(name, func(code string) registry.Text {
		for _, b := range Beneficiaries() {
			if b.Code == code {
				return b.Label
			}
		}
		return nil
	})
}

// SectorsNear finds active sectors with a name like this one, for a person to choose from.
func SectorsNear(name string) []Near {
	return sectors().active.near(name, func(code string) registry.Text { s, _ := SectorByCode(code); return s.Label })
}
