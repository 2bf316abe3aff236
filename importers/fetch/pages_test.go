package fetch

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/safehttp"
)

// nextOf reads pages of the form {"next": "..."}.
func nextOf(page io.Reader) (string, error) {
	var p struct{ Next string }
	if err := json.NewDecoder(page).Decode(&p); err != nil {
		return "", registry.Errorf(registry.EInvalid, "not a page")
	}
	return p.Next, nil
}

// paged is a server whose pages lead on as told; "" is a page after which none comes.
func paged(t *testing.T, next map[string]string) (address string, pager *Pager, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.RequestURI())
		to, ok := next[r.URL.RequestURI()]
		if !ok {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, `{"page": %q, "next": %q}`, r.URL.RequestURI(), strings.ReplaceAll(to, "SERVER", "http://"+r.Host))
	})
	return address, NewPager(client, 0), asked
}

func TestPages(t *testing.T) {
	address, pager, asked := paged(t, map[string]string{
		"/flows?token=secret": "/flows?token=secret&page=2", "/flows?token=secret&page=2": "SERVER/flows?token=secret&page=3", "/flows?token=secret&page=3": ""})
	dir := t.TempDir()
	request := Request{URL: address + "/flows?token=secret", Dir: dir}
	body, err := pager.Get(t.Context(), request, nextOf)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(body)
	if err != nil || body.Size != int64(len(got)) || body.Unmodified || body.URL != address+"/flows" {
		t.Errorf("%+v, %v", body, err)
	}
	dec, pages := json.NewDecoder(strings.NewReader(string(got))), 0
	for ; dec.More(); pages++ {
		var p struct{ Page string }
		if err := dec.Decode(&p); err != nil || p.Page != (*asked)[pages] {
			t.Errorf("page %d is %q, %v", pages+1, p.Page, err)
		}
	}
	if pages != 3 {
		t.Errorf("%d pages in the body, want 3", pages)
	}
	if err := body.Close(); err != nil {
		t.Error(err)
	}
	// The same pages are recognised, all of them having been asked for.
	request.ETag = body.ETag
	again, err := pager.Get(t.Context(), request, nextOf)
	if err != nil || !again.Unmodified || len(*asked) != 6 {
		t.Errorf("%+v, %v after %d requests", again, err, len(*asked))
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("%d temporary files are left", len(left))
	}
}

func TestPagesThatFailFailTheWhole(t *testing.T) {
	endless := func(n int) map[string]string {
		next := map[string]string{}
		for i := range n {
			next[fmt.Sprint("/", i)] = fmt.Sprint("/", i+1)
		}
		return next
	}
	for name, c := range map[string]struct {
		next map[string]string
		code registry.Code
		says string
	}{
		"gone":                 {map[string]string{"/0": "/1", "/1": "/secret"}, registry.ENotFound, "page 3: the server has no such file"},
		"a circle":             {map[string]string{"/0": "/1", "/1": "/0"}, registry.EInvalid, "page 3: the pages go in a circle"},
		"itself":               {map[string]string{"/0": "/0"}, registry.EInvalid, "page 2: the pages go in a circle"},
		"no end":               {endless(maxPages + 5), registry.EInvalid, "more than 1000 pages"},
		"another server":       {map[string]string{"/0": "http://other.example/secret"}, registry.EInvalid, "page 1: the next page is on another server"},
		"another port":         {map[string]string{"/0": "http://127.0.0.1:1/secret"}, registry.EInvalid, "page 1: the next page is on another server"},
		"a file":               {map[string]string{"/0": "file:///etc/secret"}, registry.EInvalid, "page 1: the next page is on another server"},
		"not an address":       {map[string]string{"/0": "http://[secret"}, registry.EInvalid, "page 1: the address of the next page is none"},
		"credentials, no host": {map[string]string{"/0": "//user:secret@other.example/"}, registry.EInvalid, "page 1: the next page is on another server"},
	} {
		t.Run(name, func(t *testing.T) {
			address, pager, _ := paged(t, c.next)
			dir := t.TempDir()
			_, err := pager.Get(t.Context(), Request{URL: address + "/0", Dir: dir}, nextOf)
			wantError(t, err, c.code, c.says)
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("%d temporary files are left", len(left))
			}
		})
	}
}

func TestAPageThatIsAWebPageOrNoPageFailsTheWhole(t *testing.T) {
	for second, says := range map[string]string{"<!doctype html><html>": "page 2: the address answers with a web page", "{": "page 2: not a page", "": "page 2: the file is empty"} {
		address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/0" {
				io.WriteString(w, `{"next": "/1"}`)
				return
			}
			io.WriteString(w, second)
		})
		_, err := NewPager(client, 0).Get(t.Context(), Request{URL: address + "/0", Dir: t.TempDir()}, nextOf)
		wantError(t, err, registry.EInvalid, says)
	}
}

func TestTheLimitHoldsForAllPagesTogether(t *testing.T) {
	address, pager, asked := paged(t, map[string]string{"/0": "/1", "/1": "/2", "/2": "/3", "/3": ""})
	_, err := pager.Get(t.Context(), Request{URL: address + "/0", Dir: t.TempDir(), Limits: Limits{Unpacked: 70}}, nextOf)
	wantError(t, err, registry.EInvalid, "page 3: the pages are together larger than 70 bytes")
	if len(*asked) != 3 {
		t.Errorf("%d pages were asked for", len(*asked))
	}
}

// A page may not lead to an inside address, also not one that the operator allows for other feeds: it is another server.
func TestPagesKeepToTheGuard(t *testing.T) {
	address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"next": "http://127.0.0.1:9/"}`) })
	_, err := NewPager(client, 0).Get(t.Context(), Request{URL: address, Dir: t.TempDir()}, nextOf)
	wantError(t, err, registry.EInvalid, "another server")
	_, err = NewPager(safehttp.New(safehttp.Options{}), 0).Get(t.Context(), Request{URL: address, Dir: t.TempDir()}, nextOf)
	wantError(t, err, registry.EForbidden, "page 1: ")
}

func TestFollowStaysOnHTTPS(t *testing.T) {
	from, _ := url.Parse("https://user:pw@x.example/1")
	to, err := follow(from, "http://x.example/2?page=2")
	if err != nil || to.String() != "https://user:pw@x.example/2?page=2" {
		t.Errorf("%v, %v", to, err)
	}
}

// A host is asked at most once a second, by all feeds and tries together; another host does not wait for it.
func TestOneRequestASecondForAHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page := func(next string) func() (*http.Response, error) { return answer(200, "", `{"next": "`+next+`"}`) }
		s := &script{answers: []func() (*http.Response, error){
			page("/2"), answer(429, "0", ""), page("/3"), page(""), // one feed
			page("/2"), page(""), // another
			page(""), // on another host
		}}
		pager := NewPager(&http.Client{Transport: s}, time.Second)
		for _, address := range []string{"https://x.example/1", "https://X.example/other", "https://y.example/"} {
			body, err := pager.Get(t.Context(), Request{URL: address, Dir: t.TempDir()}, nextOf)
			if err != nil {
				t.Fatal(err)
			}
			body.Close()
		}
		for i := 1; i < 6; i++ {
			if between := s.asked[i].Sub(s.asked[i-1]); between < time.Second-time.Microsecond { // the limiter counts in floats
				t.Errorf("requests %d and %d are %s apart", i, i+1, between)
			}
		}
		if between := s.asked[6].Sub(s.asked[5]); between != 0 {
			t.Errorf("another host waited %s", between)
		}
	})
}

func TestPagingEndsWithItsContext(t *testing.T) {
	address, pager, _ := paged(t, map[string]string{"/0": "/1", "/1": "/2"})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := pager.Get(ctx, Request{URL: address + "/0", Dir: t.TempDir()}, func(page io.Reader) (string, error) {
		cancel()
		return nextOf(page)
	})
	if err == nil || ctx.Err() == nil {
		t.Error("went on")
	}
}
