package safehttp

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
)

func TestParseAllow(t *testing.T) {
	allow, err := ParseAllow(" files.Intranet.:8080 , [fd00::1]:80,127.0.0.1:0443")
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]bool{
		"files.intranet:8080": true, "FILES.intranet:8080": true, "[fd00::1]:80": true, "127.0.0.1:443": true,
		"files.intranet:80": false, "intranet:8080": false, "fd00::1": false, "127.0.0.1:80": false, "": false,
	} {
		if got := allow.has(address); got != want {
			t.Errorf("has(%q) = %t, want %t", address, got, want)
		}
	}
	for _, list := range []string{"intranet", "intranet:", ":80", "*:80", "intranet:0", "intranet:65536", "intranet:http",
		"http://intranet:80", "a:1,,b:2", "10.0.0.0/8:80", "fd00::1:80", "u@h:80"} {
		if _, err := ParseAllow(list); registry.ErrorCode(err) != registry.EInvalid {
			t.Errorf("ParseAllow(%q): %v, want EInvalid", list, err)
		}
	}
	if empty, err := ParseAllow("  "); err != nil || empty.has("127.0.0.1:80") {
		t.Error("an empty list must allow nothing")
	}
}

// serve starts a loopback server and gives its URL and an allow-list that names it.
func serve(t *testing.T, handler http.HandlerFunc) (address string, allow Allow) {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL, allowed(t, s.URL)
}

func allowed(t *testing.T, urls ...string) Allow {
	t.Helper()
	var hosts []string
	for _, u := range urls {
		parsed, err := url.Parse(u)
		if err != nil {
			t.Fatal(err)
		}
		hosts = append(hosts, parsed.Host)
	}
	allow, err := ParseAllow(strings.Join(hosts, ","))
	if err != nil {
		t.Fatal(err)
	}
	return allow
}

func get(t *testing.T, c *http.Client, address string) (string, error) {
	t.Helper()
	response, err := c.Get(address)
	if err != nil {
		return "", Reason(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	return string(b), Reason(err)
}

func wantCode(t *testing.T, err error, code registry.Code, part string) {
	t.Helper()
	if registry.ErrorCode(err) != code || !strings.Contains(err.Error(), part) {
		t.Errorf("got %q (%s), want %s with %q", err, registry.ErrorCode(err), code, part)
	}
}

func TestGuardRefusesInsideAddresses(t *testing.T) {
	reached := false
	address, allow := serve(t, func(w http.ResponseWriter, r *http.Request) { reached = true; io.WriteString(w, "inside") })
	_, port, _ := strings.Cut(strings.TrimPrefix(address, "http://"), ":")
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1.2.3"} {
		_, err := get(t, New(Options{}), "http://"+host+":"+port+"/?token=secret")
		wantCode(t, err, registry.EForbidden, "not one of the public internet")
	}
	if reached {
		t.Fatal("a request reached the inside server")
	}
	if text, err := get(t, New(Options{Allow: allow}), address); err != nil || text != "inside" {
		t.Errorf("the allowed server answered %q, %v", text, err)
	}
	// The exception is for the name asked for, not for all names that resolve to the same place.
	_, err := get(t, New(Options{Allow: allow}), "http://localhost:"+port)
	wantCode(t, err, registry.EForbidden, "public internet")
}

func TestGuardRefusesRedirectsInside(t *testing.T) {
	for _, to := range []string{"http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]:1/",
		"http://[::1]:1/", "http://localhost:1/", "http://2130706433:1/", "http://[64:ff9b::7f00:1]:1/"} {
		address, allow := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
		_, err := get(t, New(Options{Allow: allow}), address)
		if err == nil {
			t.Errorf("%s was followed", to)
			continue
		}
		if to != "http://2130706433:1/" { // how a number is resolved is the system's; it must only not be reached
			wantCode(t, err, registry.EForbidden, "public internet")
		}
	}
}

func TestNoProxyFromTheEnvironment(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	request, _ := http.NewRequest("GET", "http://example.org/", nil)
	if proxy := New(Options{}).Transport.(*transport).base.Proxy; proxy != nil {
		u, err := proxy(request)
		t.Errorf("requests go through a proxy: %v, %v", u, err)
	}
}

func TestRedirectLimit(t *testing.T) {
	hops := 0
	address, allow := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/"+strings.Repeat("x", 5) {
			io.WriteString(w, "there")
			return
		}
		hops++
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	})
	c := New(Options{Allow: allow})
	if text, err := get(t, c, address+"/"); err != nil || text != "there" {
		t.Errorf("five redirects: %q, %v", text, err)
	}
	hops = 0
	_, err := get(t, c, address+"/y")
	wantCode(t, err, registry.EInvalid, "more than 5 times")
	if hops != 6 {
		t.Errorf("the server was asked %d times, want 6", hops)
	}
}

func TestRedirectSchemes(t *testing.T) {
	for _, to := range []string{"file:///etc/passwd", "ftp://example.org/x", "gopher://example.org/"} {
		address, allow := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
		_, err := get(t, New(Options{Allow: allow}), address)
		wantCode(t, err, registry.EInvalid, "something else than http")
	}
	_, err := get(t, New(Options{}), "file:///etc/passwd")
	wantCode(t, err, registry.EInvalid, "only http and https")

	plain, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "plain") })
	secure := httptest.NewTLSServer(http.RedirectHandler(plain, http.StatusFound))
	defer secure.Close()
	roots := secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	_, err = get(t, New(Options{Allow: allowed(t, secure.URL, plain), RootCAs: roots}), secure.URL)
	wantCode(t, err, registry.EInvalid, "unencrypted")
}

// Nothing secret goes to another host, and being sent back does not bring it out again.
func TestRedirectCarriesNoSecrets(t *testing.T) {
	var seen []http.Header
	note := func(r *http.Request) { seen = append(seen, r.Header.Clone()) }
	var first string
	other, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		note(r)
		if r.URL.Path == "/back" {
			http.Redirect(w, r, first+"/end", http.StatusFound)
		}
	})
	first, _ = serve(t, func(w http.ResponseWriter, r *http.Request) {
		note(r)
		switch r.URL.Path {
		case "/same":
			http.Redirect(w, r, "/end", http.StatusFound)
		case "/away":
			http.Redirect(w, r, strings.Replace(other, "http://", "http://planted:pw@", 1), http.StatusFound)
		case "/round":
			http.Redirect(w, r, other+"/back", http.StatusFound)
		}
	})
	c := New(Options{Allow: allowed(t, first, other)})
	want := func(path string, secretsAtTheEnd bool) {
		t.Helper()
		seen = nil
		request, _ := http.NewRequest("GET", strings.Replace(first, "http://", "http://user:pw@", 1)+path+"?token=secret", nil)
		request.Header.Set("X-Api-Key", "secret")
		request.Header.Set("Cookie", "session=secret")
		request.Header.Set("If-None-Match", `"tracking"`)
		request.Header.Set("Accept", "text/xml")
		response, err := c.Do(request)
		if err != nil {
			t.Fatal(path, Reason(err))
		}
		response.Body.Close()
		last := seen[len(seen)-1]
		got := map[string]bool{}
		for _, name := range []string{"X-Api-Key", "Cookie", "If-None-Match", "Authorization"} {
			got[name] = last.Get(name) != ""
		}
		all := map[string]bool{"X-Api-Key": secretsAtTheEnd, "Cookie": secretsAtTheEnd, "If-None-Match": secretsAtTheEnd, "Authorization": secretsAtTheEnd}
		if diff := cmp.Diff(all, got); diff != "" {
			t.Errorf("%s: headers at the end (-want +got):\n%s", path, diff)
		}
		if last.Get("Accept") != "text/xml" || last.Get("Referer") != "" {
			t.Errorf("%s: Accept %q, Referer %q", path, last.Get("Accept"), last.Get("Referer"))
		}
	}
	want("/same", true)
	want("/away", false)
	want("/round", false)
}

func TestCertificates(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "secret") }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of each refused handshake
	s.StartTLS()
	defer s.Close()
	allow := allowed(t, s.URL)
	_, err := get(t, New(Options{Allow: allow}), s.URL)
	wantCode(t, err, registry.EInvalid, "not signed by a known authority")

	roots := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	if text, err := get(t, New(Options{Allow: allow, RootCAs: roots}), s.URL); err != nil || text != "secret" {
		t.Errorf("a vouched-for server answered %q, %v", text, err)
	}
	u, _ := url.Parse(s.URL)
	byName := "https://localhost:" + u.Port() // the certificate is for 127.0.0.1, ::1 and example.com
	_, err = get(t, New(Options{Allow: allowed(t, byName), RootCAs: roots}), byName)
	wantCode(t, err, registry.EInvalid, "for another name")
}

func TestNoTLS(t *testing.T) {
	address, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {})
	address = strings.Replace(address, "http:", "https:", 1)
	_, err := get(t, New(Options{Allow: allowed(t, address)}), address)
	wantCode(t, err, registry.EInvalid, "without TLS")
}

func TestBodyLimit(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"announced": func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, strings.Repeat("x", 101)) },
		"endless": func(w http.ResponseWriter, r *http.Request) {
			for {
				if _, err := w.Write([]byte(strings.Repeat("x", 4096))); err != nil {
					return
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			address, allow := serve(t, handler)
			_, err := get(t, New(Options{Allow: allow, MaxBody: 100}), address)
			wantCode(t, err, registry.EInvalid, "more than 100 bytes")
		})
	}
	address, allow := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, strings.Repeat("x", 100)) })
	if text, err := get(t, New(Options{Allow: allow, MaxBody: 100}), address); err != nil || len(text) != 100 {
		t.Errorf("a body of the limit's size: %d bytes, %v", len(text), err)
	}
}

func TestBrokenAnswers(t *testing.T) {
	raw := func(answer string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			c, _, _ := w.(http.Hijacker).Hijack()
			io.WriteString(c, answer)
			c.Close()
		}
	}
	for name, answer := range map[string]string{
		"short body":     "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort",
		"broken chunk":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
		"nothing":        "",
		"not HTTP":       "220 mail.example.org ESMTP\r\n",
		"endless header": "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", maxHeaderBytes+1) + "\r\n\r\n",
		"bad redirect":   "HTTP/1.1 302 Found\r\nLocation: http://[secret\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			address, allow := serve(t, raw(answer))
			_, err := get(t, New(Options{Allow: allow}), address+"/?token=secret")
			if registry.ErrorCode(err) != registry.EUnavailable {
				t.Errorf("got %v", err)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows the query: %v", err)
			}
		})
	}
}

func TestReason(t *testing.T) {
	if err := Reason(&url.Error{Op: "Get", URL: "http://h/?token=secret", Err: context.Canceled}); err != context.Canceled {
		t.Errorf("a cancelled context became %v", err)
	}
	if Reason(nil) != nil {
		t.Error("no error became one")
	}
	err := Reason(&url.Error{Op: "Get", URL: "http://h/?token=secret", Err: errors.New(`failed to parse Location header "secret"`)})
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error shows the query: %v", err)
	}
}

func TestRefuseInsideJudgesWhatItCannotRead(t *testing.T) {
	for _, address := range []string{"", "no address", "8.8.8.8", "host:80"} {
		if refuseInside(t.Context(), "tcp", address, nil) == nil {
			t.Errorf("%q passed", address)
		}
	}
	if err := refuseInside(t.Context(), "tcp", netip.MustParseAddrPort("8.8.8.8:443").String(), nil); err != nil {
		t.Error(err)
	}
}
