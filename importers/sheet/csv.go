package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Separators are those of CSV files, the most frequent first. Excel writes the semicolon where the comma is the decimal
// sign.
var Separators = []rune{',', ';', '\t'}

// CSV reads CSV (RFC 4180) as rows. What comes before the table can be looked at with Peek or taken with Line; Start says
// what separates the cells of the rest.
type CSV struct {
	// Width is how many cells a row has; one with fewer has a fault, and one with more that are not empty. 0: they may differ.
	Width int

	csv   *csv.Reader
	limit *rowLimit
	text  *bufio.Reader
	lines int // lines before what csv reads
}

// textBuffer is how far ahead a text can be looked at, in bytes.
const textBuffer = 64 << 10

// NewCSV reads decoded text.
func NewCSV(text io.Reader) *CSV {
	limit := &rowLimit{r: text}
	return &CSV{limit: limit, text: bufio.NewReaderSize(limit, textBuffer)}
}

// Peek gives the beginning of what is not read yet, up to 64 KiB; it is short only where the file is.
func (c *CSV) Peek() ([]byte, error) {
	c.limit.reset()
	b, err := c.text.Peek(textBuffer)
	if err == io.EOF {
		err = nil
	}
	return b, err
}

// Line takes the next line that is neither blank nor a hint to Excel. io.EOF where there is none.
func (c *CSV) Line() (line string, number int, err error) {
	for strings.TrimSpace(line) == "" || IsSeparatorHint(line) {
		c.limit.reset()
		line, err = c.text.ReadString('\n')
		c.lines++
		if err != nil && (err != io.EOF || strings.TrimSpace(line) == "" || IsSeparatorHint(line)) {
			return "", c.lines, err
		}
	}
	return line, c.lines, nil
}

// SkipLine takes the next line, whatever is in it.
func (c *CSV) SkipLine() error {
	c.lines++
	_, err := c.text.ReadString('\n')
	if err == io.EOF {
		err = nil
	}
	return err
}

// IsSeparatorHint says whether a line is "sep=;", which Excel writes and reads before the header.
func IsSeparatorHint(line string) bool {
	hint := strings.TrimRight(line, "\r\n")
	return len(hint) == len("sep=;") && strings.EqualFold(hint[:4], "sep=")
}

// Start begins to read rows.
func (c *CSV) Start(separator rune) {
	c.csv = csv.NewReader(c.text)
	c.csv.Comma = separator
	c.csv.FieldsPerRecord = -1 // counted here, so that a row of another width is a problem and not the end
	c.csv.ReuseRecord = true
}

// Next reads a row. A quotation mark that is never closed refuses the file, because every row after it would be swallowed.
func (c *CSV) Next() (Row, error) {
	c.limit.reset()
	record, err := c.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse) && errors.Is(parse.Err, csv.ErrBareQuote):
		// Only this line is spoilt: the reader goes on with the next.
		return Row{Line: c.lines + parse.StartLine, Fault: `a quotation mark inside a cell that is not quoted`}, nil
	case errors.As(err, &parse):
		return Row{}, registry.Errorf(registry.EInvalid,
			"line %d: a quoted cell is not closed, or goes on after its closing quotation mark; what follows cannot be read",
			c.lines+parse.StartLine)
	case err != nil:
		return Row{}, err
	}
	line, _ := c.csv.FieldPos(0)
	r := Row{Line: c.lines + line, Cells: TextCells(record)}
	if c.Width > 0 && len(r.Cells) > c.Width && (Row{Cells: r.Cells[c.Width:]}).IsBlank() {
		r.Cells = r.Cells[:c.Width]
	}
	if c.Width > 0 && len(r.Cells) != c.Width && !r.IsBlank() {
		r.Fault = fmt.Sprintf("the row has %d cells and the header %d: a cell with a separator or a line break in it stands in quotation marks", len(r.Cells), c.Width)
	}
	return r, nil
}

// Close does nothing: the text is the caller's.
func (c *CSV) Close() error { return nil }

// TextCells makes cells of texts.
func TextCells(record []string) []Cell {
	cells := make([]Cell, len(record))
	for i, s := range record {
		cells[i] = TextCell(s)
	}
	return cells
}

// rowLimit bounds what one row of a text may take: a quotation mark that is never closed must not gather the whole file in
// memory. The buffers between it and the row are small beside the bound.
type rowLimit struct {
	r    io.Reader
	read int
}

func (l *rowLimit) reset() { l.read = 0 }

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.read > MaxRow {
		return 0, registry.Errorf(registry.EInvalid, "a row is larger than 1 MiB, or a quoted cell is not closed")
	}
	n, err := l.r.Read(p)
	l.read += n
	return n, err
}
