package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// maxDepth bounds how deep a body nests.
const maxDepth = 16

// jsonFormats are the readers and writers that Huma is given. "json" is that of every +json type: for bodies, of
// merge patches alone.
func jsonFormats() map[string]huma.Format {
	return map[string]huma.Format{
		"application/json": {Marshal: writeJSON, Unmarshal: func(data []byte, v any) error { return readJSON(data, v, false) }},
		"json":             {Marshal: writeJSON, Unmarshal: func(data []byte, v any) error { return readJSON(data, v, true) }},
	}
}

// selfWriter is a body that writes its own JSON. Pages of initiatives are: encoding/json would check and copy each
// stored document again.
type selfWriter interface{ writeTo(w io.Writer) error }

func writeJSON(w io.Writer, v any) error {
	if s, ok := v.(selfWriter); ok {
		return s.writeTo(w)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false) // never in a page: the answer is nosniff application/json
	return encoder.Encode(v)
}

// readJSON decodes a body after checking what encoding/json and Huma let pass: an object with the same key twice, null
// for a field that cannot be null (only a merge patch, RFC 7396, may hold null), nesting without end, invalid UTF-8.
func readJSON(data []byte, v any, nulls bool) error {
	if err := checkJSON(data, nulls); err != nil {
		return err
	}
	err := json.Unmarshal(data, v)
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		// Reached only where Huma's validation, which comes first, has something to say as well.
		return errors.New("a field has the wrong type")
	}
	return err
}

func checkJSON(data []byte, nulls bool) error {
	if !utf8.Valid(data) {
		return errors.New("the body is not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := checkValue(decoder, nulls, 0); err != nil {
		var syntax *json.SyntaxError
		switch {
		case errors.As(err, &syntax):
			return fmt.Errorf("the body is not JSON at byte %d", syntax.Offset)
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return errors.New("the body ends in the middle")
		}
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON value")
	}
	return nil
}

// checkValue walks one value.
func checkValue(decoder *json.Decoder, nulls bool, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("the body nests deeper than %d", maxDepth)
	}
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	switch token {
	case nil:
		if !nulls {
			return errors.New("null is not accepted; leave the field out instead")
		}
	case json.Delim('{'):
		seen := map[string]bool{}
		for decoder.More() {
			key, err := decoder.Token()
			if err != nil {
				return err
			}
			name := key.(string)
			if seen[name] {
				return errors.New("an object has the same key twice")
			}
			seen[name] = true
			if err := checkValue(decoder, nulls, depth+1); err != nil {
				return err
			}
		}
		_, err = decoder.Token()
	case json.Delim('['):
		for decoder.More() {
			if err := checkValue(decoder, nulls, depth+1); err != nil {
				return err
			}
		}
		_, err = decoder.Token()
	}
	return err
}
