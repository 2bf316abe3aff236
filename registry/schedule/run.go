package schedule

import (
	"context"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// tick is what gocron calls when a feed's time has come.
func (s *Scheduler) tick(t *term, feedID string) {
	s.mu.Lock()
	ctx, leave, ok := s.enter(t, feedID)
	s.mu.Unlock()
	if ok {
		defer leave()
		s.attempt(ctx, feedID, TriggerSchedule)
	}
}

// catchUp starts the feeds that should have run: nobody was leader at the time, the feed is new, another run was in
// the way, or the clock was set. Each runs once, however many times it missed. A time that is younger than a poll is
// left to its job, except at the beginning of a term. s.mu is held.
func (s *Scheduler) catchUp(feeds []registry.FeedHealth) {
	now := time.Now()
	for _, health := range feeds {
		p, ok := s.planned[health.Feed.ID]
		if !ok {
			continue
		}
		since, ok := due(p.spec, p.feed, health.LastRun, s.tried[p.feed.ID], now)
		if !ok || s.term.caughtUp && !since.IsZero() && now.Sub(since) < s.options.Poll {
			continue
		}
		if ctx, leave, ok := s.enter(s.term, p.feed.ID); ok {
			go func() {
				defer leave()
				s.attempt(ctx, p.feed.ID, TriggerCatchUp)
			}()
		}
	}
	s.term.caughtUp = true
}

// enter notes that a run of the feed is under way; ok is false where one is already, or the term is over. leave must
// be called when it has ended. s.mu is held, but not for leave.
func (s *Scheduler) enter(t *term, feedID string) (ctx context.Context, leave func(), ok bool) {
	if _, running := s.running[feedID]; running || t.isOver() {
		return nil, nil, false
	}
	ctx, cancel := context.WithCancel(t.ctx)
	s.running[feedID] = cancel
	s.working.Add(1)
	return ctx, func() {
		s.mu.Lock()
		delete(s.running, feedID)
		s.mu.Unlock()
		cancel()
		s.working.Done()
	}, true
}

// attempt waits for a slot and for the feed's lease, and runs the feed if it is still due then: somebody else may have
// run it meanwhile.
func (s *Scheduler) attempt(ctx context.Context, feedID, trigger string) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return
	}
	err := WithFeedLease(ctx, s.options.Leases, feedID, func(ctx context.Context, lease Lease) error {
		feed, err := s.findDue(ctx, feedID)
		if err != nil || feed == nil {
			return err
		}
		defer s.noteTried(feedID)
		return s.options.Run(ctx, *feed, trigger, lease)
	})
	log := s.options.Log.With("feed", feedID, "trigger", trigger)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		log.Info("a scheduled run was stopped")
	case registry.ErrorCode(err) == registry.EConflict:
		log.Info("a scheduled run gave way to another", "reason", err)
	default:
		log.Error("a scheduled run failed", "error", err)
	}
}

// findDue gives the feed as it is now, nil where it is not due.
func (s *Scheduler) findDue(ctx context.Context, feedID string) (*registry.Feed, error) {
	feed, err := s.options.Feeds.FindFeed(ctx, feedID)
	if registry.ErrorCode(err) == registry.ENotFound {
		return nil, nil
	}
	if err != nil || !isScheduled(*feed) {
		return nil, err
	}
	spec, err := Parse(feed.Schedule)
	if err != nil {
		return nil, err
	}
	last, err := s.options.Feeds.LastRun(ctx, feedID)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	tried := s.tried[feedID]
	s.mu.Unlock()
	if _, ok := due(spec.For(feedID), *feed, last, tried, time.Now()); !ok {
		return nil, nil
	}
	return feed, nil
}

func (s *Scheduler) noteTried(feedID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried[feedID] = time.Now()
}
