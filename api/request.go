package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/google/uuid"

	"github.com/tansiq/tansiq/registry"
)

// request is what the layers know of a request beside its *http.Request.
type request struct {
	id  string
	who registry.Audience
	url string // path and query, for links
	// address is what callers without a key are limited by; see addressOf.
	address string
	log     *slog.Logger
}

type requestKey struct{}

// requestOf gives the request that a context belongs to. A context from elsewhere (tests of a handler) has an empty one.
func requestOf(ctx context.Context) *request {
	if req, ok := ctx.Value(requestKey{}).(*request); ok {
		return req
	}
	return &request{log: slog.New(slog.DiscardHandler)}
}

// serve is the outermost layer: it numbers, logs and recovers. A request id from outside is not taken over: it would
// let a client write into the log.
func (a *api) serve(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		req := &request{id: uuid.NewString(), url: r.URL.RequestURI(), address: addressOf(r)}
		req.log = a.options.Log.With(slog.String("request_id", req.id))
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, req))
		rec := &recorder{ResponseWriter: w}
		rec.Header().Set("X-Request-Id", req.id)
		rec.Header().Set("X-Content-Type-Options", "nosniff")
		rec.Header().Set("Referrer-Policy", "no-referrer")
		defer func() {
			failure := recover()
			if err, ok := failure.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				a.logRequest(r, req, rec, start)
				panic(failure) // net/http's own way to cut a connection; see exports.go
			}
			if failure != nil {
				req.log.Error("panic", slog.String("panic", fmt.Sprint(failure)), slog.String("stack", string(debug.Stack())))
				if rec.status == 0 {
					writeProblem(rec, r, newProblem(http.StatusInternalServerError, ""))
				}
			}
			a.logRequest(r, req, rec, start)
			if failure != nil && rec.status < http.StatusInternalServerError {
				panic(http.ErrAbortHandler) // half an answer was sent: it must not look whole
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

// logRequest writes one line. The query is left out: what people search for is nobody's business.
func (a *api) logRequest(r *http.Request, req *request, rec *recorder, start time.Time) {
	req.log.LogAttrs(r.Context(), slog.LevelInfo, "request",
		slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", rec.status),
		slog.Int64("bytes", rec.bytes), slog.Duration("took", time.Since(start)), slog.String("actor", req.who.Actor))
}

// recorder notes what was answered, for the log.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	if status >= http.StatusBadRequest {
		w.Header().Set("Cache-Control", "no-store") // a problem holds for this moment only
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController and Huma reach the connection's deadlines.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
