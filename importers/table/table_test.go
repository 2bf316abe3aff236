package table

import (
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var _ registry.Importer = Importer{}

var feed = registry.Feed{Name: "partner", Format: "table",
	Marks: registry.Marks{Sharing: registry.SharingGreen, Sensitivity: registry.SensitivityModerate}}

// readItems reads a whole file; err is how it ended.
func readItems(t testing.TB, file io.Reader) (items []registry.Item, err error) {
	t.Helper()
	return importertest.Read(t, New(), file, feed)
}

// readOne reads a CSV table of one row.
func readOne(t *testing.T, header, values string) registry.Item {
	t.Helper()
	items, err := readItems(t, strings.NewReader(header+"\n"+values+"\n"))
	if err != nil || len(items) != 1 {
		t.Fatalf("%d items, error %v; want 1", len(items), err)
	}
	return items[0]
}

// csvLine quotes cells for a CSV line.
func csvLine(cells ...string) string {
	for i, c := range cells {
		cells[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
	}
	return strings.Join(cells, ",")
}

func golden(t *testing.T, name string, got any) {
	t.Helper()
	b, err := json.MarshalIndent(got, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	b = append(b, '\n')
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(b)); diff != "" {
		t.Error(diff)
	}
}

// goldenItem is an item with the source's row, as a golden file shows it.
type goldenItem struct {
	Record   *registry.Record `json:",omitempty"`
	Raw      json.RawMessage  `json:",omitempty"`
	Problems []registry.Problem
}

func goldenItems(items []registry.Item) []goldenItem {
	var gs []goldenItem
	for _, item := range items {
		g := goldenItem{Record: item.Record, Problems: item.Problems}
		if item.Record != nil {
			g.Raw = item.Record.Raw
		}
		gs = append(gs, g)
	}
	return gs
}

func TestGoldenCSV(t *testing.T) {
	file, err := os.Open(filepath.Join("testdata", "people.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	items, err := readItems(t, file)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "people.json", goldenItems(items))
}

func TestValuesThatAreNotUnderstoodAreLeftOutWithAWarning(t *testing.T) {
	for _, c := range []struct{ column, value, reason string }{
		{"kind", "thing", "not a kind of initiative"},
		{"status", "perhaps", "not a status"},
		{"language", "my own", "not a language tag (en, fr, ar ...)"},
		{"countries", "KE;Atlantis", "value 2: not a country"},
		{"regions", "Global", "not a coordination region"},
		{"sectors", "15130;hello", "value 2: not a DAC code"},
		{"good_practices", "19;26", "value 2: not a good practice (1 to 25)"},
		{"beneficiaries", "martians", "not a group of the list of beneficiaries"},
		{"budget", "much", "not a number"},
		{"url", "javascript:alert(1)", "not a web address (http:// or https://)"},
		{"url", "https://user:secret@localhost/", "not a web address (http:// or https://)"},
		{"url", "file:///etc/passwd", "not a web address (http:// or https://)"},
		{"latitude", "95", "out of range"},
		{"latitude", "1.5", "latitude and longitude go in pairs; neither is taken"},
		{"longitude", "12°30'E", "not decimal degrees"},
	} {
		t.Run(c.column+" "+c.value, func(t *testing.T) {
			item := readOne(t, "id,title,"+c.column, csvLine("a1", "Border training", c.value))
			want := []registry.Problem{{Line: 2, Identifier: "a1", Field: c.column, Reason: c.reason, Severity: registry.SeverityWarning}}
			if diff := cmp.Diff(want, item.Problems); diff != "" {
				t.Error(diff)
			}
			if item.Record == nil {
				t.Error("the row was rejected")
			}
		})
	}
}

func TestRowsThatAreRejected(t *testing.T) {
	for _, c := range []struct{ name, header, values, field, reason string }{
		{"no title", "id,title", "a1,", "title", "no title in any language"},
		{"no consent", "id,title,consent", "a1,T,Non", "consent", "no consent to be listed"},
		{"no consent, Arabic", "id,title,consent", "a1,T,لا", "consent", "no consent to be listed"},
		{"unclear consent", "id,title,consent", "a1,T,maybe", "consent", "neither yes nor no"},
		{"unclear consent, signs", "id,title,consent", "a1,T,?", "consent", "neither yes nor no"},
		{"unknown sharing", "id,title,sharing", "a1,T,secret", "sharing", "not one of clear, green, amber, red"},
		{"unknown sensitivity", "id,title,sensitivity", "a1,T,extreme", "sensitivity", "not one of none, moderate, high, severe"},
	} {
		t.Run(c.name, func(t *testing.T) {
			item := readOne(t, c.header, c.values)
			want := registry.Item{Problems: []registry.Problem{
				{Line: 2, Identifier: "a1", Field: c.field, Reason: c.reason, Severity: registry.SeverityRejected},
			}}
			if diff := cmp.Diff(want, item); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMarksAreTheRowsThenTheFeeds(t *testing.T) {
	for _, c := range []struct {
		sharing, sensitivity string
		want                 registry.Marks
	}{
		{"", "", registry.Marks{Sharing: registry.SharingGreen, Sensitivity: registry.SensitivityModerate}},
		{"TLP:RED", "", registry.Marks{Sharing: registry.SharingRed, Sensitivity: registry.SensitivityModerate}},
		{"white", "", registry.Marks{Sharing: registry.SharingClear, Sensitivity: registry.SensitivityModerate}},
		// A row that states its sensitivity alone keeps it: a mark without sharing would be replaced by the feed's.
		{"", "Severe", registry.Marks{Sharing: registry.SharingGreen, Sensitivity: registry.SensitivitySevere}},
		{"amber", "none", registry.Marks{Sharing: registry.SharingAmber, Sensitivity: registry.SensitivityNone}},
	} {
		item := readOne(t, "title,sharing,sensitivity", csvLine("T", c.sharing, c.sensitivity))
		if diff := cmp.Diff(c.want, item.Record.Marks); diff != "" {
			t.Errorf("%q, %q: %s", c.sharing, c.sensitivity, diff)
		}
	}
}

func TestEmailAddressesAreRemovedEverywhere(t *testing.T) {
	item := readOne(t, "title,description,donors,implementers",
		csvLine("Training (amina.k@example.org)", "Write to <a@b.example.org> or mailto:x@y.org.", "Fund", "person@example.net"))
	b, err := json.Marshal(item)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "@") || strings.Contains(string(item.Record.Raw), "@") {
		t.Errorf("an address is left: %s\n%s", b, item.Record.Raw)
	}
	if got := item.Record.Facts.Title["und"]; got != "Training" {
		t.Errorf("title %q", got)
	}
	if len(item.Problems) != 3 || item.Problems[0].Reason != "an e-mail address was removed" {
		t.Errorf("problems %v", item.Problems)
	}
	if n := len(item.Record.Facts.Participations); n != 1 {
		t.Errorf("%d participations, want the donor alone", n)
	}
}

func TestColumnsThatAreNotOfTheFormatAreReportedOnceAndNotKept(t *testing.T) {
	items, err := readItems(t, strings.NewReader("title,Contact person,\nA,Somebody,\nB,Somebody else,stray\n"))
	if err != nil || len(items) != 2 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	want := []registry.Problem{{Line: 1, Field: "Contact person", Reason: "not a column of the format; it is not read", Severity: registry.SeverityWarning}}
	if diff := cmp.Diff(want, items[0].Problems); diff != "" {
		t.Error(diff)
	}
	want = []registry.Problem{{Line: 3, Reason: "the cell in column 3 is not read: the column has no name", Severity: registry.SeverityWarning}}
	if diff := cmp.Diff(want, items[1].Problems); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(string(items[0].Record.Raw), "Somebody") {
		t.Errorf("raw keeps a column nobody knows: %s", items[0].Record.Raw)
	}
}

func TestKeyOfARowWithoutIDIsItsContent(t *testing.T) {
	items, err := readItems(t, strings.NewReader("title,countries\nA,KE\nA,UG\nA,KE\n"))
	if err != nil {
		t.Fatal(err)
	}
	a, b, again := items[0].Record.Key, items[1].Record.Key, items[2].Record.Key
	if a != again || a == b || !strings.HasPrefix(a, "row-") || len(items[0].Record.Facts.Identifiers) != 0 {
		t.Errorf("keys %q, %q, %q", a, b, again)
	}
	moved, err := readItems(t, strings.NewReader("countries,title\n\n\nKE,A\n"))
	if err != nil || moved[0].Record.Key != a || moved[0].Record.Line != 4 {
		t.Errorf("the key follows the row's place: %+v, %v", moved, err)
	}
}

func TestLocationsAndPoints(t *testing.T) {
	for _, c := range []struct {
		name, countries, locations, latitude, longitude string
		want                                            []registry.Location
	}{
		{"one each", "KE", "Garissa", "-0.4536", "39.6401", []registry.Location{
			{Name: registry.Text{"und": "Garissa"}, Country: "KE", Point: &registry.Point{Latitude: -0.4536, Longitude: 39.6401}}}},
		{"pairs", "KE;UG", "Garissa;Arua", "-0,45;3,02", "39,64;30,91", []registry.Location{
			{Name: registry.Text{"und": "Garissa"}, Point: &registry.Point{Latitude: -0.45, Longitude: 39.64}},
			{Name: registry.Text{"und": "Arua"}, Point: &registry.Point{Latitude: 3.02, Longitude: 30.91}}}},
		{"a point of none", "KE", "Garissa;Wajir", "1.748", "40.058", []registry.Location{
			{Name: registry.Text{"und": "Garissa"}, Country: "KE"}, {Name: registry.Text{"und": "Wajir"}, Country: "KE"},
			{Country: "KE", Point: &registry.Point{Latitude: 1.748, Longitude: 40.058}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			item := readOne(t, "title,countries,locations,latitude,longitude", csvLine("T", c.countries, c.locations, c.latitude, c.longitude))
			if diff := cmp.Diff(c.want, item.Record.Facts.Locations); diff != "" || len(item.Problems) != 0 {
				t.Error(diff, item.Problems)
			}
		})
	}
}
