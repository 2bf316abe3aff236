package sheet

import (
	"encoding/xml"
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

// Sheet reads the rows of one sheet.
type Sheet struct {
	w      *Workbook
	name   string
	r      *partReader
	line   int
	merged []merged // by first row; those that have ended are taken out
	ahead  []Row    // read already, to look for the header
}

// Sheets is how many sheets the workbook has; charts are none.
func (w *Workbook) Sheets() int { return len(w.sheets) }

// Sheet opens a sheet, counted from 0 in the workbook's order.
func (w *Workbook) Sheet(i int) (*Sheet, error) {
	r, err := w.open(w.sheets[i].part, maxPart)
	if err != nil {
		return nil, err
	}
	return &Sheet{w: w, name: w.sheets[i].name, r: r}, nil
}

// FilledSheet is Sheet where a cell that is merged over several rows stands in each of them: what it says, it says of all.
// Excel keeps it in the first one.
func (w *Workbook) FilledSheet(i int) (*Sheet, error) {
	areas, err := w.mergedDown(w.sheets[i].part)
	if err != nil {
		return nil, err
	}
	s, err := w.Sheet(i)
	if err != nil {
		return nil, err
	}
	s.merged = areas
	return s, nil
}

// Skip closes the sheet and not the workbook.
func (s *Sheet) Skip() { s.r.Close() }

// Close closes the sheet and the workbook.
func (s *Sheet) Close() error {
	s.r.Close()
	return s.w.Close()
}

// Next reads up to the end of the next row element. After the last one the part is read to its end, which is where a
// truncated or falsified one shows.
func (s *Sheet) Next() (Row, error) {
	if len(s.ahead) > 0 {
		r := s.ahead[0]
		s.ahead = s.ahead[1:]
		return r, nil
	}
	for {
		token, err := s.r.token()
		if err != nil {
			return Row{}, err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "row" {
			return s.row(e)
		}
	}
}

// row reads a row element: c elements with a reference ("B7") or one after the other. Rows may be numbered too.
func (s *Sheet) row(e xml.StartElement) (Row, error) {
	s.line++
	if n, err := strconv.Atoi(attribute(e, "r")); err == nil {
		if n < s.line {
			return Row{}, registry.Errorf(registry.EInvalid, "row %d of the sheet stands twice or out of order", n)
		}
		s.line = n
	}
	if s.line > maxRows {
		return Row{}, registry.Errorf(registry.EInvalid, "the sheet has more than %d rows", maxRows)
	}
	r := Row{Line: s.line, Hidden: isTrue(attribute(e, "hidden"))}
	size := 0
	for end := s.r.depth - 1; s.r.depth != end; {
		token, err := s.r.token()
		if err != nil {
			return Row{}, err
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "c" {
			continue
		}
		column := len(r.Cells)
		if reference := attribute(e, "r"); reference != "" {
			column = columnOf(reference)
		}
		if column < len(r.Cells) || column >= maxColumns {
			return Row{}, registry.Errorf(registry.EInvalid, "row %d of the sheet has cells out of order", s.line)
		}
		c, err := s.cell(e)
		if err != nil {
			return Row{}, err
		}
		if size += len(c.Text); size > MaxRow {
			return Row{}, registry.Errorf(registry.EInvalid, "row %d of the sheet is larger than 1 MiB", s.line)
		}
		if c.Text == "" {
			continue
		}
		for len(r.Cells) < column {
			r.Cells = append(r.Cells, Cell{})
		}
		r.Cells = append(r.Cells, c)
	}
	s.fill(&r)
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
func (s *Sheet) cell(e xml.StartElement) (Cell, error) {
	kind, style := attribute(e, "t"), attribute(e, "s")
	value, inline, formula := "", "", false
	for end := s.r.depth - 1; s.r.depth != end; {
		token, err := s.r.token()
		if err != nil {
			return Cell{}, err
		}
		t, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch t.Name.Local {
		case "f":
			formula = true
		case "v":
			value, err = s.r.text()
		case "is":
			inline, err = s.r.richText()
		}
		if err != nil {
			return Cell{}, err
		}
	}
	value = strings.TrimSpace(value)
	switch kind {
	case "inlineStr":
		return TextCell(inline), nil
	case "str":
		return TextCell(unescape(value)), nil
	case "s":
		if value == "" {
			return Cell{}, nil
		}
		i, err := strconv.Atoi(value)
		if err != nil || i < 0 || i >= len(s.w.strings) {
			return Cell{}, registry.Errorf(registry.EInvalid, "row %d of the sheet refers to a text that the workbook lacks", s.line)
		}
		return TextCell(s.w.strings[i]), nil
	case "b":
		return TextCell(map[bool]string{true: "true", false: "false"}[isTrue(value)]), nil
	case "e":
		return Cell{Text: value, Kind: KindError}, nil
	case "d":
		return Cell{Text: value, Kind: KindDate}, nil
	}
	if value == "" {
		if formula { // one that gives no text is of type str
			return Cell{Text: Uncomputed, Kind: KindError}, nil
		}
		return Cell{}, nil
	}
	return s.number(value, style), nil
}

// number reads a numeric value: a day, or the month or year of one, where the cell's style shows that, else a plain decimal.
// Excel writes up to 17 digits of a double, or an exponent.
func (s *Sheet) number(value, style string) Cell {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return TextCell(value)
	}
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(s.w.dateStyle) && s.w.dateStyle[n] != shownNumber {
		if day, ok := serialDay(f, s.w.date1904); ok {
			return Cell{Text: day[:s.w.dateStyle[n]], Kind: KindDate}
		}
	}
	return Cell{Text: plainDecimal(f), Kind: KindNumber}
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
