package codelist

import (
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
	// a multilateral or a foundation.
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

// FindOrganisationByName resolves a name, an acronym or a known spelling, compared whole after Fold; never by
// similarity. ok is false when nothing or more than one organisation answers to it.
func FindOrganisationByName(name string) (o Organisation, ok bool) {
	code, ok := organisations().byName.find(name)
	if !ok {
		return Organisation{}, false
	}
	return OrganisationByCode(code)
}
