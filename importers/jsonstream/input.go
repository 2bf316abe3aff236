package jsonstream

import (
	"bytes"
	"io"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry"
)

// input hands the file on to the decoder: no more for one token than a token may have, only UTF-8, and it knows the lines.
type input struct {
	source io.Reader
	most   int64 // bytes of one token
	offset int64 // bytes handed on
	marked int64 // where the token began that is being read
	cut    []byte
	err    error // sticky

	line     int     // of the last mark, from 1
	newlines []int64 // offsets of the line feeds after it
}

func (in *input) Read(p []byte) (int, error) {
	if in.err != nil {
		return 0, in.err
	}
	if in.offset-in.marked > in.most {
		in.err = registry.Errorf(registry.EInvalid, "line %d: a piece of the file is larger than %d KiB", in.line, in.most>>10)
		return 0, in.err
	}
	n, err := in.source.Read(p)
	if valid := in.validUTF8(p[:n]); valid < n || err == io.EOF && len(in.cut) > 0 {
		n = valid
		in.countLines(p[:n])
		err = registry.Errorf(registry.EInvalid, "line %d: bytes that are not UTF-8, the encoding of JSON (RFC 8259 section 8.1)", in.lastLine())
	} else {
		in.countLines(p[:n])
	}
	in.err = err
	return n, err
}

// countLines notes where lines end in what is handed on.
func (in *input) countLines(part []byte) {
	for i := 0; ; i++ {
		at := bytes.IndexByte(part[i:], '\n')
		if at < 0 {
			break
		}
		i += at
		in.newlines = append(in.newlines, in.offset+int64(i))
	}
	in.offset += int64(len(part))
}

// validUTF8 is how much of the part is UTF-8, with what was read before it. A character that is cut at the end of a part
// passes, and is checked with the next one.
func (in *input) validUTF8(part []byte) int {
	i := 0
	for len(in.cut) > 0 && i < len(part) {
		in.cut = append(in.cut, part[i])
		i++
		if utf8.FullRune(in.cut) {
			if !utf8.Valid(in.cut) {
				return 0
			}
			in.cut = in.cut[:0]
		}
	}
	if utf8.Valid(part[i:]) {
		return len(part)
	}
	for {
		r, size := utf8.DecodeRune(part[i:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		i += size
	}
	if utf8.FullRune(part[i:]) {
		return i
	}
	in.cut = append(in.cut, part[i:]...)
	return len(part)
}

// mark notes that the next token begins at or after the offset, and forgets the lines before it.
func (in *input) mark(offset int64) {
	in.marked = offset
	passed := 0
	for passed < len(in.newlines) && in.newlines[passed] < offset {
		passed++
	}
	if passed > 0 {
		in.line += passed
		in.newlines = in.newlines[:copy(in.newlines, in.newlines[passed:])]
	}
}

// lineAt is the line of an offset at or after the last mark.
func (in *input) lineAt(offset int64) int {
	line := in.line
	for _, at := range in.newlines {
		if at >= offset {
			break
		}
		line++
	}
	return line
}

// lastLine is the line up to which the file was read.
func (in *input) lastLine() int { return in.line + len(in.newlines) }
