package service

import (
	"context"
	"runtime/debug"
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
	loaded   int64             // position of the newest change that it may have been loaded with, until takeOut
	pending  []overlap.Touched // by changes that the flags do not follow yet
	batch    int               // how many changes are followed at a time
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

func (s *DetectStats) add(done DetectStats) {
	s.Examined += done.Examined
	s.New += done.New
	s.Changed += done.Changed
	s.Unchanged += done.Unchanged
	s.Retracted += done.Retracted
	s.Reopened += done.Reopened
}

func decodeFeatures(row registry.DetectionRow) (*overlap.Features, error) {
	f := new(overlap.Features)
	if err := f.UnmarshalBinary(row.Features); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "stored features cannot be read")
	}
	return f, nil
}
