package table

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// form is what is written in a column.
type form string

// The forms.
const (
	formID      form = "id"
	formText    form = "text"
	formLong    form = "long"
	formDay     form = "day"
	formMoney   form = "money"
	formDegrees form = "degrees"
	formNames   form = "names"   // several, separated
	formChoice  form = "choice"  // one of a list
	formChoices form = "choices" // of a list, several, separated
)

// column is a column of design section 7. The reader knows it by its names, the template shows its heading, hint and example:
// one definition, columns.tsv, so that what the template asks for is what is read.
type column struct {
	name    string
	form    form
	width   float64       // in the template, in characters
	heading registry.Text // en, fr, ar
	aliases []string      // what else people call it
	hint    registry.Text // what to write
	example registry.Text // of a choice, codes
}

//go:embed columns.tsv
var columnsTable string

// columns are the columns in the order of the template: what nearly everybody fills in first, translations last.
var columns = sync.OnceValue(func() []column {
	var all []column
	for _, cells := range readTSV(columnsTable) {
		text := func(prefix string) registry.Text {
			return registry.Text{"en": cells[prefix+"_en"], "fr": cells[prefix+"_fr"], "ar": cells[prefix+"_ar"]}
		}
		width, err := strconv.ParseFloat(cells["width"], 64)
		if err != nil {
			panic("table: columns.tsv: " + cells["name"] + ": " + err.Error())
		}
		all = append(all, column{name: cells["name"], form: form(cells["form"]), width: width, heading: text("heading"),
			aliases: strings.Split(cells["aliases"], ";"), hint: text("hint"), example: text("example")})
	}
	return all
})

// readTSV reads an embedded table, whose cells hold neither tabs nor quotation marks around them. It is part of the program, hence
// the panic.
func readTSV(table string) []map[string]string {
	r := csv.NewReader(strings.NewReader(table))
	r.Comma, r.LazyQuotes = '\t', true
	lines, err := r.ReadAll()
	if err != nil {
		panic("table: " + err.Error())
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		cells := map[string]string{}
		for i, name := range lines[0] {
			cells[name] = line[i]
		}
		rows = append(rows, cells)
	}
	return rows
}

// Columns lists the names of the format's columns in the order in which the template has them.
func Columns() []string {
	var names []string
	for _, c := range columns() {
		names = append(names, c.name)
	}
	return names
}

// fold brings a heading, a hint or a mark to the form in which they are compared: without case, accents, punctuation and spaces.
// "Start date", "START-DATE" and "startDate" are one.
func fold(s string) string { return strings.ReplaceAll(codelist.Fold(s), " ", "") }

// columnsByName finds a column by any name that it goes by, as fold leaves it.
var columnsByName = sync.OnceValue(func() map[string]*column {
	names := map[string]*column{}
	all := columns()
	for i := range all {
		c := &all[i]
		for _, name := range append([]string{c.name, c.heading["en"], c.heading["fr"], c.heading["ar"]}, c.aliases...) {
			names[fold(name)] = c
		}
	}
	return names
})
