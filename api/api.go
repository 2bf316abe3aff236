package api

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tansiq/tansiq/api/console"
	"github.com/tansiq/tansiq/registry"
)

// Options is what the program hands the API at start.
type Options struct {
	Version   string // of the program, shown on the start page and by /healthz
	PublicURL string // "https://registry.example", for the document's servers and the examples; "" where nobody said
	// RateLimit is how many requests a caller (a key, or an address without one) may make in a minute; 0 limits nothing.
	RateLimit int
	// StartRun begins an import of the feed and gives the id of its run; EConflict where one is under way.
	// nil: the server runs no imports.
	StartRun func(ctx context.Context, feed registry.Feed) (string, error)
	// DecideRun publishes a run that is held for review, or discards it; EConflict where it is not held, or where another
	// run of the feed is under way. It does not wait for the publishing. nil: the server runs no imports.
	DecideRun func(ctx context.Context, who registry.Audience, run registry.Run, release bool) error

	// Template writes an empty table as XLSX for people to fill in, in one of en, fr and ar.
	Template func(w io.Writer, language string) error

	Log     *slog.Logger     // nil logs nothing
	Metrics http.Handler     // answers /metrics; nil for none
	Now     func() time.Time // nil is time.Now
}

// api is one API over one registry.
type api struct {
	registry Registry
	options  Options
	limiter  *limiter
	failures *limiter
	// submissions limits those who submit without a key.
	submissions *limiter
}

// New makes the handler of the whole HTTP interface: API and pages.
//
// They are two muxes chosen by prefix, so that the catch-all of the pages does not swallow the 404 and 405 of the API.
func New(registry Registry, options Options) http.Handler {
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	a := &api{registry: registry, options: options}
	a.limiter = newLimiter(options.RateLimit, options.Now)
	if options.RateLimit > 0 {
		a.failures, a.submissions = newLimiter(failuresPerWindow, options.Now), newLimiter(submissionsPerWindow, options.Now)
	} else {
		a.failures, a.submissions = newLimiter(0, options.Now), newLimiter(0, options.Now)
	}

	mux := http.NewServeMux()
	document := a.register(humago.NewAdapter(mux, ""))
	mountDocument(mux, document, options.PublicURL)
	if options.Metrics != nil {
		mux.Handle("GET /metrics", options.Metrics)
	}
	machines := locked(a.identify(a.limit(router(mux))))
	people := a.limit(console.New(registry, console.Options{
		Version:  options.Version,
		Document: mustEncode(document),
		Problems: problemKinds,
	}))
	return a.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isForMachines(r.URL.Path) {
			machines.ServeHTTP(w, r)
			return
		}
		people.ServeHTTP(w, r)
	}))
}

// isForMachines chooses the mux. Probes and metrics are outside /v1 because those who call them expect them there.
func isForMachines(path string) bool {
	switch path {
	case "/v1", "/openapi.json", "/openapi.yaml", "/openapi-3.0.json":
		return true
	}
	return isForOperators(path) || strings.HasPrefix(path, "/v1/")
}

// isForOperators says what is never limited: a probe that is refused takes a healthy server out of service.
func isForOperators(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/metrics"
}

// locked keeps an answer that is opened in a browser from doing anything: no script, no frame, no resource.
func locked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}
