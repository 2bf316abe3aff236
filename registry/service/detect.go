package service

import (
	"cmp"
	"context"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// detectorIndex is the detector with what is known of the change log's position it stands at. Whoever changes it holds
// Service.detecting, and the lock while it is changed; whoever reads it holds the lock for reading, so that a draft need not
// wait for a detection to end.
type detectorIndex struct {
	lock     sync.RWMutex
	detector *overlap.Detector
	memory   *indexMemory   // where the detector's index is
	model    *overlap.Model // what the detector scores with
	position int64
	loaded   int64             // position of the newest change that may have been in what it was loaded from
	pending  []overlap.Touched // by changes that the flags do not follow yet
}

func (x *detectorIndex) drop() {
	x.lock.Lock()
	defer x.lock.Unlock()
	x.clear()
}

func (x *detectorIndex) clear() {
	if x.memory != nil {
		x.memory.close()
	}
	x.detector, x.memory, x.model, x.position, x.loaded, x.pending = nil, nil, nil, 0, 0, nil
}

// DetectStats says what a detection did.
type DetectStats struct {
	Model       string        `json:"model"`       // version of the one that scored
	Initiatives int           `json:"initiatives"` // in the index; 0 where nothing had changed and none was loaded
	Examined    int           `json:"examined"`    // compared with their candidates
	New         int           `json:"new"`
	Changed     int           `json:"changed"`
	Unchanged   int           `json:"unchanged"`
	Retracted   int           `json:"retracted"`
	Reopened    int           `json:"reopened"`
	Elapsed     time.Duration `json:"elapsed_ns"`
}

// Detect finds overlaps: of what the change log says has changed since the last time or, with full, of everything, in
// a new generation (document frequencies counted afresh). A first detection, and one by another model, is full.
func (s *Service) Detect(ctx context.Context, full bool, progress func(stage string, done int)) (DetectStats, error) {
	s.detecting.Lock()
	defer s.detecting.Unlock()
	if progress == nil {
		progress = func(string, int) {}
	}
	started := time.Now()
	position, scoredWith, err := s.store.DetectorPosition(ctx)
	if err != nil {
		return DetectStats{}, err
	}
	model, err := s.Model(ctx)
	if err != nil {
		return DetectStats{}, err
	}
	if s.index.detector != nil && s.index.model.Version != model.Version { // another was taken into use
		s.index.drop()
	}
	var stats DetectStats
	if full || scoredWith != model.Version {
		stats, err = s.detectAll(ctx, progress)
	} else {
		stats, err = s.detectChanges(ctx, position, progress)
	}
	stats.Model, stats.Elapsed = model.Version, time.Since(started)
	return stats, err
}

func (s *Service) detectAll(ctx context.Context, progress func(string, int)) (stats DetectStats, err error) {
	ctx = registry.InBulk(ctx)
	position, err := s.loadDetector(ctx, progress)
	if err != nil {
		return stats, err
	}
	stats.Initiatives = s.index.detector.Len()
	stats.Examined = stats.Initiatives
	standing, err := s.store.OpenOverlapPairs(ctx)
	if err != nil {
		return stats, err
	}
	batches := make(chan []overlap.Result, 8)
	group, working := errgroup.WithContext(ctx)
	group.Go(func() error {
		for batch := range batches {
			if err := s.putResults(working, batch, &stats); err != nil {
				return err
			}
			progress("flags", stats.New+stats.Changed+stats.Unchanged)
		}
		return nil
	})
	group.Go(func() error {
		defer close(batches)
		s.index.lock.RLock()
		defer s.index.lock.RUnlock()
		var batch []overlap.Result
		hand := func() {
			select {
			case batches <- batch:
			case <-working.Done(): // nobody takes them any more
			}
			batch = nil
		}
		s.index.detector.Detect(func(r overlap.Result) {
			delete(standing, pairOf(r.A, r.B))
			if batch = append(batch, r); len(batch) == maxBatch {
				hand()
			}
		})
		hand()
		return working.Err()
	})
	if err := group.Wait(); err != nil {
		return stats, err
	}
	if err := s.retract(ctx, standing, &stats); err != nil {
		return stats, err
	}
	return stats, s.setDetectorPosition(ctx, position)
}

func (s *Service) detectChanges(ctx context.Context, position int64, progress func(string, int)) (stats DetectStats, err error) {
	last, err := s.store.LastChange(ctx)
	if err != nil || last == position {
		return stats, err // nothing has changed: no index is needed to say so
	}
	if s.index.detector == nil {
		// The index is then ahead of the flags; what changed since the flags' position is examined below.
		if _, err := s.loadDetector(ctx, progress); err != nil {
			return stats, err
		}
	}
	for {
		changes, err := s.store.Changes(ctx, position, maxBatch)
		if err != nil {
			return stats, err
		}
		if len(changes) == 0 {
			break
		}
		position = changes[len(changes)-1].Position
		if err := s.examine(ctx, changes, position, &stats); err != nil {
			return stats, err
		}
		progress("initiatives", stats.Examined)
		if s.index.detector.Outgrown() { // its frequencies mislead by now: a new generation
			return s.detectAll(ctx, progress)
		}
	}
	s.index.position = position
	stats.Initiatives = s.index.detector.Len()
	return stats, nil
}

// garbagePercent is how much of what is alive the collector lets become garbage while an index is made.
const garbagePercent = 15

// loadDetector builds the index of a generation from the stored features. The position is read first: what changes
// while the features are read is examined again.
func (s *Service) loadDetector(ctx context.Context, progress func(string, int)) (position int64, err error) {
	if position, err = s.store.LastChange(ctx); err != nil {
		return 0, err
	}
	model, err := s.Model(ctx)
	if err != nil {
		return 0, err
	}
	s.index.lock.Lock()
	defer s.index.lock.Unlock()
	s.index.clear() // two of them would be too many
	// What the making leaves behind may not grow to the size of the index itself, nor stay.
	defer debug.FreeOSMemory()
	defer debug.SetGCPercent(debug.SetGCPercent(garbagePercent))
	memory, err := newIndexMemory(s.options.SpoolDir)
	if err != nil {
		return 0, registry.WrapError(registry.EInternal, err, "the file of the overlap index cannot be made")
	}
	defer func() {
		if s.index.memory != memory {
			memory.close()
		}
	}()
	detector := overlap.NewDetectorIn(model, memory.features, memory.index)
	n := 0
	for row, err := range s.store.EachFeatures(ctx) {
		if err != nil {
			return 0, err
		}
		if err := detector.Load(row.Features); err != nil {
			return 0, registry.WrapError(registry.EInternal, err, "stored features cannot be read")
		}
		if n++; n%5000 == 0 {
			progress("loading", n)
		}
	}
	if err := detector.Freeze(); err != nil {
		return 0, registry.WrapError(registry.EInternal, err, "stored features cannot be read")
	}
	loaded, err := s.store.LastChange(ctx)
	if err != nil {
		return 0, err
	}
	s.index.detector, s.index.memory, s.index.model, s.index.position, s.index.loaded = detector, memory, model, position, loaded
	return position, nil
}

func (s *Service) setDetectorPosition(ctx context.Context, position int64) error {
	return s.store.Write(ctx, func(tx registry.Tx) error {
		return tx.SetDetectorPosition(ctx, position, s.index.model.Version)
	})
}

// examine brings the flags to the position after some changes, in one transaction: each changed initiative's own, and the
// pairs that its coming or going moves.
func (s *Service) examine(ctx context.Context, changes []registry.Change, position int64, stats *DetectStats) error {
	if err := s.updateIndex(ctx, changes); err != nil {
		return err
	}
	touched := merged(s.index.pending)
	results := s.index.detector.Reexamine(touched)
	stats.Examined += len(touched.Initiatives)
	sides, err := s.sidesOf(ctx, results)
	if err != nil {
		return err
	}
	var done DetectStats
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		done = DetectStats{}
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
		if err := tx.PutOverlaps(ctx, writes); err != nil {
			return err
		}
		return tx.SetDetectorPosition(ctx, position, s.index.model.Version)
	})
	if err != nil {
		return err
	}
	s.index.pending = nil
	stats.add(done)
	return nil
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

func (s *DetectStats) add(done DetectStats) {
	s.New += done.New
	s.Changed += done.Changed
	s.Unchanged += done.Unchanged
	s.Retracted += done.Retracted
	s.Reopened += done.Reopened
}

// updateIndex brings the index to the stored features of the initiatives that changed, and notes whose flags may be others
// now: theirs, also where what changed is not in the features, and those that the index names.
func (s *Service) updateIndex(ctx context.Context, changes []registry.Change) error {
	var ids []string
	for _, c := range changes {
		ids = append(ids, c.Initiative)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	rows, err := s.store.FeaturesOf(ctx, ids)
	if err != nil {
		return err
	}
	s.index.lock.Lock()
	defer s.index.lock.Unlock()
	s.index.pending = append(s.index.pending, overlap.Touched{Initiatives: ids})
	// What the index was loaded with is taken out, and then put in again: the flags are of before, and it moved others when it came.
	known := changes[0].Position <= s.index.loaded
	for _, row := range rows {
		if known || row.Features == nil {
			s.index.pending = append(s.index.pending, s.index.detector.Remove(row.Initiative))
		}
	}
	for _, row := range rows {
		if row.Features == nil {
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

func decodeFeatures(row registry.DetectionRow) (*overlap.Features, error) {
	f := new(overlap.Features)
	if err := f.UnmarshalBinary(row.Features); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "stored features cannot be read")
	}
	return f, nil
}

// signalDetector tells RunDetector that there is something to do; it never waits.
func (s *Service) signalDetector() {
	select {
	case s.wakeDetector <- struct{}{}:
	default:
	}
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
	for {
		_, leads, err := s.store.AcquireLease(ctx, detectorLease, holder, s.now(), 3*poll)
		if err == nil && leads {
			_, err = s.Detect(ctx, false, nil)
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
