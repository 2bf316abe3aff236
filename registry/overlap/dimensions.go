package overlap

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// finding is what one dimension says about a pair, before a model weighs it.
type finding struct {
	level   string
	matched []string // what the two have in common
	rarity  float64  // 0-1; multiplies positive weights of levels that depend on it, 1 for the others
	// ownA and ownB are, of titles, the numbers of words that only one side has.
	ownA, ownB int
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

// samePublisher says whether one publisher, reporting on its own work, gave the two different numbers: then they are
// different to that publisher.
func samePublisher(a, b *Features) bool {
	return a.Reporter.key() != "" && a.Reporter.key() == b.Reporter.key() && !a.Secondary && !b.Secondary && differentSourceIDs(a, b)
}

// funders says what is known of whose money it is.
type funders int

const (
	fundersUnknown funders = iota // a side names none
	fundersShared
	fundersChained // one side's funder is the other side's implementer or publisher
	fundersDifferent
)

func compareFunders(a, b *Features) (relation funders, shared []string) {
	if len(a.Donors) == 0 || len(b.Donors) == 0 {
		return fundersUnknown, nil
	}
	shared = common(partyKeysOf(a.Donors), partyKeysOf(b.Donors))
	switch {
	case len(shared) > 0 || sameName(a.Donors, b.Donors):
		return fundersShared, shared
	case pays(a, b) || pays(b, a):
		return fundersChained, nil
	}
	return fundersDifferent, nil
}

// pays says whether a is the work, or the paying, of an organisation that b names as its funder.
func pays(a, b *Features) bool {
	if isAmong(b.Donors, a.Reporter) && !a.Secondary {
		return true
	}
	return slices.ContainsFunc(a.Implementers, func(p Party) bool { return isAmong(b.Donors, p) })
}

func isAmong(ps []Party, p Party) bool {
	return p.key() != "" && slices.ContainsFunc(ps, func(q Party) bool {
		return q.Organisation != "" && q.Organisation == p.Organisation || q.Ultimate != "" && q.Ultimate == p.Ultimate || q.Name != "" && q.Name == p.Name
	})
}

// sameName catches one body that is recognised on one side only.
func sameName(a, b []Party) bool {
	return slices.ContainsFunc(a, func(p Party) bool {
		return p.Name != "" && slices.ContainsFunc(b, func(q Party) bool { return p.Name == q.Name })
	})
}

// partyKeysOf is sorted, since parties are.
func partyKeysOf(ps []Party) []string {
	keys := make([]string, 0, len(ps))
	for _, p := range ps {
		if k := p.key(); len(keys) == 0 || keys[len(keys)-1] != k {
			keys = append(keys, k)
		}
	}
	return keys
}

func shownParties(f *Features) []string {
	var shown []string
	for _, p := range f.Donors {
		shown = append(shown, p.Shown)
	}
	for _, p := range f.Implementers {
		if !slices.Contains(shown, p.Shown) {
			shown = append(shown, p.Shown)
		}
	}
	return shown[:min(len(shown), 6)]
}

func (g *generation) compareOrganisations(a, b *Features) finding {
	f := finding{rarity: 1}
	relation, shared := compareFunders(a, b)
	implementers := common(partyKeysOf(a.Implementers), partyKeysOf(b.Implementers))
	implementers = slices.DeleteFunc(implementers, func(k string) bool { return slices.Contains(shared, k) })
	agencies := common(a.Agencies, b.Agencies)
	for _, k := range shared {
		f.matched = append(f.matched, "funder "+k)
	}
	for _, k := range implementers {
		f.matched = append(f.matched, "implementer "+k)
	}
	rarest := func(space uint8, keys []string) float64 {
		r := 0.0
		for _, k := range keys {
			r = max(r, g.rarity(hash(space, k)))
		}
		return r
	}
	switch {
	case relation == fundersShared && len(implementers) > 0:
		f.level, f.rarity = levelFunderAndImplementer, max(0.4, rarest(countImplementer, implementers))
	case len(implementers) > 0:
		f.level, f.rarity = levelImplementer, max(0.3, rarest(countImplementer, implementers))
	case len(agencies) > 0:
		f.level, f.matched = levelAgency, append(f.matched, agencies...)
	case relation == fundersShared:
		f.level, f.rarity = levelFunder, max(0.5, rarest(countDonor, shared))
	case relation == fundersChained:
		f.level = levelChain
	case relation == fundersUnknown && len(a.Donors)+len(b.Donors)+len(a.Implementers)+len(b.Implementers) == 0:
		return missing
	case relation == fundersUnknown && (pays(a, b) || pays(b, a)):
		f.level = levelChain
	case relation == fundersUnknown:
		f.level = levelDonorUnknown
	case len(a.Implementers) > 0 && len(b.Implementers) > 0:
		f.level = levelDifferent
	default:
		f.level = levelDifferentFunders
	}
	return f
}

// nearbyKilometres is how near two points must be to count as one place.
const nearbyKilometres = 25

func (g *generation) comparePlaces(a, b *Features) finding {
	f := finding{rarity: 1}
	if len(a.Countries) == 0 || len(b.Countries) == 0 {
		return missing
	}
	f.matched = common(a.Countries, b.Countries)
	if len(f.matched) == 0 {
		f.level = levelOtherCountry
		return f
	}
	var places []string
	near, rarity := false, 0.0
	for _, p := range a.Places {
		for _, q := range b.Places {
			switch {
			case p.Code != "" && p.Code == q.Code, p.Name != "" && p.Name == q.Name:
				places = append(places, p.key())
				rarity = max(rarity, g.rarity(hash(countPlace, p.key())))
			case p.HasPoint && q.HasPoint && kilometres(p, q) <= nearbyKilometres:
				near = true
			}
		}
	}
	switch {
	case len(places) > 0:
		f.level, f.rarity = levelSamePlace, max(0.3, rarity)
		f.matched = append(f.matched, sortedSet(places)...)
	case near:
		f.level = levelNearby
	case len(a.Places) > 0 && len(b.Places) > 0:
		f.level = levelDifferentPlaces
	default:
		f.level = levelSameCountry
		// What runs in twenty countries shares one with everything.
		f.rarity = min(1, 3/float64(max(len(a.Countries), len(b.Countries))))
	}
	return f
}

func shownPlaces(f *Features) []string {
	shown := slices.Clone(f.Countries[:min(len(f.Countries), 8)])
	for _, p := range f.Places[:min(len(f.Places), 6)] {
		if p.Shown != "" {
			shown = append(shown, p.Shown)
		}
	}
	return shown
}

// kilometres is the great-circle distance, by the haversine formula on a sphere of 6,371 km.
func kilometres(p, q Place) float64 {
	rad := func(d float32) float64 { return float64(d) * math.Pi / 180 }
	dLat, dLon := rad(q.Latitude-p.Latitude)/2, rad(q.Longitude-p.Longitude)/2
	h := math.Pow(math.Sin(dLat), 2) + math.Cos(rad(p.Latitude))*math.Cos(rad(q.Latitude))*math.Pow(math.Sin(dLon), 2)
	return 2 * 6371 * math.Asin(math.Min(1, math.Sqrt(h)))
}

// Days of comparing periods.
const (
	sameDays   = 31      // publishers differ by the day of signature
	lapDays    = 90      // less in common is a hand-over
	yearsApart = 3 * 365 // few undertakings run longer, where an end is not given
	halfYear   = 183     // enough in common whatever the share
	wholeShare = 0.5     // of the shorter period
)

func compareTimes(a, b *Features) finding {
	f := finding{rarity: 1}
	if a.Start == unknownDay || b.Start == unknownDay {
		return missing
	}
	if a.Planned != b.Planned || a.Planned {
		f.rarity = 0.8 // what is planned may not come
	}
	sameStart := distance(a.Start, b.Start) <= sameDays
	if a.End == unknownDay || b.End == unknownDay {
		switch {
		case a.End != unknownDay && a.End < b.Start, b.End != unknownDay && b.End < a.Start:
			f.level = levelDisjoint
		case sameStart:
			f.level = levelSameStart
		case distance(a.Start, b.Start) > yearsApart:
			f.level = levelYearsApart
		default:
			f.level = levelEndUnknown
		}
		return f
	}
	joint := int(min(a.End, b.End)) - int(max(a.Start, b.Start)) + 1
	shorter := max(1, min(int(a.End)-int(a.Start), int(b.End)-int(b.Start))+1)
	switch {
	case joint <= 0:
		f.level = levelDisjoint
	case sameStart && distance(a.End, b.End) <= sameDays:
		f.level = levelSameDates
		if isNewYear(a.Start) && isNewYear(b.Start) {
			f.rarity *= 0.5 // whoever does not know the day writes 1 January
		}
	case joint < lapDays && float64(joint) < wholeShare*float64(shorter):
		f.level = levelBrief
	case sameStart:
		f.level = levelSameStart
	case joint >= halfYear || float64(joint) >= wholeShare*float64(shorter):
		f.level = levelConcurrent
	default:
		f.level = levelBrief
	}
	if f.level != levelDisjoint {
		f.matched = []string{yearText(max(a.Start, b.Start)) + "-" + yearText(min(a.End, b.End))}
	}
	return f
}

func isNewYear(day int32) bool {
	t := time.Unix(int64(day)*86400, 0).UTC()
	return t.YearDay() == 1
}

func distance(a, b int32) int32 {
	if a > b {
		return a - b
	}
	return b - a
}

func yearText(day int32) string { return strconv.Itoa(yearOf(day)) }

func shownPeriod(f *Features) []string {
	if f.Start == unknownDay && f.End == unknownDay {
		return nil
	}
	return []string{dayText(f.Start) + " – " + dayText(f.End)}
}

func dayText(day int32) string {
	if day == unknownDay {
		return "…"
	}
	return string(registry.DateOf(time.Unix(int64(day)*86400, 0)))
}

// comparePractices looks at what is done: the good practices that a source or a reviewer states, the DAC purposes, the
// DAC categories. A practice that a rule read off the sector or the text is shown and weighs nothing beside them.
func (g *generation) comparePractices(a, b *Features) finding {
	f := finding{rarity: 1}
	practices, stated := 0, 0
	for _, p := range a.Practices {
		for _, q := range b.Practices {
			if p.Number != q.Number {
				continue
			}
			practices++
			if !p.Derived && !q.Derived {
				stated++
			}
			f.matched = append(f.matched, practiceText(p))
		}
	}
	purposes := common(a.Purposes, b.Purposes)
	categories := commonCategories(a.Categories, b.Categories)
	f.matched = append(f.matched, purposes...)
	switch {
	case stated > 0:
		f.level = levelPractice
	case len(purposes) > 0:
		f.level, f.rarity = levelPurpose, 0
		for _, p := range purposes {
			f.rarity = max(f.rarity, g.rarity(hash(countPurpose, p)))
		}
		f.rarity = max(0.4, f.rarity)
	case len(categories) > 0:
		f.level = levelCategory
		f.matched = append(f.matched, categories...)
	case practices > 0:
		f.level = levelCategory
	case len(a.Categories) > 0 && len(b.Categories) > 0:
		f.level = levelDifferentPurpose
	default:
		return missing
	}
	return f
}

// practiceText is the bare number, by which overlaps are filtered; no DAC code is as short.
func practiceText(p Practice) string { return strconv.Itoa(int(p.Number)) }

// commonCategories compares DAC categories. A code with zeros at its end stands for all that begin as it does: country
// systems write 150 for what others call 151 or 152.
func commonCategories(a, b []string) []string {
	var both []string
	for _, x := range a {
		for _, y := range b {
			switch {
			case strings.HasPrefix(x, strings.TrimRight(y, "0")):
				both = append(both, y)
			case strings.HasPrefix(y, strings.TrimRight(x, "0")):
				both = append(both, x)
			}
		}
	}
	return sortedSet(both)
}

func shownThemes(f *Features) []string {
	var shown []string
	for _, p := range f.Practices {
		shown = append(shown, practiceText(p))
	}
	if len(f.Purposes) > 0 {
		return append(shown, f.Purposes[:min(len(f.Purposes), 6)]...)
	}
	return append(shown, f.Categories[:min(len(f.Categories), 6)]...)
}

func compareGroups(a, b *Features) finding {
	f := finding{rarity: 1}
	if len(a.Groups) == 0 || len(b.Groups) == 0 {
		return missing
	}
	f.matched = common(a.Groups, b.Groups)
	f.level = levelSameGroups
	if len(f.matched) == 0 {
		f.level = levelDifferentGroups
	}
	return f
}

func compareMoney(a, b *Features) finding {
	f := finding{rarity: 1}
	nearest, odd := math.Inf(1), 0.0
	for _, m := range a.Money {
		for _, n := range b.Money {
			if m.Currency != n.Currency {
				continue
			}
			ratio := float64(max(m.Amount, n.Amount)) / float64(min(m.Amount, n.Amount))
			if ratio < nearest {
				nearest, odd = ratio, max(oddness(m.Amount), oddness(n.Amount))
			}
		}
	}
	switch {
	case math.IsInf(nearest, 1):
		return missing
	case nearest <= 1.005:
		f.level, f.rarity = levelSameAmount, odd
	case nearest <= 1.1:
		f.level = levelCloseAmount
	case nearest > 3:
		f.level = levelDifferentAmount
	default:
		f.level = levelComparable
	}
	return f
}

// oddness is how little an amount is a round one: 0.4 for one significant digit, 1 from four on.
func oddness(a registry.Amount) float64 {
	digits := strings.TrimRight(strconv.FormatInt(int64(a), 10), "0")
	return min(1, 0.2+0.2*float64(len(digits)))
}

func shownGroups(f *Features) []string { return f.Groups }

func shownNothing(*Features) []string { return nil }

func shownMoney(f *Features) []string {
	var shown []string
	for _, m := range f.Money {
		if v := m.Amount.String() + " " + m.Currency; !slices.Contains(shown, v) {
			shown = append(shown, v)
		}
	}
	return shown[:min(len(shown), 3)]
}
