package api_test

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/api"
)

func newLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

func readAll(t *testing.T, r *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func discard(r *http.Response) (int64, error) { return io.Copy(io.Discard, r.Body) }

// TestLog: a line has the request's id and none of its secrets.
func TestLog(t *testing.T) {
	w := newWorld(t, api.Options{})
	a := w.get(t, "/v1/initiatives?q=confidential", bearer(w.donor), with("X-Request-Id", "forged"))
	log := w.log.String()
	if !strings.Contains(log, a.Header.Get("X-Request-Id")) || !strings.Contains(log, "path=/v1/initiatives") || !strings.Contains(log, "status=200") {
		t.Error(log)
	}
	for _, secret := range []string{w.donor, "confidential", "forged"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
