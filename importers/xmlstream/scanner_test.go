package xmlstream

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/tansiq/tansiq/registry"
)

// events reads a document to its end and writes each token in one line; neighbouring texts are joined.
func events(file io.Reader, limits Limits) (list []string, err error) {
	s, err := NewScanner(file, "", limits)
	if err != nil {
		return nil, err
	}
	text := ""
	flush := func() {
		if text != "" {
			list = append(list, fmt.Sprintf("text %q", text))
			text = ""
		}
	}
	for {
		kind, err := s.Next()
		if err != nil {
			flush()
			if err == io.EOF {
				err = nil
			}
			return list, err
		}
		if kind == Text {
			text += string(s.Text())
			continue
		}
		flush()
		if kind == End {
			list = append(list, fmt.Sprintf("end %s", s.Name()))
			continue
		}
		line := fmt.Sprintf("start %s", s.Name())
		for _, a := range s.Attrs() {
			line += fmt.Sprintf(" %s=%q", a.Name, a.Value)
		}
		list = append(list, line)
	}
}

func TestTokens(t *testing.T) {
	const document = `<?xml version="1.0" encoding="UTF-8" standalone='yes'?>
<!-- before -->
<r xml:lang="ar" a='x &amp; "y"' b="&#x642;&#1591;"
>one<![CDATA[ <two> & ]]>&lt;three&gt;<e /><x:e n="1"></x:e >` + "\r\nfour\rfive" + `<?pi some thing?><!-- c --></r>
<!-- after -->`
	want := []string{
		`start r xml:lang="ar" a="x & \"y\"" b="قط"`,
		`text "one <two> & <three>"`,
		`start e`, `end e`, `start x:e n="1"`, `end x:e`,
		`text "\nfour\nfive"`,
		`end r`,
	}
	for name, reader := range map[string]io.Reader{
		"whole":         strings.NewReader(document),
		"byte by byte":  iotest.OneByteReader(strings.NewReader(document)),
		"end with data": iotest.DataErrReader(strings.NewReader(document)),
	} {
		got, err := events(reader, DefaultLimits())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, document, reason string }{
		{"empty", "", "empty"},
		{"white space", " \n", "before its first element"},
		{"only a declaration", `<?xml version="1.0"?>`, "before its first element"},
		{"not XML", "id,title\n1,x", "line 1: text before the first element"},
		{"HTML", "<!DOCTYPE html><html></html>", "HTML page"},
		{"HTML in small letters", "\n<!doctype HTML >", "line 2: this is an HTML page"},
		{"DOCTYPE", `<!DOCTYPE r [<!ENTITY a "b">]><r/>`, "DOCTYPE"},
		{"DOCTYPE late", `<r><!DOCTYPE r></r>`, "DOCTYPE"},
		{"another declaration", `<!ELEMENT r ANY><r/>`, "markup declaration"},
		{"unclosed", "<r>\n<e></r>", "line 2: an end tag that does not match"},
		{"closed by another prefix", "<r><a:e></b:e></r>", "does not match"},
		{"closed twice", "<r></r></r>", "does not match"},
		{"truncated in an element", "<r>\n<e/>\n", "line 2: the file is cut off"},
		{"truncated behind a tag", "<r>\n<e/>", "line 2: the file is cut off: it ends inside an element"},
		{"truncated in a tag", "<r><e a='1'", "cut off"},
		{"truncated in a value", "<r><e a='1", "cut off"},
		{"truncated in a text", "<r>text", "cut off"},
		{"truncated in a comment", "<r><!-- x", "cut off"},
		{"truncated in CDATA", "<r><![CDATA[ x ]]", "cut off"},
		{"truncated in an end tag", "<r></r", "cut off"},
		{"truncated at an angle", "<", "cut off"},
		{"second root", "<r/><r/>", "second element outside"},
		{"text after", "<r/>x", "text after the root"},
		{"CDATA after", "<r/><![CDATA[x]]>", "text after the root"},
		{"attribute twice", `<r a="1" a="2"/>`, "same attribute twice"},
		{"attribute without value", `<r a/>`, "without a value"},
		{"attribute without quotes", `<r a=1/>`, "without quotes"},
		{"attributes without space", `<r a="1"b="2"/>`, "without a space"},
		{"angle in an attribute", `<r a="<"/>`, "unescaped '<'"},
		{"unknown entity", "<r>\n\n&nbsp;</r>", "line 3: an '&'"},
		{"bare ampersand", "<r>a & b</r>", "an '&'"},
		{"ampersand in an attribute", `<r a="b&c"/>`, "an '&'"},
		{"reference to a control character", "<r>&#7;</r>", "an '&'"},
		{"reference to a surrogate", "<r>&#xD800;</r>", "an '&'"},
		{"reference beyond Unicode", "<r>&#x110000;</r>", "an '&'"},
		{"reference with a sign", "<r>&#+65;</r>", "an '&'"},
		{"endless reference", "<r>&#" + strings.Repeat("0", 50) + "65;</r>", "an '&'"},
		{"control character", "<r>\x01</r>", "control character"},
		{"control character in an attribute", "<r a='\x1f'/>", "control character"},
		{"control character in a comment", "<r><!--\x00--></r>", "control character"},
		{"control character in CDATA", "<r><![CDATA[\x08]]></r>", "control character"},
		{"not UTF-8", "<r>caf\xe9</r>", "not UTF-8"},
		{"not UTF-8 in an attribute", "<r a='\xff'/>", "not UTF-8"},
		{"not UTF-8 in a comment", "<r><!-- \xe9 --></r>", "not UTF-8"},
		{"surrogate in UTF-8", "<r>\xed\xa0\x80</r>", "not UTF-8"},
		{"U+FFFE", "<r>\uFFFE</r>", "does not allow"},
		{"CDATA end in text", "<r>]]></r>", "outside CDATA"},
		{"comment with dashes", "<r><!-- a -- b --></r>", `"--"`},
		{"name with two colons", "<a:b:c/>", "valid name"},
		{"name with a colon first", "<:a/>", "valid name"},
		{"name with a digit first", "<1/>", "valid name"},
		{"tag without name", "<r>< e/></r>", "valid name"},
		{"declaration late", `<r/><?xml version="1.0"?>`, "not at the beginning"},
		{"declaration after a space", ` <?xml version="1.0"?><r/>`, "not at the beginning"},
		{"XML 1.1", `<?xml version="1.1"?><r/>`, "not XML 1.0"},
		{"instruction without target", `<r><? x?></r>`, "without a target"},
		{"unknown encoding", `<?xml version="1.0" encoding="klingon"?><r/>`, "not known"},
		{"replacement encoding", `<?xml version="1.0" encoding="iso-2022-kr"?><r/>`, "not known"},
		{"UTF-16 declared in UTF-8", `<?xml version="1.0" encoding="UTF-16"?><r/>`, "not in UTF-16"},
		{"byte that the encoding does not have", "<?xml version='1.0' encoding='iso-8859-7'?><r>\xae</r>", "declared encoding"},
		{"half a UTF-16 character", "\xff\xfe<\x00r\x00/\x00>\x00\n", "text after the root"},
		{"declaration without end", `<?xml version="1.0"` + strings.Repeat(" ", 2000) + `?><r/>`, "does not end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := events(strings.NewReader(c.document), DefaultLimits())
			if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("error %v, want EInvalid with %q", err, c.reason)
			}
			_, slow := events(iotest.OneByteReader(strings.NewReader(c.document)), DefaultLimits())
			if fmt.Sprint(slow) != fmt.Sprint(err) {
				t.Errorf("byte by byte another error: %v", slow)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	limits := Limits{Token: 1000, Record: 1000, Depth: 5}
	long := strings.Repeat("x", 1001)
	for _, c := range []struct{ name, document, reason string }{
		{"depth", strings.Repeat("<e>", 6), "nested deeper than the limit of 5"},
		{"text", "<r>" + long + "</r>", "longer than the limit of 1000 bytes"},
		{"attribute", "<r a='" + long + "'/>", "longer than the limit"},
		{"name", "<" + long + "/>", "longer than the limit"},
		{"comment", "<!--" + long + "--><r/>", "longer than the limit"},
		{"CDATA", "<r><![CDATA[" + long + "]]></r>", "longer than the limit"},
		{"instruction", "<?p " + long + "?><r/>", "longer than the limit"},
		{"white space outside", strings.Repeat(" ", 1001) + "<r/>", "longer than the limit"},
		{"attributes", "<r " + attributes(maxAttributes+1) + "/>", "more than 256 attributes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := limits
			if c.name == "attributes" {
				l.Token = 1 << 20
			}
			_, err := events(strings.NewReader(c.document), l)
			if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("error %v, want EInvalid with %q", err, c.reason)
			}
		})
	}
	ok := strings.Repeat("<e>", 5) + strings.Repeat("x", 1000) + strings.Repeat("</e>", 5)
	if _, err := events(strings.NewReader(ok), limits); err != nil {
		t.Errorf("within the limits: %v", err)
	}
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d=''", i)
	}
	return b.String()
}

// endless gives one byte for ever.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// TestEndlessToken: a token without end is refused when the limit is reached, and no more of it is held than that.
func TestEndlessToken(t *testing.T) {
	for _, start := range []string{"<r a='", "<r>", "<!--", "<r><![CDATA[", "<?p ", "<r", "</", ""} {
		s, err := NewScanner(io.MultiReader(strings.NewReader("<a>"+start), endless('x')), "", DefaultLimits())
		for err == nil {
			_, err = s.Next()
		}
		if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), "longer than the limit") {
			t.Errorf("%s: %v", start, err)
		}
		if cap(s.buf) > 4*DefaultLimits().Token {
			t.Errorf("%s: a window of %d bytes", start, cap(s.buf))
		}
	}
}

func TestEncodings(t *testing.T) {
	const text = "Côte d'Ivoire"
	want := []string{"start r", fmt.Sprintf("text %q", text), "end r"}
	encoded := func(enc interface {
		String(string) (string, error)
	}, document string) string {
		s, err := enc.String(document)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	declare := func(name string) string { return `<?xml version="1.0" encoding="` + name + `"?><r>` + text + `</r>` }
	le, be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for name, document := range map[string]string{
		"none":               "<r>" + text + "</r>",
		"UTF-8":              declare("UTF-8"),
		"utf8":               declare("utf8"),
		"UTF-8 with mark":    "\xef\xbb\xbf" + declare("utf-8"),
		"mark over latin-1":  "\xef\xbb\xbf" + declare("ISO-8859-1"),
		"latin-1":            encoded(charmap.ISO8859_1.NewEncoder(), declare("ISO-8859-1")),
		"windows-1252":       encoded(charmap.Windows1252.NewEncoder(), declare("windows-1252")),
		"UTF-16LE with mark": encoded(le.NewEncoder(), "\ufeff"+declare("UTF-16")),
		"UTF-16BE with mark": encoded(be.NewEncoder(), "\ufeff"+declare("UTF-16")),
		"UTF-16LE":           encoded(le.NewEncoder(), declare("UTF-16LE")),
		"UTF-16BE":           encoded(be.NewEncoder(), declare("UTF-16BE")),
		"single quotes":      "<?xml version = '1.0' encoding = 'UTF-8' ?><r>" + text + "</r>",
	} {
		got, err := events(strings.NewReader(document), DefaultLimits())
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
	arabic := encoded(charmap.Windows1256.NewEncoder(), `<?xml version="1.0" encoding="windows-1256"?><r>تنسيق</r>`)
	got, err := events(strings.NewReader(arabic), DefaultLimits())
	if diff := cmp.Diff([]string{"start r", `text "تنسيق"`, "end r"}, got); err != nil || diff != "" {
		t.Errorf("windows-1256: %v (-want +got)\n%s", err, diff)
	}
}

// What is stated of a document counts where it says nothing itself.
func TestStatedEncoding(t *testing.T) {
	for document, want := range map[string]string{
		"<r>caf\xe9</r>":                                           "café",
		"<?xml version='1.0'?><r>caf\xe9</r>":                      "café",
		"<?xml version='1.0' encoding='utf-8'?><r>café</r>":        "café",
		"<?xml version='1.0' encoding='windows-1256'?><r>\xca</r>": "ت",
		"\xef\xbb\xbf<r>café</r>":                                  "café",
		"\xff\xfe<\x00r\x00>\x00\xe9\x00<\x00/\x00r\x00>\x00":      "é",
	} {
		s, err := NewScanner(strings.NewReader(document), "windows-1252", DefaultLimits())
		if err != nil {
			t.Errorf("%q: %v", document, err)
			continue
		}
		got := ""
		for kind, err := s.Next(); err != io.EOF; kind, err = s.Next() {
			if err != nil {
				t.Errorf("%q: %v", document, err)
				break
			}
			if kind == Text {
				got += string(s.Text())
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", document, got, want)
		}
	}
}

func TestReaderErrors(t *testing.T) {
	broken := errors.New("connection reset by peer at 10.0.0.1")
	for _, c := range []struct {
		name string
		err  error
		code registry.Code
	}{
		{"network", broken, registry.EUnavailable},
		{"cut compressed data", io.ErrUnexpectedEOF, registry.EInvalid},
		{"error of the fetcher", registry.Errorf(registry.EForbidden, "no"), registry.EForbidden},
	} {
		for _, start := range []string{"", "<r>", "<r>text", "<r a='"} {
			_, err := events(io.MultiReader(strings.NewReader(start), iotest.ErrReader(c.err)), DefaultLimits())
			if registry.ErrorCode(err) != c.code || !errors.Is(err, c.err) {
				t.Errorf("%s after %q: %v", c.name, start, err)
			}
		}
	}
}

func TestCapture(t *testing.T) {
	const document = "<?xml version='1.0'?><r>\n<a x='1'>t<!-- no --><drop p='1'>secret<b/></drop><drop/>&amp;<?pi no?>" +
		"<![CDATA[c]]></a>\n<a>" + "</a></r>"
	s, err := NewScanner(iotest.OneByteReader(strings.NewReader(document)), "", DefaultLimits())
	var got []string
	for err == nil {
		var kind Kind
		kind, err = s.Next()
		switch {
		case kind == Start && string(s.Name()) == "a":
			s.Capture()
		case kind == Start && string(s.Name()) == "drop":
			err = s.DropElement()
		case kind == End && string(s.Name()) == "a":
			got = append(got, fmt.Sprintf("%d %s", s.Line(), s.Captured()))
		}
	}
	want := []string{"2 <a x='1'>t&amp;<![CDATA[c]]></a>", "3 <a></a>"}
	if diff := cmp.Diff(want, got); err != io.EOF || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

// TestCaptureOverLimit: an element over the limit is passed over, and the next one is captured.
func TestCaptureOverLimit(t *testing.T) {
	document := "<r><a>" + strings.Repeat("<b>12345</b>", 100) + "</a><a>small</a></r>"
	s, err := NewScanner(strings.NewReader(document), "", Limits{Token: 1000, Record: 500, Depth: 9})
	var got []string
	for err == nil {
		var kind Kind
		if kind, err = s.Next(); kind == Start && string(s.Name()) == "a" {
			s.Capture()
			err = s.Skip()
			got = append(got, fmt.Sprint(s.OverLimit(), " ", string(s.Captured())))
		}
	}
	if diff := cmp.Diff([]string{"true ", "false <a>small</a>"}, got); err != io.EOF || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

// TestLines: tokens know their lines, also across the window's edges.
func TestLines(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("<r>\n")
	for range 5000 {
		b.WriteString("<e\n a='1'>\n<!-- \n --></e>\n")
	}
	b.WriteString("</r>")
	s, err := NewScanner(&b, "", DefaultLimits())
	for i := -1; err == nil; {
		var kind Kind
		if kind, err = s.Next(); kind == Start {
			if want := 2 + 4*i; i >= 0 && s.Line() != want {
				t.Fatalf("element %d on line %d, want %d", i, s.Line(), want)
			}
			i++
		}
	}
	if err != io.EOF {
		t.Fatal(err)
	}
}
