package iati

import "strings"

// The wire structs say what an iati-activity said: strings as written, with the lines of the elements. Nothing is
// trimmed or interpreted. A slice that is not used by an activity keeps its memory for the next one.

// activity is iati-activity.
type activity struct {
	Line       int
	Lang       string // @xml:lang
	Currency   string // @default-currency
	Hierarchy  string
	LinkedData string // @linked-data-uri
	Licence    string

	Identifiers      []value
	OtherIdentifiers []otherIdentifier
	Reporters        []organisation
	Titles           []words
	Descriptions     []words
	Statuses         []coded
	Dates            []date
	Participants     []organisation
	Countries        []coded
	Regions          []coded
	Locations        []location
	Sectors          []coded
	PolicyMarkers    []coded
	Tags             []coded
	Budgets          []budget
	Transactions     []transaction
	Related          []related
	Websites         []value
	Documents        []document
}

// key is the activity's identifier, trimmed; "" where it has none.
func (a *activity) key() string {
	for _, id := range a.Identifiers {
		if k := strings.TrimSpace(id.Text); k != "" {
			return k
		}
	}
	return ""
}

// narrative is a text in one language: a narrative element of 2.x, or an element's own text in 1.x.
type narrative struct {
	Lang, Text string
}

// words is an element that is nothing but text in languages.
type words struct {
	Line  int
	Type  string // description/@type
	Texts []narrative
}

// value is an element's text.
type value struct {
	Line int
	Text string
}

// coded is an element with a code: recipient-country, recipient-region, sector, policy-marker, tag, activity-status.
type coded struct {
	Line                                            int
	Code, Vocabulary, URI, Percentage, Significance string
	Texts                                           []narrative
}

// otherIdentifier is other-identifier: @ref, @type and owner-org in 2.x; text, @owner-ref and @owner-name in 1.x.
type otherIdentifier struct {
	Line                           int
	Ref, Type, OwnerRef, OwnerName string
	Owner, Texts                   []narrative
}

// organisation is reporting-org, participating-org, provider-org or receiver-org.
type organisation struct {
	Line                                 int
	Ref, Type, Role, Activity, Secondary string
	Texts                                []narrative
}

// date is an element with @iso-date, or a date as its text in 1.x.
type date struct {
	Line            int
	Type, ISO, Text string
}

// said is the date as the element gives it.
func (d date) said() string {
	if iso := strings.TrimSpace(d.ISO); iso != "" {
		return iso
	}
	return strings.TrimSpace(d.Text)
}

// location is location.
type location struct {
	Line                           int
	IDs                            []coded // location-id; gazetteer-entry in 1.x
	Names                          []words
	Areas                          []area
	Position                       value  // point/pos
	Latitude, Longitude, Precision string // coordinates of 1.x
	Exactness, Class, Designation  string
}

// area is administrative: @vocabulary, @level, @code; @country, @adm1, @adm2 before 1.04.
type area struct {
	Vocabulary, Level, Code, Country, Adm1, Adm2 string
}

// money is a value element.
type money struct {
	Line                      int
	Text, Currency, ValueDate string
}

// budget is budget.
type budget struct {
	Line         int
	Type, Status string
	Start, End   date
	Values       []money
}

// transaction is transaction.
type transaction struct {
	Line               int
	Type               coded
	Date               date
	Values             []money
	Provider, Receiver organisation
	Sectors            []coded
	Countries, Regions []coded
}

// related is related-activity.
type related struct {
	Line      int
	Ref, Type string
}

// document is document-link.
type document struct {
	Line       int
	URL        string
	Titles     []words
	Categories []string
}
