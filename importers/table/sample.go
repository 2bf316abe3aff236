package table

import (
	"slices"

	"github.com/tansiq/tansiq/importers/sheet"
)

// templateRow is what a row is that the template had, and a person left in the table.
type templateRow int

const (
	notOfTemplate templateRow = iota
	untouched                 // hints or example as the template has them
	filledHints               // hints, with something written into the row
	filledExample             // marked as the example, with other words
)

// exampleMarks stand in the column id of the example, as fold leaves them.
var exampleMarks = []string{"example", "exemple", fold("مثال"), "ejemplo"}

// ofTemplate recognises the rows of the template by what is in them, wherever they stand and in whatever form they were saved.
func (d *reading) ofTemplate() templateRow {
	if slices.Contains(exampleMarks, fold(d.id)) {
		if d.isExample() {
			return untouched
		}
		return filledExample
	}
	hints := 0
	for _, c := range columns() {
		if cell := d.cells[c.name]; cell.Text != "" && isOneOf(cell, c.hint) {
			hints++
		}
	}
	switch {
	case hints == 0, hints == 1 && len(d.cells) > 1:
		return notOfTemplate
	case hints == len(d.cells):
		return untouched
	}
	return filledHints
}

// isExample says whether a row is marked as the example.
func (h *header) isExample(r sheet.Row) bool {
	i := slices.Index(h.column, "id")
	return i >= 0 && i < len(r.Cells) && slices.Contains(exampleMarks, fold(r.Cells[i].Text))
}

// isExample says whether the words are those of the example. Its days and numbers a spreadsheet may have written in its own way.
func (d *reading) isExample() bool {
	for _, c := range columns() {
		if !slices.Contains([]form{formText, formLong, formNames}, c.form) {
			continue
		}
		if cell := d.cells[c.name]; cell.Text != "" && !isOneOf(cell, c.example) {
			return false
		}
	}
	return true
}

func isOneOf(c sheet.Cell, texts map[string]string) bool {
	for _, text := range texts {
		if text != "" && fold(c.Text) == fold(text) {
			return true
		}
	}
	return false
}
