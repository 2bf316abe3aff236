package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/report"
	"github.com/tansiq/tansiq/registry/service"
)

const aboutReport = "The pack for a coordination meeting, for one region, country, good practice or donor: flags by level with the evidence and what would have to be agreed, agreed actions, " +
	"flags donor by donor, crowded places, coverage with its gaps, declared priorities, the combined value of the initiatives involved, what is not known, and how good the detector is. " +
	"It holds what the caller may see: the public sees what a coordinator has confirmed. Coordinators and administrators may leave the scope out and get everything. " +
	"At most 500 flags are spelled out; the rest are counted."

type reportInput struct {
	Region       string `query:"region" maxLength:"60" doc:"Coordination region; see /v1/regions. One of region, country, good_practice and donor."`
	Country      string `query:"country" maxLength:"2" doc:"ISO 3166-1 alpha-2 code of a country (XK for Kosovo)." example:"ML"`
	GoodPractice int    `query:"good_practice" minimum:"1" maximum:"25" doc:"Number of a good practice, 1 to 25."`
	Donor        string `query:"donor" maxLength:"300" doc:"Funding organisation: its id, identifier (GB-GOV-1) or exact name."`
	AsOf         string `query:"as_of" format:"date" doc:"What the registry knew at the end of this day (UTC): flags found and rulings made later are left out, and initiatives are shown and counted as they were. Levels and evidence are those of now. The default is today."`
	Lang         string `query:"lang" enum:"en,fr,ar" default:"en" doc:"Language of the document. Texts in JSON are in every language that there is."`
	Format       string `query:"format" enum:"json,html,xlsx,pdf" default:"json" doc:"Form of the document."`
}

// reportFormat is a form in which a report can be had.
type reportFormat struct {
	contentType string
	description string
	write       func(io.Writer, *report.Report) error
}

var reportFormats = map[string]reportFormat{
	"json": {"application/json", "", func(w io.Writer, r *report.Report) error { return writeJSON(w, r) }},
	"xlsx": {typeXLSX, "A workbook: summary, flags, actions, donor by donor, coverage, priorities, crowded places, sources.", report.XLSX},
	"pdf":  {"application/pdf", "A4 pages for paper.", report.PDF},
	"html": {"text/html; charset=utf-8", "One page that needs nothing from elsewhere, for the screen and for print.", report.HTML},
}

type reportAnswer struct {
	ContentDisposition string `header:"Content-Disposition" doc:"Suggests a file name."`
	ContentLanguage    string `header:"Content-Language" doc:"The document's language."`
	Body               func(huma.Context)
}

func (a *api) report(ctx context.Context, who registry.Audience, in *reportInput) (*reportAnswer, error) {
	var wrong wrongFields
	request := service.ReportRequest{GoodPractice: in.GoodPractice, Donor: in.Donor, AsOf: wrong.date("as_of", in.AsOf), Language: in.Lang}
	if in.Region != "" {
		request.Region = strings.Join(wrong.regions([]string{in.Region}), "")
	}
	if in.Country != "" {
		request.Country = strings.Join(wrong.countries([]string{in.Country}), "")
	}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	made, err := a.registry.Report(ctx, who, request)
	if err != nil {
		return nil, err
	}
	// Rendered before the status is sent: what goes wrong here is a problem like any other.
	var document bytes.Buffer
	format := reportFormats[in.Format]
	if err := format.write(&document, made); err != nil {
		return nil, err
	}
	return &reportAnswer{
		ContentDisposition: disposition(in.Format) + `; filename="` + reportName(made) + "." + in.Format + `"`,
		ContentLanguage:    made.Language,
		Body: func(hctx huma.Context) {
			_, w := humago.Unwrap(hctx)
			w.Header().Set("Content-Type", format.contentType)
			if in.Format == "html" {
				w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src "+report.StyleSource+"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
			}
			_, _ = document.WriteTo(w) // that the client is gone is nobody's error
		},
	}, nil
}

// disposition lets a browser show what it can show and save the rest (RFC 6266).
func disposition(format string) string {
	if format == "xlsx" {
		return "attachment"
	}
	return "inline"
}

// reportName is of codes alone, and therefore safe in a header.
func reportName(r *report.Report) string {
	parts := []string{"tansiq", strings.ReplaceAll(string(r.Scope.Kind), "_", "-"), r.Scope.Code, string(r.AsOf), r.Language}
	return strings.ToLower(strings.Join(parts[:2], "-") + "-" + strings.TrimPrefix(strings.Join(parts[2:], "-"), "-"))
}

// describeReport documents the four forms of a report. Huma does not see what the answer's function writes.
func describeReport(document *huma.OpenAPI, schemas huma.Registry) {
	content := map[string]*huma.MediaType{}
	for _, f := range reportFormats {
		mediaType, _, _ := strings.Cut(f.contentType, ";")
		schema := &huma.Schema{Type: huma.TypeString, Description: f.description}
		if mediaType == "application/json" {
			schema = schemas.Schema(reflect.TypeFor[report.Report](), true, "")
		}
		content[mediaType] = &huma.MediaType{Schema: schema}
	}
	ok := document.Paths["/v1/overlap-reports"].Get.Responses["200"]
	ok.Description, ok.Content = http.StatusText(http.StatusOK), content
}

// schemaName keeps the types of a report apart from the domain's of the same name.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if own := reflect.TypeFor[report.Report](); t.PkgPath() == own.PkgPath() && t != own {
		return "Report" + name
	}
	return name
}
