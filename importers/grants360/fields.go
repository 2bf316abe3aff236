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
	of        fields // of the object, or the list's objects; nil for a text or a number, or a list of them
}

type fields []field

// grant is the schema's root. Left out are addresses, contacts and dates of modification: nobody here has a use for them,
// and they may be a person's.
var grant = fields{
	{id: "id", title: "Identifier"},
	{id: "title", title: "Title"},
	{id: "description", title: "Description"},
	{id: "currency", title: "Currency"},
	{id: "amountAppliedFor", title: "Amount Applied For"},
	{id: "amountAwarded", title: "Amount Awarded"},
	{id: "amountDisbursed", title: "Amount Disbursed"},
	{id: "awardDate", title: "Award Date"},
	{id: "url", title: "URL"},
	{id: "plannedDates", title: "Planned Dates", list: true, of: event},
	{id: "actualDates", title: "Actual Dates", list: true, of: event},
	{id: "recipientIndividual", title: "Recipient Ind", of: person},
	{id: "toIndividualsDetails", title: "To Individuals Details", of: individualDetails},
	{id: "recipientOrganization", title: "Recipient Org", list: true, of: organisation},
	{id: "beneficiaryLocation", title: "Beneficiary Location", list: true, of: location},
	{id: "fundingOrganization", title: "Funding Org", list: true, of: organisation},
	{id: "grantProgramme", title: "Grant Programme", list: true, of: programme},
	{id: "fromOpenCall", title: "From An Open Call?"},
	{id: "fundingType", title: "Funding Type", list: true, of: classification},
	{id: "classifications", title: "Classifications", list: true, of: classification},
	{id: "relatedDocument", title: "Related Document", list: true, of: document},
	{id: "commitmentTransaction", title: "Commitment Transaction", list: true, of: transaction},
	{id: "disbursementTransaction", title: "Disbursement Transaction", list: true, of: transaction},
	{id: "relatedActivity", title: "Related Activity", list: true},
	{id: "dateModified", title: "Last Modified"},
	{id: "dataSource", title: "Data Source"},
	{id: "regrantType", title: "For Regrant Type"},
	{id: "locationScope", title: "Location Scope"},
}

var event = fields{
	{id: "title", title: "Title"},
	{id: "startDate", title: "Start Date"},
	{id: "endDate", title: "End Date"},
	{id: "duration", title: "Duration (months)"},
	{id: "description", title: "Description"},
}

// person and individualDetails are known in order to be taken out.
var person = fields{
	{id: "id", title: "Identifier"},
	{id: "name", title: "Name"},
}

var individualDetails = fields{
	{id: "primaryGrantReason", title: "Primary Grant Reason"},
	{id: "secondaryGrantReason", title: "Secondary Grant Reason"},
	{id: "grantPurpose", title: "Grant Purpose", list: true},
}

var organisation = fields{
	{id: "id", title: "Identifier"},
	{id: "name", title: "Name"},
	{id: "department", title: "Department"},
	{id: "charityNumber", title: "Charity Number"},
	{id: "companyNumber", title: "Company Number"},
	{id: "addressLocality", title: "City"},
	{id: "addressRegion", title: "County"},
	{id: "addressCountry", title: "Country"},
	{id: "alternateName", title: "Alternate Name"},
	{id: "description", title: "Description"},
	{id: "organisationType", title: "Organisation Type"},
	{id: "url", title: "Web Address"},
}

var location = fields{
	{id: "id", title: "Identifier"},
	{id: "name", title: "Name"},
	{id: "countryCode", title: "Country Code"},
	{id: "latitude", title: "Latitude"},
	{id: "longitude", title: "Longitude"},
	{id: "description", title: "Description"},
	{id: "geoCode", title: "Geographic Code"},
	{id: "geoCodeType", title: "Geographic Code Type"},
}

var programme = fields{
	{id: "code", title: "Code"},
	{id: "title", title: "Title"},
	{id: "description", title: "Description"},
	{id: "url", title: "URL"},
}

var classification = fields{
	{id: "vocabulary", title: "Vocabulary"},
	{id: "code", title: "Code"},
	{id: "title", title: "Title"},
	{id: "description", title: "Description"},
	{id: "url", title: "URL"},
}

var document = fields{
	{id: "id", title: "Identifier"},
	{id: "title", title: "Title"},
	{id: "url", title: "Web Address"},
	{id: "description", title: "Description"},
	{id: "documentType", title: "Document Type"},
}

var transaction = fields{
	{id: "id", title: "Identifier"},
	{id: "transactionDate", title: "Transaction Date"},
	{id: "currency", title: "Currency"},
	{id: "value", title: "Value"},
	{id: "valueDate", title: "Value Date"},
	{id: "description", title: "Description"},
}

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
func (fs fields) find(name string) (f field, ok bool) {
	folded := fold(name)
	for _, f := range fs {
		if folded == fold(f.id) || folded == fold(f.title) {
			return f, true
		}
	}
	return field{}, false
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
func (fs fields) kept() jsonstream.Fields {
	out := jsonstream.Fields{}
	for _, f := range fs {
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
