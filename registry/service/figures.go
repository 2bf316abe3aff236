package service

import (
	"encoding/json"
	"math"
	"slices"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/money"
)

// figures are what sums, coverage and counts need of an initiative, as one audience sees it. They are made of the projected
// view, so that nothing withheld is in them, and stored beside it (figurescodec.go): to read a whole view takes some
// hundred microseconds. Whoever adds a field or fills one in another way raises registry.Making.
type figures struct {
	money.Entry
	Reference        bool // its kind is in no sum
	Status           registry.Status
	Period           registry.Period // without its basis
	GoodPractices    []int
	PracticesUnclear bool // some are withheld
	Countries        []statedPart
	Elsewhere        bool // it names recipient regions, which share the whole with the countries
	Regions          []string
	Sectors          []statedPart // DAC categories
	Donors           []string     // ids of those in the role funding, each once
	Priced           bool         // its budget is known in US dollars
	Retrieved        time.Time    // when a source was last read with something new of it
	LastValueDate    registry.Date
}

// statedPart is a value with its part of the whole in millionths, notStated where the source gives no percentage.
type statedPart struct {
	value string
	part  int64
}

const notStated = -1

// stated gives the percentage in millionths. One that cannot be is none.
func stated(percentage *float64) int64 {
	if percentage == nil || !(*percentage >= 0 && *percentage <= 100) {
		return notStated
	}
	return int64(math.Round(*percentage * money.Whole / 100))
}

// figuresOf makes the figures of a view.
func figuresOf(i *registry.Initiative) *figures {
	f := &figures{
		Entry: money.EntryOf(i), Reference: i.Kind.IsReference(), Status: i.Status, Period: i.Period, PracticesUnclear: i.Withheld["good_practices"] != "",
		Elsewhere: len(i.RecipientRegions) > 0, Regions: i.Regions, Sectors: sectorParts(i.Sectors),
	}
	f.Period.Basis = ""
	for _, p := range i.GoodPractices {
		f.GoodPractices = append(f.GoodPractices, p.Number)
	}
	for _, c := range i.Countries {
		f.Countries = append(f.Countries, statedPart{c.Code, stated(c.Percentage)})
	}
	for _, p := range i.Participations {
		if p.Role == registry.RoleFunding && p.Organisation != "" {
			f.Donors = append(f.Donors, p.Organisation)
		}
	}
	for _, list := range []*[]string{&f.Donors, &f.Regions} {
		*list = slices.Compact(slices.Sorted(slices.Values(*list)))
	}
	for _, source := range i.Sources {
		if source.RetrievedAt.After(f.Retrieved) {
			f.Retrieved = source.RetrievedAt
		}
	}
	if i.Budget != nil {
		f.LastValueDate, f.Priced = i.Budget.ValueDate, i.Budget.USD != nil && *i.Budget.USD >= 0
	}
	for _, t := range i.Totals {
		f.LastValueDate = max(f.LastValueDate, t.To)
	}
	return f
}

// sectorParts are the DAC categories of an initiative. Its purpose codes and its categories are two ways to divide the
// same money: the finer one counts.
func sectorParts(sectors []registry.Sector) (parts []statedPart) {
	for _, vocabulary := range []string{"1", "2"} {
		for _, sector := range sectors {
			if sector.Vocabulary != vocabulary || len(sector.Code) < 3 {
				continue
			}
			category := sector.Code[:3]
			if current, ok := codelist.CurrentSector(sector.Code); ok && len(current) == 1 && len(current[0]) >= 3 {
				category = current[0][:3]
			}
			parts = append(parts, statedPart{category, stated(sector.Percentage)})
		}
		if len(parts) > 0 {
			return parts
		}
	}
	return nil
}

// readFigures reads what the store has for the sums of a view.
func readFigures(stored registry.ViewFigures) (*figures, error) {
	if stored.Document == nil {
		return decodeFigures(stored.Figures)
	}
	var i registry.Initiative
	if err := json.Unmarshal(stored.Document, &i); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "a stored view cannot be read")
	}
	return figuresOf(&i), nil
}
