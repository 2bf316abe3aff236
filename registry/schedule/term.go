package schedule

import (
	"context"
	"errors"
	"time"

	"github.com/go-co-op/gocron/v2"
	"github.com/google/uuid"
)

// term is the time during which this process is the leader without a break. Scheduler.mu guards it.
type term struct {
	scheduler *Scheduler
	token     int64
	until     time.Time       // the end of the lease as renewed last
	ctx       context.Context // of everything that runs in the term
	cancel    context.CancelFunc
	cron      gocron.Scheduler
	jobs      map[string]job // by feed id
	caughtUp  bool           // what was missed before the term has been started
}

type job struct {
	id   uuid.UUID
	spec string
}

// elect seeks and renews the leader's lease until ctx ends.
func (s *Scheduler) elect(ctx context.Context) {
	ticker := time.NewTicker(s.options.TTL / 3)
	defer ticker.Stop()
	for {
		s.campaign(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// campaign asks for the lease once, and begins, prolongs or ends the term by the answer.
func (s *Scheduler) campaign(ctx context.Context) {
	held, err := s.lease.renew(ctx)
	if ctx.Err() != nil {
		return // Shutdown ends the term
	}
	if err != nil {
		s.options.Log.WarnContext(ctx, "the scheduler's lease could not be renewed", "error", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.term != nil && (!held || s.term.token != s.lease.token) {
		s.options.Log.WarnContext(ctx, "this process is no longer the scheduler's leader", "token", s.term.token)
		s.endTerm()
	}
	switch {
	case !held:
	case s.term != nil:
		s.term.until = s.lease.until
	default:
		if err := s.beginTerm(); err != nil {
			s.options.Log.ErrorContext(ctx, "the scheduler could not be started", "error", err)
			return
		}
		s.options.Log.InfoContext(ctx, "this process is the scheduler's leader", "token", s.term.token)
	}
}

func (s *Scheduler) beginTerm() error {
	ctx, cancel := context.WithCancel(context.Background())
	t := &term{scheduler: s, token: s.lease.token, until: s.lease.until, ctx: ctx, cancel: cancel, jobs: map[string]job{}}
	var err error
	t.cron, err = gocron.NewScheduler(gocron.WithLocation(time.UTC), gocron.WithDistributedElector(t))
	if err != nil {
		cancel()
		return err
	}
	t.cron.Start()
	s.term = t
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return nil
}

// endTerm cancels what runs in the term. It does not wait for it.
func (s *Scheduler) endTerm() {
	t := s.term
	if t == nil {
		return
	}
	s.term = nil
	t.cancel()
	s.working.Go(func() {
		if err := t.cron.Shutdown(); err != nil {
			s.options.Log.Warn("the scheduler's jobs did not end in time", "error", err)
		}
	})
}

var errNotLeader = errors.New("not the leader")

// IsLeader is gocron's question before each job.
func (t *term) IsLeader(context.Context) error {
	t.scheduler.mu.Lock()
	defer t.scheduler.mu.Unlock()
	if t.isOver() {
		return errNotLeader
	}
	return nil
}

// isOver says whether the lease may be another's by now, also where this process slept past its end and has not
// noticed yet. s.mu is held.
func (t *term) isOver() bool { return t.ctx.Err() != nil || !time.Now().Before(t.until) }

// sync adds, changes and removes jobs, so that there is one for each planned feed.
func (t *term) sync(planned map[string]plan) error {
	for id, j := range t.jobs {
		if _, ok := planned[id]; !ok {
			if err := t.cron.RemoveJob(j.id); err != nil {
				return err
			}
			delete(t.jobs, id)
		}
	}
	for id, p := range planned {
		j, exists := t.jobs[id]
		if exists && j.spec == p.spec.String() {
			continue
		}
		// The run's context is the term's, not gocron's, so that changing a schedule does not break off a run. It is
		// cancelled before gocron is shut down, which therefore has nothing to wait for that goes on.
		task := gocron.NewTask(func() { t.scheduler.tick(t, id) })
		options := []gocron.JobOption{gocron.WithName(id), gocron.WithCronImplementation(cronOf{p.spec}),
			gocron.WithSingletonMode(gocron.LimitModeReschedule)}
		var (
			added gocron.Job
			err   error
		)
		if exists {
			added, err = t.cron.Update(j.id, gocron.CronJob(p.spec.String(), false), task, options...)
		} else {
			added, err = t.cron.NewJob(gocron.CronJob(p.spec.String(), false), task, options...)
		}
		if err != nil {
			return err
		}
		t.jobs[id] = job{id: added.ID(), spec: p.spec.String()}
	}
	return nil
}

// cronOf lets gocron ask a Spec for its times.
type cronOf struct{ spec Spec }

func (c cronOf) IsValid(string, *time.Location, time.Time) error { return nil }
func (c cronOf) Next(after time.Time) time.Time                  { return c.spec.Next(after) }
