package sheet

import (
	"encoding/xml"
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
