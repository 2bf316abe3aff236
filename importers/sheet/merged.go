package sheet

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// merged is a cell that reaches down over several rows.
type merged struct {
	column, first, last int // rows are 1-based
	cell                Cell
}

const maxMerged = 100_000 // areas of a sheet

// mergedDown lists the areas of a sheet that span rows, by their first row. They stand behind the rows in the part, which is
// read to its end for them.
func (w *Workbook) mergedDown(part string) ([]merged, error) {
	if areas, ok := w.merged[part]; ok {
		return slices.Clone(areas), nil
	}
	if mentioned, err := w.mentions(part, "mergeCell"); err != nil || !mentioned {
		return nil, err
	}
	var areas []merged
	err := w.eachElement(part, maxPart, func(_ *partReader, e xml.StartElement) error {
		if e.Name.Local != "mergeCell" {
			return nil
		}
		from, to, _ := strings.Cut(attribute(e, "ref"), ":")
		m := merged{column: columnOf(from), first: rowOf(from), last: rowOf(to)}
		if m.last > m.first && m.first > 0 && m.column < maxColumns {
			areas = append(areas, m)
		}
		if len(areas) > maxMerged {
			return registry.Errorf(registry.EInvalid, "the sheet has more than %d merged cells", maxMerged)
		}
		return nil
	})
	slices.SortStableFunc(areas, func(a, b merged) int { return a.first - b.first })
	if err == nil {
		w.merged[part] = slices.Clone(areas)
	}
	return areas, err
}

// mentions says whether a part has a word somewhere in its bytes: of most sheets that is known long before they are parsed.
func (w *Workbook) mentions(part, word string) (bool, error) {
	f := w.parts[part]
	content, err := f.Open()
	if err != nil {
		return false, errBroken(err)
	}
	defer content.Close()
	r := limitUnpacked(content, f, maxPart)
	buffer := make([]byte, 64<<10)
	kept := 0 // of the bytes before: the word may begin in them
	for {
		n, err := r.Read(buffer[kept:])
		if bytes.Contains(buffer[:kept+n], []byte(word)) {
			return true, nil
		}
		if err == io.EOF {
			return false, nil
		}
		if err != nil {
			return false, errBroken(err)
		}
		end := kept + n
		kept = min(end, len(word)-1)
		copy(buffer, buffer[end-kept:end])
	}
}

// rowOf is the row of a reference ("B7" is 7); 0 for one that is none.
func rowOf(reference string) int {
	n, err := strconv.Atoi(strings.TrimLeft(strings.ToUpper(reference), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// fill puts the cells of areas that began above into a row, and remembers those that begin in it.
func (s *Sheet) fill(r *Row) {
	ended := 0
	for i := range s.merged {
		m := &s.merged[i]
		if m.first > r.Line {
			break
		}
		switch {
		case m.last < r.Line:
			ended++
		case m.first == r.Line:
			if m.column < len(r.Cells) {
				r.Cells[m.column].Shared = true
				m.cell = r.Cells[m.column]
			}
		case m.cell.Text != "":
			for len(r.Cells) <= m.column {
				r.Cells = append(r.Cells, Cell{})
			}
			if r.Cells[m.column].Text == "" {
				r.Cells[m.column] = m.cell
			}
		}
	}
	if ended > 0 {
		s.merged = slices.DeleteFunc(s.merged, func(m merged) bool { return m.last < r.Line })
	}
}
