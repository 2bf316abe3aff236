package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// columns are the columns of design section 7.
var columns = []string{
	"id", "title", "title_en", "title_fr", "title_ar", "title_es", "description", "description_en", "description_fr",
	"description_ar", "description_es", "language", "kind", "status", "start_date", "end_date", "donors", "implementers",
	"partners", "countries", "regions", "locations", "latitude", "longitude", "good_practices", "sectors",
	"beneficiaries", "budget", "currency", "url", "related", "sensitivity", "sharing", "consent",
}

// Columns lists the columns of the format in the order in which a template has them.
func Columns() []string { return slices.Clone(columns) }

// header says which column of the file is which of the format.
type header struct {
	column  []string // by position; "" for a column that is not read
	unnamed []bool   // by position; whether it has no name at all
}

// columnName brings what a header cell says to a column's name: "Start date" and "START-DATE" are start_date.
func columnName(cell string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(cell), func(r rune) bool {
		return r == ' ' || r == '_' || r == '-' || r == '\u00a0' || r == '\t' || r == '\n' || r == '\r'
	}), "_")
}

// namesTitle says whether these are the names of a table's columns: one of them is a title.
func namesTitle(names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		c := columnName(n)
		return slices.Contains(columns, c) && (c == "title" || strings.HasPrefix(c, "title_"))
	})
}

func errNoTitle(line int) *registry.Error {
	return sheet.Hinted(fmt.Sprintf("line %d: the first row names no title column", line),
		"the first row names the columns; one of them is title, title_en, title_fr, title_ar or title_es")
}

// newHeader reads the header row. A column that stands twice is EInvalid, since either may be meant; one that is not of
// the format is a problem.
func newHeader(r sheet.Row) (*header, []registry.Problem, error) {
	h := &header{column: make([]string, len(r.Cells)), unnamed: make([]bool, len(r.Cells))}
	var problems []registry.Problem
	for i, c := range r.Cells {
		name := columnName(c.Text)
		switch {
		case name == "":
			h.unnamed[i] = true
		case !slices.Contains(columns, name):
			problems = append(problems, registry.Problem{
				Line: r.Line, Field: sheet.Printable(c.Text), Reason: "not a column of the format; it is not read",
				Severity: registry.SeverityWarning,
			})
		case slices.Contains(h.column, name):
			return nil, nil, registry.Errorf(registry.EInvalid, "line %d: the column %s stands twice", r.Line, name)
		default:
			h.column[i] = name
		}
	}
	return h, problems, nil
}
