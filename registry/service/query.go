package service

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/codelist"
)

// InitiativeList is one page with the total of the whole list.
type InitiativeList struct {
	Items []registry.ViewDocument
	Total int
	Next  string // cursor; "" on the last page
}

// Facet is a value that initiatives have, with its name where there is one, and how many have it.
type Facet struct {
	Value string
	Label registry.Text
	Count int
}

// FindInitiative gives the caller's view of an initiative, with the relations that were ruled and that the caller may know
// of. ENotFound where there is none, whatever the reason.
func (s *Service) FindInitiative(ctx context.Context, who registry.Audience, id string) (registry.ViewDocument, error) {
	view, err := s.store.FindInitiative(ctx, s.lens(who), id)
	if err != nil {
		return view, err
	}
	return s.withRelations(ctx, who, view)
}

// ListInitiatives gives a page. Donors, implementers and organisations of the filter may be ids, organisation
// identifiers (GB-GOV-1) or exact names; one that nobody has matches nothing. EInvalid for a wrong filter or cursor.
func (s *Service) ListInitiatives(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, page registry.Page) (InitiativeList, error) {
	filter, err := s.resolveFilter(ctx, filter)
	if err != nil {
		return InitiativeList{}, err
	}
	if page.Sort == "" {
		page.Sort = registry.SortStartDesc
		if filter.Terms != nil {
			page.Sort = registry.SortRelevance
		}
	}
	if page.Sort == registry.SortRelevance && filter.Terms == nil {
		return InitiativeList{}, invalid("sort", "relevance needs q")
	}
	var list InitiativeList
	if list.Items, list.Next, err = s.store.ListInitiatives(ctx, s.lens(who), filter, page); err != nil {
		return InitiativeList{}, err
	}
	list.Total, err = s.store.CountInitiatives(ctx, s.lens(who), filter)
	return list, err
}

// EachInitiative walks a whole list, for exports.
func (s *Service) EachInitiative(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter) iter.Seq2[registry.ViewDocument, error] {
	return func(yield func(registry.ViewDocument, error) bool) {
		resolved, err := s.resolveFilter(ctx, filter)
		if err != nil {
			yield(registry.ViewDocument{}, err)
			return
		}
		s.store.EachInitiative(ctx, s.lens(who), resolved)(yield)
	}
}

// FacetInitiatives counts the values of each facet, each field without its own filter.
func (s *Service) FacetInitiatives(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter) (map[registry.FacetField][]Facet, error) {
	filter, err := s.resolveFilter(ctx, filter)
	if err != nil {
		return nil, err
	}
	counts, err := s.store.FacetInitiatives(ctx, s.lens(who), filter)
	if err != nil {
		return nil, err
	}
	var donors []string
	for _, c := range counts[registry.FacetDonor] {
		donors = append(donors, c.Value)
	}
	organisations, err := s.store.OrganisationsByID(ctx, donors)
	if err != nil {
		return nil, err
	}
	facets := map[registry.FacetField][]Facet{}
	for _, field := range registry.FacetFields() {
		facets[field] = []Facet{}
		for _, c := range counts[field] {
			label := facetLabel(field, c.Value)
			if o := organisations[c.Value]; field == registry.FacetDonor && o != nil {
				label = o.Name
			}
			facets[field] = append(facets[field], Facet{c.Value, label, c.Count})
		}
	}
	return facets, nil
}

func facetLabel(field registry.FacetField, value string) registry.Text {
	switch field {
	case registry.FacetCountry:
		c, _ := codelist.CountryByCode(value)
		return c.Label
	case registry.FacetRegion:
		r, _ := codelist.RegionByCode(value)
		return r.Label
	case registry.FacetSector:
		sector, _ := codelist.SectorByCode(value)
		return sector.Label
	case registry.FacetGoodPractice:
		for _, p := range codelist.GoodPractices() {
			if value == itoa(p.Number) {
				return p.ShortTitle
			}
		}
	case registry.FacetStatus:
		if i := slices.Index(registry.Statuses(), registry.Status(value)); i >= 0 {
			label, _ := codelist.IATI("ActivityStatus").Label(itoa(i + 1))
			return label
		}
	}
	return nil
}

// resolveFilter turns what a person says into what the store looks up: words into analysed terms, names of
// organisations into ids.
func (s *Service) resolveFilter(ctx context.Context, filter registry.InitiativeFilter) (registry.InitiativeFilter, error) {
	if strings.TrimSpace(filter.Query) != "" {
		if filter.Terms = analysis.Query(filter.Query, ""); len(filter.Terms) == 0 {
			return filter, invalid("q", "has no word to search for")
		}
	}
	for _, names := range []*[]string{&filter.Donors, &filter.Implementers, &filter.Organisations} {
		if len(*names) == 0 {
			continue
		}
		ids, err := s.store.ResolveOrganisations(ctx, *names)
		if err != nil {
			return filter, err
		}
		if len(ids) == 0 {
			ids = []string{"unknown"} // no organisation has this id: the list is empty, as it should be
		}
		*names = ids
	}
	return filter, nil
}

// InitiativeRecords gives the records that the caller may see, each projected for the caller.
func (s *Service) InitiativeRecords(ctx context.Context, who registry.Audience, id string) ([]registry.Record, error) {
	return s.visibleRecords(ctx, who, id, s.store.Records)
}

// InitiativeHistory gives all versions of the records that the caller may see, newest first, each projected for the
// caller by its record's current marks.
func (s *Service) InitiativeHistory(ctx context.Context, who registry.Audience, id string) ([]registry.Record, error) {
	return s.visibleRecords(ctx, who, id, s.store.RecordVersions)
}

func (s *Service) visibleRecords(ctx context.Context, who registry.Audience, id string, load func(context.Context, string) ([]registry.Record, error)) ([]registry.Record, error) {
	view, err := s.store.FindInitiative(ctx, s.lens(who), id)
	if err != nil {
		return nil, err
	}
	current, err := s.store.Records(ctx, view.ID)
	if err != nil {
		return nil, err
	}
	loaded, err := load(ctx, view.ID)
	if err != nil {
		return nil, err
	}
	marks := map[string]*registry.Record{}
	for i := range current {
		marks[current[i].ID] = &current[i]
	}
	var visible []registry.Record
	for i := range loaded {
		now := marks[loaded[i].ID]
		if now == nil {
			continue
		}
		if r, _, ok := s.projectRecord(s.lens(who), loaded[i], now); ok {
			visible = append(visible, r)
		}
	}
	return visible, nil
}

// OrganisationList is one page with the total of the whole list.
type OrganisationList struct {
	Items []*registry.Organisation
	Total int
	Next  string
}

// FindOrganisation gives an organisation with the number of the caller's visible initiatives. ENotFound.
func (s *Service) FindOrganisation(ctx context.Context, who registry.Audience, id string) (*registry.Organisation, error) {
	return s.store.FindOrganisation(ctx, s.lens(who), id)
}

// ListOrganisations gives a page of the organisations that take part in something the caller may see.
func (s *Service) ListOrganisations(ctx context.Context, who registry.Audience, filter registry.OrganisationFilter, page registry.Page) (list OrganisationList, err error) {
	if list.Items, list.Next, err = s.store.ListOrganisations(ctx, s.lens(who), filter, page); err != nil {
		return OrganisationList{}, err
	}
	list.Total, err = s.store.CountOrganisations(ctx, s.lens(who), filter)
	return list, err
}
