package grants360

import (
	"strings"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// totals: amountAwarded is a commitment and amountDisbursed a disbursement; where one is not stated, its transactions are.
// The schema says that the field is the transactions' sum where both are.
func (d *reading) totals(g jsonstream.Node) []registry.Total {
	var totals []registry.Total
	add := func(kind registry.TotalType, field, transactions string, on registry.Date) {
		if g.Get(field).Exists() {
			if t, ok := d.total(g.Get(field), g.Get("currency"), on); ok {
				t.Type, t.Count = kind, 1
				totals = append(totals, t)
			}
			return
		}
		totals = append(totals, d.summed(kind, g.Get(transactions), g.Get("currency"))...)
	}
	awarded := d.date(g.Get("awardDate"))
	add(registry.TotalCommitted, "amountAwarded", "commitmentTransaction", awarded)
	add(registry.TotalDisbursed, "amountDisbursed", "disbursementTransaction", "")
	return totals
}

// total reads an amount and its currency; ok is false where there is none, with a warning where it cannot be read.
func (d *reading) total(amount, currency jsonstream.Node, on registry.Date) (t registry.Total, ok bool) {
	sum, ok := d.amount(amount)
	if !ok {
		return t, false
	}
	said := currency.Text()
	known, ok := codelist.CurrencyByCode(said)
	switch {
	case said == "":
		d.warn(currency.Path, "missing, so the amount is not taken")
		return t, false
	case !ok:
		d.warn(currency.Path, "not an ISO 4217 code, so the amount is not taken")
		return t, false
	}
	return registry.Total{Currency: known.Code, Amount: sum, From: on, To: on}, true
}

// amount reads a number, or a text as people write numbers; "£" before it is the currency that the file states again.
func (d *reading) amount(n jsonstream.Node) (registry.Amount, bool) {
	number := n.Text()
	if n.IsNumber() {
		plain, ok := n.Number()
		if !ok {
			return 0, false
		}
		number = plain
	} else if number != "" {
		decimal, err := sheet.Decimal(sheet.TextCell(strings.TrimLeft(number, "£€$ ")), false)
		if err != nil {
			d.warn(n.Path, err.Error())
			return 0, false
		}
		number = decimal
	}
	if number == "" {
		return 0, false
	}
	amount, err := registry.ParseAmount(number)
	switch {
	case err != nil:
		d.warn(n.Path, "a number out of range")
		return 0, false
	case amount < 0:
		d.warn(n.Path, "negative")
		return 0, false
	}
	return amount, amount > 0
}

// summed adds up transactions, by currency.
func (d *reading) summed(kind registry.TotalType, transactions, currency jsonstream.Node) []registry.Total {
	var totals []registry.Total
	for _, item := range transactions.Objects() {
		of := item.Get("currency")
		if !of.Exists() {
			of = currency
		}
		on := d.date(item.Get("valueDate"))
		if happened := d.date(item.Get("transactionDate")); on == "" {
			on = happened
		}
		t, ok := d.total(item.Get("value"), of, on)
		if !ok {
			continue
		}
		t.Type, t.Count = kind, 1
		totals = d.join(totals, t, item)
	}
	return totals
}

func (d *reading) join(totals []registry.Total, t registry.Total, item jsonstream.Node) []registry.Total {
	for i := range totals {
		sum := &totals[i]
		if sum.Currency != t.Currency {
			continue
		}
		amount, err := sum.Amount.Add(t.Amount)
		if err != nil {
			d.warn(item.Path+"/value", "the sum of the transactions is too large a number")
			return totals
		}
		sum.Amount, sum.Count = amount, sum.Count+1
		if sum.From == "" || t.From != "" && t.From < sum.From {
			sum.From = t.From
		}
		sum.To = max(sum.To, t.To)
		return totals
	}
	return append(totals, t)
}
