package jsonstream

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
)

// readGrants reads {"grants": [...]} as the importers do.
func readGrants(file io.Reader, limits Limits) (values []Value, err error) {
	r, err := NewReader(file, limits)
	if err != nil {
		return nil, err
	}
	err = r.Object(func(key string) error {
		if key != "grants" {
			return r.Skip()
		}
		return r.Array(func() error {
			v, err := r.Value()
			if err == nil {
				values = append(values, v)
			}
			return err
		})
	})
	if err == nil {
		err = r.End()
	}
	return values, err
}

func TestValuesWithTheirLines(t *testing.T) {
	const file = "\ufeff{\"title\": {\"skipped\": [1, {}]},\n \"grants\": [\n  {\"id\": \"ä\\u00e9\\ud83d\\ude3c\", \"amount\": 12.50},\n\n  [null, true], {\n \"a\": 1}, \"x\", -1E5]\n}\n"
	want := []Value{
		{Line: 3, Data: map[string]any{"id": "äé😼", "amount": json.Number("12.50")}},
		{Line: 5, Data: []any{nil, true}},
		{Line: 5, Data: map[string]any{"a": json.Number("1")}},
		{Line: 6, Data: "x"},
		{Line: 6, Data: json.Number("-1E5")},
	}
	for how, file := range map[string]io.Reader{"whole": strings.NewReader(file), "byte by byte": iotest.OneByteReader(strings.NewReader(file))} {
		got, err := readGrants(file, DefaultLimits())
		if err != nil {
			t.Fatal(how, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(how, diff)
		}
	}
}

func TestWhatIsAmbiguousOrLostIsTold(t *testing.T) {
	got, err := readGrants(strings.NewReader(`{"grants": [
		{"id": "1", "a": [{}, {"b": 1, "c": 2, "b": 3}], "id": "2"},
		{"t": "half \ud83d"}, {"t": "a\u0000b\u001f\n"}, {"t": "lost `+"\ufffd"+`"}]}`), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := []Value{
		{Line: 2, Data: map[string]any{"id": "1", "a": []any{map[string]any{}, map[string]any{"b": json.Number("1"), "c": json.Number("2")}}},
			Repeated: []string{"a/1/b", "id"}},
		{Line: 3, Data: map[string]any{"t": "half \ufffd"}, Broken: true},
		{Line: 3, Data: map[string]any{"t": "ab\n"}, Broken: true},
		{Line: 3, Data: map[string]any{"t": "lost \ufffd"}, Broken: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestARecordOverItsLimitIsPassedOver(t *testing.T) {
	limits := DefaultLimits()
	limits.Record = 1000
	large := `{"text": ["` + strings.Repeat("x", 500) + `", {"more": "` + strings.Repeat("y", 700) + `"}], "end": [1]}`
	got, err := readGrants(strings.NewReader(`{"grants": [{"id": 1},`+"\n"+large+`, {"id": 2}, "`+strings.Repeat("z", 2000)+`", {"id": 3}]}`), limits)
	if err != nil {
		t.Fatal(err)
	}
	var ids []any
	for _, v := range got {
		if v.TooLarge {
			ids = append(ids, v.Line)
			continue
		}
		if object, ok := v.Data.(map[string]any); ok {
			ids = append(ids, object["id"])
		}
	}
	if diff := cmp.Diff([]any{json.Number("1"), 2, json.Number("2"), json.Number("3")}, ids); diff != "" {
		t.Error(diff)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	deep := strings.Repeat(`{"a":[`, 40)
	for name, c := range map[string]struct{ file, says string }{
		"empty":                {"", "an empty file"},
		"blank":                {" \n\t", "an empty file"},
		"HTML":                 {"\n<!DOCTYPE html><html>", "an HTML page"},
		"XML":                  {"<?xml version='1.0'?>", "XML"},
		"ZIP":                  {"PK\x03\x04", "a ZIP file"},
		"gzip":                 {"\x1f\x8b\x08", "gzip"},
		"UTF-16":               {"\xff\xfe{\x00", "UTF-16"},
		"a text":               {`"grants"`, "neither { nor ["},
		"CSV":                  {"Identifier,Title\n", "neither { nor ["},
		"an array":             {`[{"id": 1}]`, "line 1: not an object"},
		"no array":             {`{"grants": {"id": 1}}`, "line 1: not an array"},
		"cut in a key":         {`{"gra`, "cut off"},
		"cut in an array":      {"{\"grants\": [\n{\"id\": 1},\n", "line 3: the file is cut off"},
		"cut after an element": {`{"grants": [{"id": 1}`, "cut off"},
		"cut in a text":        {`{"grants": [{"id": "1`, "cut off"},
		"cut in a word":        {`{"grants": [tru`, "cut off"},
		"cut at the last":      {`{"grants": [{"id": 1}]`, "cut off"},
		"NaN":                  {"{\"grants\": [\n{\"amount\": NaN}]}", "line 2: not JSON: invalid character 'N'"},
		"Infinity":             {`{"grants": [{"amount": -Infinity}]}`, "not JSON"},
		"leading zero":         {`{"grants": [{"amount": 012}]}`, "not JSON"},
		"comma at the end":     {`{"grants": [{"id": 1},]}`, "not JSON"},
		"comma in an object":   {`{"grants": [{"id": 1,}]}`, "not JSON"},
		"no comma":             {`{"grants": [{"id": 1} {"id": 2}]}`, "not JSON"},
		"no colon":             {`{"grants" [{"id": 1}]}`, "not JSON"},
		"number as key":        {`{1: 2}`, "not JSON"},
		"wrong bracket":        {`{"grants": [{"id": 1]]}`, "not JSON"},
		"line feed in a text":  {"{\"grants\": [\"a\nb\"]}", "not JSON"},
		"grants twice":         {"{\"grants\": [],\n\"grants\": [1]}", "line 2: a key stands twice"},
		"something follows":    {"{\"grants\": []}\n{}", "line 2: something follows"},
		"garbage follows":      {`{"grants": []} x`, "not JSON"},
		"cp1252":               {"{\"grants\": [\n\"Caf\xe9\"]}", "line 2: bytes that are not UTF-8"},
		"UTF-8 cut short":      {"{\"grants\": [\"\xc3", "line 1: "},
		"surrogate as UTF-8":   {"{\"grants\": [\"\xed\xa0\x80\"]}", "bytes that are not UTF-8"},
		"too deep":             {`{"grants": [` + deep, "nested more than 64 deep"},
		"too deep and skipped": {`{"other": ` + deep, "nested more than 64 deep"},
		"endless text":         {`{"grants": ["` + strings.Repeat("a", 5<<20), "larger than 1024 KiB"},
		"endless number":       {`{"grants": [` + strings.Repeat("1", 5<<20), "larger than 1024 KiB"},
		"endless space":        {`{"grants": [` + strings.Repeat(" ", 5<<20), "larger than 1024 KiB"},
		"endless key skipped":  {`{"other": {"` + strings.Repeat("a", 5<<20), "larger than 1024 KiB"},
	} {
		t.Run(name, func(t *testing.T) {
			for how, file := range map[string]io.Reader{"whole": strings.NewReader(c.file), "in halves": iotest.HalfReader(strings.NewReader(c.file))} {
				_, err := readGrants(file, DefaultLimits())
				if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%s: %v; want EInvalid, %q", how, err, c.says)
				}
			}
		})
	}
}

func TestAFileThatCannotBeReadIsNotOneThatEnds(t *testing.T) {
	cause := errors.New("the disk is gone")
	for _, start := range []string{"", `{"grants": [`, `{"grants": []}`} {
		_, err := readGrants(io.MultiReader(strings.NewReader(start), iotest.ErrReader(cause)), DefaultLimits())
		if registry.ErrorCode(err) != registry.EUnavailable || !errors.Is(err, cause) {
			t.Errorf("after %q: %v; want EUnavailable", start, err)
		}
	}
}

// endless is an array that never ends.
type endless struct{ sent int64 }

func (e *endless) Read(p []byte) (int, error) {
	const part = `{"id": "360G-x-1", "title": "A grant", "text": "` + "0123456789" + `"},` + "\n"
	n := 0
	if e.sent == 0 {
		n = copy(p, `{"grants": [`)
	}
	for n+len(part) <= len(p) {
		n += copy(p[n:], part)
	}
	e.sent += int64(n)
	if e.sent > 16<<20 {
		return n, io.ErrUnexpectedEOF
	}
	return n, nil
}

// Memory does not grow with the file: nothing of 16 MiB in records is kept.
func TestMemoryIsBounded(t *testing.T) {
	r, err := NewReader(&endless{}, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	err = r.Object(func(string) error {
		return r.Array(func() error {
			_, err := r.Value()
			most = max(most, cap(r.input.newlines))
			return err
		})
	})
	if registry.ErrorCode(err) != registry.EUnavailable {
		t.Errorf("ended with %v", err)
	}
	if most > 1<<16 {
		t.Errorf("%d line feeds were kept", most)
	}
}

// What is read to its end is JSON for encoding/json too, and has the same values; what is not is no JSON, or over a limit.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		`{"grants": [{"id": "a", "n": 1e5, "l": [true, null]}]}`, `{"a": {"a": 1, "a": 2}, "grants": [[]]}`,
		"\ufeff{\"grants\":[\"\\ud800\", \"\\u0000\"]}", `{"grants":[1,]}`, "{\"grants\":[\"\xff\"]}", `{}{}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		values, err := readGrants(bytes.NewReader(file), DefaultLimits())
		if err != nil && registry.ErrorCode(err) != registry.EInvalid {
			t.Fatalf("error of another kind: %v", err)
		}
		for _, v := range values {
			if v.Line < 1 || v.Line > bytes.Count(file, []byte("\n"))+1 {
				t.Errorf("line %d", v.Line)
			}
		}
		text := bytes.TrimPrefix(file, byteOrderMark)
		if err != nil {
			return
		}
		if !json.Valid(text) {
			t.Fatalf("read to its end, and not JSON: %q", text)
		}
		var want struct {
			Grants []any `json:"grants"`
		}
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.UseNumber()
		if err := dec.Decode(&want); err != nil || len(want.Grants) != len(values) {
			return // "Grants" in another case is a field for encoding/json
		}
		for i, v := range values {
			if len(v.Repeated) == 0 && !v.Broken && !v.TooLarge {
				if diff := cmp.Diff(want.Grants[i], v.Data); diff != "" {
					t.Error(diff)
				}
			}
		}
	})
}

// Looking at how a value begins reads nothing of it.
func TestBegins(t *testing.T) {
	r, err := NewReader(strings.NewReader(`{"a": [1, {"b": 2}], "c": {"d": []}, "e": 3}`), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	begins := func(want byte) {
		t.Helper()
		for range 2 {
			if got, err := r.Begins(); got != want || err != nil {
				t.Errorf("%q, %v; want %q", got, err, want)
			}
		}
	}
	begins('{')
	values := 0
	err = r.Object(func(key string) error {
		switch key {
		case "a":
			begins('[')
			return r.Array(func() error {
				if values++; values == 2 {
					begins('{')
				}
				_, err := r.Value()
				return err
			})
		case "c":
			begins('{')
			return r.Skip()
		}
		begins(0)
		v, err := r.Value()
		if v.Data != json.Number("3") {
			t.Errorf("%v", v.Data)
		}
		return err
	})
	if err != nil || values != 2 {
		t.Errorf("%v, %d values", err, values)
	}
	if _, err := r.Begins(); err != io.EOF {
		t.Errorf("after the end: %v", err)
	}
	if err := r.End(); err != nil {
		t.Error(err)
	}
}
