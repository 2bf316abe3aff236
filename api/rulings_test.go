package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
	"github.com/tansiq/tansiq/registry/store"
)

// office is a registry with one flag between two donors, a clock that the test moves, and a key for every role.
type office struct {
	*world
	now  *atomic.Int64 // Unix milliseconds
	flag string        // id of the flag
	keys map[string]string
}

const replyTime = 14 * 24 * time.Hour

func newOffice(t *testing.T, publicOverlaps bool) *office {
	t.Helper()
	o := newOfficeOf(t, publicOverlaps, items{
		project("GB-1-1", "Border guard training in Mopti", "Department for International Development", "GB-1"),
		project("FR-3-7", "Courses for border guards: countering trafficking of arms in Mopti", "Agence Française de Développement", "FR-3"),
		registry.Item{Record: &registry.Record{Key: "US-1", Facts: registry.Facts{Kind: registry.KindProject, Title: registry.Text{"en": "Wells in Kayes"},
			Participations: []registry.Participation{{Role: registry.RoleFunding, Ref: "US-GOV-1", Name: registry.Text{"en": "USAID"}}}}}},
	})
	list, err := o.service.ListOverlaps(t.Context(), administrator, registry.OverlapFilter{}, registry.Page{Limit: 2})
	if err != nil || len(list.Items) != 1 || list.Items[0].Kind != registry.OverlapOverlap {
		t.Fatalf("want one flag of kind overlap: %+v %v", list, err)
	}
	o.flag = list.Items[0].ID
	return o
}

func newOfficeOf(t *testing.T, publicOverlaps bool, file items) *office {
	t.Helper()
	ctx := t.Context()
	o := &office{world: &world{log: &safeBuffer{}}, now: &atomic.Int64{}, keys: map[string]string{"public": ""}}
	o.now.Store(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC).UnixMilli())
	now := func() time.Time { return time.UnixMilli(o.now.Load()) }
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "tansiq.db"), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o.service = service.New(db, service.Options{
		SpoolDir:       filepath.Join(t.TempDir(), "spool"),
		PublicOverlaps: publicOverlaps, ReplyTime: replyTime, Now: now,
		Fetch: func(context.Context, registry.Feed) (service.Fetched, error) {
			return service.Fetched{Body: http.NoBody}, nil
		},
		Importers: map[string]registry.Importer{"items": file},
	})
	if err := o.service.SeedOrganisations(ctx); err != nil {
		t.Fatal(err)
	}
	feed, err := localFeed(ctx, o.service)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.service.Import(ctx, feed, service.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	o.detect(t)
	for name, key := range map[string]registry.Key{
		"administrator":     {Role: registry.RoleAdministrator},
		"coordinator":       {Role: registry.RoleCoordinator, Regions: []string{"sahel"}},
		"other coordinator": {Role: registry.RoleCoordinator, Regions: []string{"western-balkans"}},
		"party":             {Role: registry.RoleDonor, Organisation: "FR-3"},
		"other donor":       {Role: registry.RoleDonor, Organisation: "US-GOV-1"},
		"focal point":       {Role: registry.RoleFocalPoint},
		"submitter":         {Role: registry.RoleSubmitter},
	} {
		key.Name = name
		o.keys[name] = o.key(t, key)
	}
	server := httptest.NewServer(api.New(o.service, api.Options{}))
	t.Cleanup(server.Close)
	o.url = server.URL
	return o
}

func (o *office) detect(t *testing.T) {
	t.Helper()
	if _, err := o.service.Detect(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
}

func (o *office) as(name string) header {
	if o.keys[name] == "" {
		return func(*http.Request) {}
	}
	return bearer(o.keys[name])
}

func (o *office) read(t *testing.T) (overlap struct {
	Status, Kind string
	Hash         string `json:"evidence_hash"`
}) {
	t.Helper()
	o.get(t, "/v1/overlaps/"+o.flag, o.as("administrator")).into(t, &overlap)
	return overlap
}

func (o *office) rule(t *testing.T, as, decision string, more map[string]any) asked {
	t.Helper()
	body := map[string]any{"decision": decision, "reason": "a secret reason", "evidence_hash": o.read(t).Hash}
	if decision == "related" {
		body["relation"] = "phase"
	}
	for k, v := range more {
		body[k] = v
	}
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return o.ask(t, "POST", "/v1/overlaps/"+o.flag+"/rulings", string(b), o.as(as), with("Content-Type", "application/json"))
}

func (o *office) revert(t *testing.T, as, ruling string) asked {
	t.Helper()
	return o.ask(t, "POST", ruling+"/reversal", `{"reason":"asked again"}`, o.as(as), with("Content-Type", "application/json"))
}

// parties are those who see a flag whatever its status.
var parties = map[string]bool{"administrator": true, "coordinator": true, "party": true}

// sees checks every path on which a flag could show. flagged is how many initiatives have one for who sees it.
func (o *office) sees(t *testing.T, state string, everybody bool, flagged int) {
	t.Helper()
	for name := range o.keys {
		sees, as := everybody || parties[name], o.as(name)
		want := 0
		if sees {
			want = 1
		}
		if got := *o.get(t, "/v1/overlaps?status=open&status=ruled&status=reopened&status=retracted&kind=overlap", as).list(t).Total; got != want {
			t.Errorf("%s, %s: %d listed, want %d", state, name, got, want)
		}
		status := map[bool]int{true: http.StatusOK, false: http.StatusNotFound}[sees]
		one := o.get(t, "/v1/overlaps/"+o.flag, as)
		history := o.get(t, "/v1/overlaps/"+o.flag+"/rulings", as)
		if one.StatusCode != status || history.StatusCode != status {
			t.Errorf("%s, %s: the flag answers %d, its rulings %d, want %d", state, name, one.StatusCode, history.StatusCode, status)
		}
		for _, a := range []asked{one, history} {
			if secret := strings.Contains(string(a.body), "a secret reason") || strings.Contains(string(a.body), "actor"); secret && !parties[name] {
				t.Errorf("%s: %s reads %s", state, name, a.body)
			}
		}
		n := *o.get(t, "/v1/initiatives?has_overlap=true", as).list(t).Total
		without := *o.get(t, "/v1/initiatives?has_overlap=false", as).list(t).Total
		all := *o.get(t, "/v1/initiatives", as).list(t).Total
		wantFlagged := 0
		if sees {
			wantFlagged = flagged
		}
		if n != wantFlagged || n+without != all {
			t.Errorf("%s, %s: %d of %d have an overlap and %d have none, want %d", state, name, n, all, without, wantFlagged)
		}
	}
}

// TestWhoSeesFlags is the matrix of role, status and decision, on every path.
func TestWhoSeesFlags(t *testing.T) {
	o := newOffice(t, false)
	o.sees(t, "open", false, 2)
	for _, decision := range registry.Decisions() {
		flagged := 2
		if decision == registry.DecisionFalseAlarm || decision == registry.DecisionSameInitiative {
			flagged = 0
		}
		made := o.rule(t, "coordinator", string(decision), nil)
		if made.StatusCode != http.StatusCreated {
			t.Fatalf("%s: %d %s", decision, made.StatusCode, made.body)
		}
		o.detect(t)
		o.sees(t, string(decision), false, flagged)
		o.now.Add((replyTime - time.Millisecond).Milliseconds())
		o.sees(t, string(decision)+" just before the end of the reply", false, flagged)
		o.now.Add(1)
		o.sees(t, string(decision)+" after the reply", decision == registry.DecisionConfirmedOverlap, flagged)
		if a := o.revert(t, "administrator", made.Header.Get("Location")); a.StatusCode != http.StatusCreated {
			t.Fatalf("taking %s back: %d %s", decision, a.StatusCode, a.body)
		}
		o.detect(t)
		o.sees(t, string(decision)+" taken back", false, 2)
	}
}

// TestWhoSeesFlagsWhereAllArePublic: a deployment may show open flags to everybody, and still no false alarm.
func TestWhoSeesFlagsWhereAllArePublic(t *testing.T) {
	o := newOffice(t, true)
	o.sees(t, "open", true, 2)
	made := o.rule(t, "coordinator", "needs-discussion", nil)
	o.sees(t, "needs discussion", true, 2)
	o.revert(t, "coordinator", made.Header.Get("Location"))
	o.rule(t, "coordinator", "false-alarm", nil)
	o.now.Add(2 * replyTime.Milliseconds())
	o.sees(t, "false alarm", false, 0)
}

// TestWhoRules: who may not know of the flag gets the answer of a missing one, who may and does not rule is told so.
func TestWhoRules(t *testing.T) {
	o := newOffice(t, false)
	for name, status := range map[string]int{"public": 401, "other coordinator": 404, "party": 403, "other donor": 403, "focal point": 403, "submitter": 403} {
		o.rule(t, name, "false-alarm", nil).problem(t, status)
	}
	if got := o.read(t).Status; got != "open" {
		t.Errorf("it is %s", got)
	}
	made := o.rule(t, "administrator", "confirmed-overlap", map[string]any{"agreed_action": "One curriculum", "action_owner": "a secret desk", "due": "2026-06-30"})
	if made.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", made.StatusCode, made.body)
	}
	for name, status := range map[string]int{"public": 401, "other coordinator": 404, "party": 403} {
		o.revert(t, name, made.Header.Get("Location")).problem(t, status)
	}
	o.now.Add(replyTime.Milliseconds())
	o.revert(t, "other coordinator", made.Header.Get("Location")).problem(t, 403) // it is public by now
	// The public reads what was agreed and by when, not who does it, who ruled and why.
	var public map[string]any
	o.get(t, made.Header.Get("Location")).into(t, &public)
	if public["agreed_action"] != "One curriculum" || public["due"] != "2026-06-30" || public["decision"] != "confirmed-overlap" ||
		public["reason"] != nil || public["action_owner"] != nil || public["actor"] != nil || public["actor_name"] != nil {
		t.Errorf("the public reads %v", public)
	}
}

// TestRulingConflicts: stale evidence and a ruling before are conflicts in words for people.
func TestRulingConflicts(t *testing.T) {
	o := newOffice(t, false)
	p := o.rule(t, "coordinator", "false-alarm", map[string]any{"evidence_hash": "stale"}).problem(t, http.StatusConflict)
	if !strings.Contains(p.Detail, "evidence has changed") {
		t.Errorf("%+v", p)
	}
	made := o.rule(t, "coordinator", "related", nil)
	if made.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", made.StatusCode, made.body)
	}
	p = o.rule(t, "administrator", "false-alarm", nil).problem(t, http.StatusConflict)
	if !strings.Contains(p.Detail, "coordinator has ruled on this already: related, on 1 March 2026") {
		t.Errorf("%+v", p)
	}
	if a := o.revert(t, "coordinator", made.Header.Get("Location")); a.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	o.revert(t, "coordinator", made.Header.Get("Location")).problem(t, http.StatusConflict)
	var history struct{ Items []registry.Ruling }
	o.get(t, "/v1/overlaps/"+o.flag+"/rulings", o.as("party")).into(t, &history)
	if len(history.Items) != 1 || history.Items[0].RevertedAt == nil || history.Items[0].Reversal.Reason != "asked again" {
		t.Errorf("%+v", history.Items)
	}
}

// TestRulingFields: what belongs to which decision.
func TestRulingFields(t *testing.T) {
	o := newOffice(t, false)
	for _, c := range []struct {
		decision string
		more     map[string]any
		where    string
	}{
		{"related", map[string]any{"relation": ""}, "body.relation"},
		{"false-alarm", map[string]any{"relation": "phase"}, "body.relation"},
		{"false-alarm", map[string]any{"agreed_action": "x"}, "body.agreed_action"},
		{"same-initiative", map[string]any{"due": "2026-01-01"}, "body.due"},
		{"related", map[string]any{"action_owner": "x"}, "body.action_owner"},
		{"confirmed-overlap", map[string]any{"due": "2026-02-30"}, "body.due"},
		{"confirmed-overlap", map[string]any{"reason": "   "}, "body.reason"},
		{"perhaps", nil, "body.decision"},
	} {
		p := o.rule(t, "coordinator", c.decision, c.more).problem(t, http.StatusUnprocessableEntity)
		if len(p.Errors) == 0 || p.Errors[0].Location != c.where {
			t.Errorf("%s %v: %+v", c.decision, c.more, p.Errors)
		}
	}
}
