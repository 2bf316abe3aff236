package api_test

import (
	"bytes"
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
