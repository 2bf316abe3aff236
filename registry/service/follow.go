package service

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// The flags follow the change log in its order, some changes at a time, each batch one transaction. What somebody has just
// changed by hand, and now looks at, goes first (detectFirst): an import puts thousands of changes into the log, and a batch of
// them is kept so short that who comes first need not wait for it.

// maxFollow is how long a batch of changes may take, as far as that is known before.
const maxFollow = 5 * time.Millisecond

func (s *Service) detectChanges(ctx context.Context, position int64, progress func(string, int)) (stats DetectStats, err error) {
	for {
		first := s.first.take() // before the end of the log is asked for: what they changed is in it
		last, err := s.store.LastChange(ctx)
		if err != nil {
			return stats, err
		}
		if last == position { // no index is needed to say that nothing has changed
			progress("first", len(first))
			return stats, nil
		}
		if s.index.detector == nil {
			if _, err := s.loadDetector(ctx, progress); err != nil {
				return stats, err
			}
		}
		if err := s.takeOut(ctx, position); err != nil {
			return stats, err
		}
		position = min(position, s.index.position) // flags that another process wrote may be ahead of this one's index
		changes, err := s.store.Changes(ctx, position, max(s.index.batch, 1))
		if err != nil {
			return stats, err
		}
		position = changes[len(changes)-1].Position
		if len(first) > 0 && position < last {
			if err := s.follow(ctx, first, 0, &stats); err != nil {
				return stats, err
			}
			progress("first", len(first))
			first = nil
		}
		started, following := time.Now(), ctx
		if len(first) == 0 { // nobody waits for these
			following = registry.InBulk(ctx)
		}
		if err := s.follow(following, initiativesOfChanges(changes), position, &stats); err != nil {
			return stats, err
		}
		s.index.batch = fitting(s.index.batch, len(changes), time.Since(started), maxFollow, 1)
		s.index.position = max(s.index.position, position)
		stats.Initiatives = s.index.detector.Len()
		progress("first", len(first))
		progress("initiatives", stats.Examined)
		if s.index.detector.Outgrown() { // its frequencies mislead by now: a new generation
			return s.detectAll(ctx, progress)
		}
	}
}

func initiativesOfChanges(changes []registry.Change) []string {
	ids := make([]string, len(changes))
	for i, c := range changes {
		ids[i] = c.Initiative
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// takeOut takes out of the index what changed after the flags' position and was there already when the index was loaded. When it
// is put in again, it is seen whom it moved.
func (s *Service) takeOut(ctx context.Context, position int64) error {
	if s.index.loaded <= position {
		return nil
	}
	s.index.position = min(s.index.position, position)
	for position < s.index.loaded {
		changes, err := s.store.Changes(ctx, position, maxBatch)
		if err != nil {
			return err
		}
		s.index.lock.Lock()
		for _, c := range changes {
			s.index.pending = append(s.index.pending, s.index.detector.Remove(c.Initiative))
		}
		s.index.lock.Unlock()
		position = changes[len(changes)-1].Position
	}
	s.index.loaded = 0
	return nil
}

// follow brings index and flags to what is stored of some initiatives: each one's own flags, and those of the pairs that its
// coming or going moves. The flags then follow the change log up to the position, with all that was pending; with 0 they follow
// these initiatives alone, which the log comes to once more.
func (s *Service) follow(ctx context.Context, ids []string, position int64, stats *DetectStats) error {
	before := 0
	if position == 0 {
		before = len(s.index.pending)
	}
	if err := s.updateIndex(ctx, ids); err != nil {
		return err
	}
	touched := merged(s.index.pending[before:])
	for len(touched.Initiatives)+len(touched.Pairs) > maxTouched {
		var part overlap.Touched
		n := min(len(touched.Initiatives), maxTouched)
		part.Initiatives, touched.Initiatives = touched.Initiatives[:n], touched.Initiatives[n:]
		n = min(len(touched.Pairs), maxTouched-n)
		part.Pairs, touched.Pairs = touched.Pairs[:n], touched.Pairs[n:]
		if err := s.reexamine(ctx, part, 0, stats); err != nil {
			return err
		}
	}
	if err := s.reexamine(ctx, touched, position, stats); err != nil {
		return err
	}
	s.index.pending = slices.Delete(s.index.pending, before, len(s.index.pending))
	return nil
}

// maxTouched is how many initiatives and pairs are examined in one transaction. A change touches some fifteen.
const maxTouched = 2000

// reexamine brings the flags of what was touched to what the index says, in one transaction. With a position of 0 they stay
// where they are in the change log.
func (s *Service) reexamine(ctx context.Context, touched overlap.Touched, position int64, stats *DetectStats) error {
	results := s.index.detector.Reexamine(touched)
	sides, err := s.sidesOf(ctx, results)
	if err != nil {
		return err
	}
	var done DetectStats
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		done = DetectStats{Examined: len(touched.Initiatives)}
		standing, err := tx.FindOverlapsOf(ctx, touched.Initiatives...)
		if err != nil {
			return err
		}
		byPair, err := tx.FindOverlapsByPair(ctx, touched.Pairs)
		if err != nil {
			return err
		}
		for _, o := range standing {
			byPair[pairOf(o.A.Initiative, o.B.Initiative)] = o
		}
		writes, err := s.flagsOf(ctx, tx, results, sides, byPair, &done)
		if err != nil {
			return err
		}
		for _, r := range results {
			delete(byPair, pairOf(r.A, r.B))
		}
		writes = append(writes, retracted(byPair)...)
		done.Retracted = len(writes) - done.New - done.Changed
		if err := tx.PutOverlaps(ctx, writes); err != nil || position == 0 {
			return err
		}
		return tx.SetDetectorPosition(ctx, position, s.index.model.Version)
	})
	if err == nil {
		stats.add(done)
	}
	return err
}

// merged joins what several changes touched.
func merged(all []overlap.Touched) (t overlap.Touched) {
	for _, one := range all {
		t.Initiatives = append(t.Initiatives, one.Initiatives...)
		t.Pairs = append(t.Pairs, one.Pairs...)
	}
	slices.Sort(t.Initiatives)
	t.Initiatives = slices.Compact(t.Initiatives)
	slices.SortFunc(t.Pairs, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	t.Pairs = slices.Compact(t.Pairs)
	return t
}

// updateIndex brings the index to the stored features of the initiatives, and notes whose flags may be others now: theirs, also
// where what changed is not in the features, and those that the index names.
func (s *Service) updateIndex(ctx context.Context, ids []string) error {
	rows, err := s.store.FeaturesOf(ctx, ids)
	if err != nil {
		return err
	}
	s.index.lock.Lock()
	defer s.index.lock.Unlock()
	s.index.pending = append(s.index.pending, overlap.Touched{Initiatives: ids})
	for _, row := range rows {
		if row.Features == nil {
			s.index.pending = append(s.index.pending, s.index.detector.Remove(row.Initiative))
			continue
		}
		f, err := decodeFeatures(row)
		if err != nil {
			return err
		}
		s.index.pending = append(s.index.pending, s.index.detector.Add(f))
	}
	return nil
}

// awaited collects initiatives that somebody has changed by hand and looks at.
type awaited struct {
	mutex sync.Mutex
	ids   []string
}

func (a *awaited) add(ids []string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.ids = append(a.ids, ids...)
}

func (a *awaited) take() []string {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	ids := a.ids
	a.ids = nil
	slices.Sort(ids)
	return slices.Compact(ids)
}

// signalDetector tells RunDetector that there is something to do; it never waits.
func (s *Service) signalDetector() {
	select {
	case s.wakeDetector <- struct{}{}:
	default:
	}
}

// DetectFirst tells the detector that somebody waits for the flags of these initiatives, which have just been changed. Their turn
// comes before that of all else that the change log has; it does not wait for it.
func (s *Service) DetectFirst(initiatives ...string) {
	s.first.add(initiatives)
	s.signalDetector()
}

// detectorLease names the lease under which one process of several follows the change log.
const detectorLease = "detector"

// keepIndex loads the index where nothing has asked for it yet: whoever asks before funding first must not wait for it,
// on replicas that do not detect as little as on the one that does.
func (s *Service) keepIndex(ctx context.Context) error {
	s.detecting.Lock()
	defer s.detecting.Unlock()
	if s.index.detector != nil {
		return nil
	}
	_, err := s.loadDetector(ctx, func(string, int) {})
	return err
}

// RunDetector follows the change log until the context ends: at each signal, and once a poll for what other processes
// wrote. Of several processes one works, the holder of the lease.
func (s *Service) RunDetector(ctx context.Context, holder string, poll time.Duration) error {
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	var leads bool
	var asked time.Time
	var err error
	for {
		// The lease outlives three polls. To prolong it at each signal would be a write that every change waits for.
		if now := s.now(); err != nil || now.Sub(asked) >= poll {
			asked = now
			_, leads, err = s.store.AcquireLease(ctx, detectorLease, holder, now, 3*poll)
		}
		switch {
		case err == nil && leads:
			_, err = s.Detect(ctx, false, nil)
		case err == nil:
			s.first.take() // whoever leads reads of them in the log
		}
		if err == nil {
			err = s.keepIndex(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.options.Log.ErrorContext(ctx, "detection failed; it is tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return s.store.ReleaseLease(context.WithoutCancel(ctx), detectorLease, holder)
		case <-ticker.C:
		case <-s.wakeDetector:
		}
	}
}
