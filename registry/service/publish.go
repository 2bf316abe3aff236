package service

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/classify"
	"github.com/tansiq/tansiq/registry/overlap"
)

// One transaction of a publish takes at most maxBatch records, and fewer where they take longer than maxHold, so that
// the single writer starves no one (design section 10). It ends after any partBatch of them where somebody waits who is no
// import himself, or did lately.
const (
	partBatch = 16
	minBatch  = 25
	maxBatch  = 250
	maxHold   = 50 * time.Millisecond
)

// publish compares the spool with what the registry has, and writes what is new or changed. While one batch is
// written, outside of that transaction the next one is decoded, classified and projected.
func (s *Service) publish(ctx context.Context, feed registry.Feed, run *registry.Run, options ImportOptions) error {
	spool, err := openSpool(s.options.SpoolDir, run.Spool)
	if err != nil {
		return err
	}
	defer spool.close()
	p := publisher{s: s, feed: feed, run: run, options: options, seen: roaring.New()}
	p.size.Store(maxBatch / 2)
	batches := make(chan *batch, 1)
	group, working := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(batches)
		for last := false; !last; {
			var entries []spoolEntry
			if entries, last, err = readBatch(spool, int(p.size.Load())); err != nil || len(entries) == 0 {
				return err
			}
			b, err := p.prepare(working, entries)
			if err != nil {
				return err
			}
			select {
			case batches <- b:
			case <-working.Done():
				return working.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		for b := range batches {
			if err := p.publish(working, b); err != nil {
				return err
			}
			options.Progress("publishing", run.Counts)
			if err := working.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if err := p.concludeFromAbsence(ctx); err != nil || options.DryRun {
		return err
	}
	bitmap, err := p.seen.ToBytes()
	if err != nil {
		return registry.WrapError(registry.EInternal, err, "the bitmap of seen records cannot be encoded")
	}
	s.signalDetector()
	return s.store.Write(ctx, func(tx registry.Tx) error {
		if err := s.checkFence(ctx, tx, options); err != nil {
			return err
		}
		return tx.PutSeen(ctx, run.ID, bitmap)
	})
}

func readBatch(spool *spoolReader, size int) (entries []spoolEntry, last bool, err error) {
	for len(entries) < size {
		e, err := spool.next()
		if err == io.EOF {
			return entries, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		entries = append(entries, e)
	}
	return entries, false, nil
}

// publisher publishes one run.
type publisher struct {
	s       *Service
	feed    registry.Feed
	run     *registry.Run
	options ImportOptions
	seen    *roaring.Bitmap
	size    atomic.Int64 // of the next batch
	// concludes says that the run did not read these records: they do not count.
	concludes bool
}

// batch is a part of a run, compared with the registry and ready to be written.
type batch struct {
	entries []spoolEntry
	heads   map[string]registry.RecordHead // what it was compared with
	changed []*registry.Record             // new and changed ones
	fresh   []registry.InitiativeWrite     // views of the new ones; the others' depend on the records they stand beside
}

// prepare does everything that needs no transaction of its own.
func (p *publisher) prepare(ctx context.Context, entries []spoolEntry) (*batch, error) {
	b := &batch{entries: entries}
	var err error
	if b.heads, err = p.s.store.RecordHeads(ctx, p.feed.Name, b.keys()); err != nil {
		return nil, err
	}
	var differing []spoolEntry
	for _, e := range entries {
		if head, known := b.heads[e.Key]; !known || head.Hash != e.Hash || head.Withdrawn {
			differing = append(differing, e)
		}
	}
	if p.options.DryRun || len(differing) == 0 {
		return b, nil
	}
	ids := make([]string, len(differing)) // in the file's order, so that ties by id fall alike wherever it is imported
	for i, e := range differing {
		if ids[i] = b.heads[e.Key].ID; ids[i] == "" {
			ids[i] = newID()
		}
	}
	b.changed = make([]*registry.Record, len(differing))
	err = p.inParallel(ctx, len(differing), func(i int) (err error) {
		b.changed[i], err = p.s.recordOf(p.feed, ids[i], differing[i], b.heads[differing[i].Key])
		return err
	})
	if err != nil {
		return nil, err
	}
	err = p.s.store.Write(ctx, func(tx registry.Tx) error { return p.s.resolveOrganisations(ctx, tx, b.changed) })
	if err != nil {
		return nil, err
	}
	views := make([]registry.InitiativeWrite, len(b.changed))
	err = p.inParallel(ctx, len(b.changed), func(i int) (err error) {
		r := b.changed[i]
		if _, known := b.heads[r.Key]; !known {
			if views[i], err = p.s.viewsOfOne(r.Initiative, replaceRecord(nil, *r)); err != nil {
				return err
			}
		}
		r.Figures = encodeOutline(r)
		return p.s.store.PackRecord(r)
	})
	for _, w := range views {
		if w.ID != "" {
			b.fresh = append(b.fresh, w)
		}
	}
	return b, err
}

// inParallel is inParallel that makes way, some records apart, for what somebody waits for: with all cores busy, that would
// come late to its turn as well.
func (p *publisher) inParallel(ctx context.Context, n int, fn func(i int) error) error {
	return inParallel(n, func(i int) error {
		if i%partBatch < runtime.GOMAXPROCS(0) {
			if err := p.s.store.LetPass(ctx); err != nil {
				return err
			}
		}
		return fn(i)
	})
}

func (b *batch) keys() []string { return keysOf(b.entries) }

func keysOf(entries []spoolEntry) []string {
	keys := make([]string, len(entries))
	for i, e := range entries {
		keys[i] = e.Key
	}
	return keys
}

// errStale says that somebody else wrote to the batch's records after it was prepared.
var errStale = errors.New("service: batch is stale")

// counts says what the records are to the registry.
func (b *batch) counts() (n registry.RunCounts) {
	for _, e := range b.entries {
		switch head, known := b.heads[e.Key]; {
		case !known:
			n.New++
		case head.Hash == e.Hash:
			n.Unchanged++
		default:
			n.Changed++
		}
	}
	return n
}

// back gives the keys of records that were withdrawn.
func (b *batch) back() (keys []string) {
	for _, e := range b.entries {
		if b.heads[e.Key].Withdrawn {
			keys = append(keys, e.Key)
		}
	}
	return keys
}

// parts divides a batch into ones of partBatch entries.
func (b *batch) parts() (parts []*batch) {
	changed, fresh := map[string]*registry.Record{}, map[string]registry.InitiativeWrite{}
	for _, r := range b.changed {
		changed[r.Key] = r
	}
	for _, w := range b.fresh {
		fresh[w.ID] = w
	}
	for entries := range slices.Chunk(b.entries, partBatch) {
		part := &batch{entries: entries, heads: map[string]registry.RecordHead{}}
		for _, e := range entries {
			if head, known := b.heads[e.Key]; known {
				part.heads[e.Key] = head
			}
			r := changed[e.Key]
			if r == nil {
				continue
			}
			part.changed = append(part.changed, r)
			if w, ok := fresh[r.Initiative]; ok {
				part.fresh = append(part.fresh, w)
			}
		}
		parts = append(parts, part)
	}
	return parts
}

// publish writes a batch, in one transaction unless somebody waits. The run's counts and bitmap change only with what was
// committed.
func (p *publisher) publish(ctx context.Context, b *batch) error {
	if p.options.DryRun || len(b.changed) == 0 {
		p.account(b)
		return nil
	}
	var took time.Duration
	for parts := b.parts(); len(parts) > 0; {
		if err := p.s.store.LetPass(ctx); err != nil {
			return err
		}
		written := 0
		err := p.s.store.Write(ctx, func(tx registry.Tx) (err error) {
			began := time.Now()
			written, err = p.write(ctx, tx, parts)
			took += time.Since(began)
			return err
		})
		if errors.Is(err, errStale) {
			var entries []spoolEntry
			for _, part := range parts {
				entries = append(entries, part.entries...)
			}
			again, err := p.prepare(ctx, entries)
			if err != nil {
				return err
			}
			return p.publish(ctx, again)
		}
		if err != nil {
			return err
		}
		for _, part := range parts[:written] {
			p.account(part)
		}
		parts = parts[written:]
	}
	p.adapt(took, len(b.entries))
	return nil
}

// account adds what stands in the registry to what the run has seen.
func (p *publisher) account(b *batch) {
	for _, head := range b.heads {
		p.seen.Add(head.No)
	}
	for _, r := range b.changed {
		p.seen.Add(r.No)
	}
	p.count(p.run, b)
}

func (p *publisher) count(run *registry.Run, b *batch) {
	if !p.concludes {
		run.Counts = add(run.Counts, b.counts())
	}
	run.Position += len(b.entries)
}

// adapt chooses the size of the next batches by how long one of size n took.
func (p *publisher) adapt(took time.Duration, n int) {
	p.size.Store(int64(fitting(int(p.size.Load()), n, took, maxHold, minBatch)))
}

// fitting is the size of the next batch, between the least and maxBatch, where one of n took so long: half way from the size
// before to what would take as long as it may.
func fitting(size, n int, took, may time.Duration, least int) int {
	fits := int(float64(n) * float64(may) / float64(max(took, may/maxBatch)))
	return min(max((size+fits+1)/2, least), maxBatch)
}

func add(a, b registry.RunCounts) registry.RunCounts {
	a.New += b.New
	a.Changed += b.Changed
	a.Unchanged += b.Unchanged
	return a
}

// write puts parts of a batch into the registry until somebody waits, and says how many.
func (p *publisher) write(ctx context.Context, tx registry.Tx, parts []*batch) (written int, err error) {
	if err := p.s.checkFence(ctx, tx, p.options); err != nil {
		return 0, err
	}
	if err := p.compare(ctx, tx, parts); err != nil {
		return 0, err
	}
	progress := *p.run
	for written < len(parts) && (written == 0 || !tx.IsAwaited()) {
		if err := p.writePart(ctx, tx, parts[written]); err != nil {
			return 0, err
		}
		p.count(&progress, parts[written])
		written++
	}
	return written, tx.PutRun(ctx, &progress)
}

// compare is errStale where the records are not what the parts were prepared for.
func (p *publisher) compare(ctx context.Context, tx registry.Tx, parts []*batch) error {
	var keys []string
	prepared := map[string]registry.RecordHead{}
	for _, part := range parts {
		keys = append(keys, part.keys()...)
		maps.Copy(prepared, part.heads)
	}
	heads, err := tx.RecordHeads(ctx, p.feed.Name, keys)
	if err == nil && !maps.Equal(heads, prepared) {
		err = errStale
	}
	return err
}

// writePart puts records and the views of their initiatives into the registry.
func (p *publisher) writePart(ctx context.Context, tx registry.Tx, b *batch) error {
	var versions []*registry.Record
	var known []string
	for _, r := range b.changed {
		head, exists := b.heads[r.Key]
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
	writes := b.fresh
	if len(known) > 0 {
		members, err := tx.RecordsOf(ctx, known)
		if err != nil {
			return err
		}
		for _, r := range b.changed {
			if _, exists := b.heads[r.Key]; exists {
				members[r.Initiative] = replaceRecord(members[r.Initiative], *r)
			}
		}
		merged, err := p.s.viewsOf(members)
		if err != nil {
			return err
		}
		writes = slices.Concat(writes, merged)
	}
	if err := tx.PutInitiatives(ctx, writes); err != nil {
		return err
	}
	if back := b.back(); len(back) > 0 {
		return tx.SetWithdrawn(ctx, p.feed.Name, back, false)
	}
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
func (s *Service) recordOf(feed registry.Feed, id string, e spoolEntry, head registry.RecordHead) (*registry.Record, error) {
	var content registry.Content
	if err := json.Unmarshal(e.content, &content); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "the spool file is damaged")
	}
	r := &registry.Record{
		ID: id, No: head.No, Initiative: head.Initiative, Feed: feed.Name, Key: e.Key, Version: head.Version + 1,
		URL: e.URL, Licence: content.Licence, Retrieved: s.now(), Line: e.Line,
		Marks: content.Marks, Facts: content.Facts, Raw: e.raw, Hash: e.Hash,
	}
	if r.Initiative == "" {
		r.Initiative = r.ID // see groupRecords
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

// viewsOf projects initiatives from their records, by initiative id, and says what the detector knows of each.
func (s *Service) viewsOf(members map[string][]registry.Record) ([]registry.InitiativeWrite, error) {
	ids := slices.Sorted(maps.Keys(members))
	writes := make([]registry.InitiativeWrite, len(ids))
	err := inParallel(len(ids), func(i int) (err error) {
		writes[i], err = s.viewsOfOne(ids[i], members[ids[i]])
		return err
	})
	return writes, err
}

// viewsOfOne is viewsOf for one initiative.
func (s *Service) viewsOfOne(id string, records []registry.Record) (w registry.InitiativeWrite, err error) {
	w.ID = id
	var full *registry.Initiative
	if w.Views, full = s.project(id, records); full == nil {
		return w, nil
	}
	if features := overlap.FromInitiative(full, s.ultimateFunder); features != nil {
		if w.Features, err = features.MarshalBinary(); err != nil {
			return w, registry.WrapError(registry.EInternal, err, "features cannot be encoded")
		}
	}
	return w, nil
}
