package api

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// InitiativeParameters are the filters that lists, facets and exports of initiatives share. A repeated parameter means any
// of its values; different parameters must all hold. A code that is in no list is an error and not an empty answer; a
// name that nobody has (donor, implementer, organisation, feed, identifier) matches nothing.
type InitiativeParameters struct {
	Query        string   `query:"q" maxLength:"300" doc:"Words to look for in title, description, places and organisations, in Arabic, French, English or Spanish; all must be found. Accents, vowel marks and articles do not matter." example:"frontières"`
	Country      []string `query:"country,explode" maxItems:"60" maxLength:"2" doc:"ISO 3166-1 alpha-2 code of a recipient country (XK for Kosovo)." example:"[\"AF\"]"`
	Region       []string `query:"region,explode" maxItems:"60" maxLength:"60" doc:"Coordination region; see /v1/regions." example:"[\"sahel\"]"`
	GoodPractice []int    `query:"good_practice,explode" maxItems:"25" minimum:"1" maximum:"25" doc:"Number of a good practice, 1 to 25, that the initiative may relate to." example:"[19]"`
	Donor        []string `query:"donor,explode" maxItems:"60" maxLength:"300" doc:"Funding organisation: its id, identifier (GB-GOV-1) or exact name."`
	Implementer  []string `query:"implementer,explode" maxItems:"60" maxLength:"300" doc:"Implementing organisation: its id, identifier or exact name."`
	Organisation []string `query:"organisation,explode" maxItems:"60" maxLength:"300" doc:"Organisation in any role: its id, identifier or exact name."`
	Sector       []string `query:"sector,explode" maxItems:"60" maxLength:"60" doc:"OECD DAC purpose code (5 digits) or category (3 digits); of another vocabulary VOCABULARY:CODE." example:"[\"15130\"]"`
	Status       []string `query:"status,explode" maxItems:"6" enum:"pipeline,implementation,finalisation,closed,cancelled,suspended" doc:"IATI activity status."`
	Kind         []string `query:"kind,explode" maxItems:"11" enum:"initiative,programme,project,network,training,fund,platform,institution,database,publication,legal_instrument" doc:"What sort of undertaking it is."`
	Scope        []string `query:"scope,explode" maxItems:"3" enum:"core,contributing,none" doc:"How it bears on the nexus between organized crime and terrorism."`
	Beneficiary  []string `query:"beneficiary,explode" maxItems:"60" maxLength:"60" doc:"Group that it is for; see /v1/beneficiaries."`
	ActiveFrom   string   `query:"active_from" format:"date" doc:"Ends on this day or later, or has no known end." example:"2024-01-01"`
	ActiveTo     string   `query:"active_to" format:"date" doc:"Starts on this day or earlier."`
	ActiveOn     string   `query:"active_on" format:"date" doc:"Runs on this day: a known start on or before it, and an end on or after it, or none."`
	MinBudgetUSD string   `query:"min_budget_usd" maxLength:"20" doc:"Budget in US dollars at least; a decimal number. Initiatives without a budget in US dollars do not match." example:"250000"`
	MaxBudgetUSD string   `query:"max_budget_usd" maxLength:"20" doc:"Budget in US dollars at most."`
	UpdatedSince string   `query:"updated_since" format:"date-time" doc:"Changed, as the caller sees it, at this time or later (RFC 3339)." example:"2026-01-31T00:00:00Z"`
	Feed         []string `query:"feed,explode" maxItems:"60" maxLength:"500" doc:"Name of a feed that one of its records came from."`
	HasOverlap   flag     `query:"has_overlap" doc:"Whether it has an overlap that the caller may see."`
	BBox         string   `query:"bbox" maxLength:"100" doc:"West,south,east,north in degrees (WGS 84): has a known point within. West greater than east crosses the antimeridian (RFC 7946 section 5.2)." example:"-17.5,11,15,25"`
	Identifier   []string `query:"identifier,explode" maxItems:"60" maxLength:"300" doc:"Identifier in any scheme, whole; case does not matter." example:"[\"GB-1-200834\"]"`
}

// filter turns the parameters into the domain's filter. EInvalid names every parameter that is wrong.
func (f *InitiativeParameters) filter() (registry.InitiativeFilter, error) {
	var wrong wrongFields
	return registry.InitiativeFilter{
		Query:         f.Query,
		Countries:     wrong.countries(f.Country),
		Regions:       wrong.regions(f.Region),
		GoodPractices: f.GoodPractice,
		Donors:        f.Donor,
		Implementers:  f.Implementer,
		Organisations: f.Organisation,
		Sectors:       wrong.sectors(f.Sector),
		Statuses:      as[registry.Status](f.Status),
		Kinds:         as[registry.Kind](f.Kind),
		Scopes:        as[registry.Scope](f.Scope),
		Beneficiaries: wrong.beneficiaries(f.Beneficiary),
		Feeds:         f.Feed,
		Identifiers:   f.Identifier,
		ActiveFrom:    wrong.date("active_from", f.ActiveFrom),
		ActiveTo:      wrong.date("active_to", f.ActiveTo),
		ActiveOn:      wrong.date("active_on", f.ActiveOn),
		MinBudgetUSD:  wrong.amount("min_budget_usd", f.MinBudgetUSD),
		MaxBudgetUSD:  wrong.amount("max_budget_usd", f.MaxBudgetUSD),
		UpdatedSince:  wrong.instant("updated_since", f.UpdatedSince),
		HasOverlap:    f.HasOverlap.value(),
		BBox:          wrong.box("bbox", f.BBox),
	}, wrong.err()
}

// as gives a list of words the type of the list they were validated against.
func as[T ~string](words []string) []T {
	var typed []T
	for _, w := range words {
		typed = append(typed, T(w))
	}
	return typed
}

// wrongFields gathers what is wrong with a request, so that the client reads all of it at once.
type wrongFields []registry.FieldError

func (w *wrongFields) add(field, reason string) {
	*w = append(*w, registry.FieldError{Field: field, Reason: reason})
}

func (w wrongFields) err() error {
	if len(w) == 0 {
		return nil
	}
	err := registry.Errorf(registry.EInvalid, "")
	err.Fields = w
	return err
}

// check adds the reason once where one of the values is not known, and gives the values in their listed form.
func (w *wrongFields) check(field, reason string, values []string, known func(string) (string, bool)) []string {
	var listed []string
	for _, v := range values {
		code, ok := known(v)
		if !ok {
			w.add(field, reason)
			return nil
		}
		listed = append(listed, code)
	}
	return listed
}

func (w *wrongFields) countries(values []string) []string {
	return w.check("country", "must be ISO 3166-1 alpha-2 codes of countries; see /v1/countries", values, func(v string) (string, bool) {
		c, ok := codelist.CountryByCode(v)
		return c.Code, ok
	})
}

func (w *wrongFields) regions(values []string) []string {
	return w.check("region", "must be codes of coordination regions; see /v1/regions", values, func(v string) (string, bool) {
		r, ok := codelist.RegionByCode(v)
		return r.Code, ok
	})
}

// otherSector is a sector of a vocabulary that is not the DAC's: there is no list to check it against.
var otherSector = regexp.MustCompile(`^[0-9]{1,2}:\S+$`)

func (w *wrongFields) sectors(values []string) []string {
	return w.check("sector", "must be OECD DAC codes, see /v1/sectors, or VOCABULARY:CODE", values, func(v string) (string, bool) {
		if otherSector.MatchString(v) {
			return v, true
		}
		_, ok := codelist.SectorByCode(v)
		return v, ok
	})
}

func (w *wrongFields) beneficiaries(values []string) []string {
	return w.check("beneficiary", "must be codes of groups; see /v1/beneficiaries", values, func(v string) (string, bool) {
		known := slices.ContainsFunc(codelist.Beneficiaries(), func(b codelist.Beneficiary) bool { return b.Code == v })
		return v, known
	})
}

func (w *wrongFields) date(field, value string) registry.Date {
	if value == "" {
		return ""
	}
	d, err := registry.ParseDate(value)
	if err != nil || len(value) != len(d) {
		w.add(field, "must be a date, YYYY-MM-DD")
		return ""
	}
	return d
}

func (w *wrongFields) amount(field, value string) *registry.Amount {
	if value == "" {
		return nil
	}
	a, err := registry.ParseAmount(value)
	if err != nil || a < 0 {
		w.add(field, "must be a decimal number, 0 or more")
		return nil
	}
	return &a
}

func (w *wrongFields) instant(field, value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		w.add(field, "must be a time in RFC 3339, such as 2026-01-31T00:00:00Z")
	}
	return t.UTC()
}

func (w *wrongFields) box(field, value string) *registry.BBox {
	if value == "" {
		return nil
	}
	parts := strings.Split(value, ",")
	limits := [4]float64{180, 90, 180, 90}
	var degrees [4]float64
	ok := len(parts) == len(degrees)
	for i := 0; ok && i < len(degrees); i++ {
		d, err := strconv.ParseFloat(parts[i], 64)
		ok = err == nil && d >= -limits[i] && d <= limits[i] // NaN is not
		degrees[i] = d
	}
	if !ok || degrees[1] > degrees[3] {
		w.add(field, "must be west,south,east,north in degrees, south not above north")
		return nil
	}
	return &registry.BBox{West: degrees[0], South: degrees[1], East: degrees[2], North: degrees[3]}
}
