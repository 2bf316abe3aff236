package main

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tdewolff/parse/v2"
	lexer "github.com/tdewolff/parse/v2/xml"
)

// BenchmarkImport imports all shared IATI activity files into a new SQLite registry, and tokenises the same bytes with
// encoding/xml and with a bare lexer in the same run: the ratios hold on any machine, the figures on this one.
//
//	go test ./cmd/tansiq -run '^$' -bench Import -benchtime 1x
func BenchmarkImport(b *testing.B) {
	var files []string
	root := importertest.Shared(b, "iati", "activities")
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".xml") || strings.HasSuffix(path, ".xml.gz") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	var texts [][]byte
	size := 0
	for _, f := range files {
		text := unpacked(b, f)
		texts = append(texts, text)
		size += len(text)
	}
	for b.Loop() {
		started := time.Now()
		for _, text := range texts {
			for d := xml.NewDecoder(bytes.NewReader(text)); ; {
				if _, err := d.RawToken(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					break // a file in another encoding, or a broken one: the importer says so
				}
			}
		}
		standard := time.Since(started)
		started = time.Now()
		for _, text := range texts {
			for l := lexer.NewLexer(parse.NewInputBytes(text)); ; {
				if kind, _ := l.Next(); kind == lexer.ErrorToken {
					break
				}
			}
		}
		bare := time.Since(started)
		cli := commandRunner{env: map[string]string{"TANSIQ_DB": filepath.Join(b.TempDir(), "tansiq.db")}}
		imports := func() time.Duration {
			started := time.Now()
			if status := run(b.Context(), append([]string{"import", "--format", "iati", "--problems", "0"}, files...), cli.getenv, io.Discard, io.Discard); status == exitUsage {
				b.Fatalf("status %d", status)
			}
			return time.Since(started)
		}
		first, again := imports(), imports()
		mb := float64(size) / 1e6
		b.ReportMetric(mb/first.Seconds(), "MB/s-first")
		b.ReportMetric(mb/again.Seconds(), "MB/s-again")
		b.ReportMetric(first.Seconds()/standard.Seconds(), "x-encoding/xml")
		b.ReportMetric(first.Seconds()/bare.Seconds(), "x-lexer")
		b.ReportMetric(again.Seconds()/standard.Seconds(), "again-x-encoding/xml")
	}
}

func unpacked(t testing.TB, path string) []byte {
	b, err := os.ReadFile(path)
	if err == nil && strings.HasSuffix(path, ".gz") {
		var r *gzip.Reader
		if r, err = gzip.NewReader(bytes.NewReader(b)); err == nil {
			b, err = io.ReadAll(r)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}
