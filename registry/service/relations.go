package service

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// withRelations adds to what the records declare what coordinators ruled: that two initiatives are related, and how. It is
// added when read, since who may see a ruling depends on both initiatives and on the time.
func (s *Service) withRelations(ctx context.Context, who registry.Audience, view registry.ViewDocument) (registry.ViewDocument, error) {
	lens := s.lens(who)
	if lens.Base != registry.ScopeAll && len(lens.Rows) == 0 {
		return view, nil // a party to nothing: of rulings the public is told which overlaps were confirmed
	}
	var ruled []registry.Related
	filter := registry.OverlapFilter{Initiative: view.ID, Kinds: registry.OverlapKinds(),
		Decisions: []registry.Decision{registry.DecisionRelated, registry.DecisionComplementary}}
	for o, err := range s.store.EachOverlap(ctx, lens, filter) {
		if err != nil {
			return view, err
		}
		if !isParty(who, o) {
			continue
		}
		relation := registry.Related{Type: o.Ruling.Relation, Initiative: o.A.Initiative}
		if o.A.Initiative == view.ID {
			relation = registry.Related{Type: o.Ruling.Relation.Inverse(), Initiative: o.B.Initiative}
		}
		ruled = append(ruled, relation)
	}
	if len(ruled) == 0 {
		return view, nil
	}
	var i registry.Initiative
	if err := json.Unmarshal(view.JSON, &i); err != nil {
		return view, registry.WrapError(registry.EInternal, err, "a stored view cannot be read")
	}
	for _, r := range ruled {
		if !slices.Contains(i.Related, r) {
			i.Related = append(i.Related, r)
		}
	}
	var err error
	if view.JSON, err = json.Marshal(&i); err != nil {
		return view, registry.WrapError(registry.EInternal, err, "a view cannot be written")
	}
	return view, nil
}
