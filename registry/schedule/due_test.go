package schedule

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/tansiq/tansiq/registry"
)

func TestDue(t *testing.T) {
	now := at(t, "2026-11-23T12:00:00Z")
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	run := func(state registry.RunState, started time.Time, took time.Duration) *registry.Run {
		r := &registry.Run{State: state, Started: started}
		if took > 0 {
			r.Finished = new(started.Add(took))
		}
		return r
	}
	const none = time.Duration(-1) // not due
	for name, test := range map[string]struct {
		spec    string
		created time.Time
		last    *registry.Run
		tried   time.Time
		since   time.Duration // before now; 0 where it is due, but not by a time of its schedule
	}{
		"never ran, interval":                 {"every 7h", ago(time.Minute), nil, time.Time{}, 0},
		"never ran, cron, not yet":            {"0 13 * * *", ago(time.Hour), nil, time.Time{}, none},
		"never ran, cron, missed":             {"0 11 * * *", ago(2 * time.Hour), nil, time.Time{}, time.Hour},
		"tried, but not in the ledger":        {"every 24h", ago(time.Hour), nil, ago(time.Minute), none},
		"tried before the last time":          {"every 6h", ago(48 * time.Hour), nil, ago(6*time.Hour + 1), 6 * time.Hour},
		"at the very time":                    {"every 6h", now, run(registry.RunDone, ago(time.Hour), time.Minute), time.Time{}, 0},
		"ran since":                           {"every 7h", now, run(registry.RunDone, ago(time.Minute), time.Second), time.Time{}, none},
		"failed since":                        {"every 24h", now, run(registry.RunFailed, ago(time.Minute), time.Second), time.Time{}, none},
		"held since":                          {"every 24h", now, run(registry.RunHeld, ago(time.Minute), time.Second), time.Time{}, none},
		"missed many times":                   {"every 24h", now, run(registry.RunDone, ago(200*time.Hour), time.Second), time.Time{}, 180 * time.Hour},
		"a time that passed during the run":   {"0 11 * * *", now, run(registry.RunDone, ago(90*time.Minute), time.Hour), time.Time{}, none},
		"left by a process that is gone":      {"every 24h", now, run(registry.RunPublishing, ago(time.Minute), 0), time.Time{}, 0},
		"left by a process, decoding":         {"every 24h", now, run(registry.RunDecoding, ago(time.Minute), 0), ago(time.Hour), 0},
		"our own run, not closed in the book": {"every 24h", now, run(registry.RunDecoding, ago(time.Minute), 0), ago(time.Second), none},
	} {
		t.Run(name, func(t *testing.T) {
			spec, err := Parse(test.spec)
			if err != nil {
				t.Fatal(err)
			}
			since, ok := due(spec, registry.Feed{Created: test.created}, test.last, test.tried, now)
			switch {
			case ok != (test.since != none):
				t.Errorf("due %t", ok)
			case ok && test.since > 0 && !since.Equal(ago(test.since)), ok && test.since == 0 && !since.IsZero() && !since.Equal(now):
				t.Errorf("due since %s, want %s before %s", since, test.since, now)
			}
		})
	}
}

// A leader that slept past the end of its lease does not start anything before it has looked.
func TestSleepingLeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(), newLog()
		s := process(t, &worker{name: "A", db: connect(db), log: l}, nil)
		pass(time.Second)
		s.mu.Lock()
		term := s.term
		s.mu.Unlock()
		if err := term.IsLeader(t.Context()); err != nil {
			t.Errorf("with the lease: %v", err)
		}
		s.mu.Lock()
		term.until = time.Now()
		_, _, entered := s.enter(term, "a")
		s.mu.Unlock()
		if err := term.IsLeader(t.Context()); err == nil || entered {
			t.Error("past the end of the lease: still the leader")
		}
	})
}

// What was due when a run began to wait for its turn may have been run by hand until its turn comes.
func TestDueIsAskedAgainUnderTheLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, l := newDatabase(feed("a", "every 24h"), feed("b", "every 24h")), newLog()
		c := connect(db)
		s := New(Options{Leases: c, Feeds: c, Run: (&worker{name: "A", db: c, log: l}).run, Parallel: 1})
		s.slots <- struct{}{} // taken
		s.Start()
		defer shutdown(t, s)
		pass(time.Second)
		wantRuns(t, l)
		db.ran("a", time.Now())
		<-s.slots
		pass(time.Second)
		wantRuns(t, l, "A b catch-up 00:00:01")
	})
}
