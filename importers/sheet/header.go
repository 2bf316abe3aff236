package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// A Score says of the texts of a row how good a header it is: how many columns it names; 0 where it is none. above is how many
// rows with anything in them stand above it, in which people write a title or a date.
type Score func(texts []string, above int) int

// maxAbove is below how many rows a header is looked for.
const maxAbove = 10

// Header reads the row that names the columns: of the first rows with anything in them, and by the separator with which it names
// most, the first of those that score best. Rows are read with that separator then, each as wide as the header. ok is false, and
// only the line of the first row known, where none scores. EInvalid where the file is empty.
func (c *CSV) Header(score Score) (header Row, ok bool, err error) {
	if err := c.skipBlank(); err != nil {
		return Row{}, false, err
	}
	start, err := c.Peek()
	if err != nil {
		return Row{}, false, err
	}
	best, separator, end := 0, rune(0), 0
	for _, s := range Separators {
		eachRecord(start, s, func(record []string, line, above, at int) {
			if n := score(Row{Cells: TextCells(record)}.Texts(), above); n > best {
				best, separator, end = n, s, at
				header = Row{Line: c.lines + line, Cells: TextCells(record)}
			}
		})
	}
	if best == 0 {
		_, number, err := c.Line()
		return Row{Line: number}, false, err
	}
	c.lines += bytes.Count(start[:end], []byte{'\n'})
	if _, err := c.text.Discard(end); err != nil {
		return Row{}, false, err
	}
	c.Start(separator)
	c.Width = len(header.Cells)
	return header, true, nil
}

// skipBlank takes blank lines and hints to Excel, which stand before everything else.
func (c *CSV) skipBlank() error {
	for {
		start, err := c.Peek()
		if err != nil {
			return err
		}
		if len(start) == 0 {
			return registry.Errorf(registry.EInvalid, "the file is empty")
		}
		line, _, _ := bytes.Cut(start, []byte{'\n'})
		if len(line) == len(start) && len(start) == c.text.Size() || len(bytes.TrimSpace(line)) > 0 && !IsSeparatorHint(string(line)) {
			return nil
		}
		if err := c.SkipLine(); err != nil {
			return err
		}
	}
}

// eachRecord gives the first records of a text that have anything in them, with their line, how many stand above, and where they
// end. One that reaches the end of the buffer may go on behind it and is none.
func eachRecord(start []byte, separator rune, give func(record []string, line, above, end int)) {
	r := csv.NewReader(bytes.NewReader(start))
	r.Comma = separator
	r.FieldsPerRecord = -1
	for above := 0; above <= maxAbove; {
		record, err := r.Read()
		var parse *csv.ParseError
		switch {
		case errors.As(err, &parse) && errors.Is(parse.Err, csv.ErrBareQuote): // of this line alone
			above++
		case err != nil:
			return
		case strings.TrimSpace(strings.Join(record, "")) != "":
			end := int(r.InputOffset())
			if end == len(start) && len(start) == textBuffer {
				return
			}
			line, _ := r.FieldPos(0)
			give(record, line, above, end)
			above++
		}
	}
}

// OtherSheet is a sheet that has a header too, and is not read.
type OtherSheet struct {
	Number int // from 1
	Name   string
	Hidden bool
}

// Table opens the first sheet that shows and has a header, after that row: of its first rows with anything in them the first of
// those that score best. others are more sheets with a header, and hidden ones: they are not read, and the caller says so. rows
// is nil where there is none.
func (w *Workbook) Table(score Score) (rows *Sheet, header Row, others []OtherSheet, err error) {
	return w.table(score, w.Sheet)
}

// FilledTable is Table where a cell that is merged over several rows stands in each of them, marked as Shared.
func (w *Workbook) FilledTable(score Score) (rows *Sheet, header Row, others []OtherSheet, err error) {
	return w.table(score, w.FilledSheet)
}

func (w *Workbook) table(score Score, open func(int) (*Sheet, error)) (rows *Sheet, header Row, others []OtherSheet, err error) {
	for i := range w.Sheets() {
		s, err := open(i)
		if err != nil {
			return nil, Row{}, nil, err
		}
		first, ok, err := s.header(score)
		if err != nil {
			s.Skip()
			return nil, Row{}, nil, err
		}
		switch {
		case !ok:
			s.Skip()
		case rows == nil && !w.sheets[i].hidden:
			rows, header = s, first
		default:
			s.Skip()
			others = append(others, OtherSheet{i + 1, w.sheets[i].name, w.sheets[i].hidden})
		}
	}
	return rows, header, others, nil
}

// Name is the sheet's name.
func (s *Sheet) Name() string { return s.name }

// header takes the rows up to the one that names the columns; ok is false where none of the first rows does.
func (s *Sheet) header(score Score) (header Row, ok bool, err error) {
	best, after := 0, 0
	var read []Row
	for above := 0; above <= maxAbove; {
		r, err := s.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Row{}, false, err
		}
		read = append(read, r)
		if r.IsBlank() {
			continue
		}
		if n := score(r.Texts(), above); n > best {
			best, after, header = n, len(read), r
		}
		above++
	}
	s.ahead = read[after:]
	return header, best > 0, nil
}

// Texts are the texts of the row's cells.
func (r Row) Texts() []string {
	texts := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		texts[i] = c.Text
	}
	return texts
}
