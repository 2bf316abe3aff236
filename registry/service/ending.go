package service

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/tansiq/tansiq/registry"
)

// A feed of absence "ended" lists what goes on now. What it listed and lists no more has ended: its record gets a version
// that is closed, with a note that says why, and stays. If it is listed again, it is what the feed says of it again.
//
// An end is concluded from a body that is all of the feed, and not where more records were rejected than last time, since the
// missing ones may be among them. That fewer than half of what was listed is left is looked at before anything is published;
// see suspicion.

// endAbsent ends the records that were in the feed and are not in this run.
func (p *publisher) endAbsent(ctx context.Context) error {
	seen, err := p.s.store.LastSeen(ctx, p.feed.ID, runsLookedAt)
	if err != nil || len(seen) == 0 {
		return err
	}
	last, err := p.s.store.LastRun(ctx, p.feed.ID, registry.RunDone)
	if err != nil {
		return err
	}
	accounted := p.seen.Clone()
	for _, run := range seen {
		was := roaring.New()
		if _, err := was.FromBuffer(run.Records); err != nil {
			return registry.WrapError(registry.EInternal, err, "the bitmap of seen records cannot be read")
		}
		gone := roaring.AndNot(was, accounted)
		accounted.Or(was)
		if gone.IsEmpty() {
			continue
		}
		if last != nil && p.run.Counts.Rejected > last.Counts.Rejected {
			return p.report(ctx, []registry.Problem{{Severity: registry.SeverityWarning, Reason: itoa(int(gone.GetCardinality())) +
				" no longer listed; since more records were rejected than last time, none is taken to have ended"}})
		}
		for numbers := range slices.Chunk(gone.ToArray(), minBatch) {
			if err := p.end(ctx, numbers, registry.DateOf(run.At)); err != nil {
				return err
			}
		}
	}
	return nil
}

// end writes the version of each record that says that it has ended. One that has ended already is left alone.
func (p *publisher) end(ctx context.Context, numbers []uint32, lastSeen registry.Date) error {
	records, err := p.s.store.RecordsNumbered(ctx, numbers)
	if err != nil {
		return err
	}
	var entries []spoolEntry
	var problems []registry.Problem
	for _, r := range records {
		if r.Withdrawn || r.Facts.Status == registry.StatusClosed || r.Facts.Status == registry.StatusCancelled {
			continue
		}
		raw, err := p.s.store.RecordRaw(ctx, r.ID, r.Version)
		if err != nil {
			return err
		}
		content, hash := registry.Content{Facts: ended(asStated(r.Facts), lastSeen), Marks: r.Marks, Licence: r.Licence}.Encode()
		entries = append(entries, spoolEntry{Key: r.Key, URL: r.URL, Line: r.Line, Hash: hash, content: content, raw: raw})
		problems = append(problems, registry.Problem{Identifier: r.Key, Severity: registry.SeverityWarning,
			Reason: "no longer listed: taken to have ended, last seen on " + string(lastSeen)})
	}
	if len(entries) == 0 {
		return nil
	}
	if err := p.report(ctx, problems); err != nil || p.options.DryRun {
		return err
	}
	// Counts and bitmap are of what the run read; these records it did not.
	run := *p.run
	ending := publisher{s: p.s, feed: p.feed, run: &run, options: p.options, seen: roaring.New(), concludes: true}
	b, err := ending.prepare(ctx, entries)
	if err != nil {
		return err
	}
	return ending.publish(ctx, b)
}

func (p *publisher) report(ctx context.Context, problems []registry.Problem) error {
	sink := problemSink{s: p.s, run: p.run.ID, options: p.options}
	if err := sink.add(ctx, problems); err != nil {
		return err
	}
	return sink.flush(ctx)
}

// ended is what is known of an initiative that its source lists no more. An end that the source states is kept unless it
// is later; a start that lies after the last day it was seen leaves the end unknown.
func ended(f registry.Facts, lastSeen registry.Date) registry.Facts {
	f.Status = registry.StatusClosed
	if (f.Period.End == "" || f.Period.End > lastSeen) && f.Period.Start <= lastSeen {
		f.Period.End, f.Period.OpenEnded = lastSeen, false
	}
	day := string(lastSeen)
	f.Notes = append(slices.Clone(f.Notes), registry.Note{Kind: registry.NoteEnded, Text: registry.Text{
		"en": "The source no longer lists it. It was last seen there on " + day + ", and is taken to have ended.",
		"fr": "La source ne la mentionne plus. Elle y figurait encore le " + day + " ; elle est réputée terminée.",
		"ar": "لم يعد المصدر يذكرها. ظهرت فيه آخر مرة في " + day + "، وتُعدّ منتهية.",
	}})
	return f
}

// asStated takes out of a stored record's facts what enrich and the resolving of organisations added, which is no part of
// what its source says.
func asStated(f registry.Facts) registry.Facts {
	f.Participations = slices.Clone(f.Participations)
	for i := range f.Participations {
		f.Participations[i].Organisation = ""
	}
	if f.Reporter != nil {
		reporter := *f.Reporter
		reporter.Organisation = ""
		f.Reporter = &reporter
	}
	f.GoodPractices = slices.DeleteFunc(slices.Clone(f.GoodPractices), func(l registry.PracticeLink) bool { return l.Basis == registry.BasisRule })
	if f.Budget != nil {
		budget := *f.Budget
		budget.USD = nil
		f.Budget = &budget
	}
	f.Totals = slices.Clone(f.Totals)
	for i := range f.Totals {
		f.Totals[i].USD = nil
	}
	return f
}
