package service

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// CoverageQuery asks for coverage. Countries that are in none of the Regions are left out where both are given; without
// either the rows are the countries that initiatives or priorities name.
type CoverageQuery struct {
	Regions       []string // coordination regions
	Countries     []string // ISO 3166-1 alpha-2
	GoodPractices []int    // all 25 where none is given
	// Donors, as ids, identifiers or exact names, ask for what these fund. Then no need is called unmet: another donor may
	// meet it.
	Donors   []string
	AsOf     time.Time     // what the registry knew then; the zero time is now
	ActiveOn registry.Date // what goes on on this day; "" is the day of AsOf
}

// Coverage gives a cell for each country and good practice, from what the caller may see. It reads what
// names these countries or their regions, each once or twice, and nothing a cell; or nothing, where the same was asked before
// and nothing has changed since. The answer is shared: do not change it. EInvalid for a wrong query.
func (s *Service) Coverage(ctx context.Context, who registry.Audience, q CoverageQuery) (*registry.Coverage, error) {
	c, priorities, err := s.askCoverage(ctx, who, q)
	if err != nil {
		return nil, err
	}
	question := []any{who.Role, who.Lens().Scopes(), q, c.day, c.today, priorities}
	covered, err := keep(ctx, s, &s.covered, question, func() (*registry.Coverage, bool, error) {
		coverage, err := s.cover(ctx, who, c, priorities, func(*figures) {})
		return coverage, q.AsOf.IsZero(), err
	})
	if err != nil {
		return nil, err
	}
	answer := *covered
	answer.AsOf = c.at
	return &answer, nil
}

// pastCoverage is the coverage of a time in the past, which is not kept. also is shown all that the registry knew then of
// what the query's donors fund: to read it takes long, and other counts of the same time are made on the way.
func (s *Service) pastCoverage(ctx context.Context, who registry.Audience, q CoverageQuery, also func(*figures)) (*registry.Coverage, error) {
	c, priorities, err := s.askCoverage(ctx, who, q)
	if err != nil {
		return nil, err
	}
	return s.cover(ctx, who, c, priorities, also)
}

// askCoverage reads the query, and the needs that are held against what is found.
func (s *Service) askCoverage(ctx context.Context, who registry.Audience, q CoverageQuery) (*coverer, []*registry.Priority, error) {
	c, err := s.newCoverer(who, q)
	if err != nil {
		return nil, nil, err
	}
	priorities, err := s.Priorities(ctx, who, registry.PriorityFilter{GoodPractices: q.GoodPractices, KnownAt: q.AsOf, ActiveOn: c.day})
	return c, priorities, err
}

// cover reads what the coverage is of.
func (s *Service) cover(ctx context.Context, who registry.Audience, c *coverer, priorities []*registry.Priority, also func(*figures)) (*registry.Coverage, error) {
	for _, pass := range c.passes() {
		for f, err := range s.eachFigures(ctx, who, pass.filter, c.query.AsOf) {
			if err != nil {
				return nil, err
			}
			also(f)
			switch {
			case f.Reference:
			case len(f.Countries) == 0:
				c.addWide(f)
			case !pass.wide:
				c.add(f)
			}
		}
	}
	for _, p := range priorities {
		c.need(p)
	}
	return c.coverage(), nil
}

// coverer gathers coverage.
type coverer struct {
	who        registry.Audience
	query      CoverageQuery
	today, day registry.Date
	at         time.Time
	open       bool                   // rows are made of what is found
	rows       map[string]*coverRow   // by country
	regions    map[string]bool        // coordination regions that hold one of the rows
	byRegion   map[string]map[int]int // region-only initiatives by region and practice, what is over left out
	regionOnly map[int]int            // by practice, all of them
}

// coverRow is what is known of a country.
type coverRow struct {
	registry.CoverageCountry
	cells   [maxPractice + 1]coverCell
	unclear bool // practices of something that may go on are withheld
}

const maxPractice = 25

type coverCell struct {
	registry.CoverageCell
	donors map[string]bool
}

func (s *Service) newCoverer(who registry.Audience, q CoverageQuery) (*coverer, error) {
	now := s.now()
	c := &coverer{who: who, query: q, at: q.AsOf, open: len(q.Regions)+len(q.Countries) == 0, rows: map[string]*coverRow{},
		regions: map[string]bool{}, byRegion: map[string]map[int]int{}, regionOnly: map[int]int{}}
	if c.at.IsZero() {
		c.at = now
	}
	if c.at.After(now) {
		return nil, invalid("as_of", "is in the future")
	}
	c.today = registry.DateOf(c.at)
	if c.day = q.ActiveOn; c.day == "" {
		c.day = c.today
	}
	countries := q.Countries
	if len(countries) == 0 {
		for _, code := range q.Regions {
			region, _ := codelist.RegionByCode(code)
			countries = append(slices.Clone(countries), region.Countries...)
		}
	}
	for _, country := range countries {
		if hasAny(q.Regions, codelist.RegionsOfCountry(country)...) {
			c.row(country)
		}
	}
	return c, nil
}

// row is the country's row, a new one where it has none.
func (c *coverer) row(country string) *coverRow {
	row := c.rows[country]
	if row == nil {
		row = &coverRow{CoverageCountry: registry.CoverageCountry{Country: country}}
		c.rows[country] = row
		for _, region := range codelist.RegionsOfCountry(country) {
			c.regions[region] = true
		}
	}
	return row
}

// pass is one walk; wide takes from it only what names no country.
type pass struct {
	filter registry.InitiativeFilter
	wide   bool
}

// passes are what must be read: of the present what names the countries, and what names one of their regions, since that
// may name no country. Of the past everything is read anyway.
func (c *coverer) passes() []pass {
	all := registry.InitiativeFilter{Donors: c.query.Donors}
	switch {
	case !c.query.AsOf.IsZero() || c.open:
		return []pass{{filter: all}}
	case len(c.rows) == 0:
		return nil
	}
	named, wide := all, all
	named.Countries = slices.Sorted(maps.Keys(c.rows))
	wide.Regions = slices.Sorted(maps.Keys(c.regions))
	if len(wide.Regions) == 0 {
		return []pass{{filter: named}}
	}
	return []pass{{filter: named}, {filter: wide, wide: true}}
}

// add counts an initiative in the cells of its countries.
func (c *coverer) add(f *figures) {
	stage := c.stageOf(f)
	for n, country := range f.Countries {
		if slices.ContainsFunc(f.Countries[:n], func(p statedPart) bool { return p.value == country.value }) {
			continue
		}
		row := c.rows[country.value]
		if row == nil && c.open {
			row = c.row(country.value)
		}
		if row == nil {
			continue
		}
		row.Initiatives++
		if len(f.GoodPractices) == 0 {
			row.Unclassified++
		}
		if f.PracticesUnclear {
			row.Withheld++
			row.unclear = row.unclear || stage != stageEnded
		}
		for _, n := range f.GoodPractices {
			if n >= 1 && n <= maxPractice {
				row.cells[n].add(f, stage)
			}
		}
	}
}

// addWide counts an initiative that names regions and no country.
func (c *coverer) addWide(f *figures) {
	stage := c.stageOf(f)
	if stage == stageEnded || !c.open && !slices.ContainsFunc(f.Regions, func(r string) bool { return c.regions[r] }) {
		return
	}
	for _, n := range f.GoodPractices {
		c.regionOnly[n]++
		for _, region := range f.Regions {
			if c.byRegion[region] == nil {
				c.byRegion[region] = map[int]int{}
			}
			c.byRegion[region][n]++
		}
	}
}

// stage is where an initiative stands on the day.
type stage int

const (
	stageUndated stage = iota
	stageActive
	stagePlanned
	stageEnded
)

// stageOf reads the period first and the status, which is of today, where the period does not say.
func (c *coverer) stageOf(f *figures) stage {
	start, end := f.Period.Start, f.Period.End
	switch {
	case f.Status == registry.StatusCancelled || f.Status == registry.StatusSuspended:
		return stageEnded
	case end != "" && end < c.day:
		return stageEnded
	case f.Status == registry.StatusClosed && c.day >= c.today:
		return stageEnded // before its time
	case start > c.day || f.Status == registry.StatusPipeline && c.day >= c.today:
		return stagePlanned
	case start != "" && (end != "" || f.Period.OpenEnded):
		return stageActive
	}
	if goesOn := f.Status == registry.StatusImplementation || f.Status == registry.StatusFinalisation; goesOn && (c.day == c.today || start != "" && c.day < c.today) {
		return stageActive
	}
	return stageUndated
}

// add counts an initiative of a stage.
func (cell *coverCell) add(f *figures, stage stage) {
	switch stage {
	case stageActive:
		cell.Active++
	case stagePlanned:
		cell.Planned++
	case stageEnded:
		cell.Ended++
	default:
		cell.Undated++
	}
	if stage == stageActive || stage == stagePlanned {
		for _, donor := range f.Donors {
			if cell.donors == nil {
				cell.donors = map[string]bool{}
			}
			cell.donors[donor] = true
		}
	}
	if cell.LatestUpdate == nil || f.Retrieved.After(*cell.LatestUpdate) {
		latest := f.Retrieved
		cell.LatestUpdate = &latest
	}
	cell.LastValueDate = max(cell.LastValueDate, f.LastValueDate)
}

// need notes a declared need in its cells.
func (c *coverer) need(p *registry.Priority) {
	for _, country := range placesOf(p).Countries {
		row := c.rows[country]
		if row == nil && c.open {
			row = c.row(country)
		}
		for _, n := range p.GoodPractices {
			if row != nil && n >= 1 && n <= maxPractice {
				row.cells[n].Priorities = append(row.cells[n].Priorities, p.ID)
			}
		}
	}
}

// coverage gives the cells as they stand.
func (c *coverer) coverage() *registry.Coverage {
	coverage := &registry.Coverage{AsOf: c.at, ActiveOn: c.day}
	for n := 1; n <= maxPractice; n++ {
		if hasAny(c.query.GoodPractices, n) {
			coverage.Practices = append(coverage.Practices, registry.CoveragePractice{GoodPractice: n, RegionOnly: c.regionOnly[n]})
		}
	}
	for _, country := range slices.Sorted(maps.Keys(c.rows)) {
		row := c.rows[country]
		coverage.Countries = append(coverage.Countries, row.CoverageCountry)
		regions := codelist.RegionsOfCountry(country)
		coordinates := c.who.Role == registry.RoleAdministrator ||
			c.who.Role == registry.RoleCoordinator && slices.ContainsFunc(regions, func(r string) bool { return slices.Contains(c.who.Regions, r) })
		for _, p := range coverage.Practices {
			n := p.GoodPractice
			cell := row.cells[n].CoverageCell
			cell.Country, cell.GoodPractice, cell.Donors = country, n, len(row.cells[n].donors)
			cell.Crowded = cell.Active+cell.Planned >= registry.CrowdedCell
			wide := slices.ContainsFunc(regions, func(r string) bool { return c.byRegion[r][n] > 0 })
			cell.State = row.state(&cell, wide, len(c.query.Donors) > 0)
			isGap := cell.State != registry.CoverageActive && cell.State != registry.CoveragePlanned
			if _, sensitive := registry.SecuritySensitive[n]; sensitive && isGap && !coordinates {
				// No more than this, so that nothing tells one kind of gap from another.
				cell = registry.CoverageCell{Country: country, GoodPractice: n, State: registry.CoverageNotStated}
			}
			coverage.Cells = append(coverage.Cells, cell)
		}
	}
	return coverage
}

func (r *coverRow) state(cell *registry.CoverageCell, wide, ofDonors bool) registry.CoverageState {
	switch {
	case cell.Active > 0:
		return registry.CoverageActive
	case cell.Planned > 0:
		return registry.CoveragePlanned
	case cell.Undated > 0 || wide || r.unclear || r.Initiatives > 0 && r.Unclassified == r.Initiatives:
		return registry.CoverageNotComparable
	case len(cell.Priorities) > 0 && !ofDonors:
		return registry.CoverageNeedUnmet
	}
	return registry.CoverageNoRecord
}
