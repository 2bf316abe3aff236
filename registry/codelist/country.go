package codelist

import (
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// Country is a country or area of ISO 3166-1, or Kosovo (UNSCR 1244) under the user-assigned code XK that IATI uses.
// The designations imply no opinion on the legal status of any country or area.
type Country struct {
	// Code is the ISO 3166-1 alpha-2 code, Alpha3 the alpha-3 code, M49 the three digits of UN M49. XK has no M49 code.
	Code, Alpha3, M49 string
	// Region, Subregion and Intermediate are the M49 codes of the areas the country lies in ("002", "202", "011");
	// Intermediate is empty where M49 has none, all three are empty for Antarctica and XK.
	Region, Subregion, Intermediate string
	// Label is the name shown: en, fr, ar, es.
	Label registry.Text
	// Formal is the formal name of UNTERM, for Member States and observers.
	Formal registry.Text
	// Aliases are other names it is found by.
	Aliases []string
}

// FormerCountry is a code that ISO 3166-1 has withdrawn (ISO 3166-3) or that others use in place of the ISO code.
type FormerCountry struct {
	// Code is the withdrawn alpha-2 code; Alpha3 the withdrawn alpha-3 code.
	Code, Alpha3 string
	Label        registry.Text
	// Successors are the present codes that took its place, in whole or in part.
	Successors []string
}

type countryTable struct {
	all    []Country
	byCode map[string]int
	former map[string]FormerCountry
	// codes and names are apart, because a short code is no name where a name is asked for: "DRC" may be a refugee council.
	codes, names nameIndex
}

var countries = sync.OnceValue(func() *countryTable {
	t := &countryTable{byCode: map[string]int{}, former: map[string]FormerCountry{}, codes: nameIndex{}, names: nameIndex{}}
	for _, r := range table("countries.tsv") {
		c := Country{
			Code: r["code"], Alpha3: r["alpha3"], M49: r["m49"],
			Region: r["region"], Subregion: r["subregion"], Intermediate: r["intermediate"],
			Label: r.text(""), Formal: r.text("formal_"), Aliases: r.list("aliases"),
		}
		t.byCode[c.Code] = len(t.all)
		t.all = append(t.all, c)
		for _, code := range []string{c.Code, c.Alpha3, c.M49} {
			t.codes.add(code, c.Code)
		}
		t.names.addText(c.Label, c.Code)
		t.names.addText(c.Formal, c.Code)
		for _, a := range c.Aliases {
			t.names.add(a, c.Code)
		}
	}
	for _, r := range table("former-countries.tsv") {
		f := FormerCountry{Code: r["code"], Alpha3: r["alpha3"], Label: r.text(""), Successors: r.list("successors")}
		t.former[f.Code] = f
		if len(f.Successors) != 1 {
			continue
		}
		for _, code := range []string{f.Code, f.Alpha3} {
			t.codes.add(code, f.Successors[0])
		}
		t.names.addText(f.Label, f.Successors[0])
	}
	return t
})

// Countries lists the 249 countries and areas of ISO 3166-1 and XK, by code. Names: UNSD (M49) and UNTERM.
// The result is shared: do not change it.
func Countries() []Country { return countries().all }

// CountryByCode gives the country of a present alpha-2 code, in either case; ok is false for any other string.
func CountryByCode(alpha2 string) (c Country, ok bool) {
	t := countries()
	i, ok := t.byCode[strings.ToUpper(alpha2)]
	if !ok {
		return Country{}, false
	}
	return t.all[i], true
}

// FindCountry resolves what a person or a feed writes for a country: an alpha-2, alpha-3 or M49 code, a withdrawn code
// with exactly one successor (BU, TP, ZR), the official or common name in English, French, Arabic or Spanish, or a
// frequent alias; case, accents and punctuation do not matter. ok is false when nothing or more than one country
// answers to it: "Korea" is not found, nor are AN, CS, YU and SU, whose successors FormerCountryByCode lists.
// "Congo" alone is CG and "Guinea" alone GN, as in ISO 3166-1.
func FindCountry(codeOrName string) (alpha2 string, ok bool) {
	if alpha2, ok = countries().codes.find(codeOrName); ok {
		return alpha2, true
	}
	return countryNamed(codeOrName)
}

// countryNamed is FindCountry without the codes.
func countryNamed(name string) (alpha2 string, ok bool) {
	names := countries().names
	if alpha2, ok = names.find(name); ok {
		return alpha2, true
	}
	bare, cut := withoutArticle(name)
	if !cut {
		return "", false
	}
	return names.find(bare)
}

// withoutArticle undoes two habits of official lists: "the Gambia", and "Gambia (the)" or "Gambie (la)" as UNTERM and
// ISO write it.
func withoutArticle(name string) (bare string, cut bool) {
	folded := Fold(name)
	for _, article := range []string{"the", "la", "le", "les", "el", "los", "las"} {
		if rest, ok := strings.CutPrefix(folded, article+" "); ok {
			return rest, true
		}
		if rest, ok := strings.CutSuffix(folded, " "+article); ok {
			return rest, true
		}
	}
	if rest, ok := strings.CutPrefix(folded, "l "); ok {
		return rest, true
	}
	return strings.CutSuffix(folded, " l")
}

// FormerCountryByCode gives a withdrawn alpha-2 code with its successors, several where the country was divided.
// ok is false when the code was never withdrawn.
func FormerCountryByCode(alpha2 string) (f FormerCountry, ok bool) {
	f, ok = countries().former[strings.ToUpper(alpha2)]
	return f, ok
}

// FormerCountries lists the withdrawn codes, sorted.
func FormerCountries() []FormerCountry {
	all := make([]FormerCountry, 0, len(countries().former))
	for _, f := range countries().former {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b FormerCountry) int { return strings.Compare(a.Code, b.Code) })
	return all
}
