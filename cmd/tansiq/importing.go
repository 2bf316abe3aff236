package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/schedule"
	"github.com/tansiq/tansiq/registry/service"
)

type importCommand struct {
	Format   string   `required:"" enum:"iati,table" help:"iati or table."`
	Feed     string   `placeholder:"NAME" help:"The feed that the files belong to; default: each file is its own feed, named by its path."`
	DryRun   bool     `help:"Say what would change and change nothing."`
	Problems int      `default:"20" help:"How many problems to show of each file; the run keeps them all."`
	Files    []string `arg:"" name:"file" help:"Files or http(s) addresses."`
}

// importSummary is one file's outcome, as --json gives it.
type importSummary struct {
	File string `json:"file"`
	registry.Run
	Problems []registry.Problem `json:"problems"`
}

func (c *importCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	status := exitDone
	summaries := []importSummary{}
	for _, file := range c.Files {
		summary, err := c.importFile(env, r, file)
		if err != nil {
			return err
		}
		summaries = append(summaries, summary)
		switch {
		case summary.State != registry.RunDone && summary.State != registry.RunUnmodified:
			status = exitFailed
		case summary.Counts.Rejected > 0 && status == exitDone:
			status = exitRejected
		}
		if !env.flags.JSON {
			c.report(env, summary)
		}
	}
	if env.flags.JSON {
		if err := env.printJSON(summaries); err != nil {
			return err
		}
	}
	if status != exitDone {
		return exitStatus(status)
	}
	return nil
}

// importFile takes one file in. A manual import never withdraws anything.
func (c *importCommand) importFile(env *environment, r *running, file string) (importSummary, error) {
	name := c.Feed
	if name == "" {
		name = file
	}
	address := file
	if !strings.HasPrefix(file, "http://") && !strings.HasPrefix(file, "https://") {
		address = fileScheme + file
	}
	feed, err := r.service.LocalFeed(env.ctx, operator, name, c.Format, c.DryRun)
	if err != nil {
		return importSummary{}, err
	}
	feed.ETag, feed.LastModified = "", "" // somebody asks: read it whole, also if the server says that nothing changed
	feed.URL = address
	summary := importSummary{File: file, Problems: []registry.Problem{}}
	step, done := env.progress.start(file)
	defer done()
	run := func(ctx context.Context, lease schedule.Lease) error {
		run, err := r.service.Import(ctx, *feed, service.ImportOptions{
			Trigger: "manual", Fence: service.Lease(lease), DryRun: c.DryRun,
			Progress: func(stage string, counts registry.RunCounts) { step(stage, counts.Read) },
			Problem: func(p registry.Problem) {
				if env.flags.JSON || len(summary.Problems) < c.Problems {
					summary.Problems = append(summary.Problems, p)
				}
			},
		})
		if run != nil {
			summary.Run = *run
		}
		return err
	}
	if c.DryRun { // it writes nothing, not even a lease
		err = run(env.ctx, schedule.Lease{})
	} else {
		err = schedule.WithFeedLease(env.ctx, r.store, feed.ID, run)
	}
	return summary, err
}

func (c *importCommand) report(env *environment, s importSummary) {
	n := s.Counts
	fmt.Fprintf(env.stdout, "%s: read %d, new %d, changed %d, unchanged %d, rejected %d, withdrawn %d\n",
		s.File, n.Read, n.New, n.Changed, n.Unchanged, n.Rejected, n.Withdrawn)
	if s.Error != "" {
		fmt.Fprintf(env.stderr, "%s: %s: %s\n", s.File, s.State, s.Error)
		if s.Hint != "" {
			fmt.Fprintf(env.stderr, "  %s\n", s.Hint)
		}
	}
	for _, p := range s.Problems {
		fmt.Fprintf(env.stderr, "%s:%d: %s: %s%s%s\n", s.File, p.Line, p.Severity, prefixed(p.Identifier, " "), prefixed(p.Field, ": "), p.Reason)
	}
}

func prefixed(s, separator string) string {
	if s == "" {
		return ""
	}
	return s + separator
}
