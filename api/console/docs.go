package console

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// document is as much of an OpenAPI 3.1 document as the documentation page shows.
type document struct {
	Info struct {
		Title, Version, Description string
		License                     struct{ Name, URL string }
	}
	Servers    []struct{ URL string }
	Tags       []struct{ Name, Description string }
	Paths      map[string]map[string]docOperation
	Components struct {
		Schemas   map[string]docSchema
		Responses map[string]docResponse
	}
}

type docOperation struct {
	OperationID  string
	Summary      string
	Description  string
	Tags         []string
	Security     []map[string][]string
	Parameters   []docParameter
	RequestBody  *struct{ Content map[string]docMedia }
	Responses    map[string]docResponse
	Method, Path string // filled in
}

type docParameter struct {
	Name, In, Description string
	Required              bool
	Schema                docSchema
}

type docResponse struct {
	Ref         string `json:"$ref"`
	Description string
	Content     map[string]docMedia
}

type docMedia struct {
	Schema  docSchema
	Example json.RawMessage
}

type docSchema struct {
	Ref                  string `json:"$ref"`
	Type                 any
	Format, Description  string
	Enum, Examples       []any
	Minimum, Maximum     *float64
	MaxLength, MaxItems  *int
	Default              any
	Items                *docSchema
	Properties           map[string]docSchema
	Required             []string
	AdditionalProperties json.RawMessage
}

func parseDocument(b []byte) (d document) {
	if err := json.Unmarshal(b, &d); err != nil {
		panic("console: the OpenAPI document cannot be read: " + err.Error())
	}
	return d
}

// Response follows a reference to one that several operations share.
func (p docsPage) Response(r docResponse) docResponse {
	if r.Ref != "" {
		return p.Document.Components.Responses[schemaName(r.Ref)]
	}
	return r
}

// schemaName is the name that a reference ends with.
func schemaName(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }

// Link is the name of the named schema that this one is, or is a list of; "" where there is none.
func (s docSchema) Link() string {
	if s.Items != nil {
		return s.Items.Link()
	}
	return schemaName(s.Ref)
}

// Kind says the type in words: "array of string", "string or null (date)".
func (s docSchema) Kind() string {
	var kind string
	switch t := s.Type.(type) {
	case string:
		kind = t
	case []any:
		var names []string
		for _, n := range t {
			names = append(names, fmt.Sprint(n))
		}
		kind = strings.Join(names, " or ")
	}
	if s.Items != nil {
		kind = "list of " + s.Items.Kind()
	}
	if s.Ref != "" {
		kind = schemaName(s.Ref)
	}
	if s.Format != "" && s.Format != "int64" && s.Format != "double" {
		kind += " (" + s.Format + ")"
	}
	return kind
}

// Limits says what a value must keep to.
func (s docSchema) Limits() string {
	var limits []string
	add := func(format string, args ...any) { limits = append(limits, fmt.Sprintf(format, args...)) }
	one := s
	if s.Items != nil {
		one = *s.Items
	}
	if len(one.Enum) > 0 {
		var values []string
		for _, v := range one.Enum {
			values = append(values, fmt.Sprint(v))
		}
		add("one of %s", strings.Join(values, ", "))
	}
	if one.Minimum != nil {
		add("at least %v", *one.Minimum)
	}
	if one.Maximum != nil {
		add("at most %v", *one.Maximum)
	}
	if one.MaxLength != nil {
		add("at most %d characters", *one.MaxLength)
	}
	if s.MaxItems != nil {
		add("at most %d values", *s.MaxItems)
	}
	if s.Default != nil {
		add("default %v", s.Default)
	}
	return strings.Join(limits, "; ")
}

// Example is the first example as a person would write it into a query string; "" where there is none.
func (s docSchema) Example() string {
	if len(s.Examples) == 0 {
		return ""
	}
	if list, ok := s.Examples[0].([]any); ok && len(list) > 0 {
		return fmt.Sprint(list[0])
	}
	return fmt.Sprint(s.Examples[0])
}

// NeedsKey says whether the operation refuses the public.
func (o docOperation) NeedsKey() bool {
	return len(o.Security) > 0 && !slices.ContainsFunc(o.Security, func(s map[string][]string) bool { return len(s) == 0 })
}

type docsPage struct {
	Document document
	Host     string
	Groups   []docGroup
	Schemas  []namedSchema
	Problems []docProblem
	ids      map[string]string
}

type docGroup struct {
	Name, Description string
	Operations        []docOperation
}

type namedSchema struct {
	Name string
	docSchema
}

type docProblem struct {
	Status int
	ProblemKind
}

// methods in the order in which a resource is explained.
var methods = []string{"get", "post", "patch", "delete"}

func (c *console) docs(r *http.Request, _ language) (string, any, error) {
	p := docsPage{Document: c.document, Host: c.host(r), ids: c.examples(r.Context())}
	for _, tag := range c.document.Tags {
		group := docGroup{Name: tag.Name, Description: tag.Description}
		for _, path := range slices.Sorted(maps.Keys(c.document.Paths)) {
			for _, method := range methods {
				o, ok := c.document.Paths[path][method]
				if ok && slices.Contains(o.Tags, tag.Name) {
					o.Method, o.Path = strings.ToUpper(method), path
					group.Operations = append(group.Operations, o)
				}
			}
		}
		// What a resource is comes before what else can be had of it: /v1/initiatives before /v1/exports.
		slices.SortStableFunc(group.Operations, func(a, b docOperation) int {
			return cmp.Compare(elsewhere(a.Path, tag.Name), elsewhere(b.Path, tag.Name))
		})
		p.Groups = append(p.Groups, group)
	}
	for _, name := range slices.Sorted(maps.Keys(c.document.Components.Schemas)) {
		p.Schemas = append(p.Schemas, namedSchema{name, c.document.Components.Schemas[name]})
	}
	for _, status := range slices.Sorted(maps.Keys(c.options.Problems)) {
		p.Problems = append(p.Problems, docProblem{status, c.options.Problems[status]})
	}
	return "docs.html", p, nil
}

func elsewhere(path, tag string) int {
	if path == "/v1/"+tag || strings.HasPrefix(path, "/v1/"+tag+"/") {
		return 0
	}
	return 1
}

// piece is a stretch of a description, code or not.
type piece struct {
	Text string
	Code bool
}

// paragraphs reads as much CommonMark as our descriptions use: empty lines and code spans.
func paragraphs(text string) (all [][]piece) {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		var pieces []piece
		for i, s := range strings.Split(paragraph, "`") {
			if s != "" {
				pieces = append(pieces, piece{s, i%2 == 1})
			}
		}
		all = append(all, pieces)
	}
	return all
}

// plainHost is a host that can stand in a command line as it is.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9.\-]+(:[0-9]+)?$|^\[[0-9a-fA-F:]+\](:[0-9]+)?$`)

// host is where the reader reached us, so that the commands can be copied: the public address where one is configured.
func (c *console) host(r *http.Request) string {
	if len(c.document.Servers) > 0 && c.document.Servers[0].URL != "/" {
		return strings.TrimSuffix(c.document.Servers[0].URL, "/")
	}
	host := "127.0.0.1:8080"
	if plainHost.MatchString(r.Host) {
		host = r.Host
	}
	if r.TLS != nil {
		return "https://" + host
	}
	return "http://" + host
}

// examples are ids of things that are there, by the placeholder they stand for and the collection it is in, so that the
// commands on the page answer something. Where the registry cannot tell, the placeholder stays.
func (c *console) examples(ctx context.Context) map[string]string {
	ids := map[string]string{"number": "19", "code": "sahel"}
	if list, err := c.registry.ListInitiatives(ctx, public, registry.InitiativeFilter{}, registry.Page{Limit: 1}); err == nil && len(list.Items) > 0 {
		ids["initiatives"] = list.Items[0].ID
	}
	if list, err := c.registry.ListOrganisations(ctx, public, registry.OrganisationFilter{}, registry.Page{Limit: 1}); err == nil && len(list.Items) > 0 {
		ids["organisations"] = list.Items[0].ID
	}
	for _, decided := range [][]registry.Decision{{registry.DecisionConfirmedOverlap}, nil} { // one with a ruling, or else any
		list, err := c.registry.ListOverlaps(ctx, public, registry.OverlapFilter{Decisions: decided}, registry.Page{Limit: 1})
		if err != nil || len(list.Items) == 0 {
			continue
		}
		o := list.Items[0]
		ids["overlaps"] = o.ID
		if o.Ruling != nil {
			ids["ruling"] = o.Ruling.ID
			break
		}
	}
	if list, err := c.registry.ListPriorities(ctx, public, registry.PriorityFilter{}, registry.Page{Limit: 1}); err == nil && len(list.Items) > 0 {
		ids["priorities"] = list.Items[0].ID
	}
	if feeds, err := c.registry.ListFeeds(ctx); err == nil {
		for _, f := range feeds {
			if ids["feeds"] == "" || (ids["run"] == "" && f.LastRun != nil) {
				ids["feeds"] = f.Feed.ID
				if f.LastRun != nil {
					ids["run"] = f.LastRun.ID
				}
			}
		}
	}
	return ids
}

var placeholder = regexp.MustCompile(`\{([a-z]+)\}`)

// Curl is a command that asks the operation of this very host.
func (p docsPage) Curl(o docOperation) string {
	collection := strings.Split(strings.TrimPrefix(o.Path, "/v1/"), "/")[0]
	path := placeholder.ReplaceAllStringFunc(o.Path, func(s string) string {
		name := strings.Trim(s, "{}")
		if name == "id" {
			name = collection
		}
		if id := p.ids[name]; id != "" {
			return id
		}
		return strings.ToUpper(strings.Trim(s, "{}"))
	})
	command := "curl "
	if o.Method != http.MethodGet {
		command += "-X " + o.Method + " "
	}
	if o.NeedsKey() {
		command += `-H "Authorization: Bearer $TANSIQ_KEY" `
	}
	for _, parameter := range o.Parameters {
		switch parameter.Name {
		case "If-Match":
			command += `-H 'If-Match: "ETAG"' `
		case "Tracking-Token":
			command += `-H "Tracking-Token: $TRACKING_TOKEN" `
		}
	}
	if o.RequestBody != nil {
		for media, body := range o.RequestBody.Content {
			var compact bytes.Buffer
			if json.Compact(&compact, body.Example) == nil {
				command += "-H 'Content-Type: " + media + "' -d '" + strings.ReplaceAll(compact.String(), "'", `'\''`) + "' "
			}
		}
	}
	return command + "'" + p.Host + path + p.query(o) + "'"
}

// query is the first query parameter that has an example and that the operation can be shown with.
func (p docsPage) query(o docOperation) string {
	for _, name := range []string{"good_practice", "country", "kind", "role"} {
		for _, parameter := range o.Parameters {
			if parameter.In == "query" && parameter.Name == name && parameter.Schema.Example() != "" {
				return "?" + url.Values{name: {parameter.Schema.Example()}}.Encode()
			}
		}
	}
	return ""
}
