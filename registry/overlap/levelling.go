package overlap

import "github.com/tansiq/tansiq/registry"

// identityLevel is the level of a pair of kind duplicate, same-initiative or related, "" where it is not one. High needs
// more than a name: an identifier, a declared relation, or something beside the title.
func (p *pair) identityLevel(score float64) registry.Level {
	c := p.model.Identity.Cutoffs
	switch {
	case score >= c.High && (p.isLinked() || p.isCorroborated() && !p.is(byText, levelPattern)):
		return registry.LevelHigh
	case score >= c.Medium && (p.isLinked() || !p.is(byText, levelPattern)): // what follows one pattern has little else in common
		return registry.LevelMedium
	case score >= c.Low, !p.is(byLinks, registry.LevelMissing):
		return registry.LevelLow
	}
	return ""
}

// isCorroborated says whether something beside the title says that the two are one.
func (p *pair) isCorroborated() bool {
	return p.is(byTime, levelSameDates, levelSameStart) || p.is(byMoney, levelSameAmount, levelCloseAmount) || p.isHere()
}

// overlapLevel is the level of a pair of kind overlap, "" where it is not one. High needs a place below the country, time,
// and practice or theme of both, donors that are known and differ, and records that are not poor.
func (p *pair) overlapLevel(score, completeness float64) registry.Level {
	c := p.model.Overlap.Cutoffs
	switch {
	case p.is(byPlace, registry.LevelMissing) || p.is(byTime, registry.LevelMissing) || !p.sameKindOfWork():
		return ""
	case score >= c.High && p.isHere() && p.is(byTime, levelSameDates, levelSameStart, levelConcurrent) &&
		(p.is(byPractice, levelPractice, levelPurpose) || p.is(byText, levelStrongTheme)) &&
		p.funders == fundersDifferent && completeness >= highCompleteness:
		return registry.LevelHigh
	case score >= c.Medium:
		return registry.LevelMedium
	case score >= c.Low:
		return registry.LevelLow
	}
	return ""
}

// isHere says whether they share a place below the country.
func (p *pair) isHere() bool { return p.is(byPlace, levelSamePlace, levelInside, levelNearby) }

// sameKindOfWork is a condition of overlaps: one practice or purpose, or words of the subject. A DAC category alone holds all
// that is done for health or for agriculture; a subject that both titles name is one of them, which in one place is enough.
func (p *pair) sameKindOfWork() bool {
	return p.is(byPractice, levelPractice, levelPurpose) || p.is(byText, levelStrongTheme) ||
		p.is(byText, levelSubject) && p.is(byPractice, levelCategory) && p.isHere()
}
