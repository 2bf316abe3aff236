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
	if said := strings.TrimPrefix(codelist.Fold(d.text("sharing")), "tlp "); d.text("sharing") != "" {
		code, ok := codelist.Sharings().FromWord(said)
		if !ok {
			d.reject("sharing", "not one of clear, green, amber, red")
		}
		m.Sharing = registry.Sharing(code)
	}
	if d.text("sensitivity") != "" {
		code, ok := codelist.Sensitivities().FromWord(d.text("sensitivity"))
		if !ok {
			d.reject("sensitivity", "not one of none, moderate, high, severe")
		}
		m.Sensitivity = registry.Sensitivity(code)
	}
	return m
}
