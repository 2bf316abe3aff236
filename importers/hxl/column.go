package hxl

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// field is what a column means to the registry.
type field int

const (
	notRead  field = iota // nothing that a record has; nobody knows whether it holds personal data
	personal              // contact persons, addresses, telephone numbers: goes no further
	orgName
	orgCode
	orgType
	activityText
	activityID   // numbers the activity itself
	activityCode // a code of the activity, or of its kind
	description
	sectorName
	sectorCode
	country
	placeName
	placeCode
	latitude
	longitude
	coordinates // latitude and longitude in one cell
	start
	end
	days // from one day to another in one cell
	status
	beneficiary
	targeted
	reached
	budget
	spent
	currency
	link
)

// level is how deep in the hierarchy of an implementer an activity is (HXL attributes +programme, +project, +activity).
type level int

const (
	levelActivity level = iota
	levelProject
	levelProgramme
)

// column is what a column of the sheet holds.
type column struct {
	name    string // as problems name it: the hashtag, or the header that a mapping names
	hashtag string // "#org+funder"
	tag     string // "org"
	field   field
	// pair is equal in columns that speak of the same thing: a name, its code and its type.
	pair       string
	role       registry.Role // of an organisation
	level      level         // of an activity
	adminLevel int           // of a place: 1 to 4; 0 where it is no area of these
	vocabulary string        // of a code
	language   string        // of a text; "und" where it is not stated
	currency   string        // of an amount; "" where it is not stated
	group      string        // of people: the code of the list of beneficiaries that the attributes name
}

// isFreeText says whether people write sentences into the column.
func (c column) isFreeText() bool {
	switch c.field {
	case orgName, activityText, description, sectorName, placeName, beneficiary, status:
		return true
	}
	return false
}

// personalAttributes mark what identifies a person, whatever the tag.
var personalAttributes = []string{"contact", "email", "phone", "telephone", "tel", "mobile", "fax", "person", "focalpoint", "author"}

// columnOf says what a hashtag means here (HXL 1.1, hashtag and attribute dictionary, and the tags that came before 1.0).
func columnOf(tag registry.Hashtag) column {
	h := modern(tag)
	c := column{name: tag.String(), hashtag: tag.String(), tag: h.Tag, language: language(h), pair: pairOf(h)}
	if h.Has(personalAttributes...) {
		c.field = personal
		return c
	}
	switch h.Tag {
	case "contact", "respondee":
		c.field = personal
	case "org":
		c.organisation(h)
	case "activity":
		c.activity(h)
	case "description":
		c.field = description
	case "sector", "subsector", "cluster":
		c.field = oneOf(h, sectorCode, sectorName)
		c.vocabulary = vocabularyOf(h)
	case "country", "adm1", "adm2", "adm3", "adm4", "adm5", "loc":
		c.place(h)
	case "geo":
		c.geometry(h)
	case "date":
		c.date(h)
	case "status":
		c.field = status
	case "beneficiary":
		c.field = beneficiary
	case "targeted", "reached":
		c.people(h)
	case "value", "currency":
		c.money(h)
	case "meta":
		if h.Has("url") {
			c.field = link
		}
	}
	return c
}

// oneOf is the field of a code or, without +code, of a name.
func oneOf(h registry.Hashtag, code, name field) field {
	if h.Has("code", "id", "pcode") {
		return code
	}
	return name
}

// organisation: +funder, +prog and +impl are the standard's roles; without one it is the organisation that does what the row
// says. A programming agency runs the programme for its funder, which is IATI's extending role. Who reported a row takes no
// part in it.
func (c *column) organisation(h registry.Hashtag) {
	switch {
	case h.Has("funder", "funding", "donor"):
		c.role = registry.RoleFunding
	case h.Has("prog", "programming"):
		c.role = registry.RoleExtending
	case h.Has("reporting", "reported", "source"):
		return
	default:
		c.role = registry.RoleImplementing
	}
	switch {
	case h.Has("url", "num"):
	case h.Has("type"):
		c.field = orgType
	case h.Has("code", "id", "acronym", "abbr"):
		c.field = orgCode
	default:
		c.field = orgName
	}
}

// activity: +id names the thing itself; +code is "a unique, machine-readable code", in practice often that of a kind of
// activity. With +project or +programme either is the project's or programme's own.
func (c *column) activity(h registry.Hashtag) {
	switch {
	case h.Has("project"):
		c.level = levelProject
	case h.Has("programme", "program"):
		c.level = levelProgramme
	}
	switch {
	case h.Has("url"):
		c.field = link
	case h.Has("num", "indicator", "status"):
	case h.Has("id"), h.Has("code") && c.level != levelActivity:
		c.field = activityID
	case h.Has("code"):
		c.field = activityCode
	case h.Has("type"):
		c.field, c.vocabulary = sectorName, ownVocabulary
	case h.Has("description"):
		c.field = description
	default:
		c.field = activityText
	}
}

// place: where people come from, go to or return to is not where the work is.
func (c *column) place(h registry.Hashtag) {
	if h.Has("origin", "dest", "return", "type", "num", "url") {
		return
	}
	switch {
	case h.Tag == "country":
		c.field = country
		return
	case strings.HasPrefix(h.Tag, "adm") && h.Tag != "adm5":
		c.adminLevel = int(h.Tag[3] - '0')
	}
	c.field, c.vocabulary = oneOf(h, placeCode, placeName), gazetteer(h)
	if c.field == placeCode && c.vocabulary == "" {
		c.field = notRead // of a list that nobody names: another's may have the same codes
	}
}

func (c *column) geometry(h registry.Hashtag) {
	switch {
	case h.Has("lat"):
		c.field = latitude
	case h.Has("lon"):
		c.field = longitude
	case h.Has("coord"):
		c.field = coordinates
	}
}

// date: when something was reported, approved or converted is no part of the activity's period. A day without an attribute
// is "related to the data"; only two days are a period.
func (c *column) date(h registry.Hashtag) {
	switch {
	case h.Has("start"):
		c.field = start
	case h.Has("end"):
		c.field = end
	case len(h.Attributes) == 0:
		c.field = days
	}
}

// people: of the attributes only those name a group whose help is the point; sex and age break a figure down.
func (c *column) people(h registry.Hashtag) {
	switch {
	case h.Has("pct"):
		return
	case h.Tag == "targeted":
		c.field = targeted
	default:
		c.field = reached
	}
	for attribute, group := range map[string]string{"refugees": "refugees", "idps": "internally-displaced", "returnees": "returnees"} {
		if h.Has(attribute) {
			c.group = group
		}
	}
}

// notCurrencies are attributes of three letters that are words before they are currencies.
var notCurrencies = []string{"all", "top", "try"}

// money: an amount is a budget unless it is said to be spent; one that was transferred may be either's.
func (c *column) money(h registry.Hashtag) {
	switch {
	case h.Tag == "currency", h.Has("currency"):
		c.field = currency
		return
	case h.Has("spend", "spent"):
		c.field = spent
	case h.Has("transfer", "pct"):
		return
	default:
		c.field = budget
	}
	for _, a := range h.Attributes {
		if known, ok := codelist.CurrencyByCode(strings.ToUpper(a)); ok && !slices.Contains(notCurrencies, a) {
			c.currency = known.Code
		}
	}
}

// pairOf is the tag with the attributes that do not say which property of the thing a column has.
func pairOf(h registry.Hashtag) string {
	h.Attributes = slices.DeleteFunc(slices.Clone(h.Attributes), func(a string) bool {
		switch a {
		case "name", "code", "id", "pcode", "type", "acronym", "abbr", "label":
			return true
		}
		return strings.HasPrefix(a, "i_") || strings.HasPrefix(a, "v_") || slices.Contains(bareLanguages, a)
	})
	return h.String()
}

// bareLanguages are the language attributes of HXL 1.0, which 1.1 writes with "i_". Indonesian's is left out: +id is an
// identifier.
var bareLanguages = []string{"ar", "en", "es", "fa", "fr", "ms", "ps", "pt", "ru", "sw", "tl", "uk", "ur"}

func language(h registry.Hashtag) string {
	for _, a := range h.Attributes {
		if tag, ok := strings.CutPrefix(a, "i_"); ok {
			return registry.PrimaryLanguage(tag)
		}
		if slices.Contains(bareLanguages, a) {
			return a
		}
	}
	return registry.Undetermined
}

// ownVocabulary is IATI SectorVocabulary 99, the publisher's own.
const ownVocabulary = "99"

// vocabularyOf is that of a sector: the publisher's own unless it says that the code is the DAC's. "Health" as a cluster is
// not the DAC category of that name.
func vocabularyOf(h registry.Hashtag) string {
	if h.Has("v_dac", "v_oecd_dac", "dac") {
		return "1"
	}
	return ownVocabulary
}

// PCodes is the vocabulary of OCHA's place codes, the standard's for administrative areas (+v_pcode). IATI's
// GeographicVocabulary has no code for it.
const PCodes = "pcode"

// gazetteer is the vocabulary of a place code: IATI GeographicVocabulary where that has it.
func gazetteer(h registry.Hashtag) string {
	for _, a := range h.Attributes {
		name, ok := strings.CutPrefix(a, "v_")
		if !ok {
			continue
		}
		switch name {
		case "pcode":
			return PCodes
		case "gaul":
			return "A1"
		case "salb":
			return "A2"
		case "gadm":
			return "A3"
		case "geonames":
			return "G1"
		case "osm":
			return "G2"
		}
		return name
	}
	if strings.HasPrefix(h.Tag, "adm") {
		return PCodes
	}
	return ""
}

// modern brings a tag from before HXL 1.0 (2014: one word, no attributes) to what it is called now.
func modern(h registry.Hashtag) registry.Hashtag {
	if now, ok := renamed[h.Tag]; ok {
		return withAttributes(now, h.Attributes)
	}
	for suffix, attribute := range map[string]string{"_id": "code", "_code": "code", "_name": "name", "_num": ""} {
		base, ok := strings.CutSuffix(h.Tag, suffix)
		if ok && slices.Contains(suffixed, base) {
			return withAttributes(strings.TrimSuffix(base+"+"+attribute, "+"), h.Attributes)
		}
	}
	return h
}

// suffixed are the tags that were written with a suffix where an attribute stands now: "#adm1_id".
var suffixed = []string{"activity", "adm1", "adm2", "adm3", "adm4", "adm5", "beneficiary", "cluster", "country", "loc", "org", "reached",
	"sector", "status", "subsector", "targeted"}

var renamed = map[string]string{
	"lat_deg": "geo+lat", "lon_deg": "geo+lon",
	"from_date": "date+start", "start_date": "date+start", "to_date": "date+end", "end_date": "date+end",
	"report_date": "date+reported", "period_date": "date+reported",
	"orgtype": "org+type", "org_type": "org+type", "loctype": "loc+type", "loc_type": "loc+type",
	"name": "contact+name", "phone": "contact+phone", "email": "contact+email",
}

// withAttributes puts together tag+attribute and more attributes.
func withAttributes(now string, more []string) registry.Hashtag {
	h, _ := registry.ParseHashtag("#" + now) // written here
	h.Attributes = append(h.Attributes, more...)
	slices.Sort(h.Attributes)
	return h
}

// slashLanguage matches a language of before HXL 1.0: "#country/fr".
var slashLanguage = regexp.MustCompile(`^(\s*#[^/]*)/([A-Za-z]{2})(\s*\+.*|\s*)$`)

// parseHashtag reads a hashtag, also with a language as they were written before 1.0.
func parseHashtag(s string) (registry.Hashtag, bool) {
	if !strings.Contains(s, "#") {
		return registry.Hashtag{}, false
	}
	return registry.ParseHashtag(slashLanguage.ReplaceAllString(s, "$1$3+i_$2"))
}
