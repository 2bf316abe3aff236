package api

import (
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// maxQueryBytes bounds the query string.
const maxQueryBytes = 8192

// strict refuses what Huma lets pass: a query string that cannot be decoded (net/url drops the pair, and with it a
// filter), unknown parameters, repeated scalars (Huma takes the first), empty values (Huma takes them for absent), and
// bodies of another media type (Huma echoes them).
func strict(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	p := checkQuery(ctx.Operation(), r.URL.RawQuery)
	if p == nil {
		p = checkMediaType(ctx.Operation(), r)
	}
	if p != nil {
		writeProblem(w, r, p)
		return
	}
	r.Header.Del("Accept") // each answer has one media type; Huma would call it whatever the client does
	next(ctx)
}

// safeName is how our own parameters look. Only such a name of an unknown parameter is repeated to the client: a key
// pasted into an address is not.
var safeName = regexp.MustCompile(`^[a-z_]{1,32}$`)

func checkQuery(op *huma.Operation, raw string) *Problem {
	if raw == "" {
		return nil
	}
	if len(raw) > maxQueryBytes {
		return newProblem(http.StatusRequestURITooLong, "")
	}
	query, err := url.ParseQuery(raw)
	if err != nil {
		return newProblem(http.StatusBadRequest, "The query string cannot be decoded: percent signs must begin an escape, and pairs are separated by &.")
	}
	known := map[string]*huma.Param{}
	for _, p := range op.Parameters {
		if p.In == "query" {
			known[p.Name] = p
		}
	}
	var wrong []ProblemField
	for _, name := range slices.Sorted(maps.Keys(query)) {
		values := query[name]
		location := "query"
		if safeName.MatchString(name) {
			location += "." + name
		}
		param := known[name]
		switch {
		case param == nil:
			wrong = append(wrong, ProblemField{location, unknownParameter(known)})
		case len(values) > 1 && param.Schema.Type != huma.TypeArray:
			wrong = append(wrong, ProblemField{location, "may be given once only"})
		case slices.Contains(values, ""):
			wrong = append(wrong, ProblemField{location, "must not be empty; leave the parameter out instead"})
		case param.Schema.Type == huma.TypeBoolean && values[0] != "true" && values[0] != "false":
			wrong = append(wrong, ProblemField{location, "must be true or false"})
		}
	}
	if wrong != nil {
		return newProblem(http.StatusUnprocessableEntity, "The query string is not valid.", wrong...)
	}
	return nil
}

func unknownParameter(known map[string]*huma.Param) string {
	if len(known) == 0 {
		return "unknown parameter; this operation takes none"
	}
	return "unknown parameter; this operation takes " + strings.Join(slices.Sorted(maps.Keys(known)), ", ")
}

func checkMediaType(op *huma.Operation, r *http.Request) *Problem {
	if op.RequestBody == nil {
		return nil
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	if err == nil && op.RequestBody.Content[media] != nil && (charset == "" || charset == "utf-8") {
		return nil
	}
	accepted := strings.Join(slices.Sorted(maps.Keys(op.RequestBody.Content)), ", ")
	p := newProblem(http.StatusUnsupportedMediaType, "Send the body as "+accepted+" in UTF-8.")
	if r.Method == http.MethodPatch {
		return p.with("Accept-Patch", accepted) // RFC 5789 section 3.1
	}
	return p
}
