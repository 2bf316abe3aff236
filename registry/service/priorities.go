package service

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// PriorityList is one page, the newest first, with the total of the whole list.
type PriorityList struct {
	Items []*registry.Priority
	Total int
	Next  string
}

// FindPriority gives a declared need. ENotFound where the caller may not see it, and for one that is withdrawn.
func (s *Service) FindPriority(ctx context.Context, who registry.Audience, id string) (*registry.Priority, error) {
	return s.store.FindPriority(ctx, s.lens(who), id)
}

// ListPriorities gives a page of the declared needs that the caller may see.
func (s *Service) ListPriorities(ctx context.Context, who registry.Audience, filter registry.PriorityFilter, page registry.Page) (list PriorityList, err error) {
	if list.Items, list.Next, err = s.store.ListPriorities(ctx, s.lens(who), filter, page); err != nil {
		return PriorityList{}, err
	}
	list.Total, err = s.store.CountPriorities(ctx, s.lens(who), filter)
	return list, err
}

// Priorities gives all declared needs that the caller may see, the newest first.
func (s *Service) Priorities(ctx context.Context, who registry.Audience, filter registry.PriorityFilter) (all []*registry.Priority, err error) {
	page := registry.Page{Limit: 200}
	for {
		items, next, err := s.store.ListPriorities(ctx, s.lens(who), filter, page)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if page.Cursor = next; next == "" {
			return all, nil
		}
	}
}

// CreatePriority declares a need. Coordinators do it for their regions and the countries in them, administrators for all.
// The owner's organisation may be an id, an identifier or an exact name. Without a sharing mark it is amber. EForbidden,
// EInvalid.
func (s *Service) CreatePriority(ctx context.Context, who registry.Audience, p registry.Priority) (*registry.Priority, error) {
	p.ID, p.CreatedAt, p.UpdatedAt, p.WithdrawnAt = newID(), s.now(), s.now(), nil
	if p.Sharing == "" {
		p.Sharing = registry.SharingAmber
	}
	if err := s.checkPriority(ctx, who, &p); err != nil {
		return nil, err
	}
	return &p, s.store.CreatePriority(ctx, &p, s.audit(who, "priority.create", p.ID, nil, p))
}

// UpdatePriority changes a declared need: change gets what stands and changes it, or
// fails. ENotFound, EForbidden where it is not,
// or would not be, the caller's to declare; EInvalid.
func (s *Service) UpdatePriority(ctx context.Context, who registry.Audience, id string, change func(*registry.Priority) error) (*registry.Priority, error) {
	before, err := s.store.FindPriority(ctx, s.lens(who), id)
	if err != nil {
		return nil, err
	}
	if err := mayDeclare(who, before); err != nil {
		return nil, err
	}
	after := *before
	if err := change(&after); err != nil {
		return nil, err
	}
	after.ID, after.CreatedAt, after.UpdatedAt = before.ID, before.CreatedAt, s.now()
	if err := s.checkPriority(ctx, who, &after); err != nil {
		return nil, err
	}
	return &after, s.store.UpdatePriority(ctx, &after, s.audit(who, "priority.update", id, before, after))
}

// WithdrawPriority takes a declared need out of every list and out of coverage from now on; what was known before keeps
// it. ENotFound, EForbidden.
func (s *Service) WithdrawPriority(ctx context.Context, who registry.Audience, id string) error {
	before, err := s.store.FindPriority(ctx, s.lens(who), id)
	if err != nil {
		return err
	}
	if err := mayDeclare(who, before); err != nil {
		return err
	}
	after, now := *before, s.now()
	after.WithdrawnAt, after.UpdatedAt, after.Places = &now, now, placesOf(before)
	return s.store.UpdatePriority(ctx, &after, s.audit(who, "priority.withdraw", id, before, after))
}

// mayDeclare is EForbidden where the needs of these places are not the caller's to declare.
func mayDeclare(who registry.Audience, p *registry.Priority) error {
	if who.Role == registry.RoleAdministrator {
		return nil
	}
	own := who.Role == registry.RoleCoordinator
	for _, region := range p.Regions {
		own = own && slices.Contains(who.Regions, region)
	}
	for _, country := range p.Countries {
		own = own && slices.ContainsFunc(codelist.RegionsOfCountry(country), func(r string) bool { return slices.Contains(who.Regions, r) })
	}
	if !own {
		return registry.Errorf(registry.EForbidden, "coordinators declare the needs of their own regions")
	}
	return nil
}

// placesOf spells out where a need is: the regions that its countries are in, and the countries of its regions.
func placesOf(p *registry.Priority) registry.PriorityPlaces {
	places := registry.PriorityPlaces{Regions: slices.Clone(p.Regions), Countries: slices.Clone(p.Countries)}
	for _, code := range p.Regions {
		region, _ := codelist.RegionByCode(code)
		places.Countries = append(places.Countries, region.Countries...)
	}
	for _, country := range p.Countries {
		places.Regions = append(places.Regions, codelist.RegionsOfCountry(country)...)
	}
	for _, list := range []*[]string{&places.Regions, &places.Countries} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return places
}

// seersOf lists the scopes that may see a need; design section 9, table of sharing.
func seersOf(p *registry.Priority) []registry.ViewScope {
	scopes := []registry.ViewScope{registry.ScopeAll}
	switch p.Sharing {
	case registry.SharingClear:
		return append(scopes, registry.ScopePartner, registry.ScopePublic)
	case registry.SharingGreen:
		return append(scopes, registry.ScopePartner)
	case registry.SharingAmber:
		for _, region := range p.Places.Regions {
			scopes = append(scopes, registry.RegionScope(region))
		}
	}
	if p.Owner.Organisation != "" {
		scopes = append(scopes, registry.OrganisationScope(p.Owner.Organisation))
	}
	return scopes
}

var languageCode = regexp.MustCompile(`^[a-z]{2,3}$`)

// checkPriority is EInvalid, with every field that is wrong, or EForbidden. It brings lists into order, finds the owner's
// organisation, and fills in what follows from the rest.
func (s *Service) checkPriority(ctx context.Context, who registry.Audience, p *registry.Priority) error {
	var wrong []registry.FieldError
	add := func(field, reason string) { wrong = append(wrong, registry.FieldError{Field: field, Reason: reason}) }
	said := false
	for language, words := range p.Title {
		if !languageCode.MatchString(language) || strings.TrimSpace(words) == "" || len(words) > 2000 {
			add("title", "must be words by language (en, fr, ar ... or und), at most 2000 bytes each")
		}
		said = true
	}
	if !said {
		add("title", "is required, in one language at least")
	}
	if len(p.Regions)+len(p.Countries) == 0 {
		add("countries", "one region or country is required")
	}
	for _, code := range p.Regions {
		if _, ok := codelist.RegionByCode(code); !ok {
			add("regions", "must be codes of coordination regions; see /v1/regions")
		}
	}
	for _, code := range p.Countries {
		if known, ok := codelist.CountryByCode(code); !ok || known.Code != code {
			add("countries", "must be ISO 3166-1 alpha-2 codes of countries; see /v1/countries")
		}
	}
	if len(p.GoodPractices) == 0 || slices.ContainsFunc(p.GoodPractices, func(n int) bool { return n < 1 || n > maxPractice }) {
		add("good_practices", "must be numbers from 1 to 25, one at least")
	}
	if strings.TrimSpace(p.Source.Title) == "" || len(p.Source.Title) > 1000 {
		add("source.title", "is required, at most 1000 bytes: the document that declares the need")
	}
	if p.Source.URL != "" {
		if u, err := url.Parse(p.Source.URL); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || len(p.Source.URL) > 2000 {
			add("source.url", "must be an http or https address without user name and password")
		}
	}
	if p.Start != "" && p.End != "" && p.End < p.Start {
		add("period.end", "is before the start")
	}
	switch p.Sharing {
	case registry.SharingClear, registry.SharingGreen, registry.SharingAmber:
	case registry.SharingRed:
		if p.Owner.Organisation == "" {
			add("owner.organisation", "is required for sharing red: it alone sees the need")
		}
	default:
		add("sharing", "must be clear, green, amber or red")
	}
	switch {
	case p.Owner.Organisation == "" && strings.TrimSpace(p.Owner.Name) == "" || len(p.Owner.Name) > 500:
		add("owner", "needs an organisation or a name of at most 500 bytes: who declares the need")
	case p.Owner.Organisation != "":
		ids, err := s.store.ResolveOrganisations(ctx, []string{p.Owner.Organisation})
		if err != nil {
			return err
		}
		if len(ids) != 1 {
			add("owner.organisation", "must be the id, identifier or exact name of one organisation")
		} else {
			p.Owner.Organisation = ids[0]
		}
	}
	if err := invalidFields(wrong); err != nil {
		return err
	}
	slices.Sort(p.GoodPractices)
	p.GoodPractices = slices.Compact(p.GoodPractices)
	for _, list := range []*[]string{&p.Regions, &p.Countries} {
		if slices.Sort(*list); *list == nil {
			*list = []string{}
		}
		*list = slices.Compact(*list)
	}
	p.Places = placesOf(p)
	p.Visible = seersOf(p)
	return mayDeclare(who, p)
}
