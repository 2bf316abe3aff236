package registry

import (
	"slices"
	"strings"
)

// Undetermined is the BCP 47 tag for text whose language its source does not state. Nobody guesses it.
const Undetermined = "und"

// Text is one text in several languages: BCP 47 primary language subtag, lower case ("en", "fr", "ar", "es", "und"),
// to the words in that language.
type Text map[string]string

// In gives the text in the first of the wanted languages that it has, and which language that is.
// Where it has none of them it falls back to en, fr, ar, es, then to the alphabetically first language.
// An empty text answers "", "".
func (t Text) In(languages ...string) (words, language string) {
	for _, l := range slices.Concat(languages, []string{"en", "fr", "ar", "es"}) {
		if w := t[l]; w != "" {
			return w, l
		}
	}
	for _, l := range t.Languages() {
		return t[l], l
	}
	return "", ""
}

// Languages lists the languages that have words, sorted.
func (t Text) Languages() []string {
	var ls []string
	for l, w := range t {
		if w != "" {
			ls = append(ls, l)
		}
	}
	slices.Sort(ls)
	return ls
}

// IsEmpty says whether there are no words in any language.
func (t Text) IsEmpty() bool { return len(t.Languages()) == 0 }

// PrimaryLanguage reduces a BCP 47 tag to its lower-case primary subtag ("en-GB" to "en"); an empty or malformed
// tag becomes Undetermined.
func PrimaryLanguage(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-")), "-")
	if len(tag) < 2 || len(tag) > 3 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return Undetermined
	}
	return tag
}
