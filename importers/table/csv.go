package table

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// separators are those that a header may use, the format's own first. Excel writes the semicolon where the comma is
// the decimal sign.
var separators = []rune{',', ';', '\t'}

// openCSV reads the header of a CSV file.
func openCSV(b *bufio.Reader) (*opened, error) {
	rows := newCSVReader(newTextReader(b))
	first, err := rows.header()
	if err != nil {
		return nil, err
	}
	h, problems, err := newHeader(first)
	if err != nil {
		return nil, err
	}
	rows.width = len(first.cells)
	return &opened{header: h, rows: rows, problems: problems}, nil
}

// csvReader reads CSV (RFC 4180) as rows.
type csvReader struct {
	csv   *csv.Reader
	limit *recordLimit
	text  *bufio.Reader
	lines int // lines before what csv reads
	width int // number of cells in the header
}

func newCSVReader(text io.Reader) *csvReader {
	limit := &recordLimit{r: text}
	return &csvReader{limit: limit, text: bufio.NewReaderSize(limit, 64<<10)}
}

// header reads the first line that is neither blank nor a hint and takes the separator from it: the one by which a title column is
// named. The header's names hold no line breaks, so it is one line.
func (c *csvReader) header() (row, error) {
	line := ""
	for strings.TrimSpace(line) == "" || isSeparatorHint(line) {
		c.limit.reset()
		var err error
		line, err = c.text.ReadString('\n')
		c.lines++
		if err != nil && (err != io.EOF || strings.TrimSpace(line) == "" || isSeparatorHint(line)) {
			if err == io.EOF {
				return row{}, registry.Errorf(registry.EInvalid, "the file is empty")
			}
			return row{}, err
		}
	}
	for _, separator := range separators {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma = separator
		names, err := r.Read()
		if err != nil || !namesTitle(names) {
			continue
		}
		c.csv = csv.NewReader(c.text)
		c.csv.Comma = separator
		c.csv.FieldsPerRecord = -1 // counted here, so that a row of another width is a problem and not the end
		c.csv.ReuseRecord = true
		return row{line: c.lines, cells: textCells(names)}, nil
	}
	return row{}, errNoTitle(c.lines)
}

// isSeparatorHint says whether a line is "sep=;", which Excel writes and reads before the header.
func isSeparatorHint(line string) bool {
	hint := strings.TrimRight(line, "\r\n")
	return len(hint) == len("sep=;") && strings.EqualFold(hint[:4], "sep=")
}

func (c *csvReader) next() (row, error) {
	c.limit.reset()
	record, err := c.csv.Read()
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse) && errors.Is(parse.Err, csv.ErrBareQuote):
		// Only this line is spoilt: the reader goes on with the next.
		return row{line: c.lines + parse.StartLine, fault: `a quotation mark inside a cell that is not quoted`}, nil
	case errors.As(err, &parse):
		return row{}, registry.Errorf(registry.EInvalid,
			"line %d: a quoted cell is not closed, or goes on after its closing quotation mark; what follows cannot be read",
			c.lines+parse.StartLine)
	case err != nil:
		return row{}, err
	}
	line, _ := c.csv.FieldPos(0)
	r := row{line: c.lines + line, cells: textCells(record)}
	if len(record) != c.width && !r.isBlank() {
		r.fault = "the row has not as many cells as the header"
	}
	return r, nil
}

func (c *csvReader) Close() error { return nil }

func textCells(record []string) []cell {
	cells := make([]cell, len(record))
	for i, s := range record {
		cells[i] = textCell(s)
	}
	return cells
}

// recordLimit bounds what one row may take: a quotation mark that is never closed must not gather the whole file in
// memory. The buffers between it and the row are small beside the bound.
type recordLimit struct {
	r    io.Reader
	read int
}

func (l *recordLimit) reset() { l.read = 0 }

func (l *recordLimit) Read(p []byte) (int, error) {
	if l.read > maxRow {
		return 0, registry.Errorf(registry.EInvalid, "a row is larger than 1 MiB, or a quoted cell is not closed")
	}
	n, err := l.r.Read(p)
	l.read += n
	return n, err
}
