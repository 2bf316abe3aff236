package iati

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/importers/xmlstream"
	"github.com/tansiq/tansiq/registry"
)

var _ registry.Importer = Importer{}

// minimal is an activity with an identifier and what else is given.
func minimal(id, rest string) string {
	return "<iati-activity><iati-identifier>" + id + "</iati-identifier><title>T</title>" + rest + "</iati-activity>"
}

func file(activities ...string) string {
	return "<iati-activities>" + strings.Join(activities, "\n") + "</iati-activities>"
}

// TestRefusedFiles: a file that cannot be read to its end ends in an error that says why; what came before it is not
// to be counted.
func TestRefusedFiles(t *testing.T) {
	good := minimal("A-1", "")
	deep := strings.Repeat("<a>", 200_000)
	for _, c := range []struct{ name, file, reason string }{
		{"empty", "", "the file is empty"},
		{"HTML with status 200", "<!DOCTYPE html>\n<html><body>Not found</body></html>", "HTML page"},
		{"HTML without a type", "<html><body>Not found</body></html>", "HTML page"},
		{"another root", "<fedora><iati-activities/></fedora>", "root element is not iati-activities"},
		{"a root with a prefix", `<x:iati-activities xmlns:x="y"/>`, "root element is not iati-activities"},
		{"organisations", "<iati-organisations/>", "organisation file"},
		{"JSON", `{"activities": []}`, "not XML"},
		{"CSV", "title\nx", "not XML"},
		{"truncated between activities", "<iati-activities>" + good + "\n", "cut off"},
		{"truncated in an activity", "<iati-activities>" + good + "<iati-activity><title>T", "cut off"},
		{"DOCTYPE", `<!DOCTYPE iati-activities SYSTEM "http://169.254.169.254/x"><iati-activities/>`, "DOCTYPE"},
		{"entity bomb", `<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><iati-activities/>`, "DOCTYPE"},
		{"depth", file(minimal("A-2", deep)), "nested deeper than the limit of 64"},
		{"depth outside activities", "<iati-activities>" + deep, "nested deeper"},
		{"attribute of 2 MiB", file(good, `<iati-activity a="`+strings.Repeat("x", 2<<20)+`"/>`), "longer than the limit"},
		{"end tag", file(good, "<iati-activity><title></iati-activity>"), "line 2: an end tag"},
		{"entity", file(good, minimal("A-2", "<description>&eacute;</description>")), "line 2: an '&'"},
		{"bytes", file(good, minimal("A-2", "<description>caf\xe9</description>")), "line 2: bytes that are not UTF-8"},
		{"a second root", file(good) + file(good), "second element"},
		{"encoding", `<?xml version="1.0" encoding="x-none"?>` + file(good), "encoding is not known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, items := importAll(t, []byte(c.file))
			if registry.ErrorCode(o.err) != registry.EInvalid || !strings.Contains(o.err.Error(), c.reason) {
				t.Errorf("error %v after %d items, want EInvalid with %q", o.err, len(items), c.reason)
			}
		})
	}
}

// TestTruncation cuts a file after every byte: each cut is an error, never a shorter result.
func TestTruncation(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join("testdata", "1.05.xml"))
	if err != nil {
		t.Fatal(err)
	}
	whole = bytes.TrimSpace(whole)
	for n := range whole {
		if o, _ := importAll(t, whole[:n]); registry.ErrorCode(o.err) != registry.EInvalid {
			t.Fatalf("cut after byte %d (%q): error %v", n, whole[max(0, n-20):n], o.err)
		}
	}
	if o, _ := importAll(t, whole); o.err != nil {
		t.Errorf("whole: %v", o.err)
	}
}

// TestBadAmongGood: one bad activity is reported, the others are taken.
func TestBadAmongGood(t *testing.T) {
	large := minimal("A-large", "<description>"+strings.Repeat("<x>some text</x>", 100_000)+"</description>")
	o, items := importAll(t, []byte(file(
		minimal("A-1", ""), large, minimal(" ", ""), minimal("a-1\n", ""), minimal("A  2", ""), minimal("A 2", ""), minimal("A-3", ""),
	)))
	if o.err != nil {
		t.Fatal(o.err)
	}
	var got []string
	for _, item := range items {
		if item.Record != nil {
			got = append(got, "record "+item.Record.Key)
			continue
		}
		p := item.Problems[0]
		got = append(got, fmt.Sprintf("line %d %s %s: %s", p.Line, p.Identifier, p.Field, p.Reason))
	}
	// The fourth identifier holds a line end, so what follows it is one line further down.
	want := []string{
		"record A-1",
		"line 2 A-large iati-activity: the activity is larger than one record may be",
		"line 3  iati-identifier: the activity has no identifier, so nothing tells it from others",
		"line 4 a-1 iati-identifier: an activity with the same identifier (case and spaces apart) is in this file already, at line 1",
		"record A  2",
		"line 7 A 2 iati-identifier: an activity with the same identifier (case and spaces apart) is in this file already, at line 6",
		"record A-3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestRecordLimit: the limit is the importer's to set.
func TestRecordLimit(t *testing.T) {
	large := []byte(file(minimal("A-1", "<description>"+strings.Repeat("<x>some text</x>", 100_000)+"</description>")))
	im := Importer{Limits: xmlstream.Limits{Token: 1 << 20, Record: 4 << 20, Depth: 64}}
	for item, err := range im.Read(t.Context(), bytes.NewReader(large), registry.Feed{}) {
		if err != nil || item.Record == nil {
			t.Error(err, item.Problems)
		}
	}
}

// TestPersonalData: contact-info goes nowhere, however it is wrapped or hidden, nor do e-mail addresses.
func TestPersonalData(t *testing.T) {
	const secret = "Jane Secret"
	for name, rest := range map[string]string{
		"plain":           "<contact-info><person-name>Jane Secret</person-name></contact-info>",
		"empty and full":  "<contact-info/><contact-info a='Jane Secret'>x</contact-info>",
		"in a namespace":  "<x:contact-info><email>Jane Secret</email></x:contact-info>",
		"in an extension": "<x:more><contact-info>Jane Secret</contact-info></x:more>",
		"in a result":     "<result><contact-info>Jane Secret</contact-info></result>",
		"in a title":      "<title><contact-info>Jane Secret</contact-info></title>",
		"in a value":      "<budget><value>1<contact-info>Jane Secret</contact-info></value></budget>",
		"in a date":       "<activity-date type='1'><contact-info>Jane Secret</contact-info></activity-date>",
		"commented out":   "<!-- <contact-info>Jane Secret</contact-info> -->",
		"instruction":     "<?x Jane Secret?>",
		"another space":   "<contact-info xmlns='http://example.org'>Jane Secret</contact-info>",
	} {
		o, items := importAll(t, []byte(file(minimal("A-1", rest))))
		if o.err != nil || len(items) != 1 || strings.Contains(fmt.Sprintf("%s %+v %+v", items[0].Record.Raw, items[0].Record.Facts, items[0].Problems), secret) {
			t.Errorf("%s: %v %+v", name, o.err, items)
		}
	}
	for _, text := range []string{"jane@example.org", "Jane &lt;jane@example.org&gt; here", "jane&#64;example.org", "jane&#x40;example.org", "<![CDATA[jane@example.org]]>"} {
		_, items := importAll(t, []byte(file(minimal("A-1", "<description>"+text+"</description>"))))
		all := fmt.Sprintf("%s %+v", items[0].Record.Raw, items[0].Record.Facts)
		if strings.Contains(all, "example.org") || len(items[0].Problems) != 1 {
			t.Errorf("%s: %s %v", text, all, items[0].Problems)
		}
	}
}

// TestStops: the caller may stop, and a cancelled import says so.
func TestStops(t *testing.T) {
	document := file(minimal("A-1", ""), minimal("A-2", ""), minimal("A-3", ""))
	n := 0
	for range New().Read(t.Context(), strings.NewReader(document), registry.Feed{}) {
		n++
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range New().Read(ctx, strings.NewReader(document), registry.Feed{}) {
		n++
		last = err
		cancel()
	}
	if n != 3 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d items, error %v", n, last)
	}
}

func TestReaderFails(t *testing.T) {
	broken := errors.New("reset")
	for _, err := range New().Read(t.Context(), iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(file()))), registry.Feed{}) {
		if registry.ErrorCode(err) != registry.EUnavailable {
			t.Error(err)
		}
	}
	for _, err := range New().Read(t.Context(), iotest.ErrReader(broken), registry.Feed{}) {
		if registry.ErrorCode(err) != registry.EUnavailable || !errors.Is(err, broken) {
			t.Error(err)
		}
	}
}

// hashes are the content hashes of a file's records, by key.
func hashes(t testing.TB, document []byte) map[string]registry.ContentHash {
	_, items := importAll(t, document)
	all := map[string]registry.ContentHash{}
	for _, item := range items {
		if item.Record != nil {
			_, all[item.Record.Key] = registry.Content{Facts: item.Record.Facts, Licence: item.Record.Licence}.Encode()
		}
	}
	return all
}

// TestHashes: the same activities have the same hashes when the file is read again, was generated later, has other
// neighbours, or is in another encoding or layout; a changed activity has another.
func TestHashes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z]{2}-[0-9]{1,5}`), 1, 8, rapid.ID).Draw(rt, "ids")
		text := rapid.StringMatching(`[a-zé &<>ق]{0,30}`)
		var activities, other []string
		want := map[string]string{}
		for _, id := range ids {
			body := text.Draw(rt, "body")
			want[id] = body
			description := "<description>" + escape(body) + "</description>"
			activities = append(activities, minimal(id, description))
			if rapid.Bool().Draw(rt, "kept") {
				other = append(other, "<iati-activity last-updated-datetime='2026-01-01'>\n<!-- x --><iati-identifier>"+id+
					"\n</iati-identifier><title> T\n</title>"+description+"<contact-info>changed</contact-info></iati-activity>")
			}
		}
		first, again := hashes(t, []byte(file(activities...))), hashes(t, []byte(file(activities...)))
		if diff := cmp.Diff(first, again); diff != "" || len(first) != len(ids) {
			rt.Fatal(diff)
		}
		for key, hash := range hashes(t, []byte("\xef\xbb\xbf<?xml version='1.0'?>\n"+file(other...))) {
			if first[key] != hash {
				rt.Fatalf("%s: another hash for the same statements (%q)", key, want[key])
			}
		}
	})
	before := hashes(t, []byte(file(minimal("A-1", ""), minimal("A-2", ""))))
	after := hashes(t, []byte(file(minimal("A-1", ""), minimal("A-2", "<activity-status code='2'/>"))))
	if before["A-1"] != after["A-1"] || before["A-2"] == after["A-2"] {
		t.Error("a change of one activity is not a change of its hash alone")
	}
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

// FuzzRead: whatever the bytes are, there are items that hold what checkItem says, and an error at most at the end.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("testdata", "*.xml"))
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(file(minimal("A-1", "<budget/><transaction/><location/><sector/><document-link/>"))))
	f.Fuzz(func(t *testing.T, document []byte) {
		ended := false
		for item, err := range New().Read(t.Context(), bytes.NewReader(document), registry.Feed{}) {
			if ended {
				t.Fatal("something after the error")
			}
			if err != nil {
				ended = true
				if registry.ErrorCode(err) != registry.EInvalid {
					t.Fatal(err)
				}
				continue
			}
			checkItem(t, "fuzz", item)
		}
	})
}
