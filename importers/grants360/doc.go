// Package grants360 turns files of the 360Giving Data Standard (version 1.4; threesixtygiving.org, schemas
// 360-giving-schema.json and 360-giving-package-schema.json) into records: the JSON package, and the spreadsheet form of it
// as CSV or XLSX.
//
// # The file
//
// JSON is an object with the list "grants"; it is read grant by grant. A table has one grant a row, and its first row with
// anything in it names the columns: by the standard's titles ("Recipient Org:Identifier", "Beneficiary Location:0:Name") or
// by its field ids ("recipientOrganization/0/id"), in any order; case, spaces and punctuation do not matter, and without a
// number a column is of the first of its list. Of a workbook the first sheet whose first row has a column Identifier is read.
// fields.go has the titles. JSON whose keys are titles, which half-converted files have, is read alike.
//
// What is not a field of the standard is reported once a file and neither read nor kept in Raw: publishers keep names of
// applicants there. In JSON a key that stands twice in a grant rejects the grant, and a column that stands twice refuses the
// file: either may be meant.
//
// JSON is UTF-8. A CSV file is UTF-8, with a byte order mark UTF-16, or what the feed declares (registry.Feed.Charset): the
// standard's own tool tries Windows-1252 where a file is not UTF-8, which reads other encodings as wrong letters without
// an error. Here such a file is refused, with the line and what can be done.
//
// # What is taken
//
//	id                     Key, and an identifier of scheme 360giving; without it a grant is rejected
//	title, description     language not stated, "und"
//	amountAwarded,         a commitment, of the day of awardDate
//	currency, awardDate
//	amountDisbursed        a disbursement, of no known day
//	amountAppliedFor       nothing: nobody gave it
//	commitmentTransaction, count where amountAwarded or amountDisbursed is not stated; they are the same money in parts
//	disbursementTransaction
//	plannedDates,          the period: first start and last end, the actual before the planned. Without an endDate it ends
//	actualDates            duration months after the start
//	fundingOrganization    role funding; the first is the Reporter, for it is funders who publish
//	recipientOrganization  role implementing; where the grant is for regranting (below), extending
//	regrantType            FRG010 to FRG060, for redistribution as grants: the kind is fund. FRG070, multipurpose: as without.
//	                       The code is kept as a tag ("360giving-regrant-type")
//	beneficiaryLocation    countryCode, or a name that is exactly a country's: countries. Else a location with its point and
//	                       geoCode; a code of the ONS (GSS) has the vocabulary ONS and is in the United Kingdom, another has
//	                       its geoCodeType as vocabulary
//	classifications        sectors in their vocabulary, "99" where they name none; DAC codes as such
//	grantProgramme,        tags ("360giving-programme", "360giving-funding-type")
//	fundingType
//	relatedActivity        relations of no stated type
//	relatedDocument, url   documents and links
//	dataSource             where the record was published
//	license                of the package, where it stands before the grants
//
// Organisations' identifiers are kept as they are (org-id.guide: "GB-CHC-1164883", or "360G-..." of the publisher's own);
// addresses, contacts, telephone numbers and e-mail are not. Dates are days as package sheet reads them, of which the
// standard allows one form and publishers use many; an ambiguous one ("05/06/2014") is left out. A statement that cannot be
// read is left out with a warning.
//
// # Individuals
//
// A grant with recipientIndividual keeps the money, the programme and the countries. The person, toIndividualsDetails
// (reasons such as disability), links and places within a country are taken out before anything else sees the grant, and the
// words of the person's name in every text too; Raw is what is left.
package grants360
