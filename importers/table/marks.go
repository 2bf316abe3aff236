package table

import (
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// checkConsent rejects a row whose subject does not agree to be listed, or may not: what is neither yes nor no is not
// taken for a yes.
func (d *reading) checkConsent() {
	said := d.text("consent")
	if said == "" {
		return
	}
	switch answer, ok := codelist.Consents().FromWord(sheet.Digits.Replace(said)); {
	case !ok:
		d.reject("consent", "neither yes nor no")
	case answer == "no":
		d.reject("consent", "no consent to be listed")
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
