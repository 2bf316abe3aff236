package api_test

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/importers/table"
	"github.com/tansiq/tansiq/registry"
)

func TestTableTemplate(t *testing.T) {
	w := newWorld(t, api.Options{})
	for _, language := range table.TemplateLanguages() {
		a := w.get(t, "/v1/table-template.xlsx?lang="+language)
		if a.StatusCode != http.StatusOK || a.Header.Get("Content-Language") != language ||
			a.Header.Get("Content-Disposition") != `attachment; filename="initiatives-`+language+`.xlsx"` {
			t.Errorf("%s: %d %v", language, a.StatusCode, a.Header)
		}
		for _, err := range table.New().Read(t.Context(), bytes.NewReader(a.body), registry.Feed{}) {
			t.Errorf("%s: an empty template has a row, or is no table: %v", language, err)
		}
		if again := w.get(t, "/v1/table-template.xlsx?lang="+language, with("If-None-Match", a.Header.Get("ETag"))); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: %d", language, again.StatusCode)
		}
	}
	if a := w.get(t, "/v1/table-template.xlsx"); a.Header.Get("Content-Language") != "en" {
		t.Errorf("without a language: %v", a.Header)
	}
	w.get(t, "/v1/table-template.xlsx?lang=es").problem(t, http.StatusUnprocessableEntity)
}
