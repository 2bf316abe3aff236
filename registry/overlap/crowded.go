package overlap

import (
	"maps"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// NamedPlace is a place below a country, as initiatives are compared by it.
type NamedPlace struct {
	Key   string // "ML gao": country and folded name
	Name  string // as the source shows it
	Level int    // 1 province, 2 district ... 4; 0 where the source does not say
}

// NamedPlaces gives the places of an initiative that have a name.
func NamedPlaces(facts *registry.Facts) []NamedPlace {
	var f Features
	f.readPlaces(facts)
	var named []NamedPlace
	for _, p := range f.Places {
		if p.Name != "" {
			named = append(named, NamedPlace{p.Name, p.Shown, int(p.Level)})
		}
	}
	return named
}

// VagueCategories lists the DAC categories that name no theme: what is in them has nothing in common.
func VagueCategories() []string { return slices.Sorted(maps.Keys(saysNothing)) }
