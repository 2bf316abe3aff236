package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

type feed struct {
	ID, Name, Format, URL, Schedule, Licence, Sharing, Sensitivity string
	Enabled                                                        bool
	Health                                                         struct{ Records int }
}

const created = `{"name":"ministry","format":"items","url":"https://data.example/activities?token=geheim","licence":"CC BY 4.0"}`

func TestFeedAdministration(t *testing.T) {
	w := newWorld(t, api.Options{})
	json, patchType := with("Content-Type", "application/json"), with("Content-Type", "application/merge-patch+json")
	admin := bearer(w.admin)

	a := w.ask(t, "POST", "/v1/feeds", created, json, admin)
	if a.StatusCode != http.StatusCreated {
		t.Fatalf("%d: %s", a.StatusCode, a.body)
	}
	var f feed
	a.into(t, &f)
	location := a.Header.Get("Location")
	if location != "/v1/feeds/"+f.ID || !f.Enabled || f.Sharing != "clear" || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s %+v %s", location, f, a.Header.Get("Cache-Control"))
	}
	w.ask(t, "POST", "/v1/feeds", created, json, admin).problem(t, http.StatusConflict)

	t.Run("a token in the address is the administrator's", func(t *testing.T) {
		for _, headers := range [][]header{{}, {bearer(w.donor)}} {
			if a := w.get(t, location, headers...); strings.Contains(string(a.body), "geheim") || !strings.Contains(string(a.body), "https://data.example/activities") {
				t.Errorf("%s", a.body)
			}
		}
		if a := w.get(t, location, admin); !strings.Contains(string(a.body), "geheim") {
			t.Errorf("%s", a.body)
		}
	})
	t.Run("what is wrong is said by field", func(t *testing.T) {
		p := w.ask(t, "POST", "/v1/feeds", `{"name":"x","format":"nonsense","url":"file:///etc/passwd"}`, json, admin).problem(t, http.StatusUnprocessableEntity)
		var locations []string
		for _, e := range p.Errors {
			locations = append(locations, e.Location)
		}
		if got := strings.Join(locations, " "); got != "body.format body.url" {
			t.Errorf("%+v", p.Errors)
		}
	})
	t.Run("merge patch", func(t *testing.T) {
		w.ask(t, "PATCH", location, `{"enabled":false}`, patchType, admin).problem(t, http.StatusPreconditionRequired)
		w.ask(t, "PATCH", location, `{"enabled":false}`, patchType, admin, with("If-Match", `"old"`)).problem(t, http.StatusPreconditionFailed)
		tag := w.get(t, location, admin).Header.Get("ETag")
		w.ask(t, "PATCH", location, `{"enabled":false}`, patchType, admin, with("If-Match", "W/"+tag)).problem(t, http.StatusPreconditionFailed)
		a := w.ask(t, "PATCH", location, `{"enabled":false,"licence":null,"sensitivity":"moderate"}`, patchType, admin, with("If-Match", tag))
		var f feed
		a.into(t, &f)
		if a.StatusCode != http.StatusOK || f.Enabled || f.Licence != "" || f.Sensitivity != "moderate" || !strings.HasPrefix(f.URL, "https://data.example/") {
			t.Errorf("%d %+v", a.StatusCode, f)
		}
		if next := w.get(t, location, admin).Header.Get("ETag"); next == tag || next != a.Header.Get("ETag") {
			t.Errorf("tags: before %s, given %s, after %s", tag, a.Header.Get("ETag"), next)
		}
		// The second of two changes made from one reading is refused.
		w.ask(t, "PATCH", location, `{"enabled":true}`, patchType, admin, with("If-Match", tag)).problem(t, http.StatusPreconditionFailed)
		for _, bad := range []string{`{"enabled":null}`, `{"sharing":null}`, `{"name":"other"}`, `{"sharing":"pink"}`} {
			w.ask(t, "PATCH", location, bad, patchType, admin, with("If-Match", a.Header.Get("ETag"))).problem(t, http.StatusUnprocessableEntity)
		}
	})
	t.Run("delete", func(t *testing.T) {
		w.ask(t, "DELETE", location, "", admin, with("If-Match", `"old"`)).problem(t, http.StatusPreconditionFailed)
		if a := w.ask(t, "DELETE", location, "", admin); a.StatusCode != http.StatusNoContent || len(a.body) != 0 {
			t.Errorf("%d %s", a.StatusCode, a.body)
		}
		if strings.Contains(string(w.get(t, "/v1/feeds").body), f.ID) {
			t.Error("still listed")
		}
		w.get(t, location).problem(t, http.StatusNotFound)
	})
}

// What a feed's files do not say themselves is stated with the feed, in public as the rest of it.
func TestWhatIsStatedOfAFeedsFiles(t *testing.T) {
	w := newWorld(t, api.Options{})
	json, patchType := with("Content-Type", "application/json"), with("Content-Type", "application/merge-patch+json")
	admin := bearer(w.admin)
	type reading struct {
		Mapping          map[string]string
		Charset, Absence string
	}
	read := func(a asked) (got reading) {
		t.Helper()
		a.into(t, &got)
		return got
	}
	a := w.ask(t, "POST", "/v1/feeds", `{"name":"3w","format":"hxl","mapping":{"Organisation":"#org +impl","District":"#adm2","#country":"ML"},"charset":"windows-1252"}`, json, admin)
	location := a.Header.Get("Location")
	want := reading{map[string]string{"Organisation": "#org +impl", "District": "#adm2", "#country": "ML"}, "windows-1252", "withdrawn"}
	if diff := cmp.Diff(want, read(w.get(t, location))); a.StatusCode != http.StatusCreated || diff != "" {
		t.Errorf("%d %s", a.StatusCode, diff)
	}
	tag := a.Header.Get("ETag")
	patch := func(body string) asked {
		t.Helper()
		a := w.ask(t, "PATCH", location, body, patchType, admin, with("If-Match", tag))
		if a.StatusCode == http.StatusOK {
			tag = a.Header.Get("ETag")
		}
		return a
	}
	want = reading{map[string]string{"Organisation": "#org", "#country": "ML"}, "", "ended"}
	if diff := cmp.Diff(want, read(patch(`{"mapping":{"Organisation":"#org","District":null},"charset":null,"absence":"ended"}`))); diff != "" {
		t.Error(diff)
	}
	for field, bad := range map[string]string{
		"body.mapping": `{"mapping":{"Organisation":"org"}}`, "body.charset": `{"charset":"utf-7"}`, "body.absence": `{"absence":"lost"}`,
	} {
		if p := patch(bad).problem(t, http.StatusUnprocessableEntity); len(p.Errors) != 1 || p.Errors[0].Location != field {
			t.Errorf("%s: %+v", field, p.Errors)
		}
	}
	patch(`{"mapping":{"Organisation":3}}`).problem(t, http.StatusUnprocessableEntity)
	patch(`{"mapping":["#org"]}`).problem(t, http.StatusUnprocessableEntity)
	want = reading{nil, "", "withdrawn"}
	if diff := cmp.Diff(want, read(patch(`{"mapping":null,"absence":null}`))); diff != "" {
		t.Error(diff)
	}
	p := w.ask(t, "POST", "/v1/feeds", `{"name":"x","format":"items","mapping":{"A":"#org"}}`, json, admin).problem(t, http.StatusUnprocessableEntity)
	if len(p.Errors) != 1 || p.Errors[0].Location != "body.mapping" {
		t.Errorf("a mapping for a format that has none: %+v", p.Errors)
	}
}

func TestRuns(t *testing.T) {
	var asked registry.Feed
	var w *world
	w = newWorld(t, api.Options{StartRun: func(_ context.Context, f registry.Feed) (string, error) {
		if asked.ID != "" {
			return "", registry.Errorf(registry.EConflict, "a run of the feed is under way")
		}
		asked = f
		return w.run, nil
	}})
	a := w.ask(t, "POST", "/v1/feeds/partner/runs", "", bearer(w.admin))
	if a.StatusCode != http.StatusCreated || a.Header.Get("Location") != "/v1/feeds/"+w.feed.ID+"/runs/"+w.run || asked.ID != w.feed.ID {
		t.Fatalf("%d %s %s", a.StatusCode, a.Header.Get("Location"), a.body)
	}
	var run struct {
		State  string
		Counts registry.RunCounts
	}
	w.get(t, a.Header.Get("Location")).into(t, &run)
	if want := (registry.RunCounts{Read: 5, New: 4, Rejected: 1}); run.State != "done" || run.Counts != want {
		t.Errorf("%+v", run)
	}
	w.ask(t, "POST", "/v1/feeds/partner/runs", "", bearer(w.admin)).problem(t, http.StatusConflict)
	problems := w.get(t, "/v1/feeds/partner/runs/"+w.run+"/problems").list(t)
	if len(problems.Items) != 1 || *problems.Total != 1 || string(problems.Items[0]) != `{"line":42,"identifier":"XX-9","field":"title","reason":"is missing","severity":"rejected"}` {
		t.Errorf("%s", problems.Items)
	}
	decisions := "/v1/feeds/partner/runs/" + w.run + "/decisions"
	w.ask(t, "POST", decisions, `{"decision":"release"}`, with("Content-Type", "application/json"), bearer(w.admin)).problem(t, http.StatusConflict) // it is not held
	w.ask(t, "POST", decisions, `{"decision":"release"}`, with("Content-Type", "application/json")).problem(t, http.StatusUnauthorized)
	held, err := w.service.Import(t.Context(), registry.Feed{ID: w.feed.ID, Name: w.feed.Name, Format: "empty"}, service.ImportOptions{Trigger: "manual"})
	if err != nil || held.State != registry.RunHeld {
		t.Fatal(held, err)
	}
	decisions = "/v1/feeds/partner/runs/" + held.ID + "/decisions"
	if a := w.ask(t, "POST", decisions, `{"decision":"discard"}`, with("Content-Type", "application/json"), bearer(w.admin)); a.StatusCode != http.StatusCreated {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	w.ask(t, "POST", decisions, `{"decision":"release"}`, with("Content-Type", "application/json"), bearer(w.admin)).problem(t, http.StatusConflict)
	// A run is found under its own feed only.
	w.get(t, "/v1/feeds/toolkit/runs/"+w.run).problem(t, http.StatusNotFound)
	w.get(t, "/v1/feeds/toolkit/runs/"+w.run+"/problems").problem(t, http.StatusNotFound)
}
