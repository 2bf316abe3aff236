package api_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/registry"
)

const aDialogue = `{"title":{"ar":"حوار بين الشباب وحرس الحدود في موبتي"},"countries":["ML"],"good_practices":[7],"language":"ar",
	"group":{"name":"جمعية شباب موبتي","kind":"youth","country":"ML","email":"mopti@example.org","consultation":"ثلاثة اجتماعات","consent":true,"conduct_accepted":true}}`

// A group without a key submits, is asked, corrects, is accepted and withdraws; nobody sees of it what is not theirs to see.
func TestSubmissionOverHTTP(t *testing.T) {
	w := newWorld(t, api.Options{})
	typed := with("Content-Type", "application/json")
	a := w.ask(t, "POST", "/v1/submissions", aDialogue, typed, with("Idempotency-Key", "one"))
	var made struct {
		ID, State     string
		TrackingToken string `json:"tracking_token"`
		Similar       []json.RawMessage
	}
	a.into(t, &made)
	if a.StatusCode != http.StatusCreated || made.State != "waiting" || len(made.TrackingToken) != 43 || a.Header.Get("Location") != "/v1/submissions/"+made.ID || len(made.Similar) == 0 {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	if again := w.ask(t, "POST", "/v1/submissions", aDialogue, typed, with("Idempotency-Key", "one")); string(again.body) != string(a.body) {
		t.Errorf("sent again: %s", again.body)
	}
	target, tracked := "/v1/submissions/"+made.ID, with("Tracking-Token", made.TrackingToken)
	for name, headers := range map[string][]header{"public": nil, "another token": {with("Tracking-Token", w.tracking)}, "donor": {bearer(w.donor)}, "focal point": {bearer(w.focal)}} {
		for _, ask := range []func() asked{
			func() asked { return w.get(t, target, headers...) },
			func() asked {
				return w.ask(t, "PATCH", target, `{}`, append(headers, with("Content-Type", "application/merge-patch+json"), with("If-Match", "*"))...)
			},
			func() asked { return w.ask(t, "POST", target+"/withdrawal", "", headers...) },
		} {
			if p := ask().problem(t, http.StatusNotFound); p.Detail != "" {
				t.Errorf("%s is told: %s", name, p.Detail)
			}
		}
	}
	mine := w.get(t, target, tracked)
	if mine.StatusCode != http.StatusOK || mine.Header.Get("Cache-Control") != "private, no-store" || mine.Header.Get("Access-Control-Allow-Origin") != "" || strings.Contains(string(mine.body), made.TrackingToken) {
		t.Errorf("%d %v %s", mine.StatusCode, mine.Header, mine.body)
	}
	if mine.Header.Get("ETag") != a.Header.Get("ETag") {
		t.Errorf("ETag %s, %s in the answer to the POST", mine.Header.Get("ETag"), a.Header.Get("ETag"))
	}

	desk := w.key(t, registry.Key{Name: "Sahel desk", Role: registry.RoleCoordinator, Regions: []string{"sahel"}})
	list := w.get(t, "/v1/submissions?state=waiting", bearer(desk)).list(t)
	if *list.Total != 2 {
		t.Errorf("%d wait", *list.Total)
	}
	decide := func(body string) asked { return w.ask(t, "POST", target+"/decisions", body, typed, bearer(desk)) }
	if a := decide(`{"decision":"return","moves":1,"message":"أين؟","note":"seen at the fair"}`); a.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	mine = w.get(t, target, tracked)
	if body := string(mine.body); !strings.Contains(body, "أين؟") || strings.Contains(body, "fair") || strings.Contains(body, "Sahel desk") {
		t.Errorf("the group reads %s", body)
	}
	correct := func(tag string) asked {
		return w.ask(t, "PATCH", target, `{"locations":[{"name":{"ar":"موبتي"},"country":"ML","admin_level":1}]}`, tracked, with("Content-Type", "application/merge-patch+json"), with("If-Match", tag))
	}
	correct(a.Header.Get("ETag")).problem(t, http.StatusPreconditionFailed)
	if a := correct(mine.Header.Get("ETag")); a.StatusCode != http.StatusOK || !strings.Contains(string(a.body), `"state":"waiting"`) {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	decide(`{"decision":"accept","moves":1}`).problem(t, http.StatusConflict)
	if a := decide(`{"decision":"accept","moves":3}`); a.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	public := string(w.get(t, "/v1/initiatives?feed=submissions").body)
	if !strings.Contains(public, "حوار بين الشباب") || strings.Contains(public, "جمعية") || strings.Contains(public, "mopti@example.org") {
		t.Errorf("public: %s", public)
	}
	if a := w.ask(t, "POST", target+"/withdrawal", "", tracked); a.StatusCode != http.StatusNoContent {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if public := w.get(t, "/v1/initiatives?feed=submissions").list(t); *public.Total != 0 {
		t.Errorf("withdrawn and public: %s", public.Items)
	}
	for _, secret := range []string{made.TrackingToken, "mopti@example.org", "fair"} {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
}

// Without a key an address sends a few, and what no person sends is refused.
func TestSubmissionsAreLimited(t *testing.T) {
	w := newWorld(t, api.Options{RateLimit: 10_000})
	typed := with("Content-Type", "application/json")
	w.ask(t, "POST", "/v1/submissions", `{"leave_empty":"x",`+aDialogue[1:], typed).problem(t, http.StatusUnprocessableEntity)
	for i := range 5 {
		named := with("Idempotency-Key", strconv.Itoa(i))
		for range 2 { // sent again, it is the same one
			if a := w.ask(t, "POST", "/v1/submissions", aDialogue, typed, named); a.StatusCode != http.StatusCreated {
				t.Fatalf("%d %s", a.StatusCode, a.body)
			}
		}
	}
	if p := w.ask(t, "POST", "/v1/submissions", aDialogue, typed).problem(t, http.StatusTooManyRequests); p.Status != 429 {
		t.Error(p)
	}
	key := w.key(t, registry.Key{Name: "group", Role: registry.RoleSubmitter})
	a := w.ask(t, "POST", "/v1/submissions", aDialogue, typed, bearer(key))
	if a.StatusCode != http.StatusCreated || strings.Contains(string(a.body), "tracking_token") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if list := w.get(t, "/v1/submissions", bearer(key)).list(t); *list.Total != 1 {
		t.Errorf("a group sees %d", *list.Total)
	}
}
