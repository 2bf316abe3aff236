package fetch

import (
	"io"
	"mime"
	"net/http"
	"slices"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"github.com/tansiq/tansiq/registry"
)

// statedCharset is the encoding that the Content-Type header names (RFC 2046 section 4.1.2), as one of
// registry.Charsets; "" for Unicode, which a file shows itself, and for any other.
func statedCharset(response *http.Response) string {
	_, parameters, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	_, name := charset.Lookup(parameters["charset"]) // "latin1" and "iso-8859-1" mean windows-1252 (WHATWG Encoding section 4.2)
	if !slices.Contains(registry.Charsets(), name) {
		return ""
	}
	return name
}

// notUTF8 takes a text and knows whether it is in another encoding than UTF-8.
type notUTF8 struct {
	validator *transform.Writer
	is        bool
}

func newNotUTF8() *notUTF8 {
	return &notUTF8{validator: transform.NewWriter(io.Discard, encoding.UTF8Validator)}
}

func (n *notUTF8) Write(p []byte) (int, error) {
	if !n.is {
		_, err := n.validator.Write(p)
		n.is = err != nil
	}
	return len(p), nil
}

// Close ends the text: a character that is cut off at the end is none.
func (n *notUTF8) Close() error {
	if !n.is {
		n.is = n.validator.Close() != nil
	}
	return nil
}
