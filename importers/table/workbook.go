package table

import (
	"fmt"
	"io"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// workbook is an XLSX file. Its first sheet that shows and names a title column is read; another one that does so too, or that is
// hidden, is reported.
type workbook struct{ *sheet.Workbook }

func newWorkbook(file io.Reader) (workbook, error) {
	w, err := sheet.OpenWorkbook(file)
	return workbook{w}, err
}

func (w workbook) close() { w.Close() }

func (w workbook) open() (*opened, error) {
	rows, first, others, err := w.FilledTable(headerScore)
	if err != nil {
		return nil, err
	}
	if rows == nil {
		if len(others) > 0 {
			return nil, sheet.Hinted(fmt.Sprintf("only a hidden sheet (%q) names a title column", others[0].Name), "show the sheet that is meant to be read")
		}
		return nil, sheet.Hinted("no sheet's first row names a title column, nor does one of the ten below it", hintOfTitle)
	}
	h, problems, err := newHeader(first)
	if err != nil {
		rows.Skip()
		return nil, err
	}
	for _, other := range others {
		reason := fmt.Sprintf("%q has a title column too; only the first such sheet of a workbook is read, here %q", other.Name, rows.Name())
		if other.Hidden {
			reason = fmt.Sprintf("%q has a title column and is hidden; it is not read, but %q is", other.Name, rows.Name())
		}
		problems = append(problems, registry.Problem{Field: fmt.Sprintf("sheet %d", other.Number), Reason: reason, Severity: registry.SeverityWarning})
	}
	return &opened{header: h, rows: rows, problems: problems, stop: rows.Skip}, nil
}
