// Package export writes initiatives as streams for other programs and for spreadsheets. It holds one initiative at a
// time, whatever the length of the stream.
package export

import (
	"io"
	"iter"

	"github.com/tansiq/tansiq/registry"
)

// NDJSON writes each view as it is stored, one JSON object a line. It stops at the first error of the sequence or the
// writer and gives it back.
func NDJSON(w io.Writer, views iter.Seq2[registry.ViewDocument, error]) error {
	for view, err := range views {
		if err != nil {
			return err
		}
		if _, err := w.Write(view.JSON); err != nil {
			return err
		}
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
	}
	return nil
}
