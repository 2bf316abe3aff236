package table

import (
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// A sheet is read here, cell by cell, and not with excelize, for two reasons that a table of other people's money
// cannot do without. Its Rows.Next and Rows.Columns drop the XML decoder's error (v2.11.1, rows.go), so that a damaged
// sheet is a shorter one; and they give texts only, so that a number, a date and a text cannot be told apart without
// loading the whole sheet.

const (
	maxRows    = 1 << 20 // of Excel: 1,048,576 rows
	maxColumns = 1 << 14 // of Excel: 16,384 columns
)

// openTable opens the first sheet whose first row with anything in it names a title column. Another one that does so too
// is reported: it is not read.
func (w *workbook) openTable() (*opened, error) {
	var t *opened
	for i, part := range w.sheets {
		s, err := w.openSheet(part)
		if err != nil {
			return nil, err
		}
		first, err := s.firstRow()
		if err != nil && err != io.EOF {
			s.r.Close()
			return nil, err
		}
		var names []string
		for _, c := range first.cells {
			names = append(names, c.text)
		}
		switch {
		case err == io.EOF || !namesTitle(names):
			s.r.Close()
		case t == nil:
			h, problems, err := newHeader(first)
			if err != nil {
				s.r.Close()
				return nil, err
			}
			t = &opened{header: h, rows: s, problems: problems}
		default:
			s.r.Close()
			t.problems = append(t.problems, registry.Problem{
				Field: "sheet " + strconv.Itoa(i+1), Severity: registry.SeverityWarning,
				Reason: "has a title column too; only the first such sheet of a workbook is read",
			})
		}
	}
	if t == nil {
		return nil, hinted("no sheet's first row names a title column",
			"the first row names the columns; one of them is title, title_en, title_fr, title_ar or title_es")
	}
	return t, nil
}

// sheet reads the rows of one sheet; closing it closes the workbook.
type sheet struct {
	w    *workbook
	r    *partReader
	line int
}

func (w *workbook) openSheet(part string) (*sheet, error) {
	r, err := w.open(part, maxPart)
	return &sheet{w: w, r: r}, err
}

func (s *sheet) Close() error {
	s.r.Close()
	return s.w.Close()
}

func (s *sheet) firstRow() (row, error) {
	for {
		r, err := s.next()
		if err != nil || !r.isBlank() {
			return r, err
		}
	}
}

// next reads up to the end of the next row element. After the last one the part is read to its end, which is where a
// truncated or falsified one shows.
func (s *sheet) next() (row, error) {
	for {
		token, err := s.r.token()
		if err != nil {
			return row{}, err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "row" {
			return s.row(e)
		}
	}
}

// row reads a row element: c elements with a reference ("B7") or one after the other. Rows may be numbered too.
func (s *sheet) row(e xml.StartElement) (row, error) {
	s.line++
	if n, err := strconv.Atoi(attribute(e, "r")); err == nil {
		if n < s.line {
			return row{}, registry.Errorf(registry.EInvalid, "row %d of the sheet stands twice or out of order", n)
		}
		s.line = n
	}
	if s.line > maxRows {
		return row{}, registry.Errorf(registry.EInvalid, "the sheet has more than %d rows", maxRows)
	}
	r := row{line: s.line}
	size := 0
	for end := s.r.depth - 1; s.r.depth != end; {
		token, err := s.r.token()
		if err != nil {
			return row{}, err
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "c" {
			continue
		}
		column := len(r.cells)
		if reference := attribute(e, "r"); reference != "" {
			column = columnOf(reference)
		}
		if column < len(r.cells) || column >= maxColumns {
			return row{}, registry.Errorf(registry.EInvalid, "row %d of the sheet has cells out of order", s.line)
		}
		c, err := s.cell(e)
		if err != nil {
			return row{}, err
		}
		if size += len(c.text); size > maxRow {
			return row{}, registry.Errorf(registry.EInvalid, "row %d of the sheet is larger than 1 MiB", s.line)
		}
		if c.text == "" {
			continue
		}
		for len(r.cells) < column {
			r.cells = append(r.cells, cell{})
		}
		r.cells = append(r.cells, c)
	}
	return r, nil
}

// columnOf is the 0-based column of a reference ("B7" is 1); maxColumns for one that is none.
func columnOf(reference string) int {
	n := 0
	for i, c := range strings.ToUpper(reference) {
		switch {
		case c >= 'A' && c <= 'Z' && i < 3:
			n = n*26 + int(c-'A') + 1
		case c >= '0' && c <= '9' && n > 0:
			return n - 1
		default:
			return maxColumns
		}
	}
	return maxColumns
}

// cell reads a c element (ISO/IEC 29500-1 sections 18.3.1.4 and 18.18.11): its value v, computed before it was saved
// where it is a formula, or its inline text is.
func (s *sheet) cell(e xml.StartElement) (cell, error) {
	kind, style := attribute(e, "t"), attribute(e, "s")
	value, inline := "", ""
	for end := s.r.depth - 1; s.r.depth != end; {
		token, err := s.r.token()
		if err != nil {
			return cell{}, err
		}
		t, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch t.Name.Local {
		case "v":
			value, err = s.r.text()
		case "is":
			inline, err = s.r.richText()
		}
		if err != nil {
			return cell{}, err
		}
	}
	value = strings.TrimSpace(value)
	switch kind {
	case "inlineStr":
		return textCell(inline), nil
	case "str":
		return textCell(unescape(value)), nil
	case "s":
		if value == "" {
			return cell{}, nil
		}
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 || i >= len(s.w.strings) {
			return cell{}, registry.Errorf(registry.EInvalid, "row %d of the sheet refers to a text that the workbook lacks", s.line)
		}
		return textCell(s.w.strings[i]), nil
	case "b":
		return textCell(map[bool]string{true: "true", false: "false"}[isTrue(value)]), nil
	case "e":
		return cell{text: value, kind: cellError}, nil
	case "d":
		return cell{text: value, kind: cellDate}, nil
	}
	if value == "" {
		return cell{}, nil
	}
	return s.number(value, style), nil
}

// number reads a numeric value: a day where the cell's style shows one, else a plain decimal. Excel writes up to 17
// digits of a double, or an exponent.
func (s *sheet) number(value, style string) cell {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return textCell(value)
	}
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(s.w.dateStyle) && s.w.dateStyle[n] {
		if day, ok := serialDay(f, s.w.date1904); ok {
			return cell{text: day, kind: cellDate}
		}
	}
	return cell{text: plainDecimal(f), kind: cellNumber}
}

// plainDecimal writes a double without an exponent and to 15 significant digits, as Excel shows it: 0.1 + 0.2 is 0.3.
func plainDecimal(f float64) string {
	shown, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64) // its own output
	return strconv.FormatFloat(shown, 'f', -1, 64)
}

// serialDay is the day that a serial number stands for (ISO/IEC 29500-1 section 18.17.4): days since 1899-12-30, since
// the 1900 date system believes in 29 February 1900; days up to that one are not told apart with certainty and are none.
// The 1904 system counts from 1904-01-01.
func serialDay(serial float64, date1904 bool) (string, bool) {
	const last = 2958465 // 9999-12-31
	if serial > last || !date1904 && serial < 61 || serial < 0 {
		return "", false
	}
	from := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return from.AddDate(0, 0, int(serial)).Format(time.DateOnly), true
}
