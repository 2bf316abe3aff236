package api_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/api"
)

const csp = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// TestPages: each page in each language is whole, loads nothing from another host and has no script, and its own
// links lead somewhere.
func TestPages(t *testing.T) {
	w := newWorld(t, api.Options{Version: "test"})
	id := idOf(t, w.get(t, "/v1/initiatives?identifier=XX-2").list(t).Items[0])
	resource := regexp.MustCompile(`(?i)<(script|img|iframe|object|embed|link|style|form|source|video|audio)\b[^>]*`)
	target := regexp.MustCompile(`(?i)(src|href|action)="([^"]*)"`)
	local := map[string]bool{}
	for _, path := range []string{"/", "/docs", "/good-practices", "/initiatives", "/initiatives?q=terrorism", "/initiatives?good_practice=19&country=&region=&q=", "/initiatives?q=zzzzqqq", "/initiatives/" + id} {
		for _, lang := range []string{"en", "fr", "ar"} {
			separator := "?"
			if strings.Contains(path, "?") {
				separator = "&"
			}
			a := w.get(t, path+separator+"lang="+lang)
			page := string(a.body)
			if a.StatusCode != http.StatusOK || !strings.HasSuffix(strings.TrimSpace(page), "</html>") || a.Header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Fatalf("%s: %d %.200s", path, a.StatusCode, page)
			}
			if a.Header.Get("Content-Security-Policy") != csp || a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Content-Language") != lang {
				t.Errorf("%s: %v", path, a.Header)
			}
			direction := map[string]string{"ar": "rtl"}[lang]
			if !strings.Contains(page, `<html lang="`+lang+`" dir="`+direction) {
				t.Errorf("%s: not marked as %s", path, lang)
			}
			for _, tag := range resource.FindAllString(page, -1) {
				if strings.HasPrefix(tag, "<script") || strings.HasPrefix(tag, "<style") {
					t.Errorf("%s: %s", path, tag)
				}
				for _, m := range target.FindAllStringSubmatch(tag, -1) {
					if !strings.HasPrefix(m[2], "/") || strings.HasPrefix(m[2], "//") {
						t.Errorf("%s loads from elsewhere: %s", path, tag)
					}
				}
			}
			if strings.Contains(page, "style=") || regexp.MustCompile(`(?i)\son\w+=`).MatchString(page) {
				t.Errorf("%s has an inline style or handler", path)
			}
			for _, m := range target.FindAllStringSubmatch(page, -1) {
				if link := html.UnescapeString(m[2]); strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "/v1/exports") {
					local[link] = true
				}
			}
		}
	}
	if len(local) < 50 {
		t.Errorf("only %d links", len(local))
	}
	for link := range local {
		if a := w.get(t, link); a.StatusCode >= 400 {
			t.Errorf("%s leads to %d", link, a.StatusCode)
		}
	}
	page := string(w.get(t, "/initiatives/"+id).body)
	if strings.Contains(page, "<script>alert") || !strings.Contains(page, "&lt;script&gt;alert") {
		t.Error("a title is not escaped")
	}
}

// TestPageLinks follows a language link and the link to the next page, which must keep what was asked.
func TestPageLinks(t *testing.T) {
	w := newWorld(t, api.Options{})
	link := func(page asked, pattern string) string {
		t.Helper()
		m := regexp.MustCompile(pattern).FindSubmatch(page.body)
		if m == nil {
			t.Fatalf("no link like %s", pattern)
		}
		return html.UnescapeString(string(m[1]))
	}
	first := w.get(t, "/initiatives?lang=fr&good_practice=15")
	arabic := w.get(t, link(first, `<a href="([^"]*)" lang="ar"`))
	if arabic.Header.Get("Content-Language") != "ar" || !strings.Contains(string(arabic.body), `<option value="15" selected>`) {
		t.Errorf("%.500s", arabic.body)
	}
	first = w.get(t, "/initiatives?lang=fr")
	second := w.get(t, link(first, `rel="next" href="([^"]*)"`))
	item := `<li><a href="(/initiatives/[^"]*)"`
	if second.Header.Get("Content-Language") != "fr" || link(second, item) == link(first, item) {
		t.Error("the next page is the same")
	}
}

func TestPageErrors(t *testing.T) {
	w := newWorld(t, api.Options{})
	for path, status := range map[string]int{
		"/initiatives/" + w.hidden: 404, "/initiatives/x": 404, "/nothing": 404, "/problems/nothing": 404, "/assets/": 404,
		"/initiatives?country=QQ": 422, "/initiatives?good_practice=x": 422, "/initiatives?cursor=made-up": 422, "/initiatives?region=x": 422,
		"/initiatives?q=" + strings.Repeat("x", 301): 422,
	} {
		if a := w.get(t, path, with("Accept-Language", "fr")); a.StatusCode != status {
			t.Errorf("%.60s: %d", path, a.StatusCode)
		}
	}
	if a := w.get(t, "/problems/invalid"); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/docs#problem-invalid" {
		t.Errorf("%d %s", a.StatusCode, a.Header.Get("Location"))
	}
	if !strings.Contains(string(w.get(t, "/docs").body), `id="problem-invalid"`) {
		t.Error("the problem is not explained")
	}
}

// TestDocumentationCommands runs each command of the documentation page that changes nothing.
func TestDocumentationCommands(t *testing.T) {
	w := newWorld(t, api.Options{})
	page := string(w.get(t, "/docs").body)
	commands := regexp.MustCompile(`<code class="curl">([^<]*)</code>`).FindAllStringSubmatch(page, -1)
	if len(commands) != len(operations(t)) {
		t.Fatalf("%d commands for %d operations", len(commands), len(operations(t)))
	}
	shape := regexp.MustCompile(`^curl (?:-X (\w+) )?((?:-H .*? |-d .* )*)'(http[^']*)'$`)
	ran := 0
	for _, m := range commands {
		command := html.UnescapeString(m[1])
		parts := shape.FindStringSubmatch(command)
		if parts == nil {
			t.Errorf("not a command: %s", command)
			continue
		}
		if !strings.HasPrefix(parts[3], w.url+"/") {
			t.Errorf("another host: %s", command)
		}
		tracked := strings.Contains(command, `-H "Tracking-Token: $TRACKING_TOKEN"`)
		if parts[1] != "" && !strings.Contains(command, "overlap-checks") {
			if !strings.Contains(command, "Bearer $TANSIQ_KEY") && !tracked && !strings.HasSuffix(command, "/v1/submissions'") {
				t.Errorf("no key: %s", command)
			}
			continue
		}
		method, body := "GET", ""
		if parts[1] != "" {
			method = parts[1]
			_, rest, _ := strings.Cut(command, "-d '")
			body, _, _ = strings.Cut(rest, "' 'http")
		}
		u, err := url.Parse(parts[3])
		if err != nil {
			t.Fatal(err)
		}
		more := []header{with("Content-Type", "application/json")}
		if strings.Contains(command, "Bearer $TANSIQ_KEY") {
			more = append(more, bearer(w.admin))
		}
		if tracked {
			u.Path = strings.ReplaceAll(u.Path, "/ID", "/"+w.submission)
			more = append(more, with("Tracking-Token", w.tracking))
		}
		a := w.ask(t, method, u.RequestURI(), strings.ReplaceAll(body, `'\''`, "'"), more...)
		if a.StatusCode != http.StatusOK {
			t.Errorf("%s answers %d: %.300s", command, a.StatusCode, a.body)
		}
		ran++
	}
	if ran < 25 {
		t.Errorf("%d commands ran", ran)
	}
}
