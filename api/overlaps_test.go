package api_test

import (
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/api"
)

type overlap struct {
	ID, Kind, Level string
	Score           float64
	A, B            struct {
		Initiative string
		Title      map[string]string
	}
	Evidence []struct {
		Weight   float64
		Sentence map[string]string
	}
}

func TestOverlaps(t *testing.T) {
	w := newWorld(t, api.Options{})
	list := w.get(t, "/v1/overlaps?country=ML&min_score=0.01").list(t)
	if len(list.Items) == 0 {
		t.Fatal("the two trainings in Mopti do not overlap")
	}
	id := idOf(t, list.Items[0])
	var o overlap
	w.get(t, "/v1/overlaps/"+id).into(t, &o)
	sum := 0.0
	for _, e := range o.Evidence {
		sum += e.Weight
		for _, l := range []string{"en", "fr", "ar"} {
			if e.Sentence[l] == "" {
				t.Errorf("evidence without a sentence in %s: %+v", l, e)
			}
		}
	}
	if score := 1 / (1 + math.Exp(-sum)); math.Abs(score-o.Score) > 1e-6 {
		t.Errorf("the weights say %v, the score is %v", score, o.Score)
	}
	of := w.get(t, "/v1/initiatives/"+o.A.Initiative+"/overlaps").list(t)
	if len(of.Items) == 0 {
		t.Error("not listed with its side")
	}
	if n := len(w.get(t, "/v1/overlaps?country=AQ").list(t).Items); n != 0 {
		t.Errorf("%d overlaps in Antarctica", n)
	}
}

func TestCheckDraft(t *testing.T) {
	w := newWorld(t, api.Options{})
	json := with("Content-Type", "application/json")
	before := *w.get(t, "/v1/initiatives?limit=1").list(t).Total
	a := w.ask(t, "POST", "/v1/overlap-checks", `{"title":{"en":"Border guard training in Mopti"},"description":{"en":"Training of border guards in Mopti against trafficking"},
		"countries":["ML"],"locations":[{"name":{"fr":"Mopti"},"country":"ML","admin_level":1}],"period":{"start":"2025-01-01","end":"2026-06-30"},
		"sectors":["15130"],"beneficiaries":["border-guards"],"donors":["US-GOV-1"],"budget":{"amount":"750000","currency":"EUR"}}`, json)
	var check struct {
		Items   []overlap
		Nearest []struct {
			Initiative struct{ Initiative string }
			Evidence   []struct{ Sentence map[string]string }
		}
		Sharpen []struct {
			Field    string
			Sentence map[string]string
		}
		Around struct{ Initiatives, Donors int }
	}
	a.into(t, &check)
	if a.StatusCode != http.StatusOK || len(check.Items) == 0 {
		t.Fatalf("%d: %s", a.StatusCode, a.body)
	}
	for i, o := range check.Items {
		if o.A.Initiative != "" || o.B.Initiative == "" || o.B.Initiative == w.hidden {
			t.Errorf("%+v", o)
		}
		if i > 0 && o.Score > check.Items[i-1].Score {
			t.Error("not by score")
		}
	}
	if len(check.Sharpen) != 0 || check.Around.Initiatives != 3 || check.Around.Donors != 3 {
		t.Errorf("a whole draft: sharpen %+v, around %+v", check.Sharpen, check.Around)
	}
	w.ask(t, "POST", "/v1/overlap-checks", `{"title":{"en":"Border guards"},"countries":["ML"]}`, json).into(t, &check)
	if len(check.Sharpen) < 5 || check.Sharpen[0].Sentence["ar"] == "" || check.Sharpen[0].Sentence["fr"] == "" {
		t.Errorf("a title and a country: sharpen %+v", check.Sharpen)
	}
	seen := map[string]bool{}
	for _, o := range check.Items {
		seen[o.B.Initiative] = true
	}
	for _, n := range check.Nearest {
		if id := n.Initiative.Initiative; id == "" || id == w.hidden || seen[id] || n.Evidence[0].Sentence["ar"] == "" {
			t.Errorf("nearest: %+v", n)
		}
	}
	if len(check.Items)+len(check.Nearest) == 0 {
		t.Error("a title and a country find nothing of what is there")
	}
	for _, o := range check.Items {
		if o.Level == "high" {
			t.Errorf("a title and a country are enough for %+v", o)
		}
	}
	if after := *w.get(t, "/v1/initiatives?limit=1").list(t).Total; after != before {
		t.Errorf("the draft was stored: %d, then %d", before, after)
	}
	for body, where := range map[string]string{
		`{}`:                   "body",
		`{"title":{}}`:         "body.title",
		`{"title":{"EN":"x"}}`: "body.title",
		`{"title":{"en":"x"},"countries":["QQ"]}`:                                    "body.countries",
		`{"title":{"en":"x"},"period":{"start":"2025-02-30"}}`:                       "body.period.start",
		`{"title":{"en":"x"},"period":{"start":"2025-03-01","end":"2025-02-01"}}`:    "body.period.end",
		`{"title":{"en":"x"},"budget":{"amount":"1e5","currency":"EUR"}}`:            "body.budget.amount",
		`{"title":{"en":"x"},"good_practices":[26]}`:                                 "body.good_practices[0]",
		`{"title":{"en":"` + strings.Repeat("x", 501) + `"}}`:                        "body.title",
		`{"title":{"en":"x"},"locations":[{"point":{"latitude":91,"longitude":0}}]}`: "body.locations[0].point.latitude",
	} {
		p := w.ask(t, "POST", "/v1/overlap-checks", body, json).problem(t, http.StatusUnprocessableEntity)
		if len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Location, where) {
			t.Errorf("%.80s: %+v", body, p)
		}
	}
}
