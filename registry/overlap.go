package registry

import "time"

// Overlap is a flagged pair of initiatives: "possible overlap: worth a conversation" until a person has ruled.
type Overlap struct {
	ID           string        `json:"id"` // UUIDv7
	Kind         OverlapKind   `json:"kind"`
	Relation     RelationType  `json:"relation,omitempty"` // for kind related: what A is to B
	Score        float64       `json:"score"`              // 0-1
	Level        Level         `json:"level"`
	Status       OverlapStatus `json:"status"`
	Completeness float64       `json:"completeness"` // the lesser of the two sides
	A            Side          `json:"a"`
	B            Side          `json:"b"`
	// Evidence has one entry a dimension, and one, "prior", for how rare a match is at all. The weights add up to the
	// logit of Score.
	Evidence     []Evidence `json:"evidence"`
	EvidenceHash string     `json:"evidence_hash"` // of matched facts and levels; never of text, weights, score or model
	// Counterfactuals say what would be left without the evidence that carries most, at most two; made when read.
	Counterfactuals []Counterfactual `json:"counterfactuals"`
	Regions         []string         `json:"regions"`
	DetectedAt      time.Time        `json:"detected_at"`
	Ruling          *Ruling          `json:"ruling,omitempty"`
	Model           string           `json:"-"` // version of the detector that scored it
	// Visible lists the organisation and region scopes that may see it whatever its status: those of the donors who are
	// parties and of its regions. What others see, a lens's FlagPolicy says. An overlap is shown whole or not at all: where
	// a lens shows less of a side than there is, it shows no overlap of it.
	Visible []ViewScope `json:"-"`
}

// InForce is the decision that stands, "" where none does: on evidence that has changed since, nobody has decided.
func (o *Overlap) InForce() Decision {
	if o.Status != OverlapRuled || o.Ruling == nil {
		return ""
	}
	return o.Ruling.Decision
}

// OverlapKind says what is between the two; design section 4.
type OverlapKind string

// The kinds.
const (
	OverlapDuplicate      OverlapKind = "duplicate"       // the same source record twice
	OverlapSameInitiative OverlapKind = "same-initiative" // both report the same whole scope
	OverlapRelated        OverlapKind = "related"         // chain, phase, lot, co-funding: listed, not a flag
	OverlapOverlap        OverlapKind = "overlap"         // different initiatives and funders, same thing, people, place, time
)

// OverlapKinds lists them.
func OverlapKinds() []OverlapKind {
	return []OverlapKind{OverlapDuplicate, OverlapSameInitiative, OverlapRelated, OverlapOverlap}
}

// Level is how strong an overlap or one dimension of its evidence is.
type Level string

// The levels of an overlap.
const (
	LevelHigh   Level = "high"
	LevelMedium Level = "medium"
	LevelLow    Level = "low"
)

// OverlapStatus is where a flag stands.
type OverlapStatus string

// The statuses.
const (
	OverlapOpen      OverlapStatus = "open"
	OverlapRuled     OverlapStatus = "ruled"
	OverlapReopened  OverlapStatus = "reopened"  // the evidence hash changed after a ruling
	OverlapRetracted OverlapStatus = "retracted" // its evidence went; kept for the record, listed only when asked for
)

// Side is one of the two initiatives, as much of it as a reader of a flag needs.
type Side struct {
	Initiative  string       `json:"initiative"`
	Title       Text         `json:"title"`
	Donors      []SideDonor  `json:"donors"`
	Countries   []string     `json:"countries"`
	Period      Period       `json:"period"`
	Identifiers []Identifier `json:"identifiers"`
	Sources     []SideSource `json:"sources"`
}

// SideDonor is a funding organisation of a side.
type SideDonor struct {
	Organisation string `json:"organisation,omitempty"`
	Name         Text   `json:"name"`
}

// SideSource is a record of a side.
type SideSource struct {
	Feed string `json:"feed"`
	Key  string `json:"key"`
}

// Evidence is what one dimension says about a pair.
type Evidence struct {
	Dimension Dimension `json:"dimension"`
	A         []string  `json:"a,omitempty"` // the values compared, codes before words
	B         []string  `json:"b,omitempty"`
	Level     string    `json:"level"`  // of the dimension's own scale; "missing" weighs 0
	Weight    float64   `json:"weight"` // log-odds, natural logarithm
	// Matched holds what the two have in common: it, the dimension and the level make the evidence hash.
	Matched []string `json:"matched,omitempty"`
	// Sentence says it in words; rendered when read, in the reader's languages.
	Sentence Text `json:"sentence,omitempty"`
}

// Counterfactual is what would be left of an overlap if one piece of its evidence were not there.
type Counterfactual struct {
	Without  Dimension `json:"without"`
	Score    float64   `json:"score"`           // 0-1
	Level    Level     `json:"level,omitempty"` // "" where nothing would be flagged
	Sentence Text      `json:"sentence"`
}

// Dimension is what is compared.
type Dimension string

// The dimensions.
const (
	DimensionPrior        Dimension = "prior"
	DimensionIdentifier   Dimension = "identifier"
	DimensionOrganisation Dimension = "organisation"
	DimensionPlace        Dimension = "place"
	DimensionTime         Dimension = "time"
	DimensionPractice     Dimension = "practice"
	DimensionBeneficiary  Dimension = "beneficiary"
	DimensionText         Dimension = "text"
	DimensionMoney        Dimension = "money"
	DimensionLinks        Dimension = "links"
)

// LevelMissing is the level of a dimension that one side says nothing about: weight 0, never a match.
const LevelMissing = "missing"

// Ruling is what a coordinator decided about an overlap. It binds record keys, not initiative ids.
type Ruling struct {
	ID           string       `json:"id"` // UUIDv7
	Overlap      string       `json:"overlap"`
	Decision     Decision     `json:"decision"`
	Relation     RelationType `json:"relation,omitempty"` // for decision related: what A is to B
	Reason       string       `json:"reason,omitempty"`
	EvidenceHash string       `json:"evidence_hash"` // what was ruled on
	AgreedAction string       `json:"agreed_action,omitempty"`
	ActionOwner  string       `json:"action_owner,omitempty"`
	Due          Date         `json:"due"`
	Actor        string       `json:"actor,omitempty"`      // id of the key
	ActorName    string       `json:"actor_name,omitempty"` // name of the key when it ruled
	At           time.Time    `json:"at"`
	RevertedAt   *time.Time   `json:"reverted_at,omitempty"`
	Reversal     *Reversal    `json:"reversal,omitempty"`
	A            RecordKey    `json:"a"`
	B            RecordKey    `json:"b"`
}

// Reversal is who took a ruling back, and why.
type Reversal struct {
	Reason    string    `json:"reason"`
	Actor     string    `json:"actor"`
	ActorName string    `json:"actor_name,omitempty"`
	At        time.Time `json:"at"`
}

// Decision is a ruling's outcome.
type Decision string

// The decisions.
const (
	DecisionSameInitiative   Decision = "same-initiative"
	DecisionRelated          Decision = "related"
	DecisionComplementary    Decision = "complementary"
	DecisionConfirmedOverlap Decision = "confirmed-overlap"
	DecisionFalseAlarm       Decision = "false-alarm"
	DecisionNeedsDiscussion  Decision = "needs-discussion"
)

// Decisions lists them.
func Decisions() []Decision {
	return []Decision{DecisionSameInitiative, DecisionRelated, DecisionComplementary, DecisionConfirmedOverlap,
		DecisionFalseAlarm, DecisionNeedsDiscussion}
}

// KeepsApart says whether the decision states that the two are not the same initiative.
func (d Decision) KeepsApart() bool {
	switch d {
	case DecisionRelated, DecisionComplementary, DecisionConfirmedOverlap, DecisionFalseAlarm:
		return true
	}
	return false
}

// RecordKey names a record for as long as its feed exists.
type RecordKey struct {
	Feed string `json:"feed"`
	Key  string `json:"key"`
}

// OverlapFilter narrows a list of overlaps. The zero filter is all flags that are not retracted, kind related left out.
type OverlapFilter struct {
	Kinds         []OverlapKind
	Levels        []Level
	Regions       []string
	Countries     []string
	GoodPractices []int
	Donors        []string // organisation ids
	Statuses      []OverlapStatus
	Decisions     []Decision // in force
	Undecided     bool       // open, reopened, or ruled to need discussion: what waits for a coordinator
	MinScore      float64
	Initiative    string // one of the two sides
}
