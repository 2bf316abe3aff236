// Package table reads the registry's own spreadsheet (design section 7) as CSV or XLSX: the one that a person fills in. It also
// writes it empty, as a template in English, French or Arabic, from the same definition of the columns (columns.tsv).
//
// It forgives what a person does who writes for people, and guesses nothing: a value has one reading or none, a name is in a
// list or not, and what is like it is only ever put into the message.
//
// # The file
//
// One row names the columns: of the first eleven rows with anything in them the first that names most, one of them a title
// (title, or title_en, title_fr, title_ar, title_es). Rows above it, where people write what the table is, are not read. Columns
// stand in any order; case, accents, spaces, hyphens and underscores of their names do not matter; each goes by the format's
// name, by the template's heading in three languages, and by other usual ones in English, French, Arabic and Spanish. A remark in
// brackets is understood where it says "required", "optional", how dates are written, or (of a budget) a currency; with another
// one the column is another: "Title (Portuguese)" is not the title. A column that is not of the format is reported once and not
// read, nor kept in Raw: nobody knows whether it holds personal data. One that stands twice, also under two names, refuses the
// file. The column sources, which an export adds, is passed over.
//
// Several values in a cell are separated by ";" (or "؛", or "；"); where there is none of them, by line breaks. In a column with a list,
// a value that is not in it may also be several with commas or slashes, if each of the parts is in it: "Mali, Niger". Rows with
// nothing in them are skipped. The template's rows of hints and its example are no initiatives; one with something else
// written into it is rejected, so that nothing is lost in silence.
//
// CSV (RFC 4180) is UTF-8, with a byte order mark UTF-16, or what the feed declares (charset); anything else is refused,
// never stored as broken text. The separator is the comma, semicolon or tab by which the header names most columns, so that
// what a French or Arabic Excel saves can be read; its line "sep=;" is passed over. A row with more or fewer cells than the header
// is rejected, unless what is too much is empty; a quotation mark that is never closed refuses the file, because every row after
// it would be swallowed.
//
// XLSX (ISO/IEC 29500) is read from the first sheet that shows and has a header; others with one, and hidden ones, are reported
// and not read. A hidden row is rejected: a filter that was left on, or somebody who meant to keep it back, cannot be told apart.
// A hidden column is read. Formulas count by the value that was saved with them. A cell that is merged over several rows stands in
// each of them, with two exceptions: a budget is not taken, because nobody said which row has how much of it, and a merged id or
// title rejects its rows, because an initiative is one row.
//
// Marks of direction, zero-width spaces and soft hyphens are taken out of every cell, and so is the apostrophe before "=", "+", "-"
// and "@" by which spreadsheets and exports keep a text from being a formula. A cell that says #REF!, #N/A or ##### is empty, with
// a warning.
//
// # Dates
//
// A day is ISO 8601 (2024-03-05), day and month in figures where that is unambiguous (25/03/2024, 2024/3/5), with the month's name
// in English, French, Spanish or Arabic of Egypt, the Levant and the Maghreb (5 March 2024, ٥ مارس ٢٠٢٤, 5 آذار/مارس 2024), or a cell
// formatted as a date. A year or a month is no day, also where a spreadsheet shows a day as one; a period cannot say it. Nor is a year
// of two digits, a date of the Hijri calendar, or one before 1950 or after 2100.
//
// 03/04/2024 has two readings. By itself it is a problem, and no cell decides it for itself. It is read
//
//   - where its own column holds a date that can be read in one order alone (25/03/2024 proves day first), or the heading says
//     the order (DD/MM/YYYY); and
//   - no date of the file, in start_date or in end_date, proves the other order.
//
// The reason: a column is typed by one hand, in one order, and a spreadsheet keeps that order for the whole column; a table that
// was pieced together from several hands shows it by a contradiction, as soon as one date of each is after the 12th. A warning on the
// row that proves it says how many dates were read so, and by which. The other column proves nothing, because a column may have been
// pasted from elsewhere, but it may contradict. Where a workbook holds both texts that Excel did not take for dates (25/03/2024)
// and dates that it did take, none of them after the 12th of a month, a warning says that Excel may have swapped day and month in
// them: under an American Excel it has.
//
// # Numbers and money
//
// Digits are European, Arabic-Indic or extended Arabic-Indic; thousands are grouped by spaces, points, commas, apostrophes or "٬", and
// decimals follow a point, comma or "٫", where one reading exists: 1 234,50 and 1.234,50 and ١٢٣٤٫٥٠. 1.234 and 1,234 have two and
// are problems; a cell that is a number has one. A currency is an ISO 4217 code, a name or sign that one currency alone has ("€",
// "US$", "franc CFA (BCEAO)"; not "$", "dinar" or "FCFA"), in its own column, beside the number, or in the heading: Budget (EUR).
// Where two of these differ, nothing is taken.
//
// # The columns
//
//	id                    Key, and an identifier of scheme "own". Without it the Key is a hash of the row's cells: a row
//	                      that is edited is then another record. A number that a spreadsheet shortened (1.2E+11) rejects
//	                      the row: others end the same way.
//	title, description    in the row's language; title_en ... description_es in theirs, which win over the former
//	language              name of a language, or BCP 47 tag; without it the text is "und"
//	kind                  a registry.Kind or its name; "initiative" where it is empty
//	status                a registry.Status or its name, or a code or label of IATI's ActivityStatus
//	start_date, end_date  a day
//	donors                names or organisation identifiers, role funding
//	implementers          role implementing
//	partners              role implementing too: of IATI's four roles it is the only one that a partner of the work has
//	countries             ISO 3166 codes, or names in English, French, Arabic, Spanish
//	regions               coordination regions, by slug or name
//	locations             names of places; in the row's country where it states exactly one
//	latitude, longitude   WGS 84 degrees, a pair; as many pairs as locations belong to them in order, otherwise they are
//	                      places of their own
//	good_practices        1 to 25, "GP 19", a title or short title; a number with the title of another practice is neither
//	sectors               DAC purpose codes (vocabulary 1) or categories (2), a label may follow the code; or a label
//	beneficiaries         codes, labels or keywords of the controlled list
//	budget, currency      both or nothing
//	url                   http or https, several with ";" (a semicolon inside an address is %3B)
//	related               identifiers of other initiatives; how they are related is not said, so the type is ""
//	sensitivity, sharing  marks or their names; the feed's where empty. One that is not understood rejects the row: it may have
//	                      been meant to keep something from the public.
//	consent               "no" rejects the row, and so does what is neither yes nor no; empty is silent
//
// Apart from that, a value that is not understood is left out with a warning and the row is taken in. Of names that are in no
// list the warning gives those that are like it, by a letter or two; none is taken by likeness. A problem names the format's column
// and, in brackets, what the file calls it.
// E-mail addresses are removed from every cell before anything else sees it.
package table
