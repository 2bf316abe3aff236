package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/api"
)

func TestInitiatives(t *testing.T) {
	w := newWorld(t, api.Options{})

	t.Run("good practice 19 has the toolkit's examples", func(t *testing.T) {
		list := w.get(t, "/v1/initiatives?good_practice=19").list(t)
		if len(list.Items) == 0 || *list.Total != len(list.Items) || list.NextCursor != nil {
			t.Errorf("%+v", list)
		}
	})
	t.Run("an Arabic word finds", func(t *testing.T) {
		if list := w.get(t, "/v1/initiatives?q="+url.QueryEscape("الإرهاب")).list(t); len(list.Items) == 0 {
			t.Error("nothing found")
		}
	})
	t.Run("a repeated list parameter means any of", func(t *testing.T) {
		total := func(query string) int { return *w.get(t, "/v1/initiatives?limit=1&"+query).list(t).Total }
		// Three public projects are in ML; none of those is in the other country.
		if ml, both := total("country=ML&feed=partner"), total("country=ML&country=AF&feed=partner"); ml != 3 || both != 3 {
			t.Errorf("ML %d, ML or AF %d", ml, both)
		}
		if one, two := total("identifier=GB-1-1"), total("identifier=gb-1-1&identifier=FR-3-7"); one != 1 || two != 2 {
			t.Errorf("one identifier %d, two %d", one, two)
		}
	})
	t.Run("every filter is taken", func(t *testing.T) {
		query := "country=ML&region=sahel&donor=GB-1&organisation=GB-1&sector=15130&status=implementation&kind=project" +
			"&beneficiary=border-guards&active_from=2024-06-01&active_to=2026-01-01&active_on=2025-01-01&min_budget_usd=1&feed=partner" +
			"&bbox=-17.5,11,15,25&identifier=GB-1-1&updated_since=2020-01-01T00:00:00Z"
		list := w.get(t, "/v1/initiatives?"+query)
		// The budget in US dollars needs a rate, which no feed of this test gives.
		without := w.get(t, "/v1/initiatives?"+strings.Replace(query, "&min_budget_usd=1", "", 1))
		if n := len(without.list(t).Items); list.StatusCode != http.StatusOK || n != 1 {
			t.Errorf("found %d: %s", n, without.body)
		}
		for _, q := range []string{"scope=core", "implementer=nobody", "max_budget_usd=10.5", "has_overlap=true", "has_overlap=false", "q=Mopti&sort=relevance", "sort=-updated_at"} {
			if a := w.get(t, "/v1/initiatives?"+q); a.StatusCode != http.StatusOK {
				t.Errorf("%s: %s", q, a.body)
			}
		}
	})
	t.Run("a name that nobody has matches nothing", func(t *testing.T) {
		if list := w.get(t, "/v1/initiatives?donor=Nobody+at+all").list(t); len(list.Items) != 0 || *list.Total != 0 {
			t.Errorf("%+v", list)
		}
	})
	t.Run("the same bytes as stored", func(t *testing.T) {
		list := w.get(t, "/v1/initiatives?identifier=GB-1-1").list(t)
		id := idOf(t, list.Items[0])
		detail := w.get(t, "/v1/initiatives/"+id)
		if diff := cmp.Diff(string(list.Items[0]), string(detail.body)); diff != "" {
			t.Error(diff)
		}
	})
}

func idOf(t *testing.T, item json.RawMessage) string {
	t.Helper()
	var thing struct{ ID string }
	if err := json.Unmarshal(item, &thing); err != nil {
		t.Fatal(err)
	}
	return thing.ID
}

// TestPaging walks all pages by their Link headers, which must keep the filters, and sees every initiative once.
func TestPaging(t *testing.T) {
	w := newWorld(t, api.Options{})
	for _, filters := range []string{"", "&country=ML&country=AF", "&q=terrorism", "&sort=updated_at"} {
		var seen []string
		next := "/v1/initiatives?limit=7" + filters
		for next != "" {
			a := w.get(t, next)
			list := a.list(t)
			for _, item := range list.Items {
				seen = append(seen, idOf(t, item))
			}
			link := a.Header.Get("Link")
			if (link == "") != (list.NextCursor == nil) {
				t.Fatalf("Link %q beside next_cursor %v", link, list.NextCursor)
			}
			if link == "" {
				if *list.Total != len(seen) {
					t.Errorf("%q: total %d, seen %d", filters, *list.Total, len(seen))
				}
				break
			}
			target, rel, _ := strings.Cut(link, ">")
			if rel != `; rel="next"` {
				t.Fatalf("Link %q", link)
			}
			next = strings.TrimPrefix(target, "<")
			u, err := url.Parse(next)
			if err != nil {
				t.Fatal(err)
			}
			want, _ := url.ParseQuery("limit=7" + filters)
			got := u.Query()
			if got.Get("cursor") != *list.NextCursor {
				t.Errorf("cursor of the link is not next_cursor")
			}
			got.Del("cursor")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		}
		slices.Sort(seen)
		if len(slices.Compact(slices.Clone(seen))) != len(seen) || len(seen) == 0 {
			t.Errorf("%q: %d seen, some twice or none", filters, len(seen))
		}
	}
	w.get(t, "/v1/initiatives?cursor=made-up").problem(t, http.StatusUnprocessableEntity)
}

// TestHiddenIsMissing: what the caller may not know of answers as what does not exist, byte for byte but for the id.
func TestHiddenIsMissing(t *testing.T) {
	w := newWorld(t, api.Options{})
	missing := "0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11"
	for _, path := range []string{"/v1/initiatives/%", "/v1/initiatives/%/records", "/v1/initiatives/%/history", "/v1/initiatives/%/overlaps"} {
		want := withoutIDs(t, w.get(t, strings.Replace(path, "%", missing, 1)))
		for _, id := range []string{w.hidden, "x'--", "A" + missing[1:]} {
			if diff := cmp.Diff(want, withoutIDs(t, w.get(t, strings.Replace(path, "%", id, 1)))); diff != "" {
				t.Errorf("%s %s: %s", path, id, diff)
			}
		}
		if a := w.get(t, strings.Replace(path, "%", w.hidden, 1), bearer(w.donor)); a.StatusCode != http.StatusOK {
			t.Errorf("%s for a donor: %d", path, a.StatusCode)
		}
	}
	if total := *w.get(t, "/v1/initiatives?identifier=XX-3").list(t).Total; total != 0 {
		t.Errorf("the public counts %d", total)
	}
}

// withoutIDs is a 404 without what differs between any two requests.
func withoutIDs(t *testing.T, a asked) []any {
	t.Helper()
	p := a.problem(t, http.StatusNotFound)
	h := a.Header.Clone()
	h.Del("X-Request-Id")
	h.Del("Date")
	return []any{strings.Replace(string(a.body), p.RequestID, "", 1), h}
}

func TestConditionalReads(t *testing.T) {
	w := newWorld(t, api.Options{})
	id := idOf(t, w.get(t, "/v1/initiatives?identifier=GB-1-1").list(t).Items[0])
	for _, path := range []string{"/v1/initiatives/" + id, "/v1/good-practices/19", "/v1/feeds/partner", "/v1/initiatives/" + id + "/records"} {
		public, keyed := w.get(t, path), w.get(t, path, bearer(w.donor))
		tag := public.Header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) || tag == keyed.Header.Get("ETag") {
			t.Errorf("%s: ETag %s for the public, %s for a donor", path, tag, keyed.Header.Get("ETag"))
		}
		for name, want := range map[string]string{"Vary": "Authorization", "Cache-Control": "public, max-age=30", "Access-Control-Allow-Origin": "*"} {
			if got := public.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if got := keyed.Header.Get("Cache-Control"); got != "private, no-store" {
			t.Errorf("%s for a donor: Cache-Control %q", path, got)
		}
		if got := keyed.Header.Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s for a donor: Access-Control-Allow-Origin %q", path, got)
		}
		for value, status := range map[string]int{tag: 304, "W/" + tag: 304, `"other", ` + tag: 304, "*": 304, `"other"`: 200} {
			a := w.get(t, path, with("If-None-Match", value))
			if a.StatusCode != status || (status == 304 && (len(a.body) != 0 || a.Header.Get("ETag") != tag)) {
				t.Errorf("%s If-None-Match %s: %d, %d bytes", path, value, a.StatusCode, len(a.body))
			}
		}
		// The public's tag is none of a donor's, so that no cache between them can mix the two.
		if a := w.get(t, path, with("If-None-Match", tag), bearer(w.donor)); a.StatusCode != http.StatusOK {
			t.Errorf("%s: a donor's request matched the public's tag", path)
		}
	}
}

func TestFacets(t *testing.T) {
	w := newWorld(t, api.Options{})
	var facets struct {
		Facets map[string][]struct {
			Value string
			Label map[string]string
			Count int
		}
	}
	w.get(t, "/v1/initiatives/facets?feed=partner&country=AF").into(t, &facets)
	// Each facet ignores its own filter: the partner's three public projects are in Mali.
	if got := facets.Facets["country"]; len(got) != 1 || got[0].Value != "ML" || got[0].Count != 3 || got[0].Label["ar"] == "" {
		t.Errorf("%+v", got)
	}
	if got := facets.Facets["status"]; len(got) != 0 {
		t.Errorf("%+v", got)
	}
	for _, field := range []string{"country", "region", "good_practice", "donor", "sector", "status", "year"} {
		if facets.Facets[field] == nil {
			t.Errorf("no facet %s", field)
		}
	}
}

func TestRecordsAndHistory(t *testing.T) {
	w := newWorld(t, api.Options{})
	id := idOf(t, w.get(t, "/v1/initiatives?identifier=GB-1-1").list(t).Items[0])
	for _, path := range []string{"/records", "/history"} {
		if list := w.get(t, "/v1/initiatives/"+id+path).list(t); len(list.Items) != 1 || *list.Total != 1 {
			t.Errorf("%s: %d", path, len(list.Items))
		}
	}
}
