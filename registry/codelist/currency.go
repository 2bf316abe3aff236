package codelist

import (
	"strconv"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// Currency is a currency or fund code of ISO 4217, active or withdrawn.
type Currency struct {
	Code string
	// MinorUnits is the number of decimal places of the currency; -1 where ISO 4217 says that it has none to speak of
	// (gold, SDR, testing).
	MinorUnits int
	Label      registry.Text
	// Withdrawn says that the currency is historic; Successor is the code that replaced it, where one did.
	Withdrawn bool
	Successor string
}

type currencyTable struct {
	all    []Currency
	byCode map[string]int
}

var currencies = sync.OnceValue(func() *currencyTable {
	t := &currencyTable{byCode: map[string]int{}}
	for _, r := range table("currencies.tsv") {
		units, err := strconv.Atoi(r["minor_units"])
		if err != nil {
			panic("codelist: currencies.tsv: " + r["code"] + ": " + err.Error())
		}
		c := Currency{
			Code: r["code"], MinorUnits: units, Label: r.text(""),
			Withdrawn: r["status"] == "withdrawn", Successor: r["successor"],
		}
		t.byCode[c.Code] = len(t.all)
		t.all = append(t.all, c)
	}
	return t
})

// Currencies lists the currencies by code. The result is shared: do not change it.
func Currencies() []Currency { return currencies().all }

// CurrencyByCode gives the currency of an alphabetic code, in either case; ok is false when it is not one.
func CurrencyByCode(code string) (c Currency, ok bool) {
	t := currencies()
	i, ok := t.byCode[strings.ToUpper(code)]
	if !ok {
		return Currency{}, false
	}
	return t.all[i], true
}
