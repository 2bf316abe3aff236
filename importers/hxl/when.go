package hxl

import (
	"regexp"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// rangeMark separates the days of a range: an ISO 8601 interval's slash, a dash between spaces, or a word.
var rangeMark = regexp.MustCompile(`(?i)\s+(?:to|until|till|through|au|jusqu['’]au|al|hasta|إلى|الى|حتى)\s+|\s+[-–—]\s+|\s*[–—]\s*`)

// period reads two days. key is what the row says where it is no day, so that two such rows are not of one time.
func (d *reading) period() (p registry.Period, key string) {
	var unread []string
	take := func(fields ...field) registry.Date {
		for _, c := range d.cells(fields...) {
			day, err := sheet.Day(c.Cell)
			if err == nil {
				return day
			}
			d.warn(c.name, err.Error())
			unread = append(unread, codelist.Fold(c.Text))
		}
		return ""
	}
	for _, c := range d.cells(start, days) {
		if from, to, ok := splitRange(c.Text); ok {
			p.Start, p.End = d.rangeDays(c, from, to)
			if p.Start == "" {
				unread = append(unread, codelist.Fold(c.Text))
			}
		} else if c.field == days {
			d.warn(c.name, "one day that is neither +start nor +end says nothing of the period; two are a range (2020-01-01/2020-06-30)")
		}
	}
	if p.Start == "" && unread == nil {
		p.Start = take(start)
	}
	if day := take(end); day != "" {
		p.End = day
	}
	if p.Start != "" && p.End != "" && p.End < p.Start {
		d.warn("#date", "the end lies before the start; neither is taken")
		unread = append(unread, string(p.Start), string(p.End))
		p = registry.Period{}
	}
	return p, strings.Join(append([]string{string(p.Start), string(p.End)}, sorted(unread)...), "\x1f")
}

// rangeDays reads the two days of a range; both or neither.
func (d *reading) rangeDays(c cell, from, to string) (registry.Date, registry.Date) {
	first, err := sheet.Day(sheet.TextCell(from))
	if err != nil {
		d.warn(c.name, "the range's first day: "+err.Error())
		return "", ""
	}
	last, err := sheet.Day(sheet.TextCell(to))
	if err != nil {
		d.warn(c.name, "the range's last day: "+err.Error())
		return "", ""
	}
	return first, last
}

// splitRange takes a range apart. A slash is a range's where it stands between two days of ISO 8601.
func splitRange(s string) (from, to string, ok bool) {
	if from, to, ok := strings.Cut(s, "/"); ok && len(strings.TrimSpace(from)) >= len("2020-01-01") && strings.Count(s, "/") == 1 {
		return from, to, true
	}
	parts := rangeMark.Split(s, -1)
	if len(parts) != 2 {
		return "", "", false
	}
	return parts[0], parts[1], true
}
