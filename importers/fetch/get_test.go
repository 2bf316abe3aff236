package fetch

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/safehttp"
)

const feedXML = `<?xml version="1.0"?><iati-activities version="2.03"></iati-activities>`

// hostile starts a loopback server and gives a guarded client that may reach it.
func hostile(t *testing.T, handler http.HandlerFunc) (address string, client *http.Client) {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL, clientFor(t, s.URL, safehttp.Options{})
}

func clientFor(t *testing.T, address string, options safehttp.Options) *http.Client {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if options.Allow, err = safehttp.ParseAllow(u.Host); err != nil {
		t.Fatal(err)
	}
	return safehttp.New(options)
}

func packed(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wantError(t *testing.T, err error, code registry.Code, part string) {
	t.Helper()
	if registry.ErrorCode(err) != code || !strings.Contains(err.Error(), part) {
		t.Errorf("got %v (%s), want %s with %q", err, registry.ErrorCode(err), code, part)
	}
	if err != nil && strings.Contains(err.Error(), "secret") {
		t.Errorf("the error shows the query: %v", err)
	}
}

func TestGet(t *testing.T) {
	address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Mon, 02 Nov 2026 10:00:00 GMT")
		io.WriteString(w, feedXML)
	})
	dir := t.TempDir()
	body, err := Get(t.Context(), client, Request{URL: strings.Replace(address, "://", "://user:pw@", 1) + "/feed.xml?token=secret#part", Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(body)
	if err != nil || string(text) != feedXML {
		t.Errorf("read %q, %v", text, err)
	}
	hash := registry.ContentHash(sha256.Sum256([]byte(feedXML)))
	if body.ContentHash != hash || body.Size != int64(len(feedXML)) || body.Unmodified {
		t.Errorf("hash %x, size %d, unmodified %t", body.ContentHash, body.Size, body.Unmodified)
	}
	if want := fmt.Sprintf(`sha256:%x "v1"`, hash); body.ETag != want || body.LastModified != "Mon, 02 Nov 2026 10:00:00 GMT" {
		t.Errorf("validators %q, %q", body.ETag, body.LastModified)
	}
	if body.URL != address+"/feed.xml" {
		t.Errorf("URL %q", body.URL)
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d temporary files are left", len(left))
	}
}

func TestConditionalRequests(t *testing.T) {
	answers := 0
	address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `W/"v1"`)
		w.Header().Set("Last-Modified", "Mon, 02 Nov 2026 10:00:00 GMT")
		if r.Header.Get("If-None-Match") == `W/"v1"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		answers++
		io.WriteString(w, feedXML)
	})
	first, err := Get(t.Context(), client, Request{URL: address})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	again, err := Get(t.Context(), client, Request{URL: address, ETag: first.ETag, LastModified: first.LastModified})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if !again.Unmodified || again.ETag != first.ETag || again.LastModified != first.LastModified || answers != 1 {
		t.Errorf("unmodified %t, validators %q %q, %d answers", again.Unmodified, again.ETag, again.LastModified, answers)
	}
	if b, err := io.ReadAll(again); len(b) != 0 || err != nil {
		t.Errorf("an unmodified body reads %q, %v", b, err)
	}
}

// The same bytes are recognised without validators, packed another time too; a change is not missed.
func TestUnchangedBodyWithoutValidators(t *testing.T) {
	answer := []byte(feedXML)
	address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != "" {
			t.Errorf("If-None-Match %q for a server that gave no entity tag", r.Header.Get("If-None-Match"))
		}
		w.Write(answer)
	})
	get := func(etag string) *Body {
		t.Helper()
		body, err := Get(t.Context(), client, Request{URL: address, ETag: etag})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { body.Close() })
		return body
	}
	first := get("")
	if first.Unmodified {
		t.Error("the first body is unmodified")
	}
	if !get(first.ETag).Unmodified {
		t.Error("the same bytes are not recognised")
	}
	answer = packed(t, feedXML)
	if !get(first.ETag).Unmodified {
		t.Error("the same bytes, packed, are not recognised")
	}
	answer = []byte(strings.Replace(feedXML, "2.03", "2.02", 1))
	if get(first.ETag).Unmodified {
		t.Error("another body passes for the same")
	}
}

// A 304 that nobody asked for is not "nothing new".
func TestUnaskedNotModified(t *testing.T) {
	address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotModified) })
	_, err := Get(t.Context(), client, Request{URL: address})
	wantError(t, err, registry.EInvalid, "status 304")
}

func TestStatuses(t *testing.T) {
	for status, want := range map[int]registry.Code{
		204: registry.EInvalid, 206: registry.EInvalid, 300: registry.EInvalid, 400: registry.EInvalid, 401: registry.EForbidden,
		403: registry.EForbidden, 404: registry.ENotFound, 410: registry.ENotFound, 418: registry.EInvalid, 451: registry.EInvalid,
		501: registry.EInvalid,
	} {
		tries := 0
		address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) { tries++; w.WriteHeader(status) })
		_, err := Get(t.Context(), client, Request{URL: address + "?token=secret"})
		wantError(t, err, want, fmt.Sprint("status ", status))
		if tries != 1 {
			t.Errorf("status %d: %d tries, want 1", status, tries)
		}
	}
}

// What the answer is decides, not what it is called.
func TestGzipWhateverItIsCalled(t *testing.T) {
	for name, test := range map[string]struct {
		headers map[string]string
		body    []byte
	}{
		"plain":                           {nil, []byte(feedXML)},
		"plain called gzip":               {map[string]string{"Content-Encoding": "gzip"}, []byte(feedXML)},
		"packed, not said":                {nil, packed(t, feedXML)},
		"packed, said":                    {map[string]string{"Content-Encoding": "gzip"}, packed(t, feedXML)},
		"packed file, packed for the way": {map[string]string{"Content-Encoding": "gzip", "Content-Type": "application/gzip"}, packed(t, string(packed(t, feedXML)))},
		"two members":                     {nil, append(packed(t, feedXML[:20]), packed(t, feedXML[20:])...)},
	} {
		t.Run(name, func(t *testing.T) {
			address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
				for k, v := range test.headers {
					w.Header().Set(k, v)
				}
				w.Write(test.body)
			})
			body, err := Get(t.Context(), client, Request{URL: address + "/feed.xml.gz"})
			if err != nil {
				t.Fatal(err)
			}
			defer body.Close()
			if text, err := io.ReadAll(body); string(text) != feedXML || err != nil {
				t.Errorf("read %q, %v", text, err)
			}
		})
	}
}

func TestUnusableBodies(t *testing.T) {
	whole := packed(t, feedXML)
	for name, test := range map[string]struct {
		body   []byte
		limits Limits
		reason string
	}{
		"empty":               {nil, Limits{}, "empty"},
		"blanks":              {[]byte("\xef\xbb\xbf \r\n\t"), Limits{}, "empty"},
		"packed nothing":      {packed(t, ""), Limits{}, "empty"},
		"a web page":          {[]byte("\n<!DOCTYPE html>\n<title>Log in</title>"), Limits{}, "web page"},
		"a bare web page":     {[]byte("<HTML lang=en><body>"), Limits{}, "web page"},
		"XHTML":               {[]byte(`<?xml version="1.0"?><!-- moved --><!doctype HTML PUBLIC "-//W3C//DTD XHTML 1.0">`), Limits{}, "web page"},
		"a packed web page":   {packed(t, "<html>"), Limits{}, "web page"},
		"cut off":             {whole[:len(whole)-12], Limits{}, "cut off"},
		"checksum cut off":    {whole[:len(whole)-1], Limits{}, "cut off"},
		"header cut off":      {whole[:5], Limits{}, "cut off"},
		"damaged":             {append(append([]byte{}, whole[:len(whole)-8]...), make([]byte, 8)...), Limits{}, "damaged"},
		"rubbish behind":      {append(append([]byte{}, whole...), "rubbish behind"...), Limits{}, "damaged"},
		"no gzip but magic":   {[]byte("\x1f\x8bcolumn,column\n"), Limits{}, "damaged"},
		"bomb":                {packed(t, strings.Repeat(" ", 16<<20)), Limits{}, "100 times"},
		"bomb in a bomb":      {packed(t, string(packed(t, strings.Repeat("a", 16<<20)))), Limits{}, "100 times"},
		"packed thrice":       {packed(t, string(packed(t, string(whole)))), Limits{}, "more than 2 times"},
		"too large":           {bytes.Repeat([]byte("x"), 101), Limits{Unpacked: 100}, "larger than 100"},
		"unpacks too large":   {packed(t, strings.Repeat("x", 101)), Limits{Unpacked: 100}, "larger than 100"},
		"brotli though asked": {[]byte("brotli"), Limits{}, "Content-Encoding"},
	} {
		t.Run(name, func(t *testing.T) {
			tries := 0
			address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
				tries++
				if test.reason == "Content-Encoding" {
					w.Header().Set("Content-Encoding", "br")
				}
				w.Write(test.body)
			})
			dir := t.TempDir()
			_, err := Get(t.Context(), client, Request{URL: address + "?token=secret", Limits: test.limits, Dir: dir})
			wantError(t, err, registry.EInvalid, test.reason)
			if left, _ := os.ReadDir(dir); len(left) != 0 || tries != 1 {
				t.Errorf("%d temporary files are left, %d tries", len(left), tries)
			}
		})
	}
}

// Small files of blanks and XML with a comment about HTML are no mischief.
func TestUsableBodies(t *testing.T) {
	for _, text := range []string{
		strings.Repeat(" ", 1<<19) + feedXML,
		`<?xml version="1.0"?><!-- <html> --><iati-activities/>`,
		"<htmlfeed/>", "title\n<html>\n", "[]", "x",
	} {
		address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) { w.Write(packed(t, text)) })
		body, err := Get(t.Context(), client, Request{URL: address})
		if err != nil {
			t.Errorf("%.30q: %v", text, err)
			continue
		}
		body.Close()
	}
}

func TestAddressesThatAreNotFetched(t *testing.T) {
	client := safehttp.New(safehttp.Options{})
	for _, address := range []string{"", "feed.xml", "file:///etc/passwd", "ftp://example.org/feed.xml", "http://", "http://h\x7f/", "http:opaque"} {
		_, err := Get(t.Context(), client, Request{URL: address})
		wantError(t, err, registry.EInvalid, "not an http or https URL")
	}
	for _, host := range []string{"127.0.0.1", "localhost", "169.254.169.254", "[::ffff:127.0.0.1]", "[::1]", "10.1.2.3"} {
		_, err := Get(t.Context(), client, Request{URL: "http://" + host + ":9/?token=secret"})
		wantError(t, err, registry.EForbidden, "public internet")
	}
	for _, to := range []string{"http://127.0.0.1:9/", "http://169.254.169.254/", "http://[::ffff:127.0.0.1]:9/"} {
		address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusMovedPermanently) })
		_, err := Get(t.Context(), client, Request{URL: address + "/?token=secret"})
		wantError(t, err, registry.EForbidden, "public internet")
	}
}

func TestRedirectIsFollowedAndNamed(t *testing.T) {
	address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			http.Redirect(w, r, "/new?token=secret", http.StatusPermanentRedirect)
			return
		}
		io.WriteString(w, feedXML)
	})
	body, err := Get(t.Context(), client, Request{URL: address + "/old"})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if body.URL != address+"/new" {
		t.Errorf("URL %q", body.URL)
	}
}

func TestBadCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, feedXML) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of each refused handshake
	s.StartTLS()
	defer s.Close()
	_, err := Get(t.Context(), clientFor(t, s.URL, safehttp.Options{}), Request{URL: s.URL + "?token=secret"})
	wantError(t, err, registry.EInvalid, "not signed by a known authority")
}

func TestRetryAfterHeader(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"120": 2 * time.Minute, " 0 ": 0, "Mon, 23 Nov 2026 12:00:30 GMT": 30 * time.Second, "Mon, 23 Nov 2026 11:00:00 GMT": 0,
		"18446744073709551615": (1<<31 - 1) * time.Second,
		"":                     -1, "soon": -1, "-5": -1, "1.5": -1,
	} {
		got, ok := retryAfter(header, now)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("Retry-After %q: %s, want %s", header, got, want)
		}
	}
}
