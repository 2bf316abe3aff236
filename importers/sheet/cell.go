package sheet

import (
	"math"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// MaxRow bounds the text of one row, in bytes.
const MaxRow = 1 << 20

// Kind is what the file says that a cell is. In CSV every cell is text.
type Kind int

// The kinds of cells.
const (
	KindText   Kind = iota
	KindNumber      // Text is a plain decimal number: no separators to interpret
	KindDate        // Text is an ISO 8601 date, with its time where the cell has one
	KindError       // a formula that failed: #REF!, #N/A
)

// Cell is a cell's value; leading and trailing space is no part of it.
type Cell struct {
	Text string
	Kind Kind
}

// TextCell is a cell of text.
func TextCell(s string) Cell { return Cell{Text: strings.TrimSpace(s)} }

// NumberCell is a cell of a number in the form of JSON and XML, with an exponent or not. What is none is text.
func NumberCell(s string) Cell {
	f, err := strconv.ParseFloat(s, 64)
	switch {
	case plainNumber.MatchString(s) && len(s) <= 15: // exact as it is
		return Cell{Text: s, Kind: KindNumber}
	case err != nil || math.IsInf(f, 0) || math.IsNaN(f):
		return TextCell(s)
	}
	return Cell{Text: plainDecimal(f), Kind: KindNumber}
}

// Row is a row with its line in the decoded text, or its number in the sheet.
type Row struct {
	Line  int
	Cells []Cell
	// Fault says why the row cannot be used, "" for one that can.
	Fault string
}

// IsBlank says whether there is nothing in the row, not even a fault.
func (r Row) IsBlank() bool {
	if r.Fault != "" {
		return false
	}
	for _, c := range r.Cells {
		if c.Text != "" {
			return false
		}
	}
	return true
}

// Rows reads a table row by row. Next answers io.EOF at its end; any other error ends it too (EInvalid where the file is
// at fault).
type Rows interface {
	Next() (Row, error)
	Close() error
}

// Hinted is an EInvalid error with what its reader can do.
func Hinted(message, hint string) *registry.Error {
	e := registry.Errorf(registry.EInvalid, "%s", message)
	e.Hint = hint
	return e
}

// Printable is a stranger's column name as a report may have it: short, and nobody's address.
func Printable(name string) string {
	const most = 60
	name, _ = WithoutEmail(name)
	if r := []rune(name); len(r) > most {
		return string(r[:most]) + "…"
	}
	return name
}
