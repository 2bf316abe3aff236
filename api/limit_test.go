package api_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/tansiq/tansiq/api"
)

// clock is a time that the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestRateLimit(t *testing.T) {
	clock := &clock{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	w := newWorld(t, api.Options{RateLimit: 3, Now: clock.Now})
	for i, want := range []string{`"default";r=2;t=0`, `"default";r=1;t=0`, `"default";r=0;t=20`} {
		a := w.get(t, "/v1/beneficiaries")
		if a.StatusCode != http.StatusOK || a.Header.Get("RateLimit") != want || a.Header.Get("RateLimit-Policy") != `"default";q=3;w=60` {
			t.Errorf("request %d: %d %s %s", i, a.StatusCode, a.Header.Get("RateLimit"), a.Header.Get("RateLimit-Policy"))
		}
	}
	a := w.get(t, "/v1/beneficiaries")
	a.problem(t, http.StatusTooManyRequests)
	if a.Header.Get("Retry-After") != "20" {
		t.Errorf("Retry-After %s", a.Header.Get("Retry-After"))
	}
	// Pages ask the same registry; probes ask nothing of it and must not fail a healthy server.
	w.get(t, "/").problem(t, http.StatusTooManyRequests)
	if a := w.get(t, "/healthz"); a.StatusCode != http.StatusOK {
		t.Errorf("a probe: %d", a.StatusCode)
	}
	// A key has a limit of its own.
	if a := w.get(t, "/v1/beneficiaries", bearer(w.donor)); a.StatusCode != http.StatusOK {
		t.Errorf("a donor: %d", a.StatusCode)
	}
	clock.advance(20 * time.Second)
	if a := w.get(t, "/v1/beneficiaries"); a.StatusCode != http.StatusOK {
		t.Errorf("after Retry-After: %d", a.StatusCode)
	}
	w.get(t, "/v1/beneficiaries").problem(t, http.StatusTooManyRequests)
}

// TestKeyGuessing: an address that tries keys is stopped before they are looked up, and no longer than needed.
func TestKeyGuessing(t *testing.T) {
	clock := &clock{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	w := newWorld(t, api.Options{RateLimit: 1000, Now: clock.Now})
	for range 20 {
		w.get(t, "/v1/beneficiaries", bearer("guess")).problem(t, http.StatusUnauthorized)
	}
	w.get(t, "/v1/beneficiaries", bearer("guess")).problem(t, http.StatusTooManyRequests)
	if a := w.get(t, "/v1/beneficiaries"); a.StatusCode != http.StatusOK {
		t.Errorf("the public at that address: %d", a.StatusCode)
	}
	clock.advance(time.Minute)
	w.get(t, "/v1/beneficiaries", bearer("guess")).problem(t, http.StatusUnauthorized)
}
