package grants360

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/registry"
)

func TestPeriods(t *testing.T) {
	for name, c := range map[string]struct {
		fields string
		want   registry.Period
	}{
		"planned":                       {`"plannedDates": [{"startDate": "2020-03-01", "endDate": "2021-02-28"}]`, registry.Period{Start: "2020-03-01", End: "2021-02-28", Basis: "planned"}},
		"months after the start":        {`"plannedDates": [{"startDate": "2020-03-01", "duration": 12}]`, registry.Period{Start: "2020-03-01", End: "2021-02-28", Basis: "planned"}},
		"into a shorter month":          {`"plannedDates": [{"startDate": "2020-01-31", "duration": "1 month"}]`, registry.Period{Start: "2020-01-31", End: "2020-02-28", Basis: "planned"}},
		"an end is not worked out":      {`"plannedDates": [{"startDate": "2020-01-01", "endDate": "2020-02-01", "duration": 12}]`, registry.Period{Start: "2020-01-01", End: "2020-02-01", Basis: "planned"}},
		"a duration alone is no period": {`"awardDate": "2020-01-01", "plannedDates": [{"duration": 12}]`, registry.Period{}},
		"actual before planned":         {`"plannedDates": [{"startDate": "2020-01-01", "endDate": "2020-12-31"}], "actualDates": [{"startDate": "2020-02-01"}]`, registry.Period{Start: "2020-02-01", End: "2020-12-31", Basis: "actual"}},
		"an actual end":                 {`"plannedDates": [{"startDate": "2020-01-01"}], "actualDates": [{"endDate": "2020-11-30"}]`, registry.Period{Start: "2020-01-01", End: "2020-11-30", Basis: "planned"}},
		"several":                       {`"plannedDates": [{"startDate": "2020-06-01", "duration": 2}, {"startDate": "2020-01-01", "endDate": "2020-03-31"}]`, registry.Period{Start: "2020-01-01", End: "2020-07-31", Basis: "planned"}},
		"with a time":                   {`"plannedDates": [{"startDate": "26/03/2001 00:00", "endDate": "2001-12-31T23:59:59.000Z"}]`, registry.Period{Start: "2001-03-26", End: "2001-12-31", Basis: "planned"}},
	} {
		if got := readOne(t, ","+c.fields).Record.Facts.Period; got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Each case has a person of its own, of whom nothing may be left.
func TestTheIndividualIsTakenOut(t *testing.T) {
	for name, c := range map[string]struct{ fields, title, gone string }{
		"a name":               {`"title": "Grant to Ola Nord", "recipientIndividual": {"id": "p1", "name": "Ola Nord"}`, "Grant to …", "Nord"},
		"a part of the name":   {`"title": "Nord's studies", "recipientIndividual": {"name": "Ola Nord"}`, "… studies", "Nord"},
		"in another case":      {`"title": "OLA NORD", "recipientIndividual": {"name": "Ola Nord"}`, "…", "NORD"},
		"an Arabic name":       {`"title": "منحة إلى سلمى العمري", "recipientIndividual": {"name": "سلمى العمري"}`, "منحة إلى …", "سلمى"},
		"a short name":         {`"title": "An Xi at an office", "recipientIndividual": {"name": "Xi An"}`, "… at an office", "Xi"},
		"nobody's name":        {`"title": "Individual hardship", "recipientIndividual": {"id": "p1", "name": "Individual Recipient"}`, "Individual hardship", "p1"},
		"a list":               {`"title": "To Ola", "recipientIndividual": [{"name": "Ola Nord"}]`, "To …", "Nord"},
		"a bare name":          {`"title": "To Ola", "recipientIndividual": "Ola Nord"`, "To …", "Nord"},
		"details alone":        {`"title": "Hardship", "toIndividualsDetails": {"primaryGrantReason": "GTIR050"}`, "Hardship", "GTIR"},
		"under its title":      {`"title": "To Ola", "Recipient Ind": {"Name": "Ola Nord"}`, "To …", "Nord"},
		"in a list of reasons": {`"title": "To Ola", "recipientIndividual": {"name": "Ola Nord"}, "classifications": [{"title": "Nord family"}]`, "To …", "Nord"},
		"a page":               {`"title": "T", "recipientIndividual": {"name": "Ola"}, "url": "https://x.example/people/hers", "relatedDocument": [{"url": "https://x.example/hers.pdf"}]`, "T", "hers"},
		"a place":              {`"title": "T", "recipientIndividual": {"name": "Ola"}, "beneficiaryLocation": [{"name": "Little Ward", "geoCode": "E05000001", "latitude": 1, "longitude": 2, "countryCode": "GB"}]`, "T", "Little"},
	} {
		t.Run(name, func(t *testing.T) {
			items, err := readItems(t, strings.NewReader(`{"grants": [{"id": "360G-x-1", "fundingOrganization": [{"name": "F"}], `+c.fields+`}]}`))
			if err != nil || len(items) != 1 || items[0].Record == nil {
				t.Fatalf("%+v, %v", items, err)
			}
			all, _ := json.Marshal(items[0])
			if got := items[0].Record.Facts.Title["und"]; got != c.title {
				t.Errorf("title %q, want %q", got, c.title)
			}
			if all = append(all, items[0].Record.Raw...); strings.Contains(strings.ToLower(string(all)), strings.ToLower(c.gone)) {
				t.Errorf("%q is left in %s", c.gone, all)
			}
		})
	}
	items, err := readItems(t, strings.NewReader(`{"grants": [{"id": "360G-x-Ola-Nord", "title": "T", "recipientIndividual": {"name": "Ola Nord"}}]}`))
	if err != nil || items[0].Record != nil {
		t.Fatalf("%+v, %v", items, err)
	}
	if all, _ := json.Marshal(items); bytes.Contains(all, []byte("Nord")) {
		t.Errorf("%s", all)
	}
}

func TestRegrants(t *testing.T) {
	for code, want := range map[string]struct {
		kind registry.Kind
		role registry.Role
	}{
		"":       {registry.KindInitiative, registry.RoleImplementing},
		"FRG010": {registry.KindFund, registry.RoleExtending},
		"FRG060": {registry.KindFund, registry.RoleExtending},
		"FRG070": {registry.KindInitiative, registry.RoleImplementing},
		"frg010": {registry.KindInitiative, registry.RoleImplementing}, // the codes are case sensitive
	} {
		f := readOne(t, `, "regrantType": "`+code+`"`).Record.Facts
		if f.Kind != want.kind || f.Participations[1].Role != want.role {
			t.Errorf("%q: %s, %+v", code, f.Kind, f.Participations)
		}
	}
}

func TestMoney(t *testing.T) {
	amount := func(n int64) registry.Amount { return registry.Amount(n * 1000) }
	for name, c := range map[string]struct {
		fields string
		want   []registry.Total
	}{
		"awarded is a commitment": {`"currency": "GBP", "amountAwarded": 100, "awardDate": "2020-01-02"`, []registry.Total{{Type: "committed", Currency: "GBP", Amount: amount(100), From: "2020-01-02", To: "2020-01-02", Count: 1}}},
		"applied for is nothing":  {`"currency": "GBP", "amountAppliedFor": 100`, nil},
		"disbursed":               {`"currency": "gbp", "amountDisbursed": 100.00, "awardDate": "2020-01-02"`, []registry.Total{{Type: "disbursed", Currency: "GBP", Amount: amount(100), Count: 1}}},
		"the field and its parts are the same money": {`"currency": "GBP", "amountAwarded": 100, "commitmentTransaction": [{"value": 60}, {"value": 40}]`,
			[]registry.Total{{Type: "committed", Currency: "GBP", Amount: amount(100), Count: 1}}},
		"parts": {`"currency": "GBP", "commitmentTransaction": [{"value": 60, "transactionDate": "2020-03-01"}, {"value": 40, "valueDate": "2020-01-01", "transactionDate": "2020-05-01"}]`,
			[]registry.Total{{Type: "committed", Currency: "GBP", Amount: amount(100), From: "2020-01-01", To: "2020-03-01", Count: 2}}},
		"nothing was awarded": {`"currency": "GBP", "amountAwarded": 0`, nil},
		"no currency":         {`"amountAwarded": 100`, nil},
		"ambiguous":           {`"currency": "GBP", "amountAwarded": "1,234"`, nil},
		"too large":           {`"currency": "GBP", "amountAwarded": 1e300`, nil},
	} {
		if diff := cmp.Diff(c.want, readOne(t, ","+c.fields).Record.Facts.Totals); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ file, says string }{
		"empty":               {"", "the file is empty"},
		"blank":               {" \n\n", "the file is empty"},
		"HTML":                {"<!DOCTYPE html>", "not 360Giving data but an HTML page"},
		"XML":                 {"<iati-activities/>", "not 360Giving data but XML"},
		"no grants":           {`{"releases": true}`, `it has no list "grants"`},
		"grants are no list":  {`{"grants": {"id": 1}}`, "not an array"},
		"a bare list":         {`[{"id": "1"}]`, "not an object"},
		"cut off":             {`{"grants": [{"id": "1"},`, "cut off"},
		"grants twice":        {`{"grants": [], "grants": []}`, "a key stands twice"},
		"NaN":                 {`{"grants": [{"id": "1", "amountAwarded": NaN}]}`, "not JSON"},
		"something follows":   {`{"grants": []}{"grants": []}`, "something follows"},
		"no identifier":       {"Title,Amount Awarded\nA,1\n", "line 1: the first row names no column Identifier"},
		"column twice":        {"Identifier,Recipient Org:Name,Recipient Org:0:name\n", "line 1: the column of recipientOrganization/0/name stands twice"},
		"unclosed quote":      {"Identifier,Title\n1,\"A\n", "line 2: a quoted cell is not closed"},
		"cp1252":              {"Identifier,Title\n1,Caf\xe9\n", "line 2: bytes that are not text"},
		"old workbook":        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"},
		"workbook cut short":  {"PK\x03\x04rest", "damaged or truncated"},
		"workbook, no grants": {string(workbook(t, [][]any{{"colA"}, {"1"}})), "no sheet's first row names a column Identifier"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readItems(t, strings.NewReader(c.file))
			if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v; want EInvalid, %q", err, c.says)
			}
		})
	}
}

func TestAGrantOverTheLimitIsRejectedAndTheOthersRead(t *testing.T) {
	items, err := readItems(t, strings.NewReader(`{"grants": [{"id": "1", "title": "A"}, {"id": "2", "description": "`+
		strings.Repeat("x", 600<<10)+`", "title": "`+strings.Repeat("y", 600<<10)+`"}, {"id": "3", "title": "C"}]}`))
	if err != nil || len(items) != 3 || items[1].Record != nil || items[2].Record.Key != "3" {
		t.Fatalf("%d items, %v", len(items), err)
	}
	if p := items[1].Problems[0]; p.Field != "grants/1" || p.Reason != "the grant is larger than one record may be" {
		t.Errorf("%+v", p)
	}
}

// The titles are the schema's own, as far as its fields are read; what is not read is on purpose.
func TestTitlesAreTheSchemas(t *testing.T) {
	file, err := os.ReadFile(importertest.Shared(t, "360giving", "standard", "schema", "360-giving-schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	data, err := jsonstream.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	schema := data.(map[string]any)
	checkTitles(t, schema, schema, grant, "")
}

func checkTitles(t *testing.T, schema, of map[string]any, known *fields, path string) {
	properties, _ := of["properties"].(map[string]any)
	for id, part := range properties {
		property := part.(map[string]any)
		title, _ := property["title"].(string)
		f, ok := known.find(id)
		if !ok {
			if !passedOver[fold(id)] {
				t.Errorf("%s%s is a field of the standard and nobody has decided whether it is read", path, id)
			}
			continue
		}
		if f.id != id || title != "" && f.title != title {
			t.Errorf("%s%s has the title %q, not %q", path, id, title, f.title)
		}
		if list := property["type"] == "array"; list != f.list {
			t.Errorf("%s%s: a list is %t", path, id, list)
		}
		if items, ok := property["items"].(map[string]any); ok {
			property = items
		}
		if ref, ok := property["$ref"].(string); ok {
			property = schema["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		}
		if f.of != nil {
			checkTitles(t, schema, property, f.of, path+id+"/")
		}
	}
	for _, f := range known.all {
		if properties[f.id] == nil {
			t.Errorf("%s%s is no field of the standard", path, f.id)
		}
	}
}

// What is true of every file, and that a record has its identifier and nothing of an individual.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"package.json", "grants.csv"} {
		seed, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	f.Add([]byte(`{"grants":[{"id":7,"recipientIndividual":[[{"name":"A B"}]],"plannedDates":{"duration":"9"}},[],null]}`))
	f.Add([]byte("Identifier;Classifications:5:Title;Related Activity\n1;\"a\nb\";x;y\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, item := range importertest.ReadAny(t, New(), bytes.NewReader(file), registry.Feed{}) {
			if r := item.Record; item.Funding || r != nil && (len(r.Facts.Identifiers) != 1 || !json.Valid(r.Raw) || bytes.Contains(r.Raw, []byte("recipientIndividual"))) {
				t.Fatalf("an unfinished record: %+v", item)
			}
		}
	})
}
