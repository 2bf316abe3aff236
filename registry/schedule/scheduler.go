package schedule

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/tansiq/tansiq/registry"
)

// Feeds is what the scheduler reads; registry.FeedStore has it.
type Feeds interface {
	ListFeeds(ctx context.Context) ([]registry.FeedHealth, error)
	FindFeed(ctx context.Context, idOrName string) (*registry.Feed, error)
	LastRun(ctx context.Context, feed string, states ...registry.RunState) (*registry.Run, error)
}

// RunFunc imports a feed. It notes the run in the ledger, writes under the lease, and returns soon after the context
// has ended. Its error is only logged.
type RunFunc func(ctx context.Context, feed registry.Feed, trigger string, lease Lease) error

// The triggers of scheduled runs, for registry.Run.
const (
	TriggerSchedule = "schedule"
	TriggerCatchUp  = "catch-up"
)

// Options is what a Scheduler is made of. Leases, Feeds and Run are needed, the rest has defaults.
type Options struct {
	Leases registry.LeaseStore
	Feeds  Feeds
	Run    RunFunc
	// TTL is the length of the leader's lease; LeaseTTL. Another replica takes over within two.
	TTL time.Duration
	// Poll is how often the feeds are read anew, to see what other replicas and the command line changed; 30 s.
	Poll time.Duration
	// Parallel is how many feeds run at a time; 8.
	Parallel int
	Log      *slog.Logger
}

// Scheduler runs feeds while it is the leader, and tries to become it while it is not.
type Scheduler struct {
	options Options
	lease   *holding // of the leader; electing is its only user
	slots   chan struct{}
	wake    chan struct{} // a term began: read the feeds now

	stop      context.CancelFunc
	loops     sync.WaitGroup
	working   sync.WaitGroup // runs, and terms that are being wound up
	following sync.Mutex     // one follow at a time

	mu      sync.Mutex
	term    *term                         // nil while another is the leader
	planned map[string]plan               // by feed id, for leader and standby alike
	running map[string]context.CancelFunc // runs of this process that are under way or wait for a slot, by feed id
	tried   map[string]time.Time          // when this process last ended a run, by feed id
}

type plan struct {
	feed registry.Feed
	spec Spec
}

// New makes a Scheduler; Start starts it.
func New(options Options) *Scheduler {
	if options.TTL == 0 {
		options.TTL = LeaseTTL
	}
	if options.Poll == 0 {
		options.Poll = 30 * time.Second
	}
	if options.Parallel == 0 {
		options.Parallel = 8
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	return &Scheduler{
		options: options,
		lease:   &holding{store: options.Leases, name: "scheduler", holder: uuid.NewString(), ttl: options.TTL},
		slots:   make(chan struct{}, options.Parallel),
		wake:    make(chan struct{}, 1),
		planned: map[string]plan{},
		running: map[string]context.CancelFunc{},
		tried:   map[string]time.Time{},
	}
}

// Start begins to seek the lease, and to run what is due once it is held. Call it once.
func (s *Scheduler) Start() {
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.loops.Go(func() { s.elect(ctx) })
	s.loops.Go(func() { s.followFeeds(ctx) })
}

// Shutdown cancels what runs, waits until it has ended, and gives the lease up, so that another replica takes over at
// once. EUnavailable where ctx ends before the runs do; the lease is then left to run out.
func (s *Scheduler) Shutdown(ctx context.Context) error {
	s.stop()
	s.loops.Wait()
	s.mu.Lock()
	s.endTerm()
	s.mu.Unlock()

	ended := make(chan struct{})
	go func() {
		s.working.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-ctx.Done():
		return registry.Errorf(registry.EUnavailable, "imports did not stop in time")
	}
	s.lease.release(ctx) // does nothing where it is another's
	return nil
}

// Token is the fence token of the leader's lease; ok is false where this process is not the leader.
func (s *Scheduler) Token() (token int64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.term == nil {
		return 0, false
	}
	return s.term.token, true
}

// Next is when the feed is due next, on whichever replica; ok is false where it does not run by itself.
func (s *Scheduler) Next(feedID string) (next time.Time, ok bool) {
	s.mu.Lock()
	p, ok := s.planned[feedID]
	s.mu.Unlock()
	if !ok {
		return time.Time{}, false
	}
	return p.spec.Next(time.Now()), true
}

// Reload reads the feeds anew, after one was changed through this process. Its error is the store's.
func (s *Scheduler) Reload(ctx context.Context) error { return s.follow(ctx) }

// followFeeds reads the feeds when a term begins and on each poll.
func (s *Scheduler) followFeeds(ctx context.Context) {
	ticker := time.NewTicker(s.options.Poll)
	defer ticker.Stop()
	for {
		if err := s.follow(ctx); err != nil && ctx.Err() == nil {
			s.options.Log.ErrorContext(ctx, "the scheduler could not read the feeds", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-s.wake:
		}
	}
}

// follow brings the jobs in line with the feeds, and starts what should have run already.
func (s *Scheduler) follow(ctx context.Context) error {
	s.following.Lock()
	defer s.following.Unlock()
	feeds, err := s.options.Feeds.ListFeeds(ctx)
	if err != nil {
		return err
	}
	planned, active := map[string]plan{}, map[string]bool{}
	for _, health := range feeds {
		f := health.Feed
		active[f.ID] = isActive(f)
		if !isScheduled(f) {
			continue
		}
		spec, err := Parse(f.Schedule)
		if err != nil {
			s.options.Log.ErrorContext(ctx, "a feed's schedule cannot be read", "feed", f.Name, "error", err)
			continue
		}
		planned[f.ID] = plan{feed: f, spec: spec.For(f.ID)}
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	s.planned = planned
	for id, cancel := range s.running {
		if !active[id] {
			cancel() // somebody wants this to stop
		}
	}
	if s.term == nil {
		return nil
	}
	if err := s.term.sync(planned); err != nil {
		return err
	}
	s.catchUp(feeds)
	return nil
}
