package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
)

func (e *env) audit(n int) registry.AuditEntry {
	return registry.AuditEntry{ID: id(n), At: e.now(), Actor: "cli", Action: "test", Subject: "x", After: []byte(`{}`)}
}

func testFeeds(_ *testing.T, e *env) {
	feed := &registry.Feed{ID: "f1", Name: "toolkit", Format: "toolkit", URL: "https://example.org/a?b=c", Schedule: "every 6h", Enabled: true,
		Licence: "CC0", Marks: registry.Marks{Sharing: registry.SharingClear, Owners: []string{"o1"}},
		Mapping: registry.Mapping{"Organisation é": "#org +funder", "#country": "ML"}, Charset: "windows-1252", Absence: registry.AbsenceEnded, Created: e.now(), Updated: e.now(), ETag: `"x"`}
	e.must(e.CreateFeed(e.ctx, feed, e.audit(1)))
	e.wants(e.CreateFeed(e.ctx, &registry.Feed{ID: "f2", Name: "toolkit"}, e.audit(2)), registry.EConflict)
	e.must(e.CreateFeed(e.ctx, &registry.Feed{ID: "f2", Name: "another"}, e.audit(2))) // the audit entry of the refused one is gone too
	e.wants(e.UpdateFeed(e.ctx, &registry.Feed{ID: "f3"}, e.audit(3)), registry.ENotFound)
	e.wants(e.UpdateFeed(e.ctx, &registry.Feed{ID: "f2", Name: "toolkit"}, e.audit(3)), registry.EConflict)
	e.must(e.SetFeedValidators(e.ctx, "toolkit", `"y"`, "Mon, 01 Jan 2024 00:00:00 GMT"))
	e.wants(e.SetFeedValidators(e.ctx, "nobody", "", ""), registry.ENotFound)
	feed.ETag, feed.LastModified = `"y"`, "Mon, 01 Jan 2024 00:00:00 GMT"
	for _, by := range []string{"f1", "toolkit"} {
		got, err := e.FindFeed(e.ctx, by)
		e.must(err)
		if diff := cmp.Diff(feed, got); diff != "" {
			e.Errorf("by %s (-want +got):\n%s", by, diff)
		}
	}
	feed.Mapping, feed.Charset, feed.Absence = nil, "", ""
	e.must(e.UpdateFeed(e.ctx, feed, e.audit(3)))
	cleared, err := e.FindFeed(e.ctx, "f1")
	e.must(err)
	if diff := cmp.Diff(feed, cleared); diff != "" {
		e.Errorf("cleared (-want +got):\n%s", diff)
	}
	_, err = e.FindFeed(e.ctx, "nobody")
	e.wants(err, registry.ENotFound)

	good := &registry.Run{ID: "r1", Feed: "f1", State: registry.RunDone, Started: e.now(), Finished: new(e.tick())}
	unmodified := &registry.Run{ID: "r2", Feed: "f1", State: registry.RunUnmodified, Started: e.now(), Finished: new(e.tick())}
	failed := &registry.Run{ID: "r3", Feed: "f1", State: registry.RunFailed, Started: e.now(), Finished: new(e.tick()), Error: "truncated"}
	records := []*registry.Record{e.record(1, 1, "toolkit", "a"), e.record(2, 1, "toolkit", "b")}
	e.write(func(tx registry.Tx) error {
		for _, r := range []*registry.Run{good, unmodified, failed} {
			e.must(tx.PutRun(e.ctx, r))
		}
		return tx.PutRecords(e.ctx, records)
	})
	e.write(func(tx registry.Tx) error { return tx.SetWithdrawn(e.ctx, "toolkit", []string{"a"}, true) })
	e.write(func(tx registry.Tx) error { return tx.SetWithdrawn(e.ctx, "toolkit", []string{"a"}, true) })
	another, err := e.FindFeed(e.ctx, "f2")
	e.must(err)
	health, err := e.ListFeeds(e.ctx)
	e.must(err)
	want := []registry.FeedHealth{
		{Feed: *another},
		{Feed: *feed, LastGood: unmodified.Finished, LastRun: failed, Records: 1, Failing: true, Freshness: good.Finished, LastProblem: "truncated"},
	}
	if diff := cmp.Diff(want, health); diff != "" {
		e.Errorf("health (-want +got):\n%s", diff)
	}
	// The record comes back as it was, with another version.
	records[0].Version = 2
	e.write(func(tx registry.Tx) error { return tx.PutRecords(e.ctx, records[:1]) })
	another.Deleted = new(e.now())
	e.must(e.UpdateFeed(e.ctx, another, e.audit(4)))
	health, err = e.ListFeeds(e.ctx)
	e.must(err)
	if len(health) != 1 || health[0].Records != 2 {
		e.Errorf("health after a deletion and a return: %+v", health)
	}
}

func testRuns(_ *testing.T, e *env) {
	var runs []registry.Run
	for n := range 5 {
		runs = append(runs, registry.Run{ID: fmt.Sprint("r", n), Feed: "f1", State: registry.RunDone, Trigger: "manual", Started: e.tick(),
			Counts: registry.RunCounts{Read: 21, New: 1, Changed: 2, Unchanged: 3, Rejected: 11, Withdrawn: 6, Funding: 4},
			Error:  "e", Hint: "h", Spool: "s", Position: n, Fence: 7})
	}
	runs[1].State, runs[3].State, runs[4].State = registry.RunDecoding, registry.RunFailed, registry.RunPublishing
	runs[2].Finished = new(e.now())
	problems := []registry.Problem{{Line: 3, Identifier: "a", Field: "b", Reason: "c", Severity: registry.SeverityRejected}}
	for n := range 700 {
		problems = append(problems, registry.Problem{Line: n, Reason: "r", Severity: registry.SeverityWarning})
	}
	e.write(func(tx registry.Tx) error {
		for i := range runs {
			e.must(tx.PutRun(e.ctx, &runs[i]))
			e.must(tx.PutSeen(e.ctx, runs[i].ID, []byte{byte(i)}))
			e.must(tx.PutRun(e.ctx, &runs[i])) // keeps what was seen
		}
		e.must(tx.AddProblems(e.ctx, "r1", problems[:1]))
		e.must(tx.AddProblems(e.ctx, "r1", problems[1:]))
		return tx.AddProblems(e.ctx, "r1", nil)
	})
	err := e.Write(e.ctx, func(tx registry.Tx) error { return tx.PutSeen(e.ctx, "nobody", nil) })
	e.wants(err, registry.ENotFound)

	got, err := e.FindRun(e.ctx, "r2")
	e.must(err)
	if diff := cmp.Diff(&runs[2], got); diff != "" {
		e.Errorf("run (-want +got):\n%s", diff)
	}
	_, err = e.FindRun(e.ctx, "nobody")
	e.wants(err, registry.ENotFound)
	var listed []string
	for cursor := ""; ; {
		page, next, err := e.ListRuns(e.ctx, "f1", registry.Page{Limit: 2, Cursor: cursor})
		e.must(err)
		for _, r := range page {
			listed = append(listed, r.ID)
		}
		if cursor = next; next == "" {
			break
		}
	}
	if diff := cmp.Diff([]string{"r4", "r3", "r2", "r1", "r0"}, listed); diff != "" {
		e.Errorf("runs (-want +got):\n%s", diff)
	}
	last := func(states ...registry.RunState) string {
		r, err := e.LastRun(e.ctx, "f1", states...)
		e.must(err)
		if r == nil {
			return ""
		}
		return r.ID
	}
	if a, b, c := last(), last(registry.RunDone, registry.RunUnmodified), last(registry.RunHeld); a != "r4" || b != "r2" || c != "" {
		e.Errorf("last runs %q, %q, %q", a, b, c)
	}
	unfinished, err := e.UnfinishedRuns(e.ctx)
	e.must(err)
	if len(unfinished) != 2 || unfinished[0].ID != "r1" || unfinished[1].ID != "r4" {
		e.Errorf("unfinished: %+v", unfinished)
	}
	// A run that finds the feed unmodified sees what the last one saw.
	later := registry.Run{ID: "r5", Feed: "f1", State: registry.RunUnmodified, Trigger: "schedule", Started: e.tick()}
	e.write(func(tx registry.Tx) error { return tx.PutRun(e.ctx, &later) })
	seen, err := e.LastSeen(e.ctx, "f1", 3)
	e.must(err)
	want := []registry.Seen{{At: later.Started, Trigger: "schedule", Records: []byte{2}},
		{At: runs[2].Started, Trigger: runs[2].Trigger, Records: []byte{2}}, {At: runs[0].Started, Trigger: runs[0].Trigger, Records: []byte{0}}}
	if diff := cmp.Diff(want, seen); diff != "" {
		e.Errorf("seen by good runs (-want +got):\n%s", diff)
	}
	var read []registry.Problem
	for cursor := ""; ; {
		page, next, err := e.ListProblems(e.ctx, "r1", registry.Page{Limit: 200, Cursor: cursor})
		e.must(err)
		read = append(read, page...)
		if cursor = next; next == "" {
			break
		}
	}
	if diff := cmp.Diff(problems, read); diff != "" {
		e.Errorf("problems (-want +got):\n%s", diff)
	}
	if n, err := e.CountProblems(e.ctx, "r1"); err != nil || n != len(problems) {
		e.Errorf("counts %d problems (%v), want %d", n, err, len(problems))
	}
}

func testKeys(_ *testing.T, e *env) {
	key := &registry.Key{ID: "k1", Hash: [32]byte{1}, Name: "n", Role: registry.RoleCoordinator, Organisation: "o", Regions: []string{"sahel"},
		CreatedAt: e.now(), ConductAcceptedAt: e.now()}
	e.must(e.CreateKey(e.ctx, key, e.audit(1)))
	e.wants(e.CreateKey(e.ctx, &registry.Key{ID: "k2", Hash: [32]byte{1}}, e.audit(2)), registry.EConflict)
	got, err := e.FindKeyByHash(e.ctx, [32]byte{1})
	e.must(err)
	if diff := cmp.Diff(key, got); diff != "" {
		e.Errorf("key (-want +got):\n%s", diff)
	}
	_, err = e.FindKeyByHash(e.ctx, [32]byte{2})
	e.wants(err, registry.ENotFound)
	revoked := e.tick()
	e.must(e.RevokeKey(e.ctx, "k1", revoked, e.audit(3)))
	e.must(e.RevokeKey(e.ctx, "k1", revoked.Add(time.Hour), e.audit(4)))
	e.wants(e.RevokeKey(e.ctx, "nobody", revoked, e.audit(5)), registry.ENotFound)
	key.RevokedAt = &revoked
	keys, err := e.ListKeys(e.ctx)
	e.must(err)
	if diff := cmp.Diff([]registry.Key{*key}, keys); diff != "" {
		e.Errorf("keys (-want +got):\n%s", diff)
	}
}

// testLeases: one holder at a time; the token grows when the lease changes hands; a fence keeps the old holder out.
func testLeases(_ *testing.T, e *env) {
	now := e.now()
	acquire := func(holder string, at time.Duration, wantToken int64, wantOK bool) {
		e.Helper()
		token, ok, err := e.AcquireLease(e.ctx, "leader", holder, now.Add(at), time.Minute)
		e.must(err)
		if ok != wantOK || ok && token != wantToken {
			e.Errorf("%s at %v: token %d, %v; want %d, %v", holder, at, token, ok, wantToken, wantOK)
		}
	}
	fence := func(token int64, want registry.Code) {
		e.Helper()
		err := e.Write(e.ctx, func(tx registry.Tx) error { return tx.CheckFence(e.ctx, "leader", token) })
		e.wants(err, want)
	}
	fence(1, registry.EConflict)
	acquire("a", 0, 1, true)
	fence(1, "")
	acquire("b", 30*time.Second, 0, false)
	acquire("a", 50*time.Second, 1, true)
	acquire("b", 70*time.Second, 0, false) // prolonged
	acquire("b", 110*time.Second, 2, true) // run out
	acquire("a", 111*time.Second, 0, false)
	fence(1, registry.EConflict)
	fence(2, "")
	e.must(e.ReleaseLease(e.ctx, "leader", "a")) // has it no more: nothing happens
	fence(2, "")
	e.must(e.ReleaseLease(e.ctx, "leader", "b"))
	fence(2, registry.EConflict)
	acquire("a", 112*time.Second, 3, true)
	_, _, err := e.AcquireLease(e.ctx, "leader", "", now, time.Minute)
	e.wants(err, registry.EInvalid)
}
