package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Limits of a workbook. A sheet of a million rows and the format's columns fits; a zip bomb does not.
const (
	maxPart          = 2 << 30   // a sheet or the shared strings, unpacked
	maxStructure     = 8 << 20   // any other part, unpacked
	maxSharedStrings = 128 << 20 // bytes that their text takes in memory
	maxToken         = 1 << 20   // one XML token
	maxDepth         = 64        // nested elements
	maxSheets        = 100
)

var errNotWorkbook = Hinted("a ZIP file that is not an Excel workbook (.xlsx)", "save the table as .xlsx, or as CSV in UTF-8")

// Workbook is an open XLSX file (ISO/IEC 29500-1 SpreadsheetML).
type Workbook struct {
	archive   *Archive
	parts     map[string]*zip.File
	sheets    []sheetPart // in the workbook's order
	date1904  bool
	dateStyle []shown             // by cell style: what of a date it shows of a number
	strings   []string            // shared strings
	merged    map[string][]merged // by part, once they are asked for
}

type sheetPart struct {
	part, name string
	hidden     bool
}

// OpenWorkbook reads a workbook's structure. EInvalid where it is none, or is damaged or over a limit.
func OpenWorkbook(file io.Reader) (*Workbook, error) {
	archive, err := OpenArchive(file)
	if err != nil {
		return nil, err
	}
	return archive.Workbook()
}

// Workbook takes the archive for a workbook, which closes it. EInvalid, and closed, where it is none.
func (a *Archive) Workbook() (*Workbook, error) {
	w := &Workbook{archive: a, parts: map[string]*zip.File{}, merged: map[string][]merged{}}
	for _, f := range a.files {
		name := strings.ToLower(strings.TrimPrefix(f.Name, "/")) // part names are compared without case (ISO/IEC 29500-2 6.2.2)
		if w.parts[name] == nil {
			w.parts[name] = f
		}
	}
	if err := w.readStructure(); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

// Close removes the temporary file.
func (w *Workbook) Close() error { return w.archive.Close() }

// readStructure finds the sheets and what their cells refer to.
func (w *Workbook) readStructure() error {
	relations, err := w.relations("_rels/.rels", "")
	if err != nil {
		return err
	}
	main := relations.byType("/officeDocument")
	if main == "" || w.parts[main] == nil || !strings.HasSuffix(main, ".xml") { // .bin is the binary format, .xlsb
		return errNotWorkbook
	}
	relations, err = w.relations(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), path.Dir(main))
	if err != nil {
		return err
	}
	if err := w.readWorkbook(main, relations); err != nil {
		return err
	}
	if len(w.sheets) == 0 {
		return errNotWorkbook
	}
	if part := relations.byType("/styles"); w.parts[part] != nil {
		if err := w.readStyles(part); err != nil {
			return err
		}
	}
	if part := relations.byType("/sharedStrings"); w.parts[part] != nil {
		return w.readSharedStrings(part)
	}
	return nil
}

// relationships are what a part refers to: id to type and part name (ISO/IEC 29500-2 section 6.5).
type relationships map[string]struct{ kind, part string }

func (r relationships) byType(suffix string) string {
	for _, to := range r {
		if strings.HasSuffix(to.kind, suffix) {
			return to.part
		}
	}
	return ""
}

func (w *Workbook) relations(part, base string) (relationships, error) {
	r := relationships{}
	if w.parts[part] == nil {
		return r, nil
	}
	return r, w.eachElement(part, maxStructure, func(_ *partReader, e xml.StartElement) error {
		if e.Name.Local != "Relationship" || attribute(e, "TargetMode") == "External" {
			return nil
		}
		target := strings.ToLower(attribute(e, "Target"))
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", base, target)
		}
		r[attribute(e, "Id")] = struct{ kind, part string }{attribute(e, "Type"), strings.TrimPrefix(path.Clean(target), "/")}
		return nil
	})
}

// readWorkbook takes the sheets in their order, charts and macro sheets left out, and the date system.
func (w *Workbook) readWorkbook(part string, relations relationships) error {
	return w.eachElement(part, maxStructure, func(_ *partReader, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			w.date1904 = isTrue(attribute(e, "date1904"))
		case "sheet":
			to := relations[attribute(e, "id")]
			if strings.HasSuffix(to.kind, "/worksheet") && w.parts[to.part] != nil {
				w.sheets = append(w.sheets, sheetPart{to.part, Printable(attribute(e, "name")), strings.HasSuffix(strings.ToLower(attribute(e, "state")), "hidden")})
			}
			if len(w.sheets) > maxSheets {
				return registry.Errorf(registry.EInvalid, "the workbook has more than %d sheets", maxSheets)
			}
		}
		return nil
	})
}

func (w *Workbook) readSharedStrings(part string) error {
	size := 0
	return w.eachElement(part, maxPart, func(r *partReader, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := r.richText()
		const header = 16 // a string's own, so that a million empty ones count
		if size += len(s) + header; err == nil && size > maxSharedStrings {
			err = registry.Errorf(registry.EInvalid, "the workbook has more than %d MiB of text", maxSharedStrings>>20)
		}
		w.strings = append(w.strings, s)
		return err
	})
}

// eachElement calls fn for each start element of a part and reads the part to its end, where a truncated one shows.
func (w *Workbook) eachElement(part string, limit int64, fn func(*partReader, xml.StartElement) error) error {
	r, err := w.open(part, limit)
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		token, err := r.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := fn(r, e); err != nil {
				return errBroken(err)
			}
		}
	}
}

// partReader reads the XML of a part within limits.
type partReader struct {
	xml   *xml.Decoder
	bytes *countedBytes
	part  io.ReadCloser
	depth int
}

func (w *Workbook) open(part string, limit int64) (*partReader, error) {
	f := w.parts[part]
	content, err := f.Open()
	if err != nil {
		return nil, errBroken(err)
	}
	counted := &countedBytes{
		b: bufio.NewReaderSize(limitUnpacked(content, f, limit), 64<<10),
	}
	return &partReader{xml: xml.NewDecoder(counted), bytes: counted, part: content}, nil
}

func (r *partReader) Close() error { return r.part.Close() }

// token gives the next token; io.EOF only after a well-formed document. A document type is refused: no part has one, and
// its entities expand without end.
func (r *partReader) token() (xml.Token, error) {
	r.bytes.n = 0
	token, err := r.xml.Token()
	if err == io.EOF {
		return nil, err
	}
	if err != nil {
		return nil, errBroken(err)
	}
	switch token.(type) {
	case xml.Directive:
		return nil, registry.Errorf(registry.EInvalid, "the workbook holds a document type declaration")
	case xml.StartElement:
		if r.depth++; r.depth > maxDepth {
			return nil, registry.Errorf(registry.EInvalid, "the workbook's elements are nested more than %d deep", maxDepth)
		}
	case xml.EndElement:
		r.depth--
	}
	return token, nil
}

// richText reads the text of an element whose start was just read: the t elements, without those of the phonetic
// reading (rPh) that Japanese workbooks keep beside it.
func (r *partReader) richText() (string, error) {
	var b strings.Builder
	end, inText, phonetic := r.depth-1, false, 0
	for {
		token, err := r.token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
			if t.Name.Local == "rPh" {
				phonetic++
			}
		case xml.EndElement:
			inText = false
			if t.Name.Local == "rPh" {
				phonetic--
			}
			if r.depth == end {
				return unescape(b.String()), nil
			}
		case xml.CharData:
			if inText && phonetic == 0 {
				b.Write(t)
			}
			if b.Len() > MaxRow {
				return "", registry.Errorf(registry.EInvalid, "a cell is larger than 1 MiB")
			}
		}
	}
}

// text reads the character data of an element whose start was just read.
func (r *partReader) text() (string, error) {
	var b strings.Builder
	for end := r.depth - 1; r.depth != end; {
		token, err := r.token()
		if err != nil {
			return "", err
		}
		if t, ok := token.(xml.CharData); ok {
			if b.Write(t); b.Len() > MaxRow {
				return "", registry.Errorf(registry.EInvalid, "a cell is larger than 1 MiB")
			}
		}
	}
	return b.String(), nil
}

// countedBytes feeds the decoder byte by byte and bounds what one token may take.
type countedBytes struct {
	b *bufio.Reader
	n int
}

func (c *countedBytes) ReadByte() (byte, error) {
	if c.n++; c.n > maxToken {
		return 0, registry.Errorf(registry.EInvalid, "a piece of the workbook is larger than %d KiB", maxToken>>10)
	}
	return c.b.ReadByte()
}

func (c *countedBytes) Read(p []byte) (int, error) { return c.b.Read(p) }

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// isTrue reads xsd:boolean.
func isTrue(s string) bool { return s == "1" || s == "true" }

// unescape undoes "_x000D_" for a character that XML cannot hold (ISO/IEC 29500-1 section 22.4.2.4); those characters
// are control characters, of which a table has a use for line breaks and tabs alone.
func unescape(s string) string {
	if !strings.Contains(s, "_x00") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "_x00")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var code int
		if len(rest) >= 3 && rest[2] == '_' {
			if _, err := fmt.Sscanf(rest[:2], "%02X", &code); err == nil {
				switch {
				case code == '\t' || code == '\n' || code == '\r' || code >= ' ' && code != 0x7f:
					b.WriteRune(rune(code))
				}
				s = rest[3:]
				continue
			}
		}
		b.WriteString("_x00")
		s = rest
	}
}
