package grants360

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
)

// Every real file, with what comes of it. With -v the reasons are printed.
func TestSharedFiles(t *testing.T) {
	for name, want := range map[string]struct {
		records, rejected int
		err               string
	}{
		"samples/baring.json":                                                  {records: 53},
		"samples/indigo.json":                                                  {records: 269},
		"samples/nominet.json":                                                 {records: 270},
		"samples/wolfson.json":                                                 {records: 379},
		"samples/IndigoTrust_360giving.csv":                                    {records: 269},
		"samples/360_giving_LBFEW_2010_2015.xlsx":                              {records: 4116},
		"cove-fixtures/WellcomeTrust-grants_2_grants.csv":                      {records: 2},
		"cove-fixtures/WellcomeTrust-grants_2_grants_cp1252.csv":               {err: "line 2: bytes that are not text in the file's encoding"},
		"cove-fixtures/paul-hamlyn-foundation-grants_dc.txt":                   {records: 9},
		"cove-fixtures/WellcomeTrust-grants_broken_grants.json":                {records: 4},
		"cove-fixtures/WellcomeTrust-grants_fixed_2_grants.json":               {records: 4},
		"cove-fixtures/WellcomeTrust-grants_2_grants_titleswithoutrollup.xlsx": {records: 2},
		"cove-fixtures/basic.xlsx":                                             {err: "no sheet's first row names a column Identifier"},
		"cove-fixtures/badfile.json":                                           {err: `it has no list "grants"`},
		"cove-fixtures/unconvertable_json.json":                                {err: `it has no list "grants"`},
		"cove-fixtures/utf8.json":                                              {err: `it has no list "grants"`},
	} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			file, err := os.Open(importertest.Shared(t, "360giving", name))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			items, err := readItems(t, file)
			if want.err != "" {
				if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), want.err) {
					t.Errorf("%v; want EInvalid, %q", err, want.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			records, rejected, reasons := 0, 0, map[string]int{}
			for _, item := range items {
				if item.Record != nil {
					records++
				} else {
					rejected++
				}
				for _, p := range item.Problems {
					reasons[p.Field+": "+p.Reason]++
				}
			}
			if records != want.records || rejected != want.rejected {
				t.Errorf("%d records and %d rejected, want %d and %d", records, rejected, want.records, want.rejected)
			}
			for reason, n := range reasons {
				t.Logf("%5d %s", n, reason)
			}
		})
	}
}

// What the publisher wrote in Windows-1252 is read where the feed says so.
func TestSharedFileInADeclaredCharset(t *testing.T) {
	file, err := os.Open(importertest.Shared(t, "360giving", "cove-fixtures", "WellcomeTrust-grants_2_grants_cp1252.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	items, err := readFeed(t, file, registry.Feed{Charset: "windows-1252"})
	if err != nil || len(items) != 2 || items[0].Record == nil || items[0].Record.Key != "360G-<~>€wel€cometrust-105177/Z/14/Z" {
		t.Errorf("%+v, %v", items, err)
	}
}
