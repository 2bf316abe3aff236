package report

import (
	"cmp"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/tansiq/tansiq/registry"
)

// XLSX writes the report as a workbook: a summary, the flags one a row, actions, donor by donor, coverage, crowded places
// and sources. Numbers are numbers and dates are dates. All words are text cells in text format, so that nothing a source
// wrote is ever a formula, not even when somebody edits the cell. In Arabic the sheets run from right to left.
func XLSX(w io.Writer, r *Report) error {
	b := &workbook{file: excelize.NewFile(), locale: localeOf(r.Language), styles: map[style]int{}}
	defer b.file.Close()
	b.summary(r)
	b.flags(r)
	b.actions(r)
	b.matrix(r)
	b.coverage(r)
	b.priorities(r)
	if r.Crowded != nil {
		b.crowded(r)
	}
	b.sources(r)
	made := r.AsOf.Time().Format(time.RFC3339)
	b.check(b.file.SetDocProps(&excelize.DocProperties{Title: b.say("title", "scope", b.scope(r.Scope)), Creator: "Tansiq", Language: r.Language, Created: made, Modified: made}))
	b.file.SetActiveSheet(0)
	if b.err == nil {
		_, b.err = b.file.WriteTo(w)
	}
	if b.err != nil {
		return registry.WrapError(registry.EInternal, b.err, "the workbook cannot be written")
	}
	return nil
}

// workbook is one that is being written. The first error stays; what is written after it does not matter.
type workbook struct {
	locale
	file   *excelize.File
	styles map[style]int
	err    error
}

func (b *workbook) check(err error) { b.err = cmp.Or(b.err, err) }

// style is how a cell looks.
type style struct {
	header bool
	format string // of numbers and dates; "" is text
	tone   tone
	middle bool
}

// Number formats.
const (
	formatCount   = "#,##0"
	formatCrowded = `#,##0"*"`
	formatMoney   = "#,##0.00"
	formatScore   = "0.00"
	formatShare   = "0.0%"
	formatDate    = "yyyy-mm-dd"
	formatText    = "@"
)

// fills are the colours of the page (page.css). Each cell that has one has words or a sign as well.
var fills = map[tone]string{toneHigh: "F8E3DE", toneMedium: "FBEECB", toneLow: "E3EDF4", toneCovered: "DCEFEA", toneDense: "AED8CD", toneCrowded: "F6CFAE",
	tonePlanned: "EBE6F6", toneUnmet: "F8E3DE", toneLate: "F8E3DE", toneGood: "DFF1E7"}

func (b *workbook) style(s style) int {
	if id, ok := b.styles[s]; ok {
		return id
	}
	format := cmp.Or(s.format, formatText)
	look := excelize.Style{CustomNumFmt: &format, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}
	if b.rtl {
		look.Alignment.ReadingOrder = 2
	}
	if s.middle {
		look.Alignment.Horizontal = "center"
	}
	if fill := fills[s.tone]; fill != "" {
		look.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
	}
	if s.header {
		look.Font = &excelize.Font{Bold: true, Color: "1B2430"}
		look.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEF4F4"}}
		look.Border = []excelize.Border{{Type: "bottom", Style: 1, Color: "0B5C6B"}}
	}
	id, err := b.file.NewStyle(&look)
	b.check(err)
	b.styles[s] = id
	return id
}

// head is a column of a sheet: its title and width in characters.
type head struct {
	title string
	width float64
}

// value is a cell: a string, an int, a float64 or a registry.Date, with its format and tone.
type value struct {
	v      any
	format string
	tone   tone
}

// sheet is one that is being filled.
type sheet struct {
	*workbook
	name   string
	row    int
	widths []float64 // of the columns, in characters
}

// sheetNamed begins a sheet. Excel forbids some signs in names; ours have none, and are short enough in every language.
func (b *workbook) sheetNamed(name string) *sheet {
	if first := b.file.GetSheetName(0); len(b.file.GetSheetList()) == 1 && first == "Sheet1" {
		b.check(b.file.SetSheetName(first, name))
	} else {
		_, err := b.file.NewSheet(name)
		b.check(err)
	}
	s := &sheet{workbook: b, name: name}
	b.check(b.file.SetSheetView(name, -1, &excelize.ViewOptions{RightToLeft: &b.rtl, ShowGridLines: new(bool)}))
	landscape, paper, fit, any := "landscape", 9, 1, 0
	b.check(b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &paper, FitToWidth: &fit, FitToHeight: &any}))
	return s
}

// header writes the titles of the columns and keeps them in sight, with as many columns as stay at the side.
func (s *sheet) header(columns []head, still int) {
	cells := make([]value, len(columns))
	for i, c := range columns {
		cells[i] = value{v: c.title}
		letter, err := excelize.ColumnNumberToName(i + 1)
		s.check(err)
		s.check(s.file.SetColWidth(s.name, letter, letter, c.width))
		s.widths = append(s.widths, c.width)
	}
	s.write(cells, true)
	corner, err := excelize.CoordinatesToCellName(still+1, s.row+1)
	s.check(err)
	s.check(s.file.SetPanes(s.name, &excelize.Panes{Freeze: true, XSplit: still, YSplit: s.row, TopLeftCell: corner, ActivePane: "bottomRight"}))
	s.check(s.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: s.name,
		RefersTo: "'" + s.name + "'!$" + strconv.Itoa(s.row) + ":$" + strconv.Itoa(s.row)}))
}

// onePageWide prints all columns beside each other; the flags have too many for that. It comes after filter, which would
// undo it.
func (s *sheet) onePageWide() {
	fits := true
	s.check(s.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fits}))
}

// filter lets a reader filter the rows below the header.
func (s *sheet) filter(columns int) {
	to, err := excelize.CoordinatesToCellName(columns, max(s.row, 2))
	s.check(err)
	s.check(s.file.AutoFilter(s.name, "A1:"+to, nil))
}

// Heights of rows, in points. Not every program makes a row as high as its words need.
const (
	lineHeight = 15
	maxLines   = 6
)

func (s *sheet) write(cells []value, isHeader bool) {
	s.row++
	lines := 1
	for i, c := range cells {
		if words, ok := c.v.(string); ok && i < len(s.widths) {
			lines = max(lines, int(math.Ceil(float64(utf8.RuneCountInString(words))*1.1/s.widths[i])))
		}
	}
	s.check(s.file.SetRowHeight(s.name, s.row, lineHeight*float64(min(lines, maxLines))))
	for i, c := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, s.row)
		s.check(err)
		look := style{header: isHeader, format: c.format, tone: c.tone}
		switch v := c.v.(type) {
		case nil:
		case string:
			s.check(s.file.SetCellStr(s.name, at, clean(v)))
		case int:
			look.format = cmp.Or(look.format, formatCount)
			s.check(s.file.SetCellInt(s.name, at, int64(v)))
		case float64:
			s.check(s.file.SetCellFloat(s.name, at, v, -1, 64))
		case registry.Date:
			look.format = formatDate
			if v != "" {
				s.check(s.file.SetCellValue(s.name, at, v.Time()))
			}
		}
		s.check(s.file.SetCellStyle(s.name, at, at, s.style(look)))
	}
}

func (s *sheet) line(cells ...value) { s.write(cells, false) }

func text(words string) value        { return value{v: words} }
func phraseValue(p phrase) value     { return value{v: p.Text} }
func number(n int) value             { return value{v: n} }
func day(d registry.Date) value      { return value{v: d} }
func colored(w string, t tone) value { return value{v: w, tone: t} }

// money is a number in units of its currency; a spreadsheet has no exact decimals beyond 15 digits.
func moneyValue(a registry.Amount) value { return value{v: float64(a) / 1000, format: formatMoney} }

func (b *workbook) joined(texts []registry.Text) string {
	var all []string
	for _, t := range texts {
		if p := b.in(t); p.Text != "" {
			all = append(all, p.Text)
		}
	}
	return strings.Join(all, "; ")
}
