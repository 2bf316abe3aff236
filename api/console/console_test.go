package console

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
)

// TestMessages: every message is there in every language, and every message that a template asks for exists.
func TestMessages(t *testing.T) {
	for key, message := range messages {
		for _, l := range languages {
			if message[l.Code] == "" {
				t.Errorf("%s is missing in %s", key, l.Code)
			}
		}
		if len(message) != len(languages) {
			t.Errorf("%s: %d languages", key, len(message))
		}
	}
	used := map[string]bool{}
	asked := regexp.MustCompile(`\bt \.?\$?\w*\.?\w* ?"([a-z_.]+)"`)
	paths, err := files.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		b, err := files.ReadFile("templates/" + path.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllSubmatch(b, -1) {
			used[string(m[1])] = true
			if messages[string(m[1])] == nil {
				t.Errorf("%s asks for %s", path.Name(), m[1])
			}
		}
	}
	for key := range messages {
		if !used[key] && !regexp.MustCompile(`^role\.`).MatchString(key) {
			t.Errorf("%s is not used", key)
		}
	}
}

func TestLanguageOf(t *testing.T) {
	for header, want := range map[string]string{
		"": "en", "fr": "fr", "ar-IQ,en;q=0.5": "ar", "en;q=0.3,fr;q=0.8,ar;q=0.5": "fr", "de,sw": "en", "fr;q=0": "en", "FR-ca": "fr", "ar;q=x": "ar", ";;,": "en",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", header)
		if got := languageOf(r); got.Code != want {
			t.Errorf("%q: %s", header, got.Code)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/?lang=ar", nil)
	r.Header.Set("Accept-Language", "fr")
	if got := languageOf(r); got.Code != "ar" || got.Dir != "rtl" {
		t.Errorf("%+v", got)
	}
}

func TestDirection(t *testing.T) {
	for code, want := range map[string]string{"ar": "rtl", "fr": "ltr", "und": "auto", "": "auto"} {
		if got := directionOf(code); got != want {
			t.Errorf("%q: %s", code, got)
		}
	}
}

// TestHost: what a client says it reached stands in a command line only where it can do no harm there.
func TestHost(t *testing.T) {
	c := &console{}
	for host, want := range map[string]string{
		"registry.example:8080": "http://registry.example:8080", "[::1]:80": "http://[::1]:80",
		"x'; rm -rf ~ #": "http://127.0.0.1:8080", "a b": "http://127.0.0.1:8080", "": "http://127.0.0.1:8080",
	} {
		r := httptest.NewRequest(http.MethodGet, "/docs", nil)
		r.Host = host
		if got := c.host(r); got != want {
			t.Errorf("%q: %s", host, got)
		}
	}
}
