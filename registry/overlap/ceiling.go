package overlap

import (
	"math"

	"github.com/tansiq/tansiq/registry"
)

// ceilings are the most that a question's weights can add up to, read off two rows: of each dimension the highest weight
// among the levels that the rows leave open. A pair whose ceiling lies below what is listed is not compared. They are read
// off the model, so they follow whatever weights it has.
type ceilings struct {
	prior       float64
	low, medium float64 // the logits from which on a result is listed, and one by a translation that leaves much out

	identical, words, keys, codes                      float64 // of titles, before how rare the shared words are
	translation, translationNear                       float64
	implementerAndFunder, implementer, agency          float64
	funder, chain, otherOrganisations                  float64
	samePlace, sameCountry, differentPlaces            float64
	sameDates, sameStart, concurrent, apart, following float64
	practice, purpose, otherPurpose                    float64
	groups                                             float64
	sameAmount, closeAmount, otherAmount               float64
}

// ceilingsOf reads them off a question.
func ceilingsOf(q *Question) ceilings {
	most := func(d registry.Dimension, levels ...string) float64 {
		highest := math.Inf(-1)
		for _, l := range levels {
			highest = max(highest, q.Weights[d][l])
		}
		return highest
	}
	const (
		text, organisation, place = registry.DimensionText, registry.DimensionOrganisation, registry.DimensionPlace
		period, practice, money   = registry.DimensionTime, registry.DimensionPractice, registry.DimensionMoney
	)
	known := func(w float64) float64 { return max(0, w) } // a side may say nothing, and that weighs nothing
	return ceilings{
		prior: q.Prior + known(most(registry.DimensionIdentifier, levelOtherIDs)), low: logit(q.Cutoffs.Low), medium: logit(q.Cutoffs.Medium),
		identical:            most(text, levelIdentical),
		words:                most(text, levelNear, levelPhrase, levelHead, levelPattern, levelPartial, levelLittle, levelNone),
		keys:                 most(text, levelSharedKey, levelHead, levelPhrase),
		codes:                most(text, levelSharedCode),
		translation:          most(text, levelTranslation),
		translationNear:      most(text, levelTranslationNear),
		implementerAndFunder: most(organisation, levelFunderAndImplementer, levelImplementer, levelImplementerOnly),
		implementer:          most(organisation, levelImplementer, levelImplementerOnly),
		agency:               most(organisation, levelAgency),
		funder:               most(organisation, levelFunder),
		chain:                most(organisation, levelChain),
		otherOrganisations:   known(most(organisation, levelDifferent, levelDifferentFunders, levelDonorUnknown, levelHostGovernment)),
		samePlace:            most(place, levelSamePlace, levelInside, levelNearby),
		sameCountry:          known(most(place, levelSameCountry)),
		differentPlaces:      most(place, levelDifferentPlaces),
		sameDates:            most(period, levelSameDates, levelSameStart),
		sameStart:            most(period, levelSameStart),
		concurrent:           most(period, levelConcurrent, levelBrief, levelEndUnknown, levelYearsApart),
		apart:                most(period, levelDisjoint),
		following:            most(period, levelFollowing),
		practice:             known(most(practice, levelPractice, levelPurpose, levelCategory, levelField, levelDifferentPurpose)),
		purpose:              known(most(practice, levelPurpose, levelCategory)),
		otherPurpose:         known(most(practice, levelCategory, levelField, levelDifferentPurpose)),
		groups:               known(most(registry.DimensionBeneficiary, levelSameGroups, levelDifferentGroups)),
		sameAmount:           known(most(money, levelSameAmount, levelCloseAmount, levelComparable, levelDifferentAmount)),
		closeAmount:          known(most(money, levelCloseAmount, levelComparable, levelDifferentAmount)),
		otherAmount:          known(most(money, levelComparable, levelDifferentAmount)),
	}
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// reaches says whether a pair that no identifier or relation connects, whose titles are this alike, may be listed.
func (c *ceilings) reaches(a, b *row, t *likeness) bool {
	const rounding = 1e-3 // of sums, and of idf in rows
	need := c.low
	if t.across && t.both == 0 && !t.translation {
		need = c.medium // as namesAgree asks
	}
	need -= rounding + c.prior + c.text(t)
	// The dearest come last, each only where those before leave it open.
	need -= c.time(a, b, t) + c.practices(a, b) + c.beneficiaries(a, b)
	if need <= 0 {
		return true
	}
	if need > max(0, c.sameAmount)+max(0, c.samePlace, c.sameCountry)+max(0, c.implementerAndFunder, c.agency, c.funder, c.chain, c.otherOrganisations) {
		return false
	}
	if need -= c.organisations(a, b); need > c.sameAmount+max(c.samePlace, c.sameCountry) {
		return false
	}
	if need -= c.money(a, b); need > max(c.samePlace, c.sameCountry) {
		return false
	}
	return need <= c.places(a, b)
}

// text is what compareTitles and what follows it may give.
func (c *ceilings) text(t *likeness) float64 {
	if t.open {
		return max(c.identical, c.words, c.keys, c.codes, c.translation, c.translationNear)
	}
	rare := min(1, t.mass/rareText)
	keys := min(1, t.keySum/rareKeys)
	highest := max(c.keys*keys, c.codes*min(1, t.codeMass/rareWord))
	switch {
	case t.translation:
		return max(highest, c.translation*rare, c.translationNear*rare)
	case t.translationNear:
		return max(highest, c.translationNear*rare)
	case t.across:
		return highest
	}
	if t.both >= 3 {
		highest = max(highest, c.words*max(rare, 0.7*t.shared))
	}
	highest = max(highest, c.words*rare)
	if t.identical {
		if t.both >= 3 {
			rare = max(0.7, rare)
		}
		rare = max(rare, 0.8*min(1, t.keyMass/rareWord), 0.6*min(1, t.telling/rareWord))
		highest = max(highest, c.identical*rare)
	}
	return highest
}

func (c *ceilings) time(a, b *row, t *likeness) float64 {
	highest := c.concurrent
	switch {
	case a.start == unknownDay || b.start == unknownDay:
		return 0
	case distance(a.start, b.start) <= sameDays:
		highest = max(highest, c.sameStart)
		if mayHaveSameDates(a, b) {
			highest = max(highest, c.sameDates)
		}
	case a.end != unknownDay && a.end < b.start || b.end != unknownDay && b.end < a.start:
		highest = c.apart
	}
	if a.markers()+b.markers() > 0 || t.identical || t.open || meet(a.lists[rowReporters], b.lists[rowReporters]) {
		highest = max(highest, c.following)
	}
	return highest
}

func (c *ceilings) practices(a, b *row) float64 {
	switch {
	case a.flags&b.flags&rowPractised != 0:
		return c.practice
	case categoriesMeet(a, b):
		return c.purpose
	}
	return c.otherPurpose
}

func (c *ceilings) beneficiaries(a, b *row) float64 {
	if a.flags&b.flags&rowGrouped == 0 {
		return 0
	}
	return c.groups
}

func (c *ceilings) organisations(a, b *row) float64 {
	highest := c.otherOrganisations
	funder := meet(a.lists[rowFunders], b.lists[rowFunders])
	switch implementer := meet(a.lists[rowDoers], b.lists[rowDoers]) || namesMeet(a.lists[rowNames], b.lists[rowNames]); {
	case implementer && funder:
		highest = max(highest, c.implementerAndFunder, c.implementer)
	case implementer:
		highest = max(highest, c.implementer)
	}
	// Two donors in common may be two hosts, which are no donors; then neither side has any.
	if funder || len(a.lists[rowFunders])+len(b.lists[rowFunders]) == 0 {
		highest = max(highest, c.funder, c.implementerAndFunder)
	}
	if a.agencies&b.agencies != 0 {
		highest = max(highest, c.agency)
	}
	if paysRow(a, b) || paysRow(b, a) {
		highest = max(highest, c.chain)
	}
	return highest
}

func paysRow(a, b *row) bool {
	return meet(b.lists[rowFunders], a.lists[rowReporters]) || meet(b.lists[rowFunders], a.lists[rowDoers])
}

// namesMeet says whether a name may be a shortened one of the other list's, as isShortened asks.
func namesMeet(a, b []uint32) bool {
	for p := a; len(p) > 0; p = p[rowNameSize:] {
		for q := b; len(q) > 0; q = q[rowNameSize:] {
			if p[1]&^q[0] == 0 || q[1]&^p[0] == 0 {
				return true
			}
		}
	}
	return false
}

func (c *ceilings) places(a, b *row) float64 {
	switch {
	case len(a.lists[rowCountries]) == 0 || len(b.lists[rowCountries]) == 0:
		return 0
	case placesMeet(a, b):
		return max(c.samePlace, c.differentPlaces)
	case len(a.lists[rowPlaces]) > 0 && len(b.lists[rowPlaces]) > 0:
		return c.differentPlaces
	}
	return c.sameCountry * min(1, 3/float64(max(len(a.lists[rowCountries]), len(b.lists[rowCountries]))))
}

func (c *ceilings) money(a, b *row) float64 {
	highest := c.otherAmount
	for _, m := range a.lists[rowMoney] {
		for _, n := range b.lists[rowMoney] {
			if m>>23 != n>>23 {
				continue
			}
			const steps = 1<<20 - 1
			switch apart := max(m&steps, n&steps) - min(m&steps, n&steps); {
			case apart <= sameSteps:
				highest = max(highest, c.closeAmount, c.sameAmount*float64(max(m>>20&7, n>>20&7))/5) // close, where rounding hides it
			case apart <= closeSteps:
				highest = max(highest, c.closeAmount)
			}
		}
	}
	return highest
}

// How far apart packed amounts may be that are one or close, with a step or two for rounding: the logarithms of sameRatio and
// 1.1, in steps.
const (
	sameSteps  = 84   // 81.7
	closeSteps = 1564 // 1,561.6
)
