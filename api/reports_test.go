package api_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/registry/report"
)

// TestReports: every form for the public and for an administrator, with the headers that go with it.
func TestReports(t *testing.T) {
	w := newWorld(t, api.Options{})
	for format, want := range map[string]struct{ contentType, disposition, begins string }{
		"json": {"application/json", `inline; filename="tansiq-country-ml-2`, `{"scope":`},
		"xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", `attachment; filename="tansiq-country-ml-2`, "PK"},
		"pdf":  {"application/pdf", `inline; filename="tansiq-country-ml-2`, "%PDF-1."},
		"html": {"text/html; charset=utf-8", `inline; filename="tansiq-country-ml-2`, "<!doctype html>"},
	} {
		for _, headers := range [][]header{nil, {bearer(w.donor)}, {bearer(w.admin)}} {
			a := w.get(t, "/v1/overlap-reports?country=ML&lang=fr&format="+format, headers...)
			if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != want.contentType || !bytes.HasPrefix(a.body, []byte(want.begins)) {
				t.Errorf("%s: %d %s %.80s", format, a.StatusCode, a.Header.Get("Content-Type"), a.body)
			}
			if got := a.Header.Get("Content-Disposition"); !strings.HasPrefix(got, want.disposition) || !strings.HasSuffix(got, "-fr."+format+`"`) {
				t.Errorf("%s: %s", format, got)
			}
			cache := "public, max-age=30"
			if headers != nil {
				cache = "private, no-store"
			}
			if a.Header.Get("Content-Language") != "fr" || a.Header.Get("Cache-Control") != cache || a.Header.Get("Vary") != "Authorization" {
				t.Errorf("%s: %v", format, a.Header)
			}
			if format == "pdf" {
				continue // it carries the time of day
			}
			tag := a.Header.Get("ETag")
			if again := w.get(t, "/v1/overlap-reports?country=ML&lang=fr&format="+format, append(headers, with("If-None-Match", tag))...); again.StatusCode != http.StatusNotModified {
				t.Errorf("%s: %d for the tag %s", format, again.StatusCode, tag)
			}
		}
	}
}

// TestReportsShowWhatTheCallerSees: what is hidden from the public is in no public report, and each role is told whose view it has.
func TestReportsShowWhatTheCallerSees(t *testing.T) {
	w := newWorld(t, api.Options{})
	seen := map[string]report.Report{}
	for role, headers := range map[string][]header{"public": nil, "partner": {bearer(w.donor)}, "administrator": {bearer(w.admin)}} {
		var r report.Report
		w.get(t, "/v1/overlap-reports?country=ML", headers...).into(t, &r)
		if r.MadeFor != role || r.Scope.Code != "ML" || r.Scope.Label["fr"] != "Mali" || r.Language != "en" {
			t.Errorf("%s: %+v", role, r.Scope)
		}
		seen[role] = r
	}
	if q := seen["public"].Quality; q == nil || len(q.Figures) == 0 || q.Figures[0].N == 0 || q.MeasuredOn == "" {
		t.Errorf("how good the detector is: %+v", q)
	}
	if public, all := seen["public"].Contents.Initiatives, seen["administrator"].Contents.Initiatives; public+1 != all {
		t.Errorf("%d initiatives for the public, %d for an administrator, who sees one more", public, all)
	}
	const hidden = "Hidden from the public"
	if page := string(w.get(t, "/v1/overlap-reports?country=ML&format=html").body); strings.Contains(page, hidden) || strings.Contains(page, "<script>alert") {
		t.Error("the public page shows too much")
	}
	if a := w.get(t, "/v1/overlap-reports?country=ML&format=html"); !strings.Contains(a.Header.Get("Content-Security-Policy"), report.StyleSource) {
		t.Error(a.Header.Get("Content-Security-Policy"))
	}
}

func TestReportScopes(t *testing.T) {
	w := newWorld(t, api.Options{})
	for _, query := range []string{"region=sahel", "good_practice=15", "donor=GB-1", "donor=Minist%C3%A8re", "country=ml"} {
		a := w.get(t, "/v1/overlap-reports?"+query)
		if strings.HasPrefix(query, "donor=M") {
			a.problem(t, http.StatusUnprocessableEntity)
			continue
		}
		var r report.Report
		a.into(t, &r)
		if r.Scope.Code == "" || len(r.Scope.Label) == 0 || r.Contents.Initiatives == 0 {
			t.Errorf("%s: %+v %+v", query, r.Scope, r.Contents)
		}
	}
	for _, query := range []string{"region=atlantis", "country=QQ", "good_practice=26", "country=ML&region=sahel", "country=ML&lang=es", "country=ML&format=docx", "country=ML&as_of=2026-13-01",
		"country=ML&as_of=2999-01-01", "country=ML&country=NE", "country=ML&limit=5", "donor=" + w.hidden} {
		w.get(t, "/v1/overlap-reports?"+query).problem(t, http.StatusUnprocessableEntity)
	}
	w.get(t, "/v1/overlap-reports").problem(t, http.StatusForbidden)
	w.get(t, "/v1/overlap-reports", bearer(w.donor)).problem(t, http.StatusForbidden)
	var all report.Report
	w.get(t, "/v1/overlap-reports", bearer(w.admin)).into(t, &all)
	if all.Scope.Kind != report.ScopeAll || all.Contents.Initiatives < 50 {
		t.Errorf("%+v %+v", all.Scope, all.Contents)
	}
	// Before anything was found there was nothing to report.
	var before report.Report
	w.get(t, "/v1/overlap-reports?as_of=2020-01-01", bearer(w.admin)).into(t, &before)
	if before.AsOf != "2020-01-01" || before.Flags.Total != 0 || all.Flags.Total == 0 {
		t.Errorf("%d flags in 2020, %d now", before.Flags.Total, all.Flags.Total)
	}
}

// words are what a report says, in a form that can be searched; of a PDF, whose letters are glyphs, only how long it is.
func wordsOf(t *testing.T, format string, body []byte) string {
	t.Helper()
	if format != "xlsx" {
		return string(body)
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	shared, err := archive.Open("xl/sharedStrings.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(shared)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestReportsByRole is the matrix of role, format and status: a report shows a flag to whom the list shows it, and a
// ruling's reason to its parties alone.
func TestReportsByRole(t *testing.T) {
	o := newOffice(t, false)
	const title, action, secret = "Courses for border guards", "Divide the districts", "a secret reason"
	check := func(state, query string, everybody, ruled bool) {
		t.Helper()
		for name := range o.keys {
			sees := everybody || parties[name]
			var r report.Report
			o.get(t, "/v1/overlap-reports?country=ML"+query, o.as(name)).into(t, &r)
			want := 0
			if sees {
				want = 1
			}
			if r.Flags.Total != want || len(r.Flags.Items) != want || r.Flags.Open != nil || r.Value.Initiatives != 2*want || len(r.Matrix.Cells) != want {
				t.Errorf("%s, %s: %+v, open %+v, %d initiatives, %d cells", state, name, r.Flags.ByLevel, r.Flags.Open, r.Value.Initiatives, len(r.Matrix.Cells))
			}
			for _, format := range []string{"json", "html", "xlsx", "pdf"} {
				a := o.get(t, "/v1/overlap-reports?country=ML&lang=ar&format="+format+query, o.as(name))
				if a.StatusCode != http.StatusOK {
					t.Fatalf("%s, %s, %s: %d %s", state, name, format, a.StatusCode, a.body)
				}
				if format == "pdf" {
					continue // made of the same report
				}
				said := wordsOf(t, format, a.body)
				if got := strings.Contains(said, title); got != sees {
					t.Errorf("%s, %s, %s: shows the flag %v, want %v", state, name, format, got, sees)
				}
				if got := strings.Contains(said, action); got != (sees && ruled) {
					t.Errorf("%s, %s, %s: shows the action %v", state, name, format, got)
				}
				if got := strings.Contains(said, secret); got != (parties[name] && ruled) {
					t.Errorf("%s, %s, %s: shows the reason %v", state, name, format, got)
				}
			}
		}
	}
	check("open", "", false, false)
	if a := o.rule(t, "coordinator", "confirmed-overlap", map[string]any{"agreed_action": action, "action_owner": "Both", "due": "2026-03-10"}); a.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	check("confirmed", "", false, true)
	o.now.Add(replyTime.Milliseconds() + 1)
	check("after the reply", "", true, true)
	var r report.Report
	o.get(t, "/v1/overlap-reports?country=ML").into(t, &r)
	if r.Actions.Overdue != 1 || len(r.Actions.Items) != 1 || r.Actions.Items[0].State != report.ActionOverdue || len(r.Flags.Items[0].ToAgree) != 0 {
		t.Errorf("the action was due: %+v", r.Actions)
	}
	var before report.Report
	o.get(t, "/v1/overlap-reports?country=ML&as_of=2026-02-28", o.as("administrator")).into(t, &before)
	if before.Flags.Total != 0 || before.Crowded != nil || len(before.Actions.Items) != 0 {
		t.Errorf("the day before anything was found there were %d flags", before.Flags.Total)
	}
}

// TestReportsCountOpenFlags: those who are not shown open flags are told how many there are where three donors stand behind
// them, and nothing of a single donor's.
func TestReportsCountOpenFlags(t *testing.T) {
	o := newOfficeOf(t, false, items{
		project("GB-1-1", "Border guard training in Mopti", "Department for International Development", "GB-1"),
		project("FR-3-7", "Courses for border guards: countering trafficking of arms in Mopti", "Agence Française de Développement", "FR-3"),
		project("DE-1-5", "Mopti: border guards learn to counter trafficking of arms", "Bundesministerium für Zusammenarbeit", "DE-1"),
	})
	for name, want := range map[string]bool{"public": true, "other donor": true, "other coordinator": true, "administrator": false, "coordinator": false} {
		var r report.Report
		o.get(t, "/v1/overlap-reports?country=ML", o.as(name)).into(t, &r)
		if (r.Flags.Open != nil) != want || want && (r.Flags.Open.Donors != 3 || r.Flags.Open.Flags < 2 || r.Flags.Total != 0) {
			t.Errorf("%s: %d shown, %+v counted", name, r.Flags.Total, r.Flags.Open)
		}
		var one report.Report
		o.get(t, "/v1/overlap-reports?donor=FR-3", o.as(name)).into(t, &one)
		if one.Flags.Open != nil {
			t.Errorf("%s: %+v counted of one donor", name, one.Flags.Open)
		}
	}
}
