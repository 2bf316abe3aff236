package grants360

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// period: from the first start to the last end; the actual dates before the planned, start and end each for itself.
func (d *reading) period(g jsonstream.Node) registry.Period {
	planned, actual := d.events(g.Get("plannedDates")), d.events(g.Get("actualDates"))
	p := registry.Period{Start: actual.Start, End: actual.End, Basis: registry.PeriodActual}
	if p.Start == "" {
		p.Start = planned.Start
	}
	if p.End == "" {
		p.End = planned.End
	}
	switch {
	case p.Start == "" && p.End == "":
		p.Basis = ""
	case actual.Start == "" && (planned.Start != "" || actual.End == ""):
		p.Basis = registry.PeriodPlanned
	}
	if p.Start != "" && p.End != "" && p.End < p.Start {
		d.warn("plannedDates", "the end is before the start; the end is left out")
		p.End = ""
	}
	return p
}

// events reads a list of date ranges as one.
func (d *reading) events(list jsonstream.Node) (p registry.Period) {
	for _, item := range list.Objects() {
		start, end := d.date(item.Get("startDate")), d.date(item.Get("endDate"))
		if months := d.months(item.Get("duration")); end == "" && start != "" && months > 0 {
			end = lastDay(start, months)
		}
		if p.Start == "" || start != "" && start < p.Start {
			p.Start = start
		}
		p.End = max(p.End, end)
	}
	return p
}

// duration matches a number of months, as the title "Duration (months)" makes people write it.
var duration = regexp.MustCompile(`(?i)^(\d{1,3})(?:\.0*)?\s*(?:months?)?$`)

// months reads a duration; 0 where there is none.
func (d *reading) months(n jsonstream.Node) int {
	said := n.Text()
	if said == "" || strings.Trim(said, "0.") == "" {
		return 0
	}
	m := duration.FindStringSubmatch(said)
	if m == nil {
		d.warn(n.Path, "not a number of months")
		return 0
	}
	months, _ := strconv.Atoi(m[1]) // three digits
	return months
}

// lastDay is the day before the start's day of the month so many months later, in a shorter month its last but one at most:
// a year from 1 March 2020 ends on 28 February 2021.
func lastDay(start registry.Date, months int) registry.Date {
	t := start.Time()
	later := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	days := later.AddDate(0, 1, -1).Day()
	return registry.DateOf(later.AddDate(0, 0, min(t.Day(), days)-2))
}

// date reads a day; "" where there is none, with a warning where there is something else.
func (d *reading) date(n jsonstream.Node) registry.Date {
	said := n.Text()
	if said == "" {
		return ""
	}
	cell := sheet.TextCell(said)
	if n.IsNumber() {
		cell.Kind = sheet.KindNumber
	}
	day, err := sheet.Day(cell)
	if err != nil {
		d.warn(n.Path, err.Error())
	}
	return day
}
