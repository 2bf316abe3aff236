package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tansiq/tansiq/registry"
)

// operation is a line of the table in routes.go.
type operation struct {
	huma     huma.Operation
	register func(huma.API, huma.Operation)
}

// handler is how the handlers of the resources look: who asks is handed in, so that none can forget to look.
type handler[I, O any] func(ctx context.Context, who registry.Audience, in *I) (*O, error)

// op makes an operation. The options say what the types do not.
func op[I, O any](method, path, id, tag, summary string, h handler[I, O], options ...option) operation {
	o := huma.Operation{Method: method, Path: path, OperationID: id, Tags: []string{tag}, Summary: summary,
		Responses: map[string]*huma.Response{}, Security: readSecurity}
	o.Errors = []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusRequestURITooLong, http.StatusUnprocessableEntity, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusServiceUnavailable}
	for _, option := range options {
		option(&o)
	}
	where := "query"
	if o.MaxBodyBytes > 0 {
		where = "body"
	}
	return operation{o, func(a huma.API, o huma.Operation) {
		huma.Register(a, o, func(ctx context.Context, in *I) (*O, error) {
			out, err := h(ctx, requestOf(ctx).who, in)
			if err != nil {
				return nil, stamp(ctx, problemOf(err, where))
			}
			return out, nil
		})
	}}
}

type option func(*huma.Operation)

// Security of reads: none, or a key, which shows more. Of changes: a key.
var (
	readSecurity = []map[string][]string{{}, {securityKey: {}}}
	keySecurity  = []map[string][]string{{securityKey: {}}}
)

// about is the operation's description.
func about(text string) option { return func(o *huma.Operation) { o.Description = text } }

// single is for one thing: it may be missing, and has an ETag.
func single(o *huma.Operation) {
	missing(o)
	tagged(o)
}

// missing is for what may not be there.
func missing(o *huma.Operation) { o.Errors = append(o.Errors, http.StatusNotFound) }

// tagged gives the answer an ETag.
func tagged(o *huma.Operation) {
	o.Middlewares = append(o.Middlewares, conditional)
	o.Parameters = append(o.Parameters, &huma.Param{Name: "If-None-Match", In: "header",
		Description: "ETag of an earlier answer: if it still holds, the answer is 304 without a body.", Schema: &huma.Schema{Type: huma.TypeString}})
	o.Responses["304"] = &huma.Response{Description: "Nothing changed since the answer that If-None-Match names."}
	o.Responses["200"] = &huma.Response{Headers: map[string]*huma.Header{"ETag": {
		Description: "Strong entity tag of this answer for this caller.", Schema: &huma.Schema{Type: huma.TypeString}}}}
}

// body is for operations that take a body of so many bytes at most.
func body(limit int64) option {
	return func(o *huma.Operation) {
		o.MaxBodyBytes = limit
		o.BodyReadTimeout = bodyReadTimeout
		o.Errors = append(o.Errors, http.StatusRequestTimeout, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
}

// admin is for administrators alone.
func admin(o *huma.Operation) { keyed(o, "This is for administrators.", registry.RoleAdministrator) }

// keyed is for callers with a key of one of the roles. It refuses others before a body is read.
func keyed(o *huma.Operation, detail string, roles ...registry.AccessRole) {
	o.Security = keySecurity
	o.Middlewares = append(o.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		if p := refused(requestOf(r.Context()).who, detail, roles); p != nil {
			writeProblem(w, r, p)
			return
		}
		next(ctx)
	})
	o.Errors = append(o.Errors, http.StatusForbidden)
}

// refuses is for what a caller may not ask for, whatever it is of.
func refuses(o *huma.Operation) { o.Errors = append(o.Errors, http.StatusForbidden) }

// conflicts is for what may exist already or be under way.
func conflicts(o *huma.Operation) { o.Errors = append(o.Errors, http.StatusConflict) }

// guarded is for changes that If-Match protects.
func guarded(o *huma.Operation) { o.Errors = append(o.Errors, http.StatusPreconditionFailed) }

// requiresMatch is for those that are refused without it (RFC 6585 section 3).
func requiresMatch(o *huma.Operation) { o.Errors = append(o.Errors, http.StatusPreconditionRequired) }

// example shows what a body may look like.
func example(contentType string, value any) option {
	return func(o *huma.Operation) {
		o.RequestBody = &huma.RequestBody{Content: map[string]*huma.MediaType{contentType: {Example: value}}}
	}
}

// answers sets the status of success.
func answers(status int) option { return func(o *huma.Operation) { o.DefaultStatus = status } }

// streams is for answers that are not JSON.
func streams(contentType, description string) option {
	return func(o *huma.Operation) {
		r := o.Responses["200"]
		if r == nil {
			r = &huma.Response{}
			o.Responses["200"] = r
		}
		r.Description = description
		r.Content = map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: huma.TypeString}}}
	}
}
