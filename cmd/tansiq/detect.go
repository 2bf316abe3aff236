package main

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

type detectCommand struct {
	Full   bool   `help:"Compare everything anew, with word frequencies counted afresh."`
	Refit  bool   `xor:"model" help:"Fit the weights to the rulings first, say what changed, and compare everything anew."`
	Model  string `xor:"model" placeholder:"VERSION" help:"Take this model into use first: one of --models."`
	Models bool   `xor:"model" help:"List the models, and detect nothing."`
}

func (c *detectCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	switch {
	case c.Models:
		return listModels(env, r)
	case c.Refit:
		return refit(env, r)
	case c.Model != "":
		if err := r.service.UseModel(env.ctx, operator, c.Model); err != nil {
			return err
		}
	}
	if _, err := remake(env, r); err != nil && registry.ErrorCode(err) != registry.EConflict {
		return err
	}
	step, done := env.progress.start("detecting")
	stats, err := r.service.Detect(env.ctx, c.Full, step)
	done()
	if err != nil {
		return err
	}
	if env.flags.JSON {
		return env.printJSON(stats)
	}
	return printDetection(env, stats)
}

func printDetection(env *environment, stats service.DetectStats) error {
	_, err := fmt.Fprintf(env.stdout, "initiatives %d, examined %d, new %d, changed %d, unchanged %d, reopened %d, retracted %d, in %.1f s, by model %s\n",
		stats.Initiatives, stats.Examined, stats.New, stats.Changed, stats.Unchanged, stats.Reopened, stats.Retracted, stats.Elapsed.Seconds(), stats.Model)
	return err
}

type overlapsCommand struct {
	Region    []string `placeholder:"CODE" help:"Coordination region."`
	Country   []string `placeholder:"CODE" help:"ISO 3166-1 alpha-2."`
	Kind      []string `enum:"duplicate,same-initiative,related,overlap" placeholder:"KIND" help:"duplicate, same-initiative, related or overlap; default: all but related."`
	Level     []string `enum:"high,medium,low" placeholder:"LEVEL" help:"high, medium or low."`
	Decision  []string `enum:"same-initiative,related,complementary,confirmed-overlap,false-alarm,needs-discussion" placeholder:"DECISION" help:"Only what was decided so and stands."`
	Undecided bool     `help:"Only what waits for a coordinator: open, reopened, or ruled to need discussion."`
	MinScore  float64  `help:"Lowest score, 0 to 1."`
	Format    string   `enum:"table,csv,json" default:"table" help:"table, csv or json."`
	Limit     int      `help:"At most so many; 0 for all."`
	Retracted bool     `help:"Show retracted ones too."`
}

func (c *overlapsCommand) Run(env *environment) error {
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	filter := registry.OverlapFilter{Regions: c.Region, Countries: c.Country, MinScore: c.MinScore}
	for _, k := range c.Kind {
		filter.Kinds = append(filter.Kinds, registry.OverlapKind(k))
	}
	for _, d := range c.Decision {
		filter.Decisions = append(filter.Decisions, registry.Decision(d))
	}
	filter.Undecided = c.Undecided
	for _, l := range c.Level {
		filter.Levels = append(filter.Levels, registry.Level(l))
	}
	if c.Format == "json" || env.flags.JSON {
		// The array holds every stored overlap unless filters narrow it (design section 5): it is the operator's view.
		if len(filter.Kinds) == 0 {
			filter.Kinds = registry.OverlapKinds()
		}
		filter.Statuses = c.statuses()
		return c.json(env, r, filter)
	}
	filter.Statuses = c.statuses()
	if c.Format == "csv" {
		return c.csv(env, r, filter)
	}
	return c.table(env, r, filter)
}

func (c *overlapsCommand) statuses() []registry.OverlapStatus {
	statuses := []registry.OverlapStatus{registry.OverlapOpen, registry.OverlapRuled, registry.OverlapReopened}
	if c.Retracted {
		statuses = append(statuses, registry.OverlapRetracted)
	}
	return statuses
}

func (c *overlapsCommand) each(env *environment, r *running, filter registry.OverlapFilter, visit func(*registry.Overlap) error) error {
	n := 0
	for o, err := range r.service.EachOverlap(env.ctx, operator, filter) {
		if err != nil {
			return err
		}
		if err := visit(o); err != nil {
			return err
		}
		if n++; n == c.Limit {
			break
		}
	}
	return nil
}

func (c *overlapsCommand) json(env *environment, r *running, filter registry.OverlapFilter) error {
	separator := "["
	err := c.each(env, r, filter, func(o *registry.Overlap) error {
		if _, err := fmt.Fprintln(env.stdout, separator); err != nil {
			return err
		}
		separator = ","
		return env.printJSON(o)
	})
	if err != nil {
		return err
	}
	if separator == "[" {
		fmt.Fprint(env.stdout, "[")
	}
	_, err = fmt.Fprintln(env.stdout, "]")
	return err
}

func (c *overlapsCommand) csv(env *environment, r *running, filter registry.OverlapFilter) error {
	w := csv.NewWriter(env.stdout)
	if err := w.Write([]string{"id", "kind", "relation", "level", "score", "status", "decision", "ruled_at", "ruled_by", "agreed_action", "action_owner", "due", "a_initiative", "a_title", "a_donors", "a_identifier", "b_initiative", "b_title", "b_donors", "b_identifier", "countries", "because"}); err != nil {
		return err
	}
	err := c.each(env, r, filter, func(o *registry.Overlap) error {
		row := []string{o.ID, string(o.Kind), string(o.Relation), string(o.Level), strconv.FormatFloat(o.Score, 'f', 4, 64), string(o.Status)}
		r := &registry.Ruling{}
		ruledAt := ""
		if o.Ruling != nil {
			r, ruledAt = o.Ruling, o.Ruling.At.Format(time.RFC3339)
		}
		row = append(row, string(r.Decision), ruledAt, r.ActorName, r.AgreedAction, r.ActionOwner, string(r.Due))
		for _, side := range []registry.Side{o.A, o.B} {
			row = append(row, side.Initiative, title(side), donors(side), firstIdentifier(side))
		}
		return w.Write(append(row, strings.Join(o.A.Countries, ";"), because(o)))
	})
	w.Flush()
	if err != nil {
		return err
	}
	return w.Error()
}

func (c *overlapsCommand) table(env *environment, r *running, filter registry.OverlapFilter) error {
	n := 0
	err := c.each(env, r, filter, func(o *registry.Overlap) error {
		n++
		kind := string(o.Kind)
		if o.Relation != "" {
			kind += " (" + string(o.Relation) + ")"
		}
		_, err := fmt.Fprintf(env.stdout, "%s  %.2f  %s  [%s]\n", o.Level, o.Score, kind, o.Status)
		if words := ruled(o); err == nil && words != "" {
			_, err = fmt.Fprintf(env.stdout, "  %s\n", words)
		}
		for _, side := range []registry.Side{o.A, o.B} {
			if err == nil {
				_, err = fmt.Fprintf(env.stdout, "  %s\n    %s · %s · %s\n", title(side), donors(side), period(side.Period), firstIdentifier(side))
			}
		}
		for _, e := range o.Evidence {
			if words, _ := e.Sentence.In("en"); err == nil && e.Weight != 0 && e.Dimension != registry.DimensionPrior {
				_, err = fmt.Fprintf(env.stdout, "  %+6.2f  %s\n", e.Weight, words)
			}
		}
		for _, c := range o.Counterfactuals {
			if words, _ := c.Sentence.In("en"); err == nil {
				_, err = fmt.Fprintf(env.stdout, "          %s\n", words)
			}
		}
		if err == nil {
			_, err = fmt.Fprintln(env.stdout)
		}
		return err
	})
	if err == nil {
		fmt.Fprintf(env.stderr, "possible overlaps: %d; each is worth a conversation\n", n)
	}
	return err
}

// ruled says in a line what was decided, by whom and when, what was agreed, and where the evidence has changed since.
func ruled(o *registry.Overlap) string {
	r := o.Ruling
	if r == nil {
		return ""
	}
	words := string(r.Decision)
	if r.Relation != "" {
		words += " (" + string(r.Relation) + ")"
	}
	words += " on " + r.At.Format(time.DateOnly)
	if r.ActorName != "" {
		words += " by " + r.ActorName
	}
	if o.Status == registry.OverlapReopened {
		words += "; the evidence has changed since"
	}
	words += ": " + r.Reason
	if r.AgreedAction != "" {
		words += " Agreed: " + r.AgreedAction
		if r.ActionOwner != "" {
			words += " (" + r.ActionOwner + ")"
		}
		if r.Due != "" {
			words += ", by " + string(r.Due)
		}
	}
	return words
}

func title(s registry.Side) string {
	words, _ := s.Title.In("en", "fr", "ar")
	return words
}

func donors(s registry.Side) string {
	var names []string
	for _, d := range s.Donors {
		name, _ := d.Name.In("en", "fr", "ar")
		names = append(names, name)
	}
	if len(names) == 0 {
		return "donor not stated"
	}
	return strings.Join(names, "; ")
}

func period(p registry.Period) string {
	show := func(d registry.Date) string {
		if d == "" {
			return "?"
		}
		return string(d)
	}
	return show(p.Start) + " to " + show(p.End)
}

func firstIdentifier(s registry.Side) string {
	if len(s.Identifiers) == 0 {
		return ""
	}
	return s.Identifiers[0].Value
}

func because(o *registry.Overlap) string {
	var sentences []string
	for _, e := range o.Evidence {
		if words, _ := e.Sentence.In("en"); e.Weight > 0 && words != "" {
			sentences = append(sentences, words)
		}
	}
	return strings.Join(sentences, " ")
}
