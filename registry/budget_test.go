package registry

import (
	"reflect"
	"testing"
)

func TestBudgetOf(t *testing.T) {
	line := func(amount Amount, currency string, start Date, change ...func(*BudgetLine)) BudgetLine {
		l := BudgetLine{Start: start, End: start[:4] + "-12-31", Amount: amount, Currency: currency, ValueDate: start}
		for _, c := range change {
			c(&l)
		}
		return l
	}
	revised := func(l *BudgetLine) { l.Revised = true }
	valued := func(d Date) func(*BudgetLine) { return func(l *BudgetLine) { l.ValueDate = d } }
	until := func(d Date) func(*BudgetLine) { return func(l *BudgetLine) { l.End = d } }
	const y1, y2 = Date("2020-01-01"), Date("2021-01-01")
	for _, c := range []struct {
		name  string
		lines []BudgetLine
		want  *Budget
	}{
		{"no lines", nil, nil},
		{"one", []BudgetLine{line(5, "EUR", y1)}, &Budget{Amount: 5, Currency: "EUR", ValueDate: y1}},
		{"two periods, earliest value date", []BudgetLine{line(5, "EUR", y2), line(6, "EUR", y1)}, &Budget{Amount: 11, Currency: "EUR", ValueDate: y1}},
		{"revised replaces original", []BudgetLine{line(5, "EUR", y1), line(7, "EUR", y1, revised, valued("2020-06-01"))},
			&Budget{Amount: 7, Currency: "EUR", ValueDate: "2020-06-01"}},
		{"in either order", []BudgetLine{line(7, "EUR", y1, revised), line(5, "EUR", y1), line(1, "EUR", y2)},
			&Budget{Amount: 8, Currency: "EUR", ValueDate: y1}},
		{"revised of another period replaces nothing", []BudgetLine{line(5, "EUR", y1), line(7, "EUR", y1, revised, until("2020-06-30"))},
			&Budget{Amount: 12, Currency: "EUR", ValueDate: y1}},
		{"parts of one period", []BudgetLine{line(5, "EUR", y1), line(6, "EUR", y1)}, &Budget{Amount: 11, Currency: "EUR", ValueDate: y1}},
		{"two currencies", []BudgetLine{line(5, "EUR", y1), line(6, "USD", y2)}, nil},
		{"the other currency is replaced", []BudgetLine{line(5, "USD", y1), line(6, "EUR", y1, revised)}, &Budget{Amount: 6, Currency: "EUR", ValueDate: y1}},
		{"no value date", []BudgetLine{line(5, "EUR", y1, valued("")), line(6, "EUR", y2)}, &Budget{Amount: 11, Currency: "EUR", ValueDate: y2}},
		{"out of range", []BudgetLine{line(1<<62, "EUR", y1), line(1<<62, "EUR", y2)}, nil},
	} {
		if got := BudgetOf(c.lines); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
