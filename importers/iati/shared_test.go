package iati

import (
	"bytes"
	stdcmp "cmp"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
)

// sharedFiles are the XML files below a folder of the shared data, by path, unpacked.
func sharedFiles(t testing.TB, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := importertest.Shared(t, "iati")
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(d.Name(), ".xml") {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && strings.HasSuffix(path, ".gz") {
			var z *gzip.Reader
			if z, err = gzip.NewReader(bytes.NewReader(b)); err == nil {
				b, err = io.ReadAll(z)
			}
		}
		name, _ := filepath.Rel(root, path)
		files[name] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// outcome counts what an import gave.
type outcome struct {
	read, records, rejected, warnings int
	reasons                           map[string]int
	err                               error
}

func importAll(t testing.TB, file []byte) (outcome, []registry.Item) {
	t.Helper()
	o := outcome{reasons: map[string]int{}}
	var items []registry.Item
	for item, err := range New().Read(t.Context(), bytes.NewReader(file), registry.Feed{}) {
		if err != nil {
			o.err = err
			break
		}
		items = append(items, item)
		o.read++
		if item.Record == nil {
			o.rejected++
		} else {
			o.records++
		}
		for _, p := range item.Problems {
			if p.Severity == registry.SeverityWarning {
				o.warnings++
			}
			o.reasons[p.Field+": "+withoutCount.ReplaceAllString(p.Reason, "")]++
		}
	}
	return o, items
}

var emptyIdentifier = regexp.MustCompile(`<iati-identifier\s*/>|<iati-identifier>\s*</iati-identifier>`)

var withoutCount = regexp.MustCompile(` \(and \d+ more.*| at line \d+$`)

func (o outcome) row(name string) string {
	var reasons []string
	for _, r := range slices.SortedFunc(maps.Keys(o.reasons), func(x, y string) int {
		return stdcmp.Or(o.reasons[y]-o.reasons[x], strings.Compare(x, y))
	}) {
		if len(reasons) < 3 {
			reasons = append(reasons, fmt.Sprintf("%d %s", o.reasons[r], r))
		}
	}
	if o.err != nil {
		reasons = append(reasons, "ERROR "+o.err.Error())
	}
	return fmt.Sprintf("%s | %d | %d | %d | %d | %s", name, o.read, o.records, o.rejected, o.warnings, strings.Join(reasons, "; "))
}

// TestSharedFiles imports every real file. With -v it prints the table of counts and reasons.
func TestSharedFiles(t *testing.T) {
	t.Log("file | read | records | rejected | warnings | most frequent reasons")
	for _, folder := range []string{"activities", "official-examples", "valid-elements"} {
		files := sharedFiles(t, folder)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			file := files[name]
			if folder == "valid-elements" {
				// These have an empty identifier, for which they would all be rejected alike.
				file = emptyIdentifier.ReplaceAll(file, []byte("<iati-identifier>XX-1</iati-identifier>"))
			}
			o, items := importAll(t, file)
			t.Log(o.row(name))
			if strings.Contains(name, "organisation-standard") {
				if registry.ErrorCode(o.err) != registry.EInvalid {
					t.Errorf("%s: an organisation file is read as activities: %v", name, o.err)
				}
				continue
			}
			if o.err != nil {
				t.Errorf("%s: %v", name, o.err)
			}
			if want := countActivities(t, file); o.read != want {
				t.Errorf("%s: %d activities read of %d", name, o.read, want)
			}
			for _, item := range items {
				checkItem(t, name, item)
			}
		}
	}
}

// TestSharedInvalidFiles imports the files that are wrong in some way: an error or items, never a panic or neither.
func TestSharedInvalidFiles(t *testing.T) {
	for _, folder := range []string{"invalid", "cove-fixtures"} {
		files := sharedFiles(t, folder)
		for _, name := range slices.Sorted(maps.Keys(files)) {
			o, items := importAll(t, files[name])
			t.Log(o.row(name))
			wellFormed := countActivitiesOrMinus(files[name]) >= 0
			if !wellFormed && o.err == nil {
				t.Errorf("%s: not well-formed, but no error", name)
			}
			for _, item := range items {
				checkItem(t, name, item)
			}
		}
	}
}

// TestSharedTwoVersions reads the one export that was published as 1.04 and as 2.03: both say the same, but for its
// descriptions, which are in 2.03 only.
func TestSharedTwoVersions(t *testing.T) {
	files := sharedFiles(t, filepath.Join("activities", "aims"))
	byKey := map[string]registry.Facts{}
	_, old := importAll(t, files[filepath.Join("activities", "aims", "iati_1.04_SomaliaAIMS.xml.gz")])
	for _, item := range old {
		byKey[item.Record.Key] = item.Record.Facts
	}
	_, items := importAll(t, files[filepath.Join("activities", "aims", "iati_2.03_SomaliaAIMS.xml.gz")])
	if len(items) != len(old) || len(items) == 0 {
		t.Fatalf("%d activities in 2.03, %d in 1.04", len(items), len(old))
	}
	for _, item := range items {
		want, got := byKey[item.Record.Key], item.Record.Facts
		// The publisher's 1.04 has words for the status, where "Completion" stands for two of its 2.03 codes.
		want.Status, got.Status, got.Description = "", "", nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: (-1.04 +2.03)\n%s", item.Record.Key, diff)
		}
	}
}

func countActivities(t testing.TB, file []byte) int {
	n := countActivitiesOrMinus(file)
	if n < 0 {
		t.Error("encoding/xml cannot read the file")
	}
	return n
}

// countActivitiesOrMinus counts with encoding/xml; -1 where it refuses the file.
func countActivitiesOrMinus(file []byte) int {
	d := xml.NewDecoder(bytes.NewReader(file))
	for n := 0; ; {
		token, err := d.Token()
		if err == io.EOF {
			return n
		}
		if err != nil {
			return -1
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "iati-activity" {
			n++
		}
	}
}

// checkItem holds what is true of every item.
func checkItem(t testing.TB, name string, item registry.Item) {
	t.Helper()
	for _, p := range item.Problems {
		if p.Reason == "" || p.Line < 1 || (p.Severity == registry.SeverityRejected) != (item.Record == nil) {
			t.Errorf("%s: a problem without reason or line, or of the wrong severity: %+v", name, p)
		}
	}
	r := item.Record
	if r == nil {
		if len(item.Problems) != 1 {
			t.Errorf("%s: a rejection with %d problems", name, len(item.Problems))
		}
		return
	}
	if r.Key == "" || r.Key != strings.TrimSpace(r.Key) || r.Line < 1 || r.Facts.Kind == "" {
		t.Errorf("%s line %d: key %q, kind %q", name, r.Line, r.Key, r.Facts.Kind)
	}
	if bytes.Contains(r.Raw, []byte("contact-info")) || email.Match(r.Raw) {
		t.Errorf("%s line %d: personal data in the raw bytes", name, r.Line)
	}
	if bytes.Count(r.Raw, []byte("<iati-activity")) != 1 || countActivitiesOrMinus(r.Raw) != 1 {
		t.Errorf("%s line %d: the raw bytes are not one activity", name, r.Line)
	}
	content, _ := registry.Content{Facts: r.Facts}.Encode()
	if email.Match(content) {
		t.Errorf("%s line %d: an e-mail address in the facts", name, r.Line)
	}
	for _, c := range r.Facts.Countries {
		if len(c.Code) != 2 {
			t.Errorf("%s line %d: country %q", name, r.Line, c.Code)
		}
	}
}
