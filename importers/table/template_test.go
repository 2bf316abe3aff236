package table

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"github.com/tansiq/tansiq/registry"
)

// filledTemplate opens a template, lets a person fill in its sheet, and saves it.
func filledTemplate(t *testing.T, language string, fill func(f *excelize.File, sheet string)) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteTemplate(&b, language); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if fill != nil {
		fill(f, templateWords()["table"][language])
	}
	return fileBytes(t, f)
}

// put writes into the column that has a heading, as a person finds it.
func put(t *testing.T, f *excelize.File, sheet string, row int, heading string, value any) {
	t.Helper()
	cols, err := f.SearchSheet(sheet, heading)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range cols {
		column, line, err := excelize.CellNameToCoordinates(at)
		if err != nil || line != headingRow {
			continue
		}
		to, err := excelize.CoordinatesToCellName(column, row)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellValue(sheet, to, value); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("no heading %q in %v", heading, cols)
}

func TestAnEmptyTemplateIsAnEmptyTable(t *testing.T) {
	for _, language := range TemplateLanguages() {
		items, err := readItems(t, bytes.NewReader(filledTemplate(t, language, nil)))
		if err != nil || len(items) != 0 {
			t.Errorf("%s: %+v, %v", language, items, err)
		}
	}
}

// What is filled in as the template asks for it is read as it was meant, in each language: choices from the lists, names beside
// them, several values, the day as a date.
func TestATemplateIsReadAsItWasFilledIn(t *testing.T) {
	want := registry.Facts{
		Identifiers: []registry.Identifier{{Scheme: registry.SchemeOwn, Value: "007"}},
		Kind:        registry.KindTraining, Status: registry.StatusImplementation,
		Period:        registry.Period{Start: "2025-02-01", End: "2026-11-30"},
		Countries:     []registry.CountryShare{{Code: "ML"}, {Code: "NE"}},
		Regions:       []string{"sahel"},
		Sectors:       []registry.Sector{{Vocabulary: "1", Code: "15130"}},
		Beneficiaries: []string{"border-guards", "youth"},
		Budget:        &registry.Budget{Amount: 250_000_500, Currency: "XOF"},
		GoodPractices: []registry.PracticeLink{
			{Number: 25, Basis: registry.BasisSource, Confidence: 1, Why: registry.Reason{Rule: "stated"}},
			{Number: 4, Basis: registry.BasisSource, Confidence: 1, Why: registry.Reason{Rule: "stated"}}},
		Locations: []registry.Location{{Name: registry.Text{"und": "Mopti"}, Point: &registry.Point{Latitude: 14.5, Longitude: -4.25}}},
		Participations: []registry.Participation{
			{Role: registry.RoleFunding, Name: registry.Text{"und": "Fund A"}}, {Role: registry.RoleFunding, Name: registry.Text{"und": "Fund B"}},
			{Role: registry.RoleImplementing, Name: registry.Text{"und": "Group"}}},
		Links: []registry.Link{{URL: "https://example.org/a"}},
	}
	for language, words := range map[string]struct {
		id, title, language, kind, status, start, end, donors, implementers, countries, and, regions, locations, lat, lon,
		practices, sectors, beneficiaries, budget, currency, url, sensitivity, sharing, consent string
	}{
		"en": {"Your number", "Title", "Language", "Kind", "Status", "Start date", "End date", "Donors", "Implementers", "Countries", "Mali; Niger", "Coordination regions", "Places",
			"Latitude", "Longitude", "Good practices", "Sectors", "For whom", "Budget", "Currency", "Web page", "Sensitivity", "Who may see it", "Consent"},
		"fr": {"Votre numéro", "Titre", "Langue", "Nature", "Statut", "Date de début", "Date de fin", "Bailleurs de fonds", "Organisations de mise en œuvre", "Pays", "Mali; niger",
			"Régions de coordination", "Lieux", "Latitude", "Longitude", "Bonnes pratiques", "Secteurs", "Bénéficiaires", "Budget", "Monnaie", "Page web", "Sensibilité", "Qui peut la voir", "Consentement"},
		"ar": {"رقمكم", "العنوان", "اللغة", "النوع", "الحالة", "تاريخ البداية", "تاريخ النهاية", "الجهات المانحة", "الجهات المنفذة", "البلدان", "مالي؛ النيجر",
			"مناطق التنسيق", "الأماكن", "خط العرض", "خط الطول", "الممارسات الجيدة", "القطاعات", "المستفيدون", "الميزانية", "العملة", "صفحة الإنترنت", "الحساسية", "من يمكنه الاطلاع", "الموافقة"},
	} {
		t.Run(language, func(t *testing.T) {
			choose := func(column, code string) string { return labelled(column, language, code) }
			file := filledTemplate(t, language, func(f *excelize.File, sheet string) {
				for heading, value := range map[string]any{
					words.id: "007", words.title: "Title", words.language: choose("language", language), words.kind: choose("kind", "training"),
					words.status: choose("status", "implementation"), words.start: time.Date(2025, 2, 1, 0, 0, 0, 0, time.UTC), words.end: "30/11/2026",
					words.donors: "Fund A; Fund B", words.implementers: " Group\u00a0", words.countries: words.and, words.regions: choose("regions", "sahel"),
					words.locations: "Mopti", words.lat: 14.5, words.lon: -4.25, words.practices: choose("good_practices", "25") + "؛ 4", words.sectors: choose("sectors", "15130"),
					words.beneficiaries: choose("beneficiaries", "border-guards;youth"), words.budget: 250000.5, words.currency: choose("currency", "XOF"),
					words.url: "https://example.org/a", words.sensitivity: choose("sensitivity", "high"), words.sharing: choose("sharing", "amber"), words.consent: choose("consent", "yes"),
				} {
					put(t, f, sheet, firstRow, heading, value)
				}
			})
			items, err := readItems(t, bytes.NewReader(file))
			if err != nil || len(items) != 1 || items[0].Record == nil {
				t.Fatalf("%+v, %v", items, err)
			}
			want.Title = registry.Text{language: "Title"}
			got := items[0].Record
			if diff := cmp.Diff(want, got.Facts, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			// Excel did not take 30/11/2026 for a date, and may have swapped the one that it took.
			if len(items[0].Problems) != 1 || !strings.Contains(items[0].Problems[0].Reason, "may have swapped day and month") {
				t.Errorf("%+v", items[0].Problems)
			}
			if want := (registry.Marks{Sharing: registry.SharingAmber, Sensitivity: registry.SensitivityHigh}); !cmp.Equal(got.Marks, want) {
				t.Errorf("marks %+v", got.Marks)
			}
		})
	}
}

// A person who writes over the template's own rows is told, and loses nothing in silence.
func TestTemplateRowsThatWereWrittenOverAreRejected(t *testing.T) {
	for name, c := range map[string]struct {
		row    int
		reason string
	}{
		"hints":   {hintRow, "the template's row of hints with something written into it"},
		"example": {exampleRow, "marked as the template's example"},
	} {
		items, err := readItems(t, bytes.NewReader(filledTemplate(t, "fr", func(f *excelize.File, sheet string) {
			put(t, f, sheet, c.row, "Titre", "Notre projet")
		})))
		if err != nil || len(items) != 1 || items[0].Record != nil || !strings.HasPrefix(items[0].Problems[0].Reason, c.reason) || items[0].Problems[0].Line != c.row {
			t.Errorf("%s: %+v, %v", name, items, err)
		}
	}
	// With a number of one's own, the example's row is anybody's.
	items, err := readItems(t, bytes.NewReader(filledTemplate(t, "fr", func(f *excelize.File, sheet string) {
		put(t, f, sheet, exampleRow, "Votre numéro", "A-1")
	})))
	if err != nil || len(items) != 1 || items[0].Record == nil || items[0].Record.Key != "A-1" {
		t.Errorf("%+v, %v", items, err)
	}
}

// Every option of every list is read as the code that it stands for.
func TestOptionsAreReadAsTheirCodes(t *testing.T) {
	choices := map[string]choice{"countries": countryChoice, "regions": regionChoice, "beneficiaries": beneficiaryChoice, "good_practices": practiceChoice,
		"sectors": sectorChoice, "currency": currencyChoice}
	for _, language := range TemplateLanguages() {
		for _, c := range columns() {
			all := options(c.name, language)
			if isChoice := c.form == formChoice || c.form == formChoices; isChoice != (len(all) > 0) {
				t.Errorf("%s is of form %s and has %d options", c.name, c.form, len(all))
			}
			if len(all) == 0 {
				continue
			}
			var file strings.Builder
			file.WriteString("title," + c.name + "\n")
			for _, o := range all {
				file.WriteString(csvLine("T", o.label) + "\n")
			}
			items, err := readItems(t, strings.NewReader(file.String()))
			if err != nil || len(items) != len(all) {
				t.Fatalf("%d items, %v", len(items), err)
			}
			for i, o := range all {
				if choice, listed := choices[c.name]; listed {
					if codes := choice.all(o.label); len(codes) != 1 || codes[0] != o.code {
						t.Errorf("%s, %s: %q is read as %v", language, c.name, o.label, codes)
					}
				}
				if o.code != "no" && (items[i].Record == nil || len(items[i].Problems) > 0) {
					t.Errorf("%s, %s: %q is not read: %+v", language, c.name, o.label, items[i].Problems)
				}
			}
		}
	}
}

// The words are there in each language, and fit where Excel shows them.
func TestWordsOfTheTemplate(t *testing.T) {
	long := func(s string) int { return len(utf16.Encode([]rune(s))) }
	for _, language := range TemplateLanguages() {
		for key, words := range templateWords() {
			if words[language] == "" || long(words[language]) > 255 {
				t.Errorf("%s, %s: %q", key, language, words[language])
			}
		}
		for _, step := range steps {
			if templateWords()[step] == nil {
				t.Errorf("no words for %s", step)
			}
		}
		for _, key := range []string{"howto", "table", "lists"} {
			if name := templateWords()[key][language]; long(name) > 31 || strings.ContainsAny(name, `:\/?*[]'`) {
				t.Errorf("%q is no name of a sheet", name)
			}
		}
		headings := map[string]string{}
		for _, c := range columns() {
			heading := c.heading[language]
			if other := headings[fold(heading)]; other != "" || heading == "" {
				t.Errorf("%s and %s are both %q in %s", c.name, other, heading, language)
			}
			headings[fold(heading)] = c.name
			if h, ok := readHeading(heading); !ok || h.column.name != c.name {
				t.Errorf("%s: %q is not its heading in %s", c.name, heading, language)
			}
			if hint := c.hint[language]; hint == "" || long(hint) > 255 {
				t.Errorf("%s, %s: a hint of %d characters", c.name, language, long(hint))
			}
		}
	}
}

func TestATemplateIsTheSameEachTime(t *testing.T) {
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := WriteTemplate(w, "ar"); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two copies differ")
	}
	if err := WriteTemplate(&a, "es"); registry.ErrorCode(err) != registry.EInvalid {
		t.Error(err)
	}
}

// The sheet is one that a person can work in: from right to left in Arabic, with lists that stay hidden, headings that stay in
// sight, and cells that keep what is typed.
func TestTheTemplateAsASheet(t *testing.T) {
	for _, language := range TemplateLanguages() {
		f, err := excelize.OpenReader(bytes.NewReader(filledTemplate(t, language, nil)))
		if err != nil {
			t.Fatal(err)
		}
		names := f.GetSheetList()
		visible, err := f.GetSheetVisible(templateWords()["lists"][language])
		if err != nil || visible || len(names) != 3 || f.GetSheetName(f.GetActiveSheetIndex()) != templateWords()["table"][language] {
			t.Errorf("%s: sheets %v, lists visible %v, %v", language, names, visible, err)
		}
		for _, name := range names {
			view, err := f.GetSheetView(name, 0)
			if err != nil || view.RightToLeft == nil || *view.RightToLeft != (language == "ar") {
				t.Errorf("%s, %s: %+v, %v", language, name, view, err)
			}
		}
		sheet := templateWords()["table"][language]
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != hintRow {
			t.Errorf("%s: %+v, %v", language, panes, err)
		}
		validations, err := f.GetDataValidations(sheet)
		if err != nil || len(validations) != len(columns()) {
			t.Errorf("%s: %d validations, %v", language, len(validations), err)
		}
		defined := map[string]bool{}
		for _, n := range f.GetDefinedName() {
			defined[n.Name] = true
		}
		for _, v := range validations {
			if v.Type == "list" && !defined[v.Formula1] {
				t.Errorf("%s: no list %q", language, v.Formula1)
			}
		}
	}
}
