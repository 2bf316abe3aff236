package standard

import (
	"strings"
	"unicode"
)

// identify checks iati-identifier against the organisation that reports.
func (a *activity) identify() {
	if a.identifier == "" {
		if a.identifiers > 0 {
			a.broken(a.identifierLine, "iati-identifier", "is empty")
		}
		return
	}
	if strings.ContainsAny(a.identifier, forbidden) {
		a.broken(a.identifierLine, "iati-identifier", "holds white space or one of / & | ?, which identifiers must not have")
	}
	begins := false
	for _, ref := range append(a.formerReporters, a.reporters...) {
		begins = begins || ref != "" && strings.HasPrefix(a.identifier, ref)
	}
	if len(a.reporters) > 0 && a.reporters[0] != "" && !begins {
		a.broken(a.identifierLine, "iati-identifier", "does not begin with the identifier of the reporting organisation, %s", quoted(a.reporters[0]))
	}
}

// forbidden are the characters that an identifier must not have (Organisation identifier, Activity identifier of the standard).
const forbidden = "/&|? \t\r\n"

// reference checks an organisation's identifier, where there is one.
func (a *activity) reference(line int, field, ref string) {
	switch {
	case ref == "":
	case strings.ContainsAny(ref, forbidden):
		a.broken(line, field, "holds white space or one of / & | ?, which identifiers must not have")
	case places().channels.find(ref) != unknown:
		a.doubtful(line, field, "is a channel code of the CRS; as the identifier of an organisation it is written %s", quoted("XM-DAC-"+ref))
	case !hasAgency(ref):
		a.doubtful(line, field, "does not begin with the code of an agency that registers organisations (org-id.guide), such as GB-CHC-")
	}
}

// hasAgency says whether an identifier is of the form agency-number, with an agency of OrganisationRegistrationAgency. The codes
// that the agency's list had before are good too: identifiers do not change.
func hasAgency(ref string) bool {
	for i, c := range ref {
		if c == '-' && findCarried("OrganisationRegistrationAgency", ref[:i]) != unknown {
			return true
		}
		if c > unicode.MaxASCII {
			break
		}
	}
	return false
}
