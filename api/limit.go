package api

import (
	"fmt"
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	window = time.Minute
	// failuresPerWindow is how many invalid keys an address may try in a window.
	failuresPerWindow = 20
	// submissionsPerWindow is how many submissions an address may send in a window without a key.
	submissionsPerWindow = 5
	// maxBuckets bounds the memory of a limiter, about 200 bytes a bucket.
	maxBuckets = 100_000
)

// limiter gives each caller a token bucket that holds, and in a window regains, quota requests.
type limiter struct {
	quota int // 0 limits nothing
	now   func() time.Time

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func newLimiter(quota int, now func() time.Time) *limiter {
	return &limiter{quota: quota, now: now, buckets: map[string]*rate.Limiter{}}
}

func (l *limiter) bucket(caller string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.buckets[caller]
	if b == nil {
		if len(l.buckets) >= maxBuckets {
			l.forgetIdle()
		}
		b = rate.NewLimiter(rate.Limit(float64(l.quota)/window.Seconds()), l.quota)
		l.buckets[caller] = b
	}
	return b
}

// forgetIdle drops the buckets that are full again: they say nothing. Where none is full, somebody is asking from very
// many addresses, and all are dropped rather than memory used up.
func (l *limiter) forgetIdle() {
	now := l.now()
	for caller, b := range l.buckets {
		if b.TokensAt(now) >= float64(l.quota) {
			delete(l.buckets, caller)
		}
	}
	if len(l.buckets) >= maxBuckets {
		clear(l.buckets)
	}
}

// take uses one token; ok is false where there is none.
func (l *limiter) take(caller string) (left int, ok bool) {
	if l.quota == 0 {
		return 0, true
	}
	b, now := l.bucket(caller), l.now()
	ok = b.AllowN(now, 1)
	return int(math.Max(0, math.Floor(b.TokensAt(now)))), ok
}

// exhausted says whether the caller has no token left, and how long until there is one.
func (l *limiter) exhausted(caller string) (wait time.Duration, yes bool) {
	if l.quota == 0 {
		return 0, false
	}
	missing := 1 - l.bucket(caller).TokensAt(l.now())
	if missing <= 0 {
		return 0, false
	}
	return time.Duration(missing / float64(l.quota) * float64(window)), true
}

// limit refuses callers that ask too often, by key or, for the public, by address. RateLimit and RateLimit-Policy are
// those of draft-ietf-httpapi-ratelimit-headers-09.
func (a *api) limit(next http.Handler) http.Handler {
	if a.limiter.quota == 0 {
		return next
	}
	policy := fmt.Sprintf(`"default";q=%d;w=%d`, a.limiter.quota, int(window.Seconds()))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isForOperators(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		caller := "key:" + requestOf(r.Context()).who.Actor
		if isPublic(requestOf(r.Context()).who) {
			caller = requestOf(r.Context()).address
		}
		left, ok := a.limiter.take(caller)
		wait, _ := a.limiter.exhausted(caller)
		w.Header().Set("RateLimit-Policy", policy)
		w.Header().Set("RateLimit", fmt.Sprintf(`"default";r=%d;t=%d`, left, seconds(wait)))
		if !ok {
			writeProblem(w, r, rateLimited(wait))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func rateLimited(wait time.Duration) *Problem {
	return newProblem(http.StatusTooManyRequests, "").with("Retry-After", strconv.Itoa(max(1, seconds(wait))))
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// addressOf is the caller's IPv4 address, or the /64 network of an IPv6 one: a subscriber has a whole /64 (RFC 6177).
// Forwarded-For headers are not believed: anybody can send them.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "address:" + host
	}
	if ip = ip.Unmap(); ip.Is6() {
		prefix, _ := ip.WithZone("").Prefix(64)
		return "address:" + prefix.String()
	}
	return "address:" + ip.String()
}
