package table

import (
	"bufio"
	"encoding/csv"
	"io"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// openCSV reads the header of a CSV file: the first line that is neither blank nor a hint. Its separator is the one by which
// a title column is named. The header's names hold no line breaks, so it is one line.
func openCSV(b *bufio.Reader, feed registry.Feed) (*opened, error) {
	rows := sheet.NewCSV(sheet.NewText(b, feed.Charset))
	line, number, err := rows.Line()
	if err == io.EOF {
		return nil, registry.Errorf(registry.EInvalid, "the file is empty")
	}
	if err != nil {
		return nil, err
	}
	for _, separator := range sheet.Separators {
		r := csv.NewReader(strings.NewReader(line))
		r.Comma = separator
		names, err := r.Read()
		if err != nil || !namesTitle(names) {
			continue
		}
		h, problems, err := newHeader(sheet.Row{Line: number, Cells: sheet.TextCells(names)})
		if err != nil {
			return nil, err
		}
		rows.Start(separator)
		rows.Width = len(names)
		return &opened{header: h, rows: rows, problems: problems}, nil
	}
	return nil, errNoTitle(number)
}
