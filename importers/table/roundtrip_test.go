package table

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// drawFacts makes facts that the format can hold.
func drawFacts(t *rapid.T) registry.Facts {
	words := rapid.Map(rapid.StringMatching(`[A-Za-zéèçء-ي]([\p{Arabic}A-Za-z0-9éè ,"'\n-]{0,20}[\p{Arabic}A-Za-z0-9.])?`), sheet.Visible)
	name := rapid.Map(rapid.StringMatching(`[A-Za-zé][A-Za-z ,"']{0,10}[a-z]`), func(s string) string { return strings.Join(strings.Fields(s), " ") })
	code := func(codes ...string) *rapid.Generator[[]string] {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(codes), 0, 3, rapid.ID)
	}
	text := func(label string) registry.Text {
		m := rapid.MapOfN(rapid.SampledFrom([]string{"en", "fr", "ar", "es", "und", "pt"}), words, 0, 3).Draw(t, label)
		// Of the languages without a column a row has one.
		if m["und"] != "" {
			delete(m, "pt")
		}
		return m
	}
	day := rapid.Custom(func(t *rapid.T) registry.Date {
		return registry.Date("20" + strconv.Itoa(rapid.IntRange(10, 30).Draw(t, "year")) + "-0" +
			strconv.Itoa(rapid.IntRange(1, 9).Draw(t, "month")) + "-" + strconv.Itoa(rapid.IntRange(10, 28).Draw(t, "day")))
	})
	f := registry.Facts{
		Kind:          rapid.SampledFrom(registry.Kinds()).Draw(t, "kind"),
		Status:        rapid.SampledFrom(append(registry.Statuses(), "")).Draw(t, "status"),
		Title:         text("title"),
		Description:   text("description"),
		Regions:       code("sahel", "east-africa", "western-balkans", "mena").Draw(t, "regions"),
		Beneficiaries: code("border-guards", "youth", "judges-and-prosecutors", "journalists").Draw(t, "beneficiaries"),
	}
	if f.Title["und"] == "" && f.Title["pt"] == "" {
		f.Title["und"] = words.Draw(t, "plain title")
	}
	// One language column speaks for title and description both.
	if f.Title["pt"] != "" {
		delete(f.Description, "und")
	} else {
		delete(f.Description, "pt")
	}
	if start, end := day.Draw(t, "start"), day.Draw(t, "end"); start <= end {
		f.Period = registry.Period{Start: start, End: end}
	}
	for _, c := range code("KE", "UG", "ML", "XK", "PS").Draw(t, "countries") {
		f.Countries = append(f.Countries, registry.CountryShare{Code: c})
	}
	for _, c := range code("15130", "15210", "998").Draw(t, "sectors") {
		vocabulary := map[bool]string{true: "1", false: "2"}[len(c) == 5]
		f.Sectors = append(f.Sectors, registry.Sector{Vocabulary: vocabulary, Code: c})
	}
	for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(1, 25), 0, 3, rapid.ID).Draw(t, "practices") {
		f.GoodPractices = append(f.GoodPractices, registry.PracticeLink{
			Number: n, Basis: registry.BasisSource, Confidence: 1, Why: registry.Reason{Rule: "stated"}})
	}
	for _, role := range []registry.Role{registry.RoleFunding, registry.RoleImplementing} {
		for _, n := range rapid.SliceOfNDistinct(name, 0, 3, rapid.ID).Draw(t, string(role)) {
			f.Participations = append(f.Participations, registry.Participation{Role: role, Name: registry.Text{"und": n}})
		}
	}
	country := ""
	if len(f.Countries) == 1 {
		country = f.Countries[0].Code
	}
	for _, n := range rapid.SliceOfN(name, 0, 2).Draw(t, "locations") {
		degrees := rapid.IntRange(-89_999, 89_999)
		f.Locations = append(f.Locations, registry.Location{Name: registry.Text{"und": n}, Country: country, Point: &registry.Point{
			Latitude: float64(degrees.Draw(t, "latitude")) / 1000, Longitude: float64(degrees.Draw(t, "longitude")) / 500}})
	}
	if rapid.Bool().Draw(t, "has budget") {
		f.Budget = &registry.Budget{Amount: registry.Amount(rapid.Int64Range(0, 1e15).Draw(t, "budget") / 10 * 10), Currency: "EUR"}
	}
	if rapid.Bool().Draw(t, "has id") {
		f.Identifiers = []registry.Identifier{{Scheme: registry.SchemeOwn, Value: rapid.StringMatching(`[A-Z0-9]{2,6}-[0-9]{1,4}`).Draw(t, "id")}}
	}
	for _, r := range rapid.SliceOfNDistinct(rapid.StringMatching(`R-[0-9]{2}`), 0, 2, rapid.ID).Draw(t, "related") {
		f.Related = append(f.Related, registry.Related{Identifier: r})
	}
	if rapid.Bool().Draw(t, "has url") {
		f.Links = []registry.Link{{URL: "https://example.org/" + rapid.StringMatching(`[a-z0-9?=&%]{0,0}[a-z0-9]{1,8}`).Draw(t, "url")}}
	}
	return f
}

// cellsOf writes facts as a row of the format, by column.
func cellsOf(f registry.Facts) map[string]string {
	cells := map[string]string{"kind": string(f.Kind), "status": string(f.Status),
		"start_date": string(f.Period.Start), "end_date": string(f.Period.End),
		"regions": strings.Join(f.Regions, ";"), "beneficiaries": strings.Join(f.Beneficiaries, "; ")}
	add := func(column, value string) { cells[column] = strings.TrimPrefix(cells[column]+";"+value, ";") }
	for column, text := range map[string]registry.Text{"title": f.Title, "description": f.Description} {
		for l, words := range text {
			switch l {
			case "und":
				cells[column] = words
			case "pt":
				cells[column], cells["language"] = words, "pt-BR"
			default:
				cells[column+"_"+l] = words
			}
		}
	}
	for _, c := range f.Countries {
		add("countries", c.Code)
	}
	for _, s := range f.Sectors {
		add("sectors", s.Code)
	}
	for _, p := range f.GoodPractices {
		add("good_practices", strconv.Itoa(p.Number))
	}
	for _, p := range f.Participations {
		add(map[registry.Role]string{registry.RoleFunding: "donors", registry.RoleImplementing: "implementers"}[p.Role], p.Name["und"])
	}
	for _, l := range f.Locations {
		add("locations", l.Name["und"])
		add("latitude", strconv.FormatFloat(l.Point.Latitude, 'f', -1, 64))
		add("longitude", strconv.FormatFloat(l.Point.Longitude, 'f', -1, 64))
	}
	if f.Budget != nil {
		cells["budget"], cells["currency"] = f.Budget.Amount.String(), f.Budget.Currency
	}
	for _, id := range f.Identifiers {
		cells["id"] = id.Value
	}
	for _, r := range f.Related {
		add("related", r.Identifier)
	}
	for _, l := range f.Links {
		cells["url"] = l.URL
	}
	return cells
}

// What is written in the format is read back as it was, from CSV in either order of columns and from XLSX.
func TestFactsSurviveTheFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []registry.Facts
		for range rapid.IntRange(1, 4).Draw(t, "rows") {
			all = append(all, drawFacts(t))
		}
		order := rapid.Permutation(Columns()).Draw(t, "order")
		rows := [][]string{order}
		for _, f := range all {
			cells := cellsOf(f)
			var line []string
			for _, column := range order {
				line = append(line, cells[column])
			}
			rows = append(rows, line)
		}
		for format, file := range map[string][]byte{"csv": writeCSV(t, rows), "xlsx": writeXLSX(t, rows)} {
			var got []registry.Facts
			for item, err := range New().Read(t.Context(), bytes.NewReader(file), feed) {
				if err != nil {
					t.Fatal(format, err)
				}
				if item.Record == nil || len(item.Problems) != 0 {
					t.Fatalf("%s: %+v", format, item)
				}
				got = append(got, item.Record.Facts)
			}
			if diff := cmp.Diff(all, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s:\n%s", format, diff)
			}
		}
	})
}

func writeCSV(t *rapid.T, rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = rapid.Bool().Draw(t, "CRLF")
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func writeXLSX(t *rapid.T, rows [][]string) []byte {
	f := excelize.NewFile()
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", at, &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The generator uses codes that the codelist has.
func TestDrawnBeneficiariesExist(t *testing.T) {
	for _, code := range []string{"border-guards", "youth", "judges-and-prosecutors", "journalists"} {
		if got, ok := codelist.FindBeneficiary(code); !ok || got != code {
			t.Errorf("%s: %q, %v", code, got, ok)
		}
	}
}
