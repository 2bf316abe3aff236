package api

import (
	"net/http"
	"path"
	"strings"
)

// router answers what the ServeMux does not know with problems: its own 404 and 405 are plain text, and it redirects
// unclean paths with a page.
func router(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := r.URL.Path; p != path.Clean(p) {
			writeProblem(w, r, newProblem(http.StatusNotFound, ""))
			return
		}
		handler, pattern := mux.Handler(r)
		switch {
		case pattern != "":
			mux.ServeHTTP(w, r)
		case r.Method == http.MethodOptions:
			preflight(w, r, handler)
		default:
			allow := allowed(handler, r)
			if allow == "" {
				writeProblem(w, r, newProblem(http.StatusNotFound, ""))
				return
			}
			writeProblem(w, r, newProblem(http.StatusMethodNotAllowed, "").with("Allow", allow))
		}
	})
}

// preflight answers OPTIONS: what is allowed here, and to pages of other origins (Fetch section 3.2.2). Authorization
// is not among the headers: public reads need none, and a browser page of another site has no business with keys.
func preflight(w http.ResponseWriter, r *http.Request, miss http.Handler) {
	allow := allowed(miss, r)
	if allow == "" {
		writeProblem(w, r, newProblem(http.StatusNotFound, ""))
		return
	}
	h := w.Header()
	h.Set("Allow", allow+", OPTIONS")
	if strings.Contains(r.Header.Get("Access-Control-Request-Method"), http.MethodPost) {
		h.Set("Access-Control-Allow-Methods", "POST")
	} else {
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	}
	h.Set("Access-Control-Allow-Headers", "Accept-Language, Content-Type, If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// allowed asks the mux's own answer to a miss: a 405 names the methods of the path.
func allowed(miss http.Handler, r *http.Request) string {
	p := probe{header: http.Header{}}
	miss.ServeHTTP(&p, r)
	if p.status != http.StatusMethodNotAllowed {
		return ""
	}
	return p.header.Get("Allow")
}

// probe is a ResponseWriter that keeps the header only.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }
