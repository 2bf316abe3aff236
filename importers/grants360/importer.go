package grants360

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/registry"
)

// Name is the name of the format.
const Name = "360giving"

// Importer reads 360Giving files.
type Importer struct {
	// Limits bound a grant of a JSON file. Rows are bounded by package sheet.
	Limits jsonstream.Limits
}

// New makes an importer with the default limits.
func New() Importer { return Importer{Limits: jsonstream.DefaultLimits()} }

// Format is "360giving".
func (Importer) Format() string { return Name }

// Read yields a record or a rejection for each grant. The first bytes decide between JSON, CSV and XLSX. EInvalid: none of
// them, no list of grants or no column Identifier, cut off, not text in its encoding, over a limit; the message says which
// and where. EUnavailable: the file could not be read. The error of a cancelled context is given as it is.
func (im Importer) Read(ctx context.Context, file io.Reader, feed registry.Feed) iter.Seq2[registry.Item, error] {
	return registry.Stream(func(give func(registry.Item) error) error {
		return im.read(file, feed, &stream{ctx: ctx, give: give, unknown: map[string]bool{}})
	})
}

func (im Importer) read(file io.Reader, feed registry.Feed, s *stream) error {
	b := bufio.NewReaderSize(file, 64<<10)
	start, err := b.Peek(512)
	if err != nil && err != io.EOF {
		return readError(err)
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
	if bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")) {
		return im.readPackage(b, s)
	}
	return readTable(b, feed, s)
}

func readError(err error) error {
	var known *registry.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return registry.WrapError(registry.EUnavailable, err, "the file could not be read")
}

// stream hands the items on.
type stream struct {
	ctx     context.Context
	give    func(registry.Item) error
	licence string
	// unknown are the names that are no fields of the standard and were reported.
	unknown map[string]bool
	// pending are problems of the file as a whole: they go with its first item.
	pending []registry.Problem
}

// item hands a grant's item on.
func (s *stream) item(item registry.Item) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if item.Record != nil {
		item.Record.Licence = s.licence
	}
	item.Problems = append(s.pending, item.Problems...)
	s.pending = nil
	return s.give(item)
}

// maxUnknown bounds how many names are remembered and reported.
const maxUnknown = 200

// reportUnknown says of a name, once, that it is not read.
func (s *stream) reportUnknown(line int, name string) {
	if s.unknown[name] || len(s.unknown) >= maxUnknown {
		return
	}
	s.unknown[name] = true
	s.pending = append(s.pending, registry.Problem{Line: line, Field: name, Severity: registry.SeverityWarning,
		Reason: "not a field of the standard; it is not read"})
}
