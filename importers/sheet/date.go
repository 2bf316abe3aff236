package sheet

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Reasons for which a date is not understood.
var (
	ErrNotDate       = errors.New("not a date (write 2020-03-31)")
	ErrYearNoDay     = errors.New("a year is not a day (write 2020-03-31)")
	ErrMonthNoDay    = errors.New("a month is not a day (write 2020-03-31)")
	ErrAmbiguousDate = errors.New("ambiguous: day and month could be either way round (write 2020-03-31)")
	ErrShortYear     = errors.New("a year of two digits is ambiguous (write 2020-03-31)")
	ErrSerialDate    = errors.New("a number, not a date: format the cell as a date, or write 2020-03-31")
	ErrHijriDate     = errors.New("a date of the Hijri calendar: write it in the Gregorian one (2020-03-31)")
)

var (
	yearAlone   = regexp.MustCompile(`^\d{4}$`)
	monthOfYear = regexp.MustCompile(`^(\d{4}\s?[-/.]\s?\d{1,2}|\d{1,2}\s?[-/.]\s?\d{4})$`)
	figures     = regexp.MustCompile(`^(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{2}|\d{4})$`)
	yearFirst   = regexp.MustCompile(`^(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})$`)
	dayName     = regexp.MustCompile(`^(\d{1,2}) (\D+) (\d{2}|\d{4})$`) // 3 mars 2020, ٣ مارس ٢٠٢٠
	nameDay     = regexp.MustCompile(`^(\D+) (\d{1,2}) (\d{4})$`)       // March 3, 2020
	nameYear    = regexp.MustCompile(`^(\D+) (\d{2}|\d{4})$`)           // March 2020, Mar-20
	ordinal     = regexp.MustCompile(`\b(\d{1,2})(st|nd|rd|th|er)\b`)   // 1st, 1er
	// timeOfDay is what spreadsheets write after a day, and a registry of days has no use for: "26/03/2001 00:00".
	timeOfDay = regexp.MustCompile(`(?i)[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?\s*(Z|[+-]\d{2}:?\d{2})?$`)
	gregorian = regexp.MustCompile(`(\d) ?(م|ميلادي|ميلادية)$`)
	hijri     = regexp.MustCompile(`(?i)\d ?(هـ?|هجري|هجرية|a\.?h\.?)$`)
)

// Order is which of two figures of a date is the day: "03/04/2024" is 3 April or March 4.
type Order int

// The orders. OrderUnknown is that of a date by itself.
const (
	OrderUnknown Order = iota
	DayFirst
	MonthFirst
)

// Day reads a day. It never makes one of a year or a month, and never chooses between day and month.
func Day(c Cell) (registry.Date, error) { return DayIn(c, OrderUnknown) }

// DayIn is Day where it is known in which order the source writes day and month.
func DayIn(c Cell, order Order) (registry.Date, error) {
	s := dateText(c)
	if c.Kind == KindNumber && !yearAlone.MatchString(s) {
		return "", ErrSerialDate
	}
	if hijri.MatchString(s) {
		return "", ErrHijriDate
	}
	if d, err := registry.ParseDate(s); err == nil {
		return d, nil
	}
	switch {
	case yearAlone.MatchString(s):
		return "", ErrYearNoDay
	case monthOfYear.MatchString(s):
		return "", ErrMonthNoDay
	}
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := figures.FindStringSubmatch(s); m != nil {
		return dateOfFigures(m[1], m[2], m[3], order)
	}
	return dateWithName(s)
}

// OrderOf is the order that a date in figures proves, because it is one in no other: "25/12/2020" is day first.
func OrderOf(c Cell) Order {
	m := figures.FindStringSubmatch(dateText(c))
	if m == nil {
		return OrderUnknown
	}
	_, errDayFirst := day(m[3], m[2], m[1])
	_, errMonthFirst := day(m[3], m[1], m[2])
	switch {
	case len(m[3]) == 2, errDayFirst == nil && errMonthFirst == nil:
		return OrderUnknown
	case errDayFirst == nil:
		return DayFirst
	case errMonthFirst == nil:
		return MonthFirst
	}
	return OrderUnknown
}

// dateText is what is read as a date: ASCII digits, single spaces, no time of day.
func dateText(c Cell) string {
	s := strings.Join(strings.Fields(Digits.Replace(c.Text)), " ")
	return gregorian.ReplaceAllString(timeOfDay.ReplaceAllString(s, ""), "$1")
}

// dateOfFigures reads "25/12/2020" and "12/25/2020", where only one reading exists, and others in the order that is known.
func dateOfFigures(a, b, year string, order Order) (registry.Date, error) {
	if len(year) == 2 {
		return "", ErrShortYear
	}
	dayFirst, errDayFirst := day(year, b, a)
	monthFirst, errMonthFirst := day(year, a, b)
	switch {
	case errDayFirst != nil && errMonthFirst != nil:
		return "", ErrNotDate
	case errMonthFirst != nil, dayFirst == monthFirst, errDayFirst == nil && order == DayFirst:
		return dayFirst, nil
	case errDayFirst != nil, order == MonthFirst:
		return monthFirst, nil
	}
	return "", ErrAmbiguousDate
}

func dateWithName(s string) (registry.Date, error) {
	s = ordinal.ReplaceAllString(strings.ToLower(s), "$1")
	s = strings.Join(strings.Fields(strings.NewReplacer(",", " ", "،", " ", "-", " ", "/", " ").Replace(s)), " ")
	s = strings.ReplaceAll(strings.ReplaceAll(s, " de ", " "), " of ", " ")
	if m := dayName.FindStringSubmatch(s); m != nil {
		return dayOfMonth(m[3], m[2], m[1])
	}
	if m := nameDay.FindStringSubmatch(s); m != nil {
		return dayOfMonth(m[3], m[1], m[2])
	}
	if m := nameYear.FindStringSubmatch(s); m != nil && monthNamed(m[1]) != 0 {
		return "", ErrMonthNoDay
	}
	return "", ErrNotDate
}

func dayOfMonth(year, name, d string) (registry.Date, error) {
	month := monthNamed(name)
	switch {
	case month == 0:
		return "", ErrNotDate
	case len(year) == 2:
		return "", ErrShortYear
	}
	return day(year, strconv.Itoa(month), d)
}

// day puts together a date; an impossible one (30 February) is none.
func day(year, month, d string) (registry.Date, error) {
	m, _ := strconv.Atoi(month) // one or two digits
	n, _ := strconv.Atoi(d)
	parsed, err := registry.ParseDate(fmt.Sprintf("%s-%02d-%02d", year, m, n))
	if err != nil {
		return "", ErrNotDate
	}
	return parsed, nil
}
