package table

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
	"github.com/xuri/excelize/v2"
)

// Workbooks are written with excelize, which knows nothing of the reader here; those that no writer makes are put
// together part by part.

// workbookOf writes a workbook with excelize: one sheet a table.
func workbookOf(t testing.TB, tables ...[][]any) *excelize.File {
	t.Helper()
	f := excelize.NewFile()
	for i, rows := range tables {
		name := "Sheet" + string(rune('1'+i))
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for j, cells := range rows {
			at, err := excelize.CoordinatesToCellName(1, j+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetSheetRow(name, at, &cells); err != nil {
				t.Fatal(err)
			}
		}
	}
	return f
}

func fileBytes(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func setStyle(t *testing.T, f *excelize.File, at string, style *excelize.Style) {
	t.Helper()
	id, err := f.NewStyle(style)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle("Sheet1", at, at, id); err != nil {
		t.Fatal(err)
	}
}

// parts of a minimal workbook; %s are its rows.
const (
	mainNamespace = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relNamespace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	sheetStart    = `<?xml version="1.0" encoding="UTF-8"?><worksheet ` + mainNamespace + `><sheetData>`
	sheetEnd      = `</sheetData></worksheet>`
	titleRow      = `<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>`
)

func minimalParts(sheet string) map[string]string {
	return map[string]string{
		"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="r1" Type="` + relNamespace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook ` + mainNamespace + ` xmlns:r="` + relNamespace + `"><sheets>` +
			`<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="` + relNamespace +
			`/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml": sheet,
	}
}

func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGoldenXLSX(t *testing.T) {
	f := workbookOf(t, [][]any{
		{},
		{"ID", "Title", "Language", "Start date", "End date", "Budget", "Currency", "Countries", "Good practices", "Sectors", "Latitude", "Longitude", "Consent"},
		{1001, "Formation des gardes-frontières", "fr", time.Date(2020, 3, 4, 0, 0, 0, 0, time.UTC), "31/12/2021", 1234567.891, "XOF", "NE;ML", 25, 15130, 13.5, 2.1, true},
		{},
		{"x-2", "Two", "en", 43831, 43831, 1.234, "USD", "Niger", "GP 19", "15130;998", nil, nil, "yes"},
		{"x-3", "Three", "en", "2020-01-01", nil, "1,234", "USD"},
		{"x-4", "Four", "en", nil, nil, nil, nil, nil, nil, nil, nil, nil, false},
	})
	// The same serial number: as a day, and as a month that is no day.
	setStyle(t, f, "D5", &excelize.Style{NumFmt: 14})
	setStyle(t, f, "E5", &excelize.Style{NumFmt: 17})
	items, err := readItems(t, bytes.NewReader(fileBytes(t, f)))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "workbook.json", goldenItems(items))
}

func TestCustomDateFormats(t *testing.T) {
	f := workbookOf(t, [][]any{{"title", "start_date"}, {"A", 43894}})
	code := "dd.mm.yyyy"
	setStyle(t, f, "B2", &excelize.Style{CustomNumFmt: &code})
	items, err := readItems(t, bytes.NewReader(fileBytes(t, f)))
	if err != nil || items[0].Record.Facts.Period.Start != "2020-03-04" {
		t.Errorf("%+v, %v", items, err)
	}
}

func TestTheSheetWithATitleColumnIsRead(t *testing.T) {
	f := workbookOf(t,
		[][]any{{"How to fill this in"}, {"One initiative a row."}},
		[][]any{{"title"}, {"A"}},
		[][]any{{"title_fr"}, {"B"}})
	items, err := readItems(t, bytes.NewReader(fileBytes(t, f)))
	if err != nil || len(items) != 1 || items[0].Record.Facts.Title["und"] != "A" {
		t.Fatalf("%+v, %v", items, err)
	}
	if len(items[0].Problems) != 1 || items[0].Problems[0].Field != "sheet 3" {
		t.Errorf("the third sheet is not mentioned: %+v", items[0].Problems)
	}
}

func TestCellsOfEveryType(t *testing.T) {
	cells := `<row><c t="inlineStr"><is><r><t>Rich </t></r><r><t>text</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c>` +
		`<c t="str"><f>CONCAT(1)</f><v>2020-01-02</v></c><c t="e"><v>#REF!</v></c></row>` +
		`<row r="9"><c r="A9" t="inlineStr"><is><t xml:space="preserve"> line_x000D_&#10;two_x0001_ </t></is></c><c r="B9" t="d"><v>2020-05-06T00:00:00</v></c><c r="C9"/></row>`
	header := `<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c><c t="inlineStr"><is><t>start_date</t></is></c>` +
		`<c t="inlineStr"><is><t>kind</t></is></c></row>`
	items, err := readItems(t, bytes.NewReader(zipOf(t, minimalParts(sheetStart+header+cells+sheetEnd))))
	if err != nil || len(items) != 2 {
		t.Fatalf("%+v, %v", items, err)
	}
	a, b := items[0].Record, items[1].Record
	if a.Facts.Title["und"] != "Rich text" || a.Facts.Period.Start != "2020-01-02" || a.Line != 2 {
		t.Errorf("%+v", a)
	}
	want := []registry.Problem{{Line: 2, Field: "kind", Reason: "a formula that failed", Severity: registry.SeverityWarning}}
	if diff := cmp.Diff(want, items[0].Problems); diff != "" {
		t.Error(diff)
	}
	if b.Facts.Title["und"] != "line\r\ntwo" || b.Facts.Period.Start != "2020-05-06" || b.Line != 9 {
		t.Errorf("%+v", b)
	}
}

func TestWorkbooksThatAreRefused(t *testing.T) {
	sheet := func(body string) map[string]string { return minimalParts(sheetStart + titleRow + body + sheetEnd) }
	with := func(name, content string) map[string]string {
		parts := maps.Clone(minimalParts(sheetStart + titleRow + sheetEnd))
		parts[name] = content
		return parts
	}
	cell := func(s string) string { return `<row r="2"><c r="A2" t="inlineStr"><is><t>` + s + `</t></is></c></row>` }
	for name, c := range map[string]struct {
		parts map[string]string
		says  string
	}{
		"another ZIP":            {map[string]string{"readme.txt": "hello"}, "not an Excel workbook"},
		"OpenDocument":           {map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "not an Excel workbook"},
		"no title column":        {minimalParts(sheetStart + sheetEnd), "no sheet's first row names a title column"},
		"truncated sheet":        {minimalParts(sheetStart + titleRow + cell("A") + `<row r="3"><c r="A3"`), "damaged or truncated"},
		"sheet cut between rows": {minimalParts(sheetStart + titleRow + cell("A")), "damaged or truncated"},
		"missing shared string":  {sheet(`<row r="2"><c r="A2" t="s"><v>7</v></c></row>`), "refers to a text that the workbook lacks"},
		"rows out of order":      {sheet(cell("A") + cell("B")), "stands twice or out of order"},
		"cells out of order":     {sheet(`<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`), "cells out of order"},
		"column beyond Excel":    {sheet(`<row r="2"><c r="ZZZ2"><v>1</v></c></row>`), "cells out of order"},
		"row beyond Excel":       {sheet(`<row r="99999999"><c><v>1</v></c></row>`), "more than 1048576 rows"},
		"document type":          {with("xl/worksheets/sheet1.xml", `<!DOCTYPE x [<!ENTITY e "e">]>`+sheetStart+titleRow+sheetEnd), "document type declaration"},
		"unknown entity":         {sheet(cell("&e;")), "damaged or truncated"},
		"deep nesting":           {sheet(strings.Repeat("<a>", 200_000)), "nested more than 64 deep"},
		"endless attribute":      {sheet(`<row r="2" x="` + strings.Repeat("x", 2<<20) + `"/>`), "larger than 1024 KiB"},
		"endless cell":           {sheet(cell(strings.Repeat("<!-- -->a", 3<<19))), "larger than 1 MiB"},
		"bomb":                   {sheet(strings.Repeat("<x/>", 8<<20)), "unpacks to more than is allowed"},
		"relations as bomb":      {with("xl/_rels/workbook.xml.rels", strings.Repeat("<!---->", 2<<20)), "unpacks to more than is allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readItems(t, bytes.NewReader(zipOf(t, c.parts)))
			if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v; want EInvalid, %q", err, c.says)
			}
		})
	}
}

// A workbook cut anywhere is refused, never read as a shorter one.
func TestATruncatedWorkbookIsRefused(t *testing.T) {
	whole := fileBytes(t, workbookOf(t, [][]any{{"title"}, {"A"}, {"B"}}))
	for cut := 4; cut < len(whole); cut += 97 {
		if _, err := readItems(t, bytes.NewReader(whole[:cut])); registry.ErrorCode(err) != registry.EInvalid {
			t.Fatalf("cut at %d of %d: %v", cut, len(whole), err)
		}
	}
	_, err := readItems(t, io.MultiReader(bytes.NewReader(whole[:200]), iotest.ErrReader(io.ErrUnexpectedEOF)))
	if err == nil {
		t.Error("a source that breaks off was read")
	}
}

// Neither a read to the end nor one that is given up leaves a file behind.
func TestTemporaryFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	whole := fileBytes(t, workbookOf(t, [][]any{{"title"}, {"A"}, {"B"}}))
	for range New().Read(t.Context(), bytes.NewReader(whole), feed) {
		break
	}
	if _, err := readItems(t, bytes.NewReader(whole)); err != nil {
		t.Fatal(err)
	}
	if _, err := readItems(t, bytes.NewReader(whole[:len(whole)/2])); err == nil {
		t.Fatal("half a workbook was read")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func FuzzXLSX(f *testing.F) {
	f.Add(fileBytes(f, workbookOf(f, [][]any{{"title", "start_date"}, {"A", time.Date(2020, 3, 4, 0, 0, 0, 0, time.UTC)}})))
	f.Add(zipOf(f, minimalParts(sheetStart+titleRow+sheetEnd)))
	f.Fuzz(func(t *testing.T, file []byte) {
		checkAnyFile(t, append([]byte("PK\x03\x04"), bytes.TrimPrefix(file, []byte("PK\x03\x04"))...))
	})
}

// FuzzSheet reaches the XML behind the ZIP's checksums.
func FuzzSheet(f *testing.F) {
	f.Add(sheetStart + titleRow + `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><v>43831</v></c></row>` + sheetEnd)
	f.Add(sheetStart + titleRow + `<row><c t="inlineStr"><is><r><t>x_x000D_</t></r></is></c></row>` + sheetEnd)
	f.Add(`<worksheet><sheetData><row><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) { checkAnyFile(t, zipOf(t, minimalParts(sheet))) })
}
