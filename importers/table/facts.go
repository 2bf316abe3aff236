package table

import (
	"maps"
	"slices"
	"strconv"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// facts reads the columns that say something of the initiative.
func (d *reading) facts() registry.Facts {
	f := registry.Facts{
		Identifiers:    d.identifiers(),
		Kind:           d.kind(),
		Title:          d.languages("title"),
		Description:    d.languages("description"),
		Status:         d.status(),
		Period:         d.period(),
		GoodPractices:  d.goodPractices(),
		Sectors:        d.sectors(),
		Countries:      d.countries(),
		Regions:        d.listed("regions", regionChoice),
		Participations: d.participations(),
		Beneficiaries:  d.listed("beneficiaries", beneficiaryChoice),
		Related:        d.related(),
		Budget:         d.budget(),
		Links:          d.links(),
	}
	f.Locations = d.locations(f.Countries)
	if f.Title.IsEmpty() {
		d.reject("title", "no title in any language")
	}
	return f
}

func (d *reading) identifiers() []registry.Identifier {
	if d.id == "" {
		return nil
	}
	return []registry.Identifier{{Scheme: registry.SchemeOwn, Value: d.id}}
}

// languages gathers a text's columns. The plain column is in the row's language; the column of that language says it
// better.
func (d *reading) languages(column string) registry.Text {
	t := registry.Text{}
	for _, l := range []string{"en", "fr", "ar", "es"} {
		if words := d.text(column + "_" + l); words != "" {
			t[l] = words
		}
	}
	if words := d.text(column); words != "" {
		language := d.language(column == "title")
		if has := t[language]; has != "" && has != words {
			d.warn(column, "another text stands in the column of the same language; that one is taken")
			return t
		}
		t[language] = words
	}
	if len(t) == 0 {
		return nil
	}
	return t
}

func (d *reading) goodPractices() []registry.PracticeLink {
	var links []registry.PracticeLink
	for _, code := range d.listed("good_practices", practiceChoice) {
		n, _ := strconv.Atoi(code) // practiceChoice finds numbers
		links = append(links, registry.PracticeLink{Number: n, Basis: registry.BasisSource, Confidence: 1, Why: registry.Reason{Rule: "stated"}})
	}
	return links
}

func (d *reading) sectors() []registry.Sector {
	var sectors []registry.Sector
	for _, code := range d.listed("sectors", sectorChoice) {
		s, _ := sheet.DACSector(code) // sectorChoice finds DAC codes
		sectors = append(sectors, s)
	}
	return sectors
}

func (d *reading) countries() []registry.CountryShare {
	var shares []registry.CountryShare
	for _, code := range d.listed("countries", countryChoice) {
		shares = append(shares, registry.CountryShare{Code: code})
	}
	return shares
}

// language is that of the row's plain texts; warn where the column should say so and does not. A name of a language is one too.
func (d *reading) language(warn bool) string {
	said := d.words("language")
	if said == "" {
		return registry.Undetermined
	}
	if code, ok := codelist.Languages().FromWord(said); ok {
		return code
	}
	language := registry.PrimaryLanguage(said)
	if language == registry.Undetermined && warn {
		d.warn("language", choiceOf(codelist.Languages(), "not a language tag (en, fr, ar ...)").unknown(said))
	}
	return language
}

// participations names organisations as the row does; nobody said in which language a name is. One that is an
// organisation identifier gives the reference too.
func (d *reading) participations() []registry.Participation {
	var ps []registry.Participation
	for _, group := range []struct {
		column string
		role   registry.Role
	}{{"donors", registry.RoleFunding}, {"implementers", registry.RoleImplementing}, {"partners", registry.RoleImplementing}} {
		for _, name := range d.list(group.column) {
			p := registry.Participation{Role: group.role, Name: registry.Text{registry.Undetermined: name}}
			if o, ok := sheet.FindOrganisation(name); ok {
				p.Ref, p.Name = name, maps.Clone(o.Names)
			}
			if !slices.ContainsFunc(ps, func(q registry.Participation) bool {
				return q.Role == p.Role && q.Ref == p.Ref && q.Name[registry.Undetermined] == p.Name[registry.Undetermined]
			}) {
				ps = append(ps, p)
			}
		}
	}
	return ps
}

func (d *reading) related() []registry.Related {
	var related []registry.Related
	for _, id := range d.list("related") {
		if r := (registry.Related{Identifier: id}); id != d.id && !slices.Contains(related, r) {
			related = append(related, r)
		}
	}
	return related
}

func (d *reading) links() []registry.Link {
	var links []registry.Link
	values := d.list("url")
	for i, v := range values {
		if !sheet.IsWebAddress(v) {
			d.warnValue("url", i, len(values), "not a web address (http:// or https://)")
			continue
		}
		links = append(links, registry.Link{URL: v})
	}
	return links
}
