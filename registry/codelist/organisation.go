package codelist

import (
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// Organisation is a donor or agency known beforehand, so that two records can be seen to have the same funder.
type Organisation struct {
	// Code is our slug: "us-usaid".
	Code string
	// Identifiers are the ways registries and publishers write it: org-id and IATI identifiers ("GB-GOV-1"), the DAC
	// donor, agency and channel codes ("XM-DAC-41122", "41122").
	Identifiers []string
	Names       registry.Text
	// Aliases are acronyms and spellings found in real files; each belongs to this organisation alone.
	Aliases []string
	// Type is the IATI OrganisationType code.
	Type string
	// Parent is the slug of the body it is part of; empty at the top.
	Parent string
	// UltimateFunder is the slug of the body whose money it spends: the government of an agency or ministry, itself for
	// a multilateral, a pooled fund or a foundation.
	UltimateFunder string
}

type organisationTable struct {
	all          []Organisation
	byCode       map[string]int
	byIdentifier map[string]string
	byName       nameIndex
}

var organisations = sync.OnceValue(func() *organisationTable {
	t := &organisationTable{byCode: map[string]int{}, byIdentifier: map[string]string{}, byName: nameIndex{}}
	for _, r := range table("organisations.tsv") {
		o := Organisation{
			Code: r["code"], Identifiers: r.list("identifiers"), Names: r.text(""), Aliases: r.list("aliases"),
			Type: r["type"], Parent: r["parent"], UltimateFunder: r["ultimate_funder"],
		}
		t.byCode[o.Code] = len(t.all)
		t.all = append(t.all, o)
		for _, id := range o.Identifiers {
			t.byIdentifier[foldIdentifier(id)] = o.Code
		}
		t.byName.addText(o.Names, o.Code)
		for _, a := range o.Aliases {
			t.byName.add(a, o.Code)
		}
	}
	return t
})

// foldIdentifier: publishers differ in case and in the dash, and in nothing else that is safe to ignore.
func foldIdentifier(id string) string {
	return strings.ToUpper(strings.NewReplacer("–", "-", "‐", "-", "‑", "-").Replace(strings.TrimSpace(id)))
}

// Organisations lists the organisations known beforehand. The result is shared: do not change it.
func Organisations() []Organisation { return organisations().all }

// OrganisationByCode gives the organisation with that slug; ok is false when there is none.
func OrganisationByCode(code string) (o Organisation, ok bool) {
	t := organisations()
	i, ok := t.byCode[code]
	if !ok {
		return Organisation{}, false
	}
	return t.all[i], true
}

// FindOrganisationByIdentifier resolves an identifier as a feed writes it ("GB-1", "XM-DAC-41122", "44002"), in either
// case; ok is false when it is not one of the identifiers known here. Bare numbers are DAC channel codes only: a country
// system's own numbers must not be passed in.
func FindOrganisationByIdentifier(identifier string) (o Organisation, ok bool) {
	code, ok := organisations().byIdentifier[foldIdentifier(identifier)]
	if !ok {
		return Organisation{}, false
	}
	return OrganisationByCode(code)
}

// FindOrganisationByName resolves what a feed writes for an organisation, compared whole after Fold and never by
// similarity: a name, an acronym or a known spelling; a country's name, with or without "Government of", for its
// government; or several of these together when one organisation answers to all of them or holds the others, as in
// "UNICEF (United Nations Children's Fund)" and "United Kingdom (DFID)". ok is false when nothing or more than one
// organisation answers to it.
func FindOrganisationByName(name string) (o Organisation, ok bool) {
	if o, ok = organisationNamed(name); ok {
		return o, true
	}
	return organisationOfPieces(name)
}

func organisationNamed(name string) (o Organisation, ok bool) {
	if code, ok := organisations().byName.find(name); ok {
		return OrganisationByCode(code)
	}
	return governmentNamed(name)
}

// shortestCountryName: shorter ones are acronyms, which other organisations have too; those of governments are aliases.
const shortestCountryName = 4

// governmentNamed finds the government of a country that is named bare ("Norway", as most country systems name a
// donor) or as a government ("Government of Norway", "Norway, Government of" as in FTS).
func governmentNamed(name string) (o Organisation, ok bool) {
	country := Fold(name)
	for _, words := range []string{"government of", "gouvernement de", "gouvernement du", "gouvernement des", "gobierno de", "حكومه"} {
		if rest, cut := strings.CutPrefix(country, words+" "); cut {
			country = rest
			break
		}
		if rest, cut := strings.CutSuffix(country, " "+words); cut {
			country = rest
			break
		}
	}
	if len(country) < shortestCountryName {
		return Organisation{}, false
	}
	alpha2, ok := countryNamed(country)
	if !ok {
		return Organisation{}, false
	}
	return OrganisationByCode("gov-" + strings.ToLower(alpha2))
}

// organisationOfPieces reads a name put together of names, such as a name with its acronym in brackets or with its
// country after a comma. Brackets are tried alone first, because official names have commas of their own.
func organisationOfPieces(name string) (o Organisation, ok bool) {
	for _, separators := range []string{"()", "(),;"} {
		pieces := strings.FieldsFunc(strings.ReplaceAll(name, " - ", "("), func(r rune) bool {
			return strings.ContainsRune(separators, r)
		})
		if o, ok = lowestOf(pieces); ok {
			return o, true
		}
	}
	return Organisation{}, false
}

// lowestOf gives the organisation, among those the names stand for, that is all of the others or part of them.
// ok is false when a name is not known.
func lowestOf(names []string) (o Organisation, ok bool) {
	var found []Organisation
	for _, name := range names {
		if Fold(name) == "" {
			continue
		}
		o, ok := organisationNamed(name)
		if !ok {
			return Organisation{}, false
		}
		found = append(found, o)
	}
	for _, o := range found {
		if !slices.ContainsFunc(found, func(other Organisation) bool { return !o.isPartOf(other.Code) }) {
			return o, true
		}
	}
	return Organisation{}, false
}

// isPartOf says whether the organisation is the one with that code, or lies under it, or spends its money.
func (o Organisation) isPartOf(code string) bool {
	if o.Code == code || o.UltimateFunder == code {
		return true
	}
	if o.Parent == "" {
		return false
	}
	parent, ok := OrganisationByCode(o.Parent)
	return ok && parent.isPartOf(code)
}
