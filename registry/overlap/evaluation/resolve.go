package evaluation

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Side is what resolving must know of an initiative: what it is called, and by whom.
type Side struct {
	Initiative string
	Feeds      []string // of its records
	Title      registry.Text
}

// Index finds initiatives by any identifier of a record, alone or after the feed's name and a #.
type Index struct {
	wanted map[string]bool
	byID   map[string][]*Side
}

// NewIndex is for the identifiers of the pairs; what they do not name is not kept.
func NewIndex(pairs []Pair) *Index {
	x := &Index{wanted: map[string]bool{}, byID: map[string][]*Side{}}
	for _, p := range pairs {
		x.wanted[foldID(p.A)], x.wanted[foldID(p.B)] = true, true
	}
	return x
}

func foldID(id string) string { return registry.FoldKey(id) }

// Add takes an initiative in under its id, its identifiers and its records' keys, and answers with what it keeps of it.
func (x *Index) Add(i *registry.Initiative) *Side {
	var names []string
	for _, id := range i.Identifiers {
		names = append(names, id.Value)
	}
	side := &Side{Initiative: i.ID, Title: i.Title}
	for _, s := range i.Sources {
		names = append(names, s.Key)
		side.Feeds = append(side.Feeds, s.Feed)
	}
	keep := func(name string) {
		if name = foldID(name); x.wanted[name] && !slices.Contains(x.byID[name], side) {
			x.byID[name] = append(x.byID[name], side)
		}
	}
	keep(i.ID)
	for _, name := range names {
		keep(name)
		for _, feed := range side.Feeds {
			keep(feed + "#" + name)
			keep(feed[strings.LastIndexByte(feed, '/')+1:] + "#" + name) // files are feeds named by their path
		}
	}
	return side
}

func languagesOf(title registry.Text) string {
	return strings.Join(slices.DeleteFunc(title.Languages(), func(l string) bool { return l == registry.Undetermined }), "+")
}

// LanguagePair names the languages of two titles in one order, "en-fr", "en+pt-en"; "" where one is not known.
func LanguagePair(a, b registry.Text) string {
	x, y := languagesOf(a), languagesOf(b)
	if x == "" || y == "" {
		return ""
	}
	return min(x, y) + "-" + max(x, y)
}

// Resolved is a pair with its initiatives. Where both ids name one initiative, A and B are the same.
type Resolved struct {
	Pair
	SideA, SideB *Side
}

// Resolve finds both sides of every pair. Ids that name nothing, or several initiatives, are EInvalid with their lines.
func (x *Index) Resolve(pairs []Pair) ([]Resolved, error) {
	problems := problemList{}
	var all []Resolved
	for _, p := range pairs {
		r := Resolved{Pair: p}
		for _, side := range []struct {
			id string
			to **Side
		}{{p.A, &r.SideA}, {p.B, &r.SideB}} {
			switch found := x.byID[foldID(side.id)]; len(found) {
			case 0:
				problems.add(p.Line, "%q is no identifier of a record here", side.id)
			case 1:
				*side.to = found[0]
			default:
				problems.add(p.Line, "%q is an identifier of %d initiatives; put the feed's name and # before it", side.id, len(found))
			}
		}
		all = append(all, r)
	}
	return all, problems.err()
}

// Universe is the pairs that a complete list of matches speaks of: those between the feeds that it connects.
type Universe struct {
	between map[[2]string]bool
}

// UniverseOf reads it off the pairs.
func UniverseOf(pairs []Resolved) Universe {
	u := Universe{map[[2]string]bool{}}
	for _, p := range pairs {
		for _, a := range p.SideA.Feeds {
			for _, b := range p.SideB.Feeds {
				u.between[[2]string{min(a, b), max(a, b)}] = true
			}
		}
	}
	return u
}

// Holds says whether a pair of records of these feeds is in it.
func (u Universe) Holds(feedsA, feedsB []string) bool {
	for _, a := range feedsA {
		for _, b := range feedsB {
			if u.between[[2]string{min(a, b), max(a, b)}] {
				return true
			}
		}
	}
	return false
}

// Size is the number of pairs in it, and String its name, where feeds have these numbers of initiatives.
func (u Universe) Size(initiatives map[string]int) int {
	n := 0
	for pair := range u.between {
		if pair[0] == pair[1] {
			n += initiatives[pair[0]] * (initiatives[pair[0]] - 1) / 2
		} else {
			n += initiatives[pair[0]] * initiatives[pair[1]]
		}
	}
	return n
}

func (u Universe) String() string {
	var names []string
	for pair := range u.between {
		if pair[0] == pair[1] {
			names = append(names, "within "+pair[0])
		} else {
			names = append(names, "between "+pair[0]+" and "+pair[1])
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
