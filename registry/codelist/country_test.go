package codelist

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestEveryCountryIsFoundByAllItsNames(t *testing.T) {
	for _, c := range Countries() {
		names := []string{c.Code, strings.ToLower(c.Code), c.Alpha3}
		if c.M49 != "" {
			names = append(names, c.M49)
		}
		for _, text := range []map[string]string{c.Label, c.Formal} {
			for _, words := range text {
				names = append(names, words, strings.ToUpper(words), " "+Fold(words)+" ")
			}
		}
		names = append(names, c.Aliases...)
		for _, name := range names {
			if got, ok := FindCountry(name); !ok || got != c.Code {
				t.Errorf("FindCountry(%q) = %q, %v; want %s", name, got, ok, c.Code)
			}
		}
		if got, ok := CountryByCode(strings.ToLower(c.Code)); !ok || got.Code != c.Code {
			t.Errorf("CountryByCode(%q) = %q, %v", c.Code, got.Code, ok)
		}
	}
	if names := contested(countries().names); len(names) > 0 {
		t.Errorf("names that two countries claim: %q", names)
	}
}

func TestFindCountry(t *testing.T) {
	for name, want := range map[string]string{
		"Swaziland": "SZ", "Eswatini": "SZ", "Macedonia": "MK", "Turkey": "TR", "Turquie": "TR", "Czech Republic": "CZ",
		"Cape Verde": "CV", "Cote d'Ivoire": "CI", "CÔTE D'IVOIRE": "CI", "Ivory Coast": "CI", "ساحل العاج": "CI",
		"Congo": "CG", "Congo (the Democratic Republic of the)": "CD", "RDC": "CD", "الكونغو الديمقراطية": "CD",
		"Gambia (the)": "GM", "The Gambia": "GM", "Gambie (la)": "GM", "Algérie (l')": "DZ", "Sáhara Occidental": "EH",
		"Korea, Republic of": "KR", "North Korea": "KP", "Burma": "MM", "BU": "MM", "TP": "TL", "ZR": "CD", "TMP": "TL",
		"Kosovo": "XK", "Kosovo (UNSCR 1244)": "XK", "XKX": "XK", "USA": "US", "Estados Unidos": "US", "004": "AF",
		"سوريا": "SY", "الامارات العربية المتحدة": "AE", "Viet Nam": "VN", "Vietnam": "VN", "Lao PDR": "LA",
	} {
		if got, ok := FindCountry(name); !ok || got != want {
			t.Errorf("FindCountry(%q) = %q, %v; want %s", name, got, ok, want)
		}
	}
	for _, name := range []string{
		"", "-", "Korea", "AN", "CS", "YU", "SU", "Virgin Islands", "Saint Martin", "Africa", "Global", "XX", "998",
		"the", "Kenia Lodge", "Kenya, Uganda",
	} {
		if got, ok := FindCountry(name); ok {
			t.Errorf("FindCountry(%q) = %q; want nothing", name, got)
		}
	}
}

func TestCurrentNames(t *testing.T) {
	for code, want := range map[string]string{
		"SZ": "Eswatini", "MK": "North Macedonia", "TR": "Türkiye", "CZ": "Czechia", "CV": "Cabo Verde",
		"XK": "Kosovo (UNSCR 1244)",
	} {
		if c, _ := CountryByCode(code); c.Label["en"] != want {
			t.Errorf("%s is called %q, want %q", code, c.Label["en"], want)
		}
	}
}

func TestCountryCodesHaveTheirForm(t *testing.T) {
	forms := map[string]*regexp.Regexp{
		"alpha-2": regexp.MustCompile(`^[A-Z]{2}$`), "alpha-3": regexp.MustCompile(`^[A-Z]{3}$`),
		"M49": regexp.MustCompile(`^[0-9]{3}$`),
	}
	seen := map[string]string{}
	for _, c := range Countries() {
		for form, value := range map[string]string{"alpha-2": c.Code, "alpha-3": c.Alpha3, "M49": c.M49} {
			if form == "M49" && c.Code == "XK" && value == "" {
				continue // user-assigned: the United Nations gives it no number
			}
			if !forms[form].MatchString(value) {
				t.Errorf("%s: %s code %q", c.Code, form, value)
			}
			if other := seen[form+value]; other != "" {
				t.Errorf("%s and %s share %s %s", other, c.Code, form, value)
			}
			seen[form+value] = c.Code
		}
		for _, area := range []string{c.Region, c.Subregion, c.Intermediate} {
			if _, ok := RecipientRegionByCode(VocabularyM49, area); area != "" && !ok {
				t.Errorf("%s lies in M49 area %s, which is not listed", c.Code, area)
			}
		}
		if c.Region == "" && c.Code != "AQ" && c.Code != "XK" {
			t.Errorf("%s lies nowhere", c.Code)
		}
	}
}

func TestFormerCountries(t *testing.T) {
	for _, f := range FormerCountries() {
		if _, ok := CountryByCode(f.Code); ok {
			t.Errorf("%s is withdrawn and present", f.Code)
		}
		if len(f.Successors) == 0 {
			t.Errorf("%s has no successor", f.Code)
		}
		for _, s := range f.Successors {
			if _, ok := CountryByCode(s); !ok {
				t.Errorf("%s is succeeded by %s, which is none", f.Code, s)
			}
		}
		got, ok := FindCountry(f.Code)
		if want := len(f.Successors) == 1; ok != want || ok && got != f.Successors[0] {
			t.Errorf("FindCountry(%q) = %q, %v; successors %v", f.Code, got, ok, f.Successors)
		}
	}
	for _, code := range []string{"AN", "CS", "YU", "ZR", "TP", "BU"} {
		if _, ok := FormerCountryByCode(code); !ok {
			t.Errorf("no former country %s", code)
		}
	}
}

func TestRegions(t *testing.T) {
	for _, g := range Regions() {
		if len(g.Countries) == 0 || !slices.IsSorted(g.Countries) {
			t.Errorf("%s: countries %v", g.Code, g.Countries)
		}
		for _, c := range g.Countries {
			if _, ok := CountryByCode(c); !ok {
				t.Errorf("%s: no country %s", g.Code, c)
			}
			if !slices.Contains(RegionsOfCountry(strings.ToLower(c)), g.Code) {
				t.Errorf("RegionsOfCountry(%s) lacks %s", c, g.Code)
			}
		}
		if !slices.Contains([]string{"regional_meeting", "example", "added"}, g.Origin) || g.Definition == "" {
			t.Errorf("%s: origin %q, definition %q", g.Code, g.Origin, g.Definition)
		}
		for l, name := range g.Label {
			if got, ok := FindRegion(strings.ToUpper(name)); !ok || got != g.Code {
				t.Errorf("FindRegion(%q) = %q, %v; want %s (%s)", name, got, ok, g.Code, l)
			}
		}
		if got, ok := RegionByCode(g.Code); !ok || got.Code != g.Code {
			t.Errorf("RegionByCode(%q) = %q, %v", g.Code, got.Code, ok)
		}
	}
	if names := contested(regions().byName); len(names) > 0 {
		t.Errorf("names that two regions claim: %q", names)
	}
	if code, ok := FindRegion("Global"); ok {
		t.Errorf("Global is a region: %s", code)
	}
	if got := RegionsOfCountry("XK"); !slices.Contains(got, "western-balkans") {
		t.Errorf("regions of XK: %v", got)
	}
	if got := RegionsOfCountry("AQ"); len(got) != 0 {
		t.Errorf("regions of Antarctica: %v", got)
	}
}

func TestRecipientRegions(t *testing.T) {
	world, ok := RecipientRegionByCode(VocabularyM49, "001")
	if !ok || len(world.Countries) != len(Countries())-1 { // XK has no M49 code
		t.Errorf("the world has %d countries", len(world.Countries))
	}
	if g, ok := RecipientRegionByCode(VocabularyM49, "011"); !ok || !slices.Contains(g.Countries, "ML") {
		t.Errorf("Western Africa: %v, %v", g, ok)
	}
	if g, ok := RecipientRegionByCode(VocabularyDAC, "298"); !ok || g.Label["en"] != "Africa, regional" || g.Countries != nil {
		t.Errorf("298: %v, %v", g, ok)
	}
	if g, ok := RecipientRegionByCode(VocabularyDAC, "380"); !ok || !g.Withdrawn {
		t.Errorf("380: %v, %v", g, ok)
	}
	for _, key := range [][2]string{{VocabularyDAC, "001"}, {"99", "298"}, {VocabularyM49, "004"}} {
		if g, ok := RecipientRegionByCode(key[0], key[1]); ok {
			t.Errorf("%v is %v", key, g)
		}
	}
}
