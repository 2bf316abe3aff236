package sheet

import (
	"encoding/csv"
	"io"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Header reads the row that names the columns, in the first line that is neither blank nor a hint: by the separator with which
// isHeader knows it. Its names hold no line breaks, so it is one line. Rows are read with that separator then, each as wide as
// the header. ok is false, and only the line of the row known, where isHeader knows none. EInvalid where the file is empty.
func (c *CSV) Header(isHeader func(names []string) bool) (header Row, ok bool, err error) {
	line, number, err := c.Line()
	if err == io.EOF {
		return Row{}, false, registry.Errorf(registry.EInvalid, "the file is empty")
	}
	if err != nil {
		return Row{}, false, err
	}
	for _, separator := range Separators {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma = separator
		if names, err := r.Read(); err == nil && isHeader(names) {
			c.Start(separator)
			c.Width = len(names)
			return Row{Line: number, Cells: TextCells(names)}, true, nil
		}
	}
	return Row{Line: number}, false, nil
}

// Table opens the first sheet whose first row with anything in it is a header, after that row. others are the numbers, from 1, of
// more such sheets: they are not read, and the caller says so. rows is nil where there is none.
func (w *Workbook) Table(isHeader func(names []string) bool) (rows *Sheet, header Row, others []int, err error) {
	for i := range w.Sheets() {
		s, err := w.Sheet(i)
		if err != nil {
			return nil, Row{}, nil, err
		}
		first, err := s.firstRow()
		if err != nil && err != io.EOF {
			s.Skip()
			return nil, Row{}, nil, err
		}
		switch {
		case err == io.EOF || !isHeader(first.Texts()):
			s.Skip()
		case rows == nil:
			rows, header = s, first
		default:
			s.Skip()
			others = append(others, i+1)
		}
	}
	return rows, header, others, nil
}

// firstRow reads the first row that has anything in it.
func (s *Sheet) firstRow() (Row, error) {
	for {
		if r, err := s.Next(); err != nil || !r.IsBlank() {
			return r, err
		}
	}
}

// Texts are the texts of the row's cells.
func (r Row) Texts() []string {
	texts := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		texts[i] = c.Text
	}
	return texts
}
