package report

import (
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// forms are a counted noun in the plural forms of a language (CLDR): English and French have one and other, Arabic all six.
// {n} is the number; where a form names the number by itself (a dual), it needs no {n}.
type forms map[plural.Form]string

// counted are the nouns that numbers stand with.
var counted = map[string]map[string]forms{
	"initiatives": {
		"en": {plural.One: "{n} initiative", plural.Other: "{n} initiatives"},
		"fr": {plural.One: "{n} initiative", plural.Other: "{n} initiatives"},
		"ar": {plural.Zero: "لا مبادرات", plural.One: "مبادرة واحدة", plural.Two: "مبادرتان", plural.Few: "{n} مبادرات", plural.Many: "{n} مبادرة", plural.Other: "{n} مبادرة"},
	},
	"donors": {
		"en": {plural.One: "{n} donor", plural.Other: "{n} donors"},
		"fr": {plural.One: "{n} donateur", plural.Other: "{n} donateurs"},
		"ar": {plural.Zero: "لا مانحين", plural.One: "مانح واحد", plural.Two: "مانحان", plural.Few: "{n} مانحين", plural.Many: "{n} مانحًا", plural.Other: "{n} مانح"},
	},
	"flags": {
		"en": {plural.One: "{n} flag", plural.Other: "{n} flags"},
		"fr": {plural.One: "{n} signalement", plural.Other: "{n} signalements"},
		"ar": {plural.Zero: "لا تنبيهات", plural.One: "تنبيه واحد", plural.Two: "تنبيهان", plural.Few: "{n} تنبيهات", plural.Many: "{n} تنبيهًا", plural.Other: "{n} تنبيه"},
	},
	"countries": {
		"en": {plural.One: "{n} country or area", plural.Other: "{n} countries and areas"},
		"fr": {plural.One: "{n} pays ou zone", plural.Other: "{n} pays et zones"},
		"ar": {plural.Zero: "لا بلدان", plural.One: "بلد واحد", plural.Two: "بلدان اثنان", plural.Few: "{n} بلدان", plural.Many: "{n} بلدًا", plural.Other: "{n} بلد"},
	},
}

// countOf says a number with its noun: "3 donors", "donateur", "مانحان".
func (l locale) countOf(noun string, n int) string {
	form := plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0)
	all := counted[noun][l.code]
	words, ok := all[form]
	if !ok {
		words = all[plural.Other]
	}
	return strings.ReplaceAll(words, "{n}", l.number(n))
}

var tags = map[string]language.Tag{"en": language.English, "fr": language.French, "ar": language.Arabic}
