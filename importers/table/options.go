package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry/codelist"
)

// option is a value that a column's list offers.
type option struct{ code, label string }

// options are what the template offers for a column, in a language; each of them is read as its code. nil for a column without a
// list.
func options(column, language string) []option {
	switch column {
	case "kind":
		return listOptions(codelist.Kinds(), language)
	case "status":
		return listOptions(codelist.Statuses(), language)
	case "language":
		return listOptions(codelist.Languages(), language)
	case "sensitivity":
		return listOptions(codelist.Sensitivities(), language)
	case "sharing":
		return listOptions(codelist.Sharings(), language)
	case "consent":
		return listOptions(codelist.Consents(), language)
	case "countries":
		return byLabel(codelist.Countries(), func(c codelist.Country) option { return option{c.Code, c.Label[language]} })
	case "regions":
		return byLabel(codelist.Regions(), func(r codelist.Region) option { return option{r.Code, r.Label[language]} })
	case "beneficiaries":
		return byLabel(codelist.Beneficiaries(), func(b codelist.Beneficiary) option { return option{b.Code, b.Label[language]} })
	case "good_practices":
		var all []option
		for _, p := range codelist.GoodPractices() {
			number := fmt.Sprint(p.Number)
			all = append(all, option{number, number + " – " + p.ShortTitle[language]})
		}
		return all
	case "sectors":
		var all []option
		for _, s := range codelist.Sectors() {
			if s.Level == codelist.SectorPurpose && !s.Withdrawn {
				all = append(all, option{s.Code, s.Code + " – " + s.Label[language]})
			}
		}
		return all
	case "currency":
		var all []option
		for _, c := range codelist.Currencies() {
			if !c.Withdrawn && c.MinorUnits >= 0 {
				all = append(all, option{c.Code, c.Code + " – " + c.Label[language]})
			}
		}
		return all
	}
	return nil
}

func listOptions(l *codelist.List, language string) []option {
	var all []option
	for _, e := range l.Entries() {
		all = append(all, option{e.Code, e.Label[language]})
	}
	return all
}

// byLabel sorts options as a reader looks for them: as they are compared, Arabic ones without the article.
func byLabel[T any](entries []T, of func(T) option) []option {
	all := make([]option, len(entries))
	for i, e := range entries {
		all[i] = of(e)
	}
	key := func(o option) string { return strings.TrimPrefix(codelist.Fold(o.label), "ال") }
	slices.SortFunc(all, func(a, b option) int { return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.code, b.code)) })
	return all
}

// labelled writes codes as the list offers them.
func labelled(column, language, codes string) string {
	var labels []string
	for _, code := range strings.FieldsFunc(codes, func(r rune) bool { return r == ';' || r == '؛' }) {
		code = strings.TrimSpace(code)
		for _, o := range options(column, language) {
			if o.code == code {
				code = o.label
				break
			}
		}
		labels = append(labels, code)
	}
	return strings.Join(labels, map[bool]string{true: "؛ ", false: "; "}[language == "ar"])
}
