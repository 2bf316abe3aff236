package api_test

import (
	"bytes"
	"crypto/sha256"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/registry"
)

const (
	aNeed       = `{"title":{"en":"Joint patrols"},"regions":["sahel"],"good_practices":[25],"source":{"title":"Plan"},"owner":{"name":"Office"}}`
	anotherNeed = `{"title":{"en":"Joint training"},"regions":["sahel"],"good_practices":[25],"source":{"title":"Plan"},"owner":{"name":"Office"}}`
)

// A request that makes something takes an Idempotency-Key, whichever it is.
func TestEveryCreationIsIdempotent(t *testing.T) {
	for _, o := range operations(t) {
		_, creates := o.Responses["201"]
		takes := slices.ContainsFunc(o.Parameters, func(p parameter) bool { return p.Name == "Idempotency-Key" && p.In == "header" })
		if creates != takes {
			t.Errorf("%s: creates %v, takes an Idempotency-Key %v", o.OperationID, creates, takes)
		}
	}
}

// Of fifty that come at once, and of however many that come later, one makes something.
func TestSameRequestMakesOneThing(t *testing.T) {
	w := newWorld(t, api.Options{})
	needs := func() int { return *w.get(t, "/v1/priorities", bearer(w.admin)).list(t).Total }
	before := needs()
	ask := func(body, key string, more ...header) asked {
		return w.ask(t, http.MethodPost, "/v1/priorities", body, append([]header{bearer(w.admin), with("Content-Type", "application/json"), with("Idempotency-Key", key)}, more...)...)
	}
	var all [50]asked
	var wait sync.WaitGroup
	for i := range all {
		wait.Go(func() { all[i] = ask(aNeed, "the-one") })
	}
	wait.Wait()
	first := ask(aNeed, "the-one")
	if first.StatusCode != http.StatusCreated || first.Header.Get("Location") == "" || first.Header.Get("ETag") == "" {
		t.Fatalf("%d %v %s", first.StatusCode, first.Header, first.body)
	}
	for _, a := range all {
		switch a.StatusCode {
		case http.StatusCreated:
			if !bytes.Equal(a.body, first.body) || a.Header.Get("Location") != first.Header.Get("Location") || a.Header.Get("ETag") != first.Header.Get("ETag") {
				t.Errorf("another answer: %s", a.body)
			}
		case http.StatusConflict:
			if a.problem(t, http.StatusConflict); a.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
		default:
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	}
	if got := needs(); got != before+1 {
		t.Errorf("%d needs more", got-before)
	}

	// The same key for something else is a mistake; that of another caller, and another key, are other requests.
	ask(anotherNeed, "the-one").problem(t, http.StatusUnprocessableEntity)
	w.ask(t, http.MethodPost, "/v1/feeds/partner/runs", "", bearer(w.admin), with("Idempotency-Key", "the-one")).problem(t, http.StatusUnprocessableEntity)
	other := w.key(t, registry.Key{Name: "desk", Role: registry.RoleCoordinator, Regions: []string{"sahel"}})
	for _, a := range []asked{ask(aNeed, "the-one", bearer(other)), ask(aNeed, "another"), ask(aNeed, `"another"`)} {
		if a.StatusCode != http.StatusCreated || bytes.Equal(a.body, first.body) {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
	}
	for _, wrong := range []string{"", " ", strings.Repeat("k", 256), "clé"} {
		ask(aNeed, wrong).problem(t, http.StatusUnprocessableEntity)
	}
	if got := needs(); got != before+4 {
		t.Errorf("%d needs more", got-before)
	}
}

// A process that was killed between the change and its answer has not made the request one that may be carried out again.
func TestLostAnswer(t *testing.T) {
	now := time.Now()
	w := newWorld(t, api.Options{Now: func() time.Time { return now }})
	ask := func() asked {
		return w.ask(t, http.MethodPost, "/v1/feeds/partner/runs", "", bearer(w.admin), with("Idempotency-Key", "k"))
	}
	who, err := w.service.Authenticate(t.Context(), w.admin)
	if err != nil {
		t.Fatal(err)
	}
	attempt, _, err := w.service.BeginAttempt(t.Context(), who, "k", sha256.Sum256([]byte("POST /v1/feeds/partner/runs\n")))
	if err != nil {
		t.Fatal(err)
	}
	if p := ask().problem(t, http.StatusConflict); !strings.Contains(p.Detail, "under way") {
		t.Errorf("%+v", p)
	}
	if _, err := w.service.CreatePriority(registry.WithAttempt(t.Context(), attempt), administrator, registry.Priority{Title: registry.Text{"en": "x"}, Regions: []string{"sahel"},
		GoodPractices: []int{1}, Source: registry.PrioritySource{Title: "x"}, Owner: registry.PriorityOwner{Name: "x"}}); err != nil {
		t.Fatal(err)
	}
	now = now.Add(registry.AttemptLimit + time.Second)
	if p := ask().problem(t, http.StatusConflict); !strings.Contains(p.Detail, "is lost") {
		t.Errorf("%+v", p)
	}
}

// What failed may be mended and sent again under its key, also after a body that could not be read.
func TestFailedRequestFreesItsKey(t *testing.T) {
	w := newWorld(t, api.Options{})
	ask := func(body string) asked {
		return w.ask(t, http.MethodPost, "/v1/priorities", body, bearer(w.admin), with("Content-Type", "application/json"), with("Idempotency-Key", "k"))
	}
	ask(`{}`).problem(t, http.StatusUnprocessableEntity)
	ask(`{"title":"`+strings.Repeat("x", 100_000)+`"}`).problem(t, http.StatusRequestEntityTooLarge)
	ask(`{"title"`).problem(t, http.StatusBadRequest)
	if a := ask(aNeed); a.StatusCode != http.StatusCreated {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}
