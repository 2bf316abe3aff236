package api

import (
	"bufio"
	"context"
	"io"
	"iter"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/export"
)

const (
	aboutExportCSV = "Every initiative that matches, in the table format that people fill in, with id and sources. RFC 4180 in UTF-8. A cell that a spreadsheet would take " +
		"for a formula begins with an apostrophe. An answer that is cut off was not complete: the connection then ends without its last chunk."
	aboutExportNDJSON = "Every initiative that matches, one JSON object a line, as the list gives them, unpaged. An answer that is cut off was not complete."
)

const (
	exportBuffer = 64 << 10
	// exportStall is how long a client may take to accept exportBuffer bytes: 2 kB/s.
	exportStall = 30 * time.Second
)

type exportAnswer struct {
	ContentDisposition string `header:"Content-Disposition" doc:"Suggests a file name."`
	Body               func(huma.Context)
}

type exportFormat struct {
	file, contentType string
	write             func(io.Writer, iter.Seq2[registry.ViewDocument, error]) error
}

func (a *api) exportCSV(ctx context.Context, who registry.Audience, in *InitiativeParameters) (*exportAnswer, error) {
	return a.export(ctx, who, in, exportFormat{"initiatives.csv", "text/csv; charset=utf-8; header=present", export.CSV})
}

func (a *api) exportNDJSON(ctx context.Context, who registry.Audience, in *InitiativeParameters) (*exportAnswer, error) {
	return a.export(ctx, who, in, exportFormat{"initiatives.ndjson", "application/x-ndjson", export.NDJSON})
}

// export streams. What is wrong before the first initiative is a problem as everywhere; later the status is sent
// already, and the connection is cut, so that no client takes a part for the whole.
func (a *api) export(ctx context.Context, who registry.Audience, in *InitiativeParameters, format exportFormat) (*exportAnswer, error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	next, stop := iter.Pull2(a.registry.EachInitiative(ctx, who, filter))
	first, err, any := next()
	if any && err != nil {
		stop()
		return nil, err
	}
	rest := func(yield func(registry.ViewDocument, error) bool) {
		for document, err, ok := first, error(nil), any; ok; document, err, ok = next() {
			if !yield(document, err) {
				return
			}
		}
	}
	return &exportAnswer{
		ContentDisposition: `attachment; filename="` + format.file + `"`,
		Body: func(hctx huma.Context) {
			defer stop()
			_, w := humago.Unwrap(hctx)
			w.Header().Set("Content-Type", format.contentType)
			out := bufio.NewWriterSize(patientWriter{w, a.options.Now}, exportBuffer)
			if err := format.write(out, rest); err != nil {
				stamp(ctx, problemOf(err, "query"))
				panic(http.ErrAbortHandler)
			}
			if err := out.Flush(); err != nil {
				panic(http.ErrAbortHandler)
			}
		},
	}, nil
}

// patientWriter moves the connection's write deadline along with what the client takes: a long export over a slow line
// goes on, a client that stopped reading does not hold a reader of the database.
type patientWriter struct {
	http.ResponseWriter
	now func() time.Time
}

func (w patientWriter) Write(b []byte) (int, error) {
	// A writer without deadlines (a test's recorder) has no slow client.
	_ = http.NewResponseController(w.ResponseWriter).SetWriteDeadline(w.now().Add(exportStall))
	return w.ResponseWriter.Write(b)
}
