package overlap_test

import (
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

func TestPartsApart(t *testing.T) {
	const phase, lot, number = registry.RelationPhase, registry.RelationLot, registry.RelationSibling
	for _, c := range []struct {
		a, b     string
		relation registry.RelationType // "" for not apart
		implied  bool
	}{
		{"Sahel cohesion Phase I", "Sahel cohesion Phase II", phase, false},
		{"Sahel cohesion, 1st phase", "Sahel cohesion, second phase", phase, false},
		{"Cohésion, première phase", "Cohésion – phase 2", phase, false},
		{"Cohesión fase 1", "Cohesión segunda fase", phase, false},
		{"Primer Circuito", "Segundo Circuito", phase, false},
		{"تماسك المرحلة الأولى", "تماسك المرحلة الثانية", phase, false},
		{"تماسك المرحلة ٢", "تماسك المرحلة ٣", phase, false},
		{"Roads lot 1", "Roads lot 3", lot, false},
		{"Appui budgétaire tranche 1", "Appui budgétaire, deuxième tranche", lot, false},
		{"Local government II", "Local government III", phase, false},
		{"Sahel project 2", "Sahel project 3", phase, false},
		{"Pooled fund 2013", "Pooled fund 2014", phase, false},
		{"VN SOM 02/13", "VN SOM 03/13", number, false},
		{"Local government", "Local government II", phase, true},
		{"Community resilience", "Community resilience Phase (cost modification)", phase, true},
		{"Sahel cohesion Phase 1", "Sahel cohesion", "", false},
		{"Sahel cohesion Phase II", "Sahel cohesion phase 2", "", false},
		{"Phase I & II of roads", "Phase II of roads", "", false},
		{"IX Programa de Carreteras", "XI Programa de Carreteras", phase, false},
		{"II and another", "another", "", false},
		{"Response to COVID-19", "Response to malaria", "", false},
		{"Radio V", "Radio", "", false},
		{"As part of a package", "As part of a plan", "", false},
		{"Grant GCP/SOM/051/MUL", "Grant GCP/SOM/052/MUL", "", false},
	} {
		for _, order := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			relation, implied, apart := overlap.PartsApart(order[0], order[1])
			if apart != (c.relation != "") || relation != c.relation || implied != c.implied {
				t.Errorf("%q, %q: %q implied %v, want %q implied %v", order[0], order[1], relation, implied, c.relation, c.implied)
			}
		}
	}
}
