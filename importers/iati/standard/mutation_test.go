package standard

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
)

// element is where an element stands in a document.
type element struct{ begin, tagEnd, end int }

// elements finds the elements of a document.
func elements(t *testing.T, document []byte) []element {
	t.Helper()
	var all []element
	var open []int
	d := xml.NewDecoder(bytes.NewReader(document))
	for at := 0; ; at = int(d.InputOffset()) {
		token, err := d.RawToken()
		if token == nil {
			if len(open) > 0 {
				t.Fatal(err)
			}
			return all
		}
		switch token.(type) {
		case xml.StartElement:
			open = append(open, len(all))
			all = append(all, element{begin: at, tagEnd: int(d.InputOffset())})
		case xml.EndElement:
			all[open[len(open)-1]].end = int(d.InputOffset())
			open = open[:len(open)-1]
		}
	}
}

// mutants gives documents in which one element each is missing, doubled, behind the one that follows it, without an attribute, with an
// attribute that has another value, or with a text or an element inside that do not belong there.
func mutants(t *testing.T, document []byte) [][]byte {
	var all [][]byte
	splice := func(parts ...[]byte) { all = append(all, bytes.Join(parts, nil)) }
	found := elements(t, document)
	for i, e := range found {
		before, whole, after := document[:e.begin], document[e.begin:e.end], document[e.end:]
		splice(before, after)
		splice(before, whole, whole, after)
		if i+1 < len(found) && found[i+1].begin >= e.end { // what stands behind it, at whatever depth
			next := found[i+1]
			splice(before, document[e.end:next.end], whole, document[next.end:])
		}
		tag := document[e.begin:e.tagEnd]
		if !bytes.HasSuffix(tag, []byte("/>")) {
			splice(document[:e.tagEnd], []byte("words"), document[e.tagEnd:])
			splice(document[:e.tagEnd], []byte("<narrative>words</narrative>"), document[e.tagEnd:])
		}
		for _, quote := range bytes.Split(tag, []byte{'"'})[1:] { // each attribute's value is between quotes
			if !bytes.ContainsAny(quote, "=<>") && len(quote) > 0 {
				splice(before, bytes.Replace(tag, []byte(`"`+string(quote)+`"`), []byte(`"1 x"`), 1), document[e.tagEnd:])
			}
		}
		for _, attribute := range strings.Fields(string(tag)) {
			if strings.Count(attribute, `"`) == 2 && strings.Contains(attribute, `="`) {
				attribute = attribute[:strings.LastIndexByte(attribute, '"')+1]
				splice(before, bytes.Replace(tag, []byte(attribute), nil, 1), document[e.tagEnd:])
				splice(before, bytes.Replace(tag, []byte(attribute), []byte("not-"+attribute), 1), document[e.tagEnd:])
			}
		}
	}
	return all
}

// everyMutant-th mutant is tried: all 7,910 take half a minute.
const everyMutant = 16

// TestMutantsAgreeWithXmllint: the verdicts on the official examples, and one of ours before 1.05, valid, each broken or changed in one place.
func TestMutantsAgreeWithXmllint(t *testing.T) {
	folder := importertest.Shared(t, "iati")
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint (libxml2) is not installed")
	}
	for _, version := range Versions {
		example := filepath.Join(folder, "official-examples", "activity-standard-example-annotated-"+strings.ReplaceAll(version, ".", "")+".xml")
		document, err := os.ReadFile(example)
		if err != nil { // before 1.05 there is none
			document, err = os.ReadFile(filepath.Join("testdata", "every-1.xml"))
			document = bytes.ReplaceAll(document, []byte(`version="1.01"`), []byte(`version="`+version+`"`))
		}
		if err != nil {
			t.Fatal(err)
		}
		all := mutants(t, document)
		scratch := t.TempDir()
		var paths []string
		ours := map[string]int{}
		for i := 0; i < len(all); i += everyMutant {
			path := filepath.Join(scratch, fmt.Sprintf("%04d.xml", i))
			if err := os.WriteFile(path, all[i], 0o600); err != nil {
				t.Fatal(err)
			}
			checked, line := firstInvalid(t, path)
			if checked == version {
				paths, ours[path] = append(paths, path), line
			}
		}
		theirs := xmllintLines(t, xmllint, filepath.Join(folder, "schemas", strings.ReplaceAll(version, ".", "-"), "schemas", "iati-activities-schema.xsd"), paths)
		for _, path := range paths {
			if line, invalid := theirs[path]; invalid != (ours[path] > 0) {
				t.Errorf("version %s, mutant %s: xmllint says invalid: %t (line %d); first problem of structure here: line %d",
					version, filepath.Base(path), invalid, line, ours[path])
			}
		}
		t.Logf("version %s: %d mutants, %d invalid", version, len(paths), len(theirs))
	}
}
