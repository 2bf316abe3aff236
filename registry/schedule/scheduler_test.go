package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tansiq/tansiq/registry"
)

// All tests run in synctest bubbles: they begin at midnight UTC of 1 January 2000, a Saturday, and wait on a clock
// that jumps when everybody waits.

// process starts a scheduler. Shut down what the test did not.
func process(t *testing.T, w *worker, change func(*Options)) *Scheduler {
	t.Helper()
	options := Options{Leases: w.db, Feeds: w.db, Run: w.run}
	if change != nil {
		change(&options)
	}
	s := New(options)
	s.Start()
	t.Cleanup(func() { shutdown(t, s) })
	return s
}

func shutdown(t *testing.T, s *Scheduler) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Error(err)
	}
}

func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func wantRuns(t *testing.T, l *log, want ...string) {
	t.Helper()
	got := l.take()
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
}

// recently is a run since which nothing was missed.
func recently(db *database, feeds ...string) {
	for _, f := range feeds {
		db.ran(f, time.Now())
	}
}

func shifted(t *testing.T, schedule, feed string) Spec {
	t.Helper()
	spec, err := Parse(schedule)
	if err != nil {
		t.Fatal(err)
	}
	return spec.For(feed)
}

func clockOf(when time.Time) string { return when.UTC().Format("15:04:05") }

func TestRunsWhenDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 1h"), feed("b", "30 2 * * *"), feed("manual", "")), newLog()
		off := feed("off", "every 1m")
		off.Enabled = false
		db.put(off)
		gone := feed("gone", "every 1m")
		gone.Deleted = new(time.Now())
		db.put(gone)
		recently(db, "a", "b")
		s := process(t, &worker{name: "A", db: connect(db), takes: time.Second, log: l}, nil)
		a, b := shifted(t, "every 1h", "a"), shifted(t, "30 2 * * *", "b")
		first := a.Next(time.Now())
		pass(time.Minute)
		if next, ok := s.Next("a"); !ok || !next.Equal(a.Next(time.Now())) {
			t.Errorf("next %s, %t", next, ok)
		}
		if _, ok := s.Next("manual"); ok {
			t.Error("a feed without a schedule has a next time")
		}
		pass(3*time.Hour - time.Minute)
		wantRuns(t, l, "A a schedule "+clockOf(first), "A a schedule "+clockOf(first.Add(time.Hour)), "A a schedule "+clockOf(first.Add(2*time.Hour)),
			"A b schedule "+clockOf(b.Next(at(t, "2000-01-01T02:29:00Z"))))
	})
}

func TestOneOfTwoSchedulersRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 10m"), feed("b", "every 10m")), newLog()
		recently(db, "a", "b")
		a := process(t, &worker{name: "A", db: connect(db), takes: time.Second, log: l}, nil)
		synctest.Wait()
		b := process(t, &worker{name: "B", db: connect(db), takes: time.Second, log: l}, nil)
		pass(time.Hour)
		runs := l.take()
		if len(runs) != 12 || slices.ContainsFunc(runs, func(r string) bool { return !strings.HasPrefix(r, "A ") }) {
			t.Errorf("two feeds every ten minutes for an hour: %q", runs)
		}
		if token, ok := a.Token(); !ok || token != 1 {
			t.Errorf("the leader's token is %d, %t", token, ok)
		}
		if _, ok := b.Token(); ok {
			t.Error("the standby has a token")
		}
		if next, ok := b.Next("a"); !ok || !next.After(time.Now()) {
			t.Errorf("the standby does not know when the feed runs next: %s, %t", next, ok)
		}
	})
}

// The leader's machine loses its network in the middle of a run: it stops by itself, the other replica takes over
// within two leases and does the run again, and nothing is written under the old lease.
func TestTakeOver(t *testing.T) {
	for _, deaf := range []bool{false, true} {
		t.Run(fmt.Sprintf("deaf %t", deaf), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				db, l := newDatabase(feed("a", "every 24h")), newLog()
				cutA := connect(db)
				a := process(t, &worker{name: "A", db: cutA, takes: 10 * time.Minute, deaf: deaf, log: l}, nil)
				synctest.Wait()
				b := process(t, &worker{name: "B", db: connect(db), takes: time.Second, log: l}, nil)
				pass(time.Minute)
				wantRuns(t, l, "A a catch-up 00:00:00")

				cutA.cut.Store(true)
				pass(2 * LeaseTTL)
				if _, ok := a.Token(); ok {
					t.Error("the old leader still thinks it leads")
				}
				if token, ok := b.Token(); !ok || token != 2 {
					t.Errorf("the new leader's token is %d, %t", token, ok)
				}
				if stopped, _ := l.ended(); deaf == (stopped == 1) {
					t.Errorf("%d runs were stopped", stopped)
				}
				pass(LeaseTTL)
				runs := l.take()
				if len(runs) != 1 || !strings.HasPrefix(runs[0], "B a catch-up ") {
					t.Errorf("after the take-over: %q", runs)
				}
				pass(time.Hour)
				if _, late := l.ended(); (late == 1) != deaf {
					t.Errorf("%d late writes were refused", late)
				}
				wantRuns(t, l)
				cutA.cut.Store(false)
			})
		})
	}
}

// A database that is away for less than a lease changes nothing.
func TestShortOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 24h")), newLog()
		c := connect(db)
		s := process(t, &worker{name: "A", db: c, takes: 2 * time.Minute, log: l}, nil)
		pass(11 * time.Second)
		c.cut.Store(true)
		pass(15 * time.Second)
		c.cut.Store(false)
		pass(5 * time.Minute)
		token, _ := s.Token()
		if stopped, _ := l.ended(); token != 1 || stopped != 0 {
			t.Errorf("token %d, %d runs stopped", token, stopped)
		}
		wantRuns(t, l, "A a catch-up 00:00:00")
	})
}

func TestCatchUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old := feed("new-cron", "0 3 * * *")
		missed := feed("missed-cron", "0 3 * * *")
		db, l := newDatabase(feed("missed", "every 24h"), missed, feed("fresh", "every 168h"), feed("new", "every 24h"), old, feed("left", "every 168h")), newLog()
		pass(10*24*time.Hour + 12*time.Hour)
		db.ran("missed", time.Now().Add(-5*24*time.Hour))    // five times over
		db.ran("missed-cron", time.Now().Add(-10*time.Hour)) // at 02:00
		db.ran("fresh", shifted(t, "every 168h", "fresh").Next(time.Now()).Add(-168*time.Hour))
		db.runs = append(db.runs, &registry.Run{Feed: "left", State: registry.RunPublishing, Started: time.Now().Add(-time.Minute)}) // by a killed process
		late := feed("late-cron", "0 13 * * *")
		db.put(late)
		process(t, &worker{name: "A", db: connect(db), takes: time.Second, log: l}, nil)
		pass(10 * time.Second)
		wantRuns(t, l, "A missed catch-up 12:00:00", "A missed-cron catch-up 12:00:00", "A new catch-up 12:00:00",
			"A new-cron catch-up 12:00:00", "A left catch-up 12:00:00")
	})
}

// While it runs, a feed that is slower than its schedule is never doubled, and the times that passed are not made up.
func TestSlowFeedIsNeverDoubled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 10m")), newLog()
		recently(db, "a")
		first := shifted(t, "every 10m", "a").Next(time.Now())
		process(t, &worker{name: "A", db: connect(db), takes: 25 * time.Minute, log: l}, nil)
		process(t, &worker{name: "B", db: connect(db), takes: 25 * time.Minute, log: l}, nil)
		pass(time.Until(first) + 65*time.Minute)
		runs := l.take()
		if len(runs) != 3 || l.atMost("a") != 1 {
			t.Errorf("a run of 25 minutes every 10 minutes, for 65 minutes: %q, at most %d at a time", runs, l.atMost("a"))
		}
		for i, r := range runs {
			if want := clockOf(first.Add(time.Duration(i) * 30 * time.Minute)); !strings.HasSuffix(r, want) {
				t.Errorf("run %d: %q, want it at %s", i, r, want)
			}
		}
	})
}

func TestManualImportAndScheduleExcludeEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 10m")), newLog()
		recently(db, "a")
		c := connect(db)
		first := shifted(t, "every 10m", "a").Next(time.Now())
		process(t, &worker{name: "A", db: c, takes: 5 * time.Minute, log: l}, nil)
		time.Sleep(time.Until(first) - time.Second)

		manual := make(chan error)
		go func() {
			manual <- WithFeedLease(t.Context(), c, "a", func(context.Context, Lease) error {
				time.Sleep(2 * time.Minute)
				return nil
			})
		}()
		pass(time.Minute)
		wantRuns(t, l) // the schedule gave way
		err := WithFeedLease(t.Context(), c, "a", func(context.Context, Lease) error { t.Error("a second manual import ran"); return nil })
		if registry.ErrorCode(err) != registry.EConflict {
			t.Errorf("a second manual import: %v", err)
		}
		if err := <-manual; err != nil {
			t.Error(err)
		}
		// This manual import left nothing in the ledger, so the time is made up at a poll.
		pass(31 * time.Second)
		if runs := l.take(); len(runs) != 1 || !strings.Contains(runs[0], " catch-up ") {
			t.Errorf("after the manual import: %q", runs)
		}
		err = WithFeedLease(t.Context(), c, "a", func(context.Context, Lease) error { t.Error("a manual import ran beside the schedule"); return nil })
		if registry.ErrorCode(err) != registry.EConflict {
			t.Errorf("a manual import during a scheduled run: %v", err)
		}
	})
}

func TestShutdownInTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 24h")), newLog()
		a := New(Options{Leases: connect(db), Feeds: connect(db), Run: (&worker{name: "A", db: connect(db), takes: time.Hour, log: l}).run})
		a.Start()
		pass(time.Minute)
		start := time.Now()
		shutdown(t, a)
		if stopped, _ := l.ended(); time.Since(start) != 0 || stopped != 1 {
			t.Errorf("took %s, %d runs stopped", time.Since(start), stopped)
		}
		if db.isHeld("scheduler") || db.isHeld("run:a") {
			t.Error("a lease is still held")
		}
		l.take()
		b := process(t, &worker{name: "B", db: connect(db), takes: time.Second, log: l}, nil)
		pass(time.Second)
		if token, ok := b.Token(); !ok || token != 2 {
			t.Errorf("the next leader's token is %d, %t", token, ok)
		}
	})
}

// A run that does not stop is waited for no longer than the grace time, and its leases are not given up for it.
func TestShutdownDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 24h")), newLog()
		a := New(Options{Leases: connect(db), Feeds: connect(db), Run: (&worker{name: "A", db: connect(db), takes: 10 * time.Minute, deaf: true, log: l}).run})
		a.Start()
		pass(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		start := time.Now()
		err := a.Shutdown(ctx)
		if registry.ErrorCode(err) != registry.EUnavailable || time.Since(start) != 20*time.Second {
			t.Errorf("after %s: %v", time.Since(start), err)
		}
		if !db.isHeld("scheduler") || !db.isHeld("run:a") {
			t.Error("a lease was given up while its run goes on")
		}
		pass(10 * time.Minute)
	})
}

func TestFeedTableIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(), newLog()
		s := process(t, &worker{name: "A", db: connect(db), takes: time.Hour, log: l}, nil)
		pass(time.Minute + time.Second)

		db.put(feed("a", "every 168h"))
		if err := s.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		wantRuns(t, l, "A a catch-up 00:01:01") // at once

		db.put(feed("b", "every 168h")) // by another replica
		pass(30 * time.Second)
		wantRuns(t, l, "A b catch-up 00:01:30") // at the next poll

		changed := feed("a", "every 24h")
		db.put(changed)
		pass(30 * time.Second)
		if next, _ := s.Next("a"); !next.Equal(shifted(t, "every 24h", "a").Next(time.Now())) {
			t.Errorf("the changed schedule is not known: %s", next)
		}
		if l.doing("a") != 1 {
			t.Error("changing the schedule broke off the run")
		}
		changed.Enabled = false
		db.put(changed)
		pass(30 * time.Second)
		if l.doing("a") != 0 || l.doing("b") != 1 {
			t.Errorf("after a was disabled: %d of a, %d of b", l.doing("a"), l.doing("b"))
		}
		runsOfA := func() int {
			return len(slices.DeleteFunc(l.take(), func(r string) bool { return !strings.Contains(r, " a ") }))
		}
		pass(26 * time.Hour)
		if n := runsOfA(); n != 0 {
			t.Errorf("a disabled feed ran %d times", n)
		}
		changed.Enabled = true
		db.put(changed)
		pass(25 * time.Hour)
		if n := runsOfA(); n < 1 || n > 2 {
			t.Errorf("enabled again for 25 hours: %d runs, want the missed one, and the day's", n)
		}
	})
}

func TestChangedScheduleCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 168h")), newLog()
		recently(db, "a")
		process(t, &worker{name: "A", db: connect(db), takes: time.Second, log: l}, nil)
		pass(time.Second)
		db.put(feed("a", "every 1h"))
		pass(6*time.Hour + time.Minute)
		if runs := l.take(); len(runs) != 6 || slices.ContainsFunc(runs, func(r string) bool { return !strings.Contains(r, " schedule ") }) {
			t.Errorf("every hour for six hours: %q", runs)
		}
	})
}

func TestFailuresAndPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("bad", "every 1h"), feed("ugly", "every 1h"), feed("good", "every 1h")), newLog()
		recently(db, "bad", "ugly", "good")
		process(t, &worker{name: "A", db: connect(db), takes: time.Second, log: l, fail: func(feed string) error {
			switch feed {
			case "bad":
				return errors.New("failed")
			case "ugly":
				panic("a defect")
			}
			return nil
		}}, nil)
		pass(3*time.Hour + time.Minute)
		count := map[string]int{}
		for _, r := range l.take() {
			count[strings.Fields(r)[1]]++
		}
		if diff := cmp.Diff(map[string]int{"bad": 3, "ugly": 3, "good": 3}, count); diff != "" {
			t.Errorf("runs in three hours (-want +got):\n%s", diff)
		}
	})
}

// A run that leaves no trace in the ledger is not tried at every poll.
func TestNoHotLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 6h")), newLog()
		process(t, &worker{name: "A", db: connect(db), amnesiac: true, log: l}, nil)
		pass(24 * time.Hour)
		if runs := l.take(); len(runs) != 5 {
			t.Errorf("once at the beginning and every six hours: %q", runs)
		}
	})
}

func TestParallelIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(), newLog()
		for i := range 20 {
			db.put(feed(fmt.Sprint(i), "every 24h"))
		}
		process(t, &worker{name: "A", db: connect(db), takes: 30 * time.Second, log: l}, func(o *Options) { o.Parallel = 3 })
		pass(4 * time.Minute)
		if n := len(l.take()); n != 20 || l.atMost("") != 3 {
			t.Errorf("%d runs, at most %d at a time", n, l.atMost(""))
		}
	})
}

func TestWithFeedLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newDatabase()
		c := connect(db)
		for want := int64(1); want <= 3; want++ {
			err := WithFeedLease(t.Context(), c, "a", func(ctx context.Context, l Lease) error {
				if l != (Lease{"run:a", want}) {
					t.Errorf("lease %v, want token %d", l, want)
				}
				time.Sleep(10 * LeaseTTL) // it is renewed
				return ctx.Err()
			})
			if err != nil {
				t.Error(err)
			}
		}
		err := WithFeedLease(t.Context(), c, "a", func(ctx context.Context, l Lease) error {
			c.cut.Store(true)
			<-ctx.Done()
			return ctx.Err()
		})
		if registry.ErrorCode(err) != registry.EConflict || !strings.Contains(err.Error(), "could not keep its lease") {
			t.Errorf("a lost lease: %v", err)
		}
		if err := WithFeedLease(t.Context(), c, "b", nil); !errors.Is(err, errCut) {
			t.Errorf("no database: %v", err)
		}
		c.cut.Store(false)
		if err := WithFeedLease(t.Context(), c, "c", func(context.Context, Lease) error { panic("a defect") }); registry.ErrorCode(err) != registry.EInternal {
			t.Errorf("a panic: %v", err)
		}
		if err := WithFeedLease(t.Context(), c, "c", func(context.Context, Lease) error { return errCut }); err != errCut {
			t.Errorf("the function's own error: %v", err)
		}
	})
}
