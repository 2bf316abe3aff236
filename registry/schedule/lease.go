package schedule

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/tansiq/tansiq/registry"
)

// LeaseTTL is how long a lease is good for without being renewed; it is renewed three times as often. A process that
// was killed keeps its feeds busy for at most this long.
const LeaseTTL = 30 * time.Second

// Lease is a held lease. The store refuses writes under a Token that is no longer the newest (registry.Tx.CheckFence).
type Lease struct {
	Name  string
	Token int64
}

// WithFeedLease runs fn while it holds the feed's lease. The context of fn ends when the lease is lost. EConflict where
// the feed is being imported already, or the lease was lost; EInternal where fn panicked.
func WithFeedLease(ctx context.Context, store registry.LeaseStore, feedID string, fn func(ctx context.Context, lease Lease) error) error {
	// A holder of its own for each run: the same process may not run a feed twice at a time either.
	h := &holding{store: store, name: "run:" + feedID, holder: uuid.NewString(), ttl: LeaseTTL}
	switch held, err := h.renew(ctx); {
	case err != nil:
		return err
	case !held:
		e := registry.Errorf(registry.EConflict, "the feed is being imported already")
		e.Hint = "wait until that run has ended; after a crash, half a minute"
		return e
	}
	lease := Lease{Name: h.name, Token: h.token}
	ctx, cancel := context.WithCancelCause(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() { h.keep(ctx, cancel) })
	defer func() {
		cancel(nil)
		renewing.Wait()
		h.release(ctx)
	}()
	err := protected(func() error { return fn(ctx, lease) })
	if lost := context.Cause(ctx); err != nil && registry.ErrorCode(lost) == registry.EConflict {
		return lost
	}
	return err
}

// protected turns a panic into an error, so that one broken feed does not end the program.
func protected(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = registry.WrapError(registry.EInternal, fmt.Errorf("panic: %v\n%s", p, debug.Stack()), "the import broke off in a defect of the program")
		}
	}()
	return fn()
}

// holding is a lease as its holder sees it.
type holding struct {
	store        registry.LeaseStore
	name, holder string
	ttl          time.Duration
	token        int64     // 0 before it was held
	until        time.Time // from when on the holder must not count on it
}

// renew takes or prolongs the lease. Where the store does not answer, a lease that was held stays held until it runs
// out; err is then for the log. held is false where somebody else has it, or nobody can tell any more.
func (h *holding) renew(ctx context.Context) (held bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, h.ttl/3)
	defer cancel()
	now := time.Now()
	token, ok, err := h.store.AcquireLease(ctx, h.name, h.holder, now, h.ttl)
	switch {
	case err != nil:
		return time.Now().Before(h.until), err
	case !ok:
		h.until = time.Time{}
		return false, nil
	}
	h.token, h.until = token, now.Add(h.ttl)
	return true, nil
}

// keep renews until the context ends or the lease is lost, which cancels with EConflict.
func (h *holding) keep(ctx context.Context, cancel context.CancelCauseFunc) {
	ticker := time.NewTicker(h.ttl / 3)
	defer ticker.Stop()
	token := h.token
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if held, err := h.renew(ctx); ctx.Err() == nil && (!held || h.token != token) {
			e := registry.WrapError(registry.EConflict, err, "the import lost its lease to another process")
			if err != nil {
				e = registry.WrapError(registry.EConflict, err, "the import could not keep its lease: the database did not answer")
			}
			cancel(e)
			return
		}
	}
}

// release gives the lease back, also where the context has ended. If that fails it runs out by itself.
func (h *holding) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.ttl/3)
	defer cancel()
	_ = h.store.ReleaseLease(ctx, h.name, h.holder)
}
