package api_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/api"
)

func TestExports(t *testing.T) {
	w := newWorld(t, api.Options{})
	want := map[string]string{}
	for _, item := range w.get(t, "/v1/initiatives?limit=200").list(t).Items {
		want[idOf(t, item)] = string(item)
	}

	a := w.get(t, "/v1/exports/initiatives.ndjson")
	got := map[string]string{}
	for line := range bytes.Lines(a.body) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		got[idOf(t, json.RawMessage(line))] = string(line)
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) < 90 {
		t.Errorf("%d lines: %s", len(got), diff)
	}

	a = w.get(t, "/v1/exports/initiatives.csv?feed=partner")
	rows, err := csv.NewReader(bytes.NewReader(a.body)).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	if a.Header.Get("Content-Disposition") != `attachment; filename="initiatives.csv"` {
		t.Error(a.Header.Get("Content-Disposition"))
	}
	for _, row := range rows[1:] {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a formula: %s", cell)
			}
		}
	}
	if strings.Contains(string(a.body), "Hidden from the public") {
		t.Error("the export shows what the list does not")
	}
	if a := w.get(t, "/v1/exports/initiatives.csv?identifier=XX-3", bearer(w.donor)); !strings.Contains(string(a.body), "Hidden from the public") {
		t.Error("a donor's export lacks what the donor sees")
	}
	w.get(t, "/v1/exports/initiatives.csv?limit=1").problem(t, http.StatusUnprocessableEntity)
}
