package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tansiq/tansiq/registry"
)

// conditional gives an answer its strong ETag and answers 304 to a client that has it (RFC 9110 sections 8.8.3 and
// 13.1.2). It is for single things, which are small; lists are not hashed.
func conditional(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	held := &heldAnswer{ResponseWriter: w, status: http.StatusOK}
	next(humago.NewContext(ctx.Operation(), r, held))
	h := w.Header()
	if held.status == http.StatusOK {
		tag := entityTag(requestOf(r.Context()).who, held.body.Bytes())
		h.Set("ETag", tag)
		if matches(r.Header.Values("If-None-Match"), tag) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if held.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(held.body.Len()))
	}
	w.WriteHeader(held.status)
	_, _ = w.Write(held.body.Bytes()) // that the client is gone is nobody's error
}

// entityTag is of the bytes and of who sees them: two roles never share one, even where they see the same.
func entityTag(who registry.Audience, body []byte) string {
	h := sha256.New()
	for _, scope := range who.Lens().Scopes() {
		h.Write([]byte(scope))
		h.Write([]byte{0})
	}
	h.Write(body)
	return `"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16]) + `"`
}

// tagOf is the tag that conditional gives an answer with this body.
func tagOf(who registry.Audience, body any) string {
	var b bytes.Buffer
	if err := writeJSON(&b, body); err != nil {
		panic("api: an answer cannot be encoded: " + err.Error())
	}
	return entityTag(who, b.Bytes())
}

// matches reads If-None-Match or If-Match: tags with commas between them, or an asterisk. Our tags hold no comma.
func matches(header []string, tag string) bool {
	for _, line := range header {
		for t := range strings.SplitSeq(line, ",") {
			t = strings.TrimSpace(t)
			if t == "*" || strings.TrimPrefix(t, "W/") == tag {
				return true
			}
		}
	}
	return false
}

// matchesStrongly is the comparison that If-Match asks for: a weak tag never matches (RFC 9110 section 13.1.1).
func matchesStrongly(header, tag string) bool {
	return slices.ContainsFunc(strings.Split(header, ","), func(t string) bool {
		t = strings.TrimSpace(t)
		return t == "*" || t == tag
	})
}

// heldAnswer keeps an answer back until its tag is known.
type heldAnswer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (w *heldAnswer) WriteHeader(status int)      { w.status = status }
func (w *heldAnswer) Write(b []byte) (int, error) { return w.body.Write(b) }
func (w *heldAnswer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
