package hostiletest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

type answer = func(w http.ResponseWriter, r *http.Request, n int)

// sends answers with a body and status 200.
func sends(body string) answer {
	return func(w http.ResponseWriter, _ *http.Request, _ int) { io.WriteString(w, body) }
}

// typed is sends with a Content-Type.
func typed(contentType, body string) answer {
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Content-Type", contentType)
		io.WriteString(w, body)
	}
}

// status answers with a status and headers, named and valued in turn.
func status(code int, headers ...string) answer {
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

// inTurn gives its answers one after the other, the last for ever.
func inTurn(answers ...answer) answer {
	return func(w http.ResponseWriter, r *http.Request, n int) { answers[min(n, len(answers))-1](w, r, n) }
}

// raw answers with bytes that need not be HTTP, and closes the connection.
func raw(text string) answer {
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		defer c.Close()
		io.WriteString(c, text)
	}
}

// silent sends a beginning, which may be nothing at all, and then waits for as long as somebody listens.
func silent(beginning string) answer {
	return func(w http.ResponseWriter, r *http.Request, _ int) {
		if beginning != "" {
			io.WriteString(w, beginning)
			http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	}
}

// drips sends a beginning and then a byte now and then, for as long as somebody listens.
func drips(beginning string) answer {
	return func(w http.ResponseWriter, r *http.Request, _ int) {
		io.WriteString(w, beginning)
		ticker := time.NewTicker(2 * time.Millisecond)
		defer ticker.Stop()
		for {
			if _, err := io.WriteString(w, " "); err != nil {
				return
			}
			http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
				return
			case <-ticker.C:
			}
		}
	}
}

// endless sends a beginning and then the same for as long as somebody listens.
func endless(beginning, again string) answer {
	for len(again) < 32<<10 {
		again += again
	}
	return func(w http.ResponseWriter, r *http.Request, _ int) {
		io.WriteString(w, beginning)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, again); err != nil {
				return
			}
		}
	}
}

// many sends a beginning, the same n times over, and an end.
func many(beginning, again string, n int, end string) answer {
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		io.WriteString(w, beginning)
		chunk := strings.Repeat(again, max(1, (32<<10)/len(again)))
		for left := n * len(again); left > 0; left -= len(chunk) {
			if _, err := io.WriteString(w, chunk[:min(left, len(chunk))]); err != nil {
				return
			}
		}
		io.WriteString(w, end)
	}
}

// redirects leads to another address, which may depend on where the feed's server is.
func redirects(to func(s *http.Request) string) answer {
	return func(w http.ResponseWriter, r *http.Request, _ int) { http.Redirect(w, r, to(r), http.StatusFound) }
}

func redirectsTo(address string) answer {
	return redirects(func(*http.Request) string { return address })
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// zipped is a ZIP file of parts, named and filled in turn.
func zipped(parts ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// announcing answers with a Content-Length that is not that of the body.
func announcing(length int64, body string) answer {
	return raw("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: " + strconv.FormatInt(length, 10) + "\r\n\r\n" + body)
}
