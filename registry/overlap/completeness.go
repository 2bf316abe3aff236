package overlap

import "github.com/tansiq/tansiq/registry"

// Completeness is the share (0-1) of the fields that detection compares which are filled, each counting alike: title,
// description, country, place below the country, start, end, sector or practice, donor, implementer, money, identifier,
// beneficiaries.
func Completeness(facts *registry.Facts) float64 {
	var donor, implementer, place bool
	for _, p := range facts.Participations {
		donor = donor || p.Role == registry.RoleFunding
		implementer = implementer || p.Role == registry.RoleImplementing || p.Role == registry.RoleExtending
	}
	for _, l := range facts.Locations {
		place = place || l.Precision != "country"
	}
	fields := []bool{
		!facts.Title.IsEmpty(), !facts.Description.IsEmpty(), len(facts.Countries) > 0, place,
		facts.Period.Start != "", facts.Period.End != "" || facts.Period.OpenEnded,
		len(facts.Sectors) > 0 || len(facts.GoodPractices) > 0, donor, implementer,
		facts.Budget != nil || len(facts.Totals) > 0, len(facts.Identifiers) > 0, len(facts.Beneficiaries) > 0,
	}
	filled := 0
	for _, f := range fields {
		if f {
			filled++
		}
	}
	return float64(filled) / float64(len(fields))
}
