package table

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// choice is how a column finds the entries of its list.
type choice struct {
	find func(string) (code string, ok bool)
	// near are entries with a name like this one, to be shown to who may have mistyped it.
	near func(string) []codelist.Near
	not  string // what a value is that is none
}

func choiceOf(list *codelist.List, not string) choice { return choice{list.FromWord, list.Near, not} }

// The lists of the columns.
var (
	countryChoice     = choice{codelist.FindCountry, codelist.CountriesNear, "not a country"}
	regionChoice      = choice{codelist.FindRegion, codelist.RegionsNear, "not a coordination region"}
	beneficiaryChoice = choice{codelist.FindBeneficiary, codelist.BeneficiariesNear, "not a group of the list of beneficiaries"}
	practiceChoice    = choice{findPractice, codelist.GoodPracticesNear, "not a good practice (1 to 25)"}
	sectorChoice      = choice{findSector, codelist.SectorsNear, "not a DAC code"}
	currencyChoice    = choice{findCurrency, nil, "not an ISO 4217 code"}
)

// listed are the codes of a column of several values, in the order of the cell and each once.
func (d *reading) listed(column string, c choice) []string {
	var codes []string
	values := d.list(column)
	for i, v := range values {
		found := c.all(v)
		if len(found) == 0 {
			d.warnValue(column, i, len(values), c.unknown(v))
		}
		for _, code := range found {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

// all finds the codes that a value stands for: one, or several where it is put together with other signs than the semicolon and
// each of the parts is known. "Congo, Democratic Republic of the" is one, "Mali, Niger" two, "Korea, Niger" none.
func (c choice) all(value string) []string {
	if code, ok := c.find(value); ok {
		return []string{code}
	}
	parts := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(",،/|\n", r) })
	if len(parts) < 2 {
		return nil
	}
	var codes []string
	for _, part := range parts {
		code, ok := c.find(strings.TrimSpace(part))
		if !ok {
			return nil
		}
		codes = append(codes, code)
	}
	return codes
}

// unknown says that a value is none of the list, and which entries it is like. None of them is taken.
func (c choice) unknown(value string) string {
	if c.near == nil {
		return c.not
	}
	var names []string
	for _, n := range c.near(value) {
		if n.Name == n.Code {
			names = append(names, n.Name)
		} else {
			names = append(names, n.Name+" ("+n.Code+")")
		}
	}
	if len(names) == 0 {
		return c.not
	}
	return c.not + "; did you mean " + strings.Join(names, " or ") + "?"
}

// numbered matches a practice's number with or without words before it and its title behind: "19", "GP 19", "Bonne pratique n° 19",
// "19 – Donor coordination".
var numbered = regexp.MustCompile(`(?i)^(?:gp|good practice|bp|bonne pratique|الممارسة الجيدة|الممارسة|buena práctica)?\s*(?:no?\.?|n°|nº|#|رقم)?\s*(\d{1,2})(?:\s*[-–—.:)]\s*(\D.*))?$`)

// findPractice finds a practice by number, or by title. A title behind the number is no more than a reminder, unless it is that
// of another practice: which of the two is meant, nobody knows.
func findPractice(value string) (number string, ok bool) {
	m := numbered.FindStringSubmatch(sheet.Digits.Replace(value))
	if m == nil {
		n, ok := codelist.FindGoodPractice(value)
		return strconv.Itoa(n), ok
	}
	n, _ := strconv.Atoi(m[1]) // two digits
	if _, ok := codelist.GoodPracticeByNumber(n); !ok {
		return "", false
	}
	if titled, ok := codelist.FindGoodPractice(m[2]); ok && titled != n {
		return "", false
	}
	return strconv.Itoa(n), true
}

// findSector finds a DAC code, which a label may follow, or the label of an active one.
func findSector(value string) (code string, ok bool) {
	if s, ok := sheet.DACSector(value); ok {
		return s.Code, true
	}
	s, ok := codelist.FindSector(value)
	return s.Code, ok
}

// withName matches a currency's code with its name behind, as the template lists it: "EUR – Euro".
var withName = regexp.MustCompile(`^([A-Za-z]{3})\s*[-–—:(]\s*(.+?)\)?$`)

func findCurrency(value string) (code string, ok bool) {
	if c, ok := codelist.FindCurrency(value); ok {
		return c.Code, true
	}
	m := withName.FindStringSubmatch(value)
	if m == nil {
		return "", false
	}
	c, ok := codelist.CurrencyByCode(m[1])
	named, okName := codelist.FindCurrency(m[2])
	return c.Code, ok && (!okName || named.Code == c.Code)
}

// oneOf reads a column of one value; ok is false where the cell is empty, or holds none of the list.
func (d *reading) oneOf(column string, c choice) (code string, ok bool) {
	said := d.words(column)
	if said == "" {
		return "", false
	}
	if code, ok = c.find(said); !ok {
		d.warn(column, c.unknown(said))
	}
	return code, ok
}

func (d *reading) kind() registry.Kind {
	if code, ok := d.oneOf("kind", choiceOf(codelist.Kinds(), "not a kind of initiative")); ok {
		return registry.Kind(code)
	}
	return registry.KindInitiative
}

// status takes the registry's names and words, and IATI's codes and labels, which are the same list.
func (d *reading) status() registry.Status {
	code, _ := d.oneOf("status", choice{func(word string) (string, bool) {
		s, ok := codelist.FindStatus(sheet.Digits.Replace(word))
		return string(s), ok
	}, codelist.Statuses().Near, "not a status"})
	return registry.Status(code)
}

// words is a cell on one line with single spaces: how a value of a list is written does not matter.
func (d *reading) words(column string) string {
	return strings.Join(strings.FieldsFunc(d.text(column), unicode.IsSpace), " ")
}
