package concept

import (
	"strings"
	"unicode"

	"github.com/tansiq/tansiq/registry/codelist"
)

// addCountries enters the countries' names as far as no concept claims them. Latin names are matched as they are written: a
// stem of a name is nobody's word. Acronyms stay out: "EAU" are the Emirates, and water.
func (l *list) addCountries() {
	for _, c := range codelist.Countries() {
		ids := l.ids("@"+strings.ToLower(c.Code), false)
		for i, m := range l.matchers {
			m.addName(c.Label[Languages[i]], ids)
			m.addName(c.Formal[Languages[i]], ids)
			for _, alias := range c.Aliases {
				if isArabic(alias) == (Languages[i] == "ar") && !isAcronym(alias) {
					m.addName(alias, ids)
				}
			}
		}
	}
}

func isArabic(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Arabic, r) })
}

func isAcronym(s string) bool { return len(s) <= 4 && strings.ToUpper(s) == s }
