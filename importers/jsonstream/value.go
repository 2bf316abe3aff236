package jsonstream

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Value is a value that was read whole.
type Value struct {
	Line int // at which it begins, from 1
	// Data is nil, a bool, a string, a json.Number, an []any or a map[string]any; nil where TooLarge.
	Data any
	// TooLarge says that it is larger than Limits.Record and was passed over.
	TooLarge bool
	// Repeated are the paths ("plannedDates/0/endDate") of the keys that stand twice in their object. Data has the first.
	Repeated []string
	// Broken says that texts have replacement characters (U+FFFD, an escape of half a surrogate pair too) or had control
	// characters, which no text has a use for and which are left out: letters were lost before the file was published.
	Broken bool
}

// Value reads the next value whole. io.EOF at the end of the file, between two values.
func (r *Reader) Value() (Value, error) {
	depth := r.depth
	token, err := r.token()
	if err != nil {
		return Value{}, err
	}
	v := Value{Line: r.Line()}
	w := whole{r: r, v: &v, from: r.json.InputOffset()}
	v.Data, err = w.value(token)
	if err == errTooLarge {
		v = Value{Line: v.Line, TooLarge: true}
		if r.depth > depth {
			err = r.skipTo(depth)
		} else {
			err = nil
		}
	}
	return v, err
}

// tooLarge is no registry.Error: it does not leave the package.
type tooLarge struct{}

func (tooLarge) Error() string { return "value over the limit of a record" }

var errTooLarge = tooLarge{}

// whole builds a value from its tokens.
type whole struct {
	r    *Reader
	v    *Value
	from int64    // offset at which the value begins
	path []string // of what is being read
}

func (w *whole) token() (json.Token, error) {
	token, err := w.r.token()
	if err == nil && w.r.json.InputOffset()-w.from > int64(w.r.limits.Record) {
		return nil, errTooLarge
	}
	return token, err
}

// value reads the value that begins with the token.
func (w *whole) value(token json.Token) (any, error) {
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return w.object()
		}
		return w.array()
	case string:
		return w.text(t), nil
	}
	return token, nil
}

func (w *whole) object() (any, error) {
	object := map[string]any{}
	for w.r.json.More() {
		token, err := w.token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // Token gives nothing else in this place
		key := w.text(name)
		value, err := w.part(key)
		if err != nil {
			return nil, err
		}
		if _, twice := object[key]; twice {
			w.v.Repeated = append(w.v.Repeated, strings.Join(append(w.path, key), "/"))
			continue
		}
		object[key] = value
	}
	_, err := w.token()
	return object, err
}

func (w *whole) array() (any, error) {
	array := []any{}
	for w.r.json.More() {
		value, err := w.part(strconv.Itoa(len(array)))
		if err != nil {
			return nil, err
		}
		array = append(array, value)
	}
	_, err := w.token()
	return array, err
}

// part reads the value under a key or at a place.
func (w *whole) part(name string) (any, error) {
	token, err := w.token()
	if err != nil {
		return nil, err
	}
	w.path = append(w.path, name)
	value, err := w.value(token)
	w.path = w.path[:len(w.path)-1]
	return value, err
}

// text leaves out control characters, apart from those that part words.
func (w *whole) text(s string) string {
	if strings.ContainsRune(s, utf8.RuneError) {
		w.v.Broken = true
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f {
			w.v.Broken = true
			return -1
		}
		return r
	}, s)
}
