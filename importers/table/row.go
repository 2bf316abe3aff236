package table

import "strings"

// maxRow bounds the text of one row, in bytes.
const maxRow = 1 << 20

// cellKind is what the file says that a cell is. In CSV every cell is text.
type cellKind int

const (
	cellText   cellKind = iota
	cellNumber          // text is a plain decimal number: no separators to interpret
	cellDate            // text is an ISO 8601 date, with its time where the cell has one
	cellError           // a formula that failed: #REF!, #N/A
)

// cell is a cell's value; leading and trailing space is no part of it.
type cell struct {
	text string
	kind cellKind
}

// row is a row with its line in the decoded text, or its number in the sheet.
type row struct {
	line  int
	cells []cell
	// fault says why the row cannot be used, "" for one that can.
	fault string
}

func (r row) isBlank() bool {
	if r.fault != "" {
		return false
	}
	for _, c := range r.cells {
		if c.text != "" {
			return false
		}
	}
	return true
}

// rowReader reads a table row by row. next answers io.EOF at its end; any other error ends it too.
type rowReader interface {
	next() (row, error)
	Close() error
}

func textCell(s string) cell { return cell{text: strings.TrimSpace(s)} }
