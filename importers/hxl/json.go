package hxl

import (
	"encoding/json"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// HXL JSON (HXL 1.1, tagging conventions, section 5) is an array of rows, each an array of values with the hashtags in one
// of the first, or each an object of hashtag to value. Services wrap such an array in an object with other properties;
// the one array of rows in it is read.

// openJSON reads decoded text that begins with a bracket.
func openJSON(text io.Reader, feed registry.Feed) (*table, io.Closer, error) {
	r, err := jsonstream.NewReader(text, jsonstream.DefaultLimits())
	if err != nil {
		return nil, nil, err
	}
	rows := &jsonRows{r: r, indexes: map[string]int{}}
	rows.next, rows.stop = iter.Pull2(registry.Stream(rows.document))
	t, err := newTable(rows, feed)
	return t, rows, err
}

// jsonRows reads the rows of a JSON document.
type jsonRows struct {
	r    *jsonstream.Reader
	next func() (sheet.Row, error, bool)
	stop func()
	// bracket is what rows begin with, '[' or '{'; 0 before the first.
	bracket byte
	columns []string // of objects
	indexes map[string]int
}

func (j *jsonRows) names() []string {
	if j.bracket != '{' {
		return nil
	}
	return j.columns
}

// Next reads a row. After the last one the document is read to its end, where a truncated one shows, and a second table.
func (j *jsonRows) Next() (sheet.Row, error) {
	row, err, ok := j.next()
	if !ok {
		return sheet.Row{}, io.EOF
	}
	return row, err
}

// Close gives up what is not read.
func (j *jsonRows) Close() error {
	j.stop()
	return nil
}

var (
	errNoRows    = registry.Errorf(registry.EInvalid, "the JSON holds no rows: no array of arrays or of objects")
	errTwoTables = sheet.Hinted("the JSON holds several tables, and nothing says which is meant", "give the address of one of them")
	errWide      = registry.Errorf(registry.EInvalid, "the JSON has more than %d columns", maxColumns)
)

// maxColumns is Excel's.
const maxColumns = 1 << 14

// document gives every row.
func (j *jsonRows) document(give func(sheet.Row) error) error {
	begins, err := j.r.Begins()
	switch {
	case err != nil:
		return err
	case begins == '[':
		err = j.array(give)
	default:
		err = j.r.Object(func(string) error {
			switch begins, err := j.r.Begins(); {
			case err != nil:
				return err
			case begins != '[':
				return j.r.Skip()
			}
			return j.array(give)
		})
	}
	if err != nil {
		return err
	}
	if err := j.r.End(); err != nil || j.bracket != 0 {
		return err
	}
	return errNoRows
}

// array gives the elements of an array as rows, if its first one is an array or an object. An array of anything else is
// passed over.
func (j *jsonRows) array(give func(sheet.Row) error) error {
	first, isTable := true, false
	return j.r.Array(func() error {
		begins, err := j.r.Begins()
		if err != nil {
			return err
		}
		if first && begins != 0 {
			if j.bracket != 0 {
				return errTwoTables
			}
			j.bracket, isTable = begins, true
		}
		first = false
		if !isTable {
			return j.r.Skip()
		}
		v, err := j.r.Value()
		if err != nil {
			return err
		}
		row, err := j.row(v)
		if err != nil {
			return err
		}
		return give(row)
	})
}

func (j *jsonRows) row(v jsonstream.Value) (sheet.Row, error) {
	row := sheet.Row{Line: v.Line}
	switch data := v.Data.(type) {
	case []any:
		for _, value := range data {
			row.Cells = append(row.Cells, jsonCell(value))
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(data)) {
			at := j.column(strings.TrimSpace(name))
			for len(row.Cells) <= at {
				row.Cells = append(row.Cells, sheet.Cell{})
			}
			if row.Cells[at].Text != "" { // the other name has spaces around it
				v.Repeated = append(v.Repeated, name)
			}
			row.Cells[at] = jsonCell(data[name])
		}
	}
	switch _, isObject := v.Data.(map[string]any); {
	case len(row.Cells) > maxColumns:
		return row, errWide
	case v.TooLarge:
		row.Fault = "the row is larger than 1 MiB"
	case isObject != (j.bracket == '{') || v.Data == nil:
		row.Fault = "not a row like the others (an array, or an object)"
	case v.Broken:
		row.Fault = "characters that are no text (half of a pair, or control characters)"
	case len(v.Repeated) > 0:
		row.Fault = "a property stands twice in the object"
	}
	return row, nil
}

// column is the index of a property.
func (j *jsonRows) column(name string) int {
	if at, ok := j.indexes[name]; ok {
		return at
	}
	j.indexes[name] = len(j.columns)
	j.columns = append(j.columns, name)
	return len(j.columns) - 1
}

// jsonCell is a cell. What is nested is none.
func jsonCell(value any) sheet.Cell {
	switch v := value.(type) {
	case nil:
		return sheet.Cell{}
	case string:
		return sheet.TextCell(v)
	case bool:
		return sheet.TextCell(strconv.FormatBool(v))
	case json.Number:
		return sheet.NumberCell(v.String())
	}
	return sheet.Cell{Text: "nested", Kind: sheet.KindError}
}
