package hxl

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
)

// FuzzRead holds what is true of every file, and what checkItem says.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"3w.csv", "legacy.csv", "objects.json", "arabic.csv"} {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	for _, file := range []string{
		"", "\ufeff#org,#sector\nA,B", "#org\t#sector\r\n\"A\nB\"\tC\r\n", "sep=;\n#org;#sector\nA;B\n", "#org,#sector\n\"A", "#org,#sector\nA\"B,C\n",
		"#org,#sector,#date\nA,B,2020-01-01/2020-02-01\n", "#org,#activity+id,#targeted\nA,1,9223372036854775807\nA,1,9223372036854775806\n",
		"#org,#sector,#geo+coord,#value+usd\nA;B|C,D,\"1,2\",1.5e3\n", "#org,#sector\nx@y.example,+1 234 567 890\n",
		`[["#org","#sector"],["A",{"b":[1]}],[null,true,1e400],"x",{}]`, `[{"#org":"A","#org":"B","#sector":"C"},[1],{"":"","#adm1":null}]`,
		`{"a":{"b":[]},"c":[1],"d":[["#org"],["A"]],"e":[[]]}`, `[["#org","#sector"],["\ud800","\u0000"]]`, "[", "{", `{"a":`, "[[]]",
		"\xff\xfe#\x00o\x00r\x00g\x00", "#org,#sector\n\xe9,\x81\n", "Organisation,District\nA,B\n",
		"#country/fr,#adm1_id,#org,#sector\nMali,ML07,A,B\n", "#org,#sector,#country,#country+code\nA,B,Mali,XX\n",
	} {
		f.Add([]byte(file))
	}
	f.Add(xlsxOf(f, sample))
	f.Add(zipOf(f, map[string][]byte{"a.csv": csvOf(sample, ",")}))
	feeds := []registry.Feed{{}, {Charset: "windows-1252", Mapping: registry.Mapping{
		"Organisation": "#org", "District": "#adm1", "What": "#activity", "b": "", "#country": "ML", "#sector": "any"}}}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, feed := range feeds {
			for _, item := range importertest.ReadAny(t, New(), bytes.NewReader(file), feed) {
				checkItem(t, item)
			}
		}
	})
}

func checkItem(t *testing.T, item registry.Item) {
	t.Helper()
	for _, p := range item.Problems {
		if !utf8.ValidString(p.Reason + p.Field) {
			t.Errorf("a problem that is no text: %+v", p)
		}
	}
	r := item.Record
	if r == nil {
		if item.Funding {
			t.Fatal("a 3W has no funding entries")
		}
		return
	}
	if r.Facts.Title.IsEmpty() || !json.Valid(r.Raw) || !utf8.Valid(r.Raw) {
		t.Fatalf("an unfinished record: %+v %s", r, r.Raw)
	}
	if p := r.Facts.Period; p.Start != "" && p.End != "" && p.End < p.Start {
		t.Fatalf("a period that ends before it starts: %+v", p)
	}
	for _, l := range r.Facts.Locations {
		if l.Point != nil && (l.Point.Latitude < -90 || l.Point.Latitude > 90 || l.Point.Longitude < -180 || l.Point.Longitude > 180) {
			t.Fatalf("a point that is nowhere: %+v", l.Point)
		}
	}
}
