package api

import (
	"bytes"
	"context"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tansiq/tansiq/registry"
)

// typeXLSX is the media type of workbooks (ISO/IEC 29500).
const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

const aboutTemplate = "The table format as an empty workbook for a person: a sheet that explains it, the table with headings, hints, drop-down lists and an example, and the " +
	"lists on a hidden sheet. What is filled in is read by its headings; the hints and the example are not read."

type templateInput struct {
	Lang string `query:"lang" enum:"en,fr,ar" default:"en" doc:"Language of headings, hints and lists."`
}

type templateAnswer struct {
	ContentDisposition string `header:"Content-Disposition" doc:"Suggests a file name."`
	ContentLanguage    string `header:"Content-Language" doc:"The template's language."`
	Body               func(huma.Context)
}

func (a *api) template(_ context.Context, _ registry.Audience, in *templateInput) (*templateAnswer, error) {
	if a.options.Template == nil {
		return nil, registry.Errorf(registry.EUnavailable, "this server has no template")
	}
	var workbook bytes.Buffer
	if err := a.options.Template(&workbook, in.Lang); err != nil {
		return nil, err
	}
	return &templateAnswer{
		ContentDisposition: `attachment; filename="initiatives-` + in.Lang + `.xlsx"`,
		ContentLanguage:    in.Lang,
		Body: func(hctx huma.Context) {
			_, w := humago.Unwrap(hctx)
			w.Header().Set("Content-Type", typeXLSX)
			_, _ = workbook.WriteTo(w) // that the client is gone is nobody's error
		},
	}, nil
}
