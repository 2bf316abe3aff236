package hxl

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// HXL JSON (HXL 1.1, tagging conventions, section 5) is an array of rows, each an array of values with the hashtags in one
// of the first, or each an object of hashtag to value. Services wrap such an array in an object with other properties;
// the one array of rows in it is read.

// maxDepth bounds how deep values are nested.
const maxDepth = 64

func openJSON(text io.Reader, feed registry.Feed) (*table, error) {
	r := newJSONRows(text)
	if err := r.begin(); err != nil {
		return nil, err
	}
	return newTable(r, feed)
}

// jsonRows reads rows of a JSON document.
type jsonRows struct {
	dec   *json.Decoder
	limit *sheet.RowLimit
	lines *lineCounter
	// wrapped says that the array of rows is a property of an object, which has to be read to its end.
	wrapped bool
	// objects says that rows are objects; begun that the first row's bracket is taken already.
	objects, begun, ended bool
	columns               []string
	indexes               map[string][]int // of the columns with that name, in their order
}

func newJSONRows(text io.Reader) *jsonRows {
	r := &jsonRows{lines: &lineCounter{r: text}, indexes: map[string][]int{}}
	r.limit = sheet.NewRowLimit(r.lines)
	r.dec = json.NewDecoder(r.limit)
	r.dec.UseNumber()
	return r
}

func (r *jsonRows) names() []string {
	if !r.objects {
		return nil
	}
	return r.columns
}

// Close does nothing: the text is the caller's.
func (r *jsonRows) Close() error { return nil }

// token reads within limits; the end of the text is a fault here.
func (r *jsonRows) token() (json.Token, error) {
	r.limit.Reset()
	token, err := r.dec.Token()
	if err != nil {
		return nil, r.fault(err)
	}
	return token, nil
}

func (r *jsonRows) fault(err error) error {
	var known *registry.Error
	if errors.As(err, &known) {
		return err
	}
	line := r.lines.at(r.dec.InputOffset())
	var syntax *json.SyntaxError
	switch {
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && strings.Contains(syntax.Error(), "unexpected end"):
		return registry.Errorf(registry.EInvalid, "line %d: the JSON ends before it is complete", line)
	case errors.As(err, &syntax):
		return registry.Errorf(registry.EInvalid, "line %d: not JSON", line)
	}
	return err // of the source
}

// begin finds the array of rows.
func (r *jsonRows) begin() error {
	token, err := r.token()
	if err != nil {
		return err
	}
	if token == json.Delim('{') {
		r.wrapped = true
		return r.nextTable()
	}
	isTable, err := r.beginTable()
	if err == nil && !isTable {
		err = errNoRows
	}
	return err
}

var errNoRows = registry.Errorf(registry.EInvalid, "the JSON holds no rows: no array of arrays or of objects")

// nextTable goes through the properties of the outer object up to an array of rows.
func (r *jsonRows) nextTable() error {
	for r.dec.More() {
		if _, err := r.token(); err != nil { // the name
			return err
		}
		token, err := r.token()
		if err != nil {
			return err
		}
		isTable := false
		switch token {
		case json.Delim('{'):
			err = r.skip(1)
		case json.Delim('['):
			isTable, err = r.beginTable()
		}
		if err != nil || isTable {
			return err
		}
	}
	return errNoRows
}

// beginTable looks at the first element of an array: is it a row? An array of anything else is read to its end.
func (r *jsonRows) beginTable() (isTable bool, err error) {
	if !r.dec.More() {
		_, err := r.token() // its end
		return false, err
	}
	token, err := r.token()
	if err != nil {
		return false, err
	}
	switch token {
	case json.Delim('['), json.Delim('{'):
		r.objects, r.begun = token == json.Delim('{'), true
		return true, nil
	}
	return false, r.skip(1)
}

// skip reads up to the end of what is open at this depth.
func (r *jsonRows) skip(depth int) error {
	for depth > 0 {
		token, err := r.token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('['), json.Delim('{'):
			if depth++; depth > maxDepth {
				return registry.Errorf(registry.EInvalid, "the JSON is nested more than %d deep", maxDepth)
			}
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
	}
	return nil
}

// Next reads a row. After the last one the document is read to its end, where a truncated one shows, and a second table.
func (r *jsonRows) Next() (sheet.Row, error) {
	if r.ended {
		return sheet.Row{}, io.EOF
	}
	r.limit.Reset()
	if !r.begun {
		if !r.dec.More() {
			return sheet.Row{}, r.end()
		}
		token, err := r.token()
		if err != nil {
			return sheet.Row{}, err
		}
		wanted := json.Delim('[')
		if r.objects {
			wanted = '{'
		}
		if token != wanted {
			row := sheet.Row{Line: r.lines.at(r.dec.InputOffset()), Fault: "not a row like the others (an array, or an object)"}
			if _, isDelim := token.(json.Delim); isDelim {
				return row, r.skip(1)
			}
			return row, nil
		}
	}
	r.begun = false
	row := sheet.Row{Line: r.lines.at(r.dec.InputOffset())}
	var err error
	if r.objects {
		row.Cells, err = r.object()
	} else {
		row.Cells, err = r.array()
	}
	for _, c := range row.Cells {
		if strings.ContainsAny(c.Text, "\x00\ufffd") {
			row.Fault = "a character that is no text (half of a pair, or NUL)"
		}
	}
	return row, err
}

// end answers io.EOF, or what is wrong after the rows.
func (r *jsonRows) end() error {
	r.ended = true
	if _, err := r.token(); err != nil {
		return err
	}
	if r.wrapped {
		switch err := r.nextTable(); {
		case err == nil:
			return sheet.Hinted("the JSON holds several tables, and nothing says which is meant", "give the address of one of them")
		case err != errNoRows:
			return err
		}
		if _, err := r.token(); err != nil { // the end of the object
			return err
		}
	}
	r.limit.Reset()
	if _, err := r.dec.Token(); err != io.EOF {
		if err == nil {
			err = registry.Errorf(registry.EInvalid, "line %d: something follows the end of the JSON", r.lines.at(r.dec.InputOffset()))
		}
		return r.fault(err)
	}
	return io.EOF
}

func (r *jsonRows) array() (cells []sheet.Cell, err error) {
	for r.dec.More() {
		c, err := r.value()
		if err != nil {
			return nil, err
		}
		if cells = append(cells, c); len(cells) > maxColumns {
			return nil, errWide
		}
	}
	_, err = r.rowToken()
	return cells, err
}

// object reads an object's properties into the columns of their names. A name that stands several times is several columns.
func (r *jsonRows) object() (cells []sheet.Cell, err error) {
	seen := map[string]int{}
	for r.dec.More() {
		token, err := r.rowToken()
		if err != nil {
			return nil, err
		}
		name := strings.TrimSpace(token.(string)) // keys are strings
		c, err := r.value()
		if err != nil {
			return nil, err
		}
		at := r.column(name, seen[name])
		seen[name]++
		if len(r.columns) > maxColumns {
			return nil, errWide
		}
		for len(cells) <= at {
			cells = append(cells, sheet.Cell{})
		}
		cells[at] = c
	}
	_, err = r.rowToken()
	return cells, err
}

// maxColumns is Excel's.
const maxColumns = 1 << 14

var errWide = registry.Errorf(registry.EInvalid, "the JSON has more than %d columns", maxColumns)

// column is the index of the n-th column with that name.
func (r *jsonRows) column(name string, n int) int {
	for len(r.indexes[name]) <= n {
		r.indexes[name] = append(r.indexes[name], len(r.columns))
		r.columns = append(r.columns, name)
	}
	return r.indexes[name][n]
}

// rowToken is a token within a row, whose limit goes on.
func (r *jsonRows) rowToken() (json.Token, error) {
	token, err := r.dec.Token()
	if err != nil {
		return nil, r.fault(err)
	}
	return token, nil
}

// value reads a cell. What is nested is none.
func (r *jsonRows) value() (sheet.Cell, error) {
	token, err := r.rowToken()
	if err != nil {
		return sheet.Cell{}, err
	}
	switch v := token.(type) {
	case string:
		return sheet.TextCell(v), nil
	case bool:
		return sheet.TextCell(strconv.FormatBool(v)), nil
	case json.Number:
		return sheet.NumberCell(v.String()), nil
	case json.Delim:
		return sheet.Cell{Text: "nested", Kind: sheet.KindError}, r.skip(1)
	}
	return sheet.Cell{}, nil // null
}

// lineCounter says on which line a byte is. It remembers the lines that are read and not asked past.
type lineCounter struct {
	r      io.Reader
	read   int64
	breaks []int64 // offsets behind the line breaks
	line   int     // breaks before the first of them
}

func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.breaks = append(l.breaks, l.read+int64(i)+1)
		}
	}
	l.read += int64(n)
	return n, err
}

// at is the 1-based line of an offset, which does not go back.
func (l *lineCounter) at(offset int64) int {
	passed := 0
	for passed < len(l.breaks) && l.breaks[passed] <= offset {
		passed++
	}
	l.breaks = l.breaks[passed:]
	l.line += passed
	return l.line + 1
}
