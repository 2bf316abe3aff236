package table

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
)

// utf16With encodes a text as UTF-16 with its byte order mark.
func utf16With(order binary.AppendByteOrder, text string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func TestEncodingsAndSeparators(t *testing.T) {
	const text = "title_ar,countries\nتنسيق 𐎀,KE;UG\n"
	for name, file := range map[string][]byte{
		"UTF-8":          []byte(text),
		"UTF-8 with BOM": []byte("\ufeff" + text),
		"UTF-16LE":       utf16With(binary.LittleEndian, text),
		"UTF-16BE":       utf16With(binary.BigEndian, text),
		"semicolon":      []byte("title_ar;countries\nتنسيق 𐎀;\"KE;UG\"\n"),
		"tab":            []byte("title_ar\tcountries\r\nتنسيق 𐎀\tKE؛UG\r\n"),
		"separator hint": []byte("sep=;\r\ntitle_ar;countries\r\nتنسيق 𐎀;\"KE;UG\"\r\n"),
		"no last line":   []byte(strings.TrimSpace(text)),
	} {
		for how, r := range map[string]io.Reader{"whole": bytes.NewReader(file), "byte by byte": iotest.OneByteReader(bytes.NewReader(file))} {
			items, err := readItems(t, r)
			if err != nil || len(items) != 1 || items[0].Record == nil || len(items[0].Problems) != 0 {
				t.Errorf("%s, %s: %+v, %v", name, how, items, err)
				continue
			}
			f := items[0].Record.Facts
			if f.Title["ar"] != "تنسيق 𐎀" || !cmp.Equal(f.Countries, []registry.CountryShare{{Code: "KE"}, {Code: "UG"}}) {
				t.Errorf("%s, %s: %v, %v", name, how, f.Title, f.Countries)
			}
		}
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	halfPair := append(utf16With(binary.LittleEndian, "title\nA"), 0x00, 0xD8, 'B', 0)
	for name, c := range map[string]struct{ file, says string }{
		"empty":              {"", "the file is empty"},
		"blank":              {" \n\r\n ", "the file is empty"},
		"hint alone":         {"sep=,", "the file is empty"},
		"no title":           {"name,country\nA,KE\n", "line 1: the first row names no title column"},
		"column twice":       {"title,Title\nA,B\n", "line 1: the column title stands twice"},
		"invalid UTF-8":      {"title\nA\nCaf\xe9\n", "line 3: bytes that are not text"},
		"windows-1256":       {"title\n\xcf\xe6\xe1\xc9\n", "line 2: bytes that are not text"},
		"replacement":        {"title\nCaf\ufffd\n", "line 2: bytes that are not text"},
		"NUL":                {"title\nA\x00\n", "line 2: bytes that are not text"},
		"UTF-16 half a pair": {string(halfPair), "line 2: bytes that are not text"},
		"UTF-16 half a unit": {string(utf16With(binary.BigEndian, "title\nA")) + "\x00", "line 2: bytes that are not text"},
		"unclosed quote":     {"title\nA\n\"B\nC\nD\n", "line 3: a quoted cell is not closed"},
		"text after quote":   {"title,kind\nA,\n\"B\"x,\nC,\n", "line 3: a quoted cell is not closed, or goes on"},
		"endless cell":       {"title\n\"" + strings.Repeat("A", 3<<20) + "\"\n", "larger than 1 MiB"},
		"endless header":     {strings.Repeat("A", 3<<20), "larger than 1 MiB"},
		"HTML":               {"\ufeff \n<!DOCTYPE html><html>", "not a table but an HTML page"},
		"XML":                {"<?xml version='1.0'?><iati-activities/>", "not a table but XML"},
		"JSON":               {`{"title": "A"}`, "not a table but JSON"},
		"XLS":                {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "not a table but an old Excel workbook"},
		"PDF":                {"%PDF-1.7\n", "not a table but a PDF"},
		"gzip":               {"\x1f\x8b\x08\x00", "not a table but gzip"},
		"ZIP cut short":      {"PK\x03\x04rest", "the workbook or ZIP file is damaged or truncated"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readItems(t, strings.NewReader(c.file))
			if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v; want EInvalid, %q", err, c.says)
			}
		})
	}
}

func TestRowsOfAnotherWidthAreRejectedAndTheOthersRead(t *testing.T) {
	items, err := readItems(t, strings.NewReader("id,title,kind\n1,A,,,\n2,B\n3,C,,x\n4,D\"E,\n5,\"F\nf\",\n,,,\n6,G,\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, item := range items {
		if item.Record != nil {
			got = append(got, item.Record.Key)
			continue
		}
		p := item.Problems[0]
		if p.Severity != registry.SeverityRejected {
			t.Errorf("%+v", p)
		}
		got = append(got, strings.Repeat("x", 1)+p.Reason[:10]+string(rune('0'+p.Line)))
	}
	want := []string{"1", "xthe row ha3", "xthe row ha4", "xa quotatio5", "5", "6"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Where the source breaks off, the run must know: fewer rows without an error would withdraw the others.
func TestAReadErrorEndsTheFile(t *testing.T) {
	items, err := readItems(t, io.MultiReader(strings.NewReader("title\nA\nB\n"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	if err == nil {
		t.Errorf("no error after %d items", len(items))
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("title,countries,budget,currency\nA,KE;UG,\"1,5\",EUR\n"))
	f.Add([]byte("\ufefftitle;start_date\n\"x\n y\";3 mars 2020\n"))
	f.Add(utf16With(binary.LittleEndian, "title\tsectors\nA\t15130\n"))
	f.Add([]byte("title\n\"\"\""))
	f.Fuzz(func(t *testing.T, file []byte) { checkAnyFile(t, file) })
}

// checkAnyFile holds what is true of every file, and that a record has a title and stands below the header.
func checkAnyFile(t *testing.T, file []byte) {
	for _, item := range importertest.ReadAny(t, New(), bytes.NewReader(file), feed) {
		if r := item.Record; r != nil && (r.Line < 2 || r.Facts.Title.IsEmpty()) {
			t.Fatalf("an unfinished record: %+v", r)
		}
	}
}
