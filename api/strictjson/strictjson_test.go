package strictjson

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCheck(t *testing.T) {
	for body, reason := range map[string]string{
		`{"a":1,"a":2}`:               "same key twice",
		`{"x":[{"b":1,"b":1}]}`:       "same key twice",
		`{"a":null}`:                  "null",
		`[null]`:                      "null",
		`null`:                        "null",
		`{} {}`:                       "follows",
		`{}x`:                         "follows",
		`{"a":`:                       "ends",
		``:                            "ends",
		"{\"a\":\"\xff\"}":            "UTF-8",
		`{"a":"secret}`:               "ends",
		`{secret:1}`:                  "not JSON",
		strings.Repeat("[", 18) + "1": "nests deeper",
	} {
		err := Check([]byte(body), false)
		if err == nil || !strings.Contains(err.Error(), reason) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", body, err)
		}
	}
	for _, body := range []string{`{}`, ` {"a":{"a":[1,"x",true,1e400]}} `, `"x"`, strings.Repeat("[", 16) + strings.Repeat("]", 16)} {
		if err := Check([]byte(body), false); err != nil {
			t.Errorf("%q: %v", body, err)
		}
	}
	if err := Check([]byte(`{"a":null}`), true); err != nil {
		t.Errorf("a merge patch may hold null: %v", err)
	}
}

// FuzzCheck: what passes is JSON for encoding/json too, means the same when it is written again, and nothing panics.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{`{"a":1,"a":2}`, `{"a":[null]}`, `{"\u0061":1,"a":2}`, `[1,2`, "\"\xff\"", `{}{}`, `[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]`, `1e999`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if Check(body, true) != nil {
			return
		}
		if !json.Valid(body) || !utf8.Valid(body) {
			t.Fatalf("%q is no JSON", body)
		}
		// No key is lost when it is read: the compact form is as long as that of what was read.
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		var v any
		if err := decoder.Decode(&v); err != nil {
			t.Fatal(err)
		}
		if keys(v) != strings.Count(withoutStrings(body), ":") {
			t.Fatalf("%q: %d keys", body, keys(v))
		}
	})
}

func keys(v any) (n int) {
	switch v := v.(type) {
	case map[string]any:
		n = len(v)
		for _, x := range v {
			n += keys(x)
		}
	case []any:
		for _, x := range v {
			n += keys(x)
		}
	}
	return n
}

// withoutStrings drops what is in quotes.
func withoutStrings(b []byte) string {
	var out strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] != '"' {
			out.WriteByte(b[i])
			continue
		}
		for i++; b[i] != '"'; i++ {
			if b[i] == '\\' {
				i++
			}
		}
	}
	return out.String()
}
