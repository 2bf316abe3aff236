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

// source is a file that is read twice: the second time its rows, the first time what they say together.
type source interface {
	open() (*opened, error)
	close()
}

// opened is a source at its first row.
type opened struct {
	header   *header
	rows     interface{ Next() (sheet.Row, error) }
	problems []registry.Problem // of the file as a whole
	stop     func()
}

// table is what is known of a file before its rows are read.
type table struct {
	header *header
	orders map[string]sheet.Order // by date column, how it writes day and month in figures, where the file proves it
}

func read(ctx context.Context, file io.Reader, feed registry.Feed, give func(registry.Item) error) error {
	s, err := sourceOf(file, feed)
	if err != nil {
		return err
	}
	defer s.close()
	first, err := s.open()
	if err != nil {
		return err
	}
	dates, err := surveyDates(ctx, first)
	first.stop()
	if err != nil {
		return err
	}
	o, err := s.open()
	if err != nil {
		return err
	}
	defer o.stop()
	t := &table{header: o.header, orders: dates.orders()}
	// A problem of the file is nobody's row, but an item without a record is a rejected row: it goes with the first one.
	pending := append(o.problems, dates.problems()...)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := o.rows.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if r.IsBlank() {
			continue
		}
		item, ok := t.item(r, feed)
		if !ok {
			continue
		}
		item.Problems = append(pending, item.Problems...)
		pending = nil
		if err := give(item); err != nil {
			return err
		}
	}
}

// sourceOf finds out what the file is.
func sourceOf(file io.Reader, feed registry.Feed) (source, error) {
	b := bufio.NewReader(file)
	start, err := b.Peek(512)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case len(start) == 0:
		return nil, registry.Errorf(registry.EInvalid, "the file is empty")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")) || bytes.HasPrefix(start, []byte("PK\x05\x06")):
		return newWorkbook(b)
	}
	if what := sheet.OtherFormat(start); what != "" {
		return nil, sheet.Hinted("not a table but "+what, "save it as .xlsx, or as CSV in UTF-8")
	}
	return newText(b, feed)
}
