package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
)

// testAttempts: of one request, however often it comes, one attempt goes on; what is done is known to be done although its
// answer is lost; and what was cut off before anything was done may be begun again.
func testAttempts(_ *testing.T, e *env) {
	begin := func(caller, key, request string) (registry.Attempt, *registry.Attempt) {
		e.Helper()
		a := registry.Attempt{Caller: caller, Key: key, Began: e.now()}
		copy(a.Request[:], request)
		earlier, err := e.BeginAttempt(e.ctx, a)
		e.must(err)
		return a, earlier
	}
	audit := func(id string) func(tx registry.Tx) error {
		return func(tx registry.Tx) error {
			return tx.AddAudit(e.ctx, registry.AuditEntry{ID: id, At: e.now(), Action: "test"})
		}
	}
	first, earlier := begin("one", "k", "request")
	if earlier != nil {
		e.Fatalf("an empty registry knows %+v", earlier)
	}
	if _, other := begin("two", "k", "x"); other != nil {
		e.Error("two callers share a key")
	}
	if _, again := begin("one", "k", "else"); again == nil || again.Done || again.Answer != nil || again.Request != first.Request {
		e.Errorf("under way: %+v", again)
	}

	e.clock = e.clock.Add(registry.AttemptLimit + time.Second)
	second, earlier := begin("one", "k", "request")
	if earlier != nil {
		e.Fatalf("what was cut off stands in the way: %+v", earlier)
	}
	e.wants(e.Write(registry.WithAttempt(e.ctx, first), audit("late")), registry.EConflict)
	e.must(e.Write(registry.InBulk(registry.WithAttempt(e.ctx, second)), audit("in bulk")))
	e.must(e.ForgetAttempt(e.ctx, second))
	third, earlier := begin("one", "k", "request")
	if earlier != nil {
		e.Fatalf("what was forgotten is there: %+v", earlier)
	}
	e.must(e.Write(registry.WithAttempt(e.ctx, third), audit("done")))
	e.must(e.ForgetAttempt(e.ctx, third))
	e.clock = e.clock.Add(registry.AttemptLimit + time.Second)
	if _, done := begin("one", "k", "request"); done == nil || !done.Done || done.Answer != nil {
		e.Fatalf("what is done may be done again: %+v", done)
	}
	answer := registry.Answer{Status: 201, Header: map[string]string{"Location": "/v1/things/1"}, Body: []byte("{\"a\":\"\x00é\"}")}
	e.must(e.AnswerAttempt(e.ctx, third, answer))
	if _, got := begin("one", "k", "request"); got == nil || !cmp.Equal(got.Answer, &answer) {
		e.Errorf("answered: %+v", got)
	}
	e.clock = e.clock.Add(registry.AttemptMemory + time.Second)
	if _, old := begin("one", "k", "request"); old != nil {
		e.Errorf("remembered for ever: %+v", old)
	}
	_, err := e.BeginAttempt(e.ctx, registry.Attempt{Key: "\x00", Began: e.now()})
	e.wants(err, registry.EInvalid)
}
