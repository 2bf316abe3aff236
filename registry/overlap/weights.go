package overlap

import "github.com/tansiq/tansiq/registry"

// Model is what overlaps are scored with: the weights of two questions and the scores at which their levels begin. A
// model is data, so that one fitted to rulings can be stored, named and replayed. It is not to be changed once a detector
// uses it.
type Model struct {
	// Version names weights and rules together; stored overlaps say which one scored them.
	Version  string   `json:"version"`
	Identity Question `json:"identity"` // is it the same undertaking, or a part of it?
	Overlap  Question `json:"overlap"`  // do two funders do the same kind of thing for the same people, there and then?
}

// Question scores one question. Weights are log-odds in nats: how much likelier the level is between pairs where the
// answer is yes than between candidates where it is no. A level that is not in the table weighs 0. Levels that depend on
// how rare the shared thing is are multiplied by that rarity (0-1).
type Question struct {
	Prior   float64                                   `json:"prior"`
	Weights map[registry.Dimension]map[string]float64 `json:"weights"`
	Cutoffs Cutoffs                                   `json:"cutoffs"`
}

// Cutoffs are the scores from which on a level is reached; below Low nothing is flagged.
type Cutoffs struct {
	High   float64 `json:"high"`
	Medium float64 `json:"medium"`
	Low    float64 `json:"low"`
}

// SeedModel is the model that this program comes with. Its weights were set by hand; see the package comment for what
// they were looked at with.
func SeedModel() *Model { return seedModel }

var seedModel = &Model{Version: "2026-11-seed-12", Identity: identityQuestion, Overlap: overlapQuestion}

// identityQuestion asks: is it the same undertaking, or a part of it?
var identityQuestion = Question{
	Cutoffs: Cutoffs{High: 0.95, Medium: 0.75, Low: 0.30},
	// Of the candidates of an initiative less than one in a thousand is the same.
	Prior: -7,
	Weights: map[registry.Dimension]map[string]float64{
		registry.DimensionIdentifier: {
			levelSameRecord: 14, // the identifier of a source's own record: unique in the world by definition
			levelScoped:     11, // a number of one owner; owners do use one number for several parts
			levelActivity:   7,  // participating-org/@activity-id: often the funder's wider programme
			levelMoneyFlow:  2,  // a flow of money passes through several undertakings
		},
		registry.DimensionLinks: {
			levelDeclared:   9,  // said by a publisher: the relation is as good as certain, its exact type is not
			levelThirdParty: 12, // IATI RelatedActivityType 5: another report on this same activity
		},
		registry.DimensionText: {
			levelIdentical:       11,  // times rarity: two or three rare words in common are as good as a name
			levelNear:            9,   // times rarity
			levelPhrase:          8,   // times rarity: two funders' titles with a name of several words in common
			levelHead:            7.5, // times rarity: one programme named, each side a part of it
			levelPattern:         6,   // times rarity: one pattern, another name in it: parts of a programme at best
			levelTranslation:     8,   // times rarity: concepts are wider than words
			levelTranslationNear: 4.5, // times rarity
			levelTranslationNone: -3,  // in no language in common, but translations nearly always share something
			levelPartial:         2.2, // times rarity: themes share words
			levelLittle:          -1,  // true matches rarely share only a word or two
			levelNone:            -4,  // in a shared language; titles of one undertaking nearly always share something
			levelSharedCode:      8,   // a code in common, in whatever language; times rarity
			levelSharedKey:       6,   // an acronym in common, in whatever language; times rarity
		},
		registry.DimensionOrganisation: {
			levelFunderAndImplementer: 2.5, // times rarity of the rarer
			levelImplementer:          2.2, // times rarity: an agency has hundreds of projects
			levelImplementerOnly:      2.2,
			levelHostGovernment:       0,
			levelAgency:               3,   // a title that names its agency is a programme's name; what the title itself says is in text
			levelFunder:               1.0, // times rarity: a donor has thousands
			levelChain:                1.5, // one pays the other: reports of both ends of one flow
			levelDifferent:            -1,  // different donors and different implementers
			levelDifferentFunders:     -0.5,
			levelDonorUnknown:         0,
		},
		registry.DimensionPlace: {
			levelSamePlace:       1.8,  // times rarity
			levelInside:          1.2,  // times rarity of the larger
			levelNearby:          1.2,  // points within 25 km
			levelSameCountry:     0.7,  // most candidates share it
			levelDifferentPlaces: -0.7, // lists of places are rarely complete
		},
		registry.DimensionTime: {
			levelSameDates:  2.5, // both days: measured to be rare by chance outside calendar years
			levelSameStart:  1.3,
			levelConcurrent: 0.5,
			levelBrief:      -0.7, // one begins where the other ends: the mark of a renewal
			levelEndUnknown: 0.2,
			levelYearsApart: -1.5,
			levelFollowing:  0.7,  // what is numbered as phases runs one after the other
			levelDisjoint:   -2.5, // against one whole; phases share title and place all the same
		},
		registry.DimensionPractice: {
			levelPractice:         0.8,
			levelPurpose:          0.7,
			levelCategory:         0.3,
			levelField:            0,
			levelDifferentPurpose: -0.5, // publishers code one undertaking differently
		},
		registry.DimensionBeneficiary: {
			levelSameGroups:      0.4,
			levelDifferentGroups: -0.3,
		},
		registry.DimensionMoney: {
			levelSameAmount:      3.5, // to the half percent; times how odd the amount is
			levelCloseAmount:     1.2, // within a tenth: exchange rates and revisions
			levelComparable:      0,
			levelDifferentAmount: -0.5, // more than three times: a part, or one year's money of the whole
		},
	},
}

// overlapQuestion asks: do two funders do the same kind of thing for the same people, there and then?
var overlapQuestion = Question{
	Cutoffs: Cutoffs{High: 0.88, Medium: 0.72, Low: 0.45},
	// Candidates were chosen for what they share, so this is not the rate in the world: most candidates are not worth a conversation.
	Prior: -4.4,
	Weights: map[registry.Dimension]map[string]float64{
		registry.DimensionPlace: {
			levelSamePlace:       2.6,  // times rarity: the capital is everybody's
			levelInside:          2,    // times rarity of the larger
			levelNearby:          1.8,  // times rarity of the more common
			levelSameCountry:     -0.3, // where exactly one does not say
			levelDifferentPlaces: -2,   // both say where, and it is elsewhere
		},
		registry.DimensionTime: {
			levelSameDates:  1.2,
			levelSameStart:  1.2,
			levelConcurrent: 1.2,
			levelBrief:      -0.8, // hardly time to meet
			levelEndUnknown: 0.3,
			levelYearsApart: -0.5,
		},
		registry.DimensionPractice: {
			levelPractice:         2,   // stated by source or reviewer, not read off the sector
			levelPurpose:          1.5, // times rarity: purpose codes such as 43010 hold everything
			levelCategory:         0.9,
			levelField:            0,
			levelDifferentPurpose: -2.5,
		},
		registry.DimensionText: {
			levelStrongTheme: 3.3, // three shared content words; times rarity
			levelSubject:     1.6, // a thing of the concept list that both titles name; times its rarity
			levelTheme:       0.8, // one or two; times rarity
			levelNoTheme:     -1.2,
		},
		registry.DimensionBeneficiary: {
			levelSameGroups:      0.9,
			levelDifferentGroups: -1,
		},
		registry.DimensionOrganisation: {
			levelDifferent:        0.3, // that the funders differ is a condition, not evidence
			levelDifferentFunders: 0.3,
			levelImplementer:      0.6, // one implementer with two funders
			levelImplementerOnly:  0.3,
			levelDonorUnknown:     0,
		},
	},
}

// Limits of rules.
const (
	// highCompleteness is the least completeness of the poorer record at which an overlap may be high.
	highCompleteness = 0.6
	// crowdedCell is the number of initiatives in a cell of country, DAC category and year from which on only pairs that
	// share a place below the country and theme words are flagged one by one.
	crowdedCell = registry.CrowdedCell
	// maxLogit bounds scores: nothing is more certain than 1 in 160,000, and the logit of a score can be taken back exactly.
	maxLogit = 12.0
	// rareText is the sum of the idf of shared words from which on a title counts in full: three rare words.
	rareText = 16.0
)
