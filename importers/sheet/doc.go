// Package sheet reads what people keep in spreadsheets, for the importers whose formats are tables: rows of CSV and XLSX
// with their lines, and the values that people write in cells.
//
// It decides nothing about what a column means. What it reads it reads whole: a file that is truncated, damaged, not text
// in its encoding, or over a limit is refused with EInvalid, never read in part and never stored as broken text.
//
// Values are understood as people write them (days and numbers in the forms in use in English, French, Spanish and Arabic),
// and never guessed: where two readings are possible there is none.
package sheet
