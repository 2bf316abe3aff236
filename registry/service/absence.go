package service

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/tansiq/tansiq/registry"
)

// What it means that a record is no more in its feed, the feed says (registry.Absence). Where it has ended, ending.go closes
// it. Otherwise it is withdrawn: kept with all its versions, and shown no more. A source that breaks loses records too, so a
// run is held for review where it brings none, or fewer than half of what the last good one did, and a record must be gone
// in withdrawAfter good runs running until it is withdrawn. Only runs that the scheduler began count for that, since a
// person may import a part of the feed by hand; what such a part lists is there.

const (
	// triggerManual marks runs that a person began.
	triggerManual = "manual"
	// withdrawAfter is in how many good runs running a record must be gone until it is withdrawn.
	withdrawAfter = 3
	// runsLookedAt bounds how many good runs are read to find those that count, and absent records that no run before
	// could conclude anything from.
	runsLookedAt = 20
)

// suspicion is why a run that was decoded must be reviewed before it is published; nil for no reason.
func (s *Service) suspicion(ctx context.Context, feed registry.Feed, run *registry.Run) (*registry.Error, error) {
	if run.Counts.Read == 0 {
		return &registry.Error{Code: registry.EInvalid, Message: "the file holds no records",
			Hint: "release the run if the source has none any more; otherwise discard it and tell the publisher"}, nil
	}
	if run.Trigger == triggerManual {
		return nil, nil
	}
	runs, err := s.wholeRuns(ctx, run.Feed)
	if err != nil || len(runs) == 0 {
		return nil, err
	}
	had, has, what := int(runs[0].listed.GetCardinality()), run.Counts.Read-run.Counts.Rejected-run.Counts.Funding, " good records"
	if s.absenceOf(feed) == registry.AbsenceEnded { // at once: as many others in their place are no reason to believe it
		what = " of the records"
		if has, err = s.stillListed(ctx, feed, run, runs[0].listed); err != nil {
			return nil, err
		}
	}
	if 2*has >= had {
		return nil, nil
	}
	return &registry.Error{Code: registry.EInvalid,
		Message: "the file holds " + itoa(has) + what + ", fewer than half of the " + itoa(had) + " of the last good run",
		Hint:    "release the run if the file is right; otherwise discard it and tell the publisher"}, nil
}

// stillListed counts the records in the run's spool that are among the listed ones.
func (s *Service) stillListed(ctx context.Context, feed registry.Feed, run *registry.Run, listed *roaring.Bitmap) (n int, err error) {
	spool, err := openSpool(s.options.SpoolDir, run.Spool)
	if err != nil {
		return 0, err
	}
	defer spool.close()
	for last := false; !last; {
		var entries []spoolEntry
		if entries, last, err = readBatch(spool, maxBatch); err != nil {
			return 0, err
		}
		if err := s.store.Write(ctx, func(tx registry.Tx) error {
			heads, err := tx.RecordHeads(ctx, feed.Name, keysOf(entries))
			for _, head := range heads {
				if listed.Contains(head.No) {
					n++
				}
			}
			return err
		}); err != nil {
			return 0, err
		}
	}
	return n, nil
}

// concludeFromAbsence ends or withdraws what the feed does not list any more.
func (p *publisher) concludeFromAbsence(ctx context.Context) error {
	switch {
	case p.options.Partial:
		return nil
	case p.s.absenceOf(p.feed) == registry.AbsenceEnded:
		return p.endAbsent(ctx)
	case p.options.DryRun:
		return nil
	}
	return p.withdrawAbsent(ctx)
}

// wholeRun is a good run that the scheduler began.
type wholeRun struct {
	listed *roaring.Bitmap // numbers of the records that it saw
	seen   *roaring.Bitmap // these, and what manual runs saw between it and the next
}

// wholeRuns gives the feed's last good scheduled runs, newest first.
func (s *Service) wholeRuns(ctx context.Context, feed string) ([]wholeRun, error) {
	seen, err := s.store.LastSeen(ctx, feed, runsLookedAt)
	if err != nil {
		return nil, err
	}
	var runs []wholeRun
	byHand := roaring.New()
	for _, run := range seen {
		records := roaring.New()
		if err := records.UnmarshalBinary(run.Records); err != nil {
			return nil, registry.WrapError(registry.EInternal, err, "the bitmap of seen records cannot be read")
		}
		if run.Trigger == triggerManual {
			byHand.Or(records)
			continue
		}
		runs = append(runs, wholeRun{records, roaring.Or(records, byHand)})
		byHand.Clear()
	}
	return runs, nil
}

// endUnmodified ends a run whose feed is as it was: one more good run without the records that are gone.
func (s *Service) endUnmodified(ctx context.Context, feed registry.Feed, run *registry.Run, options ImportOptions) (*registry.Run, error) {
	p := publisher{s: s, feed: feed, run: run, options: options, seen: roaring.New()}
	seen, err := s.store.LastSeen(ctx, run.Feed, 1)
	if err != nil {
		return s.endRun(ctx, run, registry.RunFailed, err, options)
	}
	if len(seen) > 0 && !options.DryRun && s.absenceOf(feed) == registry.AbsenceWithdrawn {
		if err := p.seen.UnmarshalBinary(seen[0].Records); err != nil {
			err = registry.WrapError(registry.EInternal, err, "the bitmap of seen records cannot be read")
			return s.endRun(ctx, run, registry.RunFailed, err, options)
		}
		if err := p.withdrawAbsent(ctx); err != nil {
			return s.endRun(ctx, run, registry.RunFailed, err, options)
		}
	}
	return s.endRun(ctx, run, registry.RunUnmodified, nil, options)
}

// withdrawAbsent withdraws the records that this run and the good ones before it have not seen. A publish that is killed
// here finds the rest when it is resumed.
func (p *publisher) withdrawAbsent(ctx context.Context) error {
	if p.run.Trigger == triggerManual {
		return nil
	}
	runs, err := p.s.wholeRuns(ctx, p.run.Feed)
	if err != nil || len(runs) < withdrawAfter {
		return err
	}
	gone := roaring.AndNot(runs[withdrawAfter-1].listed, p.seen)
	for _, run := range runs[:withdrawAfter-1] {
		gone.AndNot(run.seen)
	}
	if gone.IsEmpty() {
		return nil
	}
	broken, known, err := p.brokenKeys(ctx)
	if err != nil || !known {
		return err
	}
	for numbers := range slices.Chunk(gone.ToArray(), minBatch) {
		records, err := p.s.store.RecordsNumbered(ctx, numbers)
		if err != nil {
			return err
		}
		var keys []string
		for _, r := range records {
			if !r.Withdrawn && r.Feed == p.feed.Name && !broken[registry.HashKey(r.Key)] {
				keys = append(keys, r.Key)
			}
		}
		if len(keys) == 0 {
			continue
		}
		if err := p.s.store.Write(ctx, func(tx registry.Tx) error { return p.withdraw(ctx, tx, keys) }); err != nil {
			return err
		}
		p.run.Counts.Withdrawn += len(keys)
		p.options.Progress("withdrawing", p.run.Counts)
	}
	p.s.signalDetector()
	return nil
}

// brokenKeys are those of the records that the run rejected: they are in the file. known is false where there are more
// problems than are kept.
func (p *publisher) brokenKeys(ctx context.Context) (broken map[registry.KeyHash]bool, known bool, err error) {
	broken = map[registry.KeyHash]bool{}
	if p.run.Counts.Rejected == 0 {
		return broken, true, nil
	}
	n := 0
	for cursor, more := "", true; more; more = cursor != "" {
		var problems []registry.Problem
		if problems, cursor, err = p.s.store.ListProblems(ctx, p.run.ID, registry.Page{Limit: 200, Cursor: cursor}); err != nil {
			return nil, false, err
		}
		for _, problem := range problems {
			broken[registry.HashKey(problem.Identifier)] = true
		}
		n += len(problems)
	}
	return broken, n < maxProblems, nil
}

// withdraw marks records as gone from their source, and makes the views of their initiatives again.
func (p *publisher) withdraw(ctx context.Context, tx registry.Tx, keys []string) error {
	if err := p.s.checkFence(ctx, tx, p.options); err != nil {
		return err
	}
	heads, err := tx.RecordHeads(ctx, p.feed.Name, keys)
	if err != nil {
		return err
	}
	var initiatives []string
	for _, key := range keys {
		initiatives = append(initiatives, heads[key].Initiative)
	}
	if err := tx.SetWithdrawn(ctx, p.feed.Name, keys, true); err != nil {
		return err
	}
	members, err := tx.RecordsOf(ctx, initiatives)
	if err != nil {
		return err
	}
	writes, err := p.s.viewsOf(members)
	if err != nil {
		return err
	}
	if err := tx.PutInitiatives(ctx, writes); err != nil {
		return err
	}
	progress := *p.run
	progress.Counts.Withdrawn += len(keys)
	return tx.PutRun(ctx, &progress)
}
