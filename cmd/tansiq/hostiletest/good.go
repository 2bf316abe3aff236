package hostiletest

import (
	"fmt"
	"strings"
)

// Records is how many records a good file has.
const Records = 6

// Good is a good file of a format. Every version but 0 has another title in its first record.
func Good(format string, version int) []byte {
	title := func(i int) string {
		if i == 0 && version > 0 {
			return fmt.Sprintf("Training of border guards, phase %d", version+1)
		}
		return fmt.Sprintf("Training of border guards in district %d", i+1)
	}
	return file(format, Records, title)
}

// file is a file of n records with these titles.
func file(format string, n int, title func(i int) string) []byte {
	var b strings.Builder
	switch format {
	case "iati":
		b.WriteString(iatiStart)
		for i := range n {
			b.WriteString(activity(i, title(i)))
		}
		b.WriteString(iatiEnd)
	case "table":
		b.WriteString("id,title,countries,donors\r\n")
		for i := range n {
			fmt.Fprintf(&b, "T-%d,\"%s\",ML,Norad\r\n", i+1, title(i))
		}
	case "hxl":
		b.WriteString("Project,Title,Donor,Agency,Country,District\n#activity+code,#activity+name,#org+funder,#org+impl,#country+code,#adm2+name\n")
		for i := range n {
			fmt.Fprintf(&b, "H-%d,\"%s\",Norad,Helping Hands,ML,Ansongo\n", i+1, title(i))
		}
	case "360giving":
		b.WriteString(`{"version":"1.1","grants":[`)
		for i := range n {
			fmt.Fprintf(&b, `%s{"id":"360G-doors-%d","title":%q,"description":"Courses.","currency":"GBP","amountAwarded":%d000,"awardDate":"2023-03-15",`+
				`"fundingOrganization":[{"id":"GB-CHC-1000001","name":"Open Doors"}],"recipientOrganization":[{"id":"GB-CHC-1000002","name":"Radio"}]}`,
				separator(i), i+1, title(i), i+1)
		}
		b.WriteString("]}")
	case "fts":
		b.WriteString(ftsPage(n, title, ""))
	default:
		panic("hostiletest: no good file of format " + format)
	}
	return []byte(b.String())
}

func separator(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

const (
	iatiStart = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<iati-activities version="2.03" generated-datetime="2026-01-01T00:00:00Z">` + "\n"
	iatiEnd   = "</iati-activities>\n"
)

func activity(i int, title string) string {
	return fmt.Sprintf(`<iati-activity default-currency="USD" xml:lang="en"><iati-identifier>NO-4-SAHEL-%d</iati-identifier>`+
		`<reporting-org ref="NO-4" type="10"><narrative>Norad</narrative></reporting-org><title><narrative>%s</narrative></title>`+
		`<description><narrative>Courses for border guards.</narrative></description>`+
		`<participating-org role="1" ref="NO-4" type="10"><narrative>Norad</narrative></participating-org>`+
		`<participating-org role="4" type="10"><narrative>Border Police</narrative></participating-org>`+
		`<activity-status code="2"/><activity-date type="2" iso-date="2025-01-01"/><recipient-country code="ML" percentage="100"/>`+
		`<sector vocabulary="1" code="15210" percentage="100"/></iati-activity>`+"\n", i+1, title)
}

func ftsPage(n int, title func(i int) string, next string) string {
	var b strings.Builder
	b.WriteString(`{"status":"ok","data":{"flows":[`)
	for i := range n {
		fmt.Fprintf(&b, `%s{"id":"%d","amountUSD":1000,"date":"2023-05-02T00:00:00Z","description":%q,"flowType":"Standard","status":"commitment",`+
			`"versionId":1,"boundary":"incoming","sourceObjects":[{"type":"Organization","id":"501","name":"Norway","behavior":"single"}],`+
			`"destinationObjects":[{"type":"Organization","id":"502","name":"Justice","behavior":"single"},`+
			`{"type":"Project","id":"9%d","name":%q,"behavior":"single"},{"type":"Location","id":"138","name":"Mali","behavior":"single"}]}`,
			separator(i), 1000+i, title(i), i, title(i))
	}
	b.WriteString("]}")
	if next != "" {
		fmt.Fprintf(&b, `,"meta":{"nextLink":%q}`, next)
	}
	b.WriteString("}")
	return b.String()
}
