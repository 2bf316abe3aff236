package service

import (
	"cmp"
	"context"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// PlannedFeed is the name under which the initiatives stand that donors register themselves. No feed may have it.
const PlannedFeed = "planned"

// Plan is a draft that a donor keeps.
type Plan struct {
	Draft   Draft
	Sharing registry.Sharing // "" for amber
	// OnBehalfOf is the donor, as an id, an identifier or an exact name: an administrator names it, a donor's key has it.
	OnBehalfOf string
	Raw        []byte // what the donor sent, as JSON; kept so that a patch has something to change
}

// PlanInitiative keeps a draft as the donor's own planned initiative. EForbidden for others than donors and administrators;
// EInvalid.
func (s *Service) PlanInitiative(ctx context.Context, who registry.Audience, plan Plan) (registry.ViewDocument, error) {
	owner, err := s.plannedBy(ctx, who, plan.OnBehalfOf)
	if err != nil {
		return registry.ViewDocument{}, err
	}
	id := newID()
	r := &registry.Record{ID: id, Initiative: id, Feed: PlannedFeed, Key: id, Version: 1}
	return s.putPlan(ctx, who, r, owner, plan, nil)
}

// FindPlan gives what was sent of a planned initiative. ENotFound where the caller sees no such initiative; EForbidden where
// it is not the caller's own planned one.
func (s *Service) FindPlan(ctx context.Context, who registry.Audience, id string) (raw []byte, err error) {
	r, err := s.ownPlan(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return s.store.RecordRaw(ctx, r.ID, r.Version)
}

// UpdatePlan replaces what is said of a planned initiative. Errors as FindPlan; EInvalid; EConflict where somebody else
// changed it meanwhile.
func (s *Service) UpdatePlan(ctx context.Context, who registry.Audience, id string, plan Plan) (registry.ViewDocument, error) {
	before, err := s.ownPlan(ctx, who, id)
	if err != nil {
		return registry.ViewDocument{}, err
	}
	after := *before
	after.Version++
	return s.putPlan(ctx, who, &after, before.Marks.Owners[0], plan, before)
}

// WithdrawPlan takes a planned initiative back: it is kept, and shown to nobody. Errors as FindPlan.
func (s *Service) WithdrawPlan(ctx context.Context, who registry.Audience, id string) error {
	r, err := s.ownPlan(ctx, who, id)
	if err != nil {
		return err
	}
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		if err := s.withdrawOwn(ctx, tx, registry.RecordKey{Feed: PlannedFeed, Key: r.Key}, r.Initiative); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.audit(who, "initiative.withdraw", r.Initiative, r.Facts, nil))
	})
	if err == nil {
		s.DetectFirst(r.Initiative)
	}
	return err
}

// plannedBy is the organisation whose plan it is.
func (s *Service) plannedBy(ctx context.Context, who registry.Audience, onBehalfOf string) (string, error) {
	switch who.Role {
	case registry.RoleDonor:
		if onBehalfOf != "" {
			return "", invalid("on_behalf_of", "is for administrators; a donor's plans are the donor's own")
		}
		return who.Organisation, nil
	case registry.RoleAdministrator:
		ids, err := s.store.ResolveOrganisations(ctx, []string{onBehalfOf})
		if err != nil {
			return "", err
		}
		if len(ids) != 1 {
			return "", invalid("on_behalf_of", "must be the id, identifier or exact name of one organisation")
		}
		return ids[0], nil
	}
	return "", registry.Errorf(registry.EForbidden, "Donors keep their plans here.")
}

// ownPlan is the caller's own record of a planned initiative.
func (s *Service) ownPlan(ctx context.Context, who registry.Audience, id string) (*registry.Record, error) {
	view, err := s.store.FindInitiative(ctx, s.lens(who), id)
	if err != nil {
		return nil, err
	}
	records, err := s.store.Records(ctx, view.ID)
	if err != nil {
		return nil, err
	}
	for i := range records {
		r := &records[i]
		own := who.Role == registry.RoleAdministrator || who.Role == registry.RoleDonor && slices.Contains(r.Marks.Owners, who.Organisation)
		if r.Feed == PlannedFeed && !r.Withdrawn && own {
			return r, nil
		}
	}
	return nil, registry.Errorf(registry.EForbidden, "This is not a planned initiative of yours: what a feed says is changed at its source.")
}

// putPlan writes a version of a planned initiative's record.
func (s *Service) putPlan(ctx context.Context, who registry.Audience, r *registry.Record, owner string, plan Plan, before *registry.Record) (registry.ViewDocument, error) {
	i, err := s.initiativeOf(ctx, plan.Draft)
	if err != nil {
		return registry.ViewDocument{}, err
	}
	r.Facts, r.Raw, r.Retrieved = i.Facts, plan.Raw, s.now()
	r.Facts.Regions = plan.Draft.Regions // those of the countries are derived
	if r.Facts.Identifiers == nil {
		r.Facts.Identifiers = []registry.Identifier{}
	}
	if err := s.addDonor(ctx, &r.Facts, owner); err != nil {
		return registry.ViewDocument{}, err
	}
	r.Marks = registry.Marks{Sharing: cmp.Or(plan.Sharing, registry.SharingAmber), Owners: []string{owner}}
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		if err := s.putOwn(ctx, tx, r); err != nil {
			return err
		}
		if before == nil {
			return tx.AddAudit(ctx, s.audit(who, "initiative.plan", r.Initiative, nil, r))
		}
		return tx.AddAudit(ctx, s.audit(who, "initiative.update", r.Initiative, before, r))
	})
	if err != nil {
		return registry.ViewDocument{}, err
	}
	s.DetectFirst(r.Initiative)
	return s.FindInitiative(ctx, who, r.Initiative)
}

// addDonor makes the organisation a funder, unless the draft has it among its donors, and calls the organisations that were
// recognised by what they are called, whatever the draft named them by.
func (s *Service) addDonor(ctx context.Context, f *registry.Facts, owner string) error {
	if !slices.ContainsFunc(f.Participations, func(p registry.Participation) bool {
		return p.Role == registry.RoleFunding && p.Organisation == owner
	}) {
		f.Participations = append([]registry.Participation{{Role: registry.RoleFunding, Organisation: owner}}, f.Participations...)
	}
	var ids []string
	for _, p := range f.Participations {
		ids = append(ids, p.Organisation)
	}
	known, err := s.store.OrganisationsByID(ctx, ids)
	if err != nil {
		return err
	}
	for i := range f.Participations {
		p := &f.Participations[i]
		if o := known[p.Organisation]; o != nil {
			p.Name, p.Type = o.Name, o.Type
			if len(o.Identifiers) > 0 {
				p.Ref = o.Identifiers[0]
			}
		}
	}
	return nil
}
