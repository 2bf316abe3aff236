package hxl

import (
	"os"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
)

// sharedFile reads a file that somebody else has published; the test is skipped where the shared data folder is not.
func sharedFile(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(importertest.Shared(t, "hxl", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// Files as they were published, and the HXL library's own cases: how many initiatives are read of each, how many rows are
// rejected, or why the file is refused.
func TestSharedFiles(t *testing.T) {
	const (
		notDone  = "its hashtags do not say what is done"
		untagged = "no row of hashtags"
		xls      = "an old Excel workbook"
	)
	for name, want := range map[string]struct {
		records, rejected int
		refused           string
	}{
		"showcase/unhcr-3w.csv":                  {1342, 0, ""},
		"showcase/rowca-3w-hxl.csv":              {55, 0, ""},
		"showcase/sbtf-lbr-health.csv":           {20, 769, ""},
		"showcase/sbtf-mli-nga-sen-health.csv":   {8, 107, ""},
		"showcase/brc-westafrica-movement.csv":   {0, 0, notDone},
		"showcase/iom-haiti-dtm.csv":             {0, 0, notDone},
		"showcase/mali-population-movements.csv": {0, 0, notDone},
		"showcase/rowca-gin-adm2.csv":            {0, 0, notDone},
		"edge/input-valid.csv":                   {4, 0, ""},
		"edge/input-valid.tsv":                   {4, 0, ""},
		"edge/input-valid.xlsx":                  {4, 0, ""},
		"edge/input-valid.json":                  {4, 0, ""},
		"edge/input-valid-json.txt":              {4, 0, ""},
		"edge/input-valid-objects.json":          {4, 0, ""},
		"edge/input-valid-nested.json":           {4, 0, ""},
		"edge/input-valid-csv.zip":               {4, 0, ""},
		"edge/input-zip-invalid.zip":             {4, 0, ""}, // holds a workbook, which that library does not look for
		"edge/input-merged.xlsx":                 {4, 0, ""},
		"edge/input-quality.xlsx":                {4, 0, ""},
		"edge/input-fuzzy.csv":                   {4, 0, ""},
		"edge/output-valid.csv":                  {4, 0, ""},
		"edge/output-valid.json":                 {4, 0, ""},
		"edge/output-valid-objects.json":         {4, 0, ""},
		"edge/input-valid.xls":                   {0, 0, xls},
		"edge/input-quality.xls":                 {0, 0, xls},
		"edge/input-valid-latin1.csv":            {0, 0, "line 1: bytes that are not text"},
		"edge/input-invalid.csv":                 {0, 0, untagged},
		"edge/input-untagged.csv":                {0, 0, untagged},
		"edge/input-untagged.json":               {0, 0, untagged},
		"edge/input-untagged-objects.json":       {0, 0, untagged},
		"edge/input-untagged-csv.zip":            {0, 0, untagged},
		"edge/input-valid-json-selector.json":    {0, 0, "several tables"},
		"edge/input-multiline.csv":               {0, 0, notDone},
		"edge/input-multiple-headers.csv":        {0, 0, notDone},
		"edge/input-broken.xlsx":                 {0, 0, notDone},
	} {
		t.Run(name, func(t *testing.T) {
			items, err := readItems(t, sharedFile(t, name))
			if want.refused != "" {
				if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), want.refused) {
					t.Errorf("%v; want EInvalid, %q", err, want.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			records, rejected := 0, 0
			for _, item := range items {
				checkItem(t, item)
				if item.Record != nil {
					records++
				} else {
					rejected++
				}
			}
			if records != want.records || rejected != want.rejected {
				t.Errorf("%d initiatives and %d rejected rows, want %d and %d", records, rejected, want.records, want.rejected)
			}
		})
	}
}

// The library's sheet is the same in all its forms, untagged with a mapping and latin-1 with its charset declared too.
func TestSharedFormsOfOneSheetAgree(t *testing.T) {
	want, _ := mustRead(t, string(sharedFile(t, "edge/input-valid.csv")))
	mapped := registry.Feed{Charset: "iso-8859-1", Mapping: registry.Mapping{"Sector/Cluster": "#sector+es", "Subsector": "#subsector+es", "Organización": "#org+es",
		"Hombres": "#targeted+m", "Mujeres": "#targeted+f", "País": "#country", "Departamento/Provincia/Estado": "#adm1"}}
	for _, name := range []string{"input-valid.tsv", "input-valid.xlsx", "input-valid.json", "input-valid-objects.json", "input-valid-nested.json", "input-valid-csv.zip",
		"input-valid-latin1.csv", "input-untagged.csv", "input-untagged.json", "input-untagged-objects.json", "input-untagged-csv.zip"} {
		got, _ := mustRead(t, string(sharedFile(t, "edge/"+name)), mapped)
		rows := len(want)
		if name == "input-untagged-csv.zip" {
			rows = 3 // it lacks the last
		}
		if len(got) != rows {
			t.Errorf("%s: %d records, want %d", name, len(got), rows)
		}
		for key, g := range got {
			w := want[key]
			if w == nil {
				t.Errorf("%s: another record: %+v", name, g.Facts)
				continue
			}
			if g.Facts.Title["es"] != w.Facts.Title["es"] || len(g.Facts.Countries) != len(w.Facts.Countries) || len(g.Facts.Locations) != len(w.Facts.Locations) {
				t.Errorf("%s: %+v\nwant %+v", name, g.Facts, w.Facts)
			}
		}
	}
}
