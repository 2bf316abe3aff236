package overlap

import (
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// finding is what one dimension says about a pair, before a model weighs it.
type finding struct {
	level   string
	matched []string // what the two have in common
	rarity  float64  // 0-1; multiplies positive weights of levels that depend on it, 1 for the others
	// ownA and ownB are, of titles, the numbers of words that only one side has.
	ownA, ownB int
	// both and mass are, of titles, the number of words in common and the sum of their idf; codesDiffer says that both have
	// codes, and none in common.
	both        int
	mass        float64
	codesDiffer bool
	// addsBodyA says that A's title is B's with an acronym put to it, most often of the body whose part it is: "Support Unit - MoI".
	addsBodyA, addsBodyB bool
}

// likeness is the share of the words of two titles that both have (Jaccard).
func (f *finding) likeness() float64 {
	return float64(f.both) / float64(max(1, f.both+f.ownA+f.ownB))
}

// dimension is an index of a pair's findings, in the order of evidence after the prior.
type dimension int

const (
	byIdentifier dimension = iota
	byLinks
	byText
	byOrganisation
	byPlace
	byTime
	byPractice
	byBeneficiary
	byMoney
	numDimensions
)

// describedDimension names a dimension and gives the values of a side that evidence shows.
type describedDimension struct {
	name  registry.Dimension
	shown func(*Features) []string
}

var dimensions = [numDimensions]describedDimension{
	byIdentifier:   {registry.DimensionIdentifier, shownIdentifiers},
	byLinks:        {registry.DimensionLinks, shownNothing},
	byText:         {registry.DimensionText, shownTitles},
	byOrganisation: {registry.DimensionOrganisation, shownParties},
	byPlace:        {registry.DimensionPlace, shownPlaces},
	byTime:         {registry.DimensionTime, shownPeriod},
	byPractice:     {registry.DimensionPractice, shownThemes},
	byBeneficiary:  {registry.DimensionBeneficiary, shownGroups},
	byMoney:        {registry.DimensionMoney, shownMoney},
}

// missing is the finding of a dimension that a side says nothing about.
var missing = finding{level: registry.LevelMissing}

func common(a, b []string) []string {
	var both []string
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			both = append(both, a[i])
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return both
}

func compareIdentifiers(a, b *Features) finding {
	f := finding{level: registry.LevelMissing, rarity: 1}
	best := IdentifierClass(0)
	for i, j := 0, 0; i < len(a.Identifiers) && j < len(b.Identifiers); {
		x, y := a.Identifiers[i], b.Identifiers[j]
		switch {
		case x.Key < y.Key:
			i++
			continue
		case x.Key > y.Key:
			j++
			continue
		}
		i++
		j++
		// Two that name the same third activity as a partner's have a partner in common, no more.
		if x.Class == IdentifierActivity && y.Class == IdentifierActivity {
			continue
		}
		f.matched = append(f.matched, x.Key)
		if class := max(x.Class, y.Class); best == 0 || class < best {
			best = class
		}
	}
	switch best {
	case IdentifierSource:
		f.level = levelSameRecord
	case IdentifierScoped:
		f.level = levelScoped
		if a.Reporter.key() != "" && a.Reporter.key() == b.Reporter.key() && !differentSourceIDs(a, b) {
			f.level = levelSameRecord
		}
	case IdentifierActivity:
		f.level = levelActivity
	case IdentifierMoney:
		f.level = levelMoneyFlow
	default:
		if differentSourceIDs(a, b) {
			f.level = levelOtherIDs
		}
	}
	return f
}

func shownIdentifiers(f *Features) []string {
	var shown []string
	for _, id := range f.Identifiers {
		if id.Class == IdentifierSource && len(shown) < 4 {
			shown = append(shown, id.Shown)
		}
	}
	return shown
}

// differentSourceIDs says whether both have an identifier of their own in one scheme, and none in common.
func differentSourceIDs(a, b *Features) bool {
	schemes := map[string]bool{}
	for _, x := range a.Identifiers {
		if x.Class == IdentifierSource {
			schemes[x.Key[:strings.IndexByte(x.Key, ':')]] = true
		}
	}
	for _, y := range b.Identifiers {
		if y.Class == IdentifierSource {
			if a.has(y.Key, IdentifierSource) {
				return false
			}
			if schemes[y.Key[:strings.IndexByte(y.Key, ':')]] {
				schemes[""] = true
			}
		}
	}
	return schemes[""]
}

func shownNothing(*Features) []string { return nil }
