package standard

import (
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// open reads a file, unpacked.
func open(t testing.TB, path string) io.Reader {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if !strings.HasSuffix(path, ".gz") {
		return f
	}
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return unpacked
}

// today is the day of all tests.
var today = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
