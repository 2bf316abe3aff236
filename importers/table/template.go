package table

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/tansiq/tansiq/registry"
)

// TemplateLanguages are those in which WriteTemplate knows its words.
func TemplateLanguages() []string { return []string{"en", "fr", "ar"} }

// Rows of the sheet that is filled in. Below the example, templateRows are prepared.
const (
	headingRow   = 1
	hintRow      = 2
	exampleRow   = 3
	firstRow     = 4
	templateRows = 1000
)

// Sizes of letters, in points.
const (
	titleSize = 18
	textSize  = 11
	hintSize  = 9
)

//go:embed template.tsv
var templateTable string

// templateWords are the words of the template beside the columns', by key.
var templateWords = sync.OnceValue(func() map[string]registry.Text {
	words := map[string]registry.Text{}
	for _, cells := range readTSV(templateTable) {
		words[cells["key"]] = registry.Text{"en": cells["en"], "fr": cells["fr"], "ar": cells["ar"]}
	}
	return words
})

// steps are the keys of what the first sheet explains, in order.
var steps = []string{"step1", "step2", "step3", "step4", "step5", "step6", "step7", "step8"}

// WriteTemplate writes an empty table as XLSX for a person to fill in, in one of TemplateLanguages: a sheet that explains it, the
// table with headings, hints, an example and drop-down lists, and a hidden sheet with those lists. Each column comes from the
// definition that the reader has. The hints and the example are not read when it is sent back. EInvalid for another language.
func WriteTemplate(w io.Writer, language string) error {
	if !slices.Contains(TemplateLanguages(), language) {
		return registry.Errorf(registry.EInvalid, "there is no template in that language, but in en, fr and ar")
	}
	t := &template{file: excelize.NewFile(), language: language, rtl: language == "ar"}
	defer t.file.Close()
	t.howto()
	t.table()
	t.lists()
	t.check(t.file.SetDocProps(&excelize.DocProperties{Title: t.say("title"), Creator: "Tansiq", Language: language,
		Created: templateMade.Format(time.RFC3339), Modified: templateMade.Format(time.RFC3339)}))
	index, err := t.file.GetSheetIndex(t.say("table"))
	t.check(err)
	t.file.SetActiveSheet(index)
	if t.err == nil {
		_, t.err = t.file.WriteTo(w)
	}
	if t.err != nil {
		return registry.WrapError(registry.EInternal, t.err, "the template cannot be written")
	}
	return nil
}

// templateMade is a day for the properties of the file, the same for every copy: they are equal to the byte.
var templateMade = time.Date(2026, time.November, 25, 0, 0, 0, 0, time.UTC)

// template is one that is being written. The first error stays.
type template struct {
	file     *excelize.File
	language string
	rtl      bool
	err      error
}

func (t *template) check(err error) { t.err = cmp.Or(t.err, err) }

func (t *template) say(key string) string { return templateWords()[key][t.language] }

// look is how cells look: text, unless format says otherwise, and from the side from which the language is read.
type look struct {
	format string
	bold   bool
	italic bool
	size   float64
	color  string
	fill   string
	line   bool // below
}

func (t *template) style(l look) int {
	format := cmp.Or(l.format, "@")
	s := excelize.Style{CustomNumFmt: &format, Font: &excelize.Font{Bold: l.bold, Italic: l.italic, Size: cmp.Or(l.size, textSize), Color: cmp.Or(l.color, "1B2430")},
		Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left", WrapText: true}}
	if t.rtl {
		s.Alignment.ReadingOrder, s.Alignment.Horizontal = 2, "right"
	}
	if l.fill != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{l.fill}}
	}
	if l.line {
		s.Border = []excelize.Border{{Type: "bottom", Style: 1, Color: "0B5C6B"}}
	}
	id, err := t.file.NewStyle(&s)
	t.check(err)
	return id
}

// sheet begins a sheet.
func (t *template) sheet(key string) string {
	name := t.say(key)
	if t.file.GetSheetName(0) == "Sheet1" {
		t.check(t.file.SetSheetName("Sheet1", name))
	} else {
		_, err := t.file.NewSheet(name)
		t.check(err)
	}
	grid := key != "howto"
	t.check(t.file.SetSheetView(name, -1, &excelize.ViewOptions{RightToLeft: &t.rtl, ShowGridLines: &grid}))
	landscape, a4, one, any := "landscape", 9, 1, 0
	t.check(t.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &any}))
	return name
}

func (t *template) put(sheet string, column, row int, value any, style int) {
	at, err := excelize.CoordinatesToCellName(column, row)
	t.check(err)
	if text, ok := value.(string); ok {
		t.check(t.file.SetCellStr(sheet, at, text))
	} else if value != nil {
		t.check(t.file.SetCellValue(sheet, at, value))
	}
	t.check(t.file.SetCellStyle(sheet, at, at, style))
}

// height makes a row as high as its texts need in columns so many characters wide: not every program does so by itself. A font
// of size 11 gives the width of a column its measure.
func (t *template) height(sheet string, row int, size float64, widths []float64, texts []string) {
	lines := 1.0
	for i, text := range texts {
		lines = max(lines, math.Ceil(float64(utf8.RuneCountInString(text))*1.1*size/11/widths[i]))
	}
	t.check(t.file.SetRowHeight(sheet, row, 1.35*size*lines+3))
}

// howto is the sheet that explains the table: what to do, then each column with its hint and an example.
func (t *template) howto() {
	name := t.sheet("howto")
	fits := true
	t.check(t.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fits}))
	widths := []float64{30, 90, 44}
	for i, width := range widths {
		t.check(t.file.SetColWidth(name, letter(i+1), letter(i+1), width))
	}
	text, title := t.style(look{}), t.style(look{bold: true, size: titleSize, color: "0B5C6B"})
	head, bold := t.style(look{bold: true, fill: "DCEFEA", line: true}), t.style(look{bold: true})
	row := 1
	line := func(style int, words ...string) {
		for i, w := range words {
			t.put(name, i+1, row, w, style)
		}
		row++
	}
	paragraph := func(words string, style int, size float64) {
		t.put(name, 1, row, words, style)
		t.check(t.file.MergeCell(name, "A"+strconv.Itoa(row), "C"+strconv.Itoa(row)))
		t.height(name, row, size, []float64{widths[0] + widths[1] + widths[2]}, []string{words})
		row++
	}
	paragraph(t.say("title"), title, titleSize)
	paragraph(t.say("intro"), text, textSize)
	row++
	for _, step := range steps {
		paragraph("•  "+t.say(step), text, textSize)
	}
	row++
	line(head, t.say("column"), t.say("what"), t.say("example"))
	for _, c := range columns() {
		words := []string{c.heading[t.language], c.hint[t.language], t.exampleText(c)}
		line(text, words...)
		t.put(name, 1, row-1, words[0], bold)
		t.height(name, row-1, textSize, widths, words)
	}
}

// exampleText is a column's example as it is written in the template's language.
func (t *template) exampleText(c column) string {
	switch c.form {
	case formChoice, formChoices:
		return labelled(c.name, t.language, c.example[t.language])
	}
	return c.example[t.language]
}

// table is the sheet that is filled in.
func (t *template) table() {
	name := t.sheet("table")
	heading, required := t.style(look{bold: true, fill: "DCEFEA", line: true}), t.style(look{bold: true, color: "FFFFFF", fill: "0B5C6B", line: true})
	hint := t.style(look{size: hintSize, color: "4A5560", fill: "F4F7F7", line: true})
	var widths []float64
	var hints, examples []string
	for i, c := range columns() {
		at := i + 1
		format := c.format()
		t.check(t.file.SetColStyle(name, letter(at), t.style(look{format: format})))
		t.check(t.file.SetColWidth(name, letter(at), letter(at), c.width))
		style := heading
		if c.name == "title" {
			style = required
		}
		t.put(name, at, headingRow, c.heading[t.language], style)
		t.put(name, at, hintRow, c.hint[t.language], hint)
		t.put(name, at, exampleRow, t.exampleValue(c), t.style(look{format: format, italic: true, color: "6B7680", fill: "FBF7EA", line: true}))
		t.validate(name, at, c)
		widths, hints, examples = append(widths, c.width), append(hints, c.hint[t.language]), append(examples, t.exampleText(c))
	}
	t.check(t.file.SetRowHeight(name, headingRow, 32))
	t.height(name, hintRow, hintSize, widths, hints)
	t.height(name, exampleRow, textSize, widths, examples)
	t.check(t.file.SetPanes(name, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: hintRow, TopLeftCell: "C" + strconv.Itoa(hintRow+1), ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: "C" + strconv.Itoa(firstRow), ActiveCell: "C" + strconv.Itoa(firstRow), Pane: "bottomRight"}}}))
	t.check(t.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name, RefersTo: "'" + name + "'!$1:$1"}))
}

// format is the number format of a column. A day shows the name of its month: who types 03/04/2024 sees how the spreadsheet
// understood it. An id is text, so that it keeps its zeros.
func (c column) format() string {
	switch c.form {
	case formDay:
		return "d mmm yyyy"
	case formMoney:
		return "#,##0.##"
	case formDegrees:
		return "General"
	}
	return "@"
}

// exampleValue is the example as the kind of cell that a person's own entry becomes.
func (t *template) exampleValue(c column) any {
	text := t.exampleText(c)
	if text == "" {
		return nil
	}
	switch c.form {
	case formDay:
		return registry.Date(text).Time()
	case formMoney, formDegrees:
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	}
	return text
}

// Names of hidden lists, by which drop-downs refer to them.
func listName(c column) string { return "list_" + c.name }

// validate adds the hint that shows where a cell is entered, and the drop-down list. A column of several values takes what is
// written beside the list; where a wrong word would hide or refuse a row, nothing else than the list is taken.
func (t *template) validate(sheet string, at int, c column) {
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s%d:%[1]s%d", letter(at), firstRow, firstRow+templateRows-1))
	v.SetInput(short(c.heading[t.language], 32), c.hint[t.language])
	if options(c.name, t.language) != nil {
		v.SetSqrefDropList(listName(c))
	}
	switch {
	case c.name == "sensitivity", c.name == "sharing", c.name == "consent":
		v.SetError(excelize.DataValidationErrorStyleStop, short(c.heading[t.language], 32), t.say("notListed"))
	case c.form == formChoice && c.name != "currency":
		v.SetError(excelize.DataValidationErrorStyleWarning, short(c.heading[t.language], 32), t.say("unlisted"))
	default:
		v.ShowErrorMessage = false
	}
	t.check(t.file.AddDataValidation(sheet, v))
}

// short cuts a title to what Excel allows.
func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// lists is the hidden sheet of what the drop-downs offer, a column each.
func (t *template) lists() {
	name := t.sheet("lists")
	at, text := 0, t.style(look{})
	for _, c := range columns() {
		all := options(c.name, t.language)
		if all == nil {
			continue
		}
		at++
		for i, o := range all {
			t.put(name, at, i+1, o.label, text)
		}
		t.check(t.file.SetDefinedName(&excelize.DefinedName{Name: listName(c), RefersTo: fmt.Sprintf("'%s'!$%s$1:$%[2]s$%d", name, letter(at), len(all))}))
	}
	t.check(t.file.SetSheetVisible(name, false))
}

func letter(column int) string {
	name, err := excelize.ColumnNumberToName(column)
	if err != nil {
		panic("table: " + err.Error()) // of columns of the format
	}
	return name
}
