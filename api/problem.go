package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tansiq/tansiq/api/console"
	"github.com/tansiq/tansiq/registry"
)

// Problem is the body of every error (RFC 9457).
type Problem struct {
	Type      string         `json:"type" format:"uri-reference" doc:"What kind of problem it is. Stable: programs may switch on it." example:"/problems/invalid"`
	Title     string         `json:"title" doc:"The kind in words; the same for every occurrence." example:"The request is not valid"`
	Status    int            `json:"status" doc:"The HTTP status of this answer." example:"422"`
	Detail    string         `json:"detail,omitempty" doc:"What was wrong this time. Never repeats what was submitted."`
	RequestID string         `json:"request_id,omitempty" doc:"The id under which this request is in the server's log; also in X-Request-Id."`
	Errors    []ProblemField `json:"errors,omitempty" doc:"Each field that is wrong."`

	header http.Header
	cause  error // logged, never shown
}

// ProblemField says where a request is wrong and why, without the value.
type ProblemField struct {
	Location string `json:"location,omitempty" doc:"Where: query.NAME, path.NAME, header.NAME, or body and a path into it." example:"query.limit"`
	Message  string `json:"message" doc:"What is wrong there." example:"expected number <= 200"`
}

// problemKinds are the kinds of problem by status. The type of a problem is part of the contract; docs shows this list.
var problemKinds = map[int]console.ProblemKind{
	http.StatusBadRequest:            {Slug: "malformed", Title: "The request cannot be read", Hint: "The query string cannot be decoded, or the body is not JSON."},
	http.StatusUnauthorized:          {Slug: "key-required", Title: "A valid key is required", Hint: "Send Authorization: Bearer and a key that is not revoked, or no Authorization header to read as the public."},
	http.StatusForbidden:             {Slug: "forbidden", Title: "This key may not do that", Hint: "The key is valid, its role does not permit the operation."},
	http.StatusNotFound:              {Slug: "not-found", Title: "There is no such thing", Hint: "It does not exist, or you may not know of it; the answer is the same."},
	http.StatusMethodNotAllowed:      {Slug: "method-not-allowed", Title: "The method is not allowed here", Hint: "The Allow header lists those that are."},
	http.StatusRequestTimeout:        {Slug: "timeout", Title: "The body came too slowly", Hint: "Send it again over a better line, or send less."},
	http.StatusConflict:              {Slug: "conflict", Title: "It conflicts with what is there", Hint: "The thing exists already, or is being worked on."},
	http.StatusPreconditionFailed:    {Slug: "precondition-failed", Title: "It changed meanwhile", Hint: "Read it again, and send If-Match with the new ETag."},
	http.StatusRequestEntityTooLarge: {Slug: "too-large", Title: "The body is too large", Hint: "The limit is in the operation's description."},
	http.StatusRequestURITooLong:     {Slug: "uri-too-long", Title: "The address is too long", Hint: "A query string has at most 8192 bytes."},
	http.StatusUnsupportedMediaType:  {Slug: "unsupported-media-type", Title: "The body's media type is not supported", Hint: "Send the Content-Type that the operation names."},
	http.StatusUnprocessableEntity:   {Slug: "invalid", Title: "The request is not valid", Hint: "errors says which parameters or fields are wrong, and why."},
	http.StatusPreconditionRequired:  {Slug: "precondition-required", Title: "If-Match is required", Hint: "Send the ETag of the version that you changed, so that nobody's change is lost."},
	http.StatusTooManyRequests:       {Slug: "rate-limited", Title: "Too many requests", Hint: "Wait as long as Retry-After says."},
	http.StatusInternalServerError:   {Slug: "internal", Title: "The server failed", Hint: "It is logged under the request id."},
	http.StatusServiceUnavailable:    {Slug: "unavailable", Title: "The registry cannot answer now", Hint: "Try again after Retry-After."},
}

// newProblem makes the problem of a status. A status without a kind of its own is a defect of ours: 500.
func newProblem(status int, detail string, fields ...ProblemField) *Problem {
	kind, ok := problemKinds[status]
	if !ok {
		return newProblem(http.StatusInternalServerError, "")
	}
	p := &Problem{Type: "/problems/" + kind.Slug, Title: kind.Title, Status: status, Detail: detail, Errors: fields, header: http.Header{}}
	if status == http.StatusServiceUnavailable {
		p.header.Set("Retry-After", "5")
	}
	return p
}

func (p *Problem) with(header, value string) *Problem {
	p.header.Set(header, value)
	return p
}

// Error, GetStatus, GetHeaders and ContentType are what Huma asks of an error that it is to send.
func (p *Problem) Error() string { return p.Title }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are the headers that go with the problem.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType is RFC 9457's.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// Unwrap gives the cause, for logs.
func (p *Problem) Unwrap() error { return p.cause }

// statuses maps the codes of the domain's errors; this is the only place that does.
var statuses = map[registry.Code]int{
	registry.EInvalid:     http.StatusUnprocessableEntity,
	registry.ENotFound:    http.StatusNotFound,
	registry.EConflict:    http.StatusConflict,
	registry.EForbidden:   http.StatusForbidden,
	registry.EUnavailable: http.StatusServiceUnavailable,
	registry.EInternal:    http.StatusInternalServerError,
}

// problemOf turns any error into what the client may read of it. The text of an error that is neither a Problem nor a
// registry.Error reaches the log only. where ("query", "body") is where the fields of an invalid request are.
func problemOf(err error, where string) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var e *registry.Error
	if !errors.As(err, &e) {
		status := http.StatusInternalServerError
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			status = http.StatusServiceUnavailable
		}
		p = newProblem(status, "")
		p.cause = err
		return p
	}
	p = newProblem(statuses[e.Code], "")
	p.cause = err
	switch e.Code {
	case registry.EInvalid, registry.EConflict, registry.EForbidden:
		p.Detail = e.Message
	}
	// Of a missing thing nothing is said, not even by the wording: a hidden one must read the same.
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, ProblemField{Location: where + "." + f.Field, Message: f.Reason})
	}
	return p
}

// safeLocation is a location without anything odd that a client may have sent as the name of a field.
var safeLocation = regexp.MustCompile(`^[a-z][a-z0-9_.\-\[\]]{0,99}$`)

// humaProblem makes a Problem of what Huma found wrong. Huma's details carry the submitted value, some of its messages
// too (after a colon), and of a body that cannot be read the whole of it: all dropped.
func humaProblem(status int, detail string, errs ...error) *Problem {
	p := newProblem(status, "")
	if p.Status >= http.StatusInternalServerError {
		p.cause = errors.Join(append(errs, errors.New(detail))...)
		return p
	}
	p.Detail = strings.TrimSuffix(detail, ".")
	for _, err := range errs {
		var d huma.ErrorDetailer
		if !errors.As(err, &d) {
			continue
		}
		f := ProblemField{Location: d.ErrorDetail().Location, Message: d.ErrorDetail().Message}
		if !safeLocation.MatchString(f.Location) {
			f.Location, _, _ = strings.Cut(f.Location, ".")
		}
		if !safeLocation.MatchString(f.Location) {
			f.Location = ""
		}
		f.Message, _, _ = strings.Cut(f.Message, ": ")
		p.Errors = append(p.Errors, f)
	}
	return p
}

// Huma makes its errors through these two package variables and has no setting for it; no other package of this
// program uses Huma.
func init() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		if status == 0 { // asked for its type and content type only, to document it
			return &Problem{}
		}
		return humaProblem(status, msg, errs...)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		p := humaProblem(status, msg, errs...)
		stamp(ctx.Context(), p)
		for name := range p.header {
			ctx.SetHeader(name, p.header.Get(name))
		}
		return p
	}
	huma.DefaultArrayNullable = false
}

// stamp gives the problem its request id and logs what the client does not get to read.
func stamp(ctx context.Context, p *Problem) *Problem {
	req := requestOf(ctx)
	p.RequestID = req.id
	if p.cause != nil && p.Status >= http.StatusInternalServerError {
		req.log.LogAttrs(ctx, slog.LevelError, "request failed", slog.Int("status", p.Status), slog.Any("error", p.cause))
	}
	return p
}

// writeProblem answers with a problem outside Huma.
func writeProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	stamp(r.Context(), p)
	h := w.Header()
	for name := range p.header {
		h.Set(name, p.header.Get(name))
	}
	h.Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	// A Problem always encodes; that the client is gone is nobody's error.
	_ = json.NewEncoder(w).Encode(p)
}
