package api_test

import (
	"net/http"
	"strings"
	"testing"
)

const plannedTraining = `{"title":{"en":"Planned courses for border guards against trafficking of arms in Mopti"},
	"description":{"en":"Training of border guards in Mopti against trafficking and terrorism"},"countries":["ML"],
	"locations":[{"name":{"fr":"Mopti"},"country":"ML","admin_level":1}],"period":{"start":"2025-01-01","end":"2027-06-30"},
	"sectors":["15130"],"beneficiaries":["border-guards"],"budget":{"amount":"750000","currency":"EUR"}`

// TestPlannedInitiative: a donor keeps a draft; only those of an amber record know of it and of what it overlaps; the donor
// alone changes it and takes it back.
func TestPlannedInitiative(t *testing.T) {
	o := newOffice(t, false)
	media, patch := with("Content-Type", "application/json"), with("Content-Type", "application/merge-patch+json")
	made := o.ask(t, "POST", "/v1/initiatives", plannedTraining+"}", o.as("party"), media)
	if made.StatusCode != http.StatusCreated || made.Header.Get("ETag") == "" {
		t.Fatalf("%d %s", made.StatusCode, made.body)
	}
	at := made.Header.Get("Location")
	if got := o.get(t, at, o.as("party")).Header.Get("ETag"); got != made.Header.Get("ETag") {
		t.Errorf("ETag %s, then %s", made.Header.Get("ETag"), got)
	}
	o.detect(t)
	insiders := map[string]bool{"party": true, "coordinator": true, "administrator": true}
	for name := range o.keys {
		status, flags := http.StatusNotFound, 0
		if insiders[name] {
			status, flags = http.StatusOK, 1
		}
		if got := o.get(t, at, o.as(name)).StatusCode; got != status {
			t.Errorf("%s: the plan answers %d, want %d", name, got, status)
		}
		if got := o.get(t, at+"/overlaps", o.as(name)); got.StatusCode != status {
			t.Errorf("%s: its overlaps answer %d, want %d", name, got.StatusCode, status)
		} else if status == http.StatusOK && len(got.list(t).Items) < flags {
			t.Errorf("%s: no overlap with what there is", name)
		}
		for _, target := range []string{"/v1/overlaps", "/v1/initiatives?q=planned", "/v1/exports/initiatives.ndjson"} {
			if seen := strings.Contains(string(o.get(t, target, o.as(name)).body), "Planned courses"); seen != insiders[name] {
				t.Errorf("%s: %s shows it: %v", name, target, seen)
			}
		}
	}
	var initiative struct {
		Status, Kind   string
		Participations []struct {
			Role         string
			Organisation string
			Name         map[string]string
		}
	}
	made.into(t, &initiative)
	if initiative.Status != "pipeline" || initiative.Kind != "project" || len(initiative.Participations) != 1 || initiative.Participations[0].Role != "funding" {
		t.Errorf("%+v", initiative)
	}

	change := `{"title":{"fr":"Cours prévus"},"budget":null,"period":{"end":"2028-01-31"}}`
	o.ask(t, "PATCH", at, change, patch).problem(t, http.StatusUnauthorized)
	o.ask(t, "PATCH", at, change, patch, o.as("coordinator")).problem(t, http.StatusForbidden)
	o.ask(t, "PATCH", at, change, patch, o.as("other donor")).problem(t, http.StatusNotFound)
	o.ask(t, "PATCH", at, change, patch, o.as("party")).problem(t, http.StatusPreconditionRequired)
	o.ask(t, "PATCH", at, change, patch, o.as("party"), with("If-Match", `"stale"`)).problem(t, http.StatusPreconditionFailed)
	for wrong, where := range map[string]string{`{"title":null}`: "body", `{"countries":"ML"}`: "body.countries", `{"countries":["QQ"]}`: "body.countries", `{"period":{"end":"2020-01-01"}}`: "body.period.end"} {
		p := o.ask(t, "PATCH", at, wrong, patch, o.as("party"), with("If-Match", made.Header.Get("ETag"))).problem(t, http.StatusUnprocessableEntity)
		if len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Location, where) {
			t.Errorf("%s: %+v", wrong, p.Errors)
		}
	}
	changed := o.ask(t, "PATCH", at, change, patch, o.as("party"), with("If-Match", made.Header.Get("ETag")))
	if changed.StatusCode != http.StatusOK || !strings.Contains(string(changed.body), "Cours prévus") || !strings.Contains(string(changed.body), "Planned courses") ||
		strings.Contains(string(changed.body), "750000") || !strings.Contains(string(changed.body), "2028-01-31") || !strings.Contains(string(changed.body), "2025-01-01") {
		t.Errorf("%d %s", changed.StatusCode, changed.body)
	}
	o.ask(t, "PATCH", at, change, patch, o.as("party"), with("If-Match", made.Header.Get("ETag"))).problem(t, http.StatusPreconditionFailed)

	o.ask(t, "POST", at+"/withdrawal", "", o.as("other donor")).problem(t, http.StatusNotFound)
	if a := o.ask(t, "POST", at+"/withdrawal", "", o.as("party")); a.StatusCode != http.StatusNoContent {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	o.detect(t)
	for name := range o.keys {
		o.get(t, at, o.as(name)).problem(t, http.StatusNotFound)
	}

	// An administrator names the donor; a donor does not; others keep no plans, and nobody changes what a feed says.
	o.ask(t, "POST", "/v1/initiatives", plannedTraining+"}", o.as("administrator"), media).problem(t, http.StatusUnprocessableEntity)
	behalf := o.ask(t, "POST", "/v1/initiatives", plannedTraining+`,"on_behalf_of":"FR-3","sharing":"clear"}`, o.as("administrator"), media)
	if behalf.StatusCode != http.StatusCreated || o.get(t, behalf.Header.Get("Location")).StatusCode != http.StatusOK {
		t.Errorf("%d %s", behalf.StatusCode, behalf.body)
	}
	o.ask(t, "POST", "/v1/initiatives", plannedTraining+`,"on_behalf_of":"US-GOV-1"}`, o.as("party"), media).problem(t, http.StatusUnprocessableEntity)
	o.ask(t, "POST", "/v1/initiatives", plannedTraining+"}", o.as("coordinator"), media).problem(t, http.StatusForbidden)
	fed := idOf(t, o.get(t, "/v1/initiatives?identifier=FR-3-7").list(t).Items[0])
	o.ask(t, "PATCH", "/v1/initiatives/"+fed, change, patch, o.as("party"), with("If-Match", "*")).problem(t, http.StatusForbidden)
}
