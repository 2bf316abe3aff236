package hostiletest

import (
	"io"
	"net/http"
	"strings"
)

// statuses are what a server answers in place of a file.
func statuses() []Case {
	good := sends(string(Good("iati", 0)))
	busy := func(after string) answer { return status(http.StatusServiceUnavailable, "Retry-After", after) }
	return []Case{
		{Name: "the same file again", Format: "iati", Serve: good, State: unmodified},
		{Name: "304", Format: "iati", Serve: status(http.StatusNotModified), State: failed, Reason: "status 304"}, // nobody asked: there are no validators
		{Name: "another time of generation", Format: "iati", State: done, Counts: all,
			Serve: sends(strings.Replace(string(Good("iati", 0)), "2026-01-01", "2026-01-02", 1))},
		{Name: "404", Format: "iati", Serve: status(http.StatusNotFound), State: failed, Reason: "no such file (status 404)"},
		{Name: "410", Format: "iati", Serve: status(http.StatusGone), State: failed, Reason: "taken away for good (status 410)"},
		{Name: "401", Format: "iati", Serve: status(http.StatusUnauthorized), State: failed, Reason: "refuses the file (status 401)"},
		{Name: "403", Format: "iati", Serve: status(http.StatusForbidden), State: failed, Reason: "refuses the file (status 403)"},
		{Name: "204", Format: "iati", Serve: status(http.StatusNoContent), State: failed, Reason: "status 204"},
		{Name: "206", Format: "iati", Serve: func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.WriteHeader(http.StatusPartialContent)
			w.Write(Good("iati", 0)[:200])
		}, State: failed, Reason: "status 206"},
		{Name: "501", Format: "iati", Serve: status(http.StatusNotImplemented), State: failed, Reason: "status 501"},
		{Name: "500 twice", Format: "iati", Limits: quick, Tries: 3, State: unmodified,
			Serve: inTurn(status(http.StatusInternalServerError), status(http.StatusBadGateway), good)},
		{Name: "503 for ever", Format: "iati", Limits: quick, Tries: maxTries, Serve: status(http.StatusServiceUnavailable), State: failed,
			Reason: "cannot give the file now (status 503)"},
		{Name: "503 for a moment", Format: "iati", Limits: quick, Tries: 2, State: unmodified, Serve: inTurn(busy("0"), good)},
		{Name: "503 until a time that has passed", Format: "iati", Limits: quick, Tries: 2, State: unmodified,
			Serve: inTurn(busy("Wed, 21 Oct 2015 07:28:00 GMT"), good)},
		{Name: "429 for two hours", Format: "iati", State: failed, Reason: "status 429", // and it is not asked again
			Serve: status(http.StatusTooManyRequests, "Retry-After", "7200")},
		{Name: "503 for longer than a number holds", Format: "iati", State: failed, Reason: "status 503", Serve: busy("99999999999999999")},
		{Name: "a web page", Format: "iati", State: failed, Reason: "web page (HTML)",
			Serve: typed("text/html", "<!DOCTYPE html>\n<html><body>Please log in</body></html>")},
		{Name: "a web page that says it is XML", Format: "iati", State: failed, Reason: "web page (HTML)",
			Serve: typed("text/xml", "\ufeff<?xml version=\"1.0\"?><!-- down --><html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>")},
		{Name: "a web page for a sheet", Format: "table", State: failed, Reason: "web page (HTML)",
			Serve: typed("text/csv", "<HTML><HEAD><TITLE>Sign in</TITLE></HEAD></HTML>")},
		{Name: "an error in JSON", Format: "iati", State: failed, Reason: "line 1", Serve: sends(`{"error":"quota exceeded"}`)},
		{Name: "nothing", Format: "iati", Serve: sends(""), State: failed, Reason: "the file is empty"},
		{Name: "nothing but blanks", Format: "table", Serve: sends(" \r\n\t\n"), State: failed, Reason: "the file is empty"},
	}
}

// addresses are servers to which nobody may be led, and ways there.
func addresses() []Case {
	elsewhere := func(host string) func(s *Server) string {
		return func(s *Server) string {
			_, port, _ := strings.Cut(strings.TrimPrefix(s.Elsewhere.URL, "http://"), ":")
			return "http://" + host + ":" + port + "/feed.xml?token=secret"
		}
	}
	refused := func(name string, address func(s *Server) string) Case {
		return Case{Name: name, Format: "iati", Address: address, State: failed, Reason: "not one of the public internet"}
	}
	fixed := func(address string) func(*Server) string { return func(*Server) string { return address } }
	redirected := func(name, to string) Case {
		return Case{Name: name, Format: "iati", Serve: redirectsTo(to), State: failed, Reason: "not one of the public internet"}
	}
	return []Case{
		refused("loopback", elsewhere("127.0.0.1")),
		refused("another address of loopback", elsewhere("127.9.9.9")),
		refused("a name of loopback", elsewhere("localhost")),
		refused("the unspecified address", elsewhere("0.0.0.0")),
		refused("IPv4 within IPv6", elsewhere("[::ffff:127.0.0.1]")),
		refused("private", fixed("http://10.0.0.1/")),
		refused("private, with a port", fixed("http://192.168.1.1:8080/")),
		refused("link-local, metadata", fixed("http://169.254.169.254/latest/meta-data/")),
		refused("carrier-grade NAT", fixed("http://100.64.0.1/")),
		refused("multicast", fixed("http://224.0.0.1/")),
		redirected("a redirect to metadata", "http://169.254.169.254/latest/meta-data/"),
		redirected("a redirect to a name of loopback", "http://localhost:1/"),
		{Name: "a redirect to another server", Format: "iati", State: failed, Reason: "not one of the public internet",
			Serve: redirects(func(r *http.Request) string {
				host, _, _ := strings.Cut(r.Host, ":")
				return "http://" + strings.Replace(host, "127.0.0.1", "127.0.0.2", 1) + "/"
			})},
		{Name: "a redirect to a file", Format: "iati", Serve: redirectsTo("file:///etc/passwd"), State: failed, Reason: "something else than http or https"},
		{Name: "a redirect in a circle", Format: "iati", Serve: redirects(func(r *http.Request) string { return r.URL.Path }), State: failed,
			Tries: 6, Reason: "redirects more than 5 times"},
		{Name: "a redirect to nowhere", Format: "iati", Serve: status(http.StatusFound), State: failed, Reason: "status 302"},
		{Name: "a redirect to the file", Format: "iati", Tries: 2, State: unmodified,
			Serve: inTurn(redirects(func(r *http.Request) string { return r.URL.Path }), sends(string(Good("iati", 0))))},
		{Name: "a certificate that nobody vouches for", Format: "iati", Address: func(s *Server) string { return s.Untrusted.URL },
			State: failed, Reason: "not signed by a known authority"},
		{Name: "no TLS where it should be", Format: "iati", Address: func(s *Server) string { return strings.Replace(s.URL, "http:", "https:", 1) },
			State: failed, Reason: "answers without TLS"},
		{Name: "nobody listens", Format: "iati", Limits: quick, State: failed, Reason: "refused the connection",
			Address: func(s *Server) string { return s.Refusing }},
	}
}

// pages are feeds that answer page by page.
func pages() []Case {
	title := func(i int) string { return "Training of border guards" }
	page := func(next func(r *http.Request, n int) string) answer {
		return func(w http.ResponseWriter, r *http.Request, n int) { io.WriteString(w, ftsPage(1, title, next(r, n))) }
	}
	return []Case{
		{Name: "pages in a circle", Format: "fts", State: failed, Reason: "the pages go in a circle", Tries: 1,
			Serve: page(func(r *http.Request, _ int) string { return r.URL.String() })},
		{Name: "a page on another server", Format: "fts", State: failed, Reason: "the next page is on another server",
			Serve: page(func(*http.Request, int) string { return "http://169.254.169.254/" })},
		{Name: "a page that cannot be had", Format: "fts", Tries: 2, State: failed, Reason: "page 2: the server has no such file",
			Serve: inTurn(page(func(r *http.Request, n int) string { return r.URL.Path + "?page=2" }), status(http.StatusNotFound))},
		{Name: "a page that says that something went wrong", Format: "fts", State: failed, Reason: `status is not "ok"`,
			Serve: sends(`{"status":"error","data":{"flows":[]}}`)},
	}
}
