package codelist

import (
	"strings"
	"testing"
)

func TestEveryOrganisationIsFoundByAllItsNames(t *testing.T) {
	identifier := map[string]string{}
	for _, o := range Organisations() {
		names := append([]string{}, o.Aliases...)
		for _, words := range o.Names {
			names = append(names, words, strings.ToUpper(words))
		}
		for _, name := range names {
			if got, ok := FindOrganisationByName(name); !ok || got.Code != o.Code {
				t.Errorf("FindOrganisationByName(%q) = %q, %v; want %s", name, got.Code, ok, o.Code)
			}
		}
		for _, id := range o.Identifiers {
			if other := identifier[id]; other != "" {
				t.Errorf("%s and %s share the identifier %s", other, o.Code, id)
			}
			identifier[id] = o.Code
			if got, ok := FindOrganisationByIdentifier(" " + strings.ToLower(id)); !ok || got.Code != o.Code {
				t.Errorf("FindOrganisationByIdentifier(%q) = %q, %v; want %s", id, got.Code, ok, o.Code)
			}
		}
	}
	if names := contested(organisations().byName); len(names) > 0 {
		t.Errorf("names that two organisations claim: %q", names)
	}
}

// TestOrganisationTree: types are of the IATI list, parents and ultimate funders exist, the way up ends, and an ultimate
// funder is its own.
func TestOrganisationTree(t *testing.T) {
	for _, o := range Organisations() {
		if _, ok := IATI("OrganisationType").Label(o.Type); !ok {
			t.Errorf("%s is of type %q", o.Code, o.Type)
		}
		funder, ok := OrganisationByCode(o.UltimateFunder)
		if !ok || funder.UltimateFunder != funder.Code {
			t.Errorf("%s: ultimate funder %q", o.Code, o.UltimateFunder)
		}
		for steps, at := 0, o; at.Parent != ""; steps++ {
			parent, ok := OrganisationByCode(at.Parent)
			if !ok || steps > 5 {
				t.Errorf("%s: the way up does not end", o.Code)
				break
			}
			at = parent
		}
	}
}

// TestGovernmentsMatchCountries: FindOrganisationByName builds a government's code from its country's.
func TestGovernmentsMatchCountries(t *testing.T) {
	for _, o := range Organisations() {
		alpha2, isGovernment := strings.CutPrefix(o.Code, "gov-")
		if !isGovernment {
			continue
		}
		c, ok := CountryByCode(alpha2)
		if !ok {
			t.Errorf("%s governs no country", o.Code)
		}
		for l, name := range c.Label {
			if Fold(name) == "" || len(Fold(name)) < shortestCountryName {
				continue
			}
			if got, ok := FindOrganisationByName(name); !ok || got.Code != o.Code {
				t.Errorf("FindOrganisationByName(%q) = %q, %v; want %s (%s)", name, got.Code, ok, o.Code, l)
			}
		}
	}
}

func TestFindOrganisation(t *testing.T) {
	for name, want := range map[string]string{
		"Norway": "gov-no", "Norway, Government of": "gov-no", "Government Of Japan": "gov-jp",
		"Korea, Republic of, Government of": "gov-kr", "Government of the Netherlands": "gov-nl", "UK": "gov-gb",
		"Gouvernement du Canada": "gov-ca", "حكومة قطر": "gov-qa", "Gobierno de España": "gov-es",
		"UNICEF (United Nations Children's Fund)": "unicef", "United Kingdom (DFID)": "gb-fcdo",
		"U.S. Government - U.S. Agency for International Development":                            "us-usaid",
		"Department for International Development (DFID), United Kingdom":                        "gb-fcdo",
		"Directorate-General for International Partnerships (INTPA), European Commission":        "eu-intpa",
		"United Nations Educational, Scientific and Cultural Organization (UNESCO)":              "unesco",
		"UN-HABITAT (United Nations Human Settlements Programme (UN-HABITAT))":                   "un-habitat",
		"BILL & MELINDA GATES FOUNDATION":                                                        "gates-foundation",
		"Banco Centroamericano de Integración Económica":                                         "bcie",
		"منظمة الصحة العالمية":                                                                   "who",
		"World Bank (IBRD)":                                                                      "world-bank-ibrd",
		"Bureau Of Population, Refugees, And Migration (PRM USA)":                                "us-prm",
		"Federal Ministry for the Environment, Nature Conservation and Nuclear Safety, Germany ": "de-bmu",
	} {
		if got, ok := FindOrganisationByName(name); !ok || got.Code != want {
			t.Errorf("FindOrganisationByName(%q) = %q, %v; want %s", name, got.Code, ok, want)
		}
	}
	// Ambiguous acronyms, several organisations in one name, and a known name inside an unknown one find nothing.
	for _, name := range []string{
		"", "()", "ADB", "DRC", "CAF", "CDC", "BAD", "IDB", "Unspecified", "Ministry of Finance", "WHO, UNICEF", "Norway; Sweden",
		"Ministry of Health (Kenya)", "Save the Children (UNICEF)", "UNICEF National Committee/Germany", "World Bank Tanzania",
		"Georgia Institute of Technology",
	} {
		if got, ok := FindOrganisationByName(name); ok {
			t.Errorf("FindOrganisationByName(%q) = %s; want nothing", name, got.Code)
		}
	}
	for id, want := range map[string]string{
		"GB-1": "gb-fcdo", "GB-GOV-1": "gb-fcdo", "US-GOV-1": "us-usaid", "XM-DAC-701-8": "jp-jica", "41122": "unicef",
		"XM-DAC-41122": "unicef", "44002": "world-bank-ida", "XM-DAC-928": "who", "SE-6": "se-sida", "gb": "gov-gb",
		"XM-DAC-46007": "bcie", "XI-IATI-EC_DEVCO": "eu-intpa", "XM–DAC–7": "nl-mfa",
	} {
		if got, ok := FindOrganisationByIdentifier(id); !ok || got.Code != want {
			t.Errorf("FindOrganisationByIdentifier(%q) = %q, %v; want %s", id, got.Code, ok, want)
		}
	}
	for _, id := range []string{"", "22000", "302", "TF", "XM-DAC"} {
		if got, ok := FindOrganisationByIdentifier(id); ok {
			t.Errorf("FindOrganisationByIdentifier(%q) = %s; want nothing", id, got.Code)
		}
	}
}

// TestUltimateFunderTellsDonorsApart is what the table is for.
func TestUltimateFunderTellsDonorsApart(t *testing.T) {
	same := func(a, b string) bool {
		x, okX := FindOrganisationByName(a)
		y, okY := FindOrganisationByName(b)
		return okX && okY && x.UltimateFunder == y.UltimateFunder
	}
	for _, pair := range [][2]string{
		{"GIZ", "KfW"}, {"BMZ", "Germany"}, {"USAID", "United States Department of State"}, {"DFID", "UK"},
		{"DEVCO", "ECHO"}, {"IBRD", "World Bank"}, {"Danida", "Denmark"},
	} {
		if !same(pair[0], pair[1]) {
			t.Errorf("%s and %s should have one funder", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"GIZ", "AFD"}, {"UNDP", "UNICEF"}, {"World Bank", "IMF"}, {"European Union", "Germany"}} {
		if same(pair[0], pair[1]) {
			t.Errorf("%s and %s should have different funders", pair[0], pair[1])
		}
	}
}
