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

// regroupRecords regroups the initiatives that the records are part of now: a flag may name one that was merged away since.
func (s *Service) regroupRecords(ctx context.Context, tx registry.Tx, keys ...registry.RecordKey) error {
	var initiatives []string
	for _, key := range keys {
		id, err := s.initiativeOfRecord(ctx, tx, key)
		if err != nil {
			return err
		}
		if !slices.Contains(initiatives, id) {
			initiatives = append(initiatives, id)
		}
	}
	return s.regroup(ctx, tx, initiatives)
}

// regroup computes the groups of all records that the initiatives now have, moves each record to its group's
// initiative and writes the views anew. An initiative whose records went to another redirects to it. EConflict where a
// group has records that a ruling keeps apart.
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
	active, err := tx.ActiveRulings(ctx, keys)
	if err != nil {
		return err
	}
	rulings := newRulings(active)
	members := groupRecords(records, rulings)
	if err := rulings.allow(members); err != nil {
		return err
	}
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
func groupRecords(records []registry.Record, rulings rulings) map[string][]registry.Record {
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
		if r.Decision == registry.DecisionSameInitiative {
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

// allow is EConflict where two records of a group are ruled not to be the same initiative.
func (r rulings) allow(groups map[string][]registry.Record) error {
	for _, group := range groups {
		if len(group) < 2 {
			continue
		}
		in := map[registry.RecordKey]bool{}
		for _, record := range group {
			in[registry.RecordKey{Feed: record.Feed, Key: record.Key}] = true
		}
		for _, ruling := range r {
			if ruling.Decision.KeepsApart() && in[ruling.A] && in[ruling.B] {
				return registry.Errorf(registry.EConflict, "This would join two records of which a ruling of %s says %s. Nothing was saved. Take that ruling back first if it no longer holds.",
					ruling.At.Format("2 January 2006"), ruling.Decision)
			}
		}
	}
	return nil
}
