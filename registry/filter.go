package registry

import "time"

// InitiativeFilter narrows lists, facets, totals and exports of initiatives. Values of one list are alternatives;
// different fields must all hold. The zero filter is everything that the lens shows.
type InitiativeFilter struct {
	// Query is what a person typed; Terms is what became of it (one group a word, the group's members being the word's
	// alternative analysed forms) and what stores search by.
	Query string
	Terms [][]string

	Countries     []string // ISO 3166-1 alpha-2
	Regions       []string // coordination regions
	GoodPractices []int
	Donors        []string // organisation ids, role funding
	Implementers  []string // organisation ids, role implementing
	Organisations []string // organisation ids, any role
	Sectors       []string // DAC codes, 3 or 5 digits; "VOCABULARY:CODE" for others
	Statuses      []Status
	Kinds         []Kind
	Scopes        []Scope
	Beneficiaries []string
	Feeds         []string
	Identifiers   []string // values, in any scheme; compared without case

	ActiveFrom   Date // ends on or after, or has no known end
	ActiveTo     Date // starts on or before
	ActiveOn     Date // runs on this day: known start on or before it, and end on or after it or open
	MinBudgetUSD *Amount
	MaxBudgetUSD *Amount
	UpdatedSince time.Time
	HasOverlap   *bool // a flag that the lens shows, neither retracted nor ruled a false alarm or the same initiative
	BBox         *BBox
}

// BBox is a box of WGS 84 degrees; West > East crosses the antimeridian (RFC 7946 section 5.2).
type BBox struct{ West, South, East, North float64 }

// Sort is the order of a list. Every order ends with the id, so that it is total.
type Sort string

// The orders. Initiatives without the sorted value come last in both directions.
const (
	SortStartDesc   Sort = "-start" // default
	SortStart       Sort = "start"
	SortUpdatedDesc Sort = "-updated_at"
	SortUpdated     Sort = "updated_at"
	SortBudgetDesc  Sort = "-budget"
	SortBudget      Sort = "budget"
	SortRelevance   Sort = "relevance" // default with Terms; the best thousand are ranked
)

// Page asks for one page of a list.
type Page struct {
	Limit  int    // 1-200
	Cursor string // NextCursor of the page before; "" for the first. EInvalid where the store did not make it
	Sort   Sort
}

// FacetField is a field that facets count.
type FacetField string

// The facets.
const (
	FacetCountry      FacetField = "country"
	FacetRegion       FacetField = "region"
	FacetGoodPractice FacetField = "good_practice"
	FacetDonor        FacetField = "donor"
	FacetSector       FacetField = "sector" // DAC 3-digit category
	FacetStatus       FacetField = "status"
	FacetYear         FacetField = "year" // each year that the period touches; 1990 to ten years ahead
)

// FacetFields lists them.
func FacetFields() []FacetField {
	return []FacetField{FacetCountry, FacetRegion, FacetGoodPractice, FacetDonor, FacetSector, FacetStatus, FacetYear}
}

// FacetCount is how many initiatives have a value.
type FacetCount struct {
	Value string
	Count int
}

// Index is what lists, facets and search know of one view. It is made from the projected view alone, so nothing
// withheld can be filtered, counted or found.
type Index struct {
	Countries     []string
	Regions       []string
	GoodPractices []int
	Donors        []string
	Implementers  []string
	Organisations []string
	Sectors       []string // 5-digit and their 3-digit DAC codes; "VOCABULARY:CODE" for others
	Status        Status
	Kind          Kind
	Scope         Scope
	Beneficiaries []string
	Feeds         []string
	Identifiers   []string // values, lower case
	Period        Period
	BudgetUSD     *Amount
	Points        []Point
	Places        []string // "ML gao": country and folded name of a place within it
	// TitleTokens and BodyTokens are analysed words (letters and digits only, folded) for full-text search; title words
	// weigh more.
	TitleTokens []string
	BodyTokens  []string
}
