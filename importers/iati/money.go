package iati

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// amount reads the value of a budget or transaction: its first value element. ok is false, with a warning, where there is
// no number or no currency: an amount without one is none.
func (ad *adapter) amount(values []money, line int, field string) (amount registry.Amount, currency string, on registry.Date, ok bool) {
	if len(values) == 0 || strings.TrimSpace(values[0].Text) == "" {
		ad.warn(line, field+"/value", "no value")
		return 0, "", "", false
	}
	if len(values) > 1 {
		ad.warn(values[1].Line, field+"/value", "a second value; the first is used")
	}
	v := values[0]
	amount, err := registry.ParseAmount(v.Text)
	if err != nil {
		ad.warn(v.Line, field+"/value", "not a decimal number (digits, and a point before decimals)")
		return 0, "", "", false
	}
	if currency = strings.TrimSpace(v.Currency); currency == "" {
		currency = strings.TrimSpace(ad.a.Currency)
	}
	if currency == "" {
		ad.warn(v.Line, field+"/value/@currency", "no currency, and the activity has no default currency")
		return 0, "", "", false
	}
	known, ok := codelist.CurrencyByCode(currency)
	if !ok {
		ad.warn(v.Line, field+"/value/@currency", "not a currency code of ISO 4217")
		return 0, "", "", false
	}
	on, _ = ad.date(date{Line: v.Line, ISO: v.ValueDate}, field+"/value/@value-date")
	return amount, known.Code, on, true
}

// budgets: budget. Type 1 (original) and status 1 (indicative) are the defaults of the standard.
func (ad *adapter) budgets() []registry.BudgetLine {
	var lines []registry.BudgetLine
	for i := range ad.a.Budgets {
		b := &ad.a.Budgets[i]
		amount, currency, on, ok := ad.amount(b.Values, b.Line, "budget")
		if !ok {
			continue
		}
		line := registry.BudgetLine{
			Revised:   ad.isSecond("BudgetType", b.Type, b.Line, "budget/@type"),
			Committed: ad.isSecond("BudgetStatus", b.Status, b.Line, "budget/@status"),
			Amount:    amount, Currency: currency, ValueDate: on,
		}
		line.Start, _ = ad.date(b.Start, "budget/period-start")
		line.End, _ = ad.date(b.End, "budget/period-end")
		lines = append(lines, line)
	}
	return lines
}

// isSecond reads a list of two codes of which the first is the default.
func (ad *adapter) isSecond(list, said string, line int, field string) bool {
	if strings.TrimSpace(said) == "" {
		return false
	}
	c, ok := code(list, said)
	if !ok {
		ad.warn(line, field, "not a code of "+list+" (1 or 2); 1 is assumed, as where none is given")
	}
	return c == "2"
}

// totalByCode: what each TransactionType counts into; "" are those that are no money of the project's.
var totalByCode = map[string]registry.TotalType{
	"1": registry.TotalIncoming, "2": registry.TotalCommitted, "3": registry.TotalDisbursed, "4": registry.TotalSpent,
	"11": registry.TotalIncoming, "12": registry.TotalPledged, "13": registry.TotalPledged,
}

var totalOrder = []registry.TotalType{
	registry.TotalCommitted, registry.TotalDisbursed, registry.TotalSpent, registry.TotalIncoming, registry.TotalPledged,
}

// totals: transaction, summed by type and currency. The dates are value dates, else transaction dates.
func (ad *adapter) totals() []registry.Total {
	var totals []registry.Total
	for i := range ad.a.Transactions {
		t := &ad.a.Transactions[i]
		c, ok := code("TransactionType", t.Type.codeOf())
		if !ok {
			ad.warn(t.Line, "transaction/transaction-type", "no code of TransactionType")
			continue
		}
		into := totalByCode[c]
		if into == "" {
			continue
		}
		amount, currency, on, ok := ad.amount(t.Values, t.Line, "transaction")
		if !ok {
			continue
		}
		if happened, ok := ad.date(t.Date, "transaction/transaction-date"); ok && on == "" {
			on = happened
		}
		j := slices.IndexFunc(totals, func(known registry.Total) bool { return known.Type == into && known.Currency == currency })
		if j < 0 {
			j = len(totals)
			totals = append(totals, registry.Total{Type: into, Currency: currency})
		}
		sum, err := totals[j].Amount.Add(amount)
		if err != nil {
			ad.warn(t.Line, "transaction/value", "the sum of the transactions is too large a number")
			continue
		}
		totals[j].Amount = sum
		totals[j].Count++
		if on != "" {
			if totals[j].From == "" || on < totals[j].From {
				totals[j].From = on
			}
			totals[j].To = max(totals[j].To, on)
		}
	}
	slices.SortFunc(totals, func(x, y registry.Total) int {
		return cmp.Or(slices.Index(totalOrder, x.Type)-slices.Index(totalOrder, y.Type), strings.Compare(x.Currency, y.Currency))
	})
	return totals
}
