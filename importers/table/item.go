package table

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// reading is one row on its way to a record.
type reading struct {
	line     int
	id       string
	cells    map[string]sheet.Cell // by column, without the empty ones
	problems []registry.Problem
	rejected bool
}

// item reads a row: a record with its warnings, or a rejection.
func (h *header) item(r sheet.Row, feed registry.Feed) registry.Item {
	d := &reading{line: r.Line, cells: map[string]sheet.Cell{}}
	if r.Fault != "" {
		d.reject("", r.Fault)
		return registry.Item{Problems: d.problems}
	}
	d.take(h, r)
	record := d.record(feed)
	if d.rejected {
		return registry.Item{Problems: d.problems}
	}
	return registry.Item{Record: record, Problems: d.problems}
}

// take sorts the cells by column, without e-mail addresses.
func (d *reading) take(h *header, r sheet.Row) {
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
		if c.Kind == sheet.KindError {
			changes = append(changes, change{column, "a formula that failed"})
			continue
		}
		var found bool
		if c.Text, found = sheet.WithoutEmail(c.Text); found {
			changes = append(changes, change{column, "an e-mail address was removed"})
		}
		if c.Text != "" {
			d.cells[column] = c
		}
	}
	d.id = d.text("id")
	for _, c := range changes {
		d.warn(c.column, c.reason)
	}
	if size > sheet.MaxRow {
		d.reject("", "the row is larger than 1 MiB")
	}
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

// list splits a cell of several values; empty ones are no values.
func (d *reading) list(column string) []string {
	var values []string
	for _, v := range strings.FieldsFunc(d.text(column), func(r rune) bool { return r == ';' || r == '؛' }) {
		if v = strings.TrimSpace(v); v != "" {
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
	d.problems = append(d.problems, registry.Problem{
		Line: d.line, Identifier: d.id, Field: column, Reason: reason, Severity: severity,
	})
}
