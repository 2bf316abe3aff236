package service

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/overlap"
)

// publicDonors is the least number of donors of a cell that callers without a key are told of (design section 4).
const publicDonors = 3

// CrowdedCell is a place, a theme and a year in which many initiatives of several donors run.
type CrowdedCell struct {
	Country      string
	Places       []CrowdedPlace // of which each has all of the members, the finest first; none for a whole country
	GoodPractice int            // 0 where Category counts
	Category     string
	Year         int
	Initiatives  int
	Donors       int
	Members      []CrowdedMember // at most registry.CrowdedMembers
}

// CrowdedPlace is a place within a country.
type CrowdedPlace struct {
	Name  registry.Text
	Level int // 1 province ... 4; 0 where no source says
}

// CrowdedMember is an initiative of a cell.
type CrowdedMember struct {
	ID     string
	Title  registry.Text
	Donors []registry.SideDonor
}

// CrowdedList is one page with the total of the whole list.
type CrowdedList struct {
	Items []CrowdedCell
	Total int
	Next  string
}

// CrowdedFilter narrows the list.
type CrowdedFilter struct {
	Countries     []string // ISO 3166-1 alpha-2
	Regions       []string // coordination regions: their countries
	GoodPractices []int
	Year          int    // 0 for any
	MinDonors     int    // 0 for 2: what one donor does many times over is that donor's plan
	Initiative    string // which is a member
}

// CrowdedCells gives a page of the cells of what the caller sees. Callers without a key are told of such with at least
// three donors.
func (s *Service) CrowdedCells(ctx context.Context, who registry.Audience, f CrowdedFilter, page registry.Page) (CrowdedList, error) {
	filter := registry.CrowdedFilter{AtLeast: registry.CrowdedCell, MinDonors: cmp.Or(f.MinDonors, 2), Countries: f.Countries,
		GoodPractices: f.GoodPractices, Year: f.Year, Initiative: f.Initiative, Without: overlap.VagueCategories()}
	lens := s.lens(who)
	if lens.Base == registry.ScopePublic {
		filter.MinDonors = max(filter.MinDonors, publicDonors)
	}
	for _, code := range f.Regions {
		region, ok := codelist.RegionByCode(code)
		if !ok {
			return CrowdedList{}, invalid("region", "is not a coordination region")
		}
		filter.Countries = append(filter.Countries, region.Countries...)
	}
	if len(f.Regions) > 0 && len(f.Countries) > 0 { // both must hold
		filter.Countries = slices.DeleteFunc(slices.Clone(f.Countries), func(c string) bool {
			return !slices.ContainsFunc(codelist.RegionsOfCountry(c), func(r string) bool { return slices.Contains(f.Regions, r) })
		})
		if len(filter.Countries) == 0 {
			return CrowdedList{}, nil
		}
	}
	if filter.Initiative != "" {
		if _, err := s.store.FindInitiative(ctx, lens, filter.Initiative); err != nil {
			return CrowdedList{}, err
		}
	}
	cells, next, total, err := s.store.ListCrowdedCells(ctx, lens, filter, page)
	if err != nil {
		return CrowdedList{}, err
	}
	list := CrowdedList{Items: make([]CrowdedCell, len(cells)), Total: total, Next: next}
	members := map[string]*registry.Initiative{} // one is in the cells of several years
	for i, c := range cells {
		if list.Items[i], err = describeCell(c, members); err != nil {
			return CrowdedList{}, err
		}
	}
	return list, nil
}

// describeCell names a cell's places as its members do.
func describeCell(c registry.Crowd, known map[string]*registry.Initiative) (CrowdedCell, error) {
	cell := CrowdedCell{Country: c.Country, GoodPractice: c.GoodPractice, Category: c.Category, Year: c.Year, Initiatives: c.Initiatives, Donors: c.Donors}
	places := map[string]*CrowdedPlace{}
	for _, key := range c.Places {
		places[key] = &CrowdedPlace{Name: registry.Text{}}
	}
	for _, d := range c.Members {
		i := known[d.ID]
		if i == nil {
			i = &registry.Initiative{}
			if err := json.Unmarshal(d.JSON, i); err != nil {
				return cell, registry.WrapError(registry.EInternal, err, "a stored view cannot be read")
			}
			known[d.ID] = i
		}
		cell.Members = append(cell.Members, CrowdedMember{ID: i.ID, Title: i.Title, Donors: sideFrom(i).Donors})
		for _, l := range i.Locations {
			for _, named := range overlap.NamedPlaces(&registry.Facts{Countries: i.Countries, Locations: []registry.Location{l}}) {
				p := places[named.Key]
				if p == nil {
					continue
				}
				p.Level = max(p.Level, named.Level)
				for language, words := range l.Name {
					if p.Name[language] == "" {
						p.Name[language] = words
					}
				}
			}
		}
	}
	for _, key := range c.Places {
		cell.Places = append(cell.Places, *places[key])
	}
	slices.SortStableFunc(cell.Places, func(a, b CrowdedPlace) int { return b.Level - a.Level })
	return cell, nil
}
