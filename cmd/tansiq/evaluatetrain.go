package main

import (
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/overlap/evaluation"
)

// train fits the identity question to some of the labelled pairs and detects anew in memory.
func (c *evaluateCommand) train(env *environment, r *running, known *knowledge, model *overlap.Model) (*overlap.Model, iter.Seq2[found, error], error) {
	d, err := loadDetector(env, r, model)
	if err != nil {
		return nil, nil, err
	}
	var lessons []evaluation.Weighed
	lessons, known.trained = c.draw(d, known, model)
	fitted := *model
	fitted.Version += "+trained"
	if fitted.Identity, err = evaluation.FitTo(model.Identity, lessons); err != nil {
		return nil, nil, err
	}
	if d, err = loadDetector(env, r, &fitted); err != nil {
		return nil, nil, err
	}
	return &fitted, func(yield func(found, error) bool) {
		var all []found
		d.Detect(func(o overlap.Result) {
			a, b := known.sides[o.A], known.sides[o.B]
			all = append(all, found{pairOf(o.A, o.B), [2][]string{a.Feeds, b.Feeds}, evaluation.LanguagePair(a.Title, b.Title),
				evaluation.Finding{Kind: o.Kind, Relation: o.Relation, Score: o.Score, Level: o.Level, Evidence: o.Evidence}})
		})
		for _, f := range all {
			if !yield(f, nil) {
				return
			}
		}
	}, nil
}

func loadDetector(env *environment, r *running, model *overlap.Model) (*overlap.Detector, error) {
	d := overlap.NewDetector(model)
	for row, err := range r.store.EachFeatures(env.ctx) {
		if err != nil {
			return nil, err
		}
		if err := d.Load(row.Features); err != nil {
			return nil, err
		}
	}
	return d, d.Freeze()
}

// draw takes pairs of which the label is known, as many of each tenth of the score as of the others, each weighed with how
// many it stands for: what a person could label in an afternoon. Where the list is complete these are all candidates of the
// universe, else the listed pairs.
func (c *evaluateCommand) draw(d *overlap.Detector, known *knowledge, model *overlap.Model) ([]evaluation.Weighed, map[[2]string]bool) {
	labels := map[[2]string]evaluation.Label{}
	for _, p := range known.pairs {
		labels[pairOf(p.SideA.Initiative, p.SideB.Initiative)] = p.Label
	}
	pairs := map[[2]string]bool{}
	for pair := range labels {
		pairs[pair] = !c.Complete
	}
	if c.Complete {
		for id, side := range known.sides {
			for _, other := range d.Candidates(id) {
				if known.universe.Holds(side.Feeds, known.sides[other].Feeds) {
					pairs[pairOf(id, other)] = true
				}
			}
		}
	}
	type lesson struct {
		pair [2]string
		evaluation.Weighed
	}
	const tenths = 10
	var byScore [tenths][]lesson
	for pair, may := range pairs {
		a, b := d.Stored(pair[0]), d.Stored(pair[1])
		if !may || a == nil || b == nil {
			continue
		}
		readings := d.Vector(a, b).Identity
		label := labels[pair]
		yes := label == evaluation.LabelSame || label == evaluation.LabelChain || label == evaluation.LabelPhase
		tenth := min(tenths-1, int(model.Identity.Score(readings)*tenths))
		byScore[tenth] = append(byScore[tenth], lesson{pair, evaluation.Weighed{Readings: readings, Yes: yes}})
	}
	r := rand.New(rand.NewPCG(c.Seed, 3))
	var lessons []evaluation.Weighed
	trained := map[[2]string]bool{}
	for tenth, all := range byScore {
		slices.SortFunc(all, func(x, y lesson) int { return slices.Compare(x.pair[:], y.pair[:]) })
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		n := min(len(all), (c.Train-len(lessons))/(tenths-tenth))
		for _, l := range all[:n] {
			l.Weight = float64(len(all)) / float64(n)
			lessons = append(lessons, l.Weighed)
			trained[l.pair] = true
		}
	}
	return lessons, trained
}
