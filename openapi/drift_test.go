package openapi_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/openapi"
)

// The committed documents are those that the code makes, byte for byte.
func TestCommittedDocumentsAreCurrent(t *testing.T) {
	files, err := openapi.Files()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s is not what the code makes; run go generate ./openapi (-code +file):\n%.2000s", name, diff)
		}
	}
}
