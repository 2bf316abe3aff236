package api_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/api"
)

// documented is an operation as the document has it, with what the test needs to ask for it.
type documented struct {
	method, path string
	operation
}

type operation struct {
	OperationID, Summary, Description string
	Tags                              []string
	Security                          []map[string][]string
	Parameters                        []parameter
	RequestBody                       *struct {
		Content map[string]struct{ Example json.RawMessage }
	}
	Responses map[string]struct {
		Ref     string `json:"$ref"`
		Content map[string]json.RawMessage
	}
}

type parameter struct {
	Name, In, Description string
	Schema                struct{ Type any }
}

// keyed says that the operation is not for everybody.
func (o documented) keyed() bool {
	return !slices.ContainsFunc(o.Security, func(s map[string][]string) bool { return len(s) == 0 })
}

// target is the operation's address with ids of things that are there.
func (o documented) target(t *testing.T, w *world) string {
	t.Helper()
	return regexp.MustCompile(`\{(\w+)\}`).ReplaceAllStringFunc(o.path, func(name string) string {
		collection := strings.Split(o.path, "/")[2]
		switch {
		case name == "{number}":
			return "19"
		case name == "{code}":
			return "sahel"
		case name == "{run}":
			return w.run
		case name == "{ruling}":
			return w.ruling
		case strings.Contains(o.path, "/rulings"):
			return w.ruled
		case collection == "feeds":
			return "partner"
		case collection == "submissions":
			return w.submission
		}
		items := w.get(t, "/v1/"+collection+"?limit=1").list(t).Items
		if len(items) == 0 {
			t.Fatalf("there is nothing under /v1/%s", collection)
		}
		return idOf(t, items[0])
	})
}

func operations(t *testing.T) (all []documented) {
	t.Helper()
	b, err := api.Document(api.OpenAPI31)
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]operation
	}
	if err := json.Unmarshal(b, &document); err != nil {
		t.Fatal(err)
	}
	for path, methods := range document.Paths {
		for method, o := range methods {
			all = append(all, documented{strings.ToUpper(method), path, o})
		}
	}
	slices.SortFunc(all, func(a, b documented) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	if len(all) < 30 {
		t.Fatalf("the document has %d operations only", len(all))
	}
	return all
}

// TestEveryOperation asks each operation of the document for each convention of the API; one that is added to the
// document is in the test.
func TestEveryOperation(t *testing.T) {
	w := newWorld(t, api.Options{})
	for _, o := range operations(t) {
		t.Run(o.OperationID, func(t *testing.T) {
			target := o.target(t, w)
			key := func(*http.Request) {}
			if _, refuses := o.Responses["403"]; refuses {
				key = bearer(w.admin) // some callers may not ask it at all, or not in its widest form
			}
			if strings.HasPrefix(o.path, "/v1/submissions/{id}") {
				key = bearer(w.admin) // for most callers there is none
			}
			// The media type that the operation takes, so that what is refused is refused for the query.
			media, example := func(*http.Request) {}, ""
			if o.RequestBody != nil {
				for name, content := range o.RequestBody.Content {
					media, example = with("Content-Type", name), string(content.Example)
				}
			}

			t.Run("is described", func(t *testing.T) {
				if o.Summary == "" || o.Description == "" || len(o.Tags) != 1 {
					t.Errorf("%+v", o)
				}
				for _, p := range o.Parameters {
					if p.Description == "" {
						t.Errorf("parameter %s has no description", p.Name)
					}
				}
				for _, name := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(o.path, -1) {
					if !slices.ContainsFunc(o.Parameters, func(p parameter) bool { return p.In == "path" && p.Name == name[1] }) {
						t.Errorf("%s of the path is no parameter: nothing reads it", name[1])
					}
				}
				for status, r := range o.Responses {
					if status[0] == '2' && status != "204" && len(r.Content) == 0 {
						t.Errorf("%s has no content", status)
					}
					if status[0] >= '4' && r.Ref == "" {
						t.Errorf("%s is no problem", status)
					}
				}
				if !regexp.MustCompile(`^(/v1(/([a-z]+(-[a-z]+)*(\.[a-z]+)?|\{[a-z]+\}))+|/[a-z]+)$`).MatchString(o.path) {
					t.Errorf("path %s", o.path)
				}
			})
			if o.method == http.MethodGet {
				t.Run("answers", func(t *testing.T) {
					a := w.get(t, target, key)
					if a.StatusCode != http.StatusOK {
						t.Fatalf("%d: %s", a.StatusCode, a.body)
					}
					media, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
					if _, ok := o.Responses["200"].Content[media]; !ok {
						t.Errorf("%s is not documented", media)
					}
					for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "Referrer-Policy": "no-referrer"} {
						if got := a.Header.Get(name); got != want {
							t.Errorf("%s is %q", name, got)
						}
					}
					if media == "application/json" && (len(a.body) == 0 || a.body[0] != '{') {
						t.Errorf("not an object: %.80s", a.body)
					}
					if _, ok := o.Responses["304"]; ok != (a.Header.Get("ETag") != "") {
						t.Errorf("304 documented %v, ETag %q", ok, a.Header.Get("ETag"))
					}
					if b := w.get(t, target, key, with("Accept", "json")); b.Header.Get("Content-Type") != a.Header.Get("Content-Type") {
						t.Errorf("Accept changed the media type to %q", b.Header.Get("Content-Type"))
					}
				})
				t.Run("HEAD", func(t *testing.T) {
					if a := w.ask(t, http.MethodHead, target, "", key); a.StatusCode != http.StatusOK || len(a.body) != 0 {
						t.Errorf("%d with %d bytes", a.StatusCode, len(a.body))
					}
				})
			}
			t.Run("query", func(t *testing.T) {
				for query, status := range map[string]int{
					"unknown=1": 422, "LIMIT=1": 422, "limit=%zz": 400, "a;b=1": 400, "unknown=1;x": 400,
					strings.Repeat("q", 9000) + "=1": 414,
				} {
					w.ask(t, o.method, target+"?"+query, example, key, media).problem(t, status)
				}
				secret := "tansiq_SeCrEt-0123456789"
				if a := w.ask(t, o.method, target+"?"+secret+"="+secret, example, key, media); strings.Contains(string(a.body), secret) {
					t.Errorf("the query is repeated: %s", a.body)
				}
				for _, p := range o.Parameters {
					if p.In != "query" {
						continue
					}
					w.ask(t, o.method, target+"?"+p.Name+"=", example, key, media).problem(t, 422)
					if p.Schema.Type != "array" {
						w.ask(t, o.method, target+"?"+p.Name+"=1&"+p.Name+"=1", example, key, media).problem(t, 422)
					}
					if p.Schema.Type == "integer" || p.Schema.Type == "number" || p.Schema.Type == "boolean" {
						w.ask(t, o.method, target+"?"+p.Name+"=x'", example, key, media).problem(t, 422)
					}
				}
			})
			t.Run("405", func(t *testing.T) {
				p := w.ask(t, "PUT", target, "")
				p.problem(t, http.StatusMethodNotAllowed)
				if !slices.Contains(strings.Split(p.Header.Get("Allow"), ", "), o.method) {
					t.Errorf("Allow %q", p.Header.Get("Allow"))
				}
			})
			t.Run("OPTIONS", func(t *testing.T) {
				a := w.ask(t, "OPTIONS", target, "", with("Origin", "https://example.org"), with("Access-Control-Request-Method", o.method))
				if a.StatusCode != http.StatusNoContent || !strings.Contains(a.Header.Get("Allow"), o.method) || a.Header.Get("Access-Control-Allow-Origin") != "*" ||
					a.Header.Get("Access-Control-Allow-Credentials") != "" || strings.Contains(a.Header.Get("Access-Control-Allow-Headers"), "Authorization") {
					t.Errorf("%d %v", a.StatusCode, a.Header)
				}
			})
			t.Run("key", func(t *testing.T) {
				for _, value := range []string{"Bearer nobody's", "Bearer", "Bearer  ", "Basic eDp5", w.admin, "Bearer " + strings.Repeat("x", 1000)} {
					a := w.ask(t, o.method, target, example, with("Authorization", value), media)
					a.problem(t, http.StatusUnauthorized)
					if a.Header.Get("WWW-Authenticate") == "" {
						t.Errorf("no WWW-Authenticate for %s", value)
					}
				}
				if o.keyed() {
					w.ask(t, o.method, target, example, media).problem(t, http.StatusUnauthorized)
					w.ask(t, o.method, target, example, media, bearer(w.focal)).problem(t, http.StatusForbidden)
				}
			})
			if strings.Contains(o.path, "{") {
				t.Run("missing", func(t *testing.T) {
					for _, id := range []string{"0199c7a2-54e1-7bd0-9f52-1c1f5e9f4a11", "nothing"} {
						if o.path == "/v1/good-practices/{number}" {
							id = "26"
						}
						path := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(o.path, id)
						w.ask(t, o.method, path, example, key, media, with("If-Match", "*")).problem(t, http.StatusNotFound)
					}
				})
			}
			if o.RequestBody != nil {
				t.Run("body", func(t *testing.T) { testBody(t, w, o, target, example, key, media) })
			}
		})
	}
}

func testBody(t *testing.T, w *world, o documented, target, example string, key, media header) {
	match := with("If-Match", w.get(t, "/v1/feeds/partner", bearer(w.admin)).Header.Get("ETag"))
	ask := func(body string, more ...header) asked {
		return w.ask(t, o.method, target, body, append([]header{key, media, match}, more...)...)
	}
	opened := strings.TrimPrefix(example, "{")
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"nothing":          {"", 400},
		"no JSON":          {"secret=1", 400},
		"cut off":          {example[:len(example)-2], 400},
		"trailing garbage": {example + "{}", 400},
		"same key twice":   {`{"url":"https://a.example","url":"https://secret.example",` + opened, 400},
		"too deep":         {`{"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `,` + opened, 400},
		"not UTF-8":        {"{\"secret\":\"\xff\"," + opened, 400},
		"unknown field":    {`{"secret":1,` + opened, 422},
		"a list":           {`[]`, 422},
		"too large":        {`{"x":"` + strings.Repeat("secret", 100_000) + `",` + opened, 413},
		"wrong type":       {`{"url":["secret"],"description":["secret"]}`, 422},
	} {
		t.Run(name, func(t *testing.T) {
			a := ask(c.body)
			a.problem(t, c.status)
			if strings.Contains(strings.ReplaceAll(string(a.body), "body.secret", ""), "secret") {
				t.Errorf("the body is repeated: %s", a.body)
			}
		})
	}
	if o.method != http.MethodPatch {
		t.Run("null", func(t *testing.T) {
			ask(`{"sharing":null,"description":null,`+opened).problem(t, 400)
		})
	}
	for _, wrong := range []string{"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "nonsense/", ""} {
		a := ask(example, with("Content-Type", wrong))
		if wrong == "" {
			a = ask(example, func(r *http.Request) { r.Header.Del("Content-Type") })
		}
		a.problem(t, http.StatusUnsupportedMediaType)
	}
}

// TestRouter: the router's own answers are problems, in the API's part of the addresses and only there.
func TestRouter(t *testing.T) {
	w := newWorld(t, api.Options{})
	for _, path := range []string{"/v1", "/v1/", "/v1/nothing", "/v1/initiatives/", "/v1//initiatives", "/v1/../v1/initiatives", "/v1/initiatives/a/b", "/metrics", "/v1/exports/initiatives.exe"} {
		w.get(t, path).problem(t, http.StatusNotFound)
	}
	w.ask(t, "OPTIONS", "/v1/nothing", "").problem(t, http.StatusNotFound)
	w.ask(t, "POST", "/openapi.json", "").problem(t, http.StatusMethodNotAllowed)
	w.ask(t, "BREW", "/v1/initiatives", "").problem(t, http.StatusMethodNotAllowed)
	for _, path := range []string{"/nothing", "/docs/nothing", "/v2/initiatives"} {
		if a := w.get(t, path); a.StatusCode != http.StatusNotFound || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.Header.Get("Content-Type"))
		}
	}
}

// TestFilterValues: a code that is in no list is an error that names the parameter and does not repeat the value.
func TestFilterValues(t *testing.T) {
	w := newWorld(t, api.Options{})
	for _, query := range []string{"country=QQ", "country=Mali", "region=atlantis", "good_practice=26", "good_practice=0", "good_practice=x", "sector=00000", "sector=drop table",
		"status=opened", "kind=thing", "scope=all", "beneficiary=martians", "active_on=2024-02-30", "active_from=2024-1-1", "active_to=yesterday", "min_budget_usd=1e9",
		"max_budget_usd=-1", "updated_since=2024-01-01", "has_overlap=yes", "has_overlap=1", "bbox=1,2,3", "bbox=1,91,2,3", "bbox=NaN,1,2,3", "bbox=1,3,2,1", "limit=0", "limit=201",
		"limit=10.5", "sort=title", "sort=relevance", "q=" + strings.Repeat("x", 301), "country=AF&country=QQ"} {
		name, _, _ := strings.Cut(query, "=")
		p := w.get(t, "/v1/initiatives?"+strings.ReplaceAll(query, " ", "+")).problem(t, http.StatusUnprocessableEntity)
		if len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Location, "query."+name) || p.Errors[0].Message == "" {
			t.Errorf("%s: %+v", query, p)
		}
	}
	p := w.get(t, "/v1/initiatives?country=QQ&region=atlantis&bbox=1").problem(t, http.StatusUnprocessableEntity)
	if len(p.Errors) != 3 {
		t.Errorf("not all that is wrong is said: %+v", p.Errors)
	}
	w.get(t, "/v1/overlaps?initiative=x").problem(t, http.StatusUnprocessableEntity)
	w.get(t, "/v1/overlaps?min_score=2").problem(t, http.StatusUnprocessableEntity)
}
