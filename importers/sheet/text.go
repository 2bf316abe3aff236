package sheet

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// charsets are the encodings of registry.Charsets. Each has one byte a character, and no file says itself that it is in it.
var charsets = map[string]*charmap.Charmap{
	"windows-1252": charmap.Windows1252, // Western European
	"windows-1256": charmap.Windows1256, // Arabic
	"iso-8859-1":   charmap.ISO8859_1,   // latin-1
}

// NewText decodes a text file to UTF-8 without a byte order mark: UTF-16 by its mark (RFC 2781 section 3.2), else UTF-8, or
// the declared one of registry.Charsets ("" for none). A declared file that begins as UTF-8 does, in more than ASCII, is UTF-8: the
// publisher has changed it, and text of another encoding does not look so by accident. It reads with EInvalid, naming the
// line, where the bytes are not text in that encoding: a replacement character in their place would store a name that
// nobody wrote.
func NewText(b *bufio.Reader, charset string) io.Reader {
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
	case charsets[charset] != nil && !beginsAsUTF8(b):
		return &textReader{decode: charmapDecoder(b, charsets[charset]), line: 1}
	}
	return &textReader{decode: utf8Decoder(b), line: 1}
}

// beginsAsUTF8 says whether what is at hand is UTF-8 with more than ASCII in it. A character may be cut at the end.
func beginsAsUTF8(b *bufio.Reader) bool {
	start, _ := b.Peek(b.Size())
	beyondASCII := false
	for len(start) > 0 {
		r, size := utf8.DecodeRune(start)
		if r == utf8.RuneError && size == 1 {
			return beyondASCII && len(start) < utf8.UTFMax && !utf8.FullRune(start)
		}
		beyondASCII = beyondASCII || size > 1
		start = start[size:]
	}
	return beyondASCII
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
		t.err = Hinted(fmt.Sprintf("line %d: bytes that are not text in the file's encoding", t.line),
			"save it as CSV in UTF-8, or as .xlsx; or state the feed's charset (windows-1252, windows-1256, iso-8859-1)")
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

// charmapDecoder takes no control characters of the upper half for text: who meets one has declared another encoding.
func charmapDecoder(b *bufio.Reader, charset *charmap.Charmap) func() (rune, bool, error) {
	return func() (rune, bool, error) {
		c, err := b.ReadByte()
		r := charset.DecodeByte(c)
		return r, r < 0x80 || r > 0x9f, err
	}
}
