package service

import (
	"context"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Rule writes a coordinator's decision about a flag. ENotFound where the caller may not see the flag; EForbidden where the
// caller does not coordinate one of its regions; EInvalid; EConflict where the flag's evidence is no longer what was ruled
// on, somebody has ruled before, or a standing ruling says that records which this one joins are not the same initiative.
// A flag that needs discussion may be ruled on again without taking that back.
func (s *Service) Rule(ctx context.Context, who registry.Audience, overlapID string, ruling registry.Ruling) (*registry.Ruling, error) {
	o, err := s.mayRule(ctx, who, overlapID)
	if err != nil {
		return nil, err
	}
	if ruling.Decision == registry.DecisionComplementary {
		ruling.Relation = registry.RelationComplementary
	}
	if err := validateRuling(ruling); err != nil {
		return nil, err
	}
	ruling.ID, ruling.Overlap, ruling.Actor, ruling.ActorName, ruling.At = newID(), overlapID, who.Actor, who.Name, s.now()
	ruling.RevertedAt, ruling.Reversal = nil, nil
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		if err := tx.LockRulings(ctx); err != nil {
			return err
		}
		pair := pairOf(o.A.Initiative, o.B.Initiative)
		standing, err := tx.FindOverlapsByPair(ctx, [][2]string{pair})
		if err != nil {
			return err
		}
		if o = standing[pair]; o == nil {
			return registry.Errorf(registry.EConflict, "The flag has gone since you read it.")
		}
		if err := isRulable(o, ruling.EvidenceHash); err != nil {
			return err
		}
		ruling.A, ruling.B = boundRecords(o)
		if err := tx.PutRuling(ctx, &ruling); err != nil {
			return err
		}
		o.Status, o.Ruling = registry.OverlapRuled, &ruling
		if err := tx.PutOverlaps(ctx, []*registry.Overlap{o}); err != nil {
			return err
		}
		if err := tx.AddAudit(ctx, s.audit(who, "overlap.rule", overlapID, nil, ruling)); err != nil {
			return err
		}
		if ruling.Decision != registry.DecisionSameInitiative {
			return nil
		}
		return s.regroupRecords(ctx, tx, ruling.A, ruling.B)
	})
	if err != nil {
		return nil, err
	}
	s.DetectFirst(o.A.Initiative, o.B.Initiative)
	return &ruling, nil
}

// mayRule gives the flag to a caller who may rule on it.
func (s *Service) mayRule(ctx context.Context, who registry.Audience, overlapID string) (*registry.Overlap, error) {
	o, err := s.store.FindOverlap(ctx, s.lens(who), overlapID)
	if err != nil {
		return nil, err
	}
	switch {
	case who.Role == registry.RoleAdministrator:
		return o, nil
	case who.Role != registry.RoleCoordinator:
		return nil, registry.Errorf(registry.EForbidden, "Coordinators rule on overlaps; parties can reply to what was ruled.")
	case !slices.ContainsFunc(o.Regions, func(r string) bool { return slices.Contains(who.Regions, r) }):
		return nil, registry.Errorf(registry.EForbidden, "This overlap is in none of the regions that you coordinate.")
	}
	return o, nil
}

// isRulable says why a flag cannot be ruled on, in words for the coordinator who was about to.
func isRulable(o *registry.Overlap, hash string) error {
	if r := o.Ruling; o.Status == registry.OverlapRuled && r != nil && r.Decision != registry.DecisionNeedsDiscussion {
		by := r.ActorName
		if by == "" {
			by = "Somebody"
		}
		return registry.Errorf(registry.EConflict, "%s has ruled on this already: %s, on %s. Nothing of yours was saved. Read the overlap again; if you disagree, talk to them, then take that ruling back and rule anew.",
			by, r.Decision, r.At.Format("2 January 2006 at 15:04 UTC"))
	}
	if o.Status == registry.OverlapRetracted {
		return registry.Errorf(registry.EConflict, "The evidence for this overlap has gone: there is nothing left to rule on.")
	}
	if o.EvidenceHash != hash {
		return registry.Errorf(registry.EConflict, "The evidence has changed since you read it, so your ruling was not saved. Read the overlap again and rule on its new evidence_hash.")
	}
	return nil
}

// boundRecords are the records that a ruling on the flag binds: those that the ruling before it bound, which it then
// supersedes, or the first of each side.
func boundRecords(o *registry.Overlap) (a, b registry.RecordKey) {
	if o.Ruling != nil {
		return o.Ruling.A, o.Ruling.B
	}
	return registry.RecordKey(o.A.Sources[0]), registry.RecordKey(o.B.Sources[0])
}

// RevertRuling takes a ruling back, for a reason: the flag stands as it did before, and records that the ruling joined
// are initiatives of their own again. ENotFound, EForbidden as Rule; EInvalid without a reason; EConflict where it is
// reverted already.
func (s *Service) RevertRuling(ctx context.Context, who registry.Audience, overlapID, rulingID, reason string) (*registry.Ruling, error) {
	o, err := s.mayRule(ctx, who, overlapID)
	if err != nil {
		return nil, err
	}
	if !isReason(reason) {
		return nil, invalid("reason", reasonWanted)
	}
	var ruling *registry.Ruling
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		if err := tx.LockRulings(ctx); err != nil {
			return err
		}
		if ruling, err = tx.FindRuling(ctx, rulingID); err != nil {
			return err
		}
		pair := pairOf(o.A.Initiative, o.B.Initiative)
		standing, err := tx.FindOverlapsByPair(ctx, [][2]string{pair})
		if err != nil {
			return err
		}
		o = standing[pair]
		if o == nil || ruling.Overlap != overlapID && (o.Ruling == nil || o.Ruling.ID != rulingID) {
			return registry.Errorf(registry.ENotFound, "no such ruling")
		}
		if ruling.RevertedAt != nil {
			return registry.Errorf(registry.EConflict, "This ruling was taken back on %s.", ruling.RevertedAt.Format("2 January 2006 at 15:04 UTC"))
		}
		before, now := *ruling, s.now()
		ruling.RevertedAt = &now
		ruling.Reversal = &registry.Reversal{Reason: reason, Actor: who.Actor, ActorName: who.Name, At: now}
		if err := tx.PutRuling(ctx, ruling); err != nil {
			return err
		}
		if err := s.standAgain(ctx, tx, o, ruling); err != nil {
			return err
		}
		if err := tx.AddAudit(ctx, s.audit(who, "overlap.revert", overlapID, before, ruling)); err != nil {
			return err
		}
		if ruling.Decision != registry.DecisionSameInitiative {
			return nil
		}
		return s.regroupRecords(ctx, tx, ruling.A, ruling.B)
	})
	if err != nil {
		return nil, err
	}
	s.DetectFirst(o.A.Initiative, o.B.Initiative)
	return ruling, nil
}

// standAgain writes where the flag stands by the rulings that are left, and where the one stands between the initiatives
// that the records of the ruling taken back are part of by now.
func (s *Service) standAgain(ctx context.Context, tx registry.Tx, o *registry.Overlap, reverted *registry.Ruling) error {
	flags := []*registry.Overlap{o}
	one, err := s.initiativeOfRecord(ctx, tx, reverted.A)
	if err != nil {
		return err
	}
	other, err := s.initiativeOfRecord(ctx, tx, reverted.B)
	if err != nil {
		return err
	}
	if pair := pairOf(one, other); pair != pairOf(o.A.Initiative, o.B.Initiative) {
		now, err := tx.FindOverlapsByPair(ctx, [][2]string{pair})
		if err != nil {
			return err
		}
		if now[pair] != nil {
			flags = append(flags, now[pair])
		}
	}
	for _, flag := range flags {
		active, err := tx.ActiveRulings(ctx, slices.Concat(recordKeys(flag.A), recordKeys(flag.B)))
		if err != nil {
			return err
		}
		status, ruling := newRulings(active).standing(flag)
		if flag.Status != registry.OverlapRetracted {
			flag.Status = status
		}
		flag.Ruling = ruling
	}
	return tx.PutOverlaps(ctx, flags)
}

func (s *Service) initiativeOfRecord(ctx context.Context, tx registry.Tx, key registry.RecordKey) (string, error) {
	heads, err := tx.RecordHeads(ctx, key.Feed, []string{key.Key})
	return heads[key.Key].Initiative, err
}

// ListRulings gives the rulings on a flag that the caller may see, reverted ones too, newest first.
func (s *Service) ListRulings(ctx context.Context, who registry.Audience, overlapID string) ([]*registry.Ruling, error) {
	o, err := s.store.FindOverlap(ctx, s.lens(who), overlapID)
	if err != nil {
		return nil, err
	}
	all, err := s.store.RulingsOf(ctx, overlapID, recordKeys(o.A), recordKeys(o.B))
	if err != nil {
		return nil, err
	}
	seen := []*registry.Ruling{}
	for _, r := range all {
		if r = s.shownRuling(who, o, r); r != nil {
			seen = append(seen, r)
		}
	}
	return seen, nil
}

// FindRuling gives one of them. ENotFound.
func (s *Service) FindRuling(ctx context.Context, who registry.Audience, overlapID, rulingID string) (*registry.Ruling, error) {
	all, err := s.ListRulings(ctx, who, overlapID)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.ID == rulingID {
			return r, nil
		}
	}
	return nil, registry.Errorf(registry.ENotFound, "no such ruling")
}

// shownRuling is what the caller may read of a ruling on a flag that the caller sees; nil where nothing. Its words are
// for those who would see the flag if it were open. Of the public's part this is the allow-list: a field is kept from the
// public until it is named here.
func (s *Service) shownRuling(who registry.Audience, o *registry.Overlap, r *registry.Ruling) *registry.Ruling {
	if r == nil || isParty(who, o) {
		return r
	}
	policy := s.lens(who).Flags
	inForce := o.InForce() == registry.DecisionConfirmedOverlap && o.Ruling.ID == r.ID
	if !inForce || r.At.After(policy.ConfirmedBy) {
		return nil
	}
	return &registry.Ruling{
		ID: r.ID, Overlap: r.Overlap, Decision: r.Decision, EvidenceHash: r.EvidenceHash,
		AgreedAction: r.AgreedAction, Due: r.Due, At: r.At, A: r.A, B: r.B,
	}
}

// isParty says whether the caller sees the flag whatever its status: an administrator, a coordinator of one of its
// regions, a donor of one of its sides.
func isParty(who registry.Audience, o *registry.Overlap) bool {
	lens := who.Lens()
	return lens.Base == registry.ScopeAll ||
		slices.ContainsFunc(lens.Rows, func(scope registry.ViewScope) bool { return slices.Contains(o.Visible, scope) })
}

// Lengths of a ruling's texts, in bytes.
const (
	maxReason = 4000
	maxAction = 2000
	maxOwner  = 300
)

const reasonWanted = "must have 1 to 4000 characters"

func isReason(words string) bool { return strings.TrimSpace(words) != "" && len(words) <= maxReason }

func validateRuling(r registry.Ruling) error {
	var wrong []registry.FieldError
	add := func(field, reason string) { wrong = append(wrong, registry.FieldError{Field: field, Reason: reason}) }
	if !slices.Contains(registry.Decisions(), r.Decision) {
		add("decision", "is not one of the six decisions")
	}
	if !isReason(r.Reason) {
		add("reason", reasonWanted)
	}
	if r.EvidenceHash == "" {
		add("evidence_hash", "is required: it says what was ruled on")
	}
	switch {
	case r.Decision == registry.DecisionRelated && r.Relation == "":
		add("relation", "is required for the decision related: what a is to b")
	case r.Decision == registry.DecisionRelated && !slices.Contains(registry.RelationTypes(), r.Relation):
		add("relation", "is no type of relation")
	case r.Decision != registry.DecisionRelated && r.Decision != registry.DecisionComplementary && r.Relation != "":
		add("relation", "goes with the decision related only")
	}
	if !hasAction(r.Decision) {
		for field, given := range map[string]bool{"agreed_action": r.AgreedAction != "", "action_owner": r.ActionOwner != "", "due": r.Due != ""} {
			if given {
				add(field, "goes with confirmed-overlap, complementary and needs-discussion only")
			}
		}
	}
	if len(r.AgreedAction) > maxAction {
		add("agreed_action", "must have at most 2000 characters")
	}
	if len(r.ActionOwner) > maxOwner {
		add("action_owner", "must have at most 300 characters")
	}
	if _, ok := r.Due.Days(); r.Due != "" && !ok {
		add("due", "must be a day, YYYY-MM-DD")
	}
	slices.SortFunc(wrong, func(a, b registry.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return invalidFields(wrong)
}

// hasAction says whether something may be agreed on with the decision.
func hasAction(d registry.Decision) bool {
	return d == registry.DecisionConfirmedOverlap || d == registry.DecisionComplementary || d == registry.DecisionNeedsDiscussion
}
