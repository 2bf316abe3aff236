package report

import (
	"time"

	"github.com/tansiq/tansiq/registry"
)

// Bounds on what a report spells out. The rest is counted, and the report says so.
const (
	MaxFlags        = 500
	MaxCrowded      = 100
	MaxActions      = 500
	MaxMatrixDonors = 15
	MaxSources      = 100
	MaxPriorities   = 200
	MaxMembers      = 20 // titles of a crowded place
)

// Report is the pack for one scope, as one audience may see it.
type Report struct {
	Scope      Scope         `json:"scope" doc:"What it is about."`
	Language   string        `json:"language" doc:"Language of the words that are chosen for the reader; texts in JSON are in all that there are."`
	AsOf       registry.Date `json:"as_of" doc:"What the registry knew at the end of this day (UTC): flags found and rulings made up to then, and initiatives as they were. Levels, evidence and who sees what are those of now."`
	MadeFor    string        `json:"made_for" enum:"public,partner,coordinator,administrator" doc:"Whose view it is: what is withheld from them is not in it."`
	Contents   Contents      `json:"contents" doc:"What the registry holds for the scope."`
	Sources    Sources       `json:"sources" doc:"Where it comes from and how fresh it is."`
	Flags      Flags         `json:"flags" doc:"Possible overlaps, of every kind but related."`
	Value      Value         `json:"value" doc:"Combined value of the initiatives that the spelled-out flags name. It is no saving: nobody has said that any of it is spent twice."`
	Matrix     Matrix        `json:"matrix" doc:"Flags of kind overlap between each two donors, governments of the countries where the work is done left out."`
	Crowded    *CrowdedCells `json:"crowded_cells,omitempty" doc:"Places where many initiatives of many donors do the same kind of thing in the report's year; absent for a donor and for a day that is over, since they are counted as the registry is now."`
	Coverage   Coverage      `json:"coverage" doc:"What is known of practices by country. It shows no need but where a priority was declared."`
	Priorities Priorities    `json:"priorities" doc:"Needs that somebody declared, with what the registry knows of them."`
	Actions    Actions       `json:"actions" doc:"What rulings agreed on."`
	Unknown    Unknown       `json:"unknown" doc:"What a reader must not take for nothing."`
	Quality    *Quality      `json:"quality,omitempty" doc:"How well the detector did on labelled pairs; absent where it was not measured."`
}

// Scope is what the report is about.
type Scope struct {
	Kind  ScopeKind     `json:"kind" enum:"all,region,country,good_practice,donor" doc:"By what it is narrowed."`
	Code  string        `json:"code" doc:"Region, ISO 3166-1 alpha-2 code, number of the practice, or id of the organisation; empty for all."`
	Label registry.Text `json:"label" doc:"Its name, by language."`
}

// ScopeKind says by what a report is narrowed.
type ScopeKind string

// The kinds of scope. ScopeAll is for coordinators and administrators.
const (
	ScopeAll          ScopeKind = "all"
	ScopeRegion       ScopeKind = "region"
	ScopeCountry      ScopeKind = "country"
	ScopeGoodPractice ScopeKind = "good_practice"
	ScopeDonor        ScopeKind = "donor"
)

// Contents counts what the registry holds for the scope.
type Contents struct {
	Initiatives int `json:"initiatives" doc:"How many initiatives."`
	Donors      int `json:"donors" doc:"How many donors."`
	Countries   int `json:"countries" doc:"How many countries and areas."`
}

// Sources are the feeds that the registry is made from.
type Sources struct {
	Items []Source `json:"items" doc:"Those that are spelled out."`
	Total int      `json:"total" doc:"How many they are in all."`
}

// Source is a feed and its health.
type Source struct {
	Feed     string      `json:"feed" doc:"Name of the feed."`
	Format   string      `json:"format" doc:"Format of the feed."`
	Licence  string      `json:"licence,omitempty" doc:"Licence of the data."`
	Records  int         `json:"records" doc:"How many records it has."`
	LastGood *time.Time  `json:"last_good_run,omitempty" doc:"When it was last read whole."`
	State    SourceState `json:"state" enum:"good,held,failing,never" doc:"How it does."`
}

// SourceState is how a feed does.
type SourceState string

// The states of a source.
const (
	SourceGood    SourceState = "good"
	SourceHeld    SourceState = "held"    // a run waits for review
	SourceFailing SourceState = "failing" // the last attempt failed: what stands is from the last good one
	SourceNever   SourceState = "never"   // not read yet
)

// Flags are the possible overlaps of the scope, of every kind but related.
type Flags struct {
	Total    int          `json:"total" doc:"How many they are in all."`
	ByLevel  LevelCounts  `json:"by_level" doc:"Counts by level."`
	ByStatus StatusCounts `json:"by_status" doc:"Counts by status on the day."`
	Settled  int          `json:"settled" doc:"Ruled to be one initiative, related, or no overlap: neither counted above nor in the pack."`
	// Duplicates are a matter of housekeeping, not of a meeting between donors.
	Duplicates int    `json:"duplicates" doc:"Records that are probably in the registry twice: left to the review queue, neither counted above nor in the pack."`
	Items      []Flag `json:"items" doc:"At most 500, high before medium before low, overlaps before what may be one initiative."`
	// Open is for those who may not see open flags: how many there are, where at least 3 donors stand behind them.
	Open *OpenCount `json:"open,omitempty" doc:"Flags that this audience does not see one by one, counted where at least 3 donors are involved."`
}

// OpenCount counts flags without showing them.
type OpenCount struct {
	Flags  int `json:"flags" doc:"How many flags."`
	Donors int `json:"donors" minimum:"3" doc:"How many donors are party to them; never fewer than 3."`
}

// LevelCounts count by level.
type LevelCounts struct {
	High   int `json:"high" doc:"At level high."`
	Medium int `json:"medium" doc:"At level medium."`
	Low    int `json:"low" doc:"At level low."`
}

// Add counts one.
func (c *LevelCounts) Add(l registry.Level) {
	switch l {
	case registry.LevelHigh:
		c.High++
	case registry.LevelMedium:
		c.Medium++
	case registry.LevelLow:
		c.Low++
	}
}

// StatusCounts count by what people have said of a flag up to the report's day.
type StatusCounts struct {
	Open     int `json:"open" doc:"Not ruled on."`
	Ruled    int `json:"ruled" doc:"Ruled on."`
	Reopened int `json:"reopened" doc:"Ruled on, and reopened because the evidence changed."`
}

// Flag is a possible overlap with what a meeting needs to talk about it.
type Flag struct {
	Number   int                    `json:"number" doc:"Its number in this pack."`
	ID       string                 `json:"id" doc:"Id of the overlap."`
	Kind     registry.OverlapKind   `json:"kind" enum:"duplicate,same-initiative,overlap" doc:"What may be between the two."`
	Level    registry.Level         `json:"level" enum:"high,medium,low" doc:"Of the score."`
	Status   registry.OverlapStatus `json:"status" enum:"open,ruled,reopened" doc:"Where the flag stood on the day."`
	Score    float64                `json:"score" doc:"0 to 1."`
	Detected registry.Date          `json:"detected_on" doc:"When it was found."`
	A        Side                   `json:"a" doc:"One side."`
	B        Side                   `json:"b" doc:"The other."`
	Evidence []Point                `json:"evidence" doc:"The strongest evidence for it, then the strongest against it."`
	Without  registry.Text          `json:"without,omitempty" doc:"What would be left without the evidence that carries most, by language."`
	ToAgree  []registry.Text        `json:"to_agree" doc:"What would have to be agreed."`
	Ruling   *Ruling                `json:"ruling,omitempty" doc:"What a coordinator decided by the day."`
}

// Side is one of the two initiatives.
type Side struct {
	Initiative string          `json:"initiative" doc:"Id of the initiative."`
	Title      registry.Text   `json:"title" doc:"Its title, by language."`
	Donors     []registry.Text `json:"donors" doc:"Names of those who fund it."`
	Hosts      []registry.Text `json:"hosts,omitempty" doc:"Names of governments among its funders of the countries where the work is done: they are no donors to call."`
	Countries  []string        `json:"countries" doc:"ISO 3166-1 alpha-2 codes."`
	Places     []registry.Text `json:"places" doc:"Names of places within the countries, as far as this audience may see them."`
	Period     registry.Period `json:"period" doc:"When."`
	Status     registry.Status `json:"status,omitempty" doc:"IATI ActivityStatus by name."`
	Amount     *Money          `json:"amount,omitempty" doc:"What it costs, as far as it is known."`
	Sources    []string        `json:"sources" doc:"The feeds that it comes from."`
}

// Money is an amount as its source states it, and in US dollars where a rate is known.
type Money struct {
	Amount   registry.Amount  `json:"amount" doc:"Decimal number."`
	Currency string           `json:"currency" doc:"ISO 4217."`
	USD      *registry.Amount `json:"usd,omitempty" doc:"In US dollars."`
	Basis    string           `json:"basis" enum:"budget,committed" doc:"The budget, or, where there is none, what was committed."`
}

// Point is a piece of evidence in a sentence.
type Point struct {
	Dimension registry.Dimension `json:"dimension" doc:"What is compared."`
	Weight    float64            `json:"weight" doc:"Log-odds; below 0 it speaks against."`
	Sentence  registry.Text      `json:"sentence" doc:"The evidence in words, by language."`
}

// Ruling is what a coordinator decided.
type Ruling struct {
	Decision registry.Decision `json:"decision" doc:"The outcome."`
	Reason   string            `json:"reason" doc:"Why."`
	On       registry.Date     `json:"on" doc:"When it was decided."`
}

// Value is the combined value of the initiatives that the spelled-out flags name. It is no saving: nobody has said that any
// of it is spent twice.
type Value struct {
	Initiatives int   `json:"initiatives" doc:"Distinct initiatives."`
	WithAmount  int   `json:"with_amount" doc:"Of these, with a budget, commitments or spending."`
	Gross       []Sum `json:"gross" doc:"What they report, by currency."`
	Net         []Sum `json:"net" doc:"The same with money counted once that declared links or rulings show to be the same."`
}

// Sum is money of one currency.
type Sum struct {
	Currency string          `json:"currency" doc:"ISO 4217."`
	Amount   registry.Amount `json:"amount" doc:"Decimal number."`
}

// Matrix counts flags of kind overlap between each two donors.
type Matrix struct {
	Donors []MatrixDonor `json:"donors" doc:"At most 15, those with most flags first."`
	Cells  []MatrixCell  `json:"cells" doc:"Each two donors once; those without a flag are left out."`
	Left   int           `json:"left" doc:"Donors with flags that are not in the matrix."`
}

// MatrixDonor is a donor with the number of flags that it is a party to.
type MatrixDonor struct {
	Organisation string        `json:"organisation,omitempty" doc:"Id of the organisation, where it is known."`
	Name         registry.Text `json:"name" doc:"Its name, by language."`
	Flags        int           `json:"flags" doc:"Flags that it is a party to."`
}

// MatrixCell counts flags between two donors, by their places in Matrix.Donors; A < B.
type MatrixCell struct {
	A int `json:"a" doc:"Place of one donor in donors."`
	B int `json:"b" doc:"Place of the other."`
	LevelCounts
}

// CrowdedCells are places where many initiatives of many donors do the same kind of thing at the same time.
type CrowdedCells struct {
	Items []Crowded `json:"items" doc:"Those that are spelled out."`
	Total int       `json:"total" doc:"How many they are in all."`
}

// Crowded is one of them.
type Crowded struct {
	Country      string          `json:"country" doc:"ISO 3166-1 alpha-2."`
	Place        registry.Text   `json:"place,omitempty" doc:"Name of the place within the country; absent for the whole country."`
	GoodPractice int             `json:"good_practice" doc:"Number of the practice that they have in common; 0 where a category is it."`
	Category     string          `json:"category,omitempty" doc:"OECD DAC category that they have in common."`
	Year         int             `json:"year" doc:"In which all of them run."`
	Initiatives  int             `json:"initiatives" doc:"How many initiatives."`
	Donors       int             `json:"donors" doc:"How many donors."`
	Members      []registry.Text `json:"members" doc:"Titles, at most 20."`
}

// Coverage is what is known of practices by country. It says nothing of need but where a priority was declared.
type Coverage struct {
	Practices []int          `json:"practices" doc:"Numbers of the practices: the columns."`
	Countries []string       `json:"countries" doc:"ISO 3166-1 alpha-2 codes: the rows."`
	Cells     []CoverageCell `json:"cells" doc:"A pair of practice and country that has none is in state no-record."`
}

// CoverageCell is a practice in a country.
type CoverageCell struct {
	GoodPractice int           `json:"good_practice" doc:"Number of the practice."`
	Country      string        `json:"country" doc:"ISO 3166-1 alpha-2."`
	State        CoverageState `json:"state" enum:"active,planned,no-record,need-unmet,not-comparable,not-stated" doc:"What is known of it."`
	Initiatives  int           `json:"initiatives" doc:"How many initiatives."`
	Donors       int           `json:"donors" doc:"How many donors report there."`
	Crowded      bool          `json:"crowded" doc:"Whether it is one of the crowded cells."`
}

// CoverageState is what is known of a cell; design section 4.
type CoverageState string

// The states of a cell.
const (
	CoverageActive        CoverageState = "active"
	CoveragePlanned       CoverageState = "planned"
	CoverageNoRecord      CoverageState = "no-record"
	CoverageNeedUnmet     CoverageState = "need-unmet"
	CoverageNotComparable CoverageState = "not-comparable"
	// CoverageNotStated stands for the last three where the practice is security-sensitive and the reader no coordinator.
	CoverageNotStated CoverageState = "not-stated"
)

// Priorities are the needs that somebody declared, with what the registry knows of them.
type Priorities struct {
	Items []Priority `json:"items" doc:"Those that are spelled out."`
	Total int        `json:"total" doc:"How many they are in all."`
}

// Priority is a need that somebody declared, of one practice.
type Priority struct {
	Regions      []string      `json:"regions" doc:"Coordination regions."`
	Countries    []string      `json:"countries" doc:"ISO 3166-1 alpha-2 codes."`
	GoodPractice int           `json:"good_practice" doc:"Number of the practice."`
	Title        registry.Text `json:"title" doc:"What is wanted, by language."`
	Owner        string        `json:"owner" doc:"Who declared it."`
	Source       string        `json:"source" doc:"Where it was declared."`
	From         registry.Date `json:"from" doc:"First day."`
	To           registry.Date `json:"to" doc:"Last day."`
	State        PriorityState `json:"state" enum:"unmet,recorded,not-stated" doc:"Whether the registry knows of an initiative for it, under way or planned."`
	UnmetIn      []string      `json:"unmet_in" doc:"Countries for which it knows of none."`
}

// PriorityState is what the registry knows of a priority.
type PriorityState string

// The states of a priority.
const (
	PriorityUnmet     PriorityState = "unmet"
	PriorityRecorded  PriorityState = "recorded"
	PriorityNotStated PriorityState = "not-stated" // it cannot be told, or not to this audience
)

// Actions are what rulings agreed on.
type Actions struct {
	Items   []Action `json:"items" doc:"At most 500; overdue first."`
	Total   int      `json:"total" doc:"How many they are in all."`
	Overdue int      `json:"overdue" doc:"How many are overdue."`
}

// Action is what was decided about a flag and who does what by when.
type Action struct {
	Flag     int               `json:"flag" doc:"Number of the flag in this pack; 0 where it is not spelled out."`
	Overlap  string            `json:"overlap" doc:"Id of the overlap."`
	Titles   []registry.Text   `json:"titles" doc:"Titles of the two initiatives."`
	Decision registry.Decision `json:"decision" enum:"confirmed-overlap,complementary,needs-discussion" doc:"The outcome."`
	Agreed   string            `json:"agreed_action" doc:"What was agreed."`
	Owner    string            `json:"owner" doc:"Who is responsible."`
	Due      registry.Date     `json:"due" doc:"By when."`
	On       registry.Date     `json:"decided_on" doc:"When it was decided."`
	State    ActionState       `json:"state" enum:"running,overdue,undated,reopened" doc:"What became of it by the day."`
}

// ActionState is what became of an action by the report's day, as far as the registry knows.
type ActionState string

// The states of an action.
const (
	ActionRunning  ActionState = "running"  // due on the day or later
	ActionOverdue  ActionState = "overdue"  // due before the day
	ActionUndated  ActionState = "undated"  // no due date was agreed
	ActionReopened ActionState = "reopened" // the evidence has changed since: to be decided anew
)

// Unknown counts what a reader must not take for nothing. A nil count is one that this audience may not know, or that
// cannot be told.
type Unknown struct {
	Unclassified *int `json:"unclassified,omitempty" doc:"Initiatives of the scope that relate to no practice, as far as rules and sources say."`
	NoAmount     *int `json:"no_amount,omitempty" doc:"Initiatives of the scope without a budget in US dollars."`
	RegionOnly   *int `json:"region_only,omitempty" doc:"Initiatives that name a region and no country."`
	NoPlace      *int `json:"no_place,omitempty" doc:"Sides of the flags without a place within the country."`
	NoDonor      *int `json:"no_donor,omitempty" doc:"Sides of the flags whose funder is not known."`
	Withheld     *int `json:"withheld,omitempty" doc:"Initiatives of which something is withheld from this audience."`
}

// Quality is how well the detector did on labelled pairs.
type Quality struct {
	MeasuredOn registry.Date   `json:"measured_on" doc:"When it was measured."`
	Conditions registry.Text   `json:"conditions" doc:"On what it was measured, by language."`
	Figures    []QualityFigure `json:"figures" doc:"The figures."`
	Weaknesses []registry.Text `json:"weaknesses" doc:"What it is known to do badly, by language."`
}

// QualityFigure is a share with its 95 % interval and the number of pairs that it was measured on.
type QualityFigure struct {
	Name  registry.Text `json:"name" doc:"What was measured, by language."`
	Value float64       `json:"value" doc:"The share, 0 to 1."`
	Low   float64       `json:"low" doc:"Lower end of the 95 % interval."`
	High  float64       `json:"high" doc:"Upper end of the 95 % interval."`
	N     int           `json:"n" doc:"On how many pairs."`
}

// InUSD is the amount in US dollars; ok is false where no rate is known.
func (m *Money) InUSD() (usd registry.Amount, ok bool) {
	switch {
	case m == nil:
		return 0, false
	case m.USD != nil:
		return *m.USD, true
	case m.Currency == "USD":
		return m.Amount, true
	}
	return 0, false
}
