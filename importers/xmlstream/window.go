package xmlstream

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/tansiq/tansiq/registry"
)

// firstWindow is the size the window starts with; it doubles as far as one token asks for.
const firstWindow = 64 << 10

// window is the part of the stream in memory: buf[pos:] is not consumed yet.
type window struct {
	r       io.Reader
	buf     []byte
	pos     int
	counted int // newlines before buf[counted] are in lines
	lines   int
	err     error // what the reader ended with
}

// more gets more bytes behind those at hand; false at the end of the stream or on an error of the reader, which is in
// w.err. It fills the window whole before it returns, so that a token which arrives byte by byte is not scanned again
// for each of them.
func (w *window) more() bool {
	if w.err != nil {
		return false
	}
	if w.pos > 0 {
		w.countTo(w.pos)
		n := copy(w.buf, w.buf[w.pos:])
		w.buf = w.buf[:n]
		w.pos, w.counted = 0, 0
	}
	if len(w.buf) == cap(w.buf) {
		grown := make([]byte, len(w.buf), max(firstWindow, 2*cap(w.buf)))
		copy(grown, w.buf)
		w.buf = grown
	}
	return w.fill()
}

// fill reads until the window is full or the stream ends, and says whether anything came.
func (w *window) fill() bool {
	before := len(w.buf)
	for idle := 0; len(w.buf) < cap(w.buf) && w.err == nil; {
		n, err := w.r.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf = w.buf[:len(w.buf)+n]
		w.err = err
		if idle++; n > 0 {
			idle = 0
		} else if idle == 100 {
			w.err = io.ErrNoProgress
		}
	}
	return len(w.buf) > before
}

func (w *window) countTo(pos int) {
	if pos > w.counted {
		w.lines += bytes.Count(w.buf[w.counted:pos], []byte{'\n'})
		w.counted = pos
	}
}

// lineAt is the 1-based line of buf[pos], which must not be before an earlier one asked for.
func (w *window) lineAt(pos int) int {
	w.countTo(pos)
	return w.lines + 1
}

// readError says what the reader ended with, as an error that may be shown.
func readError(err error) error {
	var known *registry.Error
	switch {
	case errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return registry.WrapError(registry.EInvalid, err, "the file is cut off: its compressed data end too early")
	}
	return registry.WrapError(registry.EUnavailable, err, "the file could not be read to its end")
}
