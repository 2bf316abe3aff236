package grants360

import (
	"strings"
	"unicode"

	"github.com/tansiq/tansiq/importers/jsonstream"
)

// field is a field of the standard, with its title in the spreadsheet form (keyword "title" of 360-giving-schema.json).
type field struct {
	id, title string
	list      bool
	of        *fields // of the object, or the list's objects; nil for a text or a number, or a list of them
}

// fields are those of an object.
type fields struct {
	all    []field
	byName map[string]field // by id and by title, and by both as fold leaves them
}

func newFields(all ...field) *fields {
	fs := &fields{all: all, byName: map[string]field{}}
	for _, f := range all {
		for _, name := range []string{f.id, f.title, fold(f.id), fold(f.title)} {
			fs.byName[name] = f
		}
	}
	return fs
}

// grant is the schema's root. Left out are addresses, contacts and dates of modification: nobody here has a use for them,
// and they may be a person's.
var grant = newFields(
	field{id: "id", title: "Identifier"},
	field{id: "title", title: "Title"},
	field{id: "description", title: "Description"},
	field{id: "currency", title: "Currency"},
	field{id: "amountAppliedFor", title: "Amount Applied For"},
	field{id: "amountAwarded", title: "Amount Awarded"},
	field{id: "amountDisbursed", title: "Amount Disbursed"},
	field{id: "awardDate", title: "Award Date"},
	field{id: "url", title: "URL"},
	field{id: "plannedDates", title: "Planned Dates", list: true, of: event},
	field{id: "actualDates", title: "Actual Dates", list: true, of: event},
	field{id: "recipientIndividual", title: "Recipient Ind", of: person},
	field{id: "toIndividualsDetails", title: "To Individuals Details", of: individualDetails},
	field{id: "recipientOrganization", title: "Recipient Org", list: true, of: organisation},
	field{id: "beneficiaryLocation", title: "Beneficiary Location", list: true, of: location},
	field{id: "fundingOrganization", title: "Funding Org", list: true, of: organisation},
	field{id: "grantProgramme", title: "Grant Programme", list: true, of: programme},
	field{id: "fromOpenCall", title: "From An Open Call?"},
	field{id: "fundingType", title: "Funding Type", list: true, of: classification},
	field{id: "classifications", title: "Classifications", list: true, of: classification},
	field{id: "relatedDocument", title: "Related Document", list: true, of: document},
	field{id: "commitmentTransaction", title: "Commitment Transaction", list: true, of: transaction},
	field{id: "disbursementTransaction", title: "Disbursement Transaction", list: true, of: transaction},
	field{id: "relatedActivity", title: "Related Activity", list: true},
	field{id: "dateModified", title: "Last Modified"},
	field{id: "dataSource", title: "Data Source"},
	field{id: "regrantType", title: "For Regrant Type"},
	field{id: "locationScope", title: "Location Scope"},
)

var event = newFields(
	field{id: "title", title: "Title"},
	field{id: "startDate", title: "Start Date"},
	field{id: "endDate", title: "End Date"},
	field{id: "duration", title: "Duration (months)"},
	field{id: "description", title: "Description"},
)

// person and individualDetails are known in order to be taken out.
var person = newFields(
	field{id: "id", title: "Identifier"},
	field{id: "name", title: "Name"},
)

var individualDetails = newFields(
	field{id: "primaryGrantReason", title: "Primary Grant Reason"},
	field{id: "secondaryGrantReason", title: "Secondary Grant Reason"},
	field{id: "grantPurpose", title: "Grant Purpose", list: true},
)

var organisation = newFields(
	field{id: "id", title: "Identifier"},
	field{id: "name", title: "Name"},
	field{id: "department", title: "Department"},
	field{id: "charityNumber", title: "Charity Number"},
	field{id: "companyNumber", title: "Company Number"},
	field{id: "addressLocality", title: "City"},
	field{id: "addressRegion", title: "County"},
	field{id: "addressCountry", title: "Country"},
	field{id: "alternateName", title: "Alternate Name"},
	field{id: "description", title: "Description"},
	field{id: "organisationType", title: "Organisation Type"},
	field{id: "url", title: "Web Address"},
)

var location = newFields(
	field{id: "id", title: "Identifier"},
	field{id: "name", title: "Name"},
	field{id: "countryCode", title: "Country Code"},
	field{id: "latitude", title: "Latitude"},
	field{id: "longitude", title: "Longitude"},
	field{id: "description", title: "Description"},
	field{id: "geoCode", title: "Geographic Code"},
	field{id: "geoCodeType", title: "Geographic Code Type"},
)

var programme = newFields(
	field{id: "code", title: "Code"},
	field{id: "title", title: "Title"},
	field{id: "description", title: "Description"},
	field{id: "url", title: "URL"},
)

var classification = newFields(
	field{id: "vocabulary", title: "Vocabulary"},
	field{id: "code", title: "Code"},
	field{id: "title", title: "Title"},
	field{id: "description", title: "Description"},
	field{id: "url", title: "URL"},
)

var document = newFields(
	field{id: "id", title: "Identifier"},
	field{id: "title", title: "Title"},
	field{id: "url", title: "Web Address"},
	field{id: "description", title: "Description"},
	field{id: "documentType", title: "Document Type"},
)

var transaction = newFields(
	field{id: "id", title: "Identifier"},
	field{id: "transactionDate", title: "Transaction Date"},
	field{id: "currency", title: "Currency"},
	field{id: "value", title: "Value"},
	field{id: "valueDate", title: "Value Date"},
	field{id: "description", title: "Description"},
)

// passedOver are fields and titles of the standard that are not read, and need no report: contacts, addresses and when
// something was modified.
var passedOver = map[string]bool{}

func init() {
	for _, name := range []string{
		"contactName", "Contact Name", "streetAddress", "Street Address", "postalCode", "Postal Code", "telephone", "Phone Number",
		"email", "Email", "location", "Location", "dateModified", "Last Modified", "applicationTransaction", "provider",
		"recipient",
	} {
		passedOver[fold(name)] = true
	}
}

// find gives the field of an id or a title; ok is false where it is none.
func (fs *fields) find(name string) (f field, ok bool) {
	if fs == nil {
		return field{}, false
	}
	if f, ok = fs.byName[name]; !ok {
		f, ok = fs.byName[fold(name)]
	}
	return f, ok
}

// fold is the form in which names of fields are compared: letters and digits alone, in lower case.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// kept is the fields as jsonstream.Keep takes them, without those of persons.
func (fs *fields) kept() jsonstream.Fields {
	out := jsonstream.Fields{}
	for _, f := range fs.all {
		switch f.id {
		case "recipientIndividual", "toIndividualsDetails":
		default:
			out[f.id] = nil
			if f.of != nil {
				out[f.id] = f.of.kept()
			}
		}
	}
	return out
}
