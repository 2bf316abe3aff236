// Package importertest is what the tests of importers share: the files that other people published, and what is true of
// every importer's items.
package importertest

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// Shared is the path of something in the folder of real data, which is other people's and not in the repository.
// TANSIQ_SHARED_DATA names the folder; otherwise it is looked for beside the repository. The test is skipped where the folder is
// not there; what is missing in it is for the caller to find.
func Shared(t testing.TB, path ...string) string {
	t.Helper()
	folder := os.Getenv("TANSIQ_SHARED_DATA")
	if folder == "" {
		folder = filepath.Join(repository(t), "..", "shared", "data")
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the shared data is not here; TANSIQ_SHARED_DATA names its folder")
	}
	return filepath.Join(append([]string{folder}, path...)...)
}

// repository is the path of the repository's folder: tests run in their package's.
func repository(t testing.TB) string {
	t.Helper()
	folder := "."
	for range 8 {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		folder = filepath.Join(folder, "..")
	}
	t.Fatal("there is no go.mod in the folders around this test")
	return ""
}

// Read reads a whole file; err is how it ended.
func Read(t testing.TB, importer registry.Importer, file io.Reader, feed registry.Feed) (items []registry.Item, err error) {
	t.Helper()
	for item, err := range importer.Read(t.Context(), file, feed) {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}

// ReadAny is Read of a file that may be anything: it is read, or refused with EInvalid. An item is a record, a funding entry, or
// a rejection; a record has a key, a line and what the source wrote, and each problem a reason.
func ReadAny(t testing.TB, importer registry.Importer, file io.Reader, feed registry.Feed) []registry.Item {
	t.Helper()
	items, err := Read(t, importer, file, feed)
	if err != nil && registry.ErrorCode(err) != registry.EInvalid {
		t.Fatalf("error of another kind: %v", err)
	}
	for _, item := range items {
		kinds := 0
		for _, p := range item.Problems {
			if p.Reason == "" {
				t.Errorf("a problem without a reason: %+v", p)
			}
			if p.Severity == registry.SeverityRejected {
				kinds = 1
			}
		}
		if item.Funding {
			kinds++
		}
		if item.Record != nil {
			kinds++
		}
		if kinds != 1 {
			t.Fatalf("an item is a record, a funding entry or a rejection: %+v", item)
		}
		if r := item.Record; r != nil && (r.Key == "" || r.Line < 1 || len(r.Raw) == 0) {
			t.Fatalf("an unfinished record: %+v", r)
		}
	}
	return items
}
