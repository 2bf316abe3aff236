package check

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/iati"
	"github.com/tansiq/tansiq/registry"
)

// TestActivityOverTheLimit: the importer passes over an activity that is larger than a record may be; what the standard says of it and of
// the next one does not get mixed up.
func TestActivityOverTheLimit(t *testing.T) {
	activity := func(id, description, status string) string {
		return fmt.Sprintf("<iati-activity>\n<iati-identifier>XI-IATI-EX-%s</iati-identifier>\n<description><narrative>%s</narrative></description>\n<activity-status code='%s'/>\n</iati-activity>\n",
			id, description, status)
	}
	large := strings.Repeat("<!-- "+strings.Repeat("x", 1000)+" -->", 2000)
	file := "<iati-activities version='2.03'>\n" + activity("1", large, "7") + activity("2", "words", "8") + "</iati-activities>"
	var wrongCodes []string
	c := Checker{Importers: map[string]registry.Importer{"iati": iati.New()}, Problem: func(p Problem) {
		if p.Field == "activity-status/@code" {
			wrongCodes = append(wrongCodes, fmt.Sprint(p.Line, p.Identifier, p.Reason))
		}
	}}
	r, err := c.File(t.Context(), func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil }, "iati")
	if err != nil || r.Error != "" || r.Read != 2 || r.Accepted != 1 || r.Rejected != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	if len(wrongCodes) != 2 || !strings.HasPrefix(wrongCodes[0], "5XI-IATI-EX-1") || wrongCodes[1] != `10XI-IATI-EX-2"8" is not a code of the codelist ActivityStatus; an import leaves it out` {
		t.Errorf("%q", wrongCodes)
	}
}
