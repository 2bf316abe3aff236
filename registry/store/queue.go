package store

import (
	"context"

	"golang.org/x/sync/semaphore"

	"github.com/tansiq/tansiq/registry"
)

// queue is where write transactions wait for their turn, first come, first served. Of those in bulk (registry.InBulk) only
// as many stand in it as may be open at a time, and the others behind them: a write that somebody waits for has at most one
// transaction of each import in front of it, however many imports there are.
type queue struct{ open, bulk *semaphore.Weighted }

func newQueue(writers int64) queue {
	return queue{semaphore.NewWeighted(writers), semaphore.NewWeighted(max(1, writers-1))}
}

// enter waits for a turn; leave ends it.
func (q queue) enter(ctx context.Context) (leave func(), err error) {
	if !registry.IsInBulk(ctx) {
		return func() { q.open.Release(1) }, q.open.Acquire(ctx, 1)
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
