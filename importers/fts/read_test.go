package fts

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/registry"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var _ registry.Importer = Importer{}

// readItems reads a whole file; err is how it ended.
func readItems(t testing.TB, file io.Reader) (items []registry.Item, err error) {
	t.Helper()
	return importertest.Read(t, New(), file, registry.Feed{})
}

// goldenItem is an item with the source's flows, as a golden file shows it.
type goldenItem struct {
	Record   *registry.Record `json:",omitempty"`
	Raw      json.RawMessage  `json:",omitempty"`
	Funding  bool             `json:",omitempty"`
	Problems []registry.Problem
}

func pages(t testing.TB, names ...string) []byte {
	t.Helper()
	var all []byte
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

func TestGoldenPages(t *testing.T) {
	items, err := readItems(t, bytes.NewReader(pages(t, "page-1.json", "page-2.json")))
	if err != nil {
		t.Fatal(err)
	}
	var shown []goldenItem
	for _, item := range items {
		g := goldenItem{Record: item.Record, Funding: item.Funding, Problems: item.Problems}
		if item.Record != nil {
			g.Raw = item.Record.Raw
		}
		shown = append(shown, g)
	}
	got, err := json.MarshalIndent(shown, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	file := filepath.Join("testdata", "pages.json")
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
	if bytes.Contains(got, []byte("desk@")) || bytes.Contains(got, []byte("Somebody")) {
		t.Error("personal data is left")
	}
}

// flowWith is a page with a flow of the given fields, which pays a grant.
func flowWith(fields string) string {
	return `{"status": "ok", "data": {"flows": [{"id": "1", "description": "Border posts", "status": "commitment", "amountUSD": 10,
		"destinationObjects": [{"type": "Organization", "id": "2", "name": "Red Post"}, {"type": "Location", "name": "Mali"}]` + fields + `}]}}`
}

// project is a flow to project 7.
func project(id, parent string, usd int, status string) map[string]any {
	return map[string]any{"id": id, "amountUSD": usd, "status": status, "parentFlowId": parent,
		"destinationObjects": []any{map[string]any{"type": "Project", "id": "7", "name": "P"}}}
}

func readProject(t *testing.T, flows ...map[string]any) registry.Item {
	t.Helper()
	file, err := json.Marshal(map[string]any{"data": map[string]any{"flows": flows}})
	if err != nil {
		t.Fatal(err)
	}
	items, err := readItems(t, bytes.NewReader(file))
	if err != nil || len(items) != 1 || items[0].Record == nil {
		t.Fatalf("%+v, %v; want one project", items, err)
	}
	return items[0]
}

// The money of each case is worked out by hand.
func TestMoneyOfAProject(t *testing.T) {
	shared := project("1", "", 100, "paid")
	shared["onBoundary"] = "shared"
	for name, c := range map[string]struct {
		flows []map[string]any
		want  map[registry.TotalType]string
	}{
		"two donors add up": {[]map[string]any{project("1", "", 100, "paid"), project("2", "", 50, "paid")},
			map[registry.TotalType]string{registry.TotalDisbursed: "150"}},
		"paid, committed and pledged are three sums": {[]map[string]any{project("1", "", 100, "paid"), project("2", "", 50, "commitment"), project("3", "", 7, "pledge")},
			map[registry.TotalType]string{registry.TotalDisbursed: "100", registry.TotalCommitted: "50", registry.TotalPledged: "7"}},
		"children are parts of their parent": {[]map[string]any{project("1", "", 100, "paid"), project("2", "1", 60, "paid"), project("3", "1", 30, "paid")},
			map[registry.TotalType]string{registry.TotalDisbursed: "100"}},
		"a parked parent has what is left": {[]map[string]any{project("1", "", 0, "paid"), project("2", "1", 60, "paid"), project("3", "1", 30, "paid")},
			map[registry.TotalType]string{registry.TotalDisbursed: "90"}},
		"grandchildren": {[]map[string]any{project("3", "2", 60, "paid"), project("2", "1", 50, "paid"), project("1", "", 20, "paid"), project("4", "", 5, "paid")},
			map[registry.TotalType]string{registry.TotalDisbursed: "65"}},
		"a circle counts once": {[]map[string]any{project("1", "2", 60, "paid"), project("2", "1", 50, "paid")},
			map[registry.TotalType]string{registry.TotalDisbursed: "60"}},
		"its own parent": {[]map[string]any{project("1", "1", 60, "paid")}, map[registry.TotalType]string{registry.TotalDisbursed: "60"}},
		"shared amounts are in no sum": {[]map[string]any{shared, project("2", "", 50, "paid")},
			map[registry.TotalType]string{registry.TotalDisbursed: "50"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[registry.TotalType]string{}
			for _, total := range readProject(t, c.flows...).Record.Facts.Totals {
				if total.Currency != "USD" || total.USD == nil || *total.USD != total.Amount {
					t.Errorf("not in US dollars: %+v", total)
				}
				got[total.Type] = total.Amount.String()
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A project's record does not depend on the order in which the pages list its flows.
func TestOrderOfFlowsDoesNotMatter(t *testing.T) {
	a, b := project("9", "", 5, "paid"), project("10", "", 6, "commitment")
	there, back := readProject(t, a, b), readProject(t, b, a)
	if diff := cmp.Diff(there.Record.Facts, back.Record.Facts); diff != "" {
		t.Error(diff)
	}
	if !bytes.Equal(there.Record.Raw, back.Record.Raw) {
		t.Errorf("raw: %s, %s", there.Record.Raw, back.Record.Raw)
	}
}

func TestWhatIsAnInitiative(t *testing.T) {
	for name, c := range map[string]struct {
		destination string
		want        level
	}{
		"organisation and place":       {`{"type": "Organization", "name": "Red Post"}, {"type": "Location", "name": "Mali"}`, levelGrant},
		"project":                      {`{"type": "Project", "id": "1", "name": "P"}, {"type": "Plan", "name": "Mali 2023"}`, levelProject},
		"plan":                         {`{"type": "Plan", "name": "Mali 2023"}, {"type": "Organization", "name": "Red Post"}, {"type": "Location", "name": "Mali"}`, levelFunding},
		"no organisation":              {`{"type": "Location", "name": "Mali"}`, levelFunding},
		"no place":                     {`{"type": "Organization", "name": "Red Post"}`, levelFunding},
		"an organisation to be found":  {`{"type": "Organization", "name": "NGOs (details not yet provided)"}, {"type": "Location", "name": "Mali"}`, levelFunding},
		"a class of organisations":     {`{"type": "Organization", "name": "UN Agencies"}, {"type": "Location", "name": "Mali"}`, levelFunding},
		"a fund":                       {`{"type": "Organization", "name": "Mali Fund", "organizationTypes": ["Pooled fund"]}, {"type": "Location", "name": "Mali"}`, levelFunding},
		"a project that has no number": {`{"type": "Project", "name": "P"}, {"type": "Plan", "name": "Mali 2023"}`, levelFunding},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := readFlow(jsonstream.Value{Data: decoded(t, `{"id": "1", "destinationObjects": [`+c.destination+`]}`)})
			if got := f.level(); got != c.want {
				t.Errorf("level %d, want %d", got, c.want)
			}
		})
	}
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	data, err := jsonstream.Decode(json.RawMessage(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestALongDescriptionIsCutToATitleAndKept(t *testing.T) {
	long := strings.Repeat("Contrôle des frontières ", 20) + "\n\n end"
	title, rest := titleOf(long)
	if !strings.HasSuffix(title["und"], "Contrôle des frontières…") || len([]rune(title["und"])) > maxTitle+1 || !strings.HasSuffix(rest["und"], "\nend") {
		t.Errorf("%q, %q", title, rest)
	}
	if title, rest := titleOf(" Short\n one "); title["und"] != "Short one" || rest != nil {
		t.Errorf("%q, %q", title, rest)
	}
}

func TestPagesThatWereNotReadAreTold(t *testing.T) {
	items, err := readItems(t, bytes.NewReader(pages(t, "page-1.json")))
	if err != nil {
		t.Fatal(err)
	}
	problems := items[len(items)-1].Problems
	want := registry.Problem{Field: "meta/count", Reason: "the search has 13 flows, and the pages that were read hold 5", Severity: registry.SeverityWarning}
	if len(problems) == 0 || problems[len(problems)-1] != want {
		t.Errorf("%+v", problems)
	}
}

func TestAProjectOverTheLimitOfARecordIsRejectedAndTheOthersRead(t *testing.T) {
	im := New()
	im.Limits.Record = 2000
	var flows []map[string]any
	for _, id := range []string{"1", "2", "3"} {
		f := project(id, "", 5, "paid")
		f["description"] = strings.Repeat("x", 800)
		flows = append(flows, f)
	}
	other := project("4", "", 5, "paid")
	other["destinationObjects"] = []any{map[string]any{"type": "Project", "id": "8", "name": "Q"}}
	file, _ := json.Marshal(map[string]any{"data": map[string]any{"flows": append(flows, other)}})
	var got []string
	for item, err := range im.Read(t.Context(), bytes.NewReader(file), registry.Feed{}) {
		if err != nil {
			t.Fatal(err)
		}
		if item.Record != nil {
			got = append(got, item.Record.Key)
		} else {
			got = append(got, item.Problems[0].Identifier+": "+item.Problems[0].Reason)
		}
	}
	want := []string{"project-7: the project's 3 flows are together larger than one record may be", "project-8"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	good := flowWith("")
	for name, c := range map[string]struct{ file, says string }{
		"empty":                {"", "an empty file"},
		"HTML":                 {"<!doctype html><p>Sign in</p>", "an HTML page"},
		"an error":             {"{\"status\": \"error\",\n\"message\": \"Internal\"}", "its status is not"},
		"locations":            {`{"data": [{"id": 1, "iso3": "AFG"}], "status": "ok"}`, "no list data.flows"},
		"no flows":             {`{"status": "ok", "data": {"incoming": {}}}`, "no list data.flows"},
		"flows are an object":  {`{"data": {"flows": {}}}`, "no list data.flows"},
		"other JSON":           {`{"grants": []}`, "no list data.flows"},
		"cut off":              {good[:len(good)-2], "cut off"},
		"second page cut off":  {good + "\n" + good[:100], "line 3: the file is cut off"},
		"second page an error": {good + `{"status": "error"}`, "its status is not"},
		"NaN":                  {flowWith(`, "exchangeRate": NaN`), "not JSON"},
		"data twice":           {`{"data": {"flows": []}, "data": {"flows": []}}`, "a key stands twice"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readItems(t, strings.NewReader(c.file))
			if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v; want EInvalid, %q", err, c.says)
			}
		})
	}
}

func TestNextPage(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"before the flows": {`{"meta": {"nextLink": "https://x.example/2"}, "data": {"flows": [1]}}`, "https://x.example/2"},
		"after them":       {string(pages(t, "page-1.json")), "https://api.example.org/v1/public/fts/flow?page=2"},
		"the last":         {string(pages(t, "page-2.json")), ""},
		"null":             {`{"meta": {"nextLink": null}}`, ""},
	} {
		if got, err := New().NextPage(strings.NewReader(c.page)); got != c.want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for _, page := range []string{"", "[]", `{"meta": {"nextLink": "https://x.example/2"}, "data": {"flows": [`, "<html>"} {
		if _, err := New().NextPage(strings.NewReader(page)); registry.ErrorCode(err) != registry.EInvalid {
			t.Errorf("%q: %v", page, err)
		}
	}
}

// A local group that is withheld as an implementer is not given away by a note or by whose number it is.
func TestALocalGroupIsNamedInParticipationsAlone(t *testing.T) {
	f := project("1", "", 5, "paid")
	f["refCode"] = "RS-0001"
	f["destinationObjects"] = append(f["destinationObjects"].([]any), map[string]any{"type": "Organization", "name": "Route sûre", "id": "504",
		"organizationTypes": []string{"NGO"}, "organizationSubTypes": []string{"National"}})
	f["reportDetails"] = []any{map[string]any{"organization": "Norway, Government of", "sourceType": "Primary"}, map[string]any{"organization": "Route sûre"}}
	g := project("2", "", 5, "paid")
	g["refCode"], g["reportDetails"] = "RS-0002", []any{map[string]any{"organization": "Route sûre", "sourceType": "Primary"}}
	facts := readProject(t, f, g).Record.Facts
	if n := len(facts.Participations); n != 1 || !facts.Participations[0].IsLocal() {
		t.Fatalf("%+v", facts.Participations)
	}
	facts.Participations = nil
	shown, _ := json.Marshal(facts)
	if bytes.Contains(shown, []byte("Route")) || bytes.Contains(shown, []byte("504")) || bytes.Contains(shown, []byte("RS-0002")) {
		t.Errorf("%s", shown)
	}
}

func TestStoppingEarly(t *testing.T) {
	n := 0
	for range New().Read(t.Context(), bytes.NewReader(pages(t, "page-1.json", "page-2.json")), registry.Feed{}) {
		if n++; n == 2 {
			break
		}
	}
}

// What is true of every file, and that a record has a title, flows, and a key of its own.
func FuzzRead(f *testing.F) {
	f.Add(pages(f, "page-1.json"))
	f.Add(pages(f, "page-2.json"))
	f.Add([]byte(flowWith(`, "onBoundary": "shared", "childFlowIds": 5, "reportDetails": [{}]`)))
	f.Add([]byte(`{"data":{"flows":[{"id":1,"destinationObjects":{"type":"Project","id":1,"name":"P"}}]}}{}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		keys := map[string]bool{}
		for _, item := range importertest.ReadAny(t, New(), bytes.NewReader(file), registry.Feed{}) {
			r := item.Record
			if r == nil {
				continue
			}
			if keys[r.Key] || r.Facts.Title.IsEmpty() || len(r.Facts.Identifiers) == 0 || !json.Valid(r.Raw) {
				t.Fatalf("an unfinished record: %+v", r)
			}
			keys[r.Key] = true
		}
		_, _ = New().NextPage(bytes.NewReader(file))
	})
}
