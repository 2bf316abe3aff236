package registry

import "time"

// Coverage is what is known of each pair of a country and a good practice: gaps and crowding. It guesses at no need: that
// something is missing is said only where an action plan declares it (Priority).
type Coverage struct {
	AsOf     time.Time // what the registry knew then; the time of the answer where nothing else was asked
	ActiveOn Date      // the day for which states hold
	// Countries and Practices are the rows and columns, Cells all their pairs, by country and then by practice.
	Countries []CoverageCountry
	Practices []CoveragePractice
	Cells     []CoverageCell
}

// CoverageState is how a cell stands.
type CoverageState string

// The states.
const (
	CoverageActive  CoverageState = "active"  // something goes on
	CoveragePlanned CoverageState = "planned" // nothing goes on, something is planned
	// CoverageNoRecord: nobody has reported anything here that goes on or is planned. That nothing is there does not follow.
	CoverageNoRecord CoverageState = "no-record"
	// CoverageNeedUnmet is no-record where an action plan declares the need.
	CoverageNeedUnmet CoverageState = "need-unmet"
	// CoverageNotComparable: it cannot be told, since what may be there is reported for a region as a whole, or without
	// dates, or with its practices withheld, or nothing of the country has a practice at all.
	CoverageNotComparable CoverageState = "not-comparable"
	// CoverageNotStated is what others than coordinators read in place of the last three where the practice is security-
	// sensitive; see SecuritySensitive.
	CoverageNotStated CoverageState = "not-stated"
)

// CoverageStates lists them.
func CoverageStates() []CoverageState {
	return []CoverageState{CoverageActive, CoveragePlanned, CoverageNoRecord, CoverageNeedUnmet, CoverageNotComparable, CoverageNotStated}
}

// CrowdedCell is the number of initiatives, going on or planned, from which on a cell is crowded: it is shown as one entry,
// and not as a flag for each of its pairs.
const CrowdedCell = 15

// CoverageCell is a country and a good practice. Counts are of initiatives that may relate to the practice.
type CoverageCell struct {
	Country      string
	GoodPractice int
	State        CoverageState
	Active       int // going on
	Planned      int
	Ended        int // closed, cancelled, suspended, or over
	Undated      int // it is not known when
	Donors       int // organisations that fund what goes on or is planned; those that are not recognised are not told apart
	Crowded      bool
	// LatestUpdate is when a source was last read with something new of these, LastValueDate the last day of their money;
	// nil and "" where nothing is known.
	LatestUpdate  *time.Time
	LastValueDate Date
	Priorities    []string // ids of the declared needs that ask for it
}

// CoverageCountry is a row.
type CoverageCountry struct {
	Country      string
	Initiatives  int // of the country
	Unclassified int // of these, without a good practice
	Withheld     int // of these, with practices that are withheld from the caller
}

// CoveragePractice is a column.
type CoveragePractice struct {
	GoodPractice int
	RegionOnly   int // initiatives that name a region of these countries and no country
}

// SecuritySensitive are the good practices of which a gap is for coordinators alone: that nobody strengthens a border, a
// prison or the tracing of money in a country tells those whom it is meant to stop. They are the practices of the toolkit
// whose subject is an operational capability of security services.
var SecuritySensitive = map[int]string{
	8:  "intelligence sharing between national agencies",
	9:  "information sharing within and between agencies",
	10: "databases shared across borders",
	11: "new methods of collection",
	21: "financial investigation",
	22: "monitoring of cyberspace",
	24: "prisons and probation",
	25: "border security",
}
