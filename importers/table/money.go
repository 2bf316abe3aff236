package table

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

const notCurrency = "neither an ISO 4217 code (USD, EUR, XOF) nor a name or sign that one currency alone has"

// budget is the whole of it: the format states no budget periods. Its currency may stand in its own column, behind or before the
// number, or in the heading; where several say it they agree, or it is not taken.
func (d *reading) budget() *registry.Budget {
	c := d.cells["budget"]
	if c.Text == "" {
		return nil
	}
	if c.Shared {
		d.warn("budget", "one cell for several rows (merged): which row has how much of it is not said, so it is not taken")
		return nil
	}
	figures, sign := splitMoney(c.Text)
	number, err := sheet.Decimal(sheet.Cell{Text: figures, Kind: c.Kind}, false)
	if err != nil {
		d.warn("budget", err.Error())
		return nil
	}
	amount, err := registry.ParseAmount(number)
	if err != nil {
		d.warn("budget", err.Error())
		return nil
	}
	if amount < 0 {
		d.warn("budget", "negative")
		return nil
	}
	currency := d.currency(sign)
	if currency == "" {
		return nil
	}
	return &registry.Budget{Amount: amount, Currency: currency}
}

// currency is what the row's column, the sign at the number and the heading say, "" where none does, or they differ.
func (d *reading) currency(sign string) string {
	found := ""
	for _, said := range []struct{ column, word string }{
		{"currency", d.words("currency")}, {"budget", sign}, {"budget", d.table.header.currency},
	} {
		if said.word == "" {
			continue
		}
		code, ok := findCurrency(said.word)
		switch {
		case !ok && said.column == "currency":
			d.warn("currency", notCurrency+", so the budget is not taken")
			return ""
		case !ok && found == "":
			d.warn("budget", "what stands beside the number is "+notCurrency+"; write the code in the column currency")
			return ""
		case !ok: // "$" beside a number whose currency the row states
		case found == "":
			found = code
		case found != code:
			d.warn("budget", fmt.Sprintf("stated in %s and in %s; it is not taken", found, code))
			return ""
		}
	}
	if found == "" {
		d.warn("currency", "missing, so the budget is not taken")
	}
	return found
}

// money matches a number with what stands before or behind it.
var money = regexp.MustCompile(`^([-+−]?)([^\d+−-]*)([-+−]?\d(?:.*\d)?)(\D*)$`)

// splitMoney takes the currency from before or behind a number: "5 000 EUR", "-€5,000.50". A text with words on both sides stays
// whole, and is no number.
func splitMoney(s string) (figures, currency string) {
	m := money.FindStringSubmatch(sheet.Digits.Replace(s))
	if m == nil {
		return s, ""
	}
	before, after := strings.TrimSpace(m[2]), strings.TrimSpace(m[4])
	if before != "" && after != "" {
		return s, ""
	}
	return m[1] + m[3], before + after
}
