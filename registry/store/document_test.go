package store

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tansiq/tansiq/registry"
)

func TestSplice(t *testing.T) {
	at := time.Date(2026, 2, 3, 4, 5, 6, 7_000_000, time.FixedZone("", 3600)).UnixMicro()
	const added = `"version":3,"created_at":"2026-02-03T03:05:06.007Z","updated_at":"2026-02-03T03:05:06.008Z"}`
	for object, want := range map[string]string{
		`{}`:              `{` + added,
		` { } `:           `{ ` + added,
		`{"a":"}"}`:       `{"a":"}",` + added,
		"{\n \"a\": 1\n}": "{\n \"a\": 1\n," + added,
		`{"a":{"b":[1]}}`: `{"a":{"b":[1]},` + added,
	} {
		got, err := splice([]byte(object), stamp{version: 3, created: at, updated: at + 1000})
		if err != nil || string(got) != want || !json.Valid(got) {
			t.Errorf("splice(%s) = %s (%v), want %s", object, got, err, want)
		}
	}
	for _, object := range []string{"", "{", "null", "[]", `"{}"`} {
		if _, err := splice([]byte(object), stamp{}); registry.ErrorCode(err) != registry.EInvalid {
			t.Errorf("splice(%q): %v, want EInvalid", object, err)
		}
	}
}

// FuzzCursor: what a client sends as a cursor is refused with EInvalid unless it is one, and then it is that one.
func FuzzCursor(f *testing.F) {
	bound := binding("list", registry.SortStart, "filter")
	f.Add(cursor{Value: 5, Rank: -0.25, Text: "a", ID: "b"}.encode(bound))
	f.Add("AAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := decodeCursor(text, bound)
		switch {
		case err != nil:
			if registry.ErrorCode(err) != registry.EInvalid {
				t.Errorf("error %v", err)
			}
		case c != nil && c.encode(bound) != text:
			t.Errorf("%s is read as %s", text, c.encode(bound))
		}
	})
}

// FuzzQueryLanguages: whatever the words, a search is none of its language's operators.
func FuzzQueryLanguages(f *testing.F) {
	f.Add("police", "a*")
	f.Add(`" OR "`, `'`)
	f.Add(`\`, "NEAR(")
	s, err := Open(f.Context(), f.TempDir()+"/a.db", Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = s.Close() })
	f.Fuzz(func(t *testing.T, one, other string) {
		_, err := s.CountInitiatives(t.Context(), registry.Lens{Base: registry.ScopePublic}, registry.InitiativeFilter{Terms: [][]string{{one, other}, {one}}})
		if err != nil {
			t.Errorf("search for %q and %q: %v", one, other, err)
		}
	})
}
