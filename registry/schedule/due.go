package schedule

import (
	"time"

	"github.com/tansiq/tansiq/registry"
)

// isActive says whether anything may run for the feed.
func isActive(f registry.Feed) bool { return f.Enabled && f.Deleted == nil }

// isScheduled says whether the feed runs by itself.
func isScheduled(f registry.Feed) bool { return isActive(f) && f.Schedule != "" }

// due says whether the feed is to be run, and since when by its schedule; since is zero where that is not the schedule's
// doing. last is its newest run in the ledger, nil for none; tried is when this process last ended a run of it, for
// runs that never got as far as the ledger, the zero time for none.
//
// A run that nobody finished, seen by one who holds the feed's lease, was left by a process that is gone: due at once.
// A feed that never ran is due at once if it has an interval; with cron, at the first time after it was made.
func due(spec Spec, f registry.Feed, last *registry.Run, tried, now time.Time) (since time.Time, ok bool) {
	reference := tried
	switch {
	case last == nil && tried.IsZero():
		if spec.cron == nil {
			return time.Time{}, true
		}
		reference = f.Created
	case last == nil:
	case last.State == registry.RunDecoding, last.State == registry.RunPublishing:
		if last.Started.After(tried) {
			return time.Time{}, true
		}
	default:
		reference = latest(tried, last.Started)
		if last.Finished != nil {
			reference = latest(reference, *last.Finished)
		}
	}
	since = spec.Next(reference)
	return since, !since.After(now)
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
