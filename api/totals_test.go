package api_test

import (
	"net/http"
	"testing"

	"github.com/tansiq/tansiq/api"
)

type totals struct {
	GroupBy  string `json:"group_by"`
	Additive bool
	Total    totalsItem
	Items    []totalsItem
	Notes    []struct {
		Code string
		Text map[string]string
	}
}

type totalsItem struct {
	Value       string
	Label       map[string]string
	Initiatives int
	Gross, Net  []struct{ Type, Currency, Amount, USD string }
}

func TestTotals(t *testing.T) {
	w := newWorld(t, api.Options{})
	var all, keyed totals
	w.get(t, "/v1/totals?feed=partner&group_by=good_practice").into(t, &all)
	if all.Additive || all.GroupBy != "good_practice" || all.Total.Initiatives != 3 {
		t.Errorf("%+v", all)
	}
	for _, sum := range all.Total.Net {
		if sum.Amount != "3750001.5" || sum.Currency != "USD" || sum.USD != sum.Amount { // three of 1,250,000.5
			t.Errorf("%+v", sum)
		}
	}
	codes := map[string]bool{}
	for _, n := range all.Notes {
		codes[n.Code] = true
	}
	if !codes["touches"] || !codes["not-additive"] || !codes["combined-value"] {
		t.Errorf("notes %v", codes)
	}
	w.get(t, "/v1/totals?feed=partner", bearer(w.donor)).into(t, &keyed)
	if keyed.Total.Initiatives != 4 || len(keyed.Items) != 0 {
		t.Errorf("a keyed caller's totals: %+v", keyed)
	}
	var countries totals
	w.get(t, "/v1/totals?feed=partner&group_by=country").into(t, &countries)
	if !countries.Additive || len(countries.Items) != 1 || countries.Items[0].Value != "ML" || countries.Items[0].Label["fr"] != "Mali" {
		t.Errorf("%+v", countries)
	}
	for _, query := range []string{"group_by=planet", "group_by=", "country=QQ", "limit=10"} {
		w.get(t, "/v1/totals?"+query).problem(t, http.StatusUnprocessableEntity)
	}
}
