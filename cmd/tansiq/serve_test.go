package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/tansiq/tansiq/registry"
)

// server is a running `tansiq serve`.
type server struct {
	url    string
	secret string // administrator's key, where one was printed
	stop   func() int
}

// serve starts the program and waits for the words that say that it is ready.
func (c commandRunner) serve() server {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	read, write := io.Pipe()
	status := make(chan int, 1)
	c.env["TANSIQ_ADDR"] = "127.0.0.1:0"
	c.env["TANSIQ_RATE_LIMIT"] = "off"
	go func() {
		got := run(ctx, []string{"serve"}, c.getenv, write, io.Discard)
		write.CloseWithError(fmt.Errorf("serve ended with status %d", got))
		status <- got
	}()
	var s server
	lines := bufio.NewScanner(read)
	for s.url == "" && lines.Scan() {
		if _, key, ok := strings.Cut(lines.Text(), "shown this once: "); ok {
			s.secret = key
		}
		if address, ok := strings.CutPrefix(lines.Text(), "Tansiq is ready at "); ok {
			s.url = strings.TrimSuffix(address, "/")
		}
	}
	if s.url == "" {
		cancel()
		c.t.Fatalf("serve did not get ready: %v", lines.Err())
	}
	go io.Copy(io.Discard, read)
	stopped := false
	s.stop = func() int {
		if stopped {
			return 0
		}
		stopped = true
		cancel()
		return <-status
	}
	c.t.Cleanup(func() { s.stop() })
	return s
}

func (s server) get(t *testing.T, path string) (body []byte, response *http.Response) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err = http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err = io.ReadAll(response.Body); err != nil {
		t.Fatal(err)
	}
	return body, response
}

type page struct {
	Total int
	Items []struct {
		ID    string
		Title registry.Text
	}
}

func (s server) list(t *testing.T, query string) (p page) {
	t.Helper()
	body, response := s.get(t, "/v1/initiatives?"+query)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s", query, response.Status, body)
	}
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestServeOnAnEmptyFolder is what somebody sees who starts the program for the first time.
func TestServeOnAnEmptyFolder(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		s := cli.serve()
		if !regexp.MustCompile(`^tansiq_[A-Za-z0-9_-]{43}$`).MatchString(s.secret) {
			t.Errorf("the administrator's key is %q", s.secret)
		}
		if p := s.list(t, ""); p.Total != 99 {
			t.Errorf("%d initiatives, the toolkit has 99 examples", p.Total)
		}
		p := s.list(t, "good_practice=19")
		if p.Total != 2 || len(p.Items) != 2 {
			t.Errorf("good practice 19 has two examples, found %d", p.Total)
		}
		for _, i := range p.Items {
			for _, language := range []string{"en", "fr", "ar"} {
				if i.Title[language] == "" {
					t.Errorf("%s has no title in %s", i.ID, language)
				}
			}
		}
		// With and without article and preposition, with vowel marks.
		want := s.list(t, "q="+url.QueryEscape("البلقان")).Total
		for _, word := range []string{"بلقان", "بالبلقان", "البَلْقان"} {
			if got := s.list(t, "q="+url.QueryEscape(word)).Total; got != want || got == 0 {
				t.Errorf("%s finds %d, البلقان finds %d", word, got, want)
			}
		}
		if got := s.list(t, "q=securite").Total; got == 0 || got != s.list(t, "q="+url.QueryEscape("sécurité")).Total {
			t.Errorf("securite finds %d", got)
		}
		if _, response := s.get(t, "/readyz"); response.StatusCode != http.StatusOK {
			t.Errorf("/readyz: %s", response.Status)
		}
		if status := s.stop(); status != exitDone {
			t.Errorf("stopped with status %d", status)
		}
		cli.must(exitDone, "keys", "create", "--role", "donor", "--organisation", "GB-GOV-1", "--accepted-conduct", "a donor")
		if again := cli.serve(); again.secret != "" {
			t.Error("a second start printed another administrator's key")
		} else if p := again.list(t, ""); p.Total != 99 {
			t.Errorf("%d initiatives after a second start", p.Total)
		}
	})
}

// TestScheduledFeed adds a feed by the API's administrator, sees it imported from a server on this machine, and the
// overlap it makes found by itself.
func TestScheduledFeed(t *testing.T) {
	onBoth(t, func(t *testing.T, cli commandRunner) {
		source := http.NewServeMux()
		source.Handle("/", http.FileServer(http.Dir("testdata")))
		partner := newLoopbackServer(t, source)
		cli.env["TANSIQ_FETCH_ALLOW"] = strings.TrimPrefix(partner, "http://")
		cli.must(exitRejected, "import", "--format", "iati", filepath.Join("testdata", "north.xml"))
		cli.must(exitDone, "feeds", "add", "--format", "iati", "--url", partner+"/south.xml", "--schedule", "every 6h", "south")
		s := cli.serve()
		eventually(t, "the scheduled import", func() bool { return s.list(t, "feed=south").Total == 1 })
		eventually(t, "the overlap", func() bool { return len(cli.overlaps("--kind", "overlap")) == 1 })
		// Nobody has ruled: the public sees no flag, in no way.
		if body, _ := s.get(t, "/v1/overlaps"); !strings.Contains(string(body), `"total":0`) {
			t.Errorf("the public sees %s", body)
		}
		if p := s.list(t, "has_overlap=true"); p.Total != 0 {
			t.Errorf("the public learns of %d flagged initiatives", p.Total)
		}
	})
}

// newLoopbackServer serves on this machine until the test ends.
func newLoopbackServer(t *testing.T, handler http.Handler) (address string) {
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s.URL
}

// eventually waits for what another goroutine does; it fails after a minute.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline, tick := time.After(time.Minute), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-deadline:
			t.Fatalf("%s did not happen within a minute", what)
		case <-tick.C:
		}
	}
}

// TestPagesInABrowser opens the start page in three languages and the documentation, in Chromium.
func TestPagesInABrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("TANSIQ_TEST_REQUIRE_SERVICES") == "1" {
			t.Fatal("Chromium is required here and missing")
		}
		t.Skip("Chromium is not installed (Debian: apt-get install chromium)")
	}
	s := newCommandRunner(t, filepath.Join(t.TempDir(), "tansiq.db")).serve()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocator, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	defer cancel()
	browser, cancel := chromedp.NewContext(allocator)
	defer cancel()
	browser, cancel = context.WithTimeout(browser, time.Minute)
	defer cancel()
	foreign := make(chan string, 100)
	if err := chromedp.Listen(browser, func(event any) {
		if sent, ok := event.(*network.EventRequestWillBeSent); ok && !strings.HasPrefix(sent.Request.URL, s.url) && !strings.HasPrefix(sent.Request.URL, "data:") {
			foreign <- sent.Request.URL
		}
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, dir, words string }{
		{"/?lang=en", "ltr", "Good practices"},
		{"/?lang=fr", "ltr", "bonnes pratiques"},
		{"/?lang=ar", "rtl", "الممارسات الجيدة"},
		{"/docs", "ltr", "/v1/initiatives"},
	} {
		err := chromedp.Do(browser, chromedp.EmulateViewport(320, 800), chromedp.Navigate(s.url+c.path))
		if err != nil {
			t.Fatalf("%s: %v", c.path, err)
		}
		seen, err := chromedp.Run(browser, chromedp.Evaluate[struct {
			Direction, Text string
			Wide            bool
		}](`({Direction: getComputedStyle(document.documentElement).direction, Text: document.body.innerText,
			Wide: document.documentElement.scrollWidth > innerWidth})`))
		if err != nil {
			t.Fatalf("%s: %v", c.path, err)
		}
		if seen.Direction != c.dir || !strings.Contains(strings.ToLower(seen.Text), strings.ToLower(c.words)) {
			t.Errorf("%s: direction %s, text %.300q", c.path, seen.Direction, seen.Text)
		}
		if seen.Wide {
			t.Errorf("%s scrolls sideways at 320 px", c.path)
		}
	}
	close(foreign)
	for address := range foreign {
		t.Errorf("a page asked another host: %s", address)
	}
}
