package service

import (
	"context"
	"errors"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// remadeTogether is how many initiatives are made again in one transaction, which holds the single writer for some tens of
// milliseconds.
const remadeTogether = 50

// remakeLease names the lease under which one process of several makes again what another version made.
const remakeLease = "remake"

// remakeTime is for how long the lease is taken, and taken again at half of it: many times what one transaction takes.
const remakeTime = time.Minute

// Remake makes again, from the stored records, what an earlier version of the program made in another way or not at all: the
// figures that sums are made of, the places that initiatives are found by, and what the detector knows of them. Documents of
// which nothing else is shown now stay as they are, and so do their versions. done says of how many it was. holder tells this
// process from others; EConflict where another one is at it.
//
// It goes initiative by initiative, each whole, and can be stopped and started again. Meanwhile sums read the documents.
func (s *Service) Remake(ctx context.Context, holder string, progress func(done int)) (done int, err error) {
	taken := time.Time{}
	defer func() {
		if !taken.IsZero() {
			err = errors.Join(err, s.store.ReleaseLease(context.WithoutCancel(ctx), remakeLease, holder))
		}
	}()
	for cursor := ""; ; {
		if now := s.now(); now.Sub(taken) > remakeTime/2 {
			_, leads, err := s.store.AcquireLease(ctx, remakeLease, holder, now, remakeTime)
			if err == nil && !leads {
				err = registry.Errorf(registry.EConflict, "another process makes again what an earlier version stored")
			}
			if err != nil {
				return done, err
			}
			taken = now
		}
		ids, next, err := s.store.OutdatedInitiatives(ctx, cursor, remadeTogether)
		if err != nil {
			return done, err
		}
		if len(ids) == 0 {
			break
		}
		remade := 0
		err = s.store.Write(ctx, func(tx registry.Tx) (err error) {
			remade, err = s.remake(ctx, tx, ids)
			return err
		})
		if err != nil {
			return done, err
		}
		cursor, done = next, done+remade
		if progress != nil {
			progress(done)
		}
	}
	if done > 0 {
		s.signalDetector()
	}
	return done, nil
}

// RunRemake is Remake in the background: where another process is at it, it waits to see whether that one ends.
func (s *Service) RunRemake(ctx context.Context, holder string) (done int, err error) {
	for {
		if done, err = s.Remake(ctx, holder, nil); registry.ErrorCode(err) != registry.EConflict {
			return done, err
		}
		select {
		case <-ctx.Done():
			return 0, nil
		case <-time.After(remakeTime):
		}
	}
}

// remake makes some initiatives again, and says of how many there are records.
func (s *Service) remake(ctx context.Context, tx registry.Tx, ids []string) (int, error) {
	versions, err := tx.VersionsOf(ctx, ids)
	if err != nil {
		return 0, err
	}
	members := make(map[string][]registry.Record, len(versions))
	for id, records := range versions { // by record and version
		for i := range records {
			records[i].Figures = encodeOutline(&records[i])
			if last := i == len(records)-1 || records[i+1].ID != records[i].ID; last {
				members[id] = append(members[id], records[i])
			}
		}
		if err := tx.PutFigures(ctx, records); err != nil {
			return 0, err
		}
	}
	writes, err := s.viewsOf(members)
	if err != nil {
		return 0, err
	}
	return len(writes), tx.PutInitiatives(ctx, writes)
}
