package hostiletest

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/tansiq/tansiq/registry"
)

// bodies are files that arrive whole and hold something else than they should.
func bodies() []Case {
	plain := func(int) string { return "Training of border guards" }
	good := string(Good("iati", 0))
	first, last := activity(0, "Training of border guards in district 1"), activity(Records-1, fmt.Sprintf("Training of border guards in district %d", Records))
	nameless := strings.Replace(first, "<iati-identifier>NO-4-SAHEL-1</iati-identifier>", "", 1)
	return []Case{
		{Name: "no records", Format: "iati", Serve: sends(iatiStart + iatiEnd), State: held, Reason: "no records"},
		{Name: "a header alone", Format: "table", Serve: sends("id,title\r\n"), State: held, Reason: "no records"},
		{Name: "a list of none", Format: "360giving", Serve: sends(`{"version":"1.1","grants":[]}`), State: held, Reason: "no records"},
		{Name: "fewer than half", Format: "iati", Serve: sends(string(file("iati", 2, plain))), State: held, Reason: "fewer than half"},
		{Name: "one that nobody numbered", Format: "iati", Serve: sends(strings.Replace(good, first, nameless, 1)), State: done,
			Counts: registry.RunCounts{Read: Records, Unchanged: Records - 1, Rejected: 1}},
		{Name: "one that is too large", Format: "iati", State: done, Counts: registry.RunCounts{Read: Records, Unchanged: Records - 1, Rejected: 1},
			Serve: sends(strings.Replace(good, "<description>", strings.Repeat("<description><narrative>Courses.</narrative></description>\n", 20_000)+"<description>", 1))},
		{Name: "the same one twice", Format: "iati", Serve: sends(strings.Replace(good, last, last+first, 1)), State: done,
			Counts: registry.RunCounts{Read: Records + 1, Unchanged: Records, Rejected: 1}},
		{Name: "the same one twice in another case", Format: "iati", State: done, Counts: registry.RunCounts{Read: Records + 1, Unchanged: Records, Rejected: 1},
			Serve: sends(strings.Replace(good, last, last+strings.Replace(first, ">NO-4-SAHEL-1<", "> no-4-sahel-1 <", 1), 1))},
		{Name: "another document", Format: "iati", Serve: sends("<?xml version=\"1.0\"?><rss><channel/></rss>"), State: failed, Reason: "root element"},
		{Name: "XML that is cut off", Format: "iati", Serve: sends(good[:len(good)-40]), State: failed, Reason: "line"},
		{Name: "a table that is cut off", Format: "table", Serve: sends(string(Good("table", 0)[:100])), State: failed, Reason: "quote"},
		{Name: "JSON that is cut off", Format: "360giving", Serve: sends(string(Good("360giving", 0)[:500])), State: failed, Reason: "cut off"},
	}
}

// texts are files in other encodings than UTF-8.
func texts() []Case {
	encoded := func(enc encoding.Encoding, text string) string {
		s, err := enc.NewEncoder().String(text)
		if err != nil {
			panic(err)
		}
		return s
	}
	retitled := func(format, title string) string {
		return string(file(format, Records, func(i int) string {
			if i == 0 {
				return title
			}
			return fmt.Sprintf("Training of border guards in district %d", i+1)
		}))
	}
	changed := registry.RunCounts{Read: Records, Changed: 1, Unchanged: Records - 1}
	declares := func(encoding, text string) string {
		return strings.Replace(text, `encoding="UTF-8"`, `encoding="`+encoding+`"`, 1)
	}
	silent := func(text string) string { return strings.Replace(text, ` encoding="UTF-8"`, "", 1) }
	arabic, french := "تدريب حرس الحدود", "Sécurité des frontières"
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	return []Case{
		{Name: "UTF-16", Format: "iati", Serve: sends(encoded(utf16, declares("UTF-16", retitled("iati", arabic)))), State: done, Counts: changed, Title: arabic},
		{Name: "UTF-16 in a table", Format: "table", Serve: sends(encoded(utf16, retitled("table", arabic))), State: done, Counts: changed, Title: arabic},
		{Name: "a byte order mark", Format: "table", Serve: sends("\ufeff" + retitled("table", arabic)), State: done, Counts: changed, Title: arabic},
		{Name: "windows-1256 by declaration", Format: "iati", State: done, Counts: changed, Title: arabic,
			Serve: sends(encoded(charmap.Windows1256, declares("windows-1256", retitled("iati", arabic))))},
		{Name: "latin-1 by declaration", Format: "iati", State: done, Counts: changed, Title: french,
			Serve: sends(encoded(charmap.ISO8859_1, declares("ISO-8859-1", retitled("iati", french))))},
		{Name: "windows-1256 by the server's word", Format: "table", State: done, Counts: changed, Title: arabic,
			Serve: typed("text/csv; charset=windows-1256", encoded(charmap.Windows1256, retitled("table", arabic)))},
		{Name: "latin-1 by the server's word", Format: "iati", State: done, Counts: changed, Title: french,
			Serve: typed("application/xml; charset=iso-8859-1", silent(encoded(charmap.ISO8859_1, retitled("iati", french))))},
		{Name: "a server that says latin-1 of everything", Format: "iati", State: done, Counts: changed, Title: arabic,
			Serve: typed("text/xml; charset=ISO-8859-1", silent(retitled("iati", arabic)))},
		{Name: "bytes that are no text", Format: "iati", Serve: sends(encoded(charmap.ISO8859_1, retitled("iati", french))), State: failed, Reason: "UTF-8"},
		{Name: "bytes that are no text in a table", Format: "table", Serve: sends(encoded(charmap.ISO8859_1, retitled("table", french))), State: failed,
			Reason: "bytes that are not text"},
		{Name: "bytes that are no text in JSON", Format: "360giving", Serve: sends(encoded(charmap.ISO8859_1, retitled("360giving", french))), State: failed,
			Reason: "bytes that are not UTF-8"},
		{Name: "an encoding that nobody knows", Format: "iati", Serve: sends(declares("klingon", retitled("iati", french))), State: failed, Reason: "encoding is not known"},
		{Name: "NUL bytes", Format: "iati", Serve: sends(retitled("iati", "a\x00b")), State: failed, Reason: "line"},
	}
}

// documents are XML files that ask for more than a reader gives.
func documents() []Case {
	start := iatiStart + `<iati-activity><iati-identifier>X</iati-identifier><title>`
	return []Case{
		{Name: "an endless text", Format: "iati", Serve: many(start, "x", 64<<20, ""), State: failed, Reason: "longer than the limit of 1048576 bytes"},
		{Name: "an attribute of 64 MiB", Format: "iati", Serve: many(start[:len(start)-1]+` x="`, "x", 64<<20, `">`), State: failed, Reason: "longer than the limit of 1048576 bytes"},
		{Name: "a comment of 64 MiB", Format: "iati", Serve: many(start+"<!--", "x", 64<<20, "-->"), State: failed, Reason: "longer than the limit of 1048576 bytes"},
		{Name: "200,000 deep", Format: "iati", Serve: many(start, "<a>", 200_000, ""), State: failed, Reason: "deep"},
		{Name: "20,000 attributes", Format: "iati", Serve: sends(start + "<a" + attributes(20_000) + ">"), State: failed, Reason: "attributes"},
		{Name: "a DOCTYPE", Format: "iati", Serve: sends(`<?xml version="1.0"?><!DOCTYPE iati-activities SYSTEM "http://169.254.169.254/x.dtd"><iati-activities/>`),
			State: failed, Reason: "DOCTYPE"},
		{Name: "a billion laughs", Format: "iati", State: failed, Reason: "DOCTYPE",
			Serve: sends(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><iati-activities>&b;</iati-activities>`)},
		{Name: "an entity that nobody knows", Format: "iati", Serve: sends(start + "&nbsp;</title></iati-activity>" + iatiEnd), State: failed, Reason: "line"},
	}
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d=""`, i)
	}
	return b.String()
}

// tables are sheets and JSON that ask for more than a reader gives.
func tables() []Case {
	return []Case{
		{Name: "an endless cell", Format: "table", Serve: many("id,title\r\n1,\"", "x", 64<<20, ""), State: failed, Reason: "larger than 1 MiB"},
		{Name: "an endless cell of a sheet", Format: "hxl", Serve: many("#org,#activity\n1,\"", "x", 64<<20, ""), State: failed, Reason: "larger than 1 MiB"},
		{Name: "an endless text in JSON", Format: "360giving", Serve: many(`{"grants":[{"id":"`, "x", 64<<20, ""), State: failed, Reason: "larger than"},
		{Name: "JSON 200,000 deep", Format: "360giving", Serve: many(`{"grants":`, "[", 200_000, ""), State: failed, Reason: "deep"},
		{Name: "a key twice", Format: "360giving", Serve: sends(`{"grants":[{"id":"1","id":"2"}]}`), State: held, Reason: "fewer than half"},
		{Name: "a column twice", Format: "table", Serve: sends("id,title,title\r\n1,a,b\r\n"), State: failed, Reason: "stands twice"},
		{Name: "a picture", Format: "table", Serve: sends("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), State: failed, Reason: "bytes that are not text"},
	}
}
