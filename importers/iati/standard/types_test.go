package standard

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
)

// typed are places of 2.03 that have a simple type, as a line of a document that may be repeated; %s is the value. They are in the order
// of the schema.
var typed = []struct{ dataType, line string }{
	{"lang", `<description><narrative xml:lang="%s">x</narrative></description>`},
	{"date", `<activity-date type="1" iso-date="%s"/>`},
	{"decimal", `<recipient-country code="ML" percentage="%s"/>`},
	{"nonNegativeInteger", `<location><administrative vocabulary="G1" code="1" level="%s"/></location>`},
	{"decimal", `<budget><period-start iso-date="2025-01-01"/><period-end iso-date="2025-12-31"/><value value-date="2025-01-01">%s</value></budget>`},
	{"boolean", `<transaction humanitarian="%s"><transaction-type code="2"/><transaction-date iso-date="2025-01-01"/><value value-date="2025-01-01">1</value></transaction>`},
	{"anyURI", `<document-link url="%s" format="x"><title><narrative>x</narrative></title><category code="A01"/></document-link>`},
	{"NMTOKEN", `<legacy-data name="x" value="x" iati-equivalent="%s"/>`},
	{"positiveInteger", `<result type="1"><title><narrative>x</narrative></title><indicator measure="1"><title><narrative>x</narrative></title><baseline year="%s"/></indicator></result>`},
}

// said are values, right and wrong, of one type or another.
var said = []string{"", " ", "2025-01-01", " 2025-01-01 ", "2025-1-1", "2025-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "0000-01-01",
	"-0001-01-01", "12025-01-01", "02025-01-01", "2025-13-01", "2025-00-10", "2025-01-32", "2025-01-01Z", "2025-01-01+14:00", "2025-01-01-14:01", "2025-01-01+1:00",
	"2025-01-01T00:00:00", "20250101", "01/02/2025", "2025", "2025-01", "\u00a02025-01-01", "0", "-0", "+0", "00", "1", "+1", "-1", "--1", "01", "1.", ".1", ".", "1.0", "-.5",
	"+.5", "1.2.3", "1,000", "1 000", "1e3", "INF", "NaN", "0x1", "50%", "99999999999999999999999999", "2147483648", "-2147483648", "-2147483649", "true", "TRUE", "false", "yes", "1 ",
	"en", "en-GB", "EN", "x", "x-y", "abcdefghi", "abcdefgh", "en-", "-en", "en_GB", "e1", "en-1", "français", "a b", "a.b", "a:b", ":", "a/b", "é", "a&amp;b",
	"https://example.org", "https://example.org/a b", "https://example.org/%20", "https://example.org/%2", "https://example.org/%zz", "https://example.org/#a#b",
	"http:www.example.org", "www.example.org", "//example.org", "mailto:x", "1http://example.org", "http//example.org", "https://example.org/[a]", "https://example.org/é",
	"https://[::1]/", "https://example.org:80/", "https://example.org:port/", "?a=b", "#", "https://example.org/a|b", "https://example.org/{a}", "c:\\file", "a/b:c", "https:///x", "http://a_b.org", "http://"}

// fits says what value does of a value.
func fits(dataType, value string) bool {
	r := &reader{schema: schemas()["2.03"]}
	r.value(r.schema.root("iati-activity"), 1, "", dataType, []byte(value))
	return len(r.around.problems) == 0
}

// lenient says of which values xmllint's verdict is not the standard's, and why.
func lenient(dataType, value string) string {
	switch {
	case dataType == "date" && strings.HasSuffix(value, " "):
		return "white space is collapsed (XML Schema part 2, section 4.3.6); xmllint leaves it behind a date"
	case strings.Contains(value, "999999999999999"):
		return "xmllint has no numbers and years of more than 24 digits"
	case dataType == "anyURI" && strings.Contains(value, "//[") && !strings.Contains(value, "//[::1]"):
		return "xmllint takes brackets around what is no address (RFC 3986, section 3.2.2)"
	case dataType == "decimal" && strings.Trim(value, "+- ") == "" && value != "":
		return "xmllint takes a sign and a space for a number"
	}
	return ""
}

// TestTypesAgreeWithXmllint: what fits a simple type, of values that people write and of scraps of them put together.
func TestTypesAgreeWithXmllint(t *testing.T) {
	folder := importertest.Shared(t, "iati")
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint (libxml2) is not installed")
	}
	values := append([]string{}, said...)
	random := rand.New(rand.NewPCG(3, 5))
	for range 400 {
		a, b := said[random.IntN(len(said))], said[random.IntN(len(said))]
		if strings.ContainsAny(a+b, "&éç\u00a0") { // not to be cut
			continue
		}
		values = append(values, a[:random.IntN(len(a)+1)]+b[random.IntN(len(b)+1):])
	}
	var document bytes.Buffer
	document.WriteString(`<iati-activities version="2.03"><iati-activity><iati-identifier>x</iati-identifier>` +
		`<reporting-org ref="x" type="10"><narrative>x</narrative></reporting-org><title><narrative>x</narrative></title>` + "\n")
	type at struct {
		dataType, value string
		ours            bool
	}
	lines := map[int]at{}
	n := 2
	for i, place := range typed {
		if i == 1 { // what must stand between
			document.WriteString(`<participating-org role="1" ref="x"/><activity-status code="2"/>` + "\n")
			n++
		}
		for _, value := range values {
			fmt.Fprintf(&document, place.line+"\n", value)
			text := strings.ReplaceAll(value, "&amp;", "&")
			lines[n] = at{place.dataType, text, fits(place.dataType, text)}
			n++
		}
	}
	document.WriteString("</iati-activity></iati-activities>\n")
	if err := xml.Unmarshal(document.Bytes(), new(struct{})); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "types.xml")
	if err := os.WriteFile(path, document.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.Command(xmllint, "--noout", "--nonet", "--schema", filepath.Join(folder, "schemas", "2-03", "schemas", "iati-activities-schema.xsd"), path).CombinedOutput()
	refused := map[int]string{}
	for _, m := range regexp.MustCompile(`(?m)^.*types\.xml:(\d+): (.*)$`).FindAllStringSubmatch(string(out), -1) {
		line, _ := strconv.Atoi(m[1])
		refused[line] = m[2]
	}
	if len(refused) < 1000 {
		t.Fatalf("xmllint refuses %d values only: %.1000s", len(refused), out)
	}
	wrong := 0
	for line, a := range lines {
		if a.ours != (refused[line] == "") && lenient(a.dataType, a.value) == "" {
			if wrong++; wrong < 40 {
				t.Errorf("%s %q: fits here: %t; xmllint: %s", a.dataType, a.value, a.ours, refused[line])
			}
		}
	}
	t.Logf("%d values, %d of them refused", len(lines), len(refused))
}
