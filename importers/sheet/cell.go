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
	KindDate        // Text is an ISO 8601 date, with its time where the cell has one; a year or month where it shows no day
	KindError       // a formula that failed: #REF!, #N/A; or, with Uncomputed, one that was never computed
)

// Uncomputed is the Text of a cell of KindError whose formula has no value in the file: a program wrote it, and no spreadsheet
// has opened it since.
const Uncomputed = "="

// Cell is a cell's value; leading and trailing space is no part of it.
type Cell struct {
	Text string
	Kind Kind
	// Shared says that the cell is one for several rows (merged cells of a workbook).
	Shared bool
}

// TextCell is a cell of text, without what nobody sees in it.
func TextCell(s string) Cell { return Cell{Text: strings.TrimSpace(Visible(s))} }

// invisible are characters without a glyph that people do not know to be there: marks and embeddings of direction, which
// Arabic spreadsheets put around dates and numbers, zero-width space, word joiner, soft hyphen, and byte order marks within
// a text. The joiners U+200C and U+200D are none: they shape letters.
var invisible = strings.NewReplacer("\u200e", "", "\u200f", "", "\u061c", "", "\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "",
	"\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u200b", "", "\u2060", "", "\u00ad", "", "\ufeff", "")

// Visible takes invisible characters out of a text.
func Visible(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return invisible.Replace(s)
		}
	}
	return s
}

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
	// Hidden says that the sheet does not show the row: a filter does not let it through, or somebody hid it.
	Hidden bool
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
