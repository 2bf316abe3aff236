package sheet

import (
	"errors"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// Reasons for which degrees are not understood.
var (
	ErrNotDegrees = errors.New("not decimal degrees")
	ErrOutOfRange = errors.New("out of range")
)

// Degrees reads WGS 84 degrees from -most to most.
func Degrees(c Cell, most float64) (float64, error) {
	number, err := Decimal(c, true)
	if err != nil {
		return 0, ErrNotDegrees
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil || f < -most || f > most {
		return 0, ErrOutOfRange
	}
	return f, nil
}

// IsWebAddress takes http and https alone: other schemes run code or open local files. An address with a user's name in
// it is not one to publish.
func IsWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

// dacCode matches a DAC code, with or without its label.
var dacCode = regexp.MustCompile(`^(\d{5}|\d{3})(?:[\s:,.–-].*)?$`)

// DACSector reads a DAC purpose code (vocabulary 1) or category (2). Withdrawn codes stay as the source wrote them; what
// they became is the registry's to know. A category padded to five digits ("15100"), as country systems write it, is the
// category.
func DACSector(s string) (registry.Sector, bool) {
	m := dacCode.FindStringSubmatch(Digits.Replace(s))
	if m == nil {
		return registry.Sector{}, false
	}
	known, ok := codelist.SectorByCode(m[1])
	if !ok {
		if category, padded := strings.CutSuffix(m[1], "00"); padded {
			known, ok = codelist.SectorByCode(category)
		}
	}
	if !ok {
		return registry.Sector{}, false
	}
	if known.Level != codelist.SectorPurpose {
		return registry.Sector{Vocabulary: "2", Code: known.Code}, true
	}
	return registry.Sector{Vocabulary: "1", Code: known.Code}, true
}

// organisationIdentifier is the form of an identifier of org-id.guide, list prefix and number ("XM-DAC-41122"). The
// codelist knows shorter ones ("FI" is a DAC donor), which in a column of names may be somebody's name.
var organisationIdentifier = regexp.MustCompile(`^[A-Z]{2,3}-[A-Z0-9]+-\S+$`)

// FindOrganisation knows an organisation by an identifier of that form.
func FindOrganisation(identifier string) (codelist.Organisation, bool) {
	if !organisationIdentifier.MatchString(identifier) {
		return codelist.Organisation{}, false
	}
	return codelist.FindOrganisationByIdentifier(identifier)
}
