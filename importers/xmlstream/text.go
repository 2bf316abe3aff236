package xmlstream

import (
	"bytes"
	"io"
	"strconv"
	"unicode/utf8"
)

// class says what a byte of text asks for.
type class uint8

const (
	plain   class = iota
	control       // not a Char of XML 1.0 section 2.2
	amp           // begins a reference
	angle         // '<'
	bracket       // ']' may begin "]]>"
	cr            // line ends are to be normalised, section 2.11
	multi         // a byte of a longer UTF-8 sequence
)

var classes = func() (t [256]class) {
	for c := range t {
		switch {
		case c == '\t' || c == '\n':
		case c == '\r':
			t[c] = cr
		case c < 0x20:
			t[c] = control
		case c == '&':
			t[c] = amp
		case c == '<':
			t[c] = angle
		case c == ']':
			t[c] = bracket
		case c >= 0x80:
			t[c] = multi
		}
	}
	return t
}()

// characters reads text up to the next markup. Kind 0 is white space outside the root.
func (s *Scanner) characters() (Kind, error) {
	if len(s.open) == 0 && !isSpace(s.buf[s.pos]) {
		return 0, s.textOutside()
	}
	n, err := s.findText()
	if err != nil {
		return 0, err
	}
	raw := s.buf[s.pos : s.pos+n]
	if len(s.open) == 0 {
		if len(bytes.Trim(raw, " \t\r\n")) > 0 {
			return 0, s.textOutside()
		}
		s.pos += n
		return 0, nil
	}
	s.scratch = s.scratch[:0]
	if s.text, err = s.content(raw, s.pos, false); err != nil {
		return 0, err
	}
	s.pos += n
	return Text, nil
}

func (s *Scanner) textOutside() error {
	if !s.rooted {
		return s.fail(s.pos, "text before the first element: this is not XML")
	}
	return s.fail(s.pos, "text after the root element")
}

// findText gives the length of the text at pos. Outside the root it may end with the stream.
func (s *Scanner) findText() (int, error) {
	searched := 0
	for {
		if i := bytes.IndexByte(s.buf[s.pos+searched:], '<'); i >= 0 {
			if searched+i > s.limits.Token {
				return 0, s.tooLong()
			}
			return searched + i, nil
		}
		searched = len(s.buf) - s.pos
		if err := s.extend(); err != nil {
			if s.err == io.EOF && len(s.open) == 0 && searched <= s.limits.Token {
				return searched, nil
			}
			return 0, err
		}
	}
}

func (s *Scanner) attrValue(raw []byte, at int) ([]byte, error) { return s.content(raw, at, true) }

// content checks a text or an attribute value that stands at buf[at:] and resolves its references and line ends. The
// result is raw itself where nothing is to be resolved.
func (s *Scanner) content(raw []byte, at int, attr bool) ([]byte, error) {
	asWritten := true
	for i := 0; i < len(raw); {
		switch classes[raw[i]] {
		case plain:
			i++
		case amp, cr:
			asWritten = false
			i++
		case multi:
			n, err := s.multibyte(raw[i:], at+i)
			if err != nil {
				return nil, err
			}
			i += n
		case control:
			return nil, s.fail(at+i, "a control character that XML does not allow")
		case angle: // only an attribute value can hold one
			return nil, s.fail(at+i, "an unescaped '<' in an attribute value")
		case bracket:
			if !attr && bytes.HasPrefix(raw[i:], []byte("]]>")) {
				return nil, s.fail(at+i, `"]]>" outside CDATA`)
			}
			i++
		}
	}
	if asWritten {
		return raw, nil
	}
	return s.resolve(raw, at)
}

// checkPlain checks the characters of what has no references: comments, CDATA, processing instructions.
func (s *Scanner) checkPlain(raw []byte, at int) error {
	for i := 0; i < len(raw); {
		switch classes[raw[i]] {
		case control:
			return s.fail(at+i, "a control character that XML does not allow")
		case multi:
			n, err := s.multibyte(raw[i:], at+i)
			if err != nil {
				return err
			}
			i += n
		default:
			i++
		}
	}
	return nil
}

// multibyte checks the UTF-8 sequence that b begins with and gives its length.
func (s *Scanner) multibyte(b []byte, at int) (int, error) {
	r, n := utf8.DecodeRune(b)
	switch {
	case r == utf8.RuneError && n == 1:
		return 0, s.fail(at, "bytes that are not UTF-8, and no other encoding is declared")
	case r == utf8.RuneError && s.decoded:
		return 0, s.fail(at, "bytes that the declared encoding does not have")
	case r == 0xFFFE || r == 0xFFFF:
		return 0, s.fail(at, "a character that XML does not allow")
	}
	return n, nil
}

// resolve puts characters in place of the references of raw, which stands at buf[at:], and line feeds in place of its
// line ends.
func (s *Scanner) resolve(raw []byte, at int) ([]byte, error) {
	from := len(s.scratch)
	for i := 0; i < len(raw); {
		switch raw[i] {
		case '\r':
			s.scratch = append(s.scratch, '\n')
			if i++; i < len(raw) && raw[i] == '\n' {
				i++
			}
		case '&':
			r, n := reference(raw[i:])
			if n == 0 {
				return nil, s.fail(at+i, "an '&' that begins none of XML's five entities and no valid character reference; write it as &amp;")
			}
			s.scratch = utf8.AppendRune(s.scratch, r)
			i += n
		default:
			run := bytes.IndexAny(raw[i:], "&\r")
			if run < 0 {
				run = len(raw) - i
			}
			s.scratch = append(s.scratch, raw[i:i+run]...)
			i += run
		}
	}
	return s.scratch[from:len(s.scratch):len(s.scratch)], nil
}

func (s *Scanner) normaliseLines(raw []byte) []byte {
	from := len(s.scratch)
	for i, c := range raw {
		switch {
		case c != '\r':
			s.scratch = append(s.scratch, c)
		case i+1 == len(raw) || raw[i+1] != '\n':
			s.scratch = append(s.scratch, '\n')
		}
	}
	return s.scratch[from:]
}

// longestReference is enough for every character reference with some leading zeros.
const longestReference = 16

// reference reads the entity or character reference that b begins with: sections 4.1 and 4.6. n is 0 where it is none.
func reference(b []byte) (r rune, n int) {
	end := bytes.IndexByte(b[:min(len(b), longestReference)], ';')
	if end < 2 {
		return 0, 0
	}
	name := string(b[1:end])
	if name[0] == '#' {
		r, ok := characterReference(name[1:])
		if !ok {
			return 0, 0
		}
		return r, end + 1
	}
	switch name {
	case "amp":
		r = '&'
	case "lt":
		r = '<'
	case "gt":
		r = '>'
	case "quot":
		r = '"'
	case "apos":
		r = '\''
	default:
		return 0, 0
	}
	return r, end + 1
}

func characterReference(digits string) (rune, bool) {
	base := 10
	if len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if digits == "" || digits[0] == '+' || digits[0] == '-' {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), err == nil && isChar(n)
}

// isChar is production 2 of XML 1.0.
func isChar(n uint64) bool {
	return n == 0x9 || n == 0xA || n == 0xD || n >= 0x20 && n <= 0xD7FF || n >= 0xE000 && n <= 0xFFFD || n >= 0x10000 && n <= 0x10FFFF
}
