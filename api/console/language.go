package console

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// language is one that the pages speak.
type language struct {
	Code string // BCP 47
	Dir  string // writing direction
	Name string // in itself
}

var languages = []language{{"en", "ltr", "English"}, {"fr", "ltr", "Français"}, {"ar", "rtl", "العربية"}}

// languageOf is what ?lang= says, else the best of Accept-Language (RFC 9110 section 12.5.4), else English.
func languageOf(r *http.Request) language {
	best, quality := languages[0], -1.0
	for _, l := range languages {
		if r.URL.Query().Get("lang") == l.Code {
			return l
		}
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, params, _ := strings.Cut(part, ";")
		q := 1.0
		if value, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			if parsed, err := strconv.ParseFloat(value, 64); err == nil {
				q = parsed
			}
		}
		for _, l := range languages {
			if registry.PrimaryLanguage(tag) == l.Code && q > quality && q > 0 {
				best, quality = l, q
			}
		}
	}
	return best
}

// words are words in a language, to be marked up as such.
type words struct{ Text, Lang, Dir string }

var functions = template.FuncMap{
	// t is a message of the page.
	"t": func(l language, key string) string { return messages[key][l.Code] },
	// in is a text in the reader's language, or the nearest that there is.
	"in": func(l language, text registry.Text) words {
		w, code := text.In(l.Code)
		return words{w, code, directionOf(code)}
	},
	"paragraphs": paragraphs,
	// with_lang hands a template its data and the language.
	"with_lang": func(l language, data any) view { return view{Lang: l, Data: data} },
	"link": func(l language, path string) string {
		separator := "?"
		if strings.Contains(path, "?") {
			separator = "&"
		}
		return path + separator + "lang=" + l.Code
	},
}

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
