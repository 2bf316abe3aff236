package service

import (
	"context"

	"github.com/tansiq/tansiq/registry"
)

// A held run waits for an administrator, with its spool. The feed goes on: the next run that is good or held itself
// overtakes it, so that at most one run of a feed waits.

// ReleaseRun publishes a held run of the feed as it was decoded. The caller holds the feed's lease, as options say.
// EConflict where the run is not held. ENotFound.
func (s *Service) ReleaseRun(ctx context.Context, who registry.Audience, feed, id string, options ImportOptions) error {
	if options.Progress == nil {
		options.Progress = func(string, registry.RunCounts) {}
	}
	f, run, err := s.heldRun(ctx, feed, id)
	if err != nil {
		return err
	}
	options.Partial = run.Trigger == triggerManual
	before := *run
	run.State, run.Finished, run.Error, run.Hint = registry.RunPublishing, nil, "", ""
	if err := s.decide(ctx, who, "run.release", before, run, options); err != nil {
		return err
	}
	if options.Started != nil {
		options.Started(*run)
	}
	return s.publishSpooled(ctx, *f, run, options)
}

// DiscardRun ends a held run of the feed for good; nothing of it is published. The caller holds the feed's lease, as
// options say. EConflict where the run is not held. ENotFound.
func (s *Service) DiscardRun(ctx context.Context, who registry.Audience, feed, id string, options ImportOptions) error {
	_, run, err := s.heldRun(ctx, feed, id)
	if err != nil {
		return err
	}
	before := *run
	run.State = registry.RunDiscarded
	if err := s.decide(ctx, who, "run.discard", before, run, options); err != nil {
		return err
	}
	removeSpool(s.options.SpoolDir, run.Spool)
	return nil
}

func (s *Service) heldRun(ctx context.Context, feed, id string) (*registry.Feed, *registry.Run, error) {
	f, err := s.store.FindFeed(ctx, feed)
	if err != nil {
		return nil, nil, err
	}
	run, err := s.FindRun(ctx, f.ID, id)
	if err == nil && run.State != registry.RunHeld {
		err = registry.Errorf(registry.EConflict, "the run is not held for review: it is %s", run.State)
	}
	return f, run, err
}

// decide writes an administrator's decision on a held run.
func (s *Service) decide(ctx context.Context, who registry.Audience, action string, before registry.Run, run *registry.Run, options ImportOptions) error {
	return s.store.Write(ctx, func(tx registry.Tx) error {
		if err := s.checkFence(ctx, tx, options); err != nil {
			return err
		}
		if err := tx.PutRun(ctx, run); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.audit(who, action, run.ID, before, run))
	})
}

// overtake discards the held run that a run which ends makes void, and ends those that nobody will end.
func (s *Service) overtake(ctx context.Context, run *registry.Run, options ImportOptions) error {
	if run.State == registry.RunFailed || options.DryRun {
		return nil
	}
	if err := s.closeUnfinished(ctx, run, options); err != nil {
		return err
	}
	held, err := s.store.LastRun(ctx, run.Feed, registry.RunHeld)
	if err != nil || held == nil || held.ID == run.ID {
		return err
	}
	held.State = registry.RunDiscarded
	held.Hint = "a later run has overtaken it"
	if err := s.putRun(ctx, held, options); err != nil {
		return err
	}
	removeSpool(s.options.SpoolDir, held.Spool)
	return nil
}
