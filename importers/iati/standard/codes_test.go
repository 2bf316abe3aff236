package standard

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
)

// withdrawnSince are the currencies that ISO 4217 withdrew after IATI's list of the shared data was made.
var withdrawnSince = []string{"ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"}

// TestListsAreIATIs: each code of the published lists is known here, in force or withdrawn as there, whether the table or package codelist
// has the list.
func TestListsAreIATIs(t *testing.T) {
	folder := importertest.Shared(t, "iati", "codelists")
	lists := map[string]*list{}
	for _, p := range places().byPath {
		for _, c := range p.codes {
			lists[c.list.name] = c.list
		}
	}
	codes := 0
	for name, l := range lists {
		paths, _ := filepath.Glob(filepath.Join(folder, "*", name+".xml"))
		if len(paths) != 1 {
			t.Fatalf("%s: %v", name, paths)
		}
		b, err := os.ReadFile(paths[0])
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Items []struct {
				Status string `xml:"status,attr"`
				Code   string `xml:"code"`
			} `xml:"codelist-items>codelist-item"`
		}
		if err := xml.Unmarshal(b, &file); err != nil {
			t.Fatal(err)
		}
		for _, item := range file.Items {
			codes++
			want := inForce
			if item.Status == "withdrawn" {
				want = withdrawn
			}
			if name == "Currency" && slices.Contains(withdrawnSince, item.Code) {
				want = withdrawn
			}
			if got := l.find(item.Code); got != want {
				t.Errorf("%s %q: standing %d, want %d", name, item.Code, got, want)
			}
		}
	}
	if len(lists) < 45 || codes < 1500 {
		t.Fatalf("%d lists, %d codes", len(lists), codes)
	}
}

func TestCodes(t *testing.T) {
	at := func(path, attribute string) *list {
		for _, c := range placeOf(path).codes {
			if c.attribute == attribute && (c.vocabulary == "" || c.orNone) {
				return c.list
			}
		}
		t.Fatalf("no list at %s/@%s", path, attribute)
		return nil
	}
	for _, c := range []struct {
		path, attribute, value string
		old                    bool // of a version 1.x
		reason                 string
		severity               registry.Severity
	}{
		{"activity-status", "code", "2", false, "", ""},
		{"activity-status", "code", "9", false, `"9" is not a code of the codelist ActivityStatus`, SeverityError},
		{"activity-status", "code", "", false, `is empty: a code of the codelist ActivityStatus belongs here`, SeverityError},
		{"activity-date", "type", "start-planned", true, "", ""},
		{"activity-date", "type", "start-planned", false, `"start-planned" is written 1 in the codelist ActivityDateType`, SeverityError},
		{"recipient-country", "code", "af", false, `"af" is written AF in the codelist Country`, registry.SeverityWarning},
		{"recipient-country", "code", "af", true, `"af" is written AF in the codelist Country`, registry.SeverityWarning},
		{"recipient-country", "code", "MLI", true, `"MLI" is written ML in the codelist Country`, registry.SeverityWarning},
		{"recipient-country", "code", "Mali", false, `"Mali" is written ML in the codelist Country`, registry.SeverityWarning},
		{"sector", "vocabulary", "WB", true, "", ""},
		{"sector", "vocabulary", "WB", false, `"WB" is not a code of the codelist SectorVocabulary`, SeverityError},
		{"sector", "code", "15100", false, `"15100" is not a code of the codelist Sector but the category 151: vocabulary 2 has those (DAC-3 in versions 1.x)`, SeverityError},
		{"recipient-country", "code", "QQ", false, `"QQ" is not a code of the codelist Country`, registry.SeverityWarning},
		{"recipient-country", "code", "AN", false, `"AN" has been withdrawn from the codelist Country; in its place: BQ, CW, SX`, registry.SeverityWarning},
		{"transaction/value", "currency", "USD ", false, `"USD" has spaces around it`, SeverityError},
		{"default-flow-type", "code", "20", false, `"20" has been withdrawn from the codelist FlowType`, registry.SeverityWarning},
		{"sector", "code", "23010", false, `"23010" has been withdrawn from the codelist Sector; in its place: 23110`, registry.SeverityWarning},
	} {
		reason, severity := at(c.path, c.attribute).check(c.value, c.old)
		if reason != c.reason || severity != c.severity {
			t.Errorf("%s/@%s %q: %q %q, want %q %q", c.path, c.attribute, c.value, reason, severity, c.reason, c.severity)
		}
	}
}
