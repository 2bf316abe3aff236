package api_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

// faulty is a registry in which everything that lists initiatives or looks one up fails. It is here because the faults
// cannot be provoked in a real one.
type faulty struct {
	api.Registry
	err   error
	after int // so many initiatives are given before an export fails
}

func (f faulty) ListInitiatives(context.Context, registry.Audience, registry.InitiativeFilter, registry.Page) (service.InitiativeList, error) {
	if f.err == nil {
		panic("pq: secret panic")
	}
	return service.InitiativeList{}, f.err
}

func (f faulty) Ready(context.Context) error { return f.err }

func (f faulty) Authenticate(context.Context, string) (registry.Audience, error) {
	return registry.Audience{}, f.err
}

func (f faulty) EachInitiative(context.Context, registry.Audience, registry.InitiativeFilter) iter.Seq2[registry.ViewDocument, error] {
	return func(yield func(registry.ViewDocument, error) bool) {
		for range f.after {
			if !yield(registry.ViewDocument{JSON: []byte(`{"id":"x"}`)}, nil) {
				return
			}
		}
		yield(registry.ViewDocument{}, f.err)
	}
}

func faultyWorld(t *testing.T, f faulty) *world {
	w := &world{log: &safeBuffer{}}
	server := httptest.NewServer(api.New(f, api.Options{Log: newLog(w.log)}))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// TestFaults: each code of the domain has its status, and of a defect nothing but the log knows.
func TestFaults(t *testing.T) {
	cause := errors.New("pq: secret at /var/lib/secret.db: SELECT secret")
	for name, c := range map[string]struct {
		err    error
		status int
		logged bool
	}{
		"plain error":     {cause, 500, true},
		"internal":        {registry.WrapError(registry.EInternal, cause, "secret state"), 500, true},
		"wrapped":         {fmt.Errorf("secret: %w", registry.WrapError(registry.EUnavailable, cause, "locked")), 503, true},
		"unavailable":     {registry.Errorf(registry.EUnavailable, "locked"), 503, true},
		"conflict":        {registry.Errorf(registry.EConflict, "it changed"), 409, false},
		"forbidden":       {registry.Errorf(registry.EForbidden, "not yours"), 403, false},
		"not found":       {registry.Errorf(registry.ENotFound, "secret hint of what it was"), 404, false},
		"invalid":         {registry.Errorf(registry.EInvalid, "the cursor is not one"), 422, false},
		"cancelled":       {context.Canceled, 503, true},
		"deadline":        {fmt.Errorf("x: %w", context.DeadlineExceeded), 503, true},
		"panic":           {nil, 500, true},
		"unknown code":    {registry.Errorf("made-up", "secret"), 500, true},
		"error of Huma's": {errors.Join(cause, errors.New("other")), 500, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := faultyWorld(t, faulty{err: c.err})
			r, err := http.Get(w.url + "/v1/initiatives")
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			b := readAll(t, r)
			p := asked{r, b}.problem(t, c.status)
			if strings.Contains(string(b), "secret") {
				t.Errorf("the answer tells: %s", b)
			}
			if (c.status == 503) != (r.Header.Get("Retry-After") != "") {
				t.Errorf("Retry-After %q", r.Header.Get("Retry-After"))
			}
			log := w.log.String()
			if !strings.Contains(log, p.RequestID) {
				t.Errorf("the log lacks the request id: %s", log)
			}
			if c.logged != (strings.Contains(log, "level=ERROR")) {
				t.Errorf("logged as an error: %v\n%s", !c.logged, log)
			}
		})
	}
	w := faultyWorld(t, faulty{err: registry.Errorf(registry.EUnavailable, "away")})
	w.get(t, "/readyz").problem(t, http.StatusServiceUnavailable)
	// A key that cannot be looked up is not an invalid one.
	w.get(t, "/v1/countries", bearer("x")).problem(t, http.StatusServiceUnavailable)
	if a := w.get(t, "/healthz"); a.StatusCode != http.StatusOK {
		t.Errorf("healthz asks the database: %d", a.StatusCode)
	}
	if a := w.get(t, "/"); a.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(a.body), "<html") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

// TestBrokenExport: a failure before the first byte is a problem; after it, no client takes the part for the whole.
func TestBrokenExport(t *testing.T) {
	cause := errors.New("secret")
	for _, path := range []string{"/v1/exports/initiatives.ndjson", "/v1/exports/initiatives.csv"} {
		faultyWorld(t, faulty{err: cause}).get(t, path).problem(t, http.StatusInternalServerError)
		w := faultyWorld(t, faulty{err: cause, after: 20_000})
		r, err := http.Get(w.url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		if r.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d", path, r.StatusCode)
		}
		if n, err := discard(r); err == nil {
			t.Errorf("%s: %d bytes that look whole", path, n)
		}
		if !strings.Contains(w.log.String(), "level=ERROR") {
			t.Errorf("%s: not logged", path)
		}
	}
}
