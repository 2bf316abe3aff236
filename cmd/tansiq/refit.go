package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/overlap/evaluation"
)

// refit fits the weights to the rulings and says everything that it changed.
func refit(env *environment, r *running) error {
	step, done := env.progress.start("fitting and detecting")
	out, err := r.service.Refit(env.ctx, operator, step)
	done()
	if err != nil {
		return err
	}
	if env.flags.JSON {
		return env.printJSON(out)
	}
	w := tabwriter.NewWriter(env.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintf(w, "fitted to %d rulings: model %s, before %s\n", out.Rulings, out.After, out.Before)
	for _, f := range out.Fitted {
		if f.Kept != "" {
			fmt.Fprintf(w, "\n%s: stays as it was, too few rulings: %s\n", f.Question, f.Kept)
			continue
		}
		fmt.Fprintf(w, "\n%s: %d yes, %d no; levels from %.3f high, %.3f medium, %.3f low\n", f.Question, f.Yes, f.No, f.Cutoffs.High, f.Cutoffs.Medium, f.Cutoffs.Low)
		for _, m := range []struct {
			when string
			*evaluation.Scored
		}{{"before", f.Before}, {"after", f.After}} {
			fmt.Fprintf(w, "  %s, on %d pairs not fitted to\taverage precision %s\t\n", m.when, m.Pairs, show(m.AP))
			for _, at := range m.Levels {
				fmt.Fprintf(w, "    %s or above: %d claimed\tprecision %s\trecall %s\t\n", at.Level, at.Claimed, show(at.Precision), show(at.Recall))
			}
		}
		for _, c := range f.Changed {
			fmt.Fprintf(w, "  %s %s\t%+.3f\tto %+.3f\t\n", c.Dimension, c.Level, c.Before, c.After)
		}
	}
	fmt.Fprintln(w)
	if err := w.Flush(); err != nil {
		return err
	}
	return printDetection(env, out.Detect)
}

// listModels lists the program's own model and the stored ones.
func listModels(env *environment, r *running) error {
	models, err := r.service.Models(env.ctx)
	if err != nil {
		return err
	}
	inUse, err := r.service.Model(env.ctx)
	if err != nil {
		return err
	}
	own := overlap.SeedModel().Version
	models = append(models, registry.DetectorModel{Version: own, Seed: own})
	for i := range models {
		models[i].InUse = models[i].Version == inUse.Version
	}
	if env.flags.JSON {
		return env.printJSON(models)
	}
	w := tabwriter.NewWriter(env.stdout, 0, 8, 2, ' ', 0)
	for _, m := range models {
		use, basis := "", "the program's own"
		if m.InUse {
			use = "in use"
		}
		if m.Version != own {
			basis = fmt.Sprintf("fitted to %d rulings on %s from %s", len(m.Rulings), m.CreatedAt.Format("2006-01-02"), m.Seed)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", m.Version, basis, use)
	}
	return w.Flush()
}
