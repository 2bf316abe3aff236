package service

import (
	"context"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Membership of records in initiatives is a pure function of the records and the active rulings: two records that a
// ruling calls the same initiative are in one group, and a group's initiative has the id of its oldest record. A merge
// therefore loses nothing, and reverting it restores exactly what was.

// Rule writes a coordinator's decision about a flag. EConflict where the flag's evidence is no longer what was ruled
// on; ENotFound where the caller may not see the flag; EForbidden where the caller may not rule; EInvalid.
func (s *Service) Rule(ctx context.Context, who registry.Audience, overlapID string, ruling registry.Ruling) (*registry.Ruling, error) {
	if who.Role != registry.RoleCoordinator && who.Role != registry.RoleAdministrator {
		return nil, registry.Errorf(registry.EForbidden, "only coordinators rule")
	}
	if err := validateRuling(ruling); err != nil {
		return nil, err
	}
	seen, err := s.store.FindOverlap(ctx, who.Lens(), overlapID)
	if err != nil {
		return nil, err
	}
	ruling.ID, ruling.Overlap, ruling.Actor, ruling.At, ruling.RevertedAt = newID(), overlapID, who.Actor, s.now(), nil
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		pair := pairOf(seen.A.Initiative, seen.B.Initiative)
		standing, err := tx.FindOverlapsByPair(ctx, [][2]string{pair})
		if err != nil {
			return err
		}
		o := standing[pair]
		if o == nil || o.EvidenceHash != ruling.EvidenceHash || o.Status == registry.OverlapRuled {
			return registry.Errorf(registry.EConflict, "the evidence has changed, or somebody has ruled; read the flag again")
		}
		ruling.A, ruling.B = keyOf(o.A), keyOf(o.B)
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
		return s.regroup(ctx, tx, []string{o.A.Initiative, o.B.Initiative})
	})
	if err != nil {
		return nil, err
	}
	s.signalDetector()
	return &ruling, nil
}

// RevertRuling takes a ruling back: the flag is open again, and records that it joined are initiatives of their own
// as before. ENotFound, EForbidden; EConflict where it is reverted already.
func (s *Service) RevertRuling(ctx context.Context, who registry.Audience, overlapID string) error {
	if who.Role != registry.RoleCoordinator && who.Role != registry.RoleAdministrator {
		return registry.Errorf(registry.EForbidden, "only coordinators rule")
	}
	o, err := s.store.FindOverlap(ctx, who.Lens(), overlapID)
	if err != nil {
		return err
	}
	if o.Ruling == nil || o.Ruling.RevertedAt != nil {
		return registry.Errorf(registry.EConflict, "there is no ruling to take back")
	}
	before, ruling, now := o.Ruling, *o.Ruling, s.now()
	ruling.RevertedAt = &now
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		heads, err := tx.RecordHeads(ctx, ruling.A.Feed, []string{ruling.A.Key})
		if err != nil {
			return err
		}
		if err := tx.PutRuling(ctx, &ruling); err != nil {
			return err
		}
		o.Status, o.Ruling = registry.OverlapOpen, nil
		if err := tx.PutOverlaps(ctx, []*registry.Overlap{o}); err != nil {
			return err
		}
		if err := tx.AddAudit(ctx, s.audit(who, "overlap.revert", overlapID, before, ruling)); err != nil {
			return err
		}
		if ruling.Decision != registry.DecisionSameInitiative {
			return nil
		}
		return s.regroup(ctx, tx, []string{heads[ruling.A.Key].Initiative})
	})
	if err == nil {
		s.signalDetector()
	}
	return err
}

func validateRuling(r registry.Ruling) error {
	var wrong []registry.FieldError
	add := func(field, reason string) { wrong = append(wrong, registry.FieldError{Field: field, Reason: reason}) }
	if !slices.Contains(registry.Decisions(), r.Decision) {
		add("decision", "is not one of the six decisions")
	}
	if strings.TrimSpace(r.Reason) == "" || len(r.Reason) > 4000 {
		add("reason", "must have 1 to 4000 characters")
	}
	if r.EvidenceHash == "" {
		add("evidence_hash", "is required: it says what was ruled on")
	}
	if r.Decision == registry.DecisionRelated && r.Relation == "" {
		add("relation", "is required for the decision related")
	}
	return invalidFields(wrong)
}

func keyOf(side registry.Side) registry.RecordKey {
	if len(side.Sources) == 0 {
		return registry.RecordKey{}
	}
	return registry.RecordKey(side.Sources[0])
}

// regroup computes the groups of all records that the initiatives now have, moves each record to its group's
// initiative and writes the views anew. An initiative whose records went to another redirects to it.
func (s *Service) regroup(ctx context.Context, tx registry.Tx, initiatives []string) error {
	loaded, err := tx.RecordsOf(ctx, initiatives)
	if err != nil {
		return err
	}
	var records []registry.Record
	for _, members := range loaded {
		records = append(records, members...)
	}
	var keys []registry.RecordKey
	for _, r := range records {
		keys = append(keys, registry.RecordKey{Feed: r.Feed, Key: r.Key})
	}
	rulings, err := tx.ActiveRulings(ctx, keys)
	if err != nil {
		return err
	}
	members := groupRecords(records, rulings)
	for id, group := range members {
		var moved []registry.RecordKey
		for i := range group {
			if group[i].Initiative != id {
				moved = append(moved, registry.RecordKey{Feed: group[i].Feed, Key: group[i].Key})
				group[i].Initiative = id
			}
			to := id
			if group[i].ID == id {
				to = "" // it is the initiative that bears its id
			}
			if err := tx.RedirectInitiative(ctx, group[i].ID, to); err != nil {
				return err
			}
		}
		if len(moved) > 0 {
			if err := tx.MoveRecords(ctx, moved, id); err != nil {
				return err
			}
		}
	}
	for _, id := range initiatives {
		if _, stands := members[id]; !stands {
			members[id] = nil // no records: it is hidden, its id leads on
		}
	}
	writes, err := s.viewsOf(members)
	if err != nil {
		return err
	}
	return tx.PutInitiatives(ctx, writes)
}

// groupRecords joins records by the active rulings "same-initiative", each group under the id of its oldest record
// (UUIDv7: the least).
func groupRecords(records []registry.Record, rulings []*registry.Ruling) map[string][]registry.Record {
	leader := map[registry.RecordKey]registry.RecordKey{}
	var find func(registry.RecordKey) registry.RecordKey
	find = func(k registry.RecordKey) registry.RecordKey {
		if up, ok := leader[k]; ok && up != k {
			leader[k] = find(up)
			return leader[k]
		}
		return k
	}
	for _, r := range rulings {
		if r.Decision == registry.DecisionSameInitiative && r.RevertedAt == nil {
			if a, b := find(r.A), find(r.B); a != b {
				leader[a] = b
			}
		}
	}
	groups := map[registry.RecordKey][]registry.Record{}
	for _, r := range records {
		g := find(registry.RecordKey{Feed: r.Feed, Key: r.Key})
		groups[g] = append(groups[g], r)
	}
	byInitiative := map[string][]registry.Record{}
	for _, group := range groups {
		slices.SortFunc(group, func(a, b registry.Record) int { return strings.Compare(a.ID, b.ID) })
		byInitiative[group[0].ID] = group
	}
	return byInitiative
}
