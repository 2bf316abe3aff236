package sheet

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// shown is what a number format shows of a date: how many characters of "2006-01-02".
type shown int

const (
	shownNumber shown = 0 // no date
	shownYear   shown = 4
	shownMonth  shown = 7
	shownDay    shown = 10
)

// readStyles finds what cell styles (cellXfs) show of a date.
func (w *Workbook) readStyles(part string) error {
	custom := map[int]shown{} // by number format
	inCells := false
	return w.eachElement(part, maxStructure, func(_ *partReader, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attribute(e, "numFmtId")); err == nil {
				custom[id] = showsDate(attribute(e, "formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyleXfs", "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells && len(w.dateStyle) < 1<<16 { // of Excel: 65,490 cell formats
				id, _ := strconv.Atoi(attribute(e, "numFmtId")) // absent is 0, General
				shows, ok := custom[id]
				if !ok {
					shows = builtIn[id]
				}
				w.dateStyle = append(w.dateStyle, shows)
			}
		}
		return nil
	})
}

// builtIn are the built-in number formats that show a year, with the same parts of the date in every locale (ISO/IEC 29500-1
// section 18.8.30): m/d/yy, d-mmm-yy, mmm-yy, m/d/yy h:mm. Format 16, d-mmm, is not among them: a day in any year.
var builtIn = map[int]shown{14: shownDay, 15: shownDay, 17: shownMonth, 22: shownDay}

// notPattern are the parts of a format code that are not letters of the pattern: quoted and escaped text, padding, and
// colours, conditions and locales in brackets.
var notPattern = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

// showsDate says what a format code shows of a date. Only the first section counts, that of positive numbers.
func showsDate(code string) shown {
	pattern, _, _ := strings.Cut(notPattern.ReplaceAllString(strings.ToLower(code), ""), ";")
	switch {
	case !strings.Contains(pattern, "y"):
		return shownNumber
	case strings.Contains(pattern, "d"):
		return shownDay
	case strings.Contains(pattern, "m"):
		return shownMonth
	}
	return shownYear
}
