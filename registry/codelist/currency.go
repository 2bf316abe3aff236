package codelist

import (
	"strconv"
	"strings"
	"sync"
	"unicode"

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
	// Names of active currencies go before those of withdrawn ones.
	active, withdrawn nameIndex
	bySign            map[string]string
}

var currencies = sync.OnceValue(func() *currencyTable {
	t := &currencyTable{byCode: map[string]int{}, active: nameIndex{}, withdrawn: nameIndex{}, bySign: map[string]string{}}
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
		names := t.active
		if c.Withdrawn {
			names = t.withdrawn
		}
		names.addText(c.Label, c.Code)
		for _, alias := range r.list("aliases") {
			if hasCurrencySign(alias) {
				t.bySign[alias] = c.Code
			} else {
				names.add(alias, c.Code)
			}
		}
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

// hasCurrencySign says whether a currency is written with a sign, which Fold drops.
func hasCurrencySign(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Sc, r) })
}

// FindCurrency resolves what a person writes for a currency: the code, a name that one currency alone has, in English,
// French, Arabic or (of the frequent ones) Spanish, or a sign that is one currency's ("€", "US$"). ok is false for what
// several have: "$", "£", "dinar", "franc CFA", which is XOF in the west of Africa and XAF in its centre.
func FindCurrency(codeOrName string) (c Currency, ok bool) {
	if c, ok := CurrencyByCode(strings.TrimSpace(codeOrName)); ok {
		return c, true
	}
	t := currencies()
	if hasCurrencySign(codeOrName) {
		return CurrencyByCode(t.bySign[strings.ToUpper(strings.Join(strings.Fields(codeOrName), ""))])
	}
	code, contestedOrFound := t.active[Fold(codeOrName)]
	if !contestedOrFound {
		code = t.withdrawn[Fold(codeOrName)]
	}
	return CurrencyByCode(code)
}
