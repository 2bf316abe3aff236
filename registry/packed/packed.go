// Package packed writes and reads the short form of what the registry makes for itself and stores beside what it was made of:
// numbers as varints (encoding/binary), texts and lists led by their length. What is written says neither its names nor its
// version; both are the caller's.
package packed

import (
	"encoding/binary"
	"math"
	"slices"
)

// Writer appends values to Bytes.
type Writer struct{ Bytes []byte }

// Int writes a number.
func (w *Writer) Int(v int64) { w.Bytes = binary.AppendVarint(w.Bytes, v) }

// Count writes the length of a list.
func (w *Writer) Count(n int) { w.Bytes = binary.AppendUvarint(w.Bytes, uint64(n)) }

// Byte writes eight bits.
func (w *Writer) Byte(b byte) { w.Bytes = append(w.Bytes, b) }

// Bool writes a byte, 1 for true.
func (w *Writer) Bool(b bool) {
	if b {
		w.Byte(1)
	} else {
		w.Byte(0)
	}
}

// Float writes eight bytes.
func (w *Writer) Float(v float64) {
	w.Bytes = binary.BigEndian.AppendUint64(w.Bytes, math.Float64bits(v))
}

// Text writes a text with its length.
func (w *Writer) Text(s string) {
	w.Count(len(s))
	w.Bytes = append(w.Bytes, s...)
}

// Texts writes a list of texts.
func (w *Writer) Texts(list []string) {
	w.Count(len(list))
	for _, s := range list {
		w.Text(s)
	}
}

// Reader takes values from the front of a text until something is wrong, and from then on gives zeros. Texts that it gives are
// parts of the one that it was given.
type Reader struct {
	rest string
	bad  bool
}

// NewReader reads what a Writer has written.
func NewReader(written string) Reader { return Reader{rest: written} }

// Ended says whether everything was read and nothing was wrong.
func (r *Reader) Ended() bool { return !r.bad && r.rest == "" }

// Int reads a number.
func (r *Reader) Int() int64 {
	if len(r.rest) > 0 && r.rest[0] < 0x80 && !r.bad {
		v := r.rest[0]
		r.rest = r.rest[1:]
		return int64(v>>1) ^ -int64(v&1)
	}
	v, n := binary.Varint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	return advance(r, v, n)
}

// Count reads a length. What has more items than there are bytes left is wrong, since no item is shorter than a byte: no broken
// length makes a huge list.
func (r *Reader) Count() int {
	if len(r.rest) > 0 && r.rest[0] < 0x80 && !r.bad { // nearly all
		v := int(r.rest[0])
		r.rest = r.rest[1:]
		if v > len(r.rest) {
			r.bad = true
			return 0
		}
		return v
	}
	v, n := binary.Uvarint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	v = advance(r, v, n)
	if v > uint64(len(r.rest)) {
		r.bad = true
		return 0
	}
	return int(v)
}

func advance[T int64 | uint64](r *Reader, v T, n int) T {
	if n <= 0 || r.bad {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// Byte reads eight bits.
func (r *Reader) Byte() byte {
	if r.bad || len(r.rest) == 0 {
		r.bad = true
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// Bool reads a byte, of which only 1 is true.
func (r *Reader) Bool() bool { return r.Byte() == 1 }

// Float reads eight bytes.
func (r *Reader) Float() float64 {
	if r.bad || len(r.rest) < 8 {
		r.bad = true
		return 0
	}
	v := math.Float64frombits(binary.BigEndian.Uint64([]byte(r.rest[:8])))
	r.rest = r.rest[8:]
	return v
}

// Text reads a text.
func (r *Reader) Text() string {
	n := r.Count()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

// Texts reads a list of texts into a slice that is used again.
func (r *Reader) Texts(into []string) []string { return List(r, into, r.Text) }

// List reads items into a slice that is used again; nil where there are none and there was no slice.
func List[T any](r *Reader, into []T, item func() T) []T {
	n := r.Count()
	if n == 0 {
		return into[:0]
	}
	all := slices.Grow(into[:0], min(n, 256))
	for range n {
		all = append(all, item())
		if r.bad {
			return nil
		}
	}
	return all
}
