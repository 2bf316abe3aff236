package hxl

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// headerRows is within how many rows from the top the hashtags stand, or the headers that a mapping names.
const headerRows = 25

// source gives rows, and for JSON objects the names of their properties, which may grow from row to row.
type source interface {
	sheet.Rows
	names() []string
}

// plain is a source whose rows are all that there is.
type plain struct{ sheet.Rows }

func (plain) names() []string { return nil }

// table is a sheet whose columns are known.
type table struct {
	columns  []column // first those that the mapping states, then the sheet's own
	mapping  mapping
	rows     source
	ahead    []sheet.Row        // read to find the hashtags
	width    int                // of the row of hashtags or headers, in cells
	rigid    bool               // whether a shorter row is one that was cut off
	values   []string           // that the mapping states for all rows, in the first columns
	problems []registry.Problem // of the file as a whole
	line     int                // of the hashtags or headers
}

// mapping is a registry.Mapping by folded header.
type mapping map[string]string

func newMapping(m registry.Mapping) mapping {
	folded := mapping{}
	for _, header := range slices.Sorted(maps.Keys(m)) { // of two that are one header, the same wins each time
		if _, isValue := registry.ParseHashtag(header); !isValue {
			folded[codelist.Fold(header)] = m[header]
		}
	}
	return folded
}

// tag is what the mapping says of a header; ok is false where it says nothing.
func (m mapping) tag(header string) (tag string, ok bool) {
	folded := codelist.Fold(header)
	if folded == "" {
		return "", false
	}
	tag, ok = m[folded]
	return tag, ok
}

// newTable finds the hashtags, or else the headers that the mapping names. errUntagged where there are neither.
func newTable(rows source, feed registry.Feed) (*table, error) {
	t := &table{rows: rows, mapping: newMapping(feed.Mapping)}
	t.state(feed.Mapping)
	for len(t.ahead) < headerRows {
		r, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		t.ahead = append(t.ahead, r)
	}
	if names := rows.names(); names != nil {
		return t, t.nameObjects(names)
	}
	at := slices.IndexFunc(t.ahead, isHashtagRow)
	if at >= 0 {
		t.tagged(at)
	} else if at = t.mappedRow(); at >= 0 {
		t.untagged(at)
	} else {
		return nil, errUntagged(texts(likelyHeader(t.ahead)))
	}
	t.line = t.ahead[at].Line
	t.ahead = t.ahead[at+1:]
	return t, nil
}

// nameObjects takes the names of JSON properties for the columns.
func (t *table) nameObjects(names []string) error {
	isNamed := func(name string) bool {
		_, isTag := parseHashtag(name)
		_, isMapped := t.mapping.tag(name)
		return isTag || isMapped
	}
	if !slices.ContainsFunc(names, isNamed) {
		return errUntagged(names)
	}
	t.line = 1
	t.follow()
	return nil
}

// follow adds the columns of properties that have come up since.
func (t *table) follow() {
	for _, name := range t.rows.names()[len(t.columns)-len(t.values):] {
		c := column{name: sheet.Printable(name)}
		if tag, ok := parseHashtag(name); ok {
			c = columnOf(tag)
		}
		t.columns = append(t.columns, t.mapped(c, name))
	}
}

// isHashtagRow says whether the row holds hashtags: at least one, and nothing else in more than half of its cells.
func isHashtagRow(r sheet.Row) bool {
	tags, filled := 0, 0
	for _, c := range r.Cells {
		if c.Text != "" {
			filled++
		}
		if _, ok := parseHashtag(c.Text); ok {
			tags++
		}
	}
	return tags > 0 && 2*tags >= filled
}

// tagged takes the columns from a row of hashtags. The mapping speaks of headers, which stand above it.
func (t *table) tagged(at int) {
	tags := t.ahead[at]
	t.width = len(tags.Cells)
	for i, cell := range tags.Cells {
		c := column{}
		if tag, ok := parseHashtag(cell.Text); ok {
			c = columnOf(tag)
		} else if cell.Text != "" {
			t.problems = append(t.problems, registry.Problem{Line: tags.Line, Field: sheet.Printable(cell.Text),
				Reason: "stands in the row of hashtags and is none; the column is not read", Severity: registry.SeverityWarning})
		}
		t.columns = append(t.columns, t.mapped(c, headersAbove(t.ahead[:at], i)...))
	}
}

// untagged takes the columns from a row of headers. Above it there may be others.
func (t *table) untagged(at int) {
	header := t.ahead[at]
	t.width = len(header.Cells)
	for i := range header.Cells {
		t.columns = append(t.columns, t.mapped(column{}, headersAbove(t.ahead[:at+1], i)...))
	}
}

// headersAbove are the texts of a column, the lowest first.
func headersAbove(rows []sheet.Row, column int) []string {
	var headers []string
	for _, r := range slices.Backward(rows) {
		if column < len(r.Cells) {
			headers = append(headers, r.Cells[column].Text)
		}
	}
	return headers
}

// mapped is what the mapping says of the first of the headers that it names; it knows the file better than its hashtags do.
func (t *table) mapped(c column, headers ...string) column {
	for _, header := range headers {
		said, ok := t.mapping.tag(header)
		if !ok {
			continue
		}
		tag, ok := parseHashtag(said)
		if !ok { // "": not to be read
			return column{name: sheet.Printable(header)}
		}
		mapped := columnOf(tag)
		mapped.name = sheet.Printable(header)
		return mapped
	}
	return c
}

// mappedRow is the row in which most cells are headers of the mapping, -1 where none is.
func (t *table) mappedRow() int {
	best, most := -1, 0
	for i, r := range t.ahead {
		if n := t.mapping.count(r.Cells); n > most {
			best, most = i, n
		}
	}
	return best
}

func (m mapping) count(cells []sheet.Cell) (n int) {
	for _, c := range cells {
		if _, ok := m.tag(c.Text); ok {
			n++
		}
	}
	return n
}

// state adds a column for each value that the mapping states for all rows.
func (t *table) state(m registry.Mapping) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if tag, ok := registry.ParseHashtag(key); ok {
			t.values = append(t.values, strings.TrimSpace(m[key]))
			t.columns = append(t.columns, columnOf(tag))
		}
	}
}

// next gives the next row that has anything in it, with its cells by column and the values that the mapping states.
func (t *table) next() (sheet.Row, error) {
	for {
		r, err := t.nextRow()
		if err != nil || r.IsBlank() {
			if err != nil {
				return r, err
			}
			continue
		}
		if t.rows.names() != nil {
			t.follow()
		}
		if r.Fault == "" && t.rigid && len(r.Cells) < t.width {
			r.Fault = "the row has fewer cells than the row of hashtags or headers; it may be cut off"
		}
		if r.Fault == "" {
			r.Cells = t.completed(r.Cells)
		}
		return r, nil
	}
}

func (t *table) nextRow() (sheet.Row, error) {
	if len(t.ahead) > 0 {
		r := t.ahead[0]
		t.ahead = t.ahead[1:]
		return r, nil
	}
	return t.rows.Next()
}

// completed gives the cells of the columns, with what the mapping states for hashtags of which the row says nothing.
func (t *table) completed(cells []sheet.Cell) []sheet.Cell {
	all := make([]sheet.Cell, len(t.columns))
	copy(all[len(t.values):], cells)
	for v, text := range t.values {
		says := false
		for i := len(t.values); i < len(all); i++ {
			says = says || t.columns[i].tag == t.columns[v].tag && !isNothing(all[i].Text)
		}
		if !says {
			all[v] = sheet.TextCell(text)
		}
	}
	return all
}

// lacks is EInvalid where the columns cannot say who does what.
func (t *table) lacks() error {
	has := func(fields ...field) bool {
		return slices.ContainsFunc(t.columns, func(c column) bool { return slices.Contains(fields, c.field) })
	}
	says := ""
	switch {
	case !has(activityText, sectorName, sectorCode):
		says = "its hashtags do not say what is done (#activity, #sector, #subsector)"
	case !has(orgName, orgCode, activityText):
		says = "its hashtags name neither organisations nor activities (#org, #activity)"
	default:
		return nil
	}
	var found []string
	for _, c := range t.columns {
		if c.name != "" {
			found = append(found, c.name)
		}
	}
	return sheet.Hinted("not a list of activities (3W): "+says, "the hashtags found are "+listed(found)+
		"; a mapping saved with the feed can give others, or more, by the columns' headers")
}

// unread reports the columns that are not read, once.
func (t *table) unread() []registry.Problem {
	var names, removed []string
	for _, c := range t.columns {
		switch {
		case c.name == "":
		case c.field == notRead:
			names = append(names, c.name)
		case c.field == personal:
			removed = append(removed, c.name)
		}
	}
	var problems []registry.Problem
	if len(names) > 0 {
		problems = append(problems, registry.Problem{Line: t.line, Reason: "columns that are not read: " + listed(names), Severity: registry.SeverityWarning})
	}
	if len(removed) > 0 {
		problems = append(problems, registry.Problem{Line: t.line, Reason: "columns of personal data, which are not kept: " + listed(removed), Severity: registry.SeverityWarning})
	}
	return problems
}

// untaggedError is that of a sheet without hashtags.
type untaggedError struct{ reason *registry.Error }

func (e untaggedError) Error() string { return e.reason.Error() }

// Unwrap lets registry.ErrorCode find it.
func (e untaggedError) Unwrap() error { return e.reason }

func errUntagged(headers []string) error {
	found := "no headers were found"
	if len(headers) > 0 {
		found = "the headers found are " + listed(headers)
	}
	return untaggedError{sheet.Hinted(fmt.Sprintf("no row of hashtags (#org, #activity ...) in the first %d rows", headerRows),
		`save a mapping with the feed that gives hashtags to its headers, such as {"Organisation": "#org", "Activity": "#activity +name", `+
			`"District": "#adm2 +name", "Start": "#date +start"}; `+found)}
}

// likelyHeader is, for a message, the first row that is nearly as full as the fullest and has no figures in it.
func likelyHeader(rows []sheet.Row) sheet.Row {
	filled := func(r sheet.Row) (n int) {
		for _, c := range r.Cells {
			if c.Text != "" {
				n++
			}
		}
		return n
	}
	most := 0
	for _, r := range rows {
		most = max(most, filled(r))
	}
	for _, r := range rows {
		figures := slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { _, err := sheet.Decimal(c, true); return err == nil })
		if !figures && filled(r) > 0 && 5*filled(r) >= 4*most {
			return r
		}
	}
	return sheet.Row{}
}

func texts(r sheet.Row) []string {
	var found []string
	for _, c := range r.Cells {
		if c.Text != "" {
			found = append(found, c.Text)
		}
	}
	return found
}

// listed writes names for a message: short, each once, nobody's address, and not without end.
func listed(names []string) string {
	const most = 60
	var shown []string
	for _, n := range names {
		if n = sheet.Printable(n); n != "" && !slices.Contains(shown, n) {
			shown = append(shown, n)
		}
	}
	if more := len(shown) - most; more > 0 {
		shown = append(shown[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(shown, ", ")
}
