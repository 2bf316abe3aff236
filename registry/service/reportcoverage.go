package service

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/report"
)

// past is the last instant of the report's day where that is over; the zero time, which is now, for today.
func (g *gathering) past() time.Time {
	if g.end.After(g.s.now()) {
		return time.Time{}
	}
	return g.end.Add(-time.Millisecond)
}

// coverage fills the grid of countries and practices, and holds declared priorities against it.
func (g *gathering) coverage(ctx context.Context) error {
	known, err := g.s.Coverage(ctx, g.who, g.coverageQuery())
	if err != nil {
		return err
	}
	return g.grid(ctx, known)
}

func (g *gathering) coverageQuery() CoverageQuery {
	return CoverageQuery{Regions: g.initiatives.Regions, Countries: g.initiatives.Countries, GoodPractices: g.initiatives.GoodPractices,
		Donors: g.initiatives.Donors, AsOf: g.past(), ActiveOn: g.report.AsOf}
}

// pastContents counts what the registry held for the scope on a day that is over, and fills the grid, in one walk.
func (g *gathering) pastContents(ctx context.Context) error {
	r := &g.report
	donors, countries := map[string]bool{}, map[string]bool{}
	unpriced, unplaced, unclassified := 0, 0, 0
	region, _ := codelist.RegionByCode(r.Scope.Code)
	known, err := g.s.pastCoverage(ctx, g.who, g.coverageQuery(), func(f *figures) {
		if !f.answers(&g.initiatives) {
			return
		}
		r.Contents.Initiatives++
		for _, d := range f.Donors {
			donors[d] = true
		}
		placed := false
		for _, c := range f.Countries {
			countries[c.value] = true
			placed = placed || slices.Contains(region.Countries, c.value)
		}
		if !placed {
			unplaced++
		}
		if !f.Priced {
			unpriced++
		}
		if !slices.ContainsFunc(f.GoodPractices, func(n int) bool { return n >= 1 && n <= maxPractice }) {
			unclassified++
		}
	})
	if err != nil {
		return err
	}
	r.Contents.Donors, r.Contents.Countries = len(donors), len(countries)
	g.narrowContents()
	r.Unknown.NoAmount = &unpriced
	if r.Scope.Kind == report.ScopeRegion {
		r.Unknown.RegionOnly = &unplaced
	}
	if r.Scope.Kind != report.ScopeGoodPractice {
		r.Unknown.Unclassified = &unclassified
	}
	return g.grid(ctx, known)
}

// grid fills the grid of countries and practices.
func (g *gathering) grid(ctx context.Context, known *registry.Coverage) error {
	r := &g.report
	grid := report.Coverage{Practices: []int{}, Countries: []string{}, Cells: []report.CoverageCell{}}
	for _, p := range known.Practices {
		grid.Practices = append(grid.Practices, p.GoodPractice)
	}
	for _, c := range known.Countries {
		grid.Countries = append(grid.Countries, c.Country)
	}
	for _, c := range known.Cells {
		count := c.Active
		if c.State == registry.CoveragePlanned {
			count = c.Planned
		}
		if c.State != registry.CoverageNoRecord {
			grid.Cells = append(grid.Cells, report.CoverageCell{GoodPractice: c.GoodPractice, Country: c.Country, State: report.CoverageState(c.State), Initiatives: count, Donors: c.Donors, Crowded: c.Crowded})
		}
	}
	r.Coverage = grid
	if r.Scope.Kind == report.ScopeCountry && len(known.Countries) == 1 {
		r.Unknown.Withheld = &known.Countries[0].Withheld
	}
	return g.priorities(ctx, known)
}

// priorities lists the declared needs, one a practice, unmet first.
func (g *gathering) priorities(ctx context.Context, known *registry.Coverage) error {
	declared, err := g.s.Priorities(ctx, g.who, registry.PriorityFilter{Regions: g.initiatives.Regions, Countries: g.initiatives.Countries, GoodPractices: g.initiatives.GoodPractices,
		KnownAt: g.past(), ActiveOn: g.report.AsOf})
	if err != nil {
		return err
	}
	list := report.Priorities{Items: []report.Priority{}}
	for _, p := range declared {
		for _, practice := range p.GoodPractices {
			if wanted := g.initiatives.GoodPractices; len(wanted) > 0 && !slices.Contains(wanted, practice) {
				continue
			}
			list.Items = append(list.Items, g.priority(p, practice, known))
		}
	}
	slices.SortStableFunc(list.Items, func(a, b report.Priority) int { return cmp.Compare(len(b.UnmetIn), len(a.UnmetIn)) })
	list.Total = len(list.Items)
	list.Items = list.Items[:min(len(list.Items), report.MaxPriorities)]
	g.report.Priorities = list
	return nil
}

func (g *gathering) priority(p *registry.Priority, practice int, known *registry.Coverage) report.Priority {
	line := report.Priority{Regions: some(p.Regions), Countries: some(p.Countries), GoodPractice: practice, Title: p.Title, Owner: p.Owner.Name, Source: p.Source.Title,
		From: p.Start, To: p.End, State: report.PriorityRecorded, UnmetIn: []string{}}
	countries := slices.Clone(p.Countries)
	for _, code := range p.Regions {
		region, _ := codelist.RegionByCode(code)
		countries = append(countries, region.Countries...)
	}
	told := false
	for _, c := range known.Cells {
		if c.GoodPractice != practice || !slices.Contains(countries, c.Country) {
			continue
		}
		switch c.State {
		case registry.CoverageNeedUnmet:
			line.UnmetIn = append(line.UnmetIn, c.Country)
		case registry.CoverageActive, registry.CoveragePlanned:
			told = true
		}
	}
	switch {
	case len(line.UnmetIn) > 0:
		line.State = report.PriorityUnmet
	case !told:
		line.State = report.PriorityNotStated
	}
	return line
}

func some[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// crowded lists the crowded cells of the report's year. They are counted as the registry is now and not by donor: a report
// on a day that is over, or on a donor, has none.
func (g *gathering) crowded(ctx context.Context) error {
	r := &g.report
	if r.Scope.Kind == report.ScopeDonor {
		return nil
	}
	found, err := g.s.CrowdedCells(ctx, g.who, CrowdedFilter{Regions: g.initiatives.Regions, Countries: g.initiatives.Countries, GoodPractices: g.initiatives.GoodPractices, Year: r.AsOf.Time().Year()},
		registry.Page{Limit: report.MaxCrowded})
	if err != nil {
		return err
	}
	list := report.CrowdedCells{Items: []report.Crowded{}, Total: found.Total}
	for _, c := range found.Items {
		line := report.Crowded{Country: c.Country, GoodPractice: c.GoodPractice, Category: c.Category, Year: c.Year, Initiatives: c.Initiatives, Donors: c.Donors, Members: []registry.Text{}}
		if len(c.Places) > 0 {
			line.Place = c.Places[0].Name
		}
		for _, m := range c.Members[:min(len(c.Members), report.MaxMembers)] {
			line.Members = append(line.Members, m.Title)
		}
		list.Items = append(list.Items, line)
	}
	r.Crowded = &list
	return nil
}

// openFlags counts the open flags that the caller is not shown one by one, where at least three donors stand behind them
// (design section 4). They are those that the caller would see if open flags were for all: of both sides, the caller's view
// is whole. Of a single donor nothing is counted.
func (g *gathering) openFlags(ctx context.Context) error {
	lens := g.s.lens(g.who)
	if lens.Base == registry.ScopeAll || lens.Flags.All || g.report.Scope.Kind == report.ScopeDonor {
		return nil
	}
	lens.Flags = registry.FlagPolicy{All: true}
	filter := g.overlaps
	filter.Undecided = true
	open, donors := 0, newDonorMatrix()
	for o, err := range g.s.store.EachOverlap(ctx, lens, filter) {
		if err != nil {
			return err
		}
		if isParty(g.who, o) || !o.DetectedAt.Before(g.end) {
			continue
		}
		open++
		for _, d := range slices.Concat(callable(&o.A), callable(&o.B)) {
			donors.keyOf(d)
		}
	}
	if len(donors.donors) >= publicDonors {
		g.report.Flags.Open = &report.OpenCount{Flags: open, Donors: len(donors.donors)}
	}
	return nil
}
