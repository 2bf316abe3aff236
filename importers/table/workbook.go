package table

import (
	"io"
	"strconv"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// openXLSX opens the first sheet whose first row with anything in it names a title column. Another one that does so too
// is reported: it is not read.
func openXLSX(file io.Reader) (*opened, error) {
	w, err := sheet.OpenWorkbook(file)
	if err != nil {
		return nil, err
	}
	t, err := openSheets(w)
	if err != nil {
		w.Close()
		return nil, err
	}
	return t, nil
}

func openSheets(w *sheet.Workbook) (*opened, error) {
	var t *opened
	for i := range w.Sheets() {
		s, err := w.Sheet(i)
		if err != nil {
			return nil, err
		}
		first, err := firstRow(s)
		if err != nil && err != io.EOF {
			s.Skip()
			return nil, err
		}
		var names []string
		for _, c := range first.Cells {
			names = append(names, c.Text)
		}
		switch {
		case err == io.EOF || !namesTitle(names):
			s.Skip()
		case t == nil:
			h, problems, err := newHeader(first)
			if err != nil {
				s.Skip()
				return nil, err
			}
			t = &opened{header: h, rows: s, problems: problems}
		default:
			s.Skip()
			t.problems = append(t.problems, registry.Problem{
				Field: "sheet " + strconv.Itoa(i+1), Severity: registry.SeverityWarning,
				Reason: "has a title column too; only the first such sheet of a workbook is read",
			})
		}
	}
	if t == nil {
		return nil, sheet.Hinted("no sheet's first row names a title column",
			"the first row names the columns; one of them is title, title_en, title_fr, title_ar or title_es")
	}
	return t, nil
}

func firstRow(s *sheet.Sheet) (sheet.Row, error) {
	for {
		r, err := s.Next()
		if err != nil || !r.IsBlank() {
			return r, err
		}
	}
}
