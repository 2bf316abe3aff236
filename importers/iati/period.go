package iati

import "github.com/tansiq/tansiq/registry"

// period: activity-date. Of each ActivityDateType (1 planned start, 2 actual start, 3 planned end, 4 actual end) the
// first date that can be read counts; the actual one goes before the planned.
func (ad *adapter) period() registry.Period {
	var dates [5]registry.Date // by ActivityDateType
	var ends int               // line of the end
	for _, d := range ad.a.Dates {
		if d.said() == "" {
			continue // an empty element says nothing
		}
		kind, ok := dateType(d.Type)
		if !ok {
			ad.warn(d.Line, "activity-date/@type", "not a code of ActivityDateType (1 to 4)")
			continue
		}
		day, ok := ad.date(d, "activity-date")
		switch {
		case !ok:
		case dates[kind] == "":
			dates[kind] = day
			if kind >= 3 {
				ends = d.Line
			}
		case dates[kind] != day:
			ad.warn(d.Line, "activity-date", "a second date of the same type; the first is used")
		}
	}
	p := registry.Period{Start: dates[2], End: dates[4], Basis: registry.PeriodActual}
	if p.Start == "" {
		p.Start = dates[1]
	}
	if p.End == "" {
		p.End = dates[3]
	}
	switch {
	case p.Start == "" && p.End == "":
		p.Basis = ""
	case dates[2] == "" && (dates[1] != "" || dates[4] == ""):
		p.Basis = registry.PeriodPlanned
	}
	if p.Start != "" && p.End != "" && p.End < p.Start {
		ad.warn(ends, "activity-date", "the end is before the start; the end is left out")
		p.End = ""
	}
	return p
}

// dateType reads ActivityDateType, or what the drafts before 1.01 wrote: "start" and "end" or "completion", which do
// not say whether it happened and count as planned.
func dateType(said string) (int, bool) {
	switch said {
	case "start":
		return 1, true
	case "end", "completion":
		return 3, true
	}
	c, ok := code("ActivityDateType", said)
	if !ok {
		return 0, false
	}
	return int(c[0] - '0'), true
}

// date reads a date; ok is false where it says none or, with a warning, none that can be read.
func (ad *adapter) date(d date, field string) (day registry.Date, ok bool) {
	said := d.said()
	if said == "" {
		return "", false
	}
	day, err := registry.ParseDate(said)
	if err != nil {
		ad.warn(d.Line, field+"/@iso-date", "not a date of the form YYYY-MM-DD")
		return "", false
	}
	return day, true
}
