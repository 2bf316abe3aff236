package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/schedule"
	"github.com/tansiq/tansiq/registry/service"
)

type importCommand struct {
	Format   string   `required:"" enum:"iati,hxl,fts,360giving,table" help:"iati, hxl, fts, 360giving or table."`
	Feed     string   `placeholder:"NAME" help:"The feed that the files belong to; default: each file is its own feed, named by its path."`
	DryRun   bool     `help:"Say what would change and change nothing."`
	Mapping  string   `placeholder:"FILE.json" help:"What the columns of sheets without hashtags hold: a JSON object of header to HXL hashtag. Saved with the feed."`
	Charset  string   `enum:",windows-1252,windows-1256,iso-8859-1" default:"" help:"Encoding of text files that are not Unicode: windows-1252, windows-1256 or iso-8859-1. Saved with the feed."`
	Snapshot bool     `help:"The file is all of its feed as it is now: of feeds that list what goes on, what it lists no more has ended."`
	Problems int      `default:"20" help:"How many problems to show of each file; the run keeps them all."`
	Files    []string `arg:"" name:"file" help:"Files or http(s) addresses. Of format fts, several files of one --feed are its pages."`
}

// importSummary is one file's outcome, as --json gives it.
type importSummary struct {
	File string `json:"file"`
	registry.Run
	Problems []registry.Problem `json:"problems"`
}

func (c *importCommand) Run(env *environment) error {
	if c.Snapshot && c.Feed != "" && len(c.Files) > 1 {
		return registry.Errorf(registry.EInvalid, "--snapshot with --feed takes one file: it is all of the feed")
	}
	mapping, err := readMapping(c.Mapping)
	if err != nil {
		return err
	}
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	status := exitDone
	summaries := []importSummary{}
	for _, files := range c.bodies() {
		summary, err := c.importFile(env, r, files, mapping)
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

// bodies are the files, each by itself or, where they are the pages of one feed, together: a page alone has a part of what
// the feed says of a project.
func (c *importCommand) bodies() [][]string {
	_, isPaged := importers()[c.Format].(pagesImporter)
	if isPaged && c.Feed != "" && !slices.ContainsFunc(c.Files, isAddress) {
		return [][]string{c.Files}
	}
	var bodies [][]string
	for _, file := range c.Files {
		bodies = append(bodies, []string{file})
	}
	return bodies
}

func isAddress(file string) bool {
	return strings.HasPrefix(file, "http://") || strings.HasPrefix(file, "https://")
}

// importFile takes one file in, or the pages of one feed. Unless it is said to be all of its feed, nothing is concluded from
// what is missing in it.
func (c *importCommand) importFile(env *environment, r *running, pages []string, mapping registry.Mapping) (importSummary, error) {
	file := pages[0]
	if len(pages) > 1 {
		file = fmt.Sprintf("%s (%d files)", c.Feed, len(pages))
	}
	name := c.Feed
	if name == "" {
		name = file
	}
	address := file
	if !isAddress(file) {
		address = fileScheme + strings.Join(pages, pageSeparator)
	}
	feed, err := r.service.LocalFeed(env.ctx, operator, name, c.Format, c.DryRun)
	if err != nil {
		return importSummary{}, err
	}
	if feed, err = c.state(env, r, feed, mapping); err != nil {
		return importSummary{}, err
	}
	feed.ETag, feed.LastModified = "", "" // somebody asks: read it whole, also if the server says that nothing changed
	feed.URL = address
	summary := importSummary{File: file, Problems: []registry.Problem{}}
	step, done := env.progress.start(file)
	defer done()
	run := func(ctx context.Context, lease schedule.Lease) error {
		run, err := r.service.Import(ctx, *feed, service.ImportOptions{
			Trigger: "manual", Fence: service.Lease(lease), DryRun: c.DryRun, Partial: !c.Snapshot,
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

// state saves with the feed what the command line says of its files; for a dry run it only holds for the run.
func (c *importCommand) state(env *environment, r *running, feed *registry.Feed, mapping registry.Mapping) (*registry.Feed, error) {
	stated := *feed
	if mapping != nil {
		stated.Mapping = mapping
	}
	stated.Charset = cmp.Or(c.Charset, feed.Charset)
	if c.DryRun || stated.Charset == feed.Charset && maps.Equal(stated.Mapping, feed.Mapping) {
		return &stated, nil
	}
	return r.service.UpdateFeed(env.ctx, operator, feed.ID, service.FeedPatch{Charset: &stated.Charset, Mapping: service.ReplaceMapping(stated.Mapping)})
}

// readMapping reads a mapping's file; nil for no name.
func readMapping(name string) (registry.Mapping, error) {
	if name == "" {
		return nil, nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, registry.WrapError(registry.ENotFound, err, "the mapping cannot be read")
	}
	mapping := registry.Mapping{}
	if err := json.Unmarshal(b, &mapping); err != nil {
		return nil, registry.Errorf(registry.EInvalid, "the mapping is not a JSON object of texts")
	}
	if problem := mapping.Problem(); problem != "" {
		return nil, registry.Errorf(registry.EInvalid, "the mapping %s", problem)
	}
	return mapping, nil
}

func (c *importCommand) report(env *environment, s importSummary) {
	n := s.Counts
	funding := ""
	if n.Funding > 0 {
		funding = fmt.Sprintf(", funding %d", n.Funding)
	}
	fmt.Fprintf(env.stdout, "%s: read %d, new %d, changed %d, unchanged %d, rejected %d, withdrawn %d%s\n",
		s.File, n.Read, n.New, n.Changed, n.Unchanged, n.Rejected, n.Withdrawn, funding)
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
