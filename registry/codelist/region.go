package codelist

import (
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// Region is a coordination region: a named set of countries in which donors coordinate. It says nothing of the status
// of a country, and it is not a publisher's recipient region. The registry keeps an editable copy; this is its seed.
type Region struct {
	// Code is a slug of the English name: "western-balkans".
	Code  string
	Label registry.Text
	// Countries are ISO 3166-1 alpha-2 codes, and XK, sorted.
	Countries []string
	// Definition says whose membership was taken and where it departs from it.
	Definition string
	// Origin is "regional_meeting" (the toolkit's consultations), "example" (a region of one of its examples) or "added".
	Origin string
}

type regionTable struct {
	all       []Region
	byCode    map[string]int
	byName    nameIndex
	byCountry map[string][]string
}

var regions = sync.OnceValue(func() *regionTable {
	t := &regionTable{byCode: map[string]int{}, byName: nameIndex{}, byCountry: map[string][]string{}}
	for _, r := range table("regions.tsv") {
		g := Region{
			Code: r["code"], Label: r.text(""), Countries: r.list("countries"),
			Definition: r["definition"], Origin: r["origin"],
		}
		t.byCode[g.Code] = len(t.all)
		t.all = append(t.all, g)
		t.byName.add(g.Code, g.Code)
		t.byName.addText(g.Label, g.Code)
		for _, a := range r.list("aliases") {
			t.byName.add(a, g.Code)
		}
		for _, c := range g.Countries {
			t.byCountry[c] = append(t.byCountry[c], g.Code)
		}
	}
	return t
})

// Regions lists the 29 coordination regions of the toolkit's catalogue. The result is shared: do not change it.
func Regions() []Region { return regions().all }

// RegionByCode gives the coordination region with that slug; ok is false when there is none.
func RegionByCode(code string) (g Region, ok bool) {
	t := regions()
	i, ok := t.byCode[strings.ToLower(code)]
	if !ok {
		return Region{}, false
	}
	return t.all[i], true
}

// RegionsOfCountry lists the codes of the regions that hold the country, in the order of Regions; none for a code that
// is in no region.
func RegionsOfCountry(alpha2 string) []string {
	return slices.Clone(regions().byCountry[strings.ToUpper(alpha2)])
}

// FindRegion resolves the name of a coordination region in any language, its slug or an alias; case and accents do not
// matter. ok is false when it is none, as for "Global", which is no region.
func FindRegion(name string) (code string, ok bool) { return regions().byName.find(name) }
