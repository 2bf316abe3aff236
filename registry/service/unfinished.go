package service

import (
	"context"

	"github.com/tansiq/tansiq/registry"
)

// closeUnfinished ends the runs of the feed that were left before this one by processes which are gone. This one has brought
// what is newer: to publish theirs after it would bring back what the source has changed since. The feed's lease is held, so
// nobody works on them.
func (s *Service) closeUnfinished(ctx context.Context, run *registry.Run, options ImportOptions) error {
	unfinished, err := s.store.UnfinishedRuns(ctx)
	if err != nil {
		return err
	}
	for _, left := range unfinished {
		if left.Feed != run.Feed || left.ID == run.ID || left.Started.After(run.Started) {
			continue
		}
		now := s.now()
		left.State, left.Finished = registry.RunFailed, &now
		left.Error, left.Hint = "the program stopped in the middle of the run", "a later run has overtaken it"
		if err := s.putRun(ctx, &left, options); err != nil {
			return err
		}
		s.removeSpoolsOf(left.ID)
	}
	return nil
}

// removeSpoolsOf removes what a process that is gone left of a run's spool, whether it was complete or not.
func (s *Service) removeSpoolsOf(run string) {
	removeSpool(s.options.SpoolDir, run+spoolSuffix)
	removeSpool(s.options.SpoolDir, run+spoolSuffix+partSuffix)
}
