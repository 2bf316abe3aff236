package hxl

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// figure is a number that a row states: of people, or of money in thousandths.
type figure struct {
	of    string // the column's hashtag, or the currency
	value int64
}

// people reads counts. A thousands separator is one here, whatever it looks like: nobody counts a part of a person.
func (d *reading) people(f field) []figure {
	var found []figure
	for _, c := range d.cells(f) {
		n, ok := count(c.Cell)
		if !ok {
			d.warn(c.name, "not a number of people or households ("+valueClass(c.Text)+")")
			continue
		}
		found = append(found, figure{c.hashtag, n})
	}
	return found
}

func count(c sheet.Cell) (int64, bool) {
	number, err := sheet.Decimal(c, false)
	if errors.Is(err, sheet.ErrAmbiguousNumber) {
		number, err = strings.NewReplacer(",", "", ".", "").Replace(sheet.Digits.Replace(c.Text)), nil
	}
	if err != nil {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(number, ".")
	n, err := strconv.ParseInt(strings.TrimPrefix(whole, "+"), 10, 64)
	return n, err == nil && n >= 0 && strings.Trim(fraction, "0") == ""
}

// groups are the groups of people whose figures are more than none.
func (d *reading) groups() []string {
	var groups []string
	for _, c := range d.cells(targeted, reached) {
		if n, ok := count(c.Cell); ok && n > 0 && c.group != "" {
			groups = append(groups, c.group)
		}
	}
	return groups
}

// amounts reads money in the currency that the column states, or else the row.
func (d *reading) amounts(f field) []figure {
	var found []figure
	for _, c := range d.cells(f) {
		number, err := sheet.Decimal(c.Cell, false)
		if err != nil {
			d.warn(c.name, err.Error())
			continue
		}
		amount, err := registry.ParseAmount(number)
		if err != nil || amount < 0 {
			d.warn(c.name, "not an amount of money")
			continue
		}
		code := cmp.Or(c.column.currency, d.currency())
		if code == "" {
			d.warn(c.name, "no currency is stated (#currency), so the amount is not taken")
			continue
		}
		found = append(found, figure{code, int64(amount)})
	}
	return found
}

func (d *reading) currency() string {
	for _, c := range d.cells(currency) {
		if known, ok := codelist.CurrencyByCode(strings.ToUpper(c.Text)); ok {
			return known.Code
		}
		d.warn(c.name, "not an ISO 4217 code ("+valueClass(c.Text)+")")
	}
	return ""
}

// placed are the figures of a row, with its place.
type placed struct {
	place   string
	figures []figure
}

// sumOf adds up what the rows of an initiative state, for each column or currency:
//
//   - of rows of one place the largest counts: they state the same people again, for another sector, partner or indicator;
//   - what different places state is added, unless all that state one state the same, in at least two places: that is the
//     figure of the whole, repeated in each row.
//
// A sum that is out of range is left out.
func sumOf(rows []placed) []figure {
	byPlace := map[string]map[string]int64{}
	for _, r := range rows {
		for _, f := range r.figures {
			if byPlace[f.of] == nil {
				byPlace[f.of] = map[string]int64{}
			}
			byPlace[f.of][r.place] = max(byPlace[f.of][r.place], f.value)
		}
	}
	var sums []figure
	for of, places := range byPlace {
		sum, first, same, fits := int64(0), int64(-1), true, true
		for _, v := range places {
			if first < 0 {
				first = v
			}
			same = same && v == first
			fits = fits && sum <= math.MaxInt64-v
			if fits {
				sum += v
			}
		}
		if len(places) > 1 && same {
			sum, fits = first, true
		}
		if fits {
			sums = append(sums, figure{of, sum})
		}
	}
	slices.SortFunc(sums, func(a, b figure) int { return strings.Compare(a.of, b.of) })
	return sums
}
