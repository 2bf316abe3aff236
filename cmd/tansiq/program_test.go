package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/pgtest"
)

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, cli commandRunner)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newCommandRunner(t, filepath.Join(t.TempDir(), "tansiq.db"))) })
	t.Run("postgres", func(t *testing.T) { test(t, newCommandRunner(t, pgtest.DSN(t))) })
}

// commandRunner calls the program as a shell would.
type commandRunner struct {
	t   *testing.T
	env map[string]string
}

func newCommandRunner(t *testing.T, db string) commandRunner {
	return commandRunner{t, map[string]string{"TANSIQ_DB": db, "TANSIQ_SPOOL_DIR": filepath.Join(t.TempDir(), "spool")}}
}

func (c commandRunner) getenv(name string) string { return c.env[name] }

func (c commandRunner) run(args ...string) (stdout, stderr string, status int) {
	c.t.Helper()
	var out, errs bytes.Buffer
	status = run(c.t.Context(), args, c.getenv, &out, &errs)
	return out.String(), errs.String(), status
}

// must runs a command that has to end with the status.
func (c commandRunner) must(status int, args ...string) string {
	c.t.Helper()
	stdout, stderr, got := c.run(args...)
	if got != status {
		c.t.Fatalf("tansiq %s: status %d, want %d\n%s%s", strings.Join(args, " "), got, status, stdout, stderr)
	}
	return stdout
}

func (c commandRunner) overlaps(args ...string) []registry.Overlap {
	c.t.Helper()
	var found []registry.Overlap
	if err := json.Unmarshal([]byte(c.must(exitDone, append([]string{"overlaps", "--format", "json"}, args...)...)), &found); err != nil {
		c.t.Fatal(err)
	}
	return found
}

// TestImportOfPages takes the pages of one feed in together: what pays a plan is counted, a project's flows are one record.
func TestImportOfPages(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		folder := filepath.Join("..", "..", "importers", "fts", "testdata")
		pages := []string{filepath.Join(folder, "page-1.json"), filepath.Join(folder, "page-2.json")}
		command := append([]string{"import", "--format", "fts", "--feed", "fts-mali"}, pages...)
		if got, want := cli.must(exitRejected, command...), "fts-mali (2 files): read 10, new 4, changed 0, unchanged 0, rejected 4, withdrawn 0, funding 2\n"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := cli.must(exitRejected, command...); !strings.Contains(got, "new 0, changed 0, unchanged 4, rejected 4, withdrawn 0, funding 2") {
			t.Errorf("the same pages again: %s", got)
		}
		// Without a feed each file is one by itself.
		if got := cli.must(exitRejected, append([]string{"import", "--format", "fts"}, pages...)...); strings.Count(got, "\n") != 2 {
			t.Errorf("two files: %s", got)
		}
	})
}

// TestImportAndDetect takes two donors' files the whole way through: what is read, what is refused and why, that a second
// import writes nothing, that a change makes one new version, and that the two border-guard trainings find each other.
func TestImportAndDetect(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		folder := t.TempDir()
		north := filepath.Join(folder, "north.xml")
		south := filepath.Join("testdata", "south.xml")
		original, err := os.ReadFile(filepath.Join("testdata", "north.xml"))
		if err != nil {
			t.Fatal(err)
		}
		write := func(b []byte) {
			if err := os.WriteFile(north, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write(original)

		stdout, stderr, status := cli.run("import", "--format", "iati", north, south)
		want := north + ": read 3, new 2, changed 0, unchanged 0, rejected 1, withdrawn 0\n" +
			south + ": read 1, new 1, changed 0, unchanged 0, rejected 0, withdrawn 0\n"
		if stdout != want || status != exitRejected {
			t.Fatalf("status %d\n got %s\nwant %s%s", status, stdout, want, stderr)
		}
		if !regexp.MustCompile(`north\.xml:\d+: rejected: .*iati-identifier`).MatchString(stderr) {
			t.Errorf("the rejected activity is not explained:\n%s", stderr)
		}

		cli.must(exitDone, "detect")
		found := cli.overlaps("--kind", "overlap")
		if len(found) != 1 {
			t.Fatalf("%d overlaps, want the one of the two trainings", len(found))
		}
		checkOverlap(t, found[0])

		if got := cli.must(exitRejected, "import", "--format", "iati", north); !strings.Contains(got, "new 0, changed 0, unchanged 2, rejected 1") {
			t.Errorf("the same file again: %s", got)
		}
		if got := cli.must(exitDone, "detect"); !strings.Contains(got, "examined 0,") {
			t.Errorf("the same file again left something to examine: %s", got)
		}

		// Only the time of generation differs: nothing is written.
		write(bytes.ReplaceAll(original, []byte("2026-01-01T00:00:00Z"), []byte("2026-02-02T00:00:00Z")))
		if got := cli.must(exitRejected, "import", "--format", "iati", north); !strings.Contains(got, "changed 0, unchanged 2") {
			t.Errorf("another time of generation: %s", got)
		}

		write(bytes.ReplaceAll(original, []byte("in Gao and Kidal"), []byte("in Gao, Kidal and Ménaka")))
		if got := cli.must(exitRejected, "import", "--format", "iati", north); !strings.Contains(got, "new 0, changed 1, unchanged 1") {
			t.Errorf("a changed file: %s", got)
		}
		incremental := cli.must(exitDone, "detect")
		if strings.Contains(incremental, "examined 0,") {
			t.Errorf("the change was not examined: %s", incremental)
		}
		if after := cli.overlaps("--kind", "overlap"); len(after) != 1 || after[0].ID != found[0].ID {
			t.Errorf("the flag did not keep its id through the change")
		}
		if again := cli.must(exitDone, "detect", "--full"); !strings.Contains(again, "new 0,") || !strings.Contains(again, "retracted 0,") {
			t.Errorf("a full detection differs from the incremental: %s", again)
		}
	})
}

func checkOverlap(t *testing.T, o registry.Overlap) {
	t.Helper()
	sum := 0.0
	for _, e := range o.Evidence {
		sum += e.Weight
		for _, language := range []string{"en", "fr", "ar"} {
			if e.Sentence[language] == "" {
				t.Errorf("dimension %s has no sentence in %s", e.Dimension, language)
			}
		}
		if e.Level == registry.LevelMissing && e.Weight != 0 {
			t.Errorf("missing %s weighs %v", e.Dimension, e.Weight)
		}
	}
	if logit := math.Log(o.Score / (1 - o.Score)); math.Abs(sum-logit) > 1e-9 {
		t.Errorf("weights sum to %v, the logit is %v", sum, logit)
	}
	if o.EvidenceHash == "" || o.Status != registry.OverlapOpen {
		t.Errorf("hash %q, status %s", o.EvidenceHash, o.Status)
	}
}

// TestBrokenFileChangesNothing: a file that ends halfway publishes nothing of what came before its end.
func TestBrokenFileChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		whole, err := os.ReadFile(filepath.Join("testdata", "north.xml"))
		if err != nil {
			t.Fatal(err)
		}
		cut := filepath.Join(t.TempDir(), "cut.xml")
		if err := os.WriteFile(cut, whole[:len(whole)-200], 0o600); err != nil {
			t.Fatal(err)
		}
		_, stderr, status := cli.run("import", "--format", "iati", cut)
		if status != exitFailed || !strings.Contains(stderr, "failed") {
			t.Errorf("status %d: %s", status, stderr)
		}
		if rows := cli.must(exitDone, "export", "--format", "ndjson"); rows != "" {
			t.Errorf("half a file was published: %s", rows)
		}
	})
}

func TestDryRunWritesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		got := cli.must(exitDone, "import", "--dry-run", "--format", "iati", filepath.Join("testdata", "south.xml"))
		if !strings.Contains(got, "new 1,") {
			t.Error(got)
		}
		if rows := cli.must(exitDone, "export", "--format", "ndjson"); rows != "" {
			t.Errorf("a dry run wrote %s", rows)
		}
		if feeds := cli.must(exitDone, "feeds", "list"); strings.Contains(feeds, "south.xml") {
			t.Errorf("a dry run made a feed: %s", feeds)
		}
	})
}

func TestExport(t *testing.T) {
	cli := newCommandRunner(t, filepath.Join(t.TempDir(), "tansiq.db"))
	cli.must(exitRejected, "import", "--format", "iati", filepath.Join("testdata", "north.xml"))
	rows, err := csv.NewReader(strings.NewReader(cli.must(exitDone, "export", "--country", "NE"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, want a header and one initiative: %v", len(rows), err)
	}
	// The public does not read the name of the local group that implements it; the operator does.
	all := cli.must(exitDone, "export", "--format", "ndjson")
	public := cli.must(exitDone, "export", "--format", "ndjson", "--public")
	if !strings.Contains(all, "Association des éleveurs") || strings.Contains(public, "Association des éleveurs") {
		t.Error("the local implementer's name is in the wrong export")
	}
	if strings.Count(all, "\n") != 2 || strings.Count(public, "\n") != 2 {
		t.Errorf("all:\n%s\npublic:\n%s", all, public)
	}
}

func TestUsage(t *testing.T) {
	cli := newCommandRunner(t, filepath.Join(t.TempDir(), "tansiq.db"))
	for _, args := range [][]string{{"nonsense"}, {"import", "x.xml"}, {"import", "--format", "nonsense", "x.xml"}} {
		if _, stderr, status := cli.run(args...); status != exitUsage || stderr == "" {
			t.Errorf("tansiq %v: status %d, %q", args, status, stderr)
		}
	}
	if help := cli.must(exitDone, "--help"); !strings.Contains(help, "TANSIQ_DB") {
		t.Error("the help names no environment twins")
	}
}

func TestKeysAndFeeds(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		if _, stderr, status := cli.run("keys", "create", "--role", "coordinator", "Sahel desk"); status != exitUsage || !strings.Contains(stderr, "regions") || !strings.Contains(stderr, "conduct") {
			t.Errorf("status %d: %s", status, stderr)
		}
		secret := cli.must(exitDone, "keys", "create", "--role", "coordinator", "--region", "sahel", "--accepted-conduct", "Sahel desk")
		if !strings.Contains(secret, "tansiq_") {
			t.Error(secret)
		}
		list := cli.must(exitDone, "keys", "list")
		if !strings.Contains(list, "Sahel desk") || strings.Contains(list, "tansiq_") {
			t.Error(list)
		}
		cli.must(exitDone, "feeds", "add", "--format", "iati", "--url", "https://example.org/a.xml", "--schedule", "every 6h", "example")
		if _, stderr, status := cli.run("feeds", "add", "--format", "iati", "--url", "https://example.org/b.xml", "example"); status != exitFailed {
			t.Errorf("a second feed of the same name: status %d: %s", status, stderr)
		}
		if _, stderr, status := cli.run("feeds", "add", "--format", "iati", "--url", "https://example.org/b.xml", "--schedule", "whenever", "other"); status != exitUsage || !strings.Contains(stderr, "schedule") {
			t.Errorf("status %d: %s", status, stderr)
		}
		if list := cli.must(exitDone, "feeds", "list"); !strings.Contains(list, "every 6h") {
			t.Error(list)
		}
		cli.must(exitDone, "feeds", "remove", "example")
		if list := cli.must(exitDone, "feeds", "list"); strings.Contains(list, "example") {
			t.Errorf("a removed feed is listed: %s", list)
		}
	})
}
