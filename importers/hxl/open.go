package hxl

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// opened is a file that turned out to be a table.
type opened struct {
	*table
	closers []io.Closer
}

func (o *opened) close() {
	for _, c := range o.closers {
		c.Close()
	}
}

// open finds out by the first bytes what the file is, and the hashtags in it. EInvalid says which of them failed.
func open(file io.Reader, feed registry.Feed) (*opened, error) {
	o := &opened{}
	if err := o.open(file, feed, false); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// open takes apart a ZIP file once: one within another is refused.
func (o *opened) open(file io.Reader, feed registry.Feed, unzipped bool) (err error) {
	b := bufio.NewReaderSize(file, 64<<10)
	head, err := b.Peek(512)
	if err != nil && err != io.EOF {
		return err
	}
	switch {
	case len(head) == 0:
		return registry.Errorf(registry.EInvalid, "the file is empty")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return o.openArchive(b, feed, unzipped)
	}
	switch what := sheet.OtherFormat(head); what {
	case "", "JSON":
	default:
		return sheet.Hinted("not a sheet but "+what, "save it as .xlsx, or as CSV in UTF-8")
	}
	text := bufio.NewReaderSize(sheet.NewText(b, feed.Charset), 64<<10)
	if head, err = text.Peek(512); err != nil && err != io.EOF {
		return err
	}
	if head = bytes.TrimLeft(head, " \t\r\n"); bytes.HasPrefix(head, []byte("[")) || bytes.HasPrefix(head, []byte("{")) {
		var rows io.Closer
		if o.table, rows, err = openJSON(text, feed); rows != nil {
			o.closers = append(o.closers, rows)
		}
		return err
	}
	o.table, err = openCSV(text, feed)
	return err
}

func (o *opened) openArchive(file io.Reader, feed registry.Feed, unzipped bool) error {
	archive, err := sheet.OpenArchive(file)
	if err != nil {
		return err
	}
	if archive.IsWorkbook() {
		w, err := archive.Workbook()
		if err != nil {
			return err
		}
		o.closers = append(o.closers, w)
		o.table, err = openWorkbook(w, feed)
		return err
	}
	o.closers = append(o.closers, archive)
	if unzipped {
		return sheet.Hinted("a ZIP file within a ZIP file", "put the sheet itself into one ZIP file")
	}
	content, err := archive.File()
	if err != nil {
		return err
	}
	return o.open(content, feed, true)
}

// openWorkbook takes the first sheet that has hashtags, or headers that the mapping names. Another one that does so too is
// reported: it is not read.
func openWorkbook(w *sheet.Workbook, feed registry.Feed) (*table, error) {
	var found *table
	var first error
	for i := range w.Sheets() {
		s, err := w.FilledSheet(i)
		if err != nil {
			return nil, err
		}
		t, err := newTable(plain{s}, feed)
		var untagged untaggedError
		switch {
		case errors.As(err, &untagged):
			s.Skip()
			if first == nil {
				first = err
			}
		case err != nil:
			s.Skip()
			return nil, err
		case found == nil:
			found = t
		default:
			s.Skip()
			found.problems = append(found.problems, registry.Problem{
				Field: "sheet " + strconv.Itoa(i+1), Severity: registry.SeverityWarning,
				Reason: "has hashtags too; only the first such sheet of a workbook is read",
			})
		}
	}
	if found == nil {
		return nil, first
	}
	return found, nil
}

// separators are those of CSV and TSV files, the more frequent first.
var separators = append(sheet.Separators, '|')

// openCSV reads CSV with the separator that shows most hashtags in the beginning, or else most headers of the mapping, or else
// most cells.
func openCSV(text io.Reader, feed registry.Feed) (*table, error) {
	rows := sheet.NewCSV(text)
	start, err := rows.Peek()
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(start)) == 0 {
		return nil, registry.Errorf(registry.EInvalid, "the file is empty")
	}
	if line, _, _ := bytes.Cut(start, []byte("\n")); sheet.IsSeparatorHint(string(line) + "\n") {
		if err := rows.SkipLine(); err != nil {
			return nil, err
		}
		start = start[min(len(line)+1, len(start)):]
	}
	m := newMapping(feed.Mapping)
	var best rune
	var most [3]int
	for _, separator := range separators {
		if shows := m.shows(start, separator); best == 0 || compare(shows, most) > 0 {
			best, most = separator, shows
		}
	}
	rows.Start(best)
	t, err := newTable(plain{rows}, feed)
	if err != nil {
		return nil, err
	}
	t.rigid = true
	return t, nil
}

// shows counts what the best row of the beginning has with the separator: hashtags, mapped headers, cells.
func (m mapping) shows(start []byte, separator rune) (most [3]int) {
	r := csv.NewReader(bytes.NewReader(start))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator, -1, true
	for range headerRows {
		record, err := r.Read()
		if err != nil {
			break // the beginning may be cut off anywhere
		}
		cells := sheet.TextCells(record)
		shows := [3]int{0, m.count(cells), len(cells)}
		for _, c := range cells {
			if _, ok := parseHashtag(c.Text); ok {
				shows[0]++
			}
		}
		if compare(shows, most) > 0 {
			most = shows
		}
	}
	return most
}

func compare(a, b [3]int) int {
	for i := range a {
		if a[i] != b[i] {
			return a[i] - b[i]
		}
	}
	return 0
}

// isNothing says whether a cell says that there is nothing to say.
func isNothing(s string) bool { return nothing[codelist.Fold(s)] }

// nothing is how people fill a cell that they leave empty, as codelist.Fold leaves it: a dash is "".
var nothing = map[string]bool{"": true, "n a": true, "na": true, "nil": true, "none": true, "null": true, "nan": true, "tbc": true, "tbd": true,
	"unknown": true, "not available": true, "not applicable": true, "not specified": true, "to be confirmed": true, "aucun": true, "aucune": true,
	"inconnu": true, "non disponible": true, "ninguno": true, "desconocido": true, codelist.Fold("لا يوجد"): true, codelist.Fold("غير معروف"): true}
