package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/cmd/tansiq/hostiletest"
	"github.com/tansiq/tansiq/importers/fetch"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/safehttp"
	"github.com/tansiq/tansiq/registry/service"
	"github.com/tansiq/tansiq/registry/store"
)

// TestHostileServer imports each feed three times, as the scheduler does: while its server is good, while it is what the case
// says, and when it is good again. What was taken in stays as it is unless the run is done, nothing is withdrawn, the reason is
// told, and no broken run is in the way of the next.
func TestHostileServer(t *testing.T) {
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "tansiq.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cases := hostiletest.Cases()
	server := hostiletest.Start(t, cases)
	spool := filepath.Join(t.TempDir(), "spool")
	t.Run("cases", func(t *testing.T) {
		for _, c := range cases {
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel() // they wait for their server, mostly
				patient := hostileRegistry(t, db, server, spool, safehttp.Options{}, fetch.Limits{})
				feed, err := patient.LocalFeed(t.Context(), operator, c.Name, c.Format, false)
				if err != nil {
					t.Fatal(err)
				}
				run := importFrom(t, patient, feed.ID, server.Feed(c))
				if want := (registry.RunCounts{Read: hostiletest.Records, New: hostiletest.Records}); run.State != registry.RunDone || run.Counts != want {
					t.Fatalf("the good file: %s, %+v: %s", run.State, run.Counts, run.Error)
				}
				before := standing(t, patient, c.Name)

				server.Break(c)
				run = importFrom(t, hostileRegistry(t, db, server, spool, c.Net, c.Limits), feed.ID, server.Broken(c))
				asked := server.Asked(c)
				server.Mend(c)
				checkHostileRun(t, c, run)
				if want := max(c.Tries, 1); asked != want && c.Address == nil {
					t.Errorf("asked for %d times, want %d", asked, want)
				}
				after := standing(t, patient, c.Name)
				if diff := cmp.Diff(before, after); diff != "" && run.State != registry.RunDone {
					t.Errorf("a run that is %s changed the registry (-before +after):\n%s", run.State, diff)
				}
				if titled := func(text string) bool { return strings.Contains(text, c.Title) }; !slices.ContainsFunc(after, titled) {
					t.Errorf("no title is %q:\n%s", c.Title, after)
				}

				run = importFrom(t, patient, feed.ID, server.Feed(c))
				if n := run.Counts; run.State != registry.RunDone || n.Read != hostiletest.Records || n.New+n.Rejected+n.Withdrawn > 0 || n.Changed == 0 {
					t.Errorf("the next good file: %s, %+v: %s", run.State, n, run.Error)
				}
			})
		}
	})
	if n := server.Reached(); n > 0 {
		t.Errorf("an inside server was reached %d times", n)
	}
	if left, err := filepath.Glob(filepath.Join(spool, "*")); err != nil || len(left) > 0 {
		t.Errorf("files were left behind: %s (%v)", left, err)
	}
}

// hostileRegistry is the service as the program puts it together, but for the limits.
func hostileRegistry(t *testing.T, db *store.Store, server *hostiletest.Server, spool string, net safehttp.Options, limits fetch.Limits) *service.Service {
	t.Helper()
	var err error
	if net.Allow, err = safehttp.ParseAllow(server.Allow()); err != nil {
		t.Fatal(err)
	}
	return service.New(db, service.Options{Importers: importers(), Fetch: fetcher(safehttp.New(net), importers(), limits, false), SpoolDir: spool})
}

func importFrom(t *testing.T, s *service.Service, id, address string) *registry.Run {
	t.Helper()
	feed, err := s.FindFeed(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	feed.URL = address
	run, err := s.Import(t.Context(), *feed, service.ImportOptions{Trigger: "schedule"})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func checkHostileRun(t *testing.T, c hostiletest.Case, run *registry.Run) {
	t.Helper()
	if run.State != c.State || !strings.Contains(run.Error, c.Reason) || (run.Error == "") != (c.Reason == "") {
		t.Errorf("the run is %s: %q (%s); want %s: %q", run.State, run.Error, run.Hint, c.State, c.Reason)
	}
	if run.Finished == nil {
		t.Error("the run is not over")
	}
	if run.State == registry.RunDone && run.Counts != c.Counts {
		t.Errorf("counts %+v, want %+v", run.Counts, c.Counts)
	}
	for _, shown := range []string{run.Error, run.Hint} {
		if strings.Contains(shown, "secret") || strings.Contains(shown, "127.0.0.1") || strings.Contains(shown, "internal error") {
			t.Errorf("the reason is not one for the public: %q", shown)
		}
	}
}

// standing is what the registry has of a feed, as an operator sees it.
func standing(t *testing.T, s *service.Service, feed string) []string {
	t.Helper()
	list, err := s.ListInitiatives(t.Context(), operator, registry.InitiativeFilter{Feeds: []string{feed}}, registry.Page{Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, document := range list.Items {
		all = append(all, fmt.Sprintf("version %d: %s", document.Version, document.JSON))
	}
	slices.Sort(all)
	return all
}
