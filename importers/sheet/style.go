package sheet

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// readStyles finds which cell styles (cellXfs) show a number as a day.
func (w *Workbook) readStyles(part string) error {
	custom := map[int]bool{} // number format to whether it shows a day
	inCells := false
	return w.eachElement(part, maxStructure, func(_ *partReader, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attribute(e, "numFmtId")); err == nil {
				custom[id] = showsDay(attribute(e, "formatCode"))
			}
		case "cellXfs":
			inCells = true
		case "cellStyleXfs", "cellStyles", "dxfs":
			inCells = false
		case "xf":
			if inCells && len(w.dateStyle) < 1<<16 { // of Excel: 65,490 cell formats
				id, _ := strconv.Atoi(attribute(e, "numFmtId")) // absent is 0, General
				shows, ok := custom[id]
				w.dateStyle = append(w.dateStyle, ok && shows || !ok && builtInDay[id])
			}
		}
		return nil
	})
}

// builtInDay are the built-in number formats that show day, month and year in every locale (ISO/IEC 29500-1 section
// 18.8.30): m/d/yy, d-mmm-yy, m/d/yy h:mm. Those without a day (17, mmm-yy) or a year (16, d-mmm) are not among them:
// who formats a cell so means a month, or a day in any year.
var builtInDay = map[int]bool{14: true, 15: true, 22: true}

// notPattern are the parts of a format code that are not letters of the pattern: quoted and escaped text, padding, and
// colours, conditions and locales in brackets.
var notPattern = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

// showsDay says whether a format code shows day and year. Only the first section counts, that of positive numbers.
func showsDay(code string) bool {
	pattern, _, _ := strings.Cut(notPattern.ReplaceAllString(strings.ToLower(code), ""), ";")
	return strings.Contains(pattern, "d") && strings.Contains(pattern, "y")
}
