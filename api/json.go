package api

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tansiq/tansiq/api/strictjson"
)

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
	if err := strictjson.Check(data, nulls); err != nil {
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
