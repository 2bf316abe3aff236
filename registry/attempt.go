package registry

import (
	"context"
	"time"
)

// Attempt is a request that its sender may send again without its being carried out again
// (draft-ietf-httpapi-idempotency-key-header-07).
type Attempt struct {
	Caller  string    // Audience.Actor; "" is the public
	Key     string    // hash of the caller's name for the request
	Request [32]byte  // SHA-256 of what is asked for: a key used for something else is a mistake
	Began   time.Time // also tells one attempt under a key from the next
	// Done says that what the request changes is changed: it stands in the transaction that changed it.
	Done   bool
	Answer *Answer // nil until it is known; where the process was killed after Done, for ever
}

// IsUnderWay says that the answer may still come.
func (a Attempt) IsUnderWay(now time.Time) bool {
	return a.Answer == nil && now.Sub(a.Began) <= AttemptLimit
}

// Answer is what a request was answered with. Its body may hold what is shown once and kept nowhere, so it is stored sealed with
// the caller's name for the request, which is not stored.
type Answer struct {
	Status int
	Header map[string]string
	Body   []byte
}

// AttemptLimit is how long a request can take at most: an attempt that is older and not done was cut off, and another
// may take its place.
const AttemptLimit = 2 * time.Minute

// AttemptMemory is how long an attempt is remembered.
const AttemptMemory = 24 * time.Hour

type attemptKey struct{}

// WithAttempt marks what is written under the context, unless it is in bulk, as what the attempt is for.
func WithAttempt(ctx context.Context, attempt Attempt) context.Context {
	return context.WithValue(ctx, attemptKey{}, attempt)
}

// AttemptOf is the attempt that a context is marked with.
func AttemptOf(ctx context.Context) (Attempt, bool) {
	attempt, ok := ctx.Value(attemptKey{}).(Attempt)
	return attempt, ok && !IsInBulk(ctx)
}

// AttemptStore remembers attempts.
type AttemptStore interface {
	// BeginAttempt notes that an attempt begins. Where the caller has one under this key that is done, or not older than
	// AttemptLimit, nothing is noted and earlier is that one. What is older than AttemptMemory is forgotten.
	//
	// A Write under the context of an attempt whose place another took is EConflict.
	BeginAttempt(ctx context.Context, attempt Attempt) (earlier *Attempt, err error)
	// AnswerAttempt notes the answer.
	AnswerAttempt(ctx context.Context, attempt Attempt, answer Answer) error
	// ForgetAttempt forgets an attempt that is not done, so that the key can be used at once.
	ForgetAttempt(ctx context.Context, attempt Attempt) error
}
