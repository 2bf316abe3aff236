package standard

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/tansiq/tansiq/importers/xmlstream"
)

// TestMemory: of a long file no more is held than of a short one.
func TestMemory(t *testing.T) {
	const size, most = 32 << 20, 8 << 20 // bytes
	file, err := os.ReadFile(filepath.Join("testdata", "rules.xml"))
	if err != nil {
		t.Fatal(err)
	}
	begin, end := bytes.Index(file, []byte("<iati-activity>")), bytes.Index(file, []byte("</iati-activities>"))
	parts := []io.Reader{bytes.NewReader(file[:begin])}
	for n := 0; n < size; n += end - begin {
		parts = append(parts, bytes.NewReader(file[begin:end]))
	}
	parts = append(parts, bytes.NewReader(file[end:]))
	held := func() uint64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before, activities, found := held(), 0, 0
	for report, err := range Read(t.Context(), io.MultiReader(parts...), xmlstream.DefaultLimits(), today) {
		if err != nil {
			t.Fatal(err)
		}
		found += len(report.Problems)
		if activities++; activities%5000 == 0 {
			if now := held(); now > before+most {
				t.Fatalf("after %d activities %d more bytes are held than before", activities, now-before)
			}
		}
	}
	if activities < 15_000 || found < 100_000 {
		t.Fatalf("%d activities, %d problems", activities, found)
	}
}
