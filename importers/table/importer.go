package table

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"iter"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// Importer reads the table format.
type Importer struct{}

// New makes the importer.
func New() Importer { return Importer{} }

// Format is "table".
func (Importer) Format() string { return "table" }

// Read yields a record or a rejection for each row that has anything in it. The magic bytes decide between CSV and XLSX.
// EInvalid: neither of the two, no title column, truncated, not UTF-8, over a limit; the message says which and where.
func (Importer) Read(ctx context.Context, file io.Reader, feed registry.Feed) iter.Seq2[registry.Item, error] {
	return registry.Stream(func(give func(registry.Item) error) error { return read(ctx, file, feed, give) })
}

func read(ctx context.Context, file io.Reader, feed registry.Feed, give func(registry.Item) error) error {
	t, err := openTable(file, feed)
	if err != nil {
		return err
	}
	defer t.rows.Close()
	// A problem of the file is nobody's row, but an item without a record is a rejected row: it goes with the first one.
	pending := t.problems
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := t.rows.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if r.IsBlank() {
			continue
		}
		item := t.header.item(r, feed)
		item.Problems = append(pending, item.Problems...)
		pending = nil
		if err := give(item); err != nil {
			return err
		}
	}
}

// opened is a file that turned out to be a table.
type opened struct {
	header   *header
	rows     sheet.Rows
	problems []registry.Problem // of the file as a whole
}

// openTable finds out what the file is and reads its header.
func openTable(file io.Reader, feed registry.Feed) (*opened, error) {
	b := bufio.NewReader(file)
	start, err := b.Peek(512)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case len(start) == 0:
		return nil, registry.Errorf(registry.EInvalid, "the file is empty")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")) || bytes.HasPrefix(start, []byte("PK\x05\x06")):
		return openXLSX(b)
	}
	if what := sheet.OtherFormat(start); what != "" {
		return nil, sheet.Hinted("not a table but "+what, "save it as .xlsx, or as CSV in UTF-8")
	}
	return openCSV(b, feed)
}
