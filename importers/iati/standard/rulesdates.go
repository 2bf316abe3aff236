package standard

import (
	"strconv"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry/codelist"
)

// dateTypes are the kinds of activity-date by code of ActivityDateType.
var dateTypes = [...]string{1: "planned start", 2: "actual start", 3: "planned end", 4: "actual end"}

// day is the date without a time zone; "" where it is none: the structure has said so.
func day(said string) string {
	if !isDate(said) {
		return ""
	}
	said, _ = cutZone(said)
	return said
}

// stated takes a date in and notes one that cannot be meant.
func (a *activity) stated(line int, field, said string) stated {
	a.plausible(line, field+"/@iso-date", said)
	return stated{date: day(said), line: line}
}

// plausible: aid that began before 1950, or that ends fifty years from now, is a slip of the keyboard.
func (a *activity) plausible(line int, field, said string) {
	date := day(said)
	if date == "" {
		return
	}
	if year, err := strconv.Atoi(date[:4]); err == nil && (date < "1950" || year > yearOf(a.today)+50) {
		a.doubtful(line, field, "the year cannot be right: %s", quoted(said))
	}
}

func yearOf(date string) int {
	year, _ := strconv.Atoi(date[:4])
	return year
}

// past: what has happened has a date that is not to come.
func (a *activity) past(line int, field, said string) {
	if date := day(said); date != "" && len(date) == len(a.today) && date > a.today {
		a.broken(line, field, "lies in the future: %s", quoted(said))
	}
}

// date takes an activity-date in.
func (a *activity) date(line int, kind, said string) {
	a.dated = true
	code, _ := codelist.IATI("ActivityDateType").FromWord(kind)
	n, err := strconv.Atoi(code)
	if err != nil || n < 1 || n > 4 {
		return // the codes say so
	}
	date := a.stated(line, "activity-date", said)
	if a.dates[n].date == "" {
		a.dates[n] = date
	}
	if n == 2 || n == 4 {
		a.past(line, "activity-date/@iso-date", said)
	}
}

// run checks when the activity goes on.
func (a *activity) run() {
	if a.dates[1].date == "" && a.dates[2].date == "" && (a.old || a.dated) { // without any date the structure says so
		a.broken(a.line, "activity-date", "there is no start, neither planned (type 1) nor actual (type 2)")
	}
	for _, pair := range [][2]int{{1, 3}, {2, 4}} {
		start, end := a.dates[pair[0]], a.dates[pair[1]]
		if start.date != "" && end.date != "" && start.date > end.date {
			a.broken(end.line, "activity-date/@iso-date", "the %s, %s, is before the %s, %s", dateTypes[pair[1]], end.date, dateTypes[pair[0]], start.date)
		}
	}
	if end := a.dates[4]; end.date != "" && end.date < a.today && a.status == "2" {
		a.doubtful(a.statusLine, "activity-status/@code", "says that the activity goes on, but it has an actual end, %s", end.date)
	}
}

// closePeriod checks the period of a budget, a planned disbursement or a result.
func (a *activity) closePeriod(path string) {
	start, end := a.period[0], a.period[1]
	if start.date == "" || end.date == "" {
		return
	}
	if start.date > end.date {
		a.broken(end.line, path+"/period-end/@iso-date", "the period ends before it starts")
		return
	}
	from, err := time.Parse(time.DateOnly, start.date)
	if path != "budget" || err != nil {
		return
	}
	if last := from.AddDate(1, 0, 0).Format(time.DateOnly); end.date > last {
		a.broken(end.line, "budget/period-end/@iso-date", "the period is longer than a year: give a budget for each year")
	}
}

// quantitative are the codes of IndicatorMeasure whose values are numbers: unit, percentage.
const quantitative = "12"

// measured checks the value of an indicator that counts.
func (a *activity) measured(line int, field, value string) {
	if len(a.measure) != 1 || !strings.Contains(quantitative, a.measure) || value == "" {
		return
	}
	if !isDecimal(value) {
		a.doubtful(line, field, "%s is not a number, which the measure of the indicator asks for", quoted(value))
	}
}
