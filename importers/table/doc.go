// Package table reads the registry's own spreadsheet (design section 7) as CSV or XLSX: the one that a person fills in.
//
// # The file
//
// The first row with anything in it names the columns, in any order; case, spaces, hyphens and underscores do not
// matter. Only a title is required (title, or title_en, title_fr, title_ar, title_es). A column that is not one of the
// format's is reported once and not read, nor kept in Raw: nobody knows whether it holds personal data. Several values
// in a cell are separated by ";" (or "؛"). Rows with nothing in them are skipped.
//
// CSV (RFC 4180) is UTF-8, with a byte order mark UTF-16, or what the feed declares (charset); anything else is refused,
// never stored as broken text. The separator is the comma, semicolon or tab by which the header names a title column, so that
// what a French or Arabic Excel saves can be read. A row with more or fewer cells than the header is rejected; a quotation mark that is never
// closed refuses the file, because every row after it would be swallowed.
//
// XLSX (ISO/IEC 29500) is read from the first sheet whose header names a title column.
//
// # The columns
//
//	id                    Key, and an identifier of scheme "own". Without it the Key is a hash of the row's cells: a row
//	                      that is edited is then another record.
//	title, description    in the row's language; title_en ... description_es in theirs, which win over the former
//	language              BCP 47 tag; without it the text is "und"
//	kind                  a registry.Kind; "initiative" where it is empty
//	status                a registry.Status, or a code or label of IATI's ActivityStatus
//	start_date, end_date  a day: ISO 8601, day and month in figures where that is unambiguous, or with the month's name in
//	                      English, French or Arabic. A year or a month is no day. XLSX cells formatted as dates.
//	donors                names or organisation identifiers, role funding
//	implementers          role implementing
//	partners              role implementing too: of IATI's four roles it is the only one that a partner of the work has
//	countries             ISO 3166 codes, or names in English, French, Arabic, Spanish
//	regions               coordination regions, by slug or name
//	locations             names of places; in the row's country where it states exactly one
//	latitude, longitude   WGS 84 degrees, a pair; as many pairs as locations belong to them in order, otherwise they are
//	                      places of their own
//	good_practices        1 to 25, "GP 19"
//	sectors               DAC purpose codes (vocabulary 1) or categories (2), a label may follow the code
//	beneficiaries         codes or labels of the controlled list
//	budget, currency      both or nothing; ISO 4217
//	url                   http or https, several with ";" (a semicolon inside an address is %3B)
//	related               identifiers of other initiatives; how they are related is not said, so the type is ""
//	sensitivity, sharing  marks; the feed's where empty. One that is not understood rejects the row: it may have been meant
//	                      to keep something from the public.
//	consent               "no" rejects the row, and so does what is neither yes nor no; empty is silent
//
// Apart from that, a value that is not understood is left out with a warning and the row is taken in. Nothing is guessed.
// E-mail addresses are removed from every cell before anything else sees it.
package table
