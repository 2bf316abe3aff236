package hxl

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// row is what is kept of a row of the sheet: its cells in the columns that are read, without personal data.
type row struct {
	Line  int    `json:"l"`
	Cells []kept `json:"c"` // by column, without the empty ones
	// Removed says what was taken out, by column.
	Removed map[int]string `json:"r,omitempty"`
}

// kept is a cell that is read.
type kept struct {
	Column int        `json:"i"`
	Kind   sheet.Kind `json:"k,omitempty"`
	Text   string     `json:"t"`
}

// keep takes of a row what is read of it.
func (t *table) keep(r sheet.Row) row {
	k := row{Line: r.Line}
	for i, c := range r.Cells {
		if c.Text == "" || t.columns[i].field == notRead || t.columns[i].field == personal {
			continue
		}
		text, removed := withoutPersonal(t.columns[i], c.Text)
		if removed != "" {
			if k.Removed == nil {
				k.Removed = map[int]string{}
			}
			k.Removed[i] = removed
		}
		if text != "" {
			k.Cells = append(k.Cells, kept{i, c.Kind, text})
		}
	}
	return k
}

// content is the row without its line: equal rows have the same.
func (r row) content() string {
	b, err := json.Marshal(r.Cells)
	if err != nil {
		panic("hxl: a row of texts cannot be encoded: " + err.Error())
	}
	return string(b)
}

// reading is a row on its way to what it says.
type reading struct {
	line     int
	said     []cell // those that say something, by column
	problems []registry.Problem
	rejected bool
}

// newReading reports what was taken out of the row, and cells that have no value.
func (t *table) newReading(r row) *reading {
	d := &reading{line: r.Line, said: make([]cell, 0, len(r.Cells))}
	for i := range t.columns {
		if removed := r.Removed[i]; removed != "" {
			d.warn(t.columns[i].name, removed)
		}
	}
	for _, k := range r.Cells {
		switch c := &t.columns[k.Column]; {
		case k.Kind == sheet.KindError:
			d.warn(c.name, "no value: a formula that failed, or nested JSON")
		case !isNothing(k.Text):
			d.said = append(d.said, cell{c, sheet.Cell{Text: k.Text, Kind: k.Kind}})
		}
	}
	return d
}

// cell is a cell with its column.
type cell struct {
	*column
	sheet.Cell
}

// cells are those of the fields that say something, in the order of the columns.
func (d *reading) cells(fields ...field) []cell {
	var found []cell
	for _, c := range d.said {
		if slices.Contains(fields, c.field) {
			found = append(found, c)
		}
	}
	return found
}

// valueSeparators part several values in a cell. Commas and slashes stand in names too, so they separate nothing.
const valueSeparators = ";؛|\n\r"

// list splits a cell that says something into its values.
func list(s string) []string {
	if !strings.ContainsAny(s, valueSeparators) {
		return []string{strings.Join(strings.Fields(s), " ")}
	}
	var values []string
	for _, v := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(valueSeparators, r) }) {
		if v = strings.Join(strings.Fields(v), " "); v != "" && !isNothing(v) {
			values = append(values, v)
		}
	}
	return values
}

func (d *reading) warn(column, reason string) { d.problem(column, reason, registry.SeverityWarning) }

func (d *reading) reject(column, reason string) {
	d.rejected = true
	d.problem(column, reason, registry.SeverityRejected)
}

func (d *reading) problem(column, reason string, severity registry.Severity) {
	p := registry.Problem{Line: d.line, Field: column, Reason: reason, Severity: severity}
	if !slices.Contains(d.problems, p) { // a value may be asked for twice
		d.problems = append(d.problems, p)
	}
}

// valueClass says what sort of value could not be understood. The value itself may be anything, and is not repeated.
func valueClass(s string) string {
	letters, digits, spaces, lower := 0, 0, 0, false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == ' ':
			spaces++
		default:
			letters++
			lower = lower || strings.ToUpper(string(r)) != string(r)
		}
	}
	n := letters + digits
	switch {
	case strings.Trim(s, "0123456789.,'+-") == "" && digits > 0:
		return fmt.Sprintf("a number of %d digits", digits)
	case spaces == 0 && !lower && n <= 12:
		return fmt.Sprintf("a code of %d characters", n)
	case spaces == 0:
		return "one word"
	}
	return fmt.Sprintf("%d words", spaces+1)
}
