package xmlstream

import (
	"bytes"
)

// markup reads what begins with '<'. Kind 0 is a comment, a processing instruction or the XML declaration.
func (s *Scanner) markup() (Kind, error) {
	for len(s.buf)-s.pos < 2 {
		if err := s.extend(); err != nil {
			return 0, err
		}
	}
	switch s.buf[s.pos+1] {
	case '/':
		return End, s.endTag()
	case '?':
		return 0, s.instruction()
	case '!':
		return s.declaration()
	}
	return Start, s.startTag()
}

// endTag reads "</name>" (XML 1.0 section 3.1).
func (s *Scanner) endTag() error {
	n, err := s.find(2, ">")
	if err != nil {
		return err
	}
	name := bytes.TrimRight(s.buf[s.pos+2:s.pos+n], " \t\r\n")
	if len(s.open) == 0 || !bytes.Equal(name, s.names[s.open[len(s.open)-1]:]) {
		return s.fail(s.pos, "an end tag that does not match the element it stands in")
	}
	s.name = name
	s.closeElement()
	s.pos += n + 1
	return nil
}

// instruction passes over "<?target ...?>" (section 2.6) and checks the XML declaration (section 2.8), whose encoding
// decode has read.
func (s *Scanner) instruction() error {
	n, err := s.find(2, "?>")
	if err != nil {
		return err
	}
	body := s.buf[s.pos+2 : s.pos+n]
	length, ok := nameLength(body)
	if !ok || length < len(body) && !isSpace(body[length]) {
		return s.fail(s.pos, "a processing instruction without a target")
	}
	if bytes.EqualFold(body[:length], []byte("xml")) {
		if s.started || string(body[:length]) != "xml" {
			return s.fail(s.pos, "an XML declaration that is not at the beginning")
		}
		if v, ok := pseudoAttr(body, "version"); !ok || string(v) != "1.0" {
			return s.fail(s.pos, "not XML 1.0")
		}
	}
	if err := s.checkPlain(body, s.pos+2); err != nil {
		return err
	}
	s.pos += n + 2
	return nil
}

// declaration reads what begins with "<!": a comment, CDATA, or the DOCTYPE that is refused.
func (s *Scanner) declaration() (Kind, error) {
	const comment, cdata = "<!--", "<![CDATA["
	for len(s.buf)-s.pos < len(cdata) {
		if bytes.HasPrefix(s.buf[s.pos:], []byte(comment)) {
			break
		}
		if err := s.extend(); err != nil {
			return 0, err
		}
	}
	switch rest := s.buf[s.pos:]; {
	case bytes.HasPrefix(rest, []byte(comment)):
		return 0, s.comment()
	case bytes.HasPrefix(rest, []byte(cdata)):
		return Text, s.cdata()
	case bytes.EqualFold(rest[:len("<!DOCTYPE")], []byte("<!DOCTYPE")):
		if !s.rooted && s.isHTML() {
			return 0, s.fail(s.pos, "this is an HTML page, not an XML feed")
		}
		return 0, s.fail(s.pos, "a DOCTYPE: document type declarations are refused")
	}
	return 0, s.fail(s.pos, "a markup declaration that does not belong here")
}

// isHTML says whether the document type declaration at pos names html.
func (s *Scanner) isHTML() bool {
	const doctype = "<!doctype html"
	for len(s.buf)-s.pos < len(doctype) {
		if s.extend() != nil {
			return false
		}
	}
	return bytes.EqualFold(s.buf[s.pos:s.pos+len(doctype)], []byte(doctype))
}

// comment passes over "<!-- ... -->", which must not hold "--" (section 2.5).
func (s *Scanner) comment() error {
	n, err := s.find(4, "--")
	if err != nil {
		return err
	}
	for len(s.buf)-s.pos < n+3 {
		if err := s.extend(); err != nil {
			return err
		}
	}
	if s.buf[s.pos+n+2] != '>' {
		return s.fail(s.pos, `a comment with "--" inside`)
	}
	if err := s.checkPlain(s.buf[s.pos+4:s.pos+n], s.pos+4); err != nil {
		return err
	}
	s.pos += n + 3
	return nil
}

// cdata reads "<![CDATA[ ... ]]>" (section 2.7).
func (s *Scanner) cdata() error {
	const head = len("<![CDATA[")
	n, err := s.find(head, "]]>")
	if err != nil {
		return err
	}
	if len(s.open) == 0 {
		return s.textOutside()
	}
	body := s.buf[s.pos+head : s.pos+n]
	if err := s.checkPlain(body, s.pos+head); err != nil {
		return err
	}
	s.scratch = s.scratch[:0]
	s.text = body
	if bytes.IndexByte(body, '\r') >= 0 {
		s.text = s.normaliseLines(body)
	}
	s.pos += n + 3
	return nil
}

// startTag reads "<name attribute='value' ...>" (section 3.1). Where the tag is not at hand whole it begins again with
// a larger window.
func (s *Scanner) startTag() error {
	for {
		n, err := s.scanTag(s.buf[s.pos:])
		if err != nil {
			return err
		}
		if n > s.limits.Token {
			return s.tooLong()
		}
		if n > 0 {
			if err := s.openElement(); err != nil {
				return err
			}
			s.pos += n
			return nil
		}
		if err := s.extend(); err != nil {
			return err
		}
	}
}

// scanTag reads the start tag that b begins with and gives its length, 0 where b ends before the tag.
func (s *Scanner) scanTag(b []byte) (int, error) {
	s.attrs, s.scratch, s.endAfter = s.attrs[:0], s.scratch[:0], false
	length, ok := nameLength(b[1:])
	i := 1 + length
	if i >= len(b) {
		return 0, nil
	}
	if !ok {
		return 0, s.fail(s.pos, "a tag without a valid name")
	}
	s.name = b[1:i]
	for {
		spaced := false
		for i < len(b) && isSpace(b[i]) {
			i++
			spaced = true
		}
		if i+1 >= len(b) && (i == len(b) || b[i] != '>') {
			return 0, nil
		}
		switch {
		case b[i] == '>':
			return i + 1, nil
		case b[i] == '/' && b[i+1] == '>':
			s.endAfter = true
			return i + 2, nil
		case !spaced:
			return 0, s.fail(s.pos+i, "an attribute without a space before it, or a character that a name cannot have")
		}
		n, err := s.scanAttr(b, i)
		if n == 0 || err != nil {
			return 0, err
		}
		i = n
	}
}

// scanAttr reads the attribute at b[i:] and gives the offset behind it, 0 where b ends before.
func (s *Scanner) scanAttr(b []byte, i int) (int, error) {
	begin := i
	length, ok := nameLength(b[i:])
	name := b[i : i+length]
	i = skipSpace(b, i+length)
	if i == len(b) {
		return 0, nil
	}
	if !ok {
		return 0, s.fail(s.pos+begin, "an attribute without a valid name")
	}
	if b[i] != '=' {
		return 0, s.fail(s.pos+begin, "an attribute without a value")
	}
	i = skipSpace(b, i+1)
	if i == len(b) {
		return 0, nil
	}
	quote := b[i]
	if quote != '"' && quote != '\'' {
		return 0, s.fail(s.pos+begin, "an attribute value without quotes")
	}
	end := bytes.IndexByte(b[i+1:], quote)
	if end < 0 {
		return 0, nil
	}
	raw := b[i+1 : i+1+end]
	value, err := s.attrValue(raw, s.pos+i+1)
	if err != nil {
		return 0, err
	}
	for j := range s.attrs {
		if bytes.Equal(s.attrs[j].Name, name) {
			return 0, s.fail(s.pos+begin, "the same attribute twice in one tag")
		}
	}
	if len(s.attrs) == maxAttributes {
		return 0, s.fail(s.pos+begin, "more than %d attributes in one tag", maxAttributes)
	}
	s.attrs = append(s.attrs, Attr{Name: name, Value: value})
	return i + end + 2, nil
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }
