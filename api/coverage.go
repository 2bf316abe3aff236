package api

import (
	"context"
	"slices"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/service"
)

const aboutCoverage = "What is known of each good practice in each country, among what the caller may see: gaps and crowding. A cell is `active` (something goes on), `planned`, `no-record` (nobody has reported anything " +
	"that goes on or is planned: that there is nothing does not follow), `need-unmet` (no record, and an action plan declares the need; see /v1/priorities), or `not-comparable` (what may be there is reported for a region " +
	"as a whole, without dates, or with its practices withheld; or nothing of the country has a practice). The registry guesses at no need.\n\n" +
	"Gaps in security-sensitive practices (8, 9, 10, 11, 21, 22, 24 and 25) are for coordinators of the region: others read `not-stated`. A cell with 15 initiatives or more that go on or are planned is `crowded`. " +
	"Without region and country the rows are the countries that initiatives or priorities name.\n\n" +
	"`as_of` asks what the registry knew at that time, by today's marks; it reads something of all records and takes longer. `active_on` asks what goes on in the world on that day."

type coverageInput struct {
	Region       []string `query:"region,explode" maxItems:"60" maxLength:"60" doc:"Coordination region: its countries; see /v1/regions." example:"[\"sahel\"]"`
	Country      []string `query:"country,explode" maxItems:"60" maxLength:"2" doc:"ISO 3166-1 alpha-2 code; with region, of countries in it." example:"[\"ML\"]"`
	GoodPractice []int    `query:"good_practice,explode" maxItems:"25" minimum:"1" maximum:"25" doc:"Number of a good practice; all where none is given." example:"[25]"`
	Donor        []string `query:"donor,explode" maxItems:"60" maxLength:"300" doc:"What these organisations fund: id, identifier or exact name. Then no need is called unmet: another donor may meet it."`
	AsOf         string   `query:"as_of" format:"date-time" doc:"What the registry knew at this time (RFC 3339)." example:"2026-01-31T00:00:00Z"`
	ActiveOn     string   `query:"active_on" format:"date" doc:"The day for which states hold; that of as_of where it is absent." example:"2027-01-01"`
}

// Coverage is gaps and crowding.
type Coverage struct {
	AsOf          time.Time          `json:"as_of" doc:"What the registry knew at this time."`
	ActiveOn      string             `json:"active_on" format:"date" doc:"The day for which states hold."`
	Summary       CoverageSummary    `json:"summary" doc:"How many cells are in which state."`
	Countries     []CoverageCountry  `json:"countries" doc:"The rows."`
	GoodPractices []CoveragePractice `json:"good_practices" doc:"The columns."`
	Cells         []CoverageCell     `json:"cells" doc:"All pairs of the two, by country and then by practice."`
}

// CoverageSummary counts cells.
type CoverageSummary struct {
	Active        int `json:"active" doc:"Cells where something goes on."`
	Planned       int `json:"planned" doc:"Cells where nothing goes on and something is planned."`
	NoRecord      int `json:"no_record" doc:"Cells of which nobody reported."`
	NeedUnmet     int `json:"need_unmet" doc:"Cells without a record where a need is declared."`
	NotComparable int `json:"not_comparable" doc:"Cells of which nothing can be told."`
	NotStated     int `json:"not_stated" doc:"Cells of security-sensitive practices that are for coordinators."`
	Crowded       int `json:"crowded" doc:"Cells with 15 initiatives or more."`
}

// CoverageCountry is a row.
type CoverageCountry struct {
	Country      string        `json:"country" doc:"ISO 3166-1 alpha-2 code." example:"ML"`
	Label        registry.Text `json:"label" doc:"Its name by language."`
	Initiatives  int           `json:"initiatives" doc:"How many initiatives name it." example:"40"`
	Unclassified int           `json:"unclassified" doc:"How many of them have no good practice." example:"31"`
	Withheld     int           `json:"withheld" doc:"Of how many of them practices are withheld from the caller."`
}

// CoveragePractice is a column.
type CoveragePractice struct {
	GoodPractice      int           `json:"good_practice" doc:"1 to 25." example:"25"`
	Label             registry.Text `json:"label" doc:"Its short title by language."`
	RegionOnly        int           `json:"region_only" doc:"How many initiatives name a region of these countries and no country."`
	SecuritySensitive bool          `json:"security_sensitive" doc:"Whether gaps in it are for coordinators."`
}

// CoverageCell is a country and a good practice.
type CoverageCell struct {
	Country       string     `json:"country" doc:"ISO 3166-1 alpha-2 code." example:"ML"`
	GoodPractice  int        `json:"good_practice" doc:"1 to 25." example:"25"`
	State         string     `json:"state" enum:"active,planned,no-record,need-unmet,not-comparable,not-stated" doc:"How it stands."`
	Active        int        `json:"active" doc:"Initiatives that may relate to the practice and go on."`
	Planned       int        `json:"planned" doc:"Of these, planned ones."`
	Ended         int        `json:"ended" doc:"Of these, closed, cancelled or suspended ones, and those that are over."`
	Undated       int        `json:"undated" doc:"Of these, those of which it is not known when."`
	Donors        int        `json:"donors" doc:"How many organisations fund what goes on or is planned."`
	Crowded       bool       `json:"crowded" doc:"15 initiatives or more go on or are planned."`
	LatestUpdate  *time.Time `json:"latest_update,omitempty" doc:"When a source was last read with something new of them."`
	LastValueDate string     `json:"last_value_date,omitempty" format:"date" doc:"Last value date of their money."`
	Priorities    []string   `json:"priorities" doc:"Ids of the declared needs that ask for it."`
}

func (a *api) coverage(ctx context.Context, who registry.Audience, in *coverageInput) (*answer[Coverage], error) {
	var wrong wrongFields
	query := service.CoverageQuery{Regions: wrong.regions(in.Region), Countries: wrong.countries(in.Country), GoodPractices: in.GoodPractice,
		Donors: in.Donor, AsOf: wrong.instant("as_of", in.AsOf), ActiveOn: wrong.date("active_on", in.ActiveOn)}
	if err := wrong.err(); err != nil {
		return nil, err
	}
	found, err := a.registry.Coverage(ctx, who, query)
	if err != nil {
		return nil, err
	}
	body := Coverage{AsOf: found.AsOf, ActiveOn: string(found.ActiveOn), Countries: []CoverageCountry{}, GoodPractices: []CoveragePractice{}, Cells: []CoverageCell{}}
	for _, c := range found.Countries {
		known, _ := codelist.CountryByCode(c.Country)
		label := known.Label
		if label == nil {
			label = registry.Text{}
		}
		body.Countries = append(body.Countries, CoverageCountry{c.Country, label, c.Initiatives, c.Unclassified, c.Withheld})
	}
	for _, p := range found.Practices {
		practice, _ := codelist.GoodPracticeByNumber(p.GoodPractice)
		_, sensitive := registry.SecuritySensitive[p.GoodPractice]
		body.GoodPractices = append(body.GoodPractices, CoveragePractice{p.GoodPractice, practice.ShortTitle, p.RegionOnly, sensitive})
	}
	for _, c := range found.Cells {
		body.Summary.count(c)
		body.Cells = append(body.Cells, CoverageCell{c.Country, c.GoodPractice, string(c.State), c.Active, c.Planned, c.Ended, c.Undated, c.Donors, c.Crowded,
			c.LatestUpdate, string(c.LastValueDate), some(slices.Clone(c.Priorities))})
	}
	return &answer[Coverage]{body}, nil
}

func (s *CoverageSummary) count(c registry.CoverageCell) {
	switch c.State {
	case registry.CoverageActive:
		s.Active++
	case registry.CoveragePlanned:
		s.Planned++
	case registry.CoverageNoRecord:
		s.NoRecord++
	case registry.CoverageNeedUnmet:
		s.NeedUnmet++
	case registry.CoverageNotComparable:
		s.NotComparable++
	case registry.CoverageNotStated:
		s.NotStated++
	}
	if c.Crowded {
		s.Crowded++
	}
}
