package xmlstream

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var seeds = []string{
	`<?xml version="1.0" encoding="UTF-8"?><r a="1" b='&quot;'>t&amp;&#65;<e/><![CDATA[<x>]]><!-- c --></r>`,
	"<r>\r\n\r</r>", "<r>]]></r>", "<r>&nbsp;</r>", `<a:b c:d="e"/>`, "<r><e></r></e>", "<r>\xff</r>", "<r/><r/>", "x", "<r",
	`<r a="1"a="2"/>`, "<!DOCTYPE r><r/>", "<r>\u0627\u0644</r>", "<r><?p x?></r>", "<r ><e\n/></r >", "<r>a]b]]c</r>",
	`<?xml version="1.0" encoding="latin1"?><r/>`, "<r>&#x10FFFF;&#xFFFE;</r>", "<r a='>'/>",
}

// FuzzDifferential holds what the package documentation says of encoding/xml: nothing is accepted here that is refused
// there, and what both accept reads the same.
func FuzzDifferential(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		got, err := events(bytes.NewReader(document), DefaultLimits())
		if err != nil || !isComparable(document) {
			return
		}
		want, err := byEncodingXML(document)
		if err != nil {
			t.Fatalf("encoding/xml refuses what is accepted here: %v", err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-encoding/xml +here)\n%s", diff)
		}
	})
}

// FuzzSplit holds that nothing depends on how the stream is cut into reads.
func FuzzSplit(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s), 3)
	}
	f.Fuzz(func(t *testing.T, document []byte, size int) {
		whole, err1 := events(bytes.NewReader(document), DefaultLimits())
		parts, err2 := events(&shortReader{document, 1 + size&15}, DefaultLimits())
		if diff := cmp.Diff(whole, parts); diff != "" || fmt.Sprint(err1) != fmt.Sprint(err2) {
			t.Fatalf("%v, in parts %v (-whole +parts)\n%s", err1, err2, diff)
		}
	})
}

type shortReader struct {
	rest []byte
	size int
}

func (r *shortReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.rest[:min(r.size, len(r.rest))])
	r.rest = r.rest[n:]
	return n, nil
}

// isComparable leaves out what the two are known to read by different rules: names outside ASCII, and files that are
// transcoded or begin with a byte-order mark, which encoding/xml leaves to its caller.
func isComparable(document []byte) bool {
	if bytes.Contains(document, []byte("<?xml")) && bytes.Contains(document, []byte("encoding")) {
		return false
	}
	for i, c := range document {
		if c >= 0x80 && (i < 3 || inMarkup(document, i)) {
			return false
		}
	}
	return true
}

// inMarkup says roughly whether document[i] may be part of a name: an '<' is nearer before it than a '>'.
func inMarkup(document []byte, i int) bool {
	return bytes.LastIndexByte(document[:i], '<') > bytes.LastIndexByte(document[:i], '>') ||
		bytes.LastIndexByte(document[:i], '<') < 0
}

// byEncodingXML reads the document with encoding/xml: RawToken for the names as written, Token for whether it is accepted.
func byEncodingXML(document []byte) (list []string, err error) {
	for d := xml.NewDecoder(bytes.NewReader(document)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
	}
	text := ""
	flush := func() {
		if text != "" {
			list = append(list, fmt.Sprintf("text %q", text))
			text = ""
		}
	}
	depth := 0
	d := xml.NewDecoder(bytes.NewReader(document))
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			flush()
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.CharData:
			if depth > 0 {
				text += string(token)
			}
		case xml.StartElement:
			flush()
			depth++
			line := "start " + qualified(token.Name)
			for _, a := range token.Attr {
				line += fmt.Sprintf(" %s=%q", qualified(a.Name), a.Value)
			}
			list = append(list, line)
		case xml.EndElement:
			flush()
			depth--
			list = append(list, "end "+qualified(token.Name))
		}
	}
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}
