package fetch

import (
	"context"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// script is a server that gives its answers in order, the last one for ever, and notes when it was asked.
type script struct {
	answers []func() (*http.Response, error)
	asked   []time.Time
}

func (s *script) RoundTrip(request *http.Request) (*http.Response, error) {
	n := min(len(s.asked), len(s.answers)-1)
	s.asked = append(s.asked, time.Now())
	response, err := s.answers[n]()
	if response != nil {
		response.Request = request
	}
	return response, err
}

func answer(status int, retryAfter, body string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {retryAfter}}, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

func breaks(after string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: io.NopCloser(io.MultiReader(strings.NewReader(after), broken{}))}, nil
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestRetries(t *testing.T) {
	type span struct{ least, most time.Duration }
	backoff := []span{{1 * time.Second, 2 * time.Second}, {2 * time.Second, 4 * time.Second}, {4 * time.Second, 8 * time.Second}, {8 * time.Second, 16 * time.Second}}
	good := answer(200, "", feedXML)
	down := func() (*http.Response, error) { return nil, io.EOF }
	for name, test := range map[string]struct {
		answers []func() (*http.Response, error)
		waits   []span
		code    registry.Code // of the end; "" is success
	}{
		"good at once":                 {[]func() (*http.Response, error){good}, nil, ""},
		"each fault once":              {[]func() (*http.Response, error){answer(500, "", ""), down, breaks("<iati"), breaks(string(packed(t, feedXML)[:15])), good}, backoff, ""},
		"overloaded for ever":          {[]func() (*http.Response, error){answer(429, "", "")}, backoff, registry.EUnavailable},
		"away for ever":                {[]func() (*http.Response, error){down}, backoff, registry.EUnavailable},
		"503 with seconds":             {[]func() (*http.Response, error){answer(503, "90", ""), good}, []span{{90 * time.Second, 91 * time.Second}}, ""},
		"429 with a date":              {[]func() (*http.Response, error){answer(429, "Sat, 01 Jan 2000 00:10:00 GMT", ""), good}, []span{{10 * time.Minute, 10*time.Minute + time.Second}}, ""},
		"an hour is granted":           {[]func() (*http.Response, error){answer(429, "3600", ""), good}, []span{{time.Hour, time.Hour + time.Second}}, ""},
		"more than an hour is not":     {[]func() (*http.Response, error){answer(429, "3601", "")}, nil, registry.EUnavailable},
		"nor hour after hour":          {[]func() (*http.Response, error){answer(429, "3500", "")}, []span{{3500 * time.Second, 3501 * time.Second}, {3500 * time.Second, 3502 * time.Second}}, registry.EUnavailable},
		"a fault that does not pass":   {[]func() (*http.Response, error){answer(404, "", "")}, nil, registry.ENotFound},
		"gone while it is tried again": {[]func() (*http.Response, error){answer(503, "", ""), answer(410, "", "")}, backoff[:1], registry.ENotFound},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &script{answers: test.answers}
				body, err := Get(t.Context(), &http.Client{Transport: server}, Request{URL: "http://example.org/?token=secret", Dir: t.TempDir()})
				if test.code != "" {
					wantError(t, err, test.code, "")
				} else if err != nil {
					t.Error(err)
				} else {
					body.Close()
				}
				if len(server.asked) != len(test.waits)+1 {
					t.Fatalf("asked %d times, want %d", len(server.asked), len(test.waits)+1)
				}
				for i, want := range test.waits {
					if got := server.asked[i+1].Sub(server.asked[i]); got < want.least || got > want.most {
						t.Errorf("wait %d: %s, want %s to %s", i+1, got, want.least, want.most)
					}
				}
			})
		})
	}
}

func TestCancelEndsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &script{answers: []func() (*http.Response, error){answer(429, strconv.Itoa(600), "")}}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		_, err := Get(ctx, &http.Client{Transport: server}, Request{URL: "http://example.org/"})
		if err != context.DeadlineExceeded || time.Since(start) != 5*time.Second {
			t.Errorf("ended after %s with %v", time.Since(start), err)
		}
	})
}

// A fault of this machine's disk is not the server's, and is not met with five downloads.
func TestNoSpoolNoRetry(t *testing.T) {
	server := &script{answers: []func() (*http.Response, error){answer(200, "", feedXML)}}
	dir := t.TempDir()
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	_, err := Get(t.Context(), &http.Client{Transport: server}, Request{URL: "http://example.org/", Dir: dir})
	wantError(t, err, registry.EUnavailable, "kept on disk")
	if len(server.asked) != 1 {
		t.Errorf("asked %d times", len(server.asked))
	}
}
