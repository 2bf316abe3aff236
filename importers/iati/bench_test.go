package iati

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/tdewolff/parse/v2"
	tdxml "github.com/tdewolff/parse/v2/xml"

	"github.com/tansiq/tansiq/importers/xmlstream"
	"github.com/tansiq/tansiq/registry"
)

// realFiles are the larger activity files of the shared data, each read whole, so that disks and gzip do not count.
func realFiles(b *testing.B) (files [][]byte, size int64) {
	all := sharedFiles(b, "activities")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if file := all[name]; len(file) > 50_000 {
			files = append(files, file)
			size += int64(len(file))
		}
	}
	return files, size
}

// BenchmarkSharedFiles compares, over the same bytes in the same run, the whole import with bare tokenisation: by this
// repository's scanner (which checks well-formedness), by tdewolff's lexer (which does not) and by encoding/xml.
func BenchmarkSharedFiles(b *testing.B) {
	files, size := realFiles(b)
	b.Run("import", func(b *testing.B) {
		activities := 0
		eachFile(b, files, size, func(file []byte) error {
			for _, err := range New().Read(b.Context(), bytes.NewReader(file), registry.Feed{}) {
				if err != nil {
					return err
				}
				activities++
			}
			return nil
		})
		b.ReportMetric(float64(activities)/b.Elapsed().Seconds(), "activities/s")
	})
	b.Run("scanner", func(b *testing.B) {
		eachFile(b, files, size, func(file []byte) error {
			s, err := xmlstream.NewScanner(bytes.NewReader(file), "", xmlstream.DefaultLimits())
			for err == nil {
				_, err = s.Next()
			}
			return err
		})
	})
	b.Run("tdewolff", func(b *testing.B) {
		eachFile(b, files, size, func(file []byte) error {
			l := tdxml.NewLexer(parse.NewInput(bytes.NewReader(file)))
			for {
				if kind, _ := l.Next(); kind == tdxml.ErrorToken {
					return l.Err()
				}
			}
		})
	})
	b.Run("encoding-xml", func(b *testing.B) {
		eachFile(b, files, size, func(file []byte) error {
			d := xml.NewDecoder(bytes.NewReader(file))
			for {
				if _, err := d.Token(); err != nil {
					return err
				}
			}
		})
	})
}

func eachFile(b *testing.B, files [][]byte, size int64, do func([]byte) error) {
	b.Helper()
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, file := range files {
			if err := do(file); err != nil && err != io.EOF {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkStream imports a generated file of 200 MB that is nowhere whole, and reports the largest heap seen.
func BenchmarkStream(b *testing.B) {
	const size = 200 << 20
	b.SetBytes(size)
	for b.Loop() {
		peak, activities := importStream(b, size)
		b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
		b.ReportMetric(float64(activities), "activities")
	}
}

// TestStreamMemory holds that memory does not grow with the file: 200 MB of activities in less than 64 MiB of heap.
func TestStreamMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	if peak, activities := importStream(t, 200<<20); peak > 64<<20 || activities < 10_000 {
		t.Errorf("%d activities took %d MiB of heap", activities, peak>>20)
	}
}

// importStream imports a generated file through a pipe and gives the largest heap that a sample of every 2,000 activities
// saw, over what was in use before.
func importStream(t testing.TB, size int) (peak uint64, activities int) {
	t.Helper()
	reader, writer := io.Pipe()
	go func() { writer.CloseWithError(generate(writer, size)) }()
	defer reader.Close()
	runtime.GC()
	before := heap()
	for item, err := range New().Read(t.Context(), reader, registry.Feed{}) {
		if err != nil || item.Record == nil {
			t.Fatal(err, item.Problems)
		}
		if activities++; activities%2000 == 0 {
			peak = max(peak, heap())
		}
	}
	return max(peak, before) - before, activities
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// generate writes about size bytes of activities with 40 transactions each.
func generate(w io.Writer, size int) error {
	if _, err := io.WriteString(w, `<iati-activities version="2.03">`); err != nil {
		return err
	}
	transactions := strings.Repeat(`<transaction><transaction-type code="3"/><transaction-date iso-date="2020-01-01"/>`+
		`<value value-date="2020-01-01">1000.50</value><receiver-org><narrative>Somebody</narrative></receiver-org></transaction>`, 40)
	for n, written := 0, 0; written < size; n++ {
		k, err := fmt.Fprintf(w, `<iati-activity default-currency="EUR" xml:lang="en"><iati-identifier>XX-%d</iati-identifier>`+
			`<title><narrative>Activity %d</narrative></title>%s</iati-activity>`, n, n, transactions)
		if err != nil {
			return err
		}
		written += k
	}
	_, err := io.WriteString(w, `</iati-activities>`)
	return err
}
