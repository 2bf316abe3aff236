package service

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/classify"
	"github.com/tansiq/tansiq/registry/overlap"
)

// publishBatch is how many records one transaction takes at most, so that the single writer starves no one.
const publishBatch = 250

// errDryRun rolls a dry run's transaction back.
var errDryRun = errors.New("dry run")

// publishBatch writes one batch in one transaction. The run's counts and bitmap change only if it commits.
func (s *Service) publishBatch(ctx context.Context, feed registry.Feed, run *registry.Run, batch []spoolEntry, seen *roaring.Bitmap, options ImportOptions) error {
	counts := run.Counts
	var saw []uint32
	err := s.store.Write(ctx, func(tx registry.Tx) error {
		counts, saw = run.Counts, nil // a store may run this again
		if err := s.checkFence(ctx, tx, options); err != nil {
			return err
		}
		keys := make([]string, len(batch))
		for i, e := range batch {
			keys[i] = e.Key
		}
		heads, err := tx.RecordHeads(ctx, feed.Name, keys)
		if err != nil {
			return err
		}
		var changed []*registry.Record
		var returned []string
		for _, e := range batch {
			head, known := heads[e.Key]
			if known {
				saw = append(saw, head.No)
				if head.Withdrawn {
					returned = append(returned, e.Key)
				}
			}
			switch {
			case known && head.Hash == e.Hash:
				counts.Unchanged++
				if !head.Withdrawn {
					continue
				}
			case known:
				counts.Changed++
			default:
				counts.New++
			}
			r, err := s.recordOf(feed, e, head)
			if err != nil {
				return err
			}
			changed = append(changed, r)
		}
		if options.DryRun {
			return errDryRun
		}
		if len(changed) == 0 {
			return nil
		}
		if err := s.take(ctx, tx, changed, heads); err != nil {
			return err
		}
		if len(returned) > 0 {
			if err := tx.SetWithdrawn(ctx, feed.Name, returned, false); err != nil {
				return err
			}
		}
		for _, r := range changed {
			if _, known := heads[r.Key]; !known {
				saw = append(saw, r.No)
			}
		}
		progress := *run
		progress.Counts, progress.Position = counts, run.Position+len(batch)
		return tx.PutRun(ctx, &progress)
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return err
	}
	run.Counts, run.Position = counts, run.Position+len(batch)
	seen.AddMany(saw)
	return nil
}

func (s *Service) checkFence(ctx context.Context, tx registry.Tx, options ImportOptions) error {
	if options.Fence.Name == "" {
		return nil
	}
	return tx.CheckFence(ctx, options.Fence.Name, options.Fence.Token)
}

// recordOf makes the record's next version from a spool entry. A new record is an initiative of its own: records are
// joined by rulings alone.
func (s *Service) recordOf(feed registry.Feed, e spoolEntry, head registry.RecordHead) (*registry.Record, error) {
	var content registry.Content
	if err := json.Unmarshal(e.content, &content); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "the spool file is damaged")
	}
	r := &registry.Record{
		ID: head.ID, No: head.No, Initiative: head.Initiative, Feed: feed.Name, Key: e.Key, Version: head.Version + 1,
		URL: e.URL, Licence: content.Licence, Retrieved: s.now(), Line: e.Line,
		Marks: content.Marks, Facts: content.Facts, Raw: e.raw, Hash: e.Hash,
	}
	if r.ID == "" {
		r.ID = newID()
		r.Initiative = r.ID // see groupID
	}
	if head.Hash == e.Hash { // it was withdrawn and is back as it was
		r.Version = head.Version
	}
	enrich(&r.Facts)
	return r, nil
}

// enrich adds what the registry derives from a source's words: practices by rule, where the source names none itself,
// and amounts in US dollars.
func enrich(f *registry.Facts) {
	links, scope := classify.Classify(f)
	if len(f.GoodPractices) == 0 {
		f.GoodPractices = unitePractices(nil, links)
	}
	if f.Scope == "" {
		f.Scope = scope
	}
	if f.Budget != nil && f.Budget.Currency == usDollar {
		f.Budget.USD = &f.Budget.Amount
	}
	for i := range f.Totals {
		if t := &f.Totals[i]; t.Currency == usDollar {
			t.USD = &t.Amount
		}
	}
}

// usDollar needs no rate. Other currencies are converted once the registry has rates as a feed; until then no figure.
const usDollar = "USD"

// take writes records and the views of the initiatives that they are part of. It is the one way into the registry.
func (s *Service) take(ctx context.Context, tx registry.Tx, records []*registry.Record, heads map[string]registry.RecordHead) error {
	if err := s.resolveOrganisations(ctx, tx, records); err != nil {
		return err
	}
	var versions []*registry.Record
	var known []string
	for _, r := range records {
		head, exists := heads[r.Key]
		if exists {
			known = append(known, r.Initiative)
		}
		if !exists || r.Version != head.Version {
			versions = append(versions, r)
		}
	}
	if len(versions) > 0 {
		if err := tx.PutRecords(ctx, versions); err != nil {
			return err
		}
	}
	members := map[string][]registry.Record{}
	if len(known) > 0 {
		var err error
		if members, err = tx.RecordsOf(ctx, known); err != nil {
			return err
		}
	}
	for _, r := range records {
		members[r.Initiative] = replaceRecord(members[r.Initiative], *r)
	}
	return s.putViews(ctx, tx, members)
}

func replaceRecord(records []registry.Record, r registry.Record) []registry.Record {
	r.Raw = nil
	for i := range records {
		if records[i].ID == r.ID {
			records[i] = r
			return records
		}
	}
	return append(records, r)
}

// putViews projects initiatives from their records and writes them.
func (s *Service) putViews(ctx context.Context, tx registry.Tx, members map[string][]registry.Record) error {
	var writes []registry.InitiativeWrite
	for id, records := range members {
		write := registry.InitiativeWrite{ID: id}
		var full *registry.Initiative
		if write.Views, full = s.project(id, records); full != nil {
			if features := overlap.FromInitiative(full, s.ultimateFunder); features != nil {
				var err error
				if write.Features, err = features.MarshalBinary(); err != nil {
					return registry.WrapError(registry.EInternal, err, "features cannot be encoded")
				}
			}
		}
		writes = append(writes, write)
	}
	return tx.PutInitiatives(ctx, writes)
}
