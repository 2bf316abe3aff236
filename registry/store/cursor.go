package store

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// cursor is the place after an entry of a list.
type cursor struct {
	Value int64   `json:"v,omitempty"` // what the list is ordered by
	Rank  float64 `json:"r,omitempty"`
	Text  string  `json:"t,omitempty"`
	ID    string  `json:"i"` // which makes the order total
}

// bindingSize is how much of the hash of a list is in its cursors.
const bindingSize = 8

// binding tells lists apart: a cursor of one list is not one of another, nor of the same with another filter or sort.
func binding(list string, sort registry.Sort, filter any) []byte {
	h := sha256.Sum256([]byte(list + "\x00" + string(sort) + "\x00" + jsonText(filter)))
	return h[:bindingSize]
}

func (c cursor) encode(binding []byte) string {
	return base64.RawURLEncoding.EncodeToString(append(append([]byte{}, binding...), jsonText(c)...))
}

// decodeCursor gives nil for the first page, EInvalid for what encode did not make for this list.
func decodeCursor(text string, binding []byte) (*cursor, error) {
	if text == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) < bindingSize || string(b[:bindingSize]) != string(binding) {
		return nil, errCursor()
	}
	var c cursor
	d := json.NewDecoder(strings.NewReader(string(b[bindingSize:])))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil || c.encode(binding) != text {
		return nil, errCursor()
	}
	return &c, nil
}

func errCursor() error {
	return &registry.Error{Code: registry.EInvalid, Message: "the cursor is not one of this list",
		Fields: []registry.FieldError{{Field: "cursor", Reason: "not a next_cursor of this list with these filters"}}}
}

// startOf says where a page of a list begins, after nil for the first one, and what its cursors are bound to. EInvalid for a
// limit out of bounds and a cursor of another list.
func startOf(page registry.Page, list string, filter any) (after *cursor, bound []byte, err error) {
	if err := checkLimit(page); err != nil {
		return nil, nil, err
	}
	bound = binding(list, "", filter)
	after, err = decodeCursor(page.Cursor, bound)
	return after, bound, err
}

// cut leaves of what was read of a list, one more than the page has, what is on the page, and gives the cursor of the next
// one, "" where there is none.
func cut[T any](found []T, page registry.Page, bound []byte, place func(last T) cursor) (items []T, next string) {
	if len(found) <= page.Limit {
		return found, ""
	}
	found = found[:page.Limit]
	return found, place(found[page.Limit-1]).encode(bound)
}

// checkLimit bounds a page.
func checkLimit(page registry.Page) error {
	if page.Limit < 1 || page.Limit > 200 {
		return &registry.Error{Code: registry.EInvalid, Message: "a page has 1 to 200 entries",
			Fields: []registry.FieldError{{Field: "limit", Reason: "not between 1 and 200"}}}
	}
	return nil
}
