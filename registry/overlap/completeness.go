package overlap

import "github.com/tansiq/tansiq/registry"

// ComparedFields names the fields that detection compares, in the order of Filled.
var ComparedFields = [...]string{
	"title", "description", "country", "place below the country", "start", "end", "sector or good practice", "donor", "implementer",
	"money", "identifier", "beneficiaries",
}

// Filled says which of ComparedFields are filled. A place is one that is finer than its country, an end may be that there is none, an
// implementer may be who extends, and money a budget or what was paid.
func Filled(facts *registry.Facts) [len(ComparedFields)]bool {
	var donor, implementer, place bool
	for _, p := range facts.Participations {
		donor = donor || p.Role == registry.RoleFunding
		implementer = implementer || p.Role == registry.RoleImplementing || p.Role == registry.RoleExtending
	}
	for _, l := range facts.Locations {
		place = place || l.Precision != "country"
	}
	return [...]bool{
		!facts.Title.IsEmpty(), !facts.Description.IsEmpty(), len(facts.Countries) > 0, place,
		facts.Period.Start != "", facts.Period.End != "" || facts.Period.OpenEnded,
		len(facts.Sectors) > 0 || len(facts.GoodPractices) > 0, donor, implementer,
		facts.Budget != nil || len(facts.Totals) > 0, len(facts.Identifiers) > 0, len(facts.Beneficiaries) > 0,
	}
}

// Completeness is the share (0-1) of ComparedFields that are filled, each counting alike.
func Completeness(facts *registry.Facts) float64 {
	fields := Filled(facts)
	filled := 0
	for _, f := range fields {
		if f {
			filled++
		}
	}
	return float64(filled) / float64(len(fields))
}
