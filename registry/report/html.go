package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"

	"github.com/tansiq/tansiq/registry"
)

//go:embed page.html
var pageTemplate string

//go:embed page.css
var pageStyle string

// StyleSource is the Content-Security-Policy source of the page's only style sheet: the page needs nothing else.
var StyleSource = func() string {
	sum := sha256.Sum256([]byte(pageStyle))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"style": func() template.CSS { return template.CSS(pageStyle) },
	// width is a bar's length in the hundred units of its drawing.
	"width": func(share float64) string { return fmt.Sprintf("%.1f", max(share*100, .5)) },
	"shift": func(share float64, rtl bool) string {
		if !rtl {
			return "0"
		}
		return fmt.Sprintf("%.1f", 100-max(share*100, .5))
	},
	"dir": directionOf,
	"bcp": func(lang string) string {
		if lang == "" {
			return registry.Undetermined
		}
		return lang
	},
	"inc": func(i int) int { return i + 1 },
}).Parse(pageTemplate))

// directionOf is the writing direction of a language; auto where nobody stated the language.
func directionOf(code string) string {
	switch code {
	case "ar", "fa", "he", "ps", "ur", "prs":
		return "rtl"
	case registry.Undetermined, "":
		return "auto"
	}
	return "ltr"
}

// HTML writes the report as one page that needs nothing from elsewhere: no script, no picture, no font. It prints.
func HTML(w io.Writer, r *Report) error {
	var b bytes.Buffer
	if err := page.Execute(&b, makeDocument(r)); err != nil {
		return registry.WrapError(registry.EInternal, err, "the report cannot be written")
	}
	_, err := b.WriteTo(w)
	return err
}
