package jsonstream

import (
	"bytes"
	"encoding/json"
)

// Fields are keys that are known, each with those of the object, or of the array's objects, under it: nil where a text,
// a number, a truth value, or an array of them is.
type Fields map[string]Fields

// Keep copies what is known of a value. What is not known may be anything, personal data too.
func (f Fields) Keep(data any) any {
	switch data := data.(type) {
	case map[string]any:
		if f == nil {
			return nil
		}
		kept := map[string]any{}
		for key, part := range data {
			if fields, known := f[key]; known {
				if part = fields.Keep(part); part != nil {
					kept[key] = part
				}
			}
		}
		return kept
	case []any:
		kept := make([]any, 0, len(data))
		for _, part := range data {
			if part = f.Keep(part); part != nil {
				kept = append(kept, part)
			}
		}
		return kept
	}
	if f != nil {
		return nil
	}
	return data
}

// MapTexts copies a value with all its texts changed; the keys stay.
func MapTexts(data any, change func(string) string) any {
	switch data := data.(type) {
	case map[string]any:
		changed := make(map[string]any, len(data))
		for key, part := range data {
			changed[key] = MapTexts(part, change)
		}
		return changed
	case []any:
		changed := make([]any, len(data))
		for i, part := range data {
			changed[i] = MapTexts(part, change)
		}
		return changed
	case string:
		return change(data)
	}
	return data
}

// Encode writes a value as JSON, keys sorted.
func Encode(data any) json.RawMessage {
	encoded, err := json.Marshal(data)
	if err != nil {
		panic("jsonstream: a value that was read cannot be encoded: " + err.Error())
	}
	return encoded
}

// Decode reads what Encode wrote.
func Decode(encoded json.RawMessage) (data any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	err = decoder.Decode(&data)
	return data, err
}
