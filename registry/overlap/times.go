package overlap

import (
	"strconv"
	"time"

	"github.com/tansiq/tansiq/registry"
)

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
		switch joint := int(min(a.heardTo(), b.heardTo())) - int(max(a.Start, b.Start)) + 1; {
		case a.End != unknownDay && a.End < b.Start, b.End != unknownDay && b.End < a.Start:
			f.level = levelDisjoint
		case sameStart:
			f.level = levelSameStart
		case joint >= halfYear:
			f.level = levelConcurrent
			f.matched = []string{yearText(max(a.Start, b.Start)) + "-" + yearText(min(a.heardTo(), b.heardTo()))}
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

// heardTo is the last day on which an initiative is known to have run: its end, or when it was last heard of.
func (f *Features) heardTo() int32 {
	if f.End != unknownDay {
		return f.End
	}
	return max(f.Start, f.Heard)
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
