package table

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

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
		Regions:        d.found("regions", "not a coordination region", codelist.FindRegion),
		Participations: d.participations(),
		Beneficiaries:  d.found("beneficiaries", "not a group of the list of beneficiaries", codelist.FindBeneficiary),
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
		language := registry.PrimaryLanguage(d.text("language"))
		if language == registry.Undetermined && d.text("language") != "" && column == "title" {
			d.warn("language", "not a language tag (en, fr, ar ...)")
		}
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

func (d *reading) kind() registry.Kind {
	k := registry.Kind(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(d.text("kind"))))
	switch {
	case k == "":
	case slices.Contains(registry.Kinds(), k):
		return k
	default:
		d.warn("kind", "not a kind of initiative")
	}
	return registry.KindInitiative
}

// status takes the registry's names and IATI's codes and labels, which are the same list.
func (d *reading) status() registry.Status {
	said := d.text("status")
	if said == "" {
		return ""
	}
	if s := registry.Status(strings.ToLower(said)); slices.Contains(registry.Statuses(), s) {
		return s
	}
	if code, ok := codelist.IATI("ActivityStatus").FromWord(said); ok {
		if n, err := strconv.Atoi(code); err == nil && n >= 1 && n <= len(registry.Statuses()) {
			return registry.Statuses()[n-1]
		}
	}
	d.warn("status", "not a status")
	return ""
}

// period takes two days. Which of them is wrong where the end comes before the start nobody knows: neither is taken.
func (d *reading) period() registry.Period {
	read := func(column string) registry.Date {
		c := d.cells[column]
		if c.Text == "" {
			return ""
		}
		day, err := sheet.Day(c)
		if err != nil {
			d.warn(column, err.Error())
		}
		return day
	}
	p := registry.Period{Start: read("start_date"), End: read("end_date")}
	if p.Start != "" && p.End != "" && p.End < p.Start {
		d.warn("end_date", "before start_date; neither is taken")
		return registry.Period{}
	}
	return p
}

// practiceNumber matches "19", "GP 19", "GP19", "Good Practice 19".
var practiceNumber = regexp.MustCompile(`(?i)^(?:gp|good practice)?\s*#?\s*(\d{1,2})$`)

func (d *reading) goodPractices() []registry.PracticeLink {
	var links []registry.PracticeLink
	values := d.list("good_practices")
	for i, v := range values {
		n := 0
		if m := practiceNumber.FindStringSubmatch(sheet.Digits.Replace(v)); m != nil {
			n, _ = strconv.Atoi(m[1]) // two digits
		}
		if _, ok := codelist.GoodPracticeByNumber(n); !ok {
			d.warnValue("good_practices", i, len(values), "not a good practice (1 to 25)")
			continue
		}
		if !slices.ContainsFunc(links, func(l registry.PracticeLink) bool { return l.Number == n }) {
			links = append(links, registry.PracticeLink{
				Number: n, Basis: registry.BasisSource, Confidence: 1, Why: registry.Reason{Rule: "stated"},
			})
		}
	}
	return links
}

// sectors are DAC codes.
func (d *reading) sectors() []registry.Sector {
	var sectors []registry.Sector
	values := d.list("sectors")
	for i, v := range values {
		s, ok := sheet.DACSector(v)
		if !ok {
			d.warnValue("sectors", i, len(values), "not a DAC code")
			continue
		}
		if !slices.Contains(sectors, s) {
			sectors = append(sectors, s)
		}
	}
	return sectors
}

// found resolves a list of names by a codelist, in the order of the cell and each once.
func (d *reading) found(column, reason string, find func(string) (string, bool)) []string {
	var codes []string
	values := d.list(column)
	for i, v := range values {
		code, ok := find(v)
		if !ok {
			d.warnValue(column, i, len(values), reason)
			continue
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}

func (d *reading) countries() []registry.CountryShare {
	var shares []registry.CountryShare
	for _, code := range d.found("countries", "not a country", codelist.FindCountry) {
		shares = append(shares, registry.CountryShare{Code: code})
	}
	return shares
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

// budget is the whole of it: the format states no budget periods.
func (d *reading) budget() *registry.Budget {
	c := d.cells["budget"]
	if c.Text == "" {
		return nil
	}
	number, err := sheet.Decimal(c, false)
	if err != nil {
		d.warn("budget", err.Error())
		return nil
	}
	amount, err := registry.ParseAmount(number)
	if err != nil {
		d.warn("budget", err.Error())
		return nil
	}
	currency, ok := codelist.CurrencyByCode(d.text("currency"))
	switch {
	case d.text("currency") == "":
		d.warn("currency", "missing, so the budget is not taken")
	case !ok:
		d.warn("currency", "not an ISO 4217 code, so the budget is not taken")
	case amount < 0:
		d.warn("budget", "negative")
	default:
		return &registry.Budget{Amount: amount, Currency: currency.Code}
	}
	return nil
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
