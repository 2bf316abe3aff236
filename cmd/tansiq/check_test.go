package main

import (
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares what a command said with what it is known to say.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "check", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted := strings.Split(string(want), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(wanted) || line != wanted[i] {
			t.Errorf("%s, line %d:\n%s\nwant:\n%s", name, i+1, line, strings.Join(wanted[min(i, len(wanted)):min(i+1, len(wanted))], ""))
			return
		}
	}
	if strings.Count(got, "\n") < strings.Count(string(want), "\n") {
		t.Errorf("%s ends early", name)
	}
}

// checks are the files of the tests, one of each format and one that is cut off.
var checks = []string{"partner.xml", "3w.csv", "grants.json", "plans.csv", "cutoff.xml"}

func checkOf(flags ...string) []string {
	args := append([]string{"check"}, flags...)
	for _, name := range checks {
		args = append(args, filepath.ToSlash(filepath.Join("testdata", "check", name)))
	}
	return args
}

func TestCheck(t *testing.T) {
	cli := newCommandRunner(t, filepath.Join(t.TempDir(), "never-made.db"))
	golden(t, "report.golden", cli.must(exitFailed, checkOf()...))
	golden(t, "summary.golden", cli.must(exitFailed, checkOf("--summary")...))
	if _, err := os.Stat(cli.env["TANSIQ_DB"]); err == nil {
		t.Error("a check made a database")
	}
	cli.must(exitRejected, "check", "testdata/check/partner.xml")
	cli.must(exitDone, "check", "--format", "iati", filepath.Join("..", "..", "importers", "iati", "standard", "testdata", "clean.xml"))
	for _, wrong := range [][]string{{"check"}, {"check", "--format", "pdf", "x"}, {"check", "https://example.org/a.xml"}, {"check", "--csv", "--summary", "x"}} {
		cli.must(exitUsage, wrong...)
	}
	if out := cli.must(exitFailed, "check", "testdata/check/unknown.csv"); !strings.Contains(out, "it is of none of the formats (hxl: ") {
		t.Error(out)
	}
	if out := cli.must(exitFailed, "check", "testdata/check/absent.xml"); !strings.Contains(out, "there is no such file") {
		t.Error(out)
	}
}

// TestCheckOfFolder: a folder is its files that may hold data; what else lies there is passed over.
func TestCheckOfFolder(t *testing.T) {
	cli := newCommandRunner(t, filepath.Join(t.TempDir(), "never-made.db"))
	out := cli.must(exitFailed, "check", "--summary", "testdata/check")
	if lines := strings.Count(out, "\n"); lines != 1+len(checks)+1 { // a head, and unknown.csv
		t.Errorf("%d lines:\n%s", lines, out)
	}
}

// TestCheckAsCSV: every problem is a row, none of it a formula, and the problems are those of an import.
func TestCheckAsCSV(t *testing.T) {
	cli := newCommandRunner(t, filepath.Join(t.TempDir(), "tansiq.db"))
	golden(t, "problems.golden", cli.must(exitFailed, checkOf("--csv")...))
	for _, file := range []struct{ name, format string }{{"partner.xml", "iati"}, {"3w.csv", "hxl"}, {"grants.json", "360giving"}, {"plans.csv", "table"}} {
		path := filepath.Join("testdata", "check", file.name)
		checked, _, _ := cli.run("check", "--csv", path)
		rows, err := csv.NewReader(strings.NewReader(checked)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		imported, _, _ := cli.run("import", "--dry-run", "--json", "--format", file.format, path)
		var summaries []importSummary
		if err := json.Unmarshal([]byte(imported), &summaries); err != nil {
			t.Fatal(err, imported)
		}
		for _, p := range summaries[0].Problems {
			found := false
			for _, row := range rows[1:] {
				found = found || row[3] == p.Field && (row[6] == p.Reason && row[4] == string(p.Severity) || strings.HasSuffix(row[6], "; an import leaves it out"))
			}
			if !found {
				t.Errorf("%s: an import says %+v, the check does not:\n%s", file.name, p, checked)
			}
		}
		if len(summaries[0].Problems) == 0 {
			t.Errorf("%s: an import finds nothing", file.name)
		}
	}
}

func TestCheckAsJSON(t *testing.T) {
	cli := newCommandRunner(t, filepath.Join(t.TempDir(), "never-made.db"))
	var files []checkedFile
	if err := json.Unmarshal([]byte(cli.must(exitFailed, append([]string{"--json"}, checkOf()...)...)), &files); err != nil {
		t.Fatal(err)
	}
	if len(files) != len(checks) {
		t.Fatalf("%d files", len(files))
	}
	for _, f := range files {
		if f.Error != "" {
			continue
		}
		if len(f.Problems) != f.Errors+f.Warnings || f.Read != f.Accepted+f.Rejected+f.Funding || f.Score == nil {
			t.Errorf("%s: %+v with %d problems", f.File, f.Result, len(f.Problems))
		}
	}
}

// TestCheckOfUntagged: what the files do not say themselves is stated as for an import, and the format is found out all the same.
func TestCheckOfUntagged(t *testing.T) {
	cli := newCommandRunner(t, filepath.Join(t.TempDir(), "never-made.db"))
	folder := t.TempDir()
	file, mapping := filepath.Join(folder, "may.csv"), filepath.Join(folder, "mapping.json")
	for path, text := range map[string]string{
		file:    "Organisation;Secteur;R\xe9gion\nM\xe9decins;Sant\xe9;Gao\n",
		mapping: `{"Organisation": "#org +impl", "secteur": "#sector", "Region": "#adm1 +name", "#country": "ML"}`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out := cli.must(exitFailed, "check", file); !strings.Contains(out, "bytes that are not text in the file's encoding") {
		t.Error(out)
	}
	out := cli.must(exitDone, "check", "--charset", "windows-1252", "--mapping", mapping, file)
	if !strings.Contains(out, "hxl (taken to be so because it has HXL hashtags, or headers that the mapping names)\n  read 1, accepted 1") {
		t.Error(out)
	}
}
