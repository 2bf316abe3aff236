package fetch

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/tansiq/tansiq/registry"
)

const (
	maxTries = 5
	// maxRetryAfter is the longest wait that a server is granted: one that asks for more is asked again at the feed's
	// next run.
	maxRetryAfter = time.Hour
	// maxElapsed is when no further try begins.
	maxElapsed = 2 * time.Hour
)

// tryLater is an error with the time that the server asked for.
type tryLater struct {
	err   *registry.Error
	after time.Duration
}

func (e *tryLater) Error() string { return e.err.Error() }
func (e *tryLater) Unwrap() error { return e.err }

// retry tries again as long as the error is EUnavailable. Between tries it waits as long as the server asked
// (Retry-After), else 2, 4, 8, 16 seconds (Limits.Backoff); both with jitter, so that feeds of one server do not come back
// as one.
func retry(ctx context.Context, limits Limits, try func() (*Body, error)) (*Body, error) {
	start, firstWait := time.Now(), limits.orDefaults().Backoff
	for n := 1; ; n++ {
		body, err := try()
		if err == nil || ctx.Err() != nil || n == maxTries || !mayPass(err) {
			return body, settled(err)
		}
		backoff := firstWait << (n - 1)
		wait := backoff/2 + rand.N(backoff/2) // half to whole
		if later := (*tryLater)(nil); errors.As(err, &later) {
			if later.after > maxRetryAfter {
				later.err.Hint = "the server asks to wait for longer than an hour: fetch it less often, or later"
				return nil, later.err
			}
			wait = later.after + rand.N(backoff/2) // never earlier than asked
		}
		if time.Since(start)+wait > maxElapsed {
			return nil, settled(err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// settled takes the wait off an error that is handed out.
func settled(err error) error {
	if later := (*tryLater)(nil); errors.As(err, &later) {
		return later.err
	}
	return err
}

// mayPass says whether the fault is one of the server or the way there that another try may not meet.
func mayPass(err error) bool {
	return registry.ErrorCode(err) == registry.EUnavailable && !errors.Is(err, errSpool)
}
