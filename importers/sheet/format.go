package sheet

import "bytes"

// OtherFormat recognises by their first bytes what people send in place of a table; "" for none of them.
func OtherFormat(start []byte) string {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // Compound File Binary, MS-CFB 2.2
		return "an old Excel workbook (.xls) or a workbook with a password"
	case bytes.HasPrefix(start, []byte("\x1f\x8b")):
		return "gzip-compressed data"
	case bytes.HasPrefix(start, []byte("%PDF-")):
		return "a PDF document"
	case bytes.HasPrefix(text, []byte("<!doctype html")), bytes.HasPrefix(text, []byte("<html")):
		return "an HTML page"
	case bytes.HasPrefix(text, []byte("<")):
		return "XML"
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		return "JSON"
	}
	return ""
}
