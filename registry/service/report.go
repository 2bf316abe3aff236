package service

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/report"
)

// ReportRequest asks for the pack of a coordination meeting: for one of Region, Country, GoodPractice and Donor, or for
// everything, which only coordinators and administrators may ask for.
type ReportRequest struct {
	Region       string // code of a coordination region
	Country      string // ISO 3166-1 alpha-2
	GoodPractice int
	Donor        string        // id, identifier or exact name
	AsOf         registry.Date // what the registry knew at the end of this day (UTC); "" is today
	Language     string        // en, fr or ar; "" is en
}

// Report gathers a report from what the caller may see. EInvalid for more than one scope, for an unknown one and for a
// day in the future; EForbidden for everything where the caller may not ask for it.
func (s *Service) Report(ctx context.Context, who registry.Audience, request ReportRequest) (*report.Report, error) {
	g := &gathering{s: s, who: who, views: map[string]*registry.Initiative{}}
	if err := g.begin(ctx, request); err != nil {
		return nil, err
	}
	steps := []func(context.Context) error{g.sources, g.flags, g.openFlags, g.contents, g.coverage, g.crowded}
	if !g.past().IsZero() {
		steps = []func(context.Context) error{g.sources, g.flags, g.openFlags, g.pastContents}
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	g.report.Quality = measured()
	return &g.report, nil
}

// measured is how well the detector did on labelled pairs.
func measured() *report.Quality {
	m := overlap.Quality()
	q := &report.Quality{MeasuredOn: m.MeasuredOn, Conditions: m.Conditions, Figures: []report.QualityFigure{}, Weaknesses: m.Weaknesses}
	for _, f := range m.Figures {
		q.Figures = append(q.Figures, report.QualityFigure(f))
	}
	return q
}

// gathering is a report that is being made.
type gathering struct {
	s           *Service
	who         registry.Audience
	report      report.Report
	initiatives registry.InitiativeFilter
	overlaps    registry.OverlapFilter
	end         time.Time // the first instant after the report's day
	views       map[string]*registry.Initiative
}

// begin reads the request: the scope, the day and whose view it is.
func (g *gathering) begin(ctx context.Context, request ReportRequest) error {
	r, today := &g.report, registry.DateOf(g.s.now())
	r.Language = cmp.Or(request.Language, "en")
	if !slices.Contains(report.Languages(), r.Language) {
		return invalid("lang", "is not one of the languages of reports")
	}
	if r.AsOf = cmp.Or(request.AsOf, today); r.AsOf > today {
		return invalid("as_of", "is in the future")
	}
	g.end = r.AsOf.Time().AddDate(0, 0, 1)
	r.MadeFor = madeFor(g.who.Role)
	scopes, err := g.scope(ctx, request)
	switch {
	case err != nil:
		return err
	case scopes > 1:
		return invalid("region", "country, good_practice and donor exclude each other")
	case scopes == 0 && r.MadeFor != "coordinator" && r.MadeFor != "administrator":
		return registry.Errorf(registry.EForbidden, "the report on everything is for coordinators; name a region, country, good_practice or donor")
	case scopes == 0:
		r.Scope = report.Scope{Kind: report.ScopeAll, Label: registry.Text{}}
	}
	g.overlaps.Kinds = []registry.OverlapKind{registry.OverlapDuplicate, registry.OverlapSameInitiative, registry.OverlapOverlap}
	return nil
}

func madeFor(role registry.AccessRole) string {
	switch role {
	case registry.RoleAdministrator, registry.RoleCoordinator:
		return string(role)
	case registry.RoleSubmitter, registry.RoleDonor, registry.RoleFocalPoint:
		return "partner"
	}
	return "public"
}

// scope sets the filters, and counts how many scopes were named.
func (g *gathering) scope(ctx context.Context, request ReportRequest) (named int, err error) {
	r := &g.report
	if request.Region != "" {
		named++
		region, ok := codelist.RegionByCode(request.Region)
		if !ok {
			return named, invalid("region", "is not a coordination region")
		}
		r.Scope = report.Scope{Kind: report.ScopeRegion, Code: region.Code, Label: region.Label}
		g.initiatives.Regions, g.overlaps.Regions = []string{region.Code}, []string{region.Code}
	}
	if request.Country != "" {
		named++
		country, ok := codelist.CountryByCode(request.Country)
		if !ok {
			return named, invalid("country", "is not a country code")
		}
		r.Scope = report.Scope{Kind: report.ScopeCountry, Code: country.Code, Label: country.Label}
		g.initiatives.Countries, g.overlaps.Countries = []string{country.Code}, []string{country.Code}
	}
	if request.GoodPractice != 0 {
		named++
		practice, ok := codelist.GoodPracticeByNumber(request.GoodPractice)
		if !ok {
			return named, invalid("good_practice", "is not a good practice")
		}
		r.Scope = report.Scope{Kind: report.ScopeGoodPractice, Code: itoa(practice.Number), Label: practice.ShortTitle}
		g.initiatives.GoodPractices, g.overlaps.GoodPractices = []int{practice.Number}, []int{practice.Number}
	}
	if request.Donor != "" {
		named++
		ids, err := g.s.store.ResolveOrganisations(ctx, []string{request.Donor})
		if err != nil {
			return named, err
		}
		slices.Sort(ids)
		for _, id := range ids {
			donor, err := g.s.store.FindOrganisation(ctx, g.s.lens(g.who), id)
			if registry.ErrorCode(err) == registry.ENotFound {
				continue // that it exists would tell of a hidden record
			} else if err != nil {
				return named, err
			}
			if len(g.initiatives.Donors) == 0 {
				r.Scope = report.Scope{Kind: report.ScopeDonor, Code: donor.ID, Label: donor.Name}
			}
			g.initiatives.Donors = append(g.initiatives.Donors, id)
		}
		if len(g.initiatives.Donors) == 0 {
			return named, invalid("donor", "is not an organisation that takes part in anything you may see")
		}
		g.overlaps.Donors = g.initiatives.Donors
	}
	return named, nil
}

// contents counts what the registry holds for the scope, and what of it is not known.
func (g *gathering) contents(ctx context.Context) error {
	r, lens := &g.report, g.s.lens(g.who)
	total, err := g.s.store.CountInitiatives(ctx, lens, g.initiatives)
	if err != nil {
		return err
	}
	facets, err := g.s.store.FacetInitiatives(ctx, lens, g.initiatives)
	if err != nil {
		return err
	}
	r.Contents = report.Contents{Initiatives: total, Donors: len(facets[registry.FacetDonor]), Countries: len(facets[registry.FacetCountry])}
	g.narrowContents()
	priced := g.initiatives
	priced.MinBudgetUSD = new(registry.Amount)
	if r.Unknown.NoAmount, err = g.without(ctx, total, priced); err != nil {
		return err
	}
	if r.Scope.Kind == report.ScopeRegion {
		region, _ := codelist.RegionByCode(r.Scope.Code)
		placed := g.initiatives
		placed.Countries = region.Countries
		if r.Unknown.RegionOnly, err = g.without(ctx, total, placed); err != nil {
			return err
		}
	}
	if r.Scope.Kind != report.ScopeGoodPractice {
		classified := g.initiatives
		for _, p := range codelist.GoodPractices() {
			classified.GoodPractices = append(classified.GoodPractices, p.Number)
		}
		r.Unknown.Unclassified, err = g.without(ctx, total, classified)
	}
	return err
}

// narrowContents counts the one donor or country that a scope is of as one: others stand beside it in its initiatives.
func (g *gathering) narrowContents() {
	c := &g.report.Contents
	switch g.report.Scope.Kind {
	case report.ScopeDonor:
		c.Donors = min(c.Initiatives, 1)
	case report.ScopeCountry:
		c.Countries = min(c.Initiatives, 1)
	}
}

// without counts the initiatives of the scope that a filter, narrower than the scope's, does not find.
func (g *gathering) without(ctx context.Context, total int, filter registry.InitiativeFilter) (*int, error) {
	with, err := g.s.store.CountInitiatives(ctx, g.s.lens(g.who), filter)
	without := total - with
	return &without, err
}

// sources tells of the feeds, those with most records first. Their health is for everybody to know.
func (g *gathering) sources(ctx context.Context) error {
	feeds, err := g.s.store.ListFeeds(ctx)
	if err != nil {
		return err
	}
	slices.SortStableFunc(feeds, func(a, b registry.FeedHealth) int {
		return cmp.Or(cmp.Compare(b.Records, a.Records), cmp.Compare(a.Feed.Name, b.Feed.Name))
	})
	list := report.Sources{Items: []report.Source{}, Total: len(feeds)}
	for _, f := range feeds[:min(len(feeds), report.MaxSources)] {
		state := report.SourceGood
		switch {
		case f.Held:
			state = report.SourceHeld
		case f.Failing:
			state = report.SourceFailing
		case f.LastGood == nil:
			state = report.SourceNever
		}
		list.Items = append(list.Items, report.Source{Feed: f.Feed.Name, Format: f.Feed.Format, Licence: f.Feed.Licence, Records: f.Records, LastGood: f.LastGood, State: state})
	}
	g.report.Sources = list
	return nil
}

// view gives the caller's view of an initiative, as it was known on the report's day; nil where there is none.
func (g *gathering) view(ctx context.Context, id string) (*registry.Initiative, error) {
	if view, ok := g.views[id]; ok {
		return view, nil
	}
	g.views[id] = nil
	document, err := g.s.store.FindInitiative(ctx, g.s.lens(g.who), id)
	if registry.ErrorCode(err) == registry.ENotFound {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if past := g.past(); !past.IsZero() {
		g.views[id], err = g.s.pastViewOf(ctx, g.s.lens(g.who), document.ID, past)
		return g.views[id], err
	}
	view := &registry.Initiative{}
	if err := json.Unmarshal(document.JSON, view); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "a stored initiative cannot be read")
	}
	g.views[id] = view
	return view, nil
}
