package grants360

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/tansiq/tansiq/registry"
)

// workbook writes a workbook of sheets of rows.
func workbook(t *testing.T, sheets ...[][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for i, rows := range sheets {
		name := "Sheet" + string(rune('1'+i))
		if i > 0 {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		for r, row := range rows {
			for c, value := range row {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if err := f.SetCellValue(name, cell, value); err != nil {
					t.Fatal(err)
				}
				if _, ok := value.(time.Time); ok {
					if err := f.SetCellStyle(name, cell, cell, day); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A workbook gives what the same grant as JSON gives: numbers are numbers, and dates that Excel keeps as serials are days.
func TestAWorkbookReadsAsTheSameGrantInJSON(t *testing.T) {
	file := workbook(t,
		[][]any{{"About this file"}, {"Published by", "Open Doors"}},
		[][]any{
			{},
			{"identifier", "Title", "Currency", "Amount Awarded", "Award Date", "Planned Dates:Start Date", "Planned Dates:Duration (months)",
				"Recipient Org:Name", "Recipient Org:Charity Number", "Funding Org:Name", "Beneficiary Location:Latitude", "Beneficiary Location:Longitude", "For Regrant Type"},
			{"360G-x-1", "Border radio", "GBP", 75000.5, time.Date(2023, 3, 15, 0, 0, 0, 0, time.UTC), time.Date(2023, 4, 1, 0, 0, 0, 0, time.UTC), 12,
				"Radio", 1136419, "Fund", 16.27, -0.04, "FRG010"},
			{},
		})
	got, err := readItems(t, bytes.NewReader(file))
	if err != nil || len(got) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	want, err := readItems(t, strings.NewReader(`{"grants": [{"id": "360G-x-1", "title": "Border radio", "currency": "GBP", "amountAwarded": 75000.5,
		"awardDate": "2023-03-15", "plannedDates": [{"startDate": "2023-04-01", "duration": 12}], "recipientOrganization": [{"name": "Radio", "charityNumber": 1136419}],
		"fundingOrganization": [{"name": "Fund"}], "beneficiaryLocation": [{"latitude": 16.27, "longitude": -0.04}], "regrantType": "FRG010"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want[0].Record.Facts, got[0].Record.Facts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(string(want[0].Record.Raw), string(got[0].Record.Raw)); diff != "" {
		t.Error(diff)
	}
	if got[0].Record.Line != 3 || len(got[0].Problems) != 0 {
		t.Errorf("line %d, %+v", got[0].Record.Line, got[0].Problems)
	}
}

func TestANumberIsNoDateUnlessItsCellShowsOne(t *testing.T) {
	items, err := readItems(t, bytes.NewReader(workbook(t, [][]any{{"Identifier", "Title", "Award Date"}, {"1", "T", 45000}})))
	if err != nil {
		t.Fatal(err)
	}
	problems := items[0].Problems
	if len(problems) == 0 || problems[len(problems)-1].Field != "Award Date" || !strings.Contains(problems[len(problems)-1].Reason, "a number, not a date") {
		t.Errorf("%+v", problems)
	}
}

func TestOnlyTheFirstSheetOfGrantsIsReadAndTheOtherReported(t *testing.T) {
	file := workbook(t, [][]any{{"Identifier", "Title"}, {"1", "T"}}, [][]any{{"Code", "Title"}}, [][]any{{"Identifier", "Recipient Org:Name"}, {"2", "R"}})
	items, err := readItems(t, bytes.NewReader(file))
	if err != nil || len(items) != 1 {
		t.Fatalf("%+v, %v", items, err)
	}
	want := registry.Problem{Field: "sheet 3", Severity: registry.SeverityWarning, Reason: "has a column Identifier too; only the first such sheet of a workbook is read"}
	if diff := cmp.Diff(want, items[0].Problems[0]); diff != "" {
		t.Error(diff)
	}
}

func TestColumns(t *testing.T) {
	for name, want := range map[string]string{
		"Identifier":                                     "id",
		" award date ":                                   "awardDate",
		"AMOUNT_AWARDED":                                 "amountAwarded",
		"amountAwarded":                                  "amountAwarded",
		"From an open call?":                             "fromOpenCall",
		"Recipient Org:Name":                             "recipientOrganization/0/name",
		"Recipient Org:3:Name":                           "recipientOrganization/3/name",
		"Recipient Org : 3 : Name":                       "recipientOrganization/3/name",
		"recipientOrganization/12/id":                    "recipientOrganization/12/id",
		"Planned Dates:0:Duration (months)":              "plannedDates/0/duration",
		"Planned dates:Duration":                         "plannedDates/0/duration",
		"Beneficiary Location:Geographic Code":           "beneficiaryLocation/0/geoCode",
		"Recipient Ind:Name":                             "recipientIndividual/name",
		"To Individuals Details:Grant Purpose":           "toIndividualsDetails/grantPurpose/0",
		"Related Activity":                               "relatedActivity/0",
		"Recipient Org:Contact Name":                     "known",
		"Recipient Org:0:Location:0:Geographic Code":     "known",
		"Recipient Org":                                  "unknown", // an object is no value
		"Recipient Org:":                                 "unknown",
		"Recipient Org:0":                                "unknown",
		"Recipient Org:-1:Name":                          "unknown",
		"Recipient Org:99999999:Name":                    "unknown",
		"Amount Awarded:0":                               "unknown",
		"Title:Title":                                    "unknown",
		"Beneficiary Location:Latitude/Longitude":        "unknown",
		"Full name of applicant":                         "unknown",
		"":                                               "unknown",
		strings.Repeat("Recipient Org:", 1000) + "Title": "unknown",
	} {
		steps, known := stepsOf(name)
		got := "unknown"
		switch {
		case known && steps != nil:
			got = pathOf(steps)
		case known:
			got = "known"
		}
		if got != want {
			t.Errorf("%.60q is %s, want %s", name, got, want)
		}
	}
}

func TestSeparatorsAndEncodings(t *testing.T) {
	const cp1252 = "Identifier;Title\n1;Caf\xe9 \x80 5\n"
	for name, c := range map[string]struct{ file, charset, want string }{
		"comma":        {"Identifier,Title\n1,Café\n", "", "Café"},
		"semicolon":    {"Identifier;Title\n1;Café\n", "", "Café"},
		"tab and hint": {"sep=\t\nTitle\tIdentifier\nCafé\t1\n", "", "Café"},
		"BOM":          {"\ufeffIdentifier,Title\n1,Café\n", "", "Café"},
		"UTF-16":       {"\xff\xfeI\x00d\x00e\x00n\x00t\x00i\x00f\x00i\x00e\x00r\x00,\x00T\x00i\x00t\x00l\x00e\x00\n\x001\x00,\x00\xe9\x00\n\x00", "", "é"},
		"declared":     {cp1252, "windows-1252", "Café € 5"},
	} {
		items, err := readFeed(t, strings.NewReader(c.file), registry.Feed{Charset: c.charset})
		if err != nil || len(items) != 1 || items[0].Record == nil {
			t.Errorf("%s: %+v, %v", name, items, err)
			continue
		}
		if got := items[0].Record.Facts.Title["und"]; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if _, err := readItems(t, strings.NewReader(cp1252)); registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), "line 2: bytes that are not text") {
		t.Errorf("not declared: %v", err)
	}
}
