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
	t, err := openSheet(w)
	if err != nil {
		w.Close()
		return nil, err
	}
	return t, nil
}

func openSheet(w *sheet.Workbook) (*opened, error) {
	rows, first, others, err := w.Table(namesTitle)
	if err != nil {
		return nil, err
	}
	if rows == nil {
		return nil, sheet.Hinted("no sheet's first row names a title column",
			"the first row names the columns; one of them is title, title_en, title_fr, title_ar or title_es")
	}
	h, problems, err := newHeader(first)
	if err != nil {
		return nil, err
	}
	for _, n := range others {
		problems = append(problems, registry.Problem{
			Field: "sheet " + strconv.Itoa(n), Severity: registry.SeverityWarning,
			Reason: "has a title column too; only the first such sheet of a workbook is read",
		})
	}
	return &opened{header: h, rows: rows, problems: problems}, nil
}
