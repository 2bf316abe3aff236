package service

import (
	"cmp"
	"context"
	"errors"

	"github.com/tansiq/tansiq/registry"
)

// ImportOptions say how a feed is imported.
type ImportOptions struct {
	Trigger string // schedule, manual, catch-up, start
	// Fence is the lease under which the run may write; the zero Lease is none.
	Fence Lease
	// Partial says that the body need not be all of the feed: of what is missing in it nothing is concluded.
	Partial bool
	// DryRun decodes and compares, and writes nothing.
	DryRun bool
	// Progress is called after each batch with what is being done and the counts so far; nil for none.
	Progress func(stage string, counts registry.RunCounts)
	// Problem is called with each problem as it is found; nil for none. The run keeps them anyway.
	Problem func(registry.Problem)
	// Started is called once, when the run stands in the ledger; nil for none.
	Started func(run registry.Run)
}

// Lease is a held lease; see registry.LeaseStore.
type Lease struct {
	Name  string
	Token int64
}

// maxProblems bounds what one run keeps: a file that is wrong in every record says so in its first thousands.
const maxProblems = 10_000

// Import fetches a feed's body, decodes and validates it whole into a spool file, and then publishes it (design
// section 10). What is wrong with the feed is told by the run it answers with (failed or held, with the reason); the
// error is for what is wrong with the registry itself.
func (s *Service) Import(ctx context.Context, feed registry.Feed, options ImportOptions) (*registry.Run, error) {
	ctx = registry.InBulk(ctx)
	if options.Progress == nil {
		options.Progress = func(string, registry.RunCounts) {}
	}
	run := &registry.Run{ID: newID(), Feed: feed.ID, State: registry.RunDecoding, Trigger: options.Trigger,
		Started: s.now(), Fence: options.Fence.Token}
	if err := s.putRun(ctx, run, options); err != nil {
		return nil, err
	}
	if options.Started != nil {
		options.Started(*run)
	}
	defer func() {
		if panicked := recover(); panicked != nil { // the ledger must not show it as under way for ever
			_, _ = s.endRun(ctx, run, registry.RunFailed, registry.Errorf(registry.EInternal, "the importer panicked"), options)
			panic(panicked)
		}
	}()
	fetched, err := s.options.Fetch(ctx, feed)
	switch {
	case err != nil:
		return s.endRun(ctx, run, registry.RunFailed, err, options)
	case fetched.Unmodified:
		return s.endUnmodified(ctx, feed, run, options)
	}
	defer fetched.Body.Close()
	if err := s.decode(ctx, feed, run, fetched, options); err != nil {
		return s.endRun(ctx, run, registry.RunFailed, err, options)
	}
	defer func() {
		// A run that was stopped is resumed from its spool, one that is held is released from it.
		if keeps := run.State == registry.RunPublishing || run.State == registry.RunHeld; !keeps || options.DryRun {
			removeSpool(s.options.SpoolDir, run.Spool)
		}
	}()
	switch suspicion, err := s.suspicion(ctx, feed, run); {
	case err != nil:
		return s.endRun(ctx, run, registry.RunFailed, err, options)
	case suspicion != nil:
		return s.endRun(ctx, run, registry.RunHeld, suspicion, options)
	}
	run.State = registry.RunPublishing
	if err := s.putRun(ctx, run, options); err != nil {
		return nil, err
	}
	if err := s.publish(ctx, feed, run, options); err != nil {
		if ctx.Err() != nil {
			return run, ctx.Err()
		}
		return s.endRun(ctx, run, registry.RunFailed, err, options)
	}
	if !options.DryRun {
		if err := s.store.SetFeedValidators(ctx, feed.ID, fetched.ETag, fetched.LastModified); err != nil {
			return nil, err
		}
	}
	return s.endRun(ctx, run, registry.RunDone, nil, options)
}

// UnfinishedRuns are the runs that a process has begun and not ended: it still works on them, or it was killed.
func (s *Service) UnfinishedRuns(ctx context.Context) ([]registry.Run, error) {
	return s.store.UnfinishedRuns(ctx)
}

// ResumeRun ends a run whose process was killed: it publishes what was decoded and closes what was not. The caller
// holds the feed's lease. Publishing is by content hash, so what was published already counts as unchanged.
func (s *Service) ResumeRun(ctx context.Context, id string, fence Lease) error {
	ctx = registry.InBulk(ctx)
	run, err := s.store.FindRun(ctx, id)
	if err != nil {
		return err
	}
	// A run by hand may have been of one file among several; what ended is found out by the next run of the whole feed.
	options := ImportOptions{Trigger: run.Trigger, Partial: run.Trigger == triggerManual, Fence: fence, Progress: func(string, registry.RunCounts) {}}
	switch run.State {
	case registry.RunPublishing:
	case registry.RunDecoding:
		s.removeSpoolsOf(run.ID)
		_, err := s.endRun(ctx, run, registry.RunFailed, registry.Errorf(registry.EUnavailable, "the program stopped while it read the feed"), options)
		return err
	default:
		return nil // somebody ended it before the lease was ours
	}
	feed, err := s.store.FindFeed(ctx, run.Feed)
	if err != nil {
		return err
	}
	return s.publishSpooled(ctx, *feed, run, options)
}

// publishSpooled publishes a run that was decoded before, and ends it.
func (s *Service) publishSpooled(ctx context.Context, feed registry.Feed, run *registry.Run, options ImportOptions) error {
	run.Counts.New, run.Counts.Changed, run.Counts.Unchanged = 0, 0, 0
	err := s.publish(ctx, feed, run, options)
	state := registry.RunDone
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		state = registry.RunFailed
	}
	_, err = s.endRun(ctx, run, state, err, options)
	removeSpool(s.options.SpoolDir, run.Spool)
	return err
}

func (s *Service) putRun(ctx context.Context, run *registry.Run, options ImportOptions) error {
	if options.DryRun {
		return nil
	}
	return s.store.Write(ctx, func(tx registry.Tx) error { return tx.PutRun(ctx, run) })
}

// endRun closes the run in the ledger, with the reason where it did not succeed.
func (s *Service) endRun(ctx context.Context, run *registry.Run, state registry.RunState, reason error, options ImportOptions) (*registry.Run, error) {
	now := s.now()
	run.State, run.Finished = state, &now
	if reason != nil {
		run.Error, run.Hint = safeReason(reason)
		s.options.Log.WarnContext(ctx, "run not done", "run", run.ID, "feed", run.Feed, "state", state, "reason", reason)
	}
	ctx = context.WithoutCancel(ctx) // the ledger tells the truth also about a run whose context has ended
	if err := s.overtake(ctx, run, options); err != nil {
		return run, err
	}
	return run, s.putRun(ctx, run, options)
}

func safeReason(err error) (message, hint string) {
	var e *registry.Error
	if errors.As(err, &e) && e.Code != registry.EInternal {
		return e.Message, e.Hint
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return "the run was stopped", ""
	}
	return "an internal error; the log has it", ""
}

// decode reads the whole file into the run's spool. Nothing of it counts unless all of it could be read.
func (s *Service) decode(ctx context.Context, feed registry.Feed, run *registry.Run, fetched Fetched, options ImportOptions) error {
	importer := s.options.Importers[feed.Format]
	if importer == nil {
		return registry.Errorf(registry.EInvalid, "no importer for this format")
	}
	spool, err := createSpool(s.options.SpoolDir, run.ID)
	if err != nil {
		return err
	}
	defer spool.discard()
	problems := problemSink{s: s, run: run.ID, options: options}
	seen := registry.FirstLines{}
	feed.Charset = cmp.Or(feed.Charset, fetched.Charset) // what the operator states goes before what a server says
	for item, err := range importer.Read(ctx, fetched.Body, feed) {
		if err != nil {
			return err
		}
		run.Counts.Read++
		seen.Refuse(&item)
		if err := problems.add(ctx, item.Problems); err != nil {
			return err
		}
		switch {
		case item.Record != nil:
		case item.Funding:
			run.Counts.Funding++
			continue
		default:
			run.Counts.Rejected++
			continue
		}
		r := item.Record
		fillFromFeed(r, feed, fetched)
		content, hash := registry.Content{Facts: r.Facts, Marks: r.Marks, Licence: r.Licence}.Encode()
		if err := spool.add(spoolEntry{Key: r.Key, URL: r.URL, Line: r.Line, Hash: hash, content: content, raw: r.Raw}); err != nil {
			return err
		}
		if run.Counts.Read%1000 == 0 {
			options.Progress("reading", run.Counts)
		}
	}
	if err := problems.flush(ctx); err != nil {
		return err
	}
	run.Spool, err = spool.commit()
	return err
}

// fillFromFeed gives a record what its source did not state and its feed does. A publisher's own number counts within
// its owner alone; where the source names none, that is the feed.
func fillFromFeed(r *registry.Record, feed registry.Feed, fetched Fetched) {
	r.Marks.Sharing = cmp.Or(r.Marks.Sharing, feed.Marks.Sharing)
	r.Marks.Sensitivity = cmp.Or(r.Marks.Sensitivity, feed.Marks.Sensitivity)
	if r.Marks.Owners == nil {
		r.Marks.Owners = feed.Marks.Owners
	}
	r.Licence = cmp.Or(r.Licence, feed.Licence)
	r.URL = cmp.Or(r.URL, fetched.URL)
	for i := range r.Facts.Identifiers {
		if id := &r.Facts.Identifiers[i]; id.Scheme == registry.SchemeOwn && id.Owner == "" {
			id.Owner = feed.Name
		}
	}
}

// problemSink writes problems in batches, up to maxProblems.
type problemSink struct {
	s       *Service
	run     string
	options ImportOptions
	batch   []registry.Problem
	kept    int
}

func (p *problemSink) add(ctx context.Context, problems []registry.Problem) error {
	for _, problem := range problems {
		if p.options.Problem != nil {
			p.options.Problem(problem)
		}
		if p.kept++; p.kept <= maxProblems {
			p.batch = append(p.batch, problem)
		}
	}
	if len(p.batch) < maxBatch {
		return nil
	}
	return p.flush(ctx)
}

func (p *problemSink) flush(ctx context.Context) error {
	if len(p.batch) == 0 || p.options.DryRun {
		return nil
	}
	err := p.s.store.Write(ctx, func(tx registry.Tx) error { return tx.AddProblems(ctx, p.run, p.batch) })
	p.batch = p.batch[:0]
	return err
}
