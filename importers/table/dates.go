package table

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// proof is a date of the file that can be read in one order alone, or a heading that says the order.
type proof struct {
	order  sheet.Order
	line   int
	column string
	text   string
}

// dates is what the dates of a file say together.
type dates struct {
	header  *header
	columns []*dateColumn // those that the file has
	// Of each order, the first proof in the whole file: one hand wrote it, and a date of the one column that contradicts those of
	// the other says that there were two.
	proof map[sheet.Order]proof
	taken int // dates that a spreadsheet took for dates
	late  int // of these, those after the 12th of a month
}

// dateColumn is what one column says.
type dateColumn struct {
	name      string
	position  int
	proof     *proof // the first
	ambiguous int    // dates that have two readings by themselves
}

// surveyDates reads the date columns of the whole file, because one date says how the others are written.
func surveyDates(ctx context.Context, t *opened) (*dates, error) {
	d := &dates{header: t.header, proof: map[sheet.Order]proof{}}
	for i, name := range t.header.column {
		if name == "start_date" || name == "end_date" {
			d.columns = append(d.columns, &dateColumn{name: name, position: i})
		}
	}
	for _, p := range t.header.proofs {
		d.prove(d.column(p.column), p)
	}
	for len(d.columns) > 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r, err := t.rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if r.Fault != "" || r.Hidden || t.header.isExample(r) {
			continue
		}
		for _, c := range d.columns {
			if c.position < len(r.Cells) {
				d.look(c, r.Line, r.Cells[c.position])
			}
		}
	}
	return d, nil
}

func (d *dates) column(name string) *dateColumn {
	i := slices.IndexFunc(d.columns, func(c *dateColumn) bool { return c.name == name })
	return d.columns[i]
}

func (d *dates) look(column *dateColumn, line int, c sheet.Cell) {
	if order := sheet.OrderOf(c); order != sheet.OrderUnknown {
		d.prove(column, proof{order, line, column.name, c.Text})
	}
	day, err := sheet.Day(c)
	switch {
	case errors.Is(err, sheet.ErrAmbiguousDate):
		column.ambiguous++
	case err == nil && c.Kind == sheet.KindDate:
		d.taken++
		if day[8:] > "12" {
			d.late++
		}
	}
}

func (d *dates) prove(column *dateColumn, p proof) {
	if column.proof == nil {
		column.proof = &p
	}
	if _, ok := d.proof[p.order]; !ok {
		d.proof[p.order] = p
	}
}

// orders are those that columns prove, and nothing in the file contradicts.
func (d *dates) orders() map[string]sheet.Order {
	orders := map[string]sheet.Order{}
	for _, c := range d.columns {
		if c.proof != nil && len(d.proof) == 1 {
			orders[c.name] = c.proof.order
		}
	}
	return orders
}

// problems say what was concluded from the dates together, and from what.
func (d *dates) problems() []registry.Problem {
	var problems []registry.Problem
	warn := func(p proof, format string, args ...any) {
		problems = append(problems, registry.Problem{Line: p.line, Field: d.header.field(p.column), Reason: fmt.Sprintf(format, args...), Severity: registry.SeverityWarning})
	}
	names := map[sheet.Order]string{sheet.DayFirst: "day first: 03/04/2024 is 3 April", sheet.MonthFirst: "month first: 03/04/2024 is March 4"}
	orders, ambiguous := d.orders(), 0
	for _, c := range d.columns {
		ambiguous += c.ambiguous
		if order := orders[c.name]; order != sheet.OrderUnknown && c.ambiguous > 0 {
			warn(*c.proof, "read %s, because “%s” can be read in no other way; in this column that decides for %s with two readings. "+
				"If it is wrong, write 2024-04-03", names[order], c.proof.text, plural(c.ambiguous, "date"))
		}
	}
	first, second := d.proof[sheet.DayFirst], d.proof[sheet.MonthFirst]
	if len(d.proof) == 2 && ambiguous > 0 {
		warn(first, "“%s” is written day first and “%s” (line %d) month first, so that no date with two readings is taken. Write 2024-04-03",
			first.text, second.text, second.line)
	}
	for _, p := range []proof{first, second} {
		if p.text != "" && d.taken > 0 && d.late == 0 && !slices.Contains(d.header.proofs, p) {
			warn(p, "the spreadsheet did not take “%s” for a date, and none of the %s that it did take lies after the 12th of a month: it may have "+
				"swapped day and month in them. Look at each of them", p.text, plural(d.taken, "date"))
		}
	}
	return problems
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// The years of what donors fund. A date outside of them is one of another calendar (1445 is 2023 of the Gregorian one, 2567 is 2024)
// or mistyped.
const (
	firstYear = "1950"
	lastYear  = "2100"
)

// period takes two days. Which of them is wrong where the end comes before the start nobody knows: neither is taken.
func (d *reading) period() registry.Period {
	read := func(column string) registry.Date {
		c := d.cells[column]
		if c.Text == "" {
			return ""
		}
		day, err := sheet.DayIn(c, d.table.orders[column])
		switch {
		case err != nil:
			d.warn(column, err.Error())
		case string(day) < firstYear || string(day) > lastYear+"-12-31":
			d.warn(column, "a year before "+firstYear+" or after "+lastYear+" (write it in the Gregorian calendar: 2020-03-31)")
			return ""
		}
		return day
	}
	p := registry.Period{Start: read("start_date"), End: read("end_date")}
	if p.Start != "" && p.End != "" && p.End < p.Start {
		d.warn("end_date", "before start_date; neither is taken")
		return registry.Period{}
	}
	return p
}
