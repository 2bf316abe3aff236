package table

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// reading is one row on its way to a record.
type reading struct {
	table    *table
	line     int
	id       string
	cells    map[string]sheet.Cell // by column, without the empty ones
	problems []registry.Problem
	rejected bool
}

// item reads a row: a record with its warnings, or a rejection. ok is false for a row of the template that is nobody's.
func (t *table) item(r sheet.Row, feed registry.Feed) (item registry.Item, ok bool) {
	d := &reading{table: t, line: r.Line, cells: map[string]sheet.Cell{}}
	if r.Fault != "" {
		d.reject("", r.Fault)
		return registry.Item{Problems: d.problems}, true
	}
	d.take(r)
	switch d.ofTemplate() {
	case untouched:
		return registry.Item{}, false
	case filledHints:
		d.reject("", "the template's row of hints with something written into it: write each initiative into a row of its own")
	case filledExample:
		d.reject("id", "marked as the template's example, which is not read: give the row a number of your own, or leave it empty")
	}
	if r.Hidden {
		d.reject("", "the row is hidden in the sheet, and whether it is meant is not said: take away the filter or show the row, or delete it")
	}
	for _, column := range []string{"id", "title"} {
		if d.cells[column].Shared {
			d.reject(column, "one cell for several rows (merged): an initiative is one row, with several values in a cell separated by ;")
			break
		}
	}
	if d.rejected {
		return registry.Item{Problems: d.problems}, true
	}
	record := d.record(feed)
	if d.rejected {
		return registry.Item{Problems: d.problems}, true
	}
	return registry.Item{Record: record, Problems: d.problems}, true
}

// take sorts the cells by column, without e-mail addresses.
func (d *reading) take(r sheet.Row) {
	h := d.table.header
	type change struct{ column, reason string }
	var changes []change
	size := 0
	for i, c := range r.Cells {
		if c.Text == "" {
			continue
		}
		size += len(c.Text)
		if i >= len(h.column) || h.unnamed[i] {
			changes = append(changes, change{"", fmt.Sprintf("the cell in column %d is not read: the column has no name", i+1)})
			continue
		}
		column := h.column[i]
		if column == "" {
			continue // reported with the header
		}
		if reason := failed(c); reason != "" {
			changes = append(changes, change{column, reason})
			continue
		}
		var found bool
		if c.Text, found = sheet.WithoutEmail(armed(c.Text)); found {
			changes = append(changes, change{column, "an e-mail address was removed"})
		}
		if c.Text != "" {
			d.cells[column] = c
		}
	}
	d.id = d.words("id")
	for _, c := range changes {
		d.warn(c.column, c.reason)
	}
	if shortened.MatchString(d.id) {
		d.reject("id", "a number that the spreadsheet shortened: format the column as text and write the number again")
	}
	if size > sheet.MaxRow {
		d.reject("", "the row is larger than 1 MiB")
	}
}

var (
	// errorText is what a spreadsheet shows, and saves as CSV, where a formula failed or a column is too narrow.
	errorText = regexp.MustCompile(`^#(#+|REF!|N/?[AD]!?|NAME\?|NOM\?|VALUE!|VALEUR!|DIV/0!|NUM!|NOMBRE!|NULL!|NUL!|SPILL!|CALC!)$`)
	// shortened is a long number as a spreadsheet shows it, and saves it as CSV: its last figures are lost.
	shortened = regexp.MustCompile(`^\d([.,]\d+)?E\+\d+$`)
	// disarmed is what an export, or a careful person, keeps from being a formula.
	disarmed = regexp.MustCompile(`^'+[=+\-@\t\r\n]`)
)

// failed says why a cell has no value; "" for one that has.
func failed(c sheet.Cell) string {
	switch {
	case c.Kind == sheet.KindError && c.Text == sheet.Uncomputed:
		return "a formula without its value: open the file in a spreadsheet, save it and send it again"
	case c.Kind == sheet.KindError:
		return "a formula that failed"
	case strings.HasPrefix(c.Text, "##") && errorText.MatchString(c.Text):
		return "not readable in the file: the column was too narrow when it was saved as CSV"
	case errorText.MatchString(c.Text):
		return "a formula that failed"
	}
	return ""
}

// armed takes off the apostrophe that keeps a cell from being a formula (registry/export puts it there).
func armed(text string) string {
	if disarmed.MatchString(text) {
		return text[1:]
	}
	return text
}

// record makes the record. Where the row is rejected on the way, it is of no use.
func (d *reading) record(feed registry.Feed) *registry.Record {
	d.checkConsent()
	marks := d.marks(feed.Marks)
	facts := d.facts()
	raw, key := d.raw()
	return &registry.Record{Key: key, Line: d.line, Marks: marks, Facts: facts, Raw: raw}
}

// raw is the row as a JSON object of column to cell, and the record's key: the id, or for a row without one a hash of
// that object (its keys are sorted), so that the same row keeps its key wherever it stands.
func (d *reading) raw() (raw []byte, key string) {
	object := make(map[string]string, len(d.cells))
	for column, c := range d.cells {
		object[column] = c.Text
	}
	raw, err := json.Marshal(object)
	if err != nil {
		panic("table: a map of strings cannot be encoded: " + err.Error())
	}
	if d.id != "" {
		return raw, d.id
	}
	sum := sha256.Sum256(raw)
	return raw, "row-" + hex.EncodeToString(sum[:16])
}

func (d *reading) text(column string) string { return d.cells[column].Text }

// list splits a cell of several values at the semicolons, Latin, Arabic or full-width, or where it has none, at its line breaks;
// empty ones are no values.
func (d *reading) list(column string) []string {
	const semicolons = ";؛；"
	text := d.text(column)
	separators := semicolons
	if !strings.ContainsAny(text, semicolons) {
		separators = "\r\n"
	}
	var values []string
	for _, v := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if v = strings.Join(strings.Fields(v), " "); v != "" {
			values = append(values, v)
		}
	}
	return values
}

func (d *reading) warn(column, reason string) { d.problem(column, reason, registry.SeverityWarning) }

// warnValue says which of several values is meant: the value itself may be anything, and is not repeated.
func (d *reading) warnValue(column string, index, of int, reason string) {
	if of > 1 {
		reason = fmt.Sprintf("value %d: %s", index+1, reason)
	}
	d.warn(column, reason)
}

func (d *reading) reject(column, reason string) {
	d.rejected = true
	d.problem(column, reason, registry.SeverityRejected)
}

func (d *reading) problem(column, reason string, severity registry.Severity) {
	if column != "" {
		column = d.table.header.field(column)
	}
	d.problems = append(d.problems, registry.Problem{
		Line: d.line, Identifier: d.id, Field: column, Reason: reason, Severity: severity,
	})
}
