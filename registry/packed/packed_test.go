package packed

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What is written is read, whatever it is, and anything cut off is noticed.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n, text, list := rapid.Int64().Draw(rt, "n"), rapid.String().Draw(rt, "text"), rapid.SliceOf(rapid.String()).Draw(rt, "list")
		is, f, b := rapid.Bool().Draw(rt, "is"), rapid.Float64().Draw(rt, "f"), rapid.Byte().Draw(rt, "b")
		w := &Writer{}
		w.Int(n)
		w.Text(text)
		w.Texts(list)
		w.Bool(is)
		w.Float(f)
		w.Byte(b)
		read := func(written string) Reader {
			r := NewReader(written)
			if gotN, gotText := r.Int(), r.Text(); gotN != n || gotText != text {
				return Reader{bad: true}
			}
			if got := r.Texts(nil); strings.Join(got, "\x00") != strings.Join(list, "\x00") || len(got) != len(list) {
				return Reader{bad: true}
			}
			if gotIs, gotF, gotB := r.Bool(), r.Float(), r.Byte(); gotIs != is || math.Float64bits(gotF) != math.Float64bits(f) || gotB != b {
				return Reader{bad: true}
			}
			return r
		}
		if r := read(string(w.Bytes)); !r.Ended() {
			rt.Fatalf("%q is not read back", w.Bytes)
		}
		if cut := rapid.IntRange(0, len(w.Bytes)-1).Draw(rt, "cut"); cut >= 0 {
			if r := read(string(w.Bytes[:cut])); r.Ended() {
				rt.Fatalf("cut off after %d bytes of %d, and nothing said", cut, len(w.Bytes))
			}
		}
	})
}

// A length that cannot be makes no list.
func TestBrokenLength(t *testing.T) {
	w := &Writer{}
	w.Count(math.MaxInt32)
	w.Text("x")
	r := NewReader(string(w.Bytes))
	if got := r.Texts(nil); len(got) > 0 || r.Ended() {
		t.Errorf("%d texts of a broken list", len(got))
	}
}
