package registry

import (
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"
)

// Record is what one source said about an initiative, as last read. Every version of it is kept.
type Record struct {
	ID         string      `json:"id"`         // UUIDv7
	No         uint32      `json:"-"`          // dense number, for bitmaps of the records that a run saw
	Initiative string      `json:"initiative"` // id of the initiative whose view this record is part of
	Feed       string      `json:"feed"`       // name of the feed
	Key        string      `json:"key"`        // the source's own key, one record a key within a feed
	Version    int         `json:"version"`    // 1, 2, ... one a change of Content
	URL        string      `json:"url,omitempty"`
	Licence    string      `json:"licence,omitempty"`
	Retrieved  time.Time   `json:"retrieved_at"` // when this version was first read
	Line       int         `json:"line,omitempty"`
	Withdrawn  bool        `json:"withdrawn,omitempty"` // gone from its source; kept, not shown
	Marks      Marks       `json:"marks"`
	Facts      Facts       `json:"facts"`
	Raw        []byte      `json:"-"` // the source's bytes, personal data removed; the store compresses them
	Hash       ContentHash `json:"-"` // of Content, as the importer gave it
	Figures    []byte      `json:"-"` // what sums need of it (the service encodes them); nil for none. Written, never read back
	Packed     *Packed     `json:"-"` // what the store made of it ahead of its transaction (RecordReader.PackRecord)
}

// Packed is a version of a record as a store writes it.
type Packed struct{ Body, Raw []byte }

// ContentHash tells versions of a record apart. Two publications that differ only in when they were generated
// have the same one.
type ContentHash [sha256.Size]byte

// Content is what a source says in a record, as canonical JSON (maps sorted): what a ContentHash is taken of. Where and
// when it was read is no part of it, nor what this registry adds later (organisation ids, good practices by rule), so
// better rules make no new version of a source.
type Content struct {
	Facts   Facts  `json:"facts"`
	Marks   Marks  `json:"marks"`
	Licence string `json:"licence,omitempty"`
}

// Encode gives the canonical JSON and its hash.
func (c Content) Encode() ([]byte, ContentHash) {
	b, err := json.Marshal(c)
	if err != nil {
		panic("registry: record content cannot be encoded: " + err.Error())
	}
	return b, sha256.Sum256(b)
}

// Marks say who may see a record; design section 9. They belong to records, not to initiatives.
type Marks struct {
	Sharing     Sharing     `json:"sharing"`
	Sensitivity Sensitivity `json:"sensitivity"`
	// Owners are the ids of the organisations whose own record this is: they see it whatever its sharing.
	Owners []string `json:"owners,omitempty"`
}

// Sharing is a Traffic Light Protocol mark (FIRST TLP 2.0) set by the source.
type Sharing string

// The sharing marks, widest audience first.
const (
	SharingClear Sharing = "clear" // everyone
	SharingGreen Sharing = "green" // keyed callers
	SharingAmber Sharing = "amber" // own organisations, coordinators of its regions, administrators
	SharingRed   Sharing = "red"   // the organisation that gave it, administrators
)

// Sensitivity says what of a record that may be seen is withheld.
type Sensitivity string

// The sensitivities, least strict first.
const (
	SensitivityNone     Sensitivity = "none"
	SensitivityModerate Sensitivity = "moderate"
	SensitivityHigh     Sensitivity = "high"
	SensitivitySevere   Sensitivity = "severe"
)

// Facts are the statements about an initiative: of one source in a Record, merged in an Initiative.
type Facts struct {
	Identifiers []Identifier `json:"identifiers"`
	Kind        Kind         `json:"kind"`
	Title       Text         `json:"title"`
	Description Text         `json:"description,omitempty"`
	// Translations names texts that are not the source's words but a translation of them: "title.fr".
	Translations     []string        `json:"translations,omitempty"`
	Hierarchy        int             `json:"hierarchy,omitempty"` // IATI @hierarchy, 1 is the top; 0 unknown
	Status           Status          `json:"status,omitempty"`
	Period           Period          `json:"period"`
	GoodPractices    []PracticeLink  `json:"good_practices,omitempty"`
	Scope            Scope           `json:"scope,omitempty"`
	Sectors          []Sector        `json:"sectors,omitempty"`
	Countries        []CountryShare  `json:"countries,omitempty"`
	RecipientRegions []RegionShare   `json:"recipient_regions,omitempty"`
	Regions          []string        `json:"regions,omitempty"` // coordination regions: stated, or derived from countries
	Locations        []Location      `json:"locations,omitempty"`
	Reporter         *Reporter       `json:"reporter,omitempty"`
	Participations   []Participation `json:"participations,omitempty"`
	Beneficiaries    []string        `json:"beneficiaries,omitempty"` // codes of the controlled list
	Budgets          []BudgetLine    `json:"budgets,omitempty"`       // as the source printed them, original and revised
	Budget           *Budget         `json:"budget,omitempty"`        // what Budgets add up to; see BudgetOf
	Totals           []Total         `json:"totals,omitempty"`
	Related          []Related       `json:"related,omitempty"`
	PolicyMarkers    []PolicyMarker  `json:"policy_markers,omitempty"`
	Tags             []Tag           `json:"tags,omitempty"`
	Links            []Link          `json:"links,omitempty"`
	Documents        []Document      `json:"documents,omitempty"`
	Notes            []Note          `json:"notes,omitempty"`
}

// Identifier names an initiative in somebody's numbering.
type Identifier struct {
	// Scheme is "iati", "360giving", "fts", "toolkit", "own", or "iati-" and a lower-case code of IATI's
	// OtherIdentifierType ("iati-a1" ... "iati-b9").
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
	// Owner is the organisation in whose numbering the value counts. Schemes own, iati-a1 and iati-a9 match only
	// within one owner.
	Owner string `json:"owner,omitempty"`
}

// Identifier schemes that the code names.
const (
	SchemeIATI      = "iati"
	Scheme360Giving = "360giving"
	SchemeFTS       = "fts"
	SchemeToolkit   = "toolkit"
	SchemeOwn       = "own"
)

// Kind is what sort of undertaking it is.
type Kind string

// The kinds. From KindInstitution on they are reference kinds.
const (
	KindInitiative      Kind = "initiative" // the source does not say more
	KindProgramme       Kind = "programme"
	KindProject         Kind = "project"
	KindNetwork         Kind = "network"
	KindTraining        Kind = "training"
	KindFund            Kind = "fund"
	KindPlatform        Kind = "platform"
	KindInstitution     Kind = "institution"
	KindDatabase        Kind = "database"
	KindPublication     Kind = "publication"
	KindLegalInstrument Kind = "legal_instrument"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{KindInitiative, KindProgramme, KindProject, KindNetwork, KindTraining, KindFund, KindPlatform,
		KindInstitution, KindDatabase, KindPublication, KindLegalInstrument}
}

// IsReference says whether the kind is listed only: in no detection, coverage or total.
func (k Kind) IsReference() bool {
	switch k {
	case KindInstitution, KindDatabase, KindPublication, KindLegalInstrument:
		return true
	}
	return false
}

// Status is IATI's ActivityStatus by name; "" is unknown.
type Status string

// The statuses with their IATI ActivityStatus codes.
const (
	StatusPipeline       Status = "pipeline"       // 1
	StatusImplementation Status = "implementation" // 2
	StatusFinalisation   Status = "finalisation"   // 3
	StatusClosed         Status = "closed"         // 4
	StatusCancelled      Status = "cancelled"      // 5
	StatusSuspended      Status = "suspended"      // 6
)

// Statuses lists them in the order of their IATI codes, 1 to 6.
func Statuses() []Status {
	return []Status{StatusPipeline, StatusImplementation, StatusFinalisation, StatusClosed, StatusCancelled, StatusSuspended}
}

// Period is when it runs. An unknown end with OpenEnded false is unknown; with OpenEnded true the source says that
// there is none.
type Period struct {
	Start Date `json:"start"`
	End   Date `json:"end"`
	// Basis says whether Start happened (actual) or is intended (planned). Of several dates the actual one is taken
	// before the planned, start and end each for itself; an end in the future is always planned.
	Basis     PeriodBasis `json:"basis,omitempty"`
	OpenEnded bool        `json:"open_ended,omitempty"`
}

// PeriodBasis is actual or planned.
type PeriodBasis string

// The bases of a period.
const (
	PeriodActual  PeriodBasis = "actual"
	PeriodPlanned PeriodBasis = "planned"
)

// PracticeLink says that an initiative may relate to a good practice, and why that is thought.
type PracticeLink struct {
	Number     int           `json:"number"` // 1-25
	Basis      PracticeBasis `json:"basis"`
	Confidence float64       `json:"confidence"` // 0-1; the measured precision of the rule, 1 for source and reviewer
	Why        Reason        `json:"why"`
}

// PracticeBasis is who said so.
type PracticeBasis string

// The bases, strongest first.
const (
	BasisReviewer PracticeBasis = "reviewer"
	BasisSource   PracticeBasis = "source"
	BasisRule     PracticeBasis = "rule"
)

// Reason names the rule that linked a practice, and what of the record it matched.
type Reason struct {
	Rule    string   `json:"rule"`              // tag, purpose-code, keyword, catalogue, stated, reviewer
	Matched []string `json:"matched,omitempty"` // codes, or the words found
}

// Scope is how an initiative bears on the nexus between organised crime and terrorism.
type Scope string

// The scopes.
const (
	ScopeCore         Scope = "core"
	ScopeContributing Scope = "contributing"
	ScopeNone         Scope = "none"
)

// Sector is a classification in a vocabulary of IATI's SectorVocabulary ("1" OECD DAC 5-digit purpose codes,
// "2" 3-digit categories, "99" the publisher's own).
type Sector struct {
	Vocabulary string   `json:"vocabulary"`
	Code       string   `json:"code"`
	Label      string   `json:"label,omitempty"` // the publisher's words, for vocabularies without a public list
	Percentage *float64 `json:"percentage,omitempty"`
}

// CountryShare is a recipient country (ISO 3166-1 alpha-2, XK for Kosovo) with its share of the whole, which
// countries and recipient regions divide among them.
type CountryShare struct {
	Code       string   `json:"code"`
	Percentage *float64 `json:"percentage,omitempty"`
}

// RegionShare is a publisher's recipient region in IATI's RegionVocabulary ("1" OECD DAC, "2" UN M49).
type RegionShare struct {
	Vocabulary string   `json:"vocabulary"`
	Code       string   `json:"code"`
	Label      string   `json:"label,omitempty"`
	Percentage *float64 `json:"percentage,omitempty"`
}

// Location is a place within a country.
type Location struct {
	Name       Text   `json:"name,omitempty"`
	Country    string `json:"country,omitempty"`     // ISO 3166-1 alpha-2
	AdminLevel int    `json:"admin_level,omitempty"` // 1 province ... 4; 0 is the country itself or unknown
	Vocabulary string `json:"vocabulary,omitempty"`  // IATI GeographicVocabulary of Code: G1 GeoNames, G2 OSM, A1 ...
	Code       string `json:"code,omitempty"`
	Point      *Point `json:"point,omitempty"`
	// Precision is "exact", "approximate", "admin1", "admin2" or "country"; "" is unknown.
	Precision string `json:"precision,omitempty"`
}

// Point is a position in WGS 84 degrees.
type Point struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Reporter is the organisation that published the record. A secondary reporter passes on what others fund or do,
// and adds no money.
type Reporter struct {
	Organisation string `json:"organisation,omitempty"` // id, where it is recognised
	Ref          string `json:"ref,omitempty"`
	Type         string `json:"type,omitempty"` // IATI OrganisationType
	Name         Text   `json:"name,omitempty"`
	Secondary    bool   `json:"secondary,omitempty"`
}

// Role is what an organisation does in an initiative: IATI OrganisationRole by name.
type Role string

// The roles with their IATI OrganisationRole codes.
const (
	RoleFunding      Role = "funding"      // 1
	RoleAccountable  Role = "accountable"  // 2
	RoleExtending    Role = "extending"    // 3
	RoleImplementing Role = "implementing" // 4
)

// Participation is an organisation in a role.
type Participation struct {
	Role         Role   `json:"role"`
	Organisation string `json:"organisation,omitempty"` // id, set by the registry
	Ref          string `json:"ref,omitempty"`          // organisation identifier as the source wrote it
	Type         string `json:"type,omitempty"`         // IATI OrganisationType
	Name         Text   `json:"name,omitempty"`
	Activity     string `json:"activity,omitempty"` // that organisation's own identifier of the activity
	// Withheld is IATI's reason code where the organisation may not be named to this audience: "safety".
	Withheld string `json:"withheld,omitempty"`
}

// IsLocal says whether the organisation is a national or local group: IATI OrganisationType 22 (national NGO) or
// 24 (partner country based NGO).
func (p Participation) IsLocal() bool { return p.Type == "22" || p.Type == "24" }

// BudgetLine is one budget period as the source printed it.
type BudgetLine struct {
	Revised   bool   `json:"revised,omitempty"`   // IATI BudgetType 2; a revised line replaces the original of its period
	Committed bool   `json:"committed,omitempty"` // IATI BudgetStatus 2; else indicative
	Start     Date   `json:"start"`
	End       Date   `json:"end"`
	Amount    Amount `json:"amount"`
	Currency  string `json:"currency"`
	ValueDate Date   `json:"value_date"`
}

// Budget is the whole budget in one currency.
type Budget struct {
	Amount    Amount  `json:"amount"`
	Currency  string  `json:"currency"` // ISO 4217
	ValueDate Date    `json:"value_date"`
	USD       *Amount `json:"usd,omitempty"` // only where a rate is known
}

// Total sums the transactions of one type and currency.
type Total struct {
	Type     TotalType `json:"type"`
	Currency string    `json:"currency"`
	Amount   Amount    `json:"amount"`
	USD      *Amount   `json:"usd,omitempty"`
	From     Date      `json:"from"` // first and last value date
	To       Date      `json:"to"`
	Count    int       `json:"count"`
}

// TotalType is what happened to the money: IATI TransactionType by name.
type TotalType string

// The total types with the IATI TransactionType codes that count into them.
const (
	TotalCommitted TotalType = "committed" // 2
	TotalDisbursed TotalType = "disbursed" // 3
	TotalSpent     TotalType = "spent"     // 4
	TotalIncoming  TotalType = "incoming"  // 1, 11
	TotalPledged   TotalType = "pledged"   // 12, 13
)

// Related points from a record to another initiative.
type Related struct {
	Type       RelationType `json:"type"`
	Initiative string       `json:"initiative,omitempty"` // id, where it is in the registry
	Identifier string       `json:"identifier,omitempty"` // as the source wrote it
	Scheme     string       `json:"scheme,omitempty"`     // of Identifier, as in Identifier.Scheme; "" is IATI's
}

// RelationType names what the other is to this one (of an overlap's two sides: what A is to B).
type RelationType string

// The relation types. The first five are IATI's RelatedActivityType 1 to 5.
const (
	RelationParent        RelationType = "parent"
	RelationChild         RelationType = "child"
	RelationSibling       RelationType = "sibling"
	RelationCoFunded      RelationType = "co-funded"
	RelationThirdParty    RelationType = "third-party" // somebody else's report on this same activity
	RelationFunds         RelationType = "funds"       // the other pays this one
	RelationFundedBy      RelationType = "funded-by"   // this one pays the other
	RelationPhase         RelationType = "phase"
	RelationLot           RelationType = "lot"
	RelationRegrant       RelationType = "regrant"
	RelationComplementary RelationType = "complementary"
)

// RelationTypes lists them.
func RelationTypes() []RelationType {
	return []RelationType{RelationParent, RelationChild, RelationSibling, RelationCoFunded, RelationThirdParty, RelationFunds,
		RelationFundedBy, RelationPhase, RelationLot, RelationRegrant, RelationComplementary}
}

// Inverse turns what the other is to this one into what this one is to the other.
func (r RelationType) Inverse() RelationType {
	switch r {
	case RelationParent:
		return RelationChild
	case RelationChild:
		return RelationParent
	case RelationFunds:
		return RelationFundedBy
	case RelationFundedBy:
		return RelationFunds
	}
	return r
}

// PolicyMarker is an IATI policy-marker with its significance (0 not targeted ... 4).
type PolicyMarker struct {
	Vocabulary   string `json:"vocabulary"`
	Code         string `json:"code"`
	Significance string `json:"significance,omitempty"`
}

// Tag is an IATI tag.
type Tag struct {
	Vocabulary string `json:"vocabulary"`
	Code       string `json:"code,omitempty"`
	URI        string `json:"uri,omitempty"`
	Name       Text   `json:"name,omitempty"`
}

// Link is a web address about the initiative; http and https only.
type Link struct {
	URL   string `json:"url"`
	Title Text   `json:"title,omitempty"`
}

// Document is a published document with its IATI DocumentCategory codes.
type Document struct {
	URL        string   `json:"url"`
	Title      Text     `json:"title,omitempty"`
	Categories []string `json:"categories,omitempty"`
}

// Note is something that a reader should know: a doubt about an entry, or where it was printed.
type Note struct {
	Kind string `json:"kind"` // one of the kinds of notes
	Text Text   `json:"text"`
}

// The kinds of notes.
const (
	NoteDoubt    = "doubt"
	NoteSource   = "source"   // where an entry was printed, or what its source says of itself
	NoteEnded    = "ended"    // the source lists it no more
	NoteTargeted = "targeted" // people or households that are to be helped: "#targeted+f 300"
	NoteReached  = "reached"  // those who were
)

// FoldKey is the form in which a source's keys are compared: publishers differ in case and spaces between
// publications of the same record (IATI identifiers are not to be compared by case, "Activity identifier" guidance).
func FoldKey(key string) string {
	return strings.ToLower(strings.Join(strings.Fields(key), " "))
}
