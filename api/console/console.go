// Package console is what the registry shows to people: plain pages in English, French and Arabic, rendered on the
// server, without a script and without anything from another host. They ask the same Registry as the API, as the public.
package console

import (
	"bytes"
	"context"
	"embed"
	"html/template"
	"io/fs"
	"net/http"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

// Registry is what the pages ask of the registry.
type Registry interface {
	FindInitiative(ctx context.Context, who registry.Audience, id string) (registry.ViewDocument, error)
	ListInitiatives(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, page registry.Page) (service.InitiativeList, error)
	FacetInitiatives(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter) (map[registry.FacetField][]service.Facet, error)
	ListOrganisations(ctx context.Context, who registry.Audience, filter registry.OrganisationFilter, page registry.Page) (service.OrganisationList, error)
	ListOverlaps(ctx context.Context, who registry.Audience, filter registry.OverlapFilter, page registry.Page) (service.OverlapList, error)
	ListPriorities(ctx context.Context, who registry.Audience, filter registry.PriorityFilter, page registry.Page) (service.PriorityList, error)
	ListFeeds(ctx context.Context) ([]registry.FeedHealth, error)
}

// Options is what the API hands the pages.
type Options struct {
	Version  string
	Document []byte              // the OpenAPI document as JSON, from which the documentation page is made
	Problems map[int]ProblemKind // by HTTP status
}

// ProblemKind is a kind of error that the API answers with.
type ProblemKind struct {
	Slug  string // last segment of the problem's type
	Title string
	Hint  string // what the client can do
}

//go:embed assets templates
var files embed.FS

var templates = template.Must(template.New("").Funcs(functions).ParseFS(files, "templates/*.html"))

type console struct {
	registry Registry
	options  Options
	document document
}

// New makes the handler of all pages. It panics where the document is not one: that is a defect of ours.
func New(registry Registry, options Options) http.Handler {
	c := &console{registry: registry, options: options, document: parseDocument(options.Document)}
	assets, err := fs.Sub(files, "assets")
	if err != nil {
		panic("console: " + err.Error())
	}
	mux := http.NewServeMux()
	mux.Handle("GET /assets/{file}", http.StripPrefix("/assets/", http.FileServerFS(assets)))
	mux.HandleFunc("GET /{$}", c.page(c.home))
	mux.HandleFunc("GET /good-practices", c.page(c.practices))
	mux.HandleFunc("GET /initiatives", c.page(c.initiatives))
	mux.HandleFunc("GET /initiatives/{id}", c.page(c.initiative))
	mux.HandleFunc("GET /docs", c.page(c.docs))
	mux.HandleFunc("GET /problems/{slug}", c.problem)
	mux.HandleFunc("GET /", c.page(func(*http.Request, language) (string, any, error) {
		return "", nil, registry404
	}))
	return secured(mux)
}

var registry404 = registry.Errorf(registry.ENotFound, "no such page")

// secured forbids whatever a page does not need: it has one style sheet, and forms that lead back here.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "public, max-age=30")
		next.ServeHTTP(w, r)
	})
}

// view is what every template is given.
type view struct {
	Lang      language
	Languages []choice
	Version   string
	Data      any
}

// choice is a link to the same page in another language.
type choice struct {
	Language language
	Address  string
	Current  bool
}

type pageFunc func(r *http.Request, lang language) (name string, data any, err error)

// page renders a page whole before it sends a byte, so that an error is an error page and never half of one.
func (c *console) page(render pageFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		lang := languageOf(r)
		status := http.StatusOK
		name, data, err := render(r, lang)
		switch registry.ErrorCode(err) {
		case "":
		case registry.ENotFound:
			name, status = "not-found.html", http.StatusNotFound
		case registry.EInvalid:
			name, status = "invalid.html", http.StatusUnprocessableEntity
		default:
			name, status = "unavailable.html", http.StatusServiceUnavailable
		}
		v := view{Lang: lang, Version: c.options.Version, Data: data}
		for _, l := range languages {
			query := r.URL.Query()
			query.Set("lang", l.Code)
			v.Languages = append(v.Languages, choice{l, r.URL.EscapedPath() + "?" + query.Encode(), l.Code == lang.Code})
		}
		var page bytes.Buffer
		if err := templates.ExecuteTemplate(&page, name, v); err != nil {
			panic("console: " + err.Error()) // a template of ours does not fit its data
		}
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Language", lang.Code)
		h.Set("Vary", "Accept-Language")
		w.WriteHeader(status)
		_, _ = w.Write(page.Bytes()) // that the reader is gone is nobody's error
	}
}

// problem leads from the type of a problem to where it is explained.
func (c *console) problem(w http.ResponseWriter, r *http.Request) {
	for _, kind := range c.options.Problems {
		if kind.Slug == r.PathValue("slug") {
			http.Redirect(w, r, "/docs#problem-"+kind.Slug, http.StatusSeeOther)
			return
		}
	}
	c.page(func(*http.Request, language) (string, any, error) { return "", nil, registry404 })(w, r)
}
