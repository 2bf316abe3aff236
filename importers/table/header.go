package table

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// header says which column of the file is which of the format.
type header struct {
	column  []string          // by position; "" for a column that is not read
	unnamed []bool            // by position; whether it has no name at all
	written map[string]string // by column, how the file calls it
	// What the headings say of their columns: "Budget (EUR)", "Start date (DD/MM/YYYY)".
	currency string
	proofs   []proof
}

// heading is a header cell that was understood.
type heading struct {
	column   *column
	currency string
	order    sheet.Order
}

// remark is what people put in brackets behind a heading.
var remark = regexp.MustCompile(`^(.+?)\s*[(\[](.+)[)\]][\s*:]*$`)

// remarks are those that say nothing of the values, or the order of day and month.
var remarks = map[string]sheet.Order{
	"required": 0, "optional": 0, "obligatoire": 0, "facultatif": 0, "obligatorio": 0, "opcional": 0, fold("إلزامي"): 0, fold("مطلوب"): 0, fold("اختياري"): 0,
	"yyyymmdd": 0, "aaaammjj": 0, "aaaammdd": 0,
	"ddmmyyyy": sheet.DayFirst, "jjmmaaaa": sheet.DayFirst, "ddmmaaaa": sheet.DayFirst,
	"mmddyyyy": sheet.MonthFirst, "mmjjaaaa": sheet.MonthFirst, "mmddaaaa": sheet.MonthFirst,
}

// readHeading understands a header cell, as a whole or with a remark in brackets; ok is false where it is none of the format's.
// A remark that is not known may change what the column holds ("Title (Portuguese)"): the heading is then another one.
func readHeading(cell string) (h heading, ok bool) {
	cell = sheet.Visible(cell)
	if c := columnsByName()[fold(cell)]; c != nil {
		return heading{column: c}, true
	}
	parts := remark.FindStringSubmatch(cell)
	if parts == nil {
		return heading{}, false
	}
	c := columnsByName()[fold(parts[1])]
	if c == nil {
		return heading{}, false
	}
	if order, known := remarks[fold(parts[2])]; known && (order == sheet.OrderUnknown || c.form == formDay) {
		return heading{column: c, order: order}, true
	}
	if currency, known := codelist.FindCurrency(parts[2]); known && c.form == formMoney {
		return heading{column: c, currency: currency.Code}, true
	}
	return heading{}, false
}

// headerScore is how many of the format's columns a row names, if one of them is a title; below other rows it takes a second
// one, so that a line above the table that says "Title" is not taken for its header.
func headerScore(texts []string, above int) int {
	named, title := map[string]bool{}, false
	for _, text := range texts {
		if h, ok := readHeading(text); ok {
			named[h.column.name] = true
			title = title || h.column.name == "title" || strings.HasPrefix(h.column.name, "title_")
		}
	}
	if !title || above > 0 && len(named) < 2 {
		return 0
	}
	return len(named)
}

const hintOfTitle = "a row at the top names the columns, in English, French, Arabic or Spanish; one of them is title (titre, العنوان, título) or title_en, title_fr, " +
	"title_ar, title_es. `tansiq template` writes an empty table"

func errNoTitle(line int) *registry.Error {
	return sheet.Hinted(fmt.Sprintf("line %d: the first row names no title column, nor does one of the ten below it", line), hintOfTitle)
}

// exported are columns that the registry adds when it writes the format, and does not read.
var exported = []string{"sources"}

// newHeader reads the header row. A column that stands twice is EInvalid, since either may be meant; one that is not of
// the format is a problem.
func newHeader(r sheet.Row) (*header, []registry.Problem, error) {
	h := &header{column: make([]string, len(r.Cells)), unnamed: make([]bool, len(r.Cells)), written: map[string]string{}}
	var problems []registry.Problem
	for i, c := range r.Cells {
		read, ok := readHeading(c.Text)
		switch {
		case c.Text == "":
			h.unnamed[i] = true
		case slices.Contains(exported, fold(c.Text)):
		case !ok:
			reason := "not a column of the format; it is not read"
			if near := nearestHeading(c.Text); near != "" {
				reason += ". Did you mean " + near + "?"
			}
			problems = append(problems, registry.Problem{
				Line: r.Line, Field: sheet.Printable(c.Text), Reason: reason, Severity: registry.SeverityWarning,
			})
		case slices.Contains(h.column, read.column.name):
			return nil, nil, errTwice(r, read.column.name, h.written[read.column.name], c.Text)
		default:
			h.column[i] = read.column.name
			h.written[read.column.name] = sheet.Printable(c.Text)
			if read.currency != "" {
				h.currency = read.currency
			}
			if read.order != sheet.OrderUnknown {
				h.proofs = append(h.proofs, proof{read.order, r.Line, read.column.name, h.written[read.column.name]})
			}
		}
	}
	return h, problems, nil
}

func errTwice(r sheet.Row, column, first, second string) error {
	if fold(first) == fold(second) {
		return registry.Errorf(registry.EInvalid, "line %d: the column %s stands twice", r.Line, column)
	}
	e := sheet.Hinted(fmt.Sprintf("line %d: the column %s stands twice, as %q and %q", r.Line, column, first, sheet.Printable(second)),
		"rename or delete one of them; a text in several languages has a column for each, such as title_en, title_fr and title_ar")
	return e
}

// nearestHeading is the heading that an unknown one is like, by a letter or two, or that it says more than; "" for none or several.
func nearestHeading(cell string) string {
	folded := fold(cell)
	if parts := remark.FindStringSubmatch(cell); parts != nil {
		if c := columnsByName()[fold(parts[1])]; c != nil {
			return c.name
		}
	}
	length := utf8.RuneCountInString(folded)
	if length < 4 || length > 60 {
		return ""
	}
	least, nearest := 1, ""
	if length > 5 {
		least = 2
	}
	for name, c := range columnsByName() {
		switch d := levenshtein.ComputeDistance(folded, name); {
		case d < least:
			least, nearest = d, c.name
		case d == least && nearest == "":
			nearest = c.name
		case d == least && nearest != c.name:
			nearest = "…"
		}
	}
	return strings.Trim(nearest, "…")
}

// field is a column as a problem names it: by the format's name, and by the file's where that is another one.
func (h *header) field(column string) string {
	written := h.written[column]
	if written == "" || fold(written) == fold(column) {
		return column
	}
	return column + " (" + written + ")"
}
