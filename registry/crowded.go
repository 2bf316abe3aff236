package registry

// Crowd is a place, a theme and a year in which many initiatives run: one entry, and not a flag for each pair.
type Crowd struct {
	Country string
	// Places are the keys of the places, "ML gao", of which each has all of the members; none for the members of a
	// country that state no place within it.
	Places       []string
	GoodPractice int    // 0 where the members have none, and Category counts
	Category     string // DAC 3-digit category
	Year         int
	Initiatives  int
	Donors       int            // different ones among those that are known
	Members      []ViewDocument // at most CrowdedMembers, as the lens shows them
}

// CrowdedMembers is how many members of a cell are listed; Initiatives counts all.
const CrowdedMembers = 25

// CrowdedFilter narrows the list of crowded cells. The zero filter, but for AtLeast, is all of them.
type CrowdedFilter struct {
	AtLeast       int // initiatives from which on a cell is crowded
	MinDonors     int
	Countries     []string
	GoodPractices []int
	Year          int    // 0 for any
	Initiative    string // which is a member
	// Without are DAC categories that are no theme.
	Without []string
}
