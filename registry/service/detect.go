package service

import (
	"context"
	"slices"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// detectorIndex is the detector with what is known of the change log's position it stands at.
type detectorIndex struct {
	detector *overlap.Detector
	model    *overlap.Model // what the detector scores with
	position int64
}

// DetectStats says what a detection did.
type DetectStats struct {
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
		s.index = detectorIndex{}
	}
	var stats DetectStats
	if full || scoredWith != model.Version {
		stats, err = s.detectAll(ctx, progress)
	} else {
		stats, err = s.detectChanges(ctx, position, progress)
	}
	stats.Elapsed = time.Since(started)
	return stats, err
}

func (s *Service) detectAll(ctx context.Context, progress func(string, int)) (stats DetectStats, err error) {
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
	var batch []overlap.Result
	var failed error
	flush := func() {
		if failed == nil {
			failed = s.putResults(ctx, batch, &stats)
		}
		batch = batch[:0]
	}
	s.index.detector.Detect(func(r overlap.Result) {
		delete(standing, pairOf(r.A, r.B))
		if batch = append(batch, r); len(batch) == maxBatch {
			flush()
			progress("flags", stats.New+stats.Changed+stats.Unchanged)
		}
	})
	if flush(); failed != nil {
		return stats, failed
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
		if err := s.examine(ctx, changes, &stats); err != nil {
			return stats, err
		}
		position = changes[len(changes)-1].Position
		if err := s.setDetectorPosition(ctx, position); err != nil {
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
	detector := overlap.NewDetector(model)
	n := 0
	for row, err := range s.store.EachFeatures(ctx) {
		if err != nil {
			return 0, err
		}
		f, err := decodeFeatures(row)
		if err != nil {
			return 0, err
		}
		detector.Add(f)
		if n++; n%5000 == 0 {
			progress("loading", n)
		}
	}
	detector.Freeze()
	s.index = detectorIndex{detector: detector, model: model, position: position}
	return position, nil
}

func (s *Service) setDetectorPosition(ctx context.Context, position int64) error {
	return s.store.Write(ctx, func(tx registry.Tx) error {
		return tx.SetDetectorPosition(ctx, position, s.index.model.Version)
	})
}

// examine brings the flags of changed initiatives up to date: each one's own, and those that its coming or going moves.
func (s *Service) examine(ctx context.Context, changes []registry.Change, stats *DetectStats) error {
	var ids []string
	for _, c := range changes {
		ids = append(ids, c.Initiative)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	touched, err := s.updateIndex(ctx, ids)
	if err != nil {
		return err
	}
	var results []overlap.Result
	found := map[[2]string]bool{}
	for id := range touched {
		for _, r := range s.index.detector.DetectOne(&overlap.Features{ID: id}) {
			if pair := pairOf(r.A, r.B); !found[pair] {
				found[pair] = true
				results = append(results, r)
			}
		}
	}
	stats.Examined += len(touched)
	if err := s.putResults(ctx, results, stats); err != nil {
		return err
	}
	gone := map[[2]string]string{}
	if err := s.store.Write(ctx, func(tx registry.Tx) error {
		for id := range touched {
			standing, err := tx.FindOverlapsOf(ctx, id)
			if err != nil {
				return err
			}
			for _, o := range standing {
				if pair := pairOf(o.A.Initiative, o.B.Initiative); !found[pair] && o.Status != registry.OverlapRetracted {
					gone[pair] = o.ID
				}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return s.retract(ctx, gone, stats)
}

// updateIndex brings the index to the stored features of the initiatives. It answers with all initiatives whose flags
// may be others now.
func (s *Service) updateIndex(ctx context.Context, ids []string) (touched map[string]bool, err error) {
	rows, err := s.store.FeaturesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	touched = map[string]bool{}
	for _, row := range rows {
		moved := []string{row.Initiative}
		if row.Features == nil {
			moved = append(moved, s.index.detector.Remove(row.Initiative)...)
		} else {
			f, err := decodeFeatures(row)
			if err != nil {
				return nil, err
			}
			moved = append(moved, s.index.detector.Add(f)...)
		}
		for _, id := range moved {
			touched[id] = true
		}
	}
	return touched, nil
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
