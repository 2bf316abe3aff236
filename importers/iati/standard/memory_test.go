package standard

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/xmlstream"
)

// TestMemory: of a long file no more is held than of a short one.
func TestMemory(t *testing.T) {
	const size, most = 16 << 20, 8 << 20 // bytes
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
	if activities < 7_000 || found < 50_000 {
		t.Fatalf("%d activities, %d problems", activities, found)
	}
}

// TestHostileNames: what is repeated of a file is short, whatever it calls its elements and attributes and however often.
func TestHostileNames(t *testing.T) {
	var file strings.Builder
	file.WriteString(`<iati-activities version="2.03"><iati-activity>`)
	for i := range 3000 {
		name := fmt.Sprintf("é%d%s", i, strings.Repeat("é", 1000))
		fmt.Fprintf(&file, "<%s/><title %s='1'/><sector code='%s'/><own:%s xmlns:own='https://example.org/%s'/>", name, name, name, name, name)
	}
	file.WriteString("</iati-activity></iati-activities>")
	size, problems := 0, 0
	for report, err := range Read(t.Context(), strings.NewReader(file.String()), xmlstream.DefaultLimits(), today) {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range report.Problems {
			size += len(p.Field) + len(p.Reason)
			problems++
		}
	}
	if problems < maxFindings || problems > 2*maxFindings || size > 500*problems {
		t.Errorf("%d problems of %d bytes", problems, size)
	}
}
