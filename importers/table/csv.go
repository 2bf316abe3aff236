package table

import (
	"bufio"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// openCSV reads the header of a CSV file.
func openCSV(b *bufio.Reader, feed registry.Feed) (*opened, error) {
	rows := sheet.NewCSV(sheet.NewText(b, feed.Charset))
	first, ok, err := rows.Header(namesTitle)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNoTitle(first.Line)
	}
	h, problems, err := newHeader(first)
	if err != nil {
		return nil, err
	}
	return &opened{header: h, rows: rows, problems: problems}, nil
}
