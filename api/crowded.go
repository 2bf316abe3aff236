package api

import (
	"context"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

const aboutCrowded = "Where many initiatives of several donors do the same kind of thing in the same place and year: one entry, and not a flag for each pair of them. " +
	"The theme is a good practice, or the DAC category of those that have none. A place is what the members' sources name, the finest that all of them share; `extent` is `country` for members that name no place within it. " +
	"Counted from what the caller sees; callers without a key are told of cells with at least 3 donors. Most initiatives first."

type listCrowdedInput struct {
	Country      []string `query:"country,explode" maxItems:"60" maxLength:"2" doc:"ISO 3166-1 alpha-2 code." example:"[\"ML\"]"`
	Region       []string `query:"region,explode" maxItems:"60" maxLength:"60" doc:"Coordination region; see /v1/regions." example:"[\"sahel\"]"`
	GoodPractice []int    `query:"good_practice,explode" maxItems:"25" minimum:"1" maximum:"25" doc:"Good practice that the members may relate to." example:"[15]"`
	Year         int      `query:"year" minimum:"1990" maximum:"2100" doc:"Calendar year in which they run." example:"2026"`
	MinDonors    int      `query:"min_donors" minimum:"1" maximum:"1000" doc:"Donors at least; 2 where absent." example:"3"`
	Initiative   string   `query:"initiative" format:"uuid" doc:"Only cells that it is a member of."`
	Paging
}

// CrowdedCell is a place, a theme and a year in which many initiatives run.
type CrowdedCell struct {
	Country      string          `json:"country" doc:"ISO 3166-1 alpha-2 code." example:"ML"`
	Extent       string          `json:"extent" enum:"place,country" doc:"place: the members share the places. country: they name none within it."`
	Places       []CrowdedPlace  `json:"places" doc:"Places that have all of the members, the finest first; none for a whole country."`
	GoodPractice int             `json:"good_practice,omitempty" doc:"Number of the good practice that they may relate to; absent where category counts." example:"15"`
	Category     string          `json:"category,omitempty" doc:"DAC 3-digit category of members without a good practice." example:"152"`
	Year         int             `json:"year" doc:"Calendar year in which all of them run." example:"2026"`
	Initiatives  int             `json:"initiatives" doc:"How many run there." example:"17"`
	Donors       int             `json:"donors" doc:"How many donors fund them, of those that are known." example:"9"`
	Members      []CrowdedMember `json:"members" doc:"Of them, at most 25."`
}

// CrowdedPlace is a place within a country.
type CrowdedPlace struct {
	Name       registry.Text `json:"name" doc:"Its name, by language."`
	AdminLevel int           `json:"admin_level,omitempty" doc:"1 province ... 4; absent where no source says."`
}

// CrowdedMember is an initiative of a cell.
type CrowdedMember struct {
	ID     string               `json:"id" doc:"UUID of the initiative."`
	Title  registry.Text        `json:"title" doc:"Its title, by language."`
	Donors []registry.SideDonor `json:"donors" doc:"Who funds it."`
}

func (a *api) listCrowded(ctx context.Context, who registry.Audience, in *listCrowdedInput) (*pageAnswer[Page[CrowdedCell]], error) {
	var wrong wrongFields
	filter := service.CrowdedFilter{Countries: wrong.countries(in.Country), Regions: wrong.regions(in.Region), GoodPractices: in.GoodPractice,
		Year: in.Year, MinDonors: in.MinDonors, Initiative: in.Initiative}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	list, err := a.registry.CrowdedCells(ctx, who, filter, in.page())
	if err != nil {
		return nil, err
	}
	items := make([]CrowdedCell, len(list.Items))
	for i, c := range list.Items {
		items[i] = crowdedCellOf(c)
	}
	return paged(ctx, items, list.Total, list.Next), nil
}

func crowdedCellOf(c service.CrowdedCell) CrowdedCell {
	cell := CrowdedCell{Country: c.Country, Extent: "country", Places: []CrowdedPlace{}, GoodPractice: c.GoodPractice, Category: c.Category,
		Year: c.Year, Initiatives: c.Initiatives, Donors: c.Donors, Members: []CrowdedMember{}}
	for _, p := range c.Places {
		cell.Extent = "place"
		cell.Places = append(cell.Places, CrowdedPlace{p.Name, p.Level})
	}
	for _, m := range c.Members {
		member := CrowdedMember{m.ID, m.Title, some(m.Donors)}
		for i := range member.Donors {
			if member.Donors[i].Name == nil {
				member.Donors[i].Name = registry.Text{}
			}
		}
		cell.Members = append(cell.Members, member)
	}
	return cell
}
