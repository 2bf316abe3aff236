// Package strictjson refuses what encoding/json lets pass and what two readers of the same bytes may understand
// differently (RFC 8259 section 4: names within an object should be unique).
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// MaxDepth bounds how deep a value nests.
const MaxDepth = 16

// Check is nil for one JSON value in UTF-8 without repeated keys, nested no deeper than MaxDepth and, unless nulls are
// accepted, without null. Its errors hold nothing of the data.
func Check(data []byte, nulls bool) error {
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
	if depth > MaxDepth {
		return fmt.Errorf("the body nests deeper than %d", MaxDepth)
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
