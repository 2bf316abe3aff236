package hxl

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
	"github.com/xuri/excelize/v2"
)

// rows of one sheet, which the formats write in their own way.
var sample = [][]string{
	{"Who", "", "What", "Where", "", "From", "For"},
	{"#org+impl", "#org+funder", "#sector", "#adm1+name", "#adm1+code", "#date+start", "#targeted"},
	{"Croix-Rouge « locale »", "Norway", "Santé", "Gao", "ML07", "2020-05-04", "1200"},
	{"Croix-Rouge « locale »", "Norway", "Santé", "Kidal", "ML08", "2020-05-04", "300"},
	{"منظمة", "", "المياه", "غاو", "ML07", "", ""},
}

func csvOf(rows [][]string, separator string) []byte {
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, separator) + "\r\n")
	}
	return []byte(b.String())
}

func xlsxOf(t testing.TB, sheets ...[][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for n, rows := range sheets {
		name := "Sheet" + string(rune('1'+n))
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			at, err := excelize.CoordinatesToCellName(1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetSheetRow(name, at, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipOf(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jsonOf(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func objectsOf(rows [][]string) []map[string]string {
	var objects []map[string]string
	for _, r := range rows[2:] {
		o := map[string]string{}
		for i, c := range r {
			if c != "" {
				o[rows[1][i]] = c
			}
		}
		objects = append(objects, o)
	}
	return objects
}

// The same sheet is the same records, whatever it is written in.
func TestEveryFormatSaysTheSame(t *testing.T) {
	plain := csvOf(sample, ",")
	want, problems := mustRead(t, string(plain))
	if len(want) != 2 || len(problems) != 0 {
		t.Fatalf("%d records, %v", len(want), problems)
	}
	for name, file := range map[string][]byte{
		"BOM":              append([]byte("\ufeff"), plain...),
		"TSV":              csvOf(sample, "\t"),
		"semicolon":        csvOf(sample, ";"),
		"bar":              csvOf(sample, "|"),
		"separator hint":   append([]byte("sep=;\r\n"), csvOf(sample, ";")...),
		"no last line end": bytes.TrimSpace(append(plain, "\r\n,,,,,,"...)),
		"XLSX":             xlsxOf(t, sample),
		"XLSX sheet 2":     xlsxOf(t, [][]string{{"Read me"}, {"A list of #activities"}}, sample),
		"JSON arrays":      jsonOf(t, sample),
		"JSON objects":     jsonOf(t, objectsOf(sample)),
		"JSON wrapped":     jsonOf(t, map[string]any{"a": 1, "n": map[string]any{"x": []int{1}}, "rows": objectsOf(sample), "z": []string{"#org"}}),
		"CSV in ZIP":       zipOf(t, map[string][]byte{"data/3w.csv": plain, "__MACOSX/._3w.csv": []byte("x"), "data/.hidden": nil}),
		"XLSX in ZIP":      zipOf(t, map[string][]byte{"3w.xlsx": xlsxOf(t, sample)}),
		"JSON in ZIP":      zipOf(t, map[string][]byte{"3w.json": jsonOf(t, sample)}),
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := mustRead(t, string(file))
			if len(problems) != 0 {
				t.Errorf("%v", problems)
			}
			for key, r := range want {
				if got[key] == nil {
					t.Errorf("no record %s", key)
				} else if diff := cmp.Diff(r.Facts, got[key].Facts); diff != "" {
					t.Error(diff)
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d records, want %d", len(got), len(want))
			}
		})
	}
}

func TestNumbersAndDatesOfAWorkbook(t *testing.T) {
	f := excelize.NewFile()
	for at, v := range map[string]any{
		"A1": "#org", "B1": "#activity", "C1": "#targeted", "D1": "#date+start", "E1": "#geo+lat", "F1": "#geo+lon", "G1": "#adm1", "H1": "#value+eur",
		"A2": "UNICEF", "B2": "Vaccination", "C2": 1200.0, "D2": 43955, "E2": 16.25, "F2": -0.5, "G2": "Gao", "H2": 1234.56,
	} {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle("Sheet1", "D2", "D2", style); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	records, problems := mustRead(t, b.String())
	facts := one(t, records).Facts
	if facts.Period.Start != "2020-05-04" || facts.Budget.Amount.String() != "1234.56" || *facts.Locations[0].Point != (registry.Point{Latitude: 16.25, Longitude: -0.5}) ||
		facts.Notes[0].Text["und"] != "#targeted 1200" || len(problems) != 0 {
		t.Errorf("%+v %v", facts, problems)
	}
}

// A cell merged over rows says the same of each; across columns it says nothing of the others.
func TestMergedCells(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(xlsxOf(t, [][]string{
		{"#org", "#sector", "#subsector", "#adm1"},
		{"UNICEF", "Health", "", "Gao"}, {"", "", "", "Kidal"}, {"", "", "", "Mopti"},
		{"ACTED", "Food", "", "Gao"}, {"", "Shelter", "", "Kidal"},
	})))
	if err != nil {
		t.Fatal(err)
	}
	for _, area := range [][2]string{{"A2", "A4"}, {"B2", "B4"}, {"C2", "D2"}, {"A5", "A6"}} {
		if area[0] == "C2" { // would take Gao away
			continue
		}
		if err := f.MergeCell("Sheet1", area[0], area[1]); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	records, problems := mustRead(t, b.String())
	places := map[string]int{}
	for _, r := range records {
		places[r.Facts.Title["und"]+" "+r.Facts.Participations[0].Name["und"]] = len(r.Facts.Locations)
	}
	if diff := cmp.Diff(map[string]int{"Health UNICEF": 3, "Food ACTED": 1, "Shelter ACTED": 1}, places); diff != "" || len(problems) != 0 {
		t.Errorf("%s %v", diff, problems)
	}
}

func TestASecondSheetWithHashtagsIsReported(t *testing.T) {
	_, problems := mustRead(t, string(xlsxOf(t, sample, sample)))
	if len(problems) != 1 || problems[0].Field != "sheet 2" {
		t.Errorf("%+v", problems)
	}
}

func TestHashtagsInTheFirst25Rows(t *testing.T) {
	file := func(above int) string {
		return strings.Repeat("a title,of the sheet\n", above) + "#org,#sector\nUNICEF,Health\n"
	}
	for _, above := range []int{0, 1, 24} {
		if r := one(t, first(mustRead(t, file(above)))); r.Line != above+2 {
			t.Errorf("%d rows above: line %d", above, r.Line)
		}
	}
	if _, err := readItems(t, []byte(file(25))); registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), "first 25 rows") {
		t.Errorf("%v", err)
	}
}

func first(records map[string]*registry.Record, _ []registry.Problem) map[string]*registry.Record {
	return records
}

func TestFilesThatAreRefused(t *testing.T) {
	deep := `[["#org","#sector"],["A",` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `]]`
	whole := xlsxOf(t, sample)
	bomb := zipOf(t, map[string][]byte{"3w.csv": append([]byte("#org,#sector\n"), bytes.Repeat([]byte("A,"+strings.Repeat("B", 1000)+"\n"), 32<<10)...)})
	for name, c := range map[string]struct {
		file       string
		says, hint string
	}{
		"empty":                {"", "the file is empty", ""},
		"blank":                {" \n ", "the file is empty", ""},
		"hint alone":           {"sep=;\n", "no row of hashtags", ""},
		"HTML":                 {"<!DOCTYPE html><html>", "not a sheet but an HTML page", ""},
		"PDF":                  {"%PDF-1.7", "not a sheet but a PDF", ""},
		"XLS":                  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "not a sheet but an old Excel workbook (.xls)", "save it as .xlsx"},
		"gzip":                 {"\x1f\x8b\x08\x00", "not a sheet but gzip", ""},
		"no hashtags":          {"Who,What\nUNICEF,Health\n", "no row of hashtags", "the headers found are Who, What"},
		"no activities":        {"#org,#adm1\nUNICEF,Gao\n", "its hashtags do not say what is done", "#org, #adm1"},
		"nobody":               {"#sector,#adm1\nHealth,Gao\n", "its hashtags name neither organisations nor activities", ""},
		"latin-1":              {"#org,#sector\nM\xe9decins,Health\n", "line 2: bytes that are not text", "charset"},
		"replacement":          {"#org,#sector\nM\ufffdd,Health\n", "line 2: bytes that are not text", ""},
		"unclosed quote":       {"#org,#sector\nA,B\n\"C,D\n", "line 3: a quoted cell is not closed", ""},
		"endless cell":         {"#org,#sector\n\"" + strings.Repeat("A", 3<<20), "larger than 1 MiB", ""},
		"JSON cut short":       {`[["#org","#sector"],["A","B"]`, "line 1: the file is cut off", ""},
		"JSON cut in a row":    {"[[\"#org\",\"#sector\"],\n[\"A\",\"B", "line 2: the file is cut off", ""},
		"not JSON":             {`[["#org","#sector"],["A" "B"]]`, "line 1: not JSON", ""},
		"JSON and more":        {`[["#org","#sector"],["A","B"]] []`, "something follows the end", ""},
		"JSON of other things": {`{"a": [1, 2], "b": {"c": [["#org"]]}}`, "the JSON holds no rows", ""},
		"JSON scalars":         {`[1, 2]`, "the JSON holds no rows", ""},
		"JSON with two tables": {`{"a": [["#org","#sector"],["A","B"]], "b": [{"#org": "C"}]}`, "several tables", ""},
		"JSON without tags":    {`[{"Who": "A", "What": "B"}]`, "no row of hashtags", "the headers found are What, Who"},
		"deep JSON":            {deep, "nested more than 64 deep", ""},
		"endless JSON text":    {`[["#org","#sector"],["A","` + strings.Repeat("B", 3<<20) + `"]]`, "larger than 1024 KiB", ""},
		"XLSX cut short":       {string(whole[:len(whole)/2]), "damaged or truncated", ""},
		"ZIP of nothing":       {string(zipOf(t, nil)), "holds no file", ""},
		"ZIP of several":       {string(zipOf(t, map[string][]byte{"a.csv": []byte("#org"), "b.csv": []byte("#org")})), "holds several files", ""},
		"ZIP in ZIP":           {string(zipOf(t, map[string][]byte{"a.zip": zipOf(t, map[string][]byte{"a.csv": []byte("#org")})})), "a ZIP file within a ZIP file", ""},
		"ZIP bomb":             {string(bomb), "unpacks to more than is allowed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readItems(t, []byte(c.file))
			if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("%v; want EInvalid, %q", err, c.says)
			}
			if e := asError(t, err); !strings.Contains(e.Hint, c.hint) {
				t.Errorf("hint %q; want %q", e.Hint, c.hint)
			}
		})
	}
}
