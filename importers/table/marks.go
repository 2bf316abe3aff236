package table

import (
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// Words for yes and no in the languages of the format, as codelist.Fold leaves them.
var (
	yes = map[string]bool{"yes": true, "y": true, "true": true, "1": true, "x": true, "oui": true, "o": true, "si": true,
		codelist.Fold("نعم"): true}
	no = map[string]bool{"no": true, "n": true, "false": true, "0": true, "non": true, codelist.Fold("لا"): true}
)

// checkConsent rejects a row whose subject does not agree to be listed, or may not: what is neither yes nor no is not
// taken for a yes.
func (d *reading) checkConsent() {
	said := codelist.Fold(sheet.Digits.Replace(d.text("consent")))
	switch {
	case said == "" && d.text("consent") == "", yes[said]:
	case no[said]:
		d.reject("consent", "no consent to be listed")
	default:
		d.reject("consent", "neither yes nor no")
	}
}

// marks are the row's, each filled from the feed's where the row states none. A mark that is not understood rejects the
// row: with another one it might be seen by those from whom it was to be kept.
func (d *reading) marks(feed registry.Marks) registry.Marks {
	m := feed
	// TLP 2.0 writes "TLP:AMBER"; TLP 1.0 called clear white.
	sharing := strings.TrimSpace(strings.TrimPrefix(strings.ToLower(d.text("sharing")), "tlp:"))
	switch s := registry.Sharing(sharing); s {
	case "":
	case "white":
		m.Sharing = registry.SharingClear
	case registry.SharingClear, registry.SharingGreen, registry.SharingAmber, registry.SharingRed:
		m.Sharing = s
	default:
		d.reject("sharing", "not one of clear, green, amber, red")
	}
	switch s := registry.Sensitivity(strings.ToLower(d.text("sensitivity"))); s {
	case "":
	case registry.SensitivityNone, registry.SensitivityModerate, registry.SensitivityHigh, registry.SensitivitySevere:
		m.Sensitivity = s
	default:
		d.reject("sensitivity", "not one of none, moderate, high, severe")
	}
	return m
}
