package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/schedule"
	"github.com/tansiq/tansiq/registry/service"
)

type feedsCommand struct {
	List     feedsListCommand     `cmd:"" help:"List feeds with their health."`
	Add      feedsAddCommand      `cmd:"" help:"Add a feed."`
	Set      feedsSetCommand      `cmd:"" help:"Change a feed."`
	Remove   feedsRemoveCommand   `cmd:"" help:"Stop a feed. Its records stay."`
	Runs     feedsRunsCommand     `cmd:"" help:"List a feed's runs."`
	Release  feedsReleaseCommand  `cmd:"" help:"Publish the feed's run that is held for review."`
	Discard  feedsDiscardCommand  `cmd:"" help:"Discard the feed's run that is held for review; nothing of it is published."`
	Problems feedsProblemsCommand `cmd:"" help:"List what was wrong in a feed's last run."`
}

type feedsListCommand struct{}

func (c *feedsListCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	feeds, err := r.service.ListFeeds(env.ctx)
	if err != nil {
		return err
	}
	if env.flags.JSON {
		return env.printJSON(feeds)
	}
	w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tFORMAT\tSCHEDULE\tRECORDS\tLAST GOOD RUN\tSTATE")
	for _, f := range feeds {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\n", f.Feed.Name, f.Feed.Format, f.Feed.Schedule, f.Records, when(f.LastGood), health(f))
	}
	return w.Flush()
}

func when(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func health(f registry.FeedHealth) string {
	switch {
	case f.Held:
		return "held for review: " + f.LastProblem
	case f.Failing:
		return "failing: " + f.LastProblem
	case !f.Feed.Enabled:
		return "stopped"
	}
	return "good"
}

type feedsAddCommand struct {
	Name     string `arg:"" help:"The feed's name."`
	Format   string `required:"" enum:"iati,hxl,fts,360giving,table" help:"iati, hxl, fts, 360giving or table."`
	URL      string `name:"url" required:"" help:"http(s) address."`
	Schedule string `help:"\"every 6h\", or five cron fields in UTC; default: only by hand."`
	Licence  string `help:"Licence of the feed's data."`
	Sharing  string `enum:"clear,green,amber,red" default:"clear" help:"Traffic Light Protocol mark of its records."`
	Mapping  string `placeholder:"FILE.json" help:"What the columns of sheets without hashtags hold: a JSON object of header to HXL hashtag."`
	Charset  string `enum:",windows-1252,windows-1256,iso-8859-1" default:"" help:"Encoding of text files that are not Unicode: windows-1252, windows-1256 or iso-8859-1."`
	Absence  string `enum:",ended,withdrawn" default:"" help:"What it means that a record is no more in the feed: ended (default for hxl) or withdrawn."`
}

func (c *feedsAddCommand) Run(env *environment) error {
	mapping, err := readMapping(c.Mapping)
	if err != nil {
		return err
	}
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	feed, err := r.service.CreateFeed(env.ctx, operator, registry.Feed{Name: c.Name, Format: c.Format, URL: c.URL,
		Schedule: c.Schedule, Enabled: true, Licence: c.Licence, Marks: registry.Marks{Sharing: registry.Sharing(c.Sharing)},
		Mapping: mapping, Charset: c.Charset, Absence: registry.Absence(c.Absence)})
	if err != nil {
		return err
	}
	if env.flags.JSON {
		return env.printJSON(feed)
	}
	_, err = fmt.Fprintf(env.stdout, "feed %s\n", feed.ID)
	return err
}

type feedsSetCommand struct {
	Name     string  `arg:"" help:"The feed's name or id."`
	URL      *string `name:"url" help:"http(s) address."`
	Schedule *string `help:"\"every 6h\", five cron fields in UTC, or empty."`
	Licence  *string `help:"Licence of the feed's data."`
	Enabled  *bool   `help:"Whether its schedule runs." negatable:""`
	Mapping  string  `placeholder:"FILE.json" help:"What the columns of its sheets hold: a JSON object of header to HXL hashtag, which replaces the one it has; {} for none."`
	Charset  *string `help:"Encoding of text files that are not Unicode: windows-1252, windows-1256, iso-8859-1, or empty."`
	Absence  *string `help:"What it means that a record is no more in the feed: ended or withdrawn."`
}

func (c *feedsSetCommand) Run(env *environment) error {
	patch := service.FeedPatch{URL: c.URL, Schedule: c.Schedule, Licence: c.Licence, Enabled: c.Enabled, Charset: c.Charset, Absence: (*registry.Absence)(c.Absence)}
	mapping, err := readMapping(c.Mapping)
	if err != nil {
		return err
	}
	if mapping != nil {
		patch.Mapping = service.ReplaceMapping(mapping)
	}
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	feed, err := r.service.UpdateFeed(env.ctx, operator, c.Name, patch)
	if err != nil {
		return err
	}
	return env.printJSON(feed)
}

type feedsRemoveCommand struct {
	Name string `arg:"" help:"The feed's name or id."`
}

func (c *feedsRemoveCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	return r.service.DeleteFeed(env.ctx, operator, c.Name)
}

type feedsRunsCommand struct {
	Name string `arg:"" help:"The feed's name or id."`
}

func (c *feedsRunsCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	runs, _, err := r.service.ListRuns(env.ctx, c.Name, registry.Page{Limit: 200})
	if err != nil {
		return err
	}
	if env.flags.JSON {
		return env.printJSON(runs)
	}
	w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "STARTED\tSTATE\tTRIGGER\tREAD\tNEW\tCHANGED\tUNCHANGED\tREJECTED\tWITHDRAWN\tREASON")
	for _, run := range runs {
		n := run.Counts
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\n", when(&run.Started), run.State, run.Trigger,
			n.Read, n.New, n.Changed, n.Unchanged, n.Rejected, n.Withdrawn, run.Error)
	}
	return w.Flush()
}

type feedsReleaseCommand struct {
	Name string `arg:"" help:"The feed's name or id."`
}

func (c *feedsReleaseCommand) Run(env *environment) error {
	return decideHeld(env, c.Name, (*service.Service).ReleaseRun)
}

type feedsDiscardCommand struct {
	Name string `arg:"" help:"The feed's name or id."`
}

func (c *feedsDiscardCommand) Run(env *environment) error {
	return decideHeld(env, c.Name, (*service.Service).DiscardRun)
}

// decideHeld decides on the run of the feed that is held, and says what became of it.
func decideHeld(env *environment, name string, decide func(s *service.Service, ctx context.Context, who registry.Audience, feed, id string, options service.ImportOptions) error) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	feed, err := r.service.FindFeedHealth(env.ctx, name)
	if err != nil {
		return err
	}
	if !feed.Held {
		return registry.Errorf(registry.EConflict, "no run of the feed is held for review")
	}
	err = schedule.WithFeedLease(env.ctx, r.store, feed.Feed.ID, func(ctx context.Context, lease schedule.Lease) error {
		return decide(r.service, ctx, operator, feed.Feed.ID, feed.HeldRun, service.ImportOptions{Fence: service.Lease(lease)})
	})
	if err != nil {
		return err
	}
	run, err := r.service.FindRun(env.ctx, feed.Feed.ID, feed.HeldRun)
	if err != nil {
		return err
	}
	if env.flags.JSON {
		return env.printJSON(run)
	}
	n := run.Counts
	_, err = fmt.Fprintf(env.stdout, "run %s: %s, read %d, new %d, changed %d, unchanged %d, rejected %d, withdrawn %d\n",
		run.ID, run.State, n.Read, n.New, n.Changed, n.Unchanged, n.Rejected, n.Withdrawn)
	return err
}

type feedsProblemsCommand struct {
	Name string `arg:"" help:"The feed's name or id."`
}

func (c *feedsProblemsCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	runs, _, err := r.service.ListRuns(env.ctx, c.Name, registry.Page{Limit: 1})
	if err != nil || len(runs) == 0 {
		return err
	}
	problems := []registry.Problem{}
	for cursor, more := "", true; more; more = cursor != "" {
		list, err := r.service.ListProblems(env.ctx, c.Name, runs[0].ID, registry.Page{Limit: 200, Cursor: cursor})
		if err != nil {
			return err
		}
		problems, cursor = append(problems, list.Items...), list.Next
	}
	if env.flags.JSON {
		return env.printJSON(problems)
	}
	w := tabwriter.NewWriter(env.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "LINE\tSEVERITY\tIDENTIFIER\tFIELD\tREASON")
	for _, p := range problems {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", p.Line, p.Severity, p.Identifier, p.Field, p.Reason)
	}
	return w.Flush()
}
