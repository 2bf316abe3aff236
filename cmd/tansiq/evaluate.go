package main

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"text/tabwriter"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap/evaluation"
)

type evaluateCommand struct {
	Pairs    string `arg:"" type:"path" placeholder:"PAIRS.tsv" help:"Labelled pairs: tab-separated columns id_a, id_b and label (same, chain, phase, thematic or different). An id is any identifier of a record, or a feed's name, # and the identifier."`
	Complete bool   `help:"Every pair that is not listed, between the feeds that the list connects, is different."`
	Seed     uint64 `default:"1" help:"Seed of the bootstrap and of the division into halves."`
	Samples  int    `default:"1000" help:"Bootstrap draws."`
	Train    int    `placeholder:"N" help:"Fit the weights of the identity question to N of the pairs, drawn over all scores, detect anew in memory, and measure on the others. Nothing is stored."`
}

// evaluated is the answer in JSON.
type evaluated struct {
	evaluation.Report
	Model    string `json:"model"`
	Universe string `json:"universe,omitempty"`
	// Trained counts the pairs that weights were fitted to; they are not measured on.
	Trained int `json:"trained,omitempty"`
	// Outside counts the stored overlaps that are neither listed nor in the universe: nothing is known of them.
	Outside int `json:"outside"`
	// Merged counts the pairs of which both ids name one initiative already: they count as found, as duplicates.
	Merged int `json:"merged"`
}

func (c *evaluateCommand) Run(env *environment) error {
	pairs, err := readPairs(c.Pairs)
	if err != nil {
		return err
	}
	r, err := env.open()
	if err != nil {
		return err
	}
	defer r.close()
	known, err := c.resolve(env, r, pairs)
	if err != nil {
		return err
	}
	model, err := r.service.Model(env.ctx)
	if err != nil {
		return err
	}
	findings := stored(env, r)
	if c.Train > 0 {
		if model, findings, err = c.train(env, r, known, model); err != nil {
			return err
		}
	}
	out, cases, rest, err := c.cases(known, findings)
	if err != nil {
		return err
	}
	out.Model = model.Version
	out.Report = evaluation.Evaluate(cases, rest, evaluation.Options{Seed: c.Seed, Samples: c.Samples, Model: model})
	if env.flags.JSON {
		return env.printJSON(out)
	}
	return printEvaluation(env.stdout, out)
}

func readPairs(path string) ([]evaluation.Pair, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return evaluation.ReadPairs(f)
}

// knowledge is what is known of the pairs before looking at what was found.
type knowledge struct {
	pairs    []evaluation.Resolved
	universe evaluation.Universe
	byFeed   map[string]int              // initiatives
	sides    map[string]*evaluation.Side // of all initiatives, where weights are fitted; else nil
	trained  map[[2]string]bool          // pairs that weights were fitted to
}

// found is what is said of a pair of initiatives.
type found struct {
	pair      [2]string // the lesser first
	feeds     [2][]string
	languages string
	evaluation.Finding
}

// resolve finds the pairs' initiatives, and counts the initiatives of each feed.
func (c *evaluateCommand) resolve(env *environment, r *running, pairs []evaluation.Pair) (*knowledge, error) {
	index, known := evaluation.NewIndex(pairs), &knowledge{byFeed: map[string]int{}, sides: map[string]*evaluation.Side{}}
	for view, err := range r.service.EachInitiative(env.ctx, operator, registry.InitiativeFilter{}) {
		if err != nil {
			return nil, err
		}
		var i registry.Initiative
		if err := json.Unmarshal(view.JSON, &i); err != nil {
			return nil, registry.WrapError(registry.EInternal, err, "a stored view cannot be read")
		}
		side := index.Add(&i)
		if c.Train > 0 {
			known.sides[i.ID] = side
		}
		for _, s := range i.Sources {
			known.byFeed[s.Feed]++
		}
	}
	var err error
	if known.pairs, err = index.Resolve(pairs); err != nil {
		return nil, err
	}
	known.universe = evaluation.UniverseOf(known.pairs)
	return known, nil
}

// stored gives what the registry has flagged.
func stored(env *environment, r *running) iter.Seq2[found, error] {
	filter := registry.OverlapFilter{Kinds: registry.OverlapKinds(),
		Statuses: []registry.OverlapStatus{registry.OverlapOpen, registry.OverlapRuled, registry.OverlapReopened}}
	return func(yield func(found, error) bool) {
		for o, err := range r.service.EachOverlap(env.ctx, operator, filter) {
			if err != nil {
				yield(found{}, err)
				return
			}
			f := found{pairOf(o.A.Initiative, o.B.Initiative), [2][]string{feedsOf(o.A), feedsOf(o.B)}, evaluation.LanguagePair(o.A.Title, o.B.Title),
				evaluation.Finding{Kind: o.Kind, Relation: o.Relation, Score: o.Score, Level: o.Level, Evidence: o.Evidence}}
			if !yield(f, nil) {
				return
			}
		}
	}
}

func pairOf(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// cases puts what is found beside the labels. rest is the number of pairs of the universe that are neither listed nor
// found.
func (c *evaluateCommand) cases(known *knowledge, findings iter.Seq2[found, error]) (out evaluated, cases []evaluation.Case, rest int, err error) {
	out.Trained = len(known.trained)
	at := map[[2]string]int{}
	for _, p := range known.pairs {
		a, b := p.SideA.Initiative, p.SideB.Initiative
		if known.trained[pairOf(a, b)] {
			continue
		}
		k := evaluation.Case{A: a, B: b, Label: p.Label, Languages: evaluation.LanguagePair(p.SideA.Title, p.SideB.Title)}
		if a == b {
			out.Merged++
			k.Found = &evaluation.Finding{Kind: registry.OverlapDuplicate, Score: 1, Level: registry.LevelHigh}
		}
		at[pairOf(a, b)] = len(cases)
		cases = append(cases, k)
	}
	for f, err := range findings {
		if err != nil {
			return out, nil, 0, err
		}
		switch i, listed := at[f.pair]; {
		case listed:
			cases[i].Found = &f.Finding
		case known.trained[f.pair]:
		case c.Complete && known.universe.Holds(f.feeds[0], f.feeds[1]):
			cases = append(cases, evaluation.Case{A: f.pair[0], B: f.pair[1], Label: evaluation.LabelDifferent, Found: &f.Finding, Languages: f.languages})
		default:
			out.Outside++
		}
	}
	if c.Complete {
		out.Universe = known.universe.String()
		rest = max(0, known.universe.Size(known.byFeed)-len(cases)-len(known.trained))
	}
	return out, cases, rest, nil
}

func feedsOf(s registry.Side) []string {
	var feeds []string
	for _, source := range s.Sources {
		feeds = append(feeds, source.Feed)
	}
	return feeds
}

func printEvaluation(w io.Writer, e evaluated) error {
	fmt.Fprintf(w, "model %s; %d pairs:", e.Model, e.Pairs)
	for _, l := range evaluation.Labels() {
		if e.Labels[l] > 0 {
			fmt.Fprintf(w, " %s %d", l, e.Labels[l])
		}
	}
	fmt.Fprintln(w)
	if e.Universe != "" {
		fmt.Fprintf(w, "complete: every pair that is not listed is different, %s\n", e.Universe)
	}
	if e.Merged > 0 {
		fmt.Fprintf(w, "%d pairs are one initiative already; they count as found\n", e.Merged)
	}
	if e.Trained > 0 {
		fmt.Fprintf(w, "weights of the identity question were fitted to %d other pairs; the rest of this answer is of the pairs left\n", e.Trained)
	}
	fmt.Fprintf(w, "%d overlaps are of other pairs and do not count\n", e.Outside)
	fmt.Fprintf(w, "intervals: 95 %%, %d bootstrap draws of connected components, seed %d\n", e.Samples, e.Seed)
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, q := range e.Questions {
		few := ""
		if q.Few {
			few = "  (n < 100)"
		}
		fmt.Fprintf(t, "\n%s\tn %d of %d%s\taverage precision %s\t\t\n", q.Name, q.Positives, q.Positives+q.Negatives, few, show(q.AP))
		for _, at := range q.Levels {
			fmt.Fprintf(t, "  %s or above\t%d claimed\tprecision %s\trecall %s\tF1 %s\n", at.Level, at.Claimed, show(at.Precision), show(at.Recall), show(at.F1))
		}
		if b := q.Best; b != nil {
			fmt.Fprintf(t, "  score >= %.4f\tchosen on %d pairs, here %d others\tprecision %s\trecall %s\tF1 %s\n", b.Threshold, b.ChosenOn, b.Reported, show(b.Precision), show(b.Recall), show(b.F1))
		}
	}
	fmt.Fprint(t, "\nlabel\tfound as\tlevel\tpairs\t\n")
	for _, c := range e.Confusion {
		kind := string(c.Kind)
		if kind == "" {
			kind = "nothing"
		}
		if c.Relation != "" {
			kind += " (" + string(c.Relation) + ")"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t\n", c.Label, kind, c.Level, c.Pairs)
	}
	for _, r := range e.TakenForSame {
		fmt.Fprintf(t, "\n%s called one initiative at medium or high:\t%d of %d\t\t\t", r.Label, r.Pairs, r.Of)
	}
	fmt.Fprintln(t)
	if len(e.Languages) > 0 {
		fmt.Fprint(t, "\nlanguages\tquestion\tn\tprecision\trecall\tF1\t\n")
	}
	for _, s := range e.Languages {
		fmt.Fprintf(t, "%s\t%s\t%d\t%s\t%s\t%s\t\n", s.Name, s.Question, s.Positives, show(s.Precision), show(s.Recall), show(s.F1))
	}
	if len(e.Ablation) > 0 {
		fmt.Fprint(t, "\nwithout\tquestion\tF1\tchange\taverage precision\tchange\t\n")
	}
	for _, a := range e.Ablation {
		fmt.Fprintf(t, "%s\t%s\t%s\t%+.3f\t%s\t%+.3f\t\n", a.Dimension, a.Question, show(a.F1), a.F1Change, show(a.AP), a.APChange)
	}
	return t.Flush()
}

// show writes a figure with its interval, a dash where it is not defined.
func show(f *evaluation.Figure) string {
	if f == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f [%.3f, %.3f]", f.Value, f.Low, f.High)
}
