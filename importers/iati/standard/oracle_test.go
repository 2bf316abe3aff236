package standard

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/importers/xmlstream"
)

// otherLine says of which invalid files the first line that this package names is not xmllint's, and why.
var otherLine = map[string]string{
	"activities/activities-1.0-samples/IATI xml WB sample.xml":                    "xmllint gives no line: its memory has none for an attribute of the root",
	"activities/activities-1.0-samples/IATI xml dfid sample.xml":                  "as above",
	"activities/activities-2.01-2.02/aidstream-V202.xml":                          "xmllint stops at the element that came too early, here the one that comes too late is named",
	"invalid/schema-should-fail/20-two-reporting-orgs.xml":                        "xmllint stops at the second reporting-org; here what is missing to the end of the activity is named too, with its line",
	"invalid/schema-should-fail/transaction/04-missing-description-narrative.xml": "the line of the text, not of the element that it stands in",
	"invalid/broken.xml": "cut off: the line where the last token begins, not the end of the file",
	"invalid/validator/testspace/input/broken-xml.xml": "the root element is not IATI's, which is said before the end is seen to be missing",
	"cove-fixtures/bad.xml":                            "as above",
}

// TestStructureAgreesWithXmllint: what the published schemas allow and refuse, over every file of the shared data. xmllint stops at the
// first element of a parent that it did not expect, so that only the first line is compared.
func TestStructureAgreesWithXmllint(t *testing.T) {
	folder := importertest.Shared(t, "iati")
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint (libxml2) is not installed")
	}
	byVersion := map[string][]string{}
	ours := map[string]int{} // first line with a problem of structure, 0 where it is valid
	for _, part := range []string{"activities", "official-examples", "valid-elements", "invalid", "cove-fixtures"} {
		err := filepath.WalkDir(filepath.Join(folder, part), func(path string, _ fs.DirEntry, err error) error {
			if strings.HasSuffix(path, ".xml") || strings.HasSuffix(path, ".xml.gz") {
				version, line := firstInvalid(t, path)
				ours[path], byVersion[version] = line, append(byVersion[version], path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	same, invalid := 0, 0
	for version, paths := range byVersion {
		theirs := xmllintLines(t, xmllint, filepath.Join(folder, "schemas", strings.ReplaceAll(version, ".", "-"), "schemas", "iati-activities-schema.xsd"), paths)
		for _, path := range paths {
			name, _ := filepath.Rel(folder, path)
			line, isInvalid := theirs[path]
			switch {
			case isInvalid != (ours[path] > 0):
				t.Errorf("%s: xmllint says invalid: %t (line %d); first problem of structure here: line %d", name, isInvalid, line, ours[path])
			case isInvalid && line == ours[path]:
				same++
			case isInvalid && otherLine[filepath.ToSlash(name)] == "":
				t.Errorf("%s: xmllint's first line is %d, here %d", name, line, ours[path])
			}
			if isInvalid {
				invalid++
			}
		}
	}
	if len(ours) < 400 || invalid < 300 {
		t.Fatalf("%d files, %d of them invalid: the folder is not whole", len(ours), invalid)
	}
	t.Logf("%d files, %d invalid, verdict alike in all; first line alike in %d", len(ours), invalid, same)
}

// firstInvalid gives the version by which a file was checked and the first line with a problem of structure, 0 for none. A
// file that cannot be read is invalid by 2.03, at the line that the error names.
func firstInvalid(t *testing.T, path string) (version string, line int) {
	version = "2.03"
	for report, err := range Read(t.Context(), open(t, path), xmlstream.DefaultLimits(), today) {
		if err != nil {
			if m := regexp.MustCompile(`line (\d+)`).FindStringSubmatch(err.Error()); m != nil && line == 0 {
				line, _ = strconv.Atoi(m[1])
			}
			return version, max(line, 1)
		}
		version = report.Version
		for _, p := range report.Problems {
			if p.Kind == Structure && (line == 0 || p.Line < line) {
				line = p.Line
			}
		}
	}
	return version, line
}

var xmllintError = regexp.MustCompile(`(?m)^(/.*?):(\d+): .*(error|warning)`)

// xmllintLines gives the first line with an error of each file that xmllint finds invalid.
func xmllintLines(t *testing.T, xmllint, schema string, paths []string) map[string]int {
	t.Helper()
	absolute := make([]string, len(paths))
	for i, path := range paths {
		var err error
		if absolute[i], err = filepath.Abs(path); err != nil {
			t.Fatal(err)
		}
	}
	// It ends with an error where a file is invalid.
	out, _ := exec.Command(xmllint, append([]string{"--noout", "--nonet", "--schema", schema}, absolute...)...).CombinedOutput()
	lines := map[string]int{}
	for i, path := range absolute {
		if !strings.Contains(string(out), path+" validates\n") {
			lines[paths[i]] = 0
		}
	}
	for _, m := range xmllintError.FindAllStringSubmatch(string(out), -1) {
		i := slices.Index(absolute, m[1])
		if i < 0 { // of the schema itself
			continue
		}
		n, _ := strconv.Atoi(m[2])
		if first, invalid := lines[paths[i]]; invalid && (first == 0 || n < first) {
			lines[paths[i]] = n
		}
	}
	return lines
}
