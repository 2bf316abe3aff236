package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// DocumentVersion is a version of the OpenAPI specification.
type DocumentVersion string

// The versions in which the document is to be had. 3.1 is what is meant; 3.0 is for tools that know no other.
const (
	OpenAPI31 DocumentVersion = "3.1"
	OpenAPI30 DocumentVersion = "3.0"
)

// apiVersion is that of the contract under /v1, not of the program: within it, changes only add.
const apiVersion = "1.0.0"

const securityKey = "key"

// Document is the OpenAPI document as indented JSON, with the relative server "/". Its bytes depend on this code alone.
func Document(version DocumentVersion) ([]byte, error) {
	document := describe()
	var b []byte
	var err error
	switch version {
	case OpenAPI31:
		b, err = document.MarshalJSON()
	case OpenAPI30:
		b, err = document.Downgrade()
	default:
		return nil, fmt.Errorf("no OpenAPI version %q", version)
	}
	if err != nil {
		return nil, err
	}
	return indent(b)
}

// DocumentYAML is Document(OpenAPI31) as YAML.
func DocumentYAML() ([]byte, error) { return describe().YAML() }

func indent(b []byte) ([]byte, error) {
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// describe makes the document of an API without a registry behind it.
func describe() *huma.OpenAPI {
	return new(api).register(humago.NewAdapter(http.NewServeMux(), ""))
}

// register puts all operations on the adapter's router and gives the document that describes them.
func (a *api) register(adapter huma.Adapter) *huma.OpenAPI {
	schemas := huma.NewMapRegistry("#/components/schemas/", schemaName)
	aliasSchemas(schemas)
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:   "Tansiq",
				Version: apiVersion,
				Description: "A registry of donor-funded initiatives: see what is funded where before funding more (The Hague Good Practices 14 and 19).\n\n" +
					"Reading public data needs no key. Every error is application/problem+json (RFC 9457). Listing an initiative is neither endorsement nor vetting.",
				License: &huma.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"},
				Contact: &huma.Contact{Name: "Tansiq", URL: "https://github.com/tansiq/tansiq"},
			},
			Servers: []*huma.Server{{URL: "/", Description: "The server that gave this document."}},
			Tags: []*huma.Tag{
				{Name: tagInitiatives, Description: "What is funded, where, for whom, by whom and when."},
				{Name: tagAnalysis, Description: "Sums over many initiatives: money counted once, gaps and crowding, and the needs that plans declare."},
				{Name: tagOverlaps, Description: "Pairs that may overlap, with the evidence; and the question before funding."},
				{Name: tagSubmissions, Description: "What civil-society groups propose, and what becomes of it.\n\n" + submissionMoves()},
				{Name: tagOrganisations, Description: "Donors, implementers and others who take part."},
				{Name: tagCodelists, Description: "Good practices, regions, countries, sectors and beneficiaries, in English, French and Arabic."},
				{Name: tagFeeds, Description: "Where records come from, and how that goes."},
				{Name: tagService, Description: "Probes for those who run the service."},
			},
			Components: &huma.Components{
				Schemas: schemas,
				SecuritySchemes: map[string]*huma.SecurityScheme{securityKey: {Type: "http", Scheme: "bearer",
					Description: "A key of this registry. It shows what its holder may see beyond the public, and lets an administrator administer."}},
			},
		},
		Formats:       jsonFormats(),
		DefaultFormat: "application/json",
	}
	// Answers may gain fields within /v1; bodies that are read say themselves that they take no others.
	config.AllowAdditionalPropertiesByDefault = true
	h := huma.NewAPI(config, adapter)
	h.UseMiddleware(strict)
	for _, o := range a.operations() {
		if creates(&o.huma) {
			describeIdempotency(&o.huma)
			o.huma.Middlewares = append(o.huma.Middlewares, a.idempotent)
		}
		o.register(h, o.huma)
	}
	describeReport(h.OpenAPI(), schemas)
	completeSchemas(schemas)
	describeErrors(h.OpenAPI())
	return h.OpenAPI()
}

// describeErrors says once for each kind of problem what it means and which headers go with it, and lets every
// operation refer to that.
func describeErrors(document *huma.OpenAPI) {
	text := &huma.Schema{Type: huma.TypeString}
	headers := map[int]map[string]*huma.Header{
		http.StatusUnauthorized:       {"WWW-Authenticate": {Description: "How to authenticate (RFC 6750).", Schema: text}},
		http.StatusTooManyRequests:    {"Retry-After": {Description: "Seconds to wait.", Schema: text}},
		http.StatusServiceUnavailable: {"Retry-After": {Description: "Seconds to wait.", Schema: text}},
	}
	document.Components.Responses = map[string]*huma.Response{}
	for _, item := range document.Paths {
		for _, o := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Delete} {
			if o == nil {
				continue
			}
			for status, kind := range problemKinds {
				response := o.Responses[strconv.Itoa(status)]
				if response == nil {
					continue
				}
				response.Description, response.Headers = kind.Title+". "+kind.Hint, headers[status]
				document.Components.Responses[kind.Slug] = response
				o.Responses[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + kind.Slug}
			}
		}
	}
}

// mountDocument serves the document in its three forms. It is encoded once: it does not change while the program runs.
func mountDocument(mux *http.ServeMux, document *huma.OpenAPI, publicURL string) {
	if publicURL != "" {
		document.Servers = []*huma.Server{{URL: publicURL, Description: "This registry."}}
	}
	for path, form := range map[string]struct {
		contentType string
		encode      func() ([]byte, error)
	}{
		"/openapi.json":     {"application/openapi+json", document.MarshalJSON},
		"/openapi.yaml":     {"application/openapi+yaml", document.YAML},
		"/openapi-3.0.json": {"application/openapi+json", document.Downgrade},
	} {
		b, err := form.encode()
		if err != nil {
			panic("api: the document cannot be encoded: " + err.Error())
		}
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", form.contentType)
			_, _ = w.Write(b) // that the client is gone is nobody's error
		})
	}
}

func mustEncode(document *huma.OpenAPI) []byte {
	b, err := document.MarshalJSON()
	if err != nil {
		panic("api: the document cannot be encoded: " + err.Error())
	}
	return b
}
