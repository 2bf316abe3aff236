package grants360

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// readTable reads the spreadsheet form.
func readTable(b *bufio.Reader, feed registry.Feed, s *stream) error {
	t, err := openTable(b, feed, s)
	if err != nil {
		return err
	}
	defer t.rows.Close()
	for {
		row, err := t.rows.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return readError(err)
		}
		if row.IsBlank() {
			continue
		}
		if err := s.item(t.grantOf(row)); err != nil {
			return err
		}
	}
}

// table is a table whose first row was read.
type table struct {
	columns []column
	rows    sheet.Rows
}

// column is what a column is of a grant; steps is nil for one that is not read.
type column struct {
	title string // as the file has it, fit for a report
	steps []step
}

// step is a field on the way from the grant to a value, and which of its list.
type step struct {
	field
	index int
}

const hintOfIdentifier = "the first row names the columns, by the titles of the 360Giving standard; one of them is Identifier"

func openTable(b *bufio.Reader, feed registry.Feed, s *stream) (*table, error) {
	start, err := b.Peek(512)
	if err != nil && err != io.EOF {
		return nil, readError(err)
	}
	switch {
	case len(start) == 0:
		return nil, registry.Errorf(registry.EInvalid, "the file is empty")
	case strings.HasPrefix(string(start), "PK\x03\x04"), strings.HasPrefix(string(start), "PK\x05\x06"):
		return openWorkbook(b, s)
	}
	if what := sheet.OtherFormat(start); what != "" {
		return nil, sheet.Hinted("not 360Giving data but "+what, "a 360Giving file is JSON, a workbook (.xlsx), or CSV in UTF-8")
	}
	return openCSV(b, feed, s)
}

// openCSV reads the header of a CSV file.
func openCSV(b *bufio.Reader, feed registry.Feed, s *stream) (*table, error) {
	rows := sheet.NewCSV(sheet.NewText(b, feed.Charset))
	header, ok, err := rows.Header(namesIdentifier)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, sheet.Hinted(fmt.Sprintf("line %d: the first row names no column Identifier", header.Line), hintOfIdentifier)
	}
	columns, err := columnsOf(header, s)
	if err != nil {
		return nil, err
	}
	return &table{columns: columns, rows: rows}, nil
}

// openWorkbook opens the first sheet whose first row names a column Identifier. Another one that does so too is reported:
// it is not read.
func openWorkbook(b *bufio.Reader, s *stream) (*table, error) {
	w, err := sheet.OpenWorkbook(b)
	if err != nil {
		return nil, err
	}
	t, err := openSheet(w, s)
	if err != nil {
		w.Close()
		return nil, err
	}
	return t, nil
}

func openSheet(w *sheet.Workbook, s *stream) (*table, error) {
	rows, header, others, err := w.Table(namesIdentifier)
	if err != nil {
		return nil, err
	}
	if rows == nil {
		return nil, sheet.Hinted("no sheet's first row names a column Identifier", hintOfIdentifier)
	}
	columns, err := columnsOf(header, s)
	if err != nil {
		return nil, err
	}
	for _, other := range others {
		reason := "has a column Identifier too; only the first such sheet of a workbook is read"
		if other.Hidden {
			reason = "has a column Identifier and is hidden; it is not read"
		}
		s.pending = append(s.pending, registry.Problem{Field: "sheet " + strconv.Itoa(other.Number), Reason: reason, Severity: registry.SeverityWarning})
	}
	return &table{columns: columns, rows: rows}, nil
}

// namesIdentifier says whether the first row is a header: one of the columns is the grant's identifier.
func namesIdentifier(names []string, above int) int {
	named := above == 0 && slices.ContainsFunc(names, func(name string) bool {
		steps, _ := stepsOf(name)
		return len(steps) == 1 && steps[0].id == "id"
	})
	if named {
		return 1
	}
	return 0
}

// columnsOf reads the header. A column that stands twice is EInvalid, since either may be meant; one that is not of the
// standard is reported.
func columnsOf(header sheet.Row, s *stream) ([]column, error) {
	columns := make([]column, len(header.Cells))
	stands := map[string]bool{}
	for i, name := range header.Texts() {
		if strings.TrimSpace(name) == "" {
			continue
		}
		columns[i].title = sheet.Printable(strings.TrimSpace(name))
		steps, known := stepsOf(name)
		if !known {
			s.reportUnknown(header.Line, columns[i].title)
			continue
		}
		if steps == nil {
			continue
		}
		path := pathOf(steps)
		if stands[path] {
			return nil, registry.Errorf(registry.EInvalid, "line %d: the column of %s stands twice", header.Line, path)
		}
		stands[path] = true
		columns[i].steps = steps
	}
	return columns, nil
}

// stepsOf reads a column's name: titles or ids with ":" or "/" between, and numbers from 0 that say which of a list is
// meant. known is false where it is none; steps is nil where it is known and not read.
func stepsOf(name string) (steps []step, known bool) {
	separator := ":"
	if !strings.Contains(name, separator) {
		separator = "/"
	}
	of := grant
	parts := strings.Split(name, separator)
	for i := 0; i < len(parts); i++ {
		f, ok := of.find(parts[i])
		if !ok {
			return nil, passedOver[fold(parts[i])]
		}
		at := step{field: f}
		if f.list && i+1 < len(parts) {
			if n, err := strconv.Atoi(strings.TrimSpace(parts[i+1])); err == nil && n >= 0 && n < maxIndex {
				at.index = n
				i++
			}
		}
		steps, of = append(steps, at), f.of
	}
	return steps, of == nil // an object is not a value
}

// maxIndex bounds which of a list a column can name: of Excel's 16,384 columns.
const maxIndex = 1 << 14

func pathOf(steps []step) string {
	var parts []string
	for _, s := range steps {
		parts = append(parts, s.id)
		if s.list {
			parts = append(parts, strconv.Itoa(s.index))
		}
	}
	return strings.Join(parts, "/")
}

// grantOf reads a row as a grant.
func (t *table) grantOf(row sheet.Row) registry.Item {
	d := &reading{line: row.Line, titles: map[string]string{}}
	if row.Fault != "" {
		return d.rejection("", row.Fault)
	}
	object := map[string]any{}
	size := 0
	var failed []string
	for i, c := range row.Cells {
		if c.Text == "" || i >= len(t.columns) || t.columns[i].steps == nil {
			continue
		}
		if size += len(c.Text); c.Kind == sheet.KindError {
			failed = append(failed, t.columns[i].title)
			continue
		}
		set(object, t.columns[i].steps, valueOf(c))
		d.titles[pathOf(t.columns[i].steps)] = t.columns[i].title
	}
	data := listed(object).(map[string]any)
	d.id, _ = sheet.WithoutEmail(jsonstream.NewNode(data, func(string, string) {}).Get("id").Text())
	switch {
	case size > sheet.MaxRow:
		return d.rejection("", "the row is larger than 1 MiB")
	case d.id == "":
		return d.rejection("Identifier", "the grant has no identifier, so nothing tells it from others")
	}
	for _, title := range failed {
		d.warn(title, "a formula that failed")
	}
	return d.item(data)
}

// valueOf is a cell as JSON would have it.
func valueOf(c sheet.Cell) any {
	if c.Kind == sheet.KindNumber {
		return json.Number(c.Text)
	}
	return c.Text
}

// listed makes lists of the maps of set. What the row leaves out between two is null.
func listed(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, part := range value {
			value[key] = listed(part)
		}
	case map[int]map[string]any:
		list := make([]any, slices.Max(slices.Collect(maps.Keys(value)))+1)
		for i, part := range value {
			list[i] = listed(part)
		}
		return list
	}
	return value
}

// set puts a value in its place. Lists are maps by index until all columns of the row are read.
func set(object map[string]any, steps []step, value any) {
	s := steps[0]
	if len(steps) == 1 {
		if s.list { // of texts, of which a cell may hold several
			var texts []any
			for _, text := range strings.FieldsFunc(fmt.Sprint(value), func(r rune) bool { return r == ';' || r == '؛' }) {
				texts = append(texts, text)
			}
			value = texts
		}
		object[s.id] = value
		return
	}
	if !s.list {
		part, ok := object[s.id].(map[string]any)
		if !ok {
			part = map[string]any{}
			object[s.id] = part
		}
		set(part, steps[1:], value)
		return
	}
	list, ok := object[s.id].(map[int]map[string]any)
	if !ok {
		list = map[int]map[string]any{}
		object[s.id] = list
	}
	if list[s.index] == nil {
		list[s.index] = map[string]any{}
	}
	set(list[s.index], steps[1:], value)
}
