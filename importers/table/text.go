package table

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// newTextReader decodes a text file to UTF-8 without a byte order mark: UTF-16 by its mark (RFC 2781 section 3.2), else
// UTF-8. It reads with EInvalid, naming the line, where the bytes are not text in that encoding: a replacement character
// in their place would store a name that nobody wrote.
func newTextReader(b *bufio.Reader) io.Reader {
	mark, _ := b.Peek(3)
	switch {
	case len(mark) >= 2 && mark[0] == 0xFF && mark[1] == 0xFE:
		_, _ = b.Discard(2) // peeked
		return &textReader{decode: utf16Decoder(b, binary.LittleEndian), line: 1}
	case len(mark) >= 2 && mark[0] == 0xFE && mark[1] == 0xFF:
		_, _ = b.Discard(2)
		return &textReader{decode: utf16Decoder(b, binary.BigEndian), line: 1}
	case string(mark) == "\xef\xbb\xbf":
		_, _ = b.Discard(3)
	}
	return &textReader{decode: utf8Decoder(b), line: 1}
}

// textReader encodes what decode gives as UTF-8.
type textReader struct {
	decode func() (r rune, ok bool, err error) // ok is false where the bytes are no character
	line   int
	buffer [utf8.UTFMax]byte
	rest   []byte // of the buffer, not yet handed out
	err    error
}

func (t *textReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(t.rest) == 0 && t.err == nil {
			t.advance()
		}
		if len(t.rest) == 0 {
			break
		}
		copied := copy(p[n:], t.rest)
		t.rest = t.rest[copied:]
		n += copied
	}
	if n == 0 {
		return 0, t.err
	}
	return n, nil
}

// advance decodes the next character.
func (t *textReader) advance() {
	r, ok, err := t.decode()
	switch {
	case err != nil:
		t.err = err
	case !ok || r == 0 || r == utf8.RuneError:
		t.err = hinted(fmt.Sprintf("line %d: bytes that are not text in the file's encoding", t.line),
			"save it as CSV in UTF-8, or as .xlsx")
	default:
		if r == '\n' {
			t.line++
		}
		t.rest = utf8.AppendRune(t.buffer[:0], r)
	}
}

func utf8Decoder(b *bufio.Reader) func() (rune, bool, error) {
	return func() (rune, bool, error) {
		r, size, err := b.ReadRune()
		return r, r != utf8.RuneError || size != 1, err
	}
}

func utf16Decoder(b *bufio.Reader, order binary.ByteOrder) func() (rune, bool, error) {
	unit := func() (rune, error) {
		var two [2]byte
		_, err := io.ReadFull(b, two[:])
		return rune(order.Uint16(two[:])), err
	}
	return func() (rune, bool, error) {
		r, err := unit()
		if err == io.ErrUnexpectedEOF { // half a unit
			return 0, false, nil
		}
		if err != nil || !utf16.IsSurrogate(r) {
			return r, true, err
		}
		low, err := unit()
		if err != nil {
			return 0, false, nil // half a pair
		}
		r = utf16.DecodeRune(r, low)
		return r, r != utf8.RuneError, nil
	}
}
