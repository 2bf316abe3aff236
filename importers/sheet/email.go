package sheet

import (
	"regexp"
	"strings"
)

// email matches an address (RFC 5322 addr-spec in the form that people write, letters of any script), with what people
// put around it.
var email = regexp.MustCompile(`(?i)(?:mailto:)?<?[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+>?`)

// WithoutEmail takes e-mail addresses out of a text.
func WithoutEmail(s string) (rest string, found bool) {
	if !strings.Contains(s, "@") || !email.MatchString(s) {
		return s, false
	}
	s = email.ReplaceAllString(s, "")
	for _, empty := range []string{"()", "[]", "<>"} {
		s = strings.ReplaceAll(s, empty, "")
	}
	for strings.Contains(s, "  ") {
		s = strings.ReplaceAll(s, "  ", " ")
	}
	return strings.TrimSpace(s), true
}
