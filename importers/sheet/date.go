package sheet

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// Reasons for which a date is not understood.
var (
	ErrNotDate       = errors.New("not a date (write 2020-03-31)")
	ErrYearNoDay     = errors.New("a year is not a day (write 2020-03-31)")
	ErrMonthNoDay    = errors.New("a month is not a day (write 2020-03-31)")
	ErrAmbiguousDate = errors.New("ambiguous: day and month could be either way round (write 2020-03-31)")
	ErrShortYear     = errors.New("a year of two digits is ambiguous (write 2020-03-31)")
	ErrSerialDate    = errors.New("a number, not a date: format the cell as a date, or write 2020-03-31")
)

var (
	yearAlone   = regexp.MustCompile(`^\d{4}$`)
	monthOfYear = regexp.MustCompile(`^(\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4})$`)
	figures     = regexp.MustCompile(`^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})$`)
	yearFirst   = regexp.MustCompile(`^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$`)
	dayName     = regexp.MustCompile(`^(\d{1,2}) (\D+) (\d{4})$`)     // 3 mars 2020, ٣ مارس ٢٠٢٠
	nameDay     = regexp.MustCompile(`^(\D+) (\d{1,2}) (\d{4})$`)     // March 3, 2020
	nameYear    = regexp.MustCompile(`^(\D+) (\d{4})$`)               // March 2020
	ordinal     = regexp.MustCompile(`\b(\d{1,2})(st|nd|rd|th|er)\b`) // 1st, 1er
)

// Day reads a day. It never makes one of a year or a month, and never chooses between day and month.
func Day(c Cell) (registry.Date, error) {
	s := strings.TrimSpace(Digits.Replace(c.Text))
	if c.Kind == KindNumber && !yearAlone.MatchString(s) {
		return "", ErrSerialDate
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
		return dateOfFigures(m[1], m[2], m[3])
	}
	return dateWithName(s)
}

// dateOfFigures reads "25/12/2020" and "12/25/2020", where only one reading exists.
func dateOfFigures(a, b, year string) (registry.Date, error) {
	if len(year) == 2 {
		return "", ErrShortYear
	}
	first, _ := strconv.Atoi(a) // one or two digits
	second, _ := strconv.Atoi(b)
	switch {
	case first > 12 || first == second:
		return day(year, b, a)
	case second > 12:
		return day(year, a, b)
	}
	return "", ErrAmbiguousDate
}

func dateWithName(s string) (registry.Date, error) {
	s = ordinal.ReplaceAllString(strings.ToLower(s), "$1")
	s = strings.Join(strings.Fields(strings.NewReplacer(",", " ", "،", " ", "-", " ", "/", " ").Replace(s)), " ")
	s = strings.ReplaceAll(s, " de ", " ")
	if m := dayName.FindStringSubmatch(s); m != nil {
		return dayOfMonth(m[3], m[2], m[1])
	}
	if m := nameDay.FindStringSubmatch(s); m != nil {
		return dayOfMonth(m[3], m[1], m[2])
	}
	if m := nameYear.FindStringSubmatch(s); m != nil && months()[codelist.Fold(m[1])] != 0 {
		return "", ErrMonthNoDay
	}
	return "", ErrNotDate
}

func dayOfMonth(year, name, d string) (registry.Date, error) {
	month := months()[codelist.Fold(name)]
	if month == 0 {
		return "", ErrNotDate
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

// monthNames are, by month, the names in use: English, French, Spanish, and Arabic as it is written in Egypt and the
// Gulf, in the Levant and Iraq, and in the Maghreb.
var monthNames = [12]string{
	"january jan janvier janv enero يناير جانفي|كانون الثاني",
	"february feb février févr fév febrero فبراير فيفري شباط",
	"march mar mars marzo مارس آذار",
	"april apr avril avr abril أبريل إبريل أفريل نيسان",
	"may mai mayo مايو ماي أيار",
	"june jun juin junio يونيو يونيه جوان حزيران",
	"july jul juillet juil julio يوليو يوليه يوليوز جويلية تموز",
	"august aug août agosto أغسطس أوت غشت آب",
	"september sep sept septembre septiembre سبتمبر شتنبر أيلول",
	"october oct octobre octubre أكتوبر|تشرين الأول",
	"november nov novembre noviembre نوفمبر نونبر|تشرين الثاني",
	"december dec décembre déc diciembre ديسمبر دجنبر|كانون الأول",
}

var months = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for i, names := range monthNames {
		words, phrase, _ := strings.Cut(names, "|")
		for _, name := range append(strings.Fields(words), phrase) {
			m[codelist.Fold(name)] = i + 1
		}
	}
	delete(m, "")
	return m
})
