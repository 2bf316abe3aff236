package overlap

import (
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// Reading is what one dimension says of a pair, before a model weighs it.
type Reading struct {
	Dimension registry.Dimension
	Level     string
	// Rarity (0-1) multiplies a positive weight.
	Rarity float64
}

// Vector is what all dimensions say of a pair, whatever the rules make of it: what labelling samples from and what
// weights are fitted to.
type Vector struct {
	A, B string // the ids, A the lesser
	// Identity and Overlap are the readings that each question weighs: they differ in how they compare titles.
	Identity, Overlap []Reading
	// SameRecord says that the two carry one identifier of a source's own: the record published twice.
	SameRecord bool
	// MayOverlap says that the conditions of an overlap hold: no shared funder, one country, concurrent, a kind of work in
	// common or unknown, no declared relation.
	MayOverlap bool
}

// Vector compares two initiatives in full. It is the same in both orders.
func (d *Detector) Vector(a, b *Features) Vector {
	if b.ID < a.ID {
		a, b = b, a
	}
	p := pair{model: d.model, a: a, b: b}
	p.findings[byIdentifier], p.findings[byLinks] = compareIdentifiers(a, b), compareLinks(a, b)
	p.findings[byPlace] = d.gen.comparePlaces(a, b)
	p.lookAtNames(d.gen)
	p.lookFurther(d.gen)
	v := Vector{A: a.ID, B: b.ID, Identity: p.readings(), SameRecord: p.is(byIdentifier, levelSameRecord)}
	v.MayOverlap = p.mayOverlap() && !p.is(byOrganisation, levelChain) && !samePublisher(a, b) && !areFamily(a, b)
	p.findings[byText] = d.gen.compareThemes(a, b)
	v.Overlap = p.readings()
	return v
}

func (p *pair) readings() []Reading {
	all := make([]Reading, 0, numDimensions)
	for i, f := range p.findings {
		all = append(all, Reading{dimensions[i].name, f.level, f.rarity})
	}
	return all
}

// Weight is what the question gives a reading. Rarity makes a match count for less, never a difference for more.
func (q *Question) Weight(r Reading) float64 {
	w := q.Weights[r.Dimension][r.Level]
	if w > 0 {
		w *= r.Rarity
	}
	return w
}

// Score is the probability (0-1) that the question's answer is yes by these readings.
func (q *Question) Score(readings []Reading) float64 {
	sum := q.Prior
	for _, r := range readings {
		sum += q.Weight(r)
	}
	return probability(min(max(sum, -maxLogit), maxLogit))
}

// Level is the level that a reading has in a dimension, LevelMissing where it is not among them.
func Level(readings []Reading, dimension registry.Dimension) string {
	if i := slices.IndexFunc(readings, func(r Reading) bool { return r.Dimension == dimension }); i >= 0 {
		return readings[i].Level
	}
	return registry.LevelMissing
}

// MarksDiffer says whether the numbers of phases, lots and years in two titles tell them apart.
func MarksDiffer(a, b string) bool {
	_, _, apart := partsOfTitles(a, b)
	return apart
}

// Stored gives the features of an initiative in the index, nil where it is not there.
func (d *Detector) Stored(id string) *Features {
	if slot, ok := d.find([]byte(id)); ok {
		return d.features(slot)
	}
	return nil
}
