package overlap

import (
	"strconv"
	"strings"
)

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
		if groups := commonGroups(a.Categories, b.Categories); len(groups) > 0 {
			f.level = levelField
			f.matched = append(f.matched, groups...)
		}
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

// haveCommonCategory is commonCategories without the list.
func haveCommonCategory(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y || strings.HasPrefix(x, strings.TrimRight(y, "0")) || strings.HasPrefix(y, strings.TrimRight(x, "0")) {
				return true
			}
		}
	}
	return false
}

// commonGroups gives the DAC sector groups ("15" holds 151 and 152) that both have a category of.
func commonGroups(a, b []string) []string {
	var both []string
	for _, x := range a {
		for _, y := range b {
			if x[:2] == y[:2] {
				both = append(both, x[:2]+"0")
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
	switch n := len(f.matched); {
	case n == 0:
		f.level = levelDifferentGroups
	default:
		// Sets: of two groups against one of them half is shared, but all of the lesser.
		f.level, f.rarity = levelSameGroups, 0.5+0.5*float64(n)/float64(max(len(a.Groups), len(b.Groups)))
	}
	return f
}

func shownGroups(f *Features) []string { return f.Groups }
