package store

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/tansiq/tansiq/registry"
)

// queue is where write transactions wait for their turn, first come, first served. Of those in bulk (registry.InBulk) only
// as many stand in it as may be open at a time, and the others behind them: a write that somebody waits for has at most one
// transaction of each import in front of it, however many imports there are.
//
// That one ends early where it is asked for (isAwaited), and for a while after such a write the imports' are short and let
// others pass (letPass): who changes something by hand mostly does so again, and his change is two writes, of the initiative
// and of its flags.
type queue struct {
	open, bulk *semaphore.Weighted
	others     *others
}

// others is what is known of the writes that are not in bulk.
type others struct {
	waiting atomic.Int64
	left    atomic.Int64 // when the last one ended: microseconds since began
	began   time.Time
}

const (
	// company is how long after a write that is not in bulk those in bulk are kept short.
	company = time.Second
	// pause is for how long after such a write an import lets the next one come first, and maxPause how long it does so at most,
	// so that a stream of such writes slows an import down and does not stop it.
	pause    = 10 * time.Millisecond
	maxPause = 40 * time.Millisecond
)

func newQueue(writers int64) queue {
	o := &others{began: time.Now()}
	o.left.Store((-company).Microseconds())
	return queue{semaphore.NewWeighted(writers), semaphore.NewWeighted(max(1, writers-1)), o}
}

// enter waits for a turn; leave ends it.
func (q queue) enter(ctx context.Context) (leave func(), err error) {
	if !registry.IsInBulk(ctx) {
		q.others.waiting.Add(1)
		defer q.others.waiting.Add(-1)
		if err := q.open.Acquire(ctx, 1); err != nil {
			return nil, err
		}
		return func() {
			q.others.left.Store(time.Since(q.others.began).Microseconds())
			q.open.Release(1)
		}, nil
	}
	if err := q.bulk.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	if err := q.open.Acquire(ctx, 1); err != nil {
		q.bulk.Release(1)
		return nil, err
	}
	return func() { q.open.Release(1); q.bulk.Release(1) }, nil
}

// isAwaited says whether a write that is not in bulk waits, or did not long ago.
func (q queue) isAwaited() bool {
	return q.others.waiting.Load() > 0 || q.others.sinceLeft() < company
}

func (o *others) sinceLeft() time.Duration {
	return time.Since(o.began) - time.Duration(o.left.Load())*time.Microsecond
}

// letPass waits until no write that is not in bulk has ended within the pause.
func (o *others) letPass(ctx context.Context) error {
	for until := time.Now().Add(maxPause); ; {
		left := min(pause-o.sinceLeft(), time.Until(until))
		if left <= 0 {
			return nil
		}
		select {
		case <-time.After(left):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
