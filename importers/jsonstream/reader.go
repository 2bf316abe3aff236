package jsonstream

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/tansiq/tansiq/registry"
)

// Limits bound what a file may cost.
type Limits struct {
	Record int // bytes of one Value
	Token  int // bytes of one string, number or run of white space
	Depth  int // nested objects and arrays
}

// DefaultLimits are 1 MiB a record, 1 MiB a token, 64 levels.
func DefaultLimits() Limits { return Limits{Record: 1 << 20, Token: 1 << 20, Depth: 64} }

// Reader reads one JSON value after another. Of a container it reads the parts as they are asked for, with Object and
// Array, or the whole of it, with Value and Skip.
type Reader struct {
	json   *json.Decoder
	input  *input
	limits Limits
	depth  int
	ahead  json.Token // looked at with Begins, and not read yet
	peeked bool
}

// NewReader looks at how the file begins. EInvalid where it is empty, or something else than JSON.
func NewReader(file io.Reader, limits Limits) (*Reader, error) {
	b := bufio.NewReader(file)
	start, err := b.Peek(512)
	if err != nil && err != io.EOF {
		return nil, readError(err)
	}
	if what := otherFormat(start); what != "" {
		return nil, registry.Errorf(registry.EInvalid, "not JSON but %s", what)
	}
	if bytes.HasPrefix(start, byteOrderMark) {
		_, _ = b.Discard(len(byteOrderMark)) // peeked
	}
	in := &input{source: b, most: int64(limits.Token), line: 1}
	r := &Reader{json: json.NewDecoder(in), input: in, limits: limits}
	r.json.UseNumber()
	return r, nil
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// otherFormat recognises by their first bytes what people send in place of JSON; "" for what may be JSON.
func otherFormat(start []byte) string {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(start, byteOrderMark), " \t\r\n"))
	switch {
	case len(text) == 0:
		return "an empty file"
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return "text in UTF-16: JSON is UTF-8 (RFC 8259 section 8.1)"
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return "a ZIP file or a workbook"
	case bytes.HasPrefix(start, []byte("\x1f\x8b")):
		return "gzip-compressed data"
	case bytes.HasPrefix(text, []byte("<!doctype html")), bytes.HasPrefix(text, []byte("<html")):
		return "an HTML page"
	case bytes.HasPrefix(text, []byte("<")):
		return "XML"
	case text[0] != '{' && text[0] != '[':
		return "something else: it begins with neither { nor ["
	}
	return ""
}

// Line is the line (from 1) at which the last thing that was read ends.
func (r *Reader) Line() int { return r.input.lineAt(r.json.InputOffset()) }

// End says whether the file ends here: nil at its end, EInvalid where something follows.
func (r *Reader) End() error {
	_, err := r.token()
	switch {
	case err == io.EOF:
		return nil
	case err != nil:
		return err
	}
	return registry.Errorf(registry.EInvalid, "line %d: something follows the end of the JSON value", r.Line())
}

// Object reads an object and calls fn for each of its keys, which reads or skips the value. EInvalid where the value is no
// object, or a key stands twice: at this level either of the two may be the file. io.EOF at the end of the file.
func (r *Reader) Object(fn func(key string) error) error {
	if err := r.open('{', "an object"); err != nil {
		return err
	}
	seen := map[string]bool{}
	for r.json.More() {
		token, err := r.token()
		if err != nil {
			return err
		}
		key, _ := token.(string) // Token gives nothing else in this place
		if seen[key] {
			return registry.Errorf(registry.EInvalid, "line %d: a key stands twice in one object, and either may be meant", r.Line())
		}
		if seen[key] = true; len(seen) > maxKeys {
			return registry.Errorf(registry.EInvalid, "line %d: an object has more than %d keys", r.Line(), maxKeys)
		}
		if err := fn(key); err != nil {
			return err
		}
	}
	_, err := r.token()
	return err
}

// maxKeys bounds the keys of an object that is read with Object. One of a Value is bounded by Limits.Record.
const maxKeys = 10_000

// Array reads an array and calls fn for each of its elements, which reads or skips it. EInvalid where the value is no array.
func (r *Reader) Array(fn func() error) error {
	if err := r.open('[', "an array"); err != nil {
		return err
	}
	for r.json.More() {
		if err := fn(); err != nil {
			return err
		}
	}
	_, err := r.token()
	return err
}

func (r *Reader) open(delim json.Delim, what string) error {
	token, err := r.token()
	if err != nil {
		return err
	}
	if token != delim {
		return registry.Errorf(registry.EInvalid, "line %d: not %s, as it should be here", r.Line(), what)
	}
	return nil
}

// Begins looks at how the next value begins: '{' an object, '[' an array, 0 another value, or the end of what it is looked for
// in. io.EOF at the end of the file.
func (r *Reader) Begins() (byte, error) {
	if !r.peeked {
		token, err := r.next()
		if err != nil {
			return 0, err
		}
		r.ahead, r.peeked = token, true
	}
	switch r.ahead {
	case json.Delim('{'):
		return '{', nil
	case json.Delim('['):
		return '[', nil
	}
	return 0, nil
}

// Skip passes over the next value.
func (r *Reader) Skip() error { return r.skipTo(r.depth) }

// skipTo reads on until a token ends at the depth.
func (r *Reader) skipTo(depth int) error {
	for {
		if _, err := r.token(); err != nil {
			return err
		}
		if r.depth <= depth {
			return nil
		}
	}
}

// next reads the next token.
func (r *Reader) next() (json.Token, error) {
	if r.peeked {
		r.peeked = false
		return r.ahead, nil
	}
	r.input.mark(r.json.InputOffset())
	token, err := r.json.Token()
	if err != nil {
		return nil, r.fault(err)
	}
	return token, nil
}

// token reads the next token within the limits.
func (r *Reader) token() (json.Token, error) {
	token, err := r.next()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'), json.Delim('['):
		if r.depth++; r.depth > r.limits.Depth {
			return nil, registry.Errorf(registry.EInvalid, "line %d: objects and arrays are nested more than %d deep", r.Line(), r.limits.Depth)
		}
	case json.Delim('}'), json.Delim(']'):
		r.depth--
	}
	return token, nil
}

// fault says what an error of the decoder means. io.EOF is the end of the file only where no value is open.
func (r *Reader) fault(err error) error {
	var syntax *json.SyntaxError
	switch {
	case r.input.err != nil && r.input.err != io.EOF:
		return readError(r.input.err)
	case err == io.EOF && r.depth == 0:
		return io.EOF
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return registry.Errorf(registry.EInvalid, "line %d: the file is cut off: it ends in the middle of a value", r.input.lastLine())
	case errors.As(err, &syntax):
		return registry.Errorf(registry.EInvalid, "line %d: not JSON: %s", r.Line(), syntax.Error())
	}
	return readError(err)
}

// readError is for what is no fault of the JSON.
func readError(err error) error {
	var known *registry.Error
	if errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return registry.WrapError(registry.EUnavailable, err, "the file could not be read")
}
