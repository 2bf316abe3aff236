package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// database is the leases, feeds and run ledger that several processes share.
type database struct {
	mu     sync.Mutex
	leases map[string]*row
	feeds  map[string]registry.Feed
	runs   []*registry.Run
}

type row struct {
	holder string
	token  int64
	until  time.Time
}

func newDatabase(feeds ...registry.Feed) *database {
	db := &database{leases: map[string]*row{}, feeds: map[string]registry.Feed{}}
	for _, f := range feeds {
		db.feeds[f.ID] = f
	}
	return db
}

// feed is an enabled feed, made just now.
func feed(id, schedule string) registry.Feed {
	return registry.Feed{ID: id, Name: "feed " + id, Schedule: schedule, Enabled: true, Created: time.Now()}
}

func (db *database) put(f registry.Feed) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.feeds[f.ID] = f
}

// ran notes a run that is over.
func (db *database) ran(feed string, started time.Time) {
	db.mu.Lock()
	defer db.mu.Unlock()
	finished := started.Add(time.Second)
	db.runs = append(db.runs, &registry.Run{Feed: feed, State: registry.RunDone, Started: started, Finished: &finished})
}

// isHeld says whether somebody has the lease, or had it and did not give it up.
func (db *database) isHeld(lease string) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.leases[lease] != nil && db.leases[lease].holder != ""
}

func (db *database) checkFence(l Lease) bool {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.leases[l.Name] != nil && db.leases[l.Name].token == l.Token
}

func (db *database) lastRun(feed string) *registry.Run {
	for _, r := range slices.Backward(db.runs) {
		if r.Feed == feed {
			c := *r
			return &c
		}
	}
	return nil
}

// connection is one process's way to the database; cut makes every call fail, as when the machine lost its network.
type connection struct {
	*database
	cut *atomic.Bool
}

func connect(db *database) connection { return connection{db, new(atomic.Bool)} }

var errCut = errors.New("no connection")

func (c connection) AcquireLease(_ context.Context, name, holder string, now time.Time, ttl time.Duration) (int64, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut.Load() {
		return 0, false, errCut
	}
	r := c.leases[name]
	if r == nil {
		r = &row{}
		c.leases[name] = r
	}
	if r.holder != holder {
		if r.holder != "" && now.Before(r.until) {
			return 0, false, nil
		}
		r.token++
	}
	r.holder, r.until = holder, now.Add(ttl)
	return r.token, true, nil
}

func (c connection) ReleaseLease(_ context.Context, name, holder string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut.Load() {
		return errCut
	}
	if r := c.leases[name]; r != nil && r.holder == holder {
		r.holder = ""
	}
	return nil
}

func (c connection) ListFeeds(context.Context) ([]registry.FeedHealth, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut.Load() {
		return nil, errCut
	}
	var all []registry.FeedHealth
	for _, f := range c.feeds {
		all = append(all, registry.FeedHealth{Feed: f, LastRun: c.lastRun(f.ID)})
	}
	return all, nil
}

func (c connection) FindFeed(_ context.Context, id string) (*registry.Feed, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.feeds[id]
	switch {
	case c.cut.Load():
		return nil, errCut
	case !ok:
		return nil, registry.Errorf(registry.ENotFound, "no such feed")
	}
	return &f, nil
}

func (c connection) LastRun(_ context.Context, feed string, _ ...registry.RunState) (*registry.Run, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut.Load() {
		return nil, errCut
	}
	return c.lastRun(feed), nil
}

// worker imports: it takes a time, keeps the ledger, and notes what happened to the whole of the test.
type worker struct {
	name     string
	db       connection
	takes    time.Duration
	deaf     bool // does not listen to its context
	amnesiac bool // keeps no ledger
	fail     func(feed string) error
	log      *log
}

// log is what all workers did, and who is at work.
type log struct {
	mu      sync.Mutex
	started []string // "process feed trigger hh:mm:ss"
	at      map[string]int
	most    map[string]int // by feed, and "" for all
	stopped int
	late    int // runs whose lease was another's when they ended
}

func newLog() *log { return &log{at: map[string]int{}, most: map[string]int{}} }

func (l *log) count(feed string, by int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range []string{feed, ""} {
		l.at[k] += by
		l.most[k] = max(l.most[k], l.at[k])
	}
}

// doing is how many runs of the feed are under way.
func (l *log) doing(feed string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at[feed]
}

// atMost is how many runs of the feed, "" for all feeds, were ever under way at a time.
func (l *log) atMost(feed string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.most[feed]
}

// ended is how many runs heard that they should stop, and how many found their lease gone when they wrote.
func (l *log) ended() (stopped, late int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stopped, l.late
}

func (l *log) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.started
	l.started = nil
	return s
}

func (w *worker) run(ctx context.Context, f registry.Feed, trigger string, lease Lease) error {
	w.log.mu.Lock()
	w.log.started = append(w.log.started, fmt.Sprintf("%s %s %s %s", w.name, f.ID, trigger, time.Now().UTC().Format("15:04:05")))
	w.log.mu.Unlock()
	w.log.count(f.ID, 1)
	defer w.log.count(f.ID, -1)
	run := &registry.Run{Feed: f.ID, State: registry.RunDecoding, Started: time.Now()}
	if !w.amnesiac {
		w.db.mu.Lock()
		w.db.runs = append(w.db.runs, run)
		w.db.mu.Unlock()
	}
	if w.fail != nil {
		if err := w.fail(f.ID); err != nil {
			return err
		}
	}
	done := ctx.Done()
	if w.deaf {
		done = nil
	}
	select {
	case <-done:
		w.log.mu.Lock()
		w.log.stopped++
		w.log.mu.Unlock()
		if w.db.cut.Load() {
			return ctx.Err()
		}
	case <-time.After(w.takes):
	}
	if !w.db.checkFence(lease) {
		w.log.mu.Lock()
		w.log.late++
		w.log.mu.Unlock()
		return registry.Errorf(registry.EConflict, "the lease is another's")
	}
	w.db.mu.Lock()
	defer w.db.mu.Unlock()
	now := time.Now()
	run.State, run.Finished = registry.RunDone, &now
	return ctx.Err()
}
