package overlap

import (
	"math"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// Result is what the detector finds between two initiatives; A is the lesser id.
type Result struct {
	A, B         string
	Kind         registry.OverlapKind
	Relation     registry.RelationType // for kind related: what A is to B
	Score        float64               // 0-1
	Strength     float64               // what the weights add up to before they are bounded: it orders what has one score
	Level        registry.Level
	Completeness float64 // of the poorer side
	// Evidence has an entry a dimension and one for the prior; the weights add up to the logit of Score. Sentences are
	// rendered when read: Sentence.
	Evidence     []registry.Evidence
	EvidenceHash string
}

// pair is two initiatives, A the lesser id, with what each dimension says.
type pair struct {
	model    *Model
	a, b     *Features
	findings [numDimensions]finding
	funders  funders
}

// Compare says what is between two initiatives; ok is false where it is nothing worth telling. It depends on the two and
// on the generation alone, and is the same in both orders.
func (d *Detector) Compare(a, b *Features) (r Result, ok bool) {
	return d.compare(a, b, anyProspect)
}

// compare is Compare of a pair of which the screen has said what it may be. Titles are not looked at where it cannot be one.
func (d *Detector) compare(a, b *Features, may prospect) (r Result, ok bool) {
	if a.ID == b.ID {
		return Result{}, false
	}
	if b.ID < a.ID {
		a, b = b, a
	}
	p := pair{model: d.model, a: a, b: b}
	p.findings[byIdentifier], p.findings[byLinks] = compareIdentifiers(a, b), compareLinks(a, b)
	p.findings[byPlace] = d.gen.comparePlaces(a, b)
	// Another country vetoes, as both state one; only what the sources themselves say about the pair outweighs it.
	if p.is(byPlace, levelOtherCountry) && !p.isLinked() {
		return Result{}, false
	}
	asksOne := may&mayBeOne != 0
	if asksOne {
		p.lookAtNames(d.gen)
		asksOne = p.isLinked() || p.mayHaveOneName()
	} else {
		p.lookAtFunders()
	}
	asksOverlap := may&mayOverlap != 0 && p.mayOverlap()
	if !asksOne && !asksOverlap { // nearly all candidates: no need to look further
		return Result{}, false
	}
	p.lookFurther(d.gen)
	if asksOne {
		r, ok = p.identity()
	}
	if ok && !p.mayBeTwo(r) || !asksOverlap {
		return r, ok
	}
	p.findings[byText] = d.gen.compareThemes(a, b)
	if o, ok := p.overlap(d.gen); ok {
		return o, true
	}
	return r, ok
}

// mayHaveOneName says whether titles leave it open that the two are one: of those that share a part of their words, only
// where the dates agree (namesAgree).
func (p *pair) mayHaveOneName() bool {
	return p.is(byText, levelIdentical, levelNear, levelSharedCode, levelSharedKey, levelPattern, levelPhrase, levelHead, levelTranslation, levelTranslationNear) ||
		p.is(byText, levelPartial) && p.is(byTime, levelSameDates)
}

// lookAtFunders compares funders and time, which decide whether a pair may overlap.
func (p *pair) lookAtFunders() {
	p.funders, _ = compareFunders(p.a, p.b)
	p.findings[byTime] = compareTimes(p.a, p.b)
}

// lookAtNames compares funders, time and titles, which decide whether to look further.
func (p *pair) lookAtNames(g *generation) {
	p.lookAtFunders()
	p.findings[byText] = g.compareTitles(p.a, p.b)
	if p.shareHead(g) || p.shareNumberedName() {
		p.findings[byText].level = levelHead
	} else if p.sharePhrase() {
		p.findings[byText].level, p.findings[byText].rarity = levelPhrase, min(1, p.findings[byText].mass/rareText)
	}
	if p.is(byTime, levelDisjoint, levelYearsApart, levelBrief) && p.arePhases() {
		p.findings[byTime].level = levelFollowing
	}
}

// arePhases says whether titles number the two as parts of one thing, or one funder goes on with it under one title.
func (p *pair) arePhases() bool {
	if (p.is(byText, levelIdentical) || p.is(byText, levelNear) && samePublisher(p.a, p.b)) && (p.funders == fundersShared || len(common(partyKeysOf(p.a.Implementers), partyKeysOf(p.b.Implementers))) > 0) {
		return true
	}
	if len(p.a.Markers)+len(p.b.Markers) == 0 || !p.is(byText, levelIdentical, levelNear, levelHead, levelSharedCode, levelSharedKey) {
		return false
	}
	relation, _, apart := partsApart(p.a.Markers, p.b.Markers)
	return apart && (relation == registry.RelationPhase || p.funders == fundersShared)
}

// lookFurther compares the dimensions that decide nothing alone.
func (p *pair) lookFurther(g *generation) {
	p.findings[byOrganisation] = g.compareOrganisations(p.a, p.b)
	p.findings[byPractice] = g.comparePractices(p.a, p.b)
	p.findings[byBeneficiary] = compareGroups(p.a, p.b)
	p.findings[byMoney] = compareMoney(p.a, p.b)
}

// mayBeTwo says whether a relation rests on titles alone while the donors differ: two donors' mother-and-child health
// programmes have one title. If they overlap, that is what is said. Where the implementers are known and differ too, no
// likeness of descriptive titles makes two undertakings one programme: what does is a code, an acronym or the money.
func (p *pair) mayBeTwo(r Result) bool {
	if r.Kind != registry.OverlapRelated || p.funders != fundersDifferent || p.isLinked() || p.is(byMoney, levelSameAmount) {
		return false
	}
	apart := p.is(byOrganisation, levelDifferent) && len(p.findings[byText].matched) == 0 && !p.is(byMoney, levelCloseAmount)
	return apart || r.Level == registry.LevelLow && !p.is(byOrganisation, levelAgency, levelImplementer, levelImplementerOnly)
}

func (p *pair) is(d dimension, levels ...string) bool {
	return slices.Contains(levels, p.findings[d].level)
}

// isLinked says whether an identifier or a declared relation connects the two.
func (p *pair) isLinked() bool {
	return p.is(byIdentifier, levelSameRecord, levelScoped, levelActivity) || !p.is(byLinks, registry.LevelMissing)
}

// identity answers with the kinds duplicate, same-initiative and related.
func (p *pair) identity() (Result, bool) {
	relation, isDeclared := declared(p.a, p.b)
	if !isDeclared && areFamily(p.a, p.b) && !p.is(byIdentifier, levelSameRecord) {
		return Result{}, false // siblings through a parent: the family is listed with the initiative as it is
	}
	if !p.isLinked() && (p.estimate(&p.model.Identity) < p.model.Identity.Cutoffs.Low || !p.namesAgree() || p.areOthersAwards()) {
		return Result{}, false
	}
	r := p.score(&p.model.Identity)
	switch {
	case p.is(byIdentifier, levelSameRecord):
		r.Kind = registry.OverlapDuplicate
	case isDeclared && relation != registry.RelationThirdParty:
		r.Kind, r.Relation = registry.OverlapRelated, relation
	case r.Score < p.model.Identity.Cutoffs.Low:
		return Result{}, false
	default:
		r.Kind, r.Relation = p.scope()
	}
	r.Level = p.identityLevel(r.Score)
	return r, true
}

// namesAgree is what identity asks of two records that no identifier connects: what they are called (a pattern with another
// name in it only where one donor may have made both, and much else agrees), or the same sum of money over the same days.
func (p *pair) namesAgree() bool {
	if p.areOtherWorks() {
		return false
	}
	if samePublisher(p.a, p.b) {
		// A publisher that gives two records one title says that they are parts of one thing; a pattern is its habit.
		return p.is(byText, levelIdentical, levelNear, levelHead, levelSharedCode) || p.is(byText, levelSharedKey) && p.arePhases()
	}
	return p.is(byText, levelIdentical, levelNear, levelSharedCode, levelSharedKey, levelTranslation) ||
		p.is(byText, levelPattern, levelTranslationNear) && p.funders != fundersDifferent && p.estimate(&p.model.Identity) >= p.model.Identity.Cutoffs.Medium &&
			(p.is(byText, levelTranslationNear) || p.findings[byText].likeness() >= patternLikeness || !p.areOfOneList()) ||
		p.is(byText, levelPhrase, levelHead) ||
		p.is(byText, levelPattern) && p.funders != fundersShared && p.sameOddAmount() && p.is(byTime, levelSameDates, levelSameStart) ||
		p.is(byText, levelPartial) && p.sameOddAmount() && p.is(byTime, levelSameDates) && !p.is(byPlace, levelDifferentPlaces) && !p.eachHasOwnWords()
}

// patternLikeness is the share of words from which on two titles of one pattern in one list may be one thing with a name spelt in
// two ways, or two parts of it, and not a funder's habit of writing.
const patternLikeness = 0.6

// areOfOneList says whether one publisher, or a file that names none, has both.
func (p *pair) areOfOneList() bool {
	return p.haveOneReporter() || p.a.Reporter.key() == "" && p.b.Reporter.key() == "" && numberedBy(p.a) == numberedBy(p.b)
}

// mayBeNamedAlike is namesAgree as far as levels tell.
func (p *pair) mayBeNamedAlike() bool {
	return p.is(byText, levelIdentical, levelNear, levelSharedCode, levelSharedKey, levelPattern, levelTranslation, levelTranslationNear) ||
		p.is(byText, levelPhrase, levelHead) ||
		p.is(byText, levelPartial) && p.is(byMoney, levelSameAmount) && p.is(byTime, levelSameDates)
}

func (p *pair) eachHasOwnWords() bool {
	return p.findings[byText].ownA > 0 && p.findings[byText].ownB > 0
}

// scope tells two reports of one whole from parts of one undertaking, and which parts. The rules are asked in order of how
// much a wrong "same" costs.
func (p *pair) scope() (registry.OverlapKind, registry.RelationType) {
	related := registry.OverlapRelated
	if r, implied, apart := partsApart(p.a.Markers, p.b.Markers); apart && !(implied && p.is(byTime, levelSameDates)) {
		return related, r
	}
	if p.is(byLinks, levelThirdParty) {
		return registry.OverlapSameInitiative, ""
	}
	if samePublisher(p.a, p.b) {
		if p.is(byTime, levelDisjoint, levelBrief, levelYearsApart, levelFollowing) {
			return related, registry.RelationPhase
		}
		return related, registry.RelationSibling
	}
	if !p.isLinked() && (p.is(byText, levelPattern, levelHead) || p.is(byText, levelNear, levelTranslation, levelTranslationNear) && p.is(byPlace, levelDifferentPlaces)) {
		return related, registry.RelationSibling
	}
	if !p.isLinked() && p.haveOneReporter() && descriptionsApart(p.a, p.b) {
		return related, registry.RelationSibling // two awards under one form title: "Scholarships", for chemistry, for economics
	}
	bothKnownApart := p.is(byMoney, levelComparable, levelDifferentAmount) // the amounts, of both, are not one
	if !p.isLinked() && bothKnownApart && p.is(byPlace, levelDifferentPlaces) && p.is(byText, levelIdentical) {
		return related, registry.RelationSibling // a wall in one district, a wall in another
	}
	wholeScope := !p.is(byMoney, levelDifferentAmount) && !p.is(byTime, levelDisjoint, levelBrief, levelYearsApart, levelFollowing)
	switch {
	case p.is(byTime, levelYearsApart, levelFollowing) && p.a.End == unknownDay && p.b.End == unknownDay && p.sameOddAmount() && p.is(byText, levelIdentical):
		return registry.OverlapSameInitiative, "" // what was planned began earlier or later
	case wholeScope && p.sameOddAmount() && p.is(byText, levelIdentical, levelNear, levelTranslation):
		return registry.OverlapSameInitiative, "" // both ends of one grant name their own donor
	case p.is(byIdentifier, levelScoped) && p.funders != fundersDifferent:
		return registry.OverlapSameInitiative, ""
	case p.is(byIdentifier, levelActivity) && !wholeScope, p.is(byOrganisation, levelChain) && !wholeScope:
		return related, p.payment()
	case p.is(byIdentifier, levelActivity):
		return registry.OverlapSameInitiative, ""
	case p.funders == fundersDifferent:
		return related, registry.RelationCoFunded
	case p.is(byTime, levelDisjoint, levelBrief, levelYearsApart, levelFollowing):
		return related, registry.RelationPhase
	case p.is(byText, levelSharedKey, levelPhrase) && p.eachHasOwnWords() && !p.isLinked():
		return related, registry.RelationSibling // two things under one code, acronym or name
	case bothKnownApart && p.findings[byText].addsBodyA:
		return related, registry.RelationChild
	case bothKnownApart && p.findings[byText].addsBodyB:
		return related, registry.RelationParent
	case p.isComponent(p.a, p.findings[byText].ownA, p.findings[byText].ownB):
		return related, registry.RelationChild
	case p.isComponent(p.b, p.findings[byText].ownB, p.findings[byText].ownA):
		return related, registry.RelationParent
	case p.is(byMoney, levelDifferentAmount) && (p.haveOneReporter() || !p.is(byTime, levelSameDates, levelSameStart)):
		return related, p.part() // of two publishers one may tell of the last years alone
	case p.is(byMoney, levelSameAmount):
		return registry.OverlapSameInitiative, ""
	case p.is(byOrganisation, registry.LevelMissing):
		return registry.OverlapSameInitiative, "" // nobody says whose it is: the name is all there is
	case p.funders == fundersUnknown && p.is(byText, levelIdentical, levelNear) && p.is(byTime, levelSameDates) && !p.is(byPlace, levelDifferentPlaces) &&
		(!p.is(byOrganisation, levelAgency) || p.is(byText, levelIdentical) && p.findings[byTime].rarity == 1):
		return registry.OverlapSameInitiative, ""
	case p.is(byOrganisation, levelAgency) && !p.is(byTime, levelSameDates):
		return related, registry.RelationCoFunded // each grant to "UNICEF - Child Protection" is called that
	case p.funders == fundersUnknown, p.funders == fundersHost, !p.sameDonors() && !p.is(byTime, levelSameDates, levelSameStart):
		return related, registry.RelationCoFunded
	}
	return registry.OverlapSameInitiative, ""
}

// areOthersAwards says whether one publisher gave awards under one title to different bodies at the same time: "Conflict
// Mitigation" is its name for a kind of work, not an undertaking. Numbers of phases and lots say otherwise.
func (p *pair) areOthersAwards() bool {
	_, _, apart := partsApart(p.a.Markers, p.b.Markers)
	if p.is(byMoney, levelSameAmount) && p.is(byText, levelIdentical) && p.findings[byText].both >= longName {
		return false
	}
	return !apart && samePublisher(p.a, p.b) && len(p.a.Implementers) > 0 && len(p.b.Implementers) > 0 &&
		len(common(partyKeysOf(p.a.Implementers), partyKeysOf(p.b.Implementers))) == 0 && !sameName(p.a.Implementers, p.b.Implementers)
}

// longName is the number of words from which on a title is of one thing and not a name for a kind of work.
const longName = 5

// haveOneReporter says whether one publisher gave the two different numbers, whoever's work it reports.
func (p *pair) haveOneReporter() bool {
	return p.a.Reporter.key() != "" && p.a.Reporter.key() == p.b.Reporter.key() && differentSourceIDs(p.a, p.b)
}

// descriptionsApart says whether both descriptions say something beyond their titles, and nothing of it is the same.
func descriptionsApart(a, b *Features) bool {
	var ownA, ownB, both bool
	mergeTerms(a.Terms, b.Terms, func(x, y *Term) {
		inA, inB := x.Text != "" && !x.InTitle, y.Text != "" && !y.InTitle
		ownA, ownB, both = ownA || inA, ownB || inB, both || inA && inB
	})
	return ownA && ownB && !both
}

// isComponent says whether one side declares a parent and its title adds words to the other's: "CARD: Procurement" is not
// the whole of "CARD".
func (p *pair) isComponent(f *Features, own, others int) bool {
	return own > 0 && others == 0 && slices.ContainsFunc(f.Links, func(l Link) bool { return l.Type == registry.RelationParent })
}

// sameOddAmount says whether the amounts agree and are not round ones, which agree by chance.
func (p *pair) sameOddAmount() bool {
	return p.is(byMoney, levelSameAmount) && p.findings[byMoney].rarity == 1
}

// sameDonors says whether the sides name the same donors, all of them: a programme of six donors is more than the one's
// part in it.
func (p *pair) sameDonors() bool {
	return slices.Equal(partyKeysOf(p.a.Donors), partyKeysOf(p.b.Donors))
}

// payment is funds where A's side is named as B's funder, else funded-by.
func (p *pair) payment() registry.RelationType {
	if pays(p.a, p.b) {
		return registry.RelationFunds
	}
	return registry.RelationFundedBy
}

// part is parent where A has more money than B, else child.
func (p *pair) part() registry.RelationType {
	for _, m := range p.a.Money {
		for _, n := range p.b.Money {
			if m.Currency == n.Currency && m.Amount != n.Amount {
				if m.Amount > n.Amount {
					return registry.RelationParent
				}
				return registry.RelationChild
			}
		}
	}
	return registry.RelationSibling
}

// mayOverlap asks the conditions of an overlap that cost little to ask.
func (p *pair) mayOverlap() bool {
	return !p.a.Cancelled && !p.b.Cancelled && (p.funders == fundersDifferent || p.funders == fundersUnknown) && !p.isLinked() &&
		!p.is(byPlace, registry.LevelMissing, levelOtherCountry) && !p.is(byTime, registry.LevelMissing, levelDisjoint, levelFollowing) &&
		(haveCommonCategory(p.a.Categories, p.b.Categories) || len(p.a.Categories)*len(p.b.Categories) == 0)
}

// overlap answers with the kind overlap: different funders, the same country at least, at the same time, doing the same
// kind of thing, and no declared relation.
func (p *pair) overlap(g *generation) (Result, bool) {
	if p.is(byOrganisation, levelChain) || samePublisher(p.a, p.b) || areFamily(p.a, p.b) {
		return Result{}, false
	}
	if !p.sameKindOfWork() {
		return Result{}, false
	}
	if g.crowd(p.a, p.b) >= crowdedCell && !(p.isHere() && p.is(byText, levelTheme, levelSubject, levelStrongTheme)) {
		return Result{}, false
	}
	if p.estimate(&p.model.Overlap) < p.model.Overlap.Cutoffs.Low {
		return Result{}, false
	}
	r := p.score(&p.model.Overlap)
	r.Kind, r.Level = registry.OverlapOverlap, p.overlapLevel(r.Score, r.Completeness)
	return r, true
}

// score weighs the findings and adds them up.
func (p *pair) score(q *Question) Result {
	r := Result{A: p.a.ID, B: p.b.ID, Completeness: min(p.a.Completeness, p.b.Completeness)}
	r.Evidence = append(r.Evidence, registry.Evidence{Dimension: registry.DimensionPrior, Level: levelPrior, Weight: q.Prior})
	for i, f := range p.findings {
		dimension := dimensions[i]
		r.Evidence = append(r.Evidence, registry.Evidence{
			Dimension: dimension.name, A: dimension.shown(p.a), B: dimension.shown(p.b), Level: f.level, Weight: p.weight(q, i), Matched: f.matched,
		})
	}
	for _, e := range r.Evidence {
		r.Strength += e.Weight
	}
	r.Score = probability(bound(r.Evidence))
	r.EvidenceHash = hashEvidence(r.Evidence, q)
	return r
}

// weight is what the model gives a finding. Rarity makes a match count for less, never a difference for more.
func (p *pair) weight(q *Question, i int) float64 {
	w := q.Weights[dimensions[i].name][p.findings[i].level]
	if w > 0 {
		w *= p.findings[i].rarity
	}
	return w
}

// estimate is the score without its evidence, for the many pairs that come to nothing.
func (p *pair) estimate(q *Question) float64 {
	sum := q.Prior
	for i := range p.findings {
		sum += p.weight(q, i)
	}
	return probability(sum)
}

func probability(logit float64) float64 { return 1 / (1 + math.Exp(-logit)) }

// bound adds the weights up. Where they go beyond maxLogit, those that go there shrink alike: which carries most, and what
// speaks against it, stays to be seen.
func bound(evidence []registry.Evidence) float64 {
	positive, negative := 0.0, 0.0
	for _, e := range evidence {
		positive, negative = positive+max(0, e.Weight), negative+min(0, e.Weight)
	}
	sum := positive + negative
	if math.Abs(sum) <= maxLogit {
		return sum
	}
	up, down := 1.0, 1.0
	if sum > 0 {
		up = (maxLogit - negative) / positive
	} else {
		down = (-maxLogit - positive) / negative
	}
	sum = 0
	for i := range evidence {
		if w := &evidence[i].Weight; *w > 0 {
			*w *= up
		} else {
			*w *= down
		}
		sum += evidence[i].Weight
	}
	return sum
}
