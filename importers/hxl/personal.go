package hxl

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/tansiq/tansiq/importers/sheet"
)

// phone matches a telephone number in a sentence: after a word that announces one, or in the international form. Other
// rows of digits may be codes and figures. A name of a person cannot be told from other words; the columns that hold them
// are known by their hashtags.
var phone = regexp.MustCompile(`(?i)(?:\b(?:telephone|téléphone|telefono|teléfono|phone|mobile|whatsapp|tel|tél|mob|cell|fax)\b|هاتف|جوال|موبايل|فاكس)[\s.:°#n-]*[+(]?\p{Nd}[\p{Nd}\s().-]{5,}\p{Nd}` +
	`|(?:\+|\b00)\p{Nd}[\p{Nd}\s().-]{6,}\p{Nd}`)

// hasDigits says whether a text has n digits: few have, and only those are looked through.
func hasDigits(s string, n int) bool {
	for _, r := range s {
		if unicode.IsDigit(r) {
			n--
		}
	}
	return n <= 0
}

// withoutPersonal takes e-mail addresses out of a text and, where people write sentences, telephone numbers.
func withoutPersonal(c column, s string) (rest, removed string) {
	rest, email := sheet.WithoutEmail(s)
	numbered := false
	if c.isFreeText() && hasDigits(rest, 6) && phone.MatchString(rest) {
		numbered = true
		rest = strings.TrimSpace(phone.ReplaceAllString(rest, ""))
	}
	switch {
	case email && numbered:
		return rest, "an e-mail address and a telephone number were removed"
	case email:
		return rest, "an e-mail address was removed"
	case numbered:
		return rest, "a telephone number was removed"
	}
	return rest, ""
}
