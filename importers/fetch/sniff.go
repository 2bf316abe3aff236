package fetch

import (
	"bytes"

	"github.com/tansiq/tansiq/registry"
)

// sniff refuses what no importer should see: nothing at all, and the web page that many servers answer with where the
// file should be, with status 200 (resilience: HTML decodes as zero records without an error). whole says that head
// is the whole body.
func sniff(head []byte, whole bool) error {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")) // byte order mark
	if whole && len(bytes.TrimLeft(head, "\x00 \t\r\n\f")) == 0 {
		return registry.Errorf(registry.EInvalid, "the file is empty")
	}
	text := skipProlog(head)
	for _, start := range []string{"<!doctype html", "<html", "<head", "<body", "<script"} {
		if hasTag(text, start) {
			e := registry.Errorf(registry.EInvalid, "the address answers with a web page (HTML) and not with a data file")
			e.Hint = "open the address in a browser: it may ask for a login, or the file has moved"
			return e
		}
	}
	return nil
}

// skipProlog skips white space, comments and processing instructions, which may stand before the root of HTML and XML
// alike.
func skipProlog(text []byte) []byte {
	for {
		text = bytes.TrimLeft(text, " \t\r\n\f")
		end := ""
		switch {
		case bytes.HasPrefix(text, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(text, []byte("<?")):
			end = ">"
		default:
			return text
		}
		_, rest, found := bytes.Cut(text, []byte(end))
		if !found {
			return nil
		}
		text = rest
	}
}

// hasTag says whether text begins with the tag in any case, and the tag's name ends there.
func hasTag(text []byte, start string) bool {
	if len(text) < len(start) || !bytes.EqualFold(text[:len(start)], []byte(start)) {
		return false
	}
	return len(text) == len(start) || bytes.IndexByte([]byte(" \t\r\n\f/>"), text[len(start)]) >= 0
}
