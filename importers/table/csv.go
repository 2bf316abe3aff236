package table

import (
	"bufio"
	"io"
	"os"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// text is a CSV file, in a temporary file of its own, because what it comes from can be read once.
type text struct {
	temporary *os.File
	charset   string
}

func newText(file io.Reader, feed registry.Feed) (*text, error) {
	temporary, err := os.CreateTemp("", "tansiq-table-*.csv")
	if err != nil {
		return nil, registry.WrapError(registry.EUnavailable, err, "no temporary file for the table")
	}
	t := &text{temporary: temporary, charset: feed.Charset}
	if _, err := io.Copy(temporary, file); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

func (t *text) close() {
	t.temporary.Close()
	os.Remove(t.temporary.Name())
}

func (t *text) open() (*opened, error) {
	if _, err := t.temporary.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	rows := sheet.NewCSV(sheet.NewText(bufio.NewReader(t.temporary), t.charset))
	first, ok, err := rows.Header(headerScore)
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
	return &opened{header: h, rows: rows, problems: problems, stop: func() {}}, nil
}
