package service

import (
	"context"
	"iter"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// OverlapList is one page, highest score first, with the total of the whole list.
type OverlapList struct {
	Items []*registry.Overlap
	Total int
	Next  string
}

// FindOverlap gives a flag with its evidence in words. ENotFound where the caller may not see it.
func (s *Service) FindOverlap(ctx context.Context, who registry.Audience, id string) (*registry.Overlap, error) {
	o, err := s.store.FindOverlap(ctx, s.lens(who), id)
	if err != nil {
		return nil, err
	}
	return o, s.show(ctx, who, o)
}

// ListOverlaps gives a page of the flags that the caller may see. Donors of the filter may be ids, identifiers or
// exact names.
func (s *Service) ListOverlaps(ctx context.Context, who registry.Audience, filter registry.OverlapFilter, page registry.Page) (list OverlapList, err error) {
	if filter, err = s.resolveOverlapFilter(ctx, filter); err != nil {
		return OverlapList{}, err
	}
	if list.Items, list.Next, err = s.store.ListOverlaps(ctx, s.lens(who), filter, page); err != nil {
		return OverlapList{}, err
	}
	for _, o := range list.Items {
		if err := s.show(ctx, who, o); err != nil {
			return OverlapList{}, err
		}
	}
	list.Total, err = s.store.CountOverlaps(ctx, s.lens(who), filter)
	return list, err
}

// EachOverlap walks the whole list, for exports.
func (s *Service) EachOverlap(ctx context.Context, who registry.Audience, filter registry.OverlapFilter) iter.Seq2[*registry.Overlap, error] {
	return func(yield func(*registry.Overlap, error) bool) {
		resolved, err := s.resolveOverlapFilter(ctx, filter)
		if err != nil {
			yield(nil, err)
			return
		}
		for o, err := range s.store.EachOverlap(ctx, s.lens(who), resolved) {
			if err == nil {
				err = s.show(ctx, who, o)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(o, nil) {
				return
			}
		}
	}
}

func (s *Service) resolveOverlapFilter(ctx context.Context, filter registry.OverlapFilter) (registry.OverlapFilter, error) {
	resolved, err := s.resolveFilter(ctx, registry.InitiativeFilter{Donors: filter.Donors})
	filter.Donors = resolved.Donors
	return filter, err
}

// lens is what the caller looks through, by the deployment's choice of which flags are public and at this moment.
func (s *Service) lens(who registry.Audience) registry.Lens {
	lens := who.Lens()
	lens.Flags = registry.FlagPolicy{All: s.options.PublicOverlaps, ConfirmedBy: s.now().Add(-s.options.ReplyTime)}
	return lens
}

// show makes of a flag that the caller may see what the caller may read of it, in words.
func (s *Service) show(ctx context.Context, who registry.Audience, o *registry.Overlap) error {
	o.Ruling = s.shownRuling(who, o, o.Ruling)
	return s.putInWords(ctx, o)
}

// putInWords renders the evidence's sentences and the counterfactuals, which are not stored: better wording then needs no
// new detection.
func (s *Service) putInWords(ctx context.Context, o *registry.Overlap) error {
	model, err := s.modelOf(ctx, o.Model)
	if err != nil {
		return err
	}
	o.Counterfactuals = model.Counterfactuals(o)
	for i := range o.Evidence {
		o.Evidence[i].Sentence = overlap.Sentence(o.Evidence[i])
	}
	return nil
}

// Draft is an initiative that somebody thinks of funding. It is not stored.
type Draft struct {
	Title         registry.Text
	Description   registry.Text
	Countries     []string // ISO 3166-1 alpha-2
	Regions       []string // coordination regions
	Locations     []registry.Location
	Period        registry.Period
	GoodPractices []int
	Sectors       []string // DAC purpose codes or categories
	Beneficiaries []string
	Donors        []string // id, identifier or exact name
	Implementers  []string
	Identifiers   []registry.Identifier
	Budget        *registry.Budget
}

// CheckDraft gives what the draft would overlap among what the caller may see, highest score first, what else is
// nearest to it, and what would sharpen the answer. Side A of each overlap is the draft: its initiative id is empty. EInvalid for a draft without a title, or with
// unknown codes.
func (s *Service) CheckDraft(ctx context.Context, who registry.Audience, draft Draft) (*DraftCheck, error) {
	i, err := s.initiativeOf(ctx, draft)
	if err != nil {
		return nil, err
	}
	model, err := s.Model(ctx)
	if err != nil {
		return nil, err
	}
	check := &DraftCheck{}
	if check.Overlaps, check.Nearest, err = s.compareWithDraft(ctx, who, i, model); err != nil {
		return nil, err
	}
	if check.Around, err = s.around(ctx, who, i); err != nil {
		return nil, err
	}
	check.Sharpen = sharpenings(draft, i, model, check.Around)
	return check, nil
}
