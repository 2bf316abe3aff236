package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/registry"
)

type coverage struct {
	ActiveOn  string         `json:"active_on"`
	Summary   map[string]int `json:"summary"`
	Countries []struct {
		Country     string
		Label       map[string]string
		Initiatives int
	}
	GoodPractices []struct {
		GoodPractice      int               `json:"good_practice"`
		Label             map[string]string `json:"label"`
		SecuritySensitive bool              `json:"security_sensitive"`
	} `json:"good_practices"`
	Cells []struct {
		Country      string
		GoodPractice int `json:"good_practice"`
		State        string
		Active       int
		Priorities   []string
	}
}

func (c coverage) state(country string, practice int) string {
	for _, cell := range c.Cells {
		if cell.Country == country && cell.GoodPractice == practice {
			return cell.State
		}
	}
	return ""
}

func TestCoverage(t *testing.T) {
	w := newWorld(t, api.Options{})
	coordinator := bearer(w.key(t, registry.Key{Name: "coordinator", Role: registry.RoleCoordinator, Regions: []string{"sahel"}}))
	var public, ours coverage
	w.get(t, "/v1/coverage?region=sahel&active_on=2025-06-01").into(t, &public)
	w.get(t, "/v1/coverage?region=sahel&active_on=2025-06-01", coordinator).into(t, &ours)
	if len(public.Countries) < 5 || len(public.GoodPractices) != 25 || len(public.Cells) != 25*len(public.Countries) || public.ActiveOn != "2025-06-01" {
		t.Errorf("%d rows, %d columns, %d cells on %s", len(public.Countries), len(public.GoodPractices), len(public.Cells), public.ActiveOn)
	}
	sum := 0
	for state, n := range public.Summary {
		if state != "crowded" {
			sum += n
		}
	}
	if sum != len(public.Cells) {
		t.Errorf("the summary counts %d of %d cells", sum, len(public.Cells))
	}
	for _, c := range []struct {
		practice     int
		public, ours string
	}{{22, "not-stated", "no-record"}, {25, "active", "active"}} {
		if a, b := public.state("ML", c.practice), ours.state("ML", c.practice); a != c.public || b != c.ours {
			t.Errorf("practice %d in Mali is %q to the public and %q to the coordinator", c.practice, a, b)
		}
	}
	for _, p := range public.GoodPractices {
		if p.Label["ar"] == "" || p.SecuritySensitive != (registry.SecuritySensitive[p.GoodPractice] != "") {
			t.Errorf("%+v", p)
		}
	}
	w.get(t, "/v1/coverage?country=ML&good_practice=3&as_of=2020-01-01T00:00:00Z").into(t, &public)
	if len(public.Cells) != 1 || public.state("ML", 3) != "no-record" {
		t.Errorf("before anything was known: %+v", public.Cells)
	}
	for _, query := range []string{"as_of=2020-01-01", "as_of=2999-01-01T00:00:00Z", "active_on=today", "country=QQ", "region=atlantis", "good_practice=26", "donor="} {
		name, _, _ := strings.Cut(query, "=")
		p := w.get(t, "/v1/coverage?"+query).problem(t, http.StatusUnprocessableEntity)
		if len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Location, "query."+name) {
			t.Errorf("%s: %+v", query, p)
		}
	}
}

type priority struct {
	ID            string
	Title         map[string]string
	Regions       []string
	Countries     []string
	GoodPractices []int `json:"good_practices"`
	Source        struct{ Title, URL string }
	Period        struct{ Start, End string }
	Owner         struct{ Organisation, Name string }
	Sharing       string
}

func TestPriorities(t *testing.T) {
	w := newWorld(t, api.Options{})
	media, patchType := with("Content-Type", "application/json"), with("Content-Type", "application/merge-patch+json")
	sahel := bearer(w.key(t, registry.Key{Name: "coordinator", Role: registry.RoleCoordinator, Regions: []string{"sahel"}}))
	balkans := bearer(w.key(t, registry.Key{Name: "another", Role: registry.RoleCoordinator, Regions: []string{"western-balkans"}}))
	const declared = `{"title":{"en":"Joint border posts","fr":"Postes conjoints"},"countries":["ML"],"good_practices":[25,3,3],"source":{"title":"Plan","url":"https://example.org/plan"},
		"period":{"start":"2025-01-01","end":"2027-12-31"},"owner":{"organisation":"GB-1"}}`

	w.ask(t, "POST", "/v1/priorities", declared, media, balkans).problem(t, http.StatusForbidden)
	a := w.ask(t, "POST", "/v1/priorities", declared, media, sahel)
	if a.StatusCode != http.StatusCreated {
		t.Fatalf("%d: %s", a.StatusCode, a.body)
	}
	var p priority
	a.into(t, &p)
	location := a.Header.Get("Location")
	if location != "/v1/priorities/"+p.ID || p.Sharing != "amber" || len(p.GoodPractices) != 2 || p.Owner.Organisation == "GB-1" || p.Owner.Organisation == "" {
		t.Errorf("%s %+v", location, p)
	}
	t.Run("amber is for the owner, its coordinators and administrators", func(t *testing.T) {
		for _, c := range []struct {
			name   string
			header header
			total  int
		}{{"public", func(*http.Request) {}, 1}, {"owner", bearer(w.donor), 2}, {"focal point", bearer(w.focal), 1}, {"coordinator", sahel, 2}, {"another coordinator", balkans, 1}, {"administrator", bearer(w.admin), 2}} {
			if total := *w.get(t, "/v1/priorities?country=ML", c.header).list(t).Total; total != c.total {
				t.Errorf("%s sees %d, want %d", c.name, total, c.total)
			}
			if c.total == 1 {
				w.get(t, location, c.header).problem(t, http.StatusNotFound)
				if w.ask(t, "DELETE", location, "", c.header).StatusCode < 400 {
					t.Errorf("%s withdrew it", c.name)
				}
			}
		}
	})
	t.Run("lists", func(t *testing.T) {
		first := w.get(t, "/v1/priorities?limit=1", sahel)
		list := first.list(t)
		if len(list.Items) != 1 || list.NextCursor == nil || !strings.Contains(first.Header.Get("Link"), `rel="next"`) {
			t.Errorf("%s", first.body)
		}
		for query, want := range map[string]int{"region=sahel": 2, "region=western-balkans": 0, "country=NE": 1, "good_practice=3": 1, "active_on=2028-01-01": 1} {
			if total := *w.get(t, "/v1/priorities?"+query, sahel).list(t).Total; total != want {
				t.Errorf("%s: %d, want %d", query, total, want)
			}
		}
		w.get(t, "/v1/priorities?country=QQ").problem(t, http.StatusUnprocessableEntity)
	})
	t.Run("merge patch", func(t *testing.T) {
		tag := with("If-Match", w.get(t, location, sahel).Header.Get("ETag"))
		if tag := w.get(t, location, sahel).Header.Get("ETag"); tag != a.Header.Get("ETag") {
			t.Errorf("created as %s, read as %s", a.Header.Get("ETag"), tag)
		}
		change := `{"title":{"fr":null,"ar":"مراكز"},"period":{"end":null},"source":{"url":null},"sharing":"clear","regions":["sahel"]}`
		w.ask(t, "PATCH", location, change, patchType, sahel).problem(t, http.StatusPreconditionRequired)
		w.ask(t, "PATCH", location, change, patchType, sahel, with("If-Match", `"old"`)).problem(t, http.StatusPreconditionFailed)
		b := w.ask(t, "PATCH", location, change, patchType, sahel, tag)
		var p priority
		b.into(t, &p)
		if b.StatusCode != http.StatusOK || p.Title["fr"] != "" || p.Title["ar"] == "" || p.Title["en"] == "" || p.Period.End != "" || p.Period.Start != "2025-01-01" ||
			p.Source.URL != "" || p.Source.Title != "Plan" || p.Sharing != "clear" || len(p.Regions) != 1 || len(p.Countries) != 1 {
			t.Errorf("%d: %s", b.StatusCode, b.body)
		}
		if total := *w.get(t, "/v1/priorities?country=ML").list(t).Total; total != 2 {
			t.Errorf("clear, and the public sees %d", total)
		}
		now := with("If-Match", b.Header.Get("ETag"))
		for wrong, where := range map[string]string{`{"title":{"en":null,"ar":null}}`: "body.title", `{"regions":[],"countries":[]}`: "body.countries", `{"period":{"start":"2029-02-30"}}`: "body.period.start",
			`{"countries":["QQ"]}`: "body.countries", `{"owner":{"organisation":"nobody"}}`: "body.owner.organisation", `{"source":{"url":"javascript:alert(1)"}}`: "body.source.url"} {
			p := w.ask(t, "PATCH", location, wrong, patchType, sahel, now).problem(t, http.StatusUnprocessableEntity)
			if len(p.Errors) != 1 || p.Errors[0].Location != where {
				t.Errorf("%s: %+v", wrong, p.Errors)
			}
		}
		w.ask(t, "PATCH", location, `{"regions":["western-balkans"]}`, patchType, sahel, now).problem(t, http.StatusForbidden)
		w.ask(t, "PATCH", location, `{"sharing":"green"}`, patchType, balkans, with("If-Match", "*")).problem(t, http.StatusForbidden)
	})
	t.Run("what is wrong is said by field", func(t *testing.T) {
		p := w.ask(t, "POST", "/v1/priorities", `{"title":{"English":"x"},"good_practices":[1],"source":{"title":" "},"period":{"start":"2025-02-01","end":"2025-01-01"},"owner":{},"sharing":"red"}`, media, sahel).
			problem(t, http.StatusUnprocessableEntity)
		if len(p.Errors) == 0 {
			t.Errorf("%+v", p)
		}
	})
	t.Run("withdrawn", func(t *testing.T) {
		w.ask(t, "DELETE", location, "", sahel, with("If-Match", `"old"`)).problem(t, http.StatusPreconditionFailed)
		if a := w.ask(t, "DELETE", location, "", sahel); a.StatusCode != http.StatusNoContent {
			t.Fatalf("%d: %s", a.StatusCode, a.body)
		}
		w.get(t, location, sahel).problem(t, http.StatusNotFound)
		w.ask(t, "DELETE", location, "", sahel).problem(t, http.StatusNotFound)
	})
}
