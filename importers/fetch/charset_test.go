package fetch

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry/safehttp"
)

// What a server says of the encoding counts where the body is not UTF-8, and where it can be decoded.
func TestCharset(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for name, test := range map[string]struct{ contentType, body, want string }{
		"Arabic":                       {"text/csv; charset=windows-1256", "title\n\xca\xe4\xd3\xed\xde", "windows-1256"},
		"another name of it":           {`text/csv;charset="CP1256"`, "title\n\xca\xe4\xd3\xed\xde", "windows-1256"},
		"latin-1 is windows-1252":      {"text/xml; charset=ISO-8859-1", "<a>\xe9</a>", "windows-1252"},
		"late in a long body":          {"text/csv; charset=windows-1252", long + "\xe9", "windows-1252"},
		"the body is UTF-8":            {"text/csv; charset=windows-1256", long + "تنسيق", ""},
		"UTF-8 that is cut off":        {"text/csv; charset=windows-1252", "caf\xc3", "windows-1252"},
		"nothing said":                 {"text/csv", "caf\xe9", ""},
		"no header that can be read":   {"text/csv; charset=", "caf\xe9", ""},
		"UTF-8 said":                   {"text/csv; charset=utf-8", "caf\xe9", ""},
		"an encoding that is not read": {"text/csv; charset=koi8-r", "caf\xe9", ""},
		"what is no encoding":          {"text/csv; charset=klingon", "caf\xe9", ""},
	} {
		t.Run(name, func(t *testing.T) {
			address, client := hostile(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", test.contentType)
				io.WriteString(w, test.body)
			})
			body, err := Get(t.Context(), client, Request{URL: address})
			if err != nil {
				t.Fatal(safehttp.Reason(err))
			}
			defer body.Close()
			if body.Charset != test.want {
				t.Errorf("got %q, want %q", body.Charset, test.want)
			}
			if got, err := io.ReadAll(body); string(got) != test.body || err != nil {
				t.Errorf("the body is another: %v", err)
			}
		})
	}
}
