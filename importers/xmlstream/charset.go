package xmlstream

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/tansiq/tansiq/registry"
)

// declarationWindow is how far the XML declaration may reach.
const declarationWindow = 1024

// decode gives the file as UTF-8, by its byte-order mark, else by its XML declaration, else from the encoding of
// registry.Charsets that is stated for it, else as the UTF-8 that XML 1.0 section 4.3.3 makes the default. decoded says
// that the bytes are not the file's own. Bytes that are not UTF-8 in a file of which nothing is said are left to the
// scanner to refuse.
func decode(file io.Reader, stated string) (text io.Reader, decoded bool, err error) {
	start := make([]byte, declarationWindow)
	n, err := io.ReadFull(file, start)
	switch {
	case err == io.EOF:
		return nil, false, registry.Errorf(registry.EInvalid, "the file is empty")
	case err != nil && (n == 0 || err != io.ErrUnexpectedEOF):
		return nil, false, readError(err)
	}
	start = start[:n]
	// What ended the read after some bytes is met again by the scanner.
	whole := io.MultiReader(bytes.NewReader(start), file)
	switch {
	case bytes.HasPrefix(start, []byte("\xEF\xBB\xBF")):
		_, err = io.CopyN(io.Discard, whole, 3)
		return whole, false, err
	case bytes.HasPrefix(start, []byte("\xFF\xFE")), bytes.HasPrefix(start, []byte("<\x00?\x00")):
		return utf16(whole, unicode.LittleEndian), true, nil
	case bytes.HasPrefix(start, []byte("\xFE\xFF")), bytes.HasPrefix(start, []byte("\x00<\x00?")):
		return utf16(whole, unicode.BigEndian), true, nil
	}
	enc, err := declared(start, stated)
	if enc == nil || err != nil {
		return whole, false, err
	}
	return transform.NewReader(whole, enc.NewDecoder()), true, nil
}

func utf16(r io.Reader, order unicode.Endianness) io.Reader {
	return transform.NewReader(r, unicode.UTF16(order, unicode.UseBOM).NewDecoder())
}

// declared gives the encoding that the XML declaration names, else the one stated; nil for UTF-8.
func declared(start []byte, stated string) (encoding.Encoding, error) {
	other, _ := charset.Lookup(stated)
	if !bytes.HasPrefix(start, []byte("<?xml")) {
		return other, nil
	}
	declaration, _, ok := bytes.Cut(start, []byte("?>"))
	if !ok {
		return nil, registry.Errorf(registry.EInvalid, "line 1: the XML declaration does not end")
	}
	label, ok := pseudoAttr(declaration, "encoding")
	if !ok {
		return other, nil
	}
	enc, name := charset.Lookup(string(label))
	switch {
	case enc == nil || name == "replacement":
		return nil, registry.Errorf(registry.EInvalid, "line 1: the declared encoding is not known")
	case strings.HasPrefix(name, "utf-16"):
		return nil, registry.Errorf(registry.EInvalid, "line 1: UTF-16 is declared, but the file is not in UTF-16")
	case name == "utf-8":
		return nil, nil
	}
	return enc, nil
}

// pseudoAttr gives a value of the XML declaration: version, encoding or standalone.
func pseudoAttr(declaration []byte, name string) (value []byte, ok bool) {
	for rest := declaration; ; {
		i := bytes.Index(rest, []byte(name))
		if i < 0 {
			return nil, false
		}
		spaced := i > 0 && isSpace(rest[i-1])
		rest = bytes.TrimLeft(rest[i+len(name):], " \t\r\n")
		if !spaced || len(rest) == 0 || rest[0] != '=' {
			continue
		}
		rest = bytes.TrimLeft(rest[1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil, false
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil, false
		}
		return rest[1 : 1+end], true
	}
}
