package xmlstream

import (
	"bytes"
	"io"

	"github.com/tansiq/tansiq/registry"
)

// Kind is what Next found.
type Kind uint8

// The kinds. An empty-element tag gives Start, then End. CDATA is Text. Comments and processing instructions are
// checked and passed over.
const (
	Start Kind = iota + 1
	End
	Text
)

// Attr is an attribute as written, its name with prefix, its value with references resolved.
type Attr struct {
	Name, Value []byte
}

// Scanner reads one document. What its methods give is valid until the next call of Next.
type Scanner struct {
	window
	limits Limits

	token    int // start of the current token in buf, where it is still there
	name     []byte
	attrs    []Attr
	text     []byte
	scratch  []byte // values and texts that are not as written
	endAfter bool   // the current token is an empty-element tag whose End is still to come

	names   []byte // names of the open elements, one after the other
	open    []int  // where each begins in names
	rooted  bool   // the root element has begun
	started bool   // something other than the XML declaration was seen, or the declaration

	record  capture
	decoded bool // the text was transcoded: U+FFFD is a byte that the encoding does not have
}

// NewScanner reads the document's encoding from its byte-order mark or XML declaration and gives a scanner of its UTF-8
// text. charset is one of registry.Charsets, for a document that says nothing of its encoding; "" for none. EInvalid
// where the file is empty or its encoding is not known.
func NewScanner(file io.Reader, charset string, limits Limits) (*Scanner, error) {
	text, decoded, err := decode(file, charset)
	if err != nil {
		return nil, err
	}
	return &Scanner{window: window{r: text}, limits: limits, decoded: decoded}, nil
}

// Name is the element's name with its prefix, of Start and End.
func (s *Scanner) Name() []byte { return s.name }

// Attrs are the attributes of a Start, in order.
func (s *Scanner) Attrs() []Attr { return s.attrs }

// Attr gives an attribute's value, nil where the element does not have it.
func (s *Scanner) Attr(name string) []byte {
	for i := range s.attrs {
		if string(s.attrs[i].Name) == name {
			return s.attrs[i].Value
		}
	}
	return nil
}

// Text is the content of a Text. Neighbouring texts are not joined.
func (s *Scanner) Text() []byte { return s.text }

// Depth is the number of open elements: 1 after the root's Start, 0 after its End.
func (s *Scanner) Depth() int { return len(s.open) }

// Line is the 1-based line on which the current token begins.
func (s *Scanner) Line() int { return s.lineAt(s.token) }

// Next goes to the next token. io.EOF after the root's End and nothing but white space and comments behind it; EInvalid
// for what the package documentation lists; EUnavailable where the reader fails.
func (s *Scanner) Next() (Kind, error) {
	if s.endAfter {
		s.endAfter = false
		s.closeElement()
		return End, nil
	}
	for {
		s.token = s.pos
		if s.pos == len(s.buf) && !s.more() {
			return 0, s.atEnd()
		}
		s.token = s.pos
		var kind Kind
		var err error
		if s.buf[s.pos] == '<' {
			kind, err = s.markup()
		} else {
			kind, err = s.characters()
		}
		if err != nil {
			return 0, err
		}
		s.started = true
		s.record.take(s.buf[s.token:s.pos], kind)
		if kind != 0 {
			return kind, nil
		}
	}
}

// Skip goes to the End of the element whose Start was just found.
func (s *Scanner) Skip() error { return s.SkipTo(s.Depth() - 1) }

// SkipTo goes on until only depth elements are open.
func (s *Scanner) SkipTo(depth int) error {
	for s.Depth() > depth || s.endAfter {
		if _, err := s.Next(); err != nil {
			return err
		}
	}
	return nil
}

// atEnd says what the end of the stream means here.
func (s *Scanner) atEnd() error {
	switch {
	case s.err != io.EOF:
		return readError(s.err)
	case !s.rooted:
		return s.fail(s.pos, "the file ends before its first element")
	case len(s.open) > 0:
		return s.fail(s.pos, "the file is cut off: it ends inside an element")
	}
	return io.EOF
}

// unfinished says why the token that begins at the window's start has no end.
func (s *Scanner) unfinished() error {
	if s.err == io.EOF {
		return s.fail(s.pos, "the file is cut off: it ends inside a tag, comment or text")
	}
	return readError(s.err)
}

// find looks for a delimiter from buf[pos+skip:] on, getting more of the stream as needed, and gives its offset from pos.
func (s *Scanner) find(skip int, delimiter string) (int, error) {
	for {
		if skip <= len(s.buf)-s.pos {
			if i := bytes.Index(s.buf[s.pos+skip:], []byte(delimiter)); i >= 0 {
				if skip+i > s.limits.Token {
					return 0, s.tooLong()
				}
				return skip + i, nil
			}
			skip = max(skip, len(s.buf)-s.pos-len(delimiter)+1)
		}
		if err := s.extend(); err != nil {
			return 0, err
		}
	}
}

// extend gets more of the current token, which is not at hand whole.
func (s *Scanner) extend() error {
	if len(s.buf)-s.pos > s.limits.Token {
		return s.tooLong()
	}
	more := s.more()
	s.token = s.pos
	if !more {
		return s.unfinished()
	}
	return nil
}

func (s *Scanner) tooLong() error {
	return s.fail(s.pos, "a tag, comment or text is longer than the limit of %d bytes", s.limits.Token)
}

// fail makes the error for buf[pos].
func (s *Scanner) fail(pos int, format string, args ...any) error {
	return registry.Errorf(registry.EInvalid, "line %d: "+format, append([]any{s.lineAt(pos)}, args...)...)
}

func (s *Scanner) openElement() error {
	if len(s.open) == 0 {
		if s.rooted {
			return s.fail(s.pos, "a second element outside the root element")
		}
		s.rooted = true
	}
	if len(s.open) >= s.limits.Depth {
		return s.fail(s.pos, "elements are nested deeper than the limit of %d", s.limits.Depth)
	}
	s.open = append(s.open, len(s.names))
	s.names = append(s.names, s.name...)
	return nil
}

func (s *Scanner) closeElement() {
	last := len(s.open) - 1
	s.names = s.names[:s.open[last]]
	s.open = s.open[:last]
}
