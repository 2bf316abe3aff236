package overlap_test

import (
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// TestNearest asks with a title and a country, in another language, for what reaches no cut-off.
func TestNearest(t *testing.T) {
	there, copied, elsewhere := borderTraining("there"), borderTraining("there-again"), borderTraining("elsewhere")
	copied.Identifiers = there.Identifiers
	elsewhere.Countries = []registry.CountryShare{{Code: "TD"}}
	elsewhere.Locations = nil
	elsewhere.Identifiers = []registry.Identifier{{Scheme: "iati", Value: "XX-ELSEWHERE"}}
	d, _ := detectorOf([]*registry.Initiative{there, copied, elsewhere})
	draft := &registry.Initiative{}
	draft.Title = registry.Text{"ar": "تدريب حرس الحدود"}
	draft.Countries = there.Countries
	found := d.Nearest(overlap.FromInitiative(draft, nil), 10)
	if len(found) != 1 || found[0].B != "there" && found[0].B != "there-again" {
		t.Fatalf("%+v", found)
	}
	if found[0].Kind != "" || found[0].Level != "" || len(found[0].Evidence) == 0 {
		t.Errorf("it is a flag: %+v", found[0])
	}
	if got := d.Nearest(overlap.FromInitiative(draft, nil), 0); len(got) != 0 {
		t.Errorf("%d of none", len(got))
	}
}
