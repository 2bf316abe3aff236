package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// A partner's 3W without hashtags comes in by a mapping that is saved with its feed; what the next month's lists no more has
// ended.
func TestImportOf3WSnapshots(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		folder := t.TempDir()
		write := func(name, text string) string {
			path := filepath.Join(folder, name)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		const header = "Organisation;Secteur;R\xe9gion;Nombre\n"
		may := write("may.csv", header+"M\xe9decins;Sant\xe9;Gao;100\nM\xe9decins;Sant\xe9;Kidal;50\nACNUR;Abris;Gao;20\nACNUR;Eau;Gao;5\n")
		june := write("june.csv", header+"M\xe9decins;Sant\xe9;Kidal;60\nACNUR;Eau;Gao;5\n")
		mapping := write("mapping.json", `{"Organisation": "#org +impl", "secteur": "#sector", "Region": "#adm1 +name", "Nombre": "#targeted", "#country": "ML"}`)

		stdout, stderr, status := cli.run("import", "--format", "hxl", "--feed", "mali-3w", may)
		if status != exitFailed || !strings.Contains(stderr, "bytes that are not text") || !strings.Contains(stderr, "windows-1252") {
			t.Errorf("status %d: %s%s", status, stdout, stderr)
		}
		_, stderr, status = cli.run("import", "--format", "hxl", "--feed", "mali-3w", "--charset", "windows-1252", may)
		if status != exitFailed || !strings.Contains(stderr, "the headers found are Organisation, Secteur, Région, Nombre") {
			t.Errorf("status %d: %s", status, stderr)
		}
		if got := cli.must(exitDone, "import", "--format", "hxl", "--feed", "mali-3w", "--mapping", mapping, "--dry-run", may); !strings.Contains(got, "new 3") {
			t.Error(got)
		}
		if got := cli.must(exitDone, "import", "--format", "hxl", "--feed", "mali-3w", "--mapping", mapping, "--snapshot", may); !strings.Contains(got, "read 3, new 3,") {
			t.Error(got)
		}
		// Charset and mapping are the feed's now.
		if got := cli.must(exitDone, "import", "--format", "hxl", "--feed", "mali-3w", "--snapshot", may); !strings.Contains(got, "unchanged 3,") {
			t.Error(got)
		}
		if got := cli.must(exitDone, "import", "--format", "hxl", "--feed", "mali-3w", june); !strings.Contains(got, "changed 1, unchanged 1,") {
			t.Errorf("one file of a feed: %s", got)
		}
		states := func() map[string]registry.Status {
			found := map[string]registry.Status{}
			for line := range strings.Lines(cli.must(exitDone, "export", "--format", "ndjson")) {
				var i registry.Initiative
				if err := json.Unmarshal([]byte(line), &i); err != nil {
					t.Fatal(err)
				}
				found[i.Title["und"]] = i.Status
			}
			return found
		}
		if got := states(); len(got) != 3 || got["Abris"] != "" {
			t.Errorf("nothing is concluded from a file that may be one of several: %v", got)
		}
		_, stderr, status = cli.run("import", "--format", "hxl", "--feed", "mali-3w", "--snapshot", june)
		if status != exitDone || !strings.Contains(stderr, "no longer listed: taken to have ended, last seen on ") {
			t.Errorf("status %d: %s", status, stderr)
		}
		if got := states(); got["Abris"] != registry.StatusClosed || got["Santé"] != "" || got["Eau"] != "" {
			t.Errorf("after the next snapshot: %v", got)
		}
		if _, stderr, status := cli.run("import", "--format", "hxl", "--feed", "mali-3w", "--snapshot", may, june); status != exitUsage || !strings.Contains(stderr, "takes one file") {
			t.Errorf("status %d: %s", status, stderr)
		}
	})
}

func TestFeedsAreGivenMappings(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		mapping := filepath.Join(t.TempDir(), "mapping.json")
		write := func(text string) {
			if err := os.WriteFile(mapping, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		feed := func(args ...string) (f registry.Feed) {
			t.Helper()
			if err := json.Unmarshal([]byte(cli.must(exitDone, args...)), &f); err != nil {
				t.Fatal(err)
			}
			return f
		}
		write(`{"Org": "#org"}`)
		f := feed("feeds", "add", "--json", "--format", "hxl", "--url", "https://example.org/3w.csv", "--mapping", mapping, "--charset", "windows-1256", "3w")
		if f.Mapping["Org"] != "#org" || f.Charset != "windows-1256" || f.Absence != registry.AbsenceEnded {
			t.Errorf("%+v", f)
		}
		write(`{"Who": "#org+funder"}`)
		f = feed("feeds", "set", "--mapping", mapping, "--charset", "", "--absence", "withdrawn", "3w")
		if len(f.Mapping) != 1 || f.Mapping["Who"] != "#org+funder" || f.Charset != "" || f.Absence != registry.AbsenceWithdrawn {
			t.Errorf("%+v", f)
		}
		for _, bad := range []string{`{"Who": "org"}`, `["#org"]`, `{`} {
			write(bad)
			if _, stderr, status := cli.run("feeds", "set", "--mapping", mapping, "3w"); status != exitUsage || !strings.Contains(stderr, "the mapping ") {
				t.Errorf("%s: status %d: %s", bad, status, stderr)
			}
		}
		if _, _, status := cli.run("feeds", "set", "--mapping", mapping+".gone", "3w"); status != exitFailed {
			t.Errorf("no such file: status %d", status)
		}
		write(`{}`)
		if f = feed("feeds", "set", "--mapping", mapping, "3w"); len(f.Mapping) != 0 {
			t.Errorf("%+v", f)
		}
		// Other formats name their columns themselves.
		write(`{"Org": "#org"}`)
		if _, stderr, status := cli.run("feeds", "add", "--format", "iati", "--url", "https://example.org/a.xml", "--mapping", mapping, "a"); status != exitUsage || !strings.Contains(stderr, "mapping") {
			t.Errorf("status %d: %s", status, stderr)
		}
	})
}
