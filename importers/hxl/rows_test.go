package hxl

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
	"pgregory.net/rapid"
)

func asError(t testing.TB, err error) *registry.Error {
	t.Helper()
	var e *registry.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	return e
}

// titles counts the locations of each record by title and organisations.
func titles(records map[string]*registry.Record) map[string]int {
	found := map[string]int{}
	for _, r := range records {
		title, _ := r.Facts.Title.In()
		var who []string
		for _, p := range r.Facts.Participations {
			who = append(who, p.Name["und"])
		}
		found[title+" by "+strings.Join(who, "+")] += len(r.Facts.Locations)
	}
	return found
}

func TestWhichRowsAreOneInitiative(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want map[string]int // locations by title and organisations
	}{
		"an identifier, whoever does it": {"#activity+id,#activity,#org,#adm1\n7,Wells,A,Gao\n 7,Pumps,B,Kidal\n8,Wells,A,Gao\n",
			map[string]int{"Pumps by B+A": 2, "Wells by A": 1}},
		"a code, within its organisation": {"#activity+code,#activity,#org,#adm1\n7,Wells,A,Gao\n7,Wells,B,Gao\n7,Wells, a ,Kidal\n",
			map[string]int{"Wells by A": 2, "Wells by B": 1}},
		"a code, within its lead": {"#activity+code,#activity,#org+prog,#org+impl,#adm1\n7,Wells,A,X,Gao\n7,Wells,A,Y,Kidal\n7,Wells,B,X,Gao\n",
			map[string]int{"Wells by A+X+Y": 2, "Wells by B+X": 1}},
		"the same words in another case": {"#org,#activity,#sector,#adm1\nMÉDECINS,Wells,WASH,Gao\nMedecins,wells.,Wash,Kidal\n",
			map[string]int{"Wells by Medecins": 2}},
		"another sector": {"#org,#activity,#sector,#adm1\nA,Training,WASH,Gao\nA,Training,Health,Gao\n",
			map[string]int{"Training by A": 2}},
		"another organisation": {"#org+funder,#org+impl,#activity,#sector,#adm1\nA,B,Training,WASH,Gao\nB,A,Training,WASH,Gao\n",
			map[string]int{"Training by A+B": 1, "Training by B+A": 1}},
		"another period": {"#org,#sector,#date+start,#date+end,#adm1\nA,WASH,2020-01-01,2020-02-01,Gao\nA,WASH,2020-01-01,2020-03-01,Kidal\n",
			map[string]int{"WASH by A": 2}},
		"another country": {"#org,#sector,#country,#adm1\nA,WASH,Mali,Gao\nA,WASH,ML,Kidal\nA,WASH,NE,Tahoua\n",
			map[string]int{"WASH by A": 3}},
		"countries that are not known": {"#org,#sector,#country,#adm1\nA,WASH,Mali Situation,Gao\nA,WASH,Nigeria Situation,Yobe\n",
			map[string]int{"WASH by A": 2}},
		"a project's name, in all its sectors": {"#org,#activity+project,#activity,#sector,#adm1\nA,Resilience,Wells,WASH,Gao\nA,Resilience,Seeds,Food,Kidal\n",
			map[string]int{"Resilience by A": 2}},
		"parts of a programme": {"#org,#activity+programme,#sector,#adm1\nA,Plan 1,WASH,Gao\nA,Plan 2,WASH,Kidal\nB,Plan 1,WASH,Gao\n",
			map[string]int{"WASH by A": 2, "WASH by B": 1}},
		"a programme and nothing else": {"#org,#activity+programme,#adm1\nA,Plan 1,Gao\nA,Plan 1,Kidal\n",
			map[string]int{"Plan 1 by A": 2}},
		"organisations that are implied": {"#activity,#adm1\nWells,Gao\nWells,Kidal\nPumps,Gao\n",
			map[string]int{"Wells by ": 2, "Pumps by ": 1}},
		"several organisations in a cell, in any order": {"#org,#sector,#adm1\nA; B,WASH,Gao\nB|A,WASH,Kidal\nA,WASH,Mopti\n",
			map[string]int{"WASH by A+B": 2, "WASH by A": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			records, _ := mustRead(t, c.file)
			if diff := cmp.Diff(c.want, titles(records)); diff != "" {
				t.Error(diff)
			}
		})
	}
	for file, want := range map[string]int{
		"#org,#activity,#sector\nA,Training,WASH\nA,Training,Health\n":                      2,
		"#org,#sector,#date+start,#date+end\nA,W,2020-01-01,\nA,W,2020-01-01,2020-03-01\n":  2,
		"#org,#sector,#date+start\nA,W,03/04/2020\nA,W,05/06/2020\nA,W,\nA,W,03/04/2020 \n": 3,
		"#org,#sector,#country\nA,WASH,Mali\nA,WASH,ML\nA,WASH,NE\n":                        2,
		"#org,#sector,#country\nA,WASH,Mali Situation\nA,WASH,Nigeria Situation\n":          2,
		"#org,#activity+programme,#sector\nA,Plan 1,WASH\nA,Plan 2,WASH\n":                  2,
	} {
		if records, _ := mustRead(t, file); len(records) != want {
			t.Errorf("%q: %d initiatives, want %d", file, len(records), want)
		}
	}
}

func TestSums(t *testing.T) {
	for name, c := range map[string]struct {
		rows []placed
		want []figure
	}{
		"places are added":                      {[]placed{{"Gao", []figure{{"#reached", 5}}}, {"Kidal", []figure{{"#reached", 7}}}}, []figure{{"#reached", 12}}},
		"of one place the largest counts":       {[]placed{{"Gao", []figure{{"#reached", 5}}}, {"Gao", []figure{{"#reached", 7}}}, {"Kidal", []figure{{"#reached", 1}}}}, []figure{{"#reached", 8}}},
		"the whole, repeated":                   {[]placed{{"Gao", []figure{{"#reached", 5}}}, {"Kidal", []figure{{"#reached", 5}}}}, []figure{{"#reached", 5}}},
		"a place that states none is no place":  {[]placed{{"Gao", []figure{{"#reached", 5}}}, {"Kidal", nil}}, []figure{{"#reached", 5}}},
		"columns are apart":                     {[]placed{{"Gao", []figure{{"#reached+f", 5}, {"#reached+m", 4}}}}, []figure{{"#reached+f", 5}, {"#reached+m", 4}}},
		"none at all":                           {[]placed{{"Gao", nil}}, nil},
		"zero is a figure":                      {[]placed{{"Gao", []figure{{"#reached", 0}}}}, []figure{{"#reached", 0}}},
		"out of range":                          {[]placed{{"Gao", []figure{{"USD", 1 << 62}}}, {"Kidal", []figure{{"USD", 1<<62 + 1}}}}, nil},
		"out of range, but of the whole":        {[]placed{{"Gao", []figure{{"USD", 1 << 62}}}, {"Kidal", []figure{{"USD", 1 << 62}}}}, []figure{{"USD", 1 << 62}}},
		"rows without a place are of one place": {[]placed{{"", []figure{{"#reached", 5}}}, {"", []figure{{"#reached", 6}}}}, []figure{{"#reached", 6}}},
	} {
		if diff := cmp.Diff(c.want, sumOf(c.rows), cmp.AllowUnexported(figure{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestMapping(t *testing.T) {
	const file = "Qui?,,Où?,,\nOrganisation,Activité,Région,Contact,Nombre\nACNUR,Abris,Gao,Jean Exemple,12\n"
	feed := registry.Feed{Mapping: registry.Mapping{"ORGANISATION": "#org +impl", "activite": "#activity+name+i_fr", "Région": "#adm1+name", "Contact": "#contact+name",
		"Nombre": "#reached", "#country": " ML ", "#status": "ongoing"}}
	records, problems := mustRead(t, file, feed)
	r := one(t, records)
	if r.Facts.Title["fr"] != "Abris" || r.Facts.Countries[0].Code != "ML" || r.Facts.Locations[0].Country != "ML" || r.Facts.Status != registry.StatusImplementation ||
		r.Facts.Participations[0].Role != registry.RoleImplementing || r.Facts.Notes[0].Text["und"] != "#reached 12" || strings.Contains(string(r.Raw), "Jean") {
		t.Errorf("%+v %s", r.Facts, r.Raw)
	}
	if len(problems) != 1 || !strings.Contains(problems[0].Reason, "personal data, which are not kept: Contact") {
		t.Errorf("%+v", problems)
	}

	// Of a sheet with hashtags it changes some, adds others, and takes some away; what it states yields to what rows say.
	const tagged = "Who,Id,Project,What,Country,Total\n#org,#activity_id,,#activity,#country,#reached\nA,7,P-1,Wells,NE,5\nB,7,P-1,Wells,,6\n"
	feed.Mapping = registry.Mapping{"Id": "", "Project": "#activity+project+code", "#country+iso2": "ML", "Total": "#targeted"}
	records, problems = mustRead(t, tagged, feed)
	r = one(t, records)
	if r.Key != "p-1" || len(r.Facts.Participations) != 2 || r.Facts.Notes[0].Kind != registry.NoteTargeted ||
		!cmp.Equal(r.Facts.Countries, []registry.CountryShare{{Code: "ML"}, {Code: "NE"}}) {
		t.Errorf("%s %+v", r.Key, r.Facts)
	}
	if len(problems) != 1 || problems[0].Reason != "columns that are not read: Id" {
		t.Errorf("%+v", problems)
	}

	// Properties of objects come up one after the other.
	feed.Mapping = registry.Mapping{"who": "#org", "#country": "TD"}
	records, _ = mustRead(t, `[{"who":"A","#sector":"WASH"},`+strings.Repeat(`{"who":"A","#sector":"WASH"},`, 30)+`{"who":"A","#sector":"WASH","#adm1":"Lac","other":1}]`, feed)
	if r = one(t, records); len(r.Facts.Locations) != 1 || r.Facts.Locations[0].Name["und"] != "Lac" || r.Facts.Countries[0].Code != "TD" {
		t.Errorf("%+v", r.Facts)
	}
	// A mapping of which nothing is in the file is none.
	if _, err := readItems(t, []byte("A,B\n1,2\n"), feed); !strings.Contains(asError(t, err).Message, "no row of hashtags") {
		t.Error(err)
	}
}

func TestPersonalDataGoNoFurther(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	secrets := []string{"geheim", "Amina", "5551234", "070 123"}
	const file = "#org,#activity,#description,#contact+name,#contact+phone,#org+email,#adm1,,#respondee,#targeted\n" +
		"UNICEF geheim@example.org,Wells (geheim@x.example),Call 0022 55 51 23 41 or +1 (555) 555-1234 or tel: 070 123 45 67!,Amina,+2235551234,geheim@example.org,geheim@a.example,Amina,Amina,12345678\n"
	var left bytes.Buffer
	for item, err := range New().Read(t.Context(), strings.NewReader(file), registry.Feed{}) {
		if err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir) // while the rows wait
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			waiting, err := os.ReadFile(dir + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			left.Write(waiting)
		}
		left.WriteString(item.Record.Facts.Description["und"] + item.Record.Facts.Title["und"] + item.Record.Facts.Participations[0].Name["und"])
		left.Write(item.Record.Raw)
		for _, p := range item.Problems {
			left.WriteString(p.Reason + p.Field)
		}
		if got := item.Record.Facts.Description["und"]; got != "Call or or !" && got != "Call  or  or !" {
			t.Errorf("description %q", got)
		}
		if item.Record.Facts.Notes[0].Text["und"] != "#targeted 12345678" {
			t.Errorf("a figure is no telephone number: %v", item.Record.Facts.Notes)
		}
	}
	for _, s := range secrets {
		if strings.Contains(left.String(), s) {
			t.Errorf("%q is still in %s", s, left.String())
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestCommasSeparateOrganisationsThatAreKnown(t *testing.T) {
	for cell, want := range map[string]string{
		`"UNICEF, WHO"`:              "UNICEF|WHO",
		`UNHCR/UNICEF`:               "UNHCR|UNICEF",
		`"Save the Children, Mali"`:  "Save the Children, Mali",
		`"UNICEF, Helping Hands"`:    "UNICEF, Helping Hands (reported)",
		`UNICEF;Helping Hands`:       "UNICEF|Helping Hands",
		`"Norway; Sweden; Norway"`:   "Norway|Sweden",
		`UNICEF; n/a ;`:              "UNICEF",
		`XM-DAC-41122`:               "UNICEF [XM-DAC-41122]",
		`"Ministry of Health, Gao"`:  "Ministry of Health, Gao",
		`"Some group/Another"`:       "Some group/Another",
		`"No Partner Identified; A"`: "A",
	} {
		records, problems := mustRead(t, "#org,#sector\n"+cell+",Health\n")
		var names []string
		for _, p := range one(t, records).Facts.Participations {
			name, _ := p.Name.In("und", "en")
			if p.Ref != "" {
				name = "UNICEF [" + p.Ref + "]"
			}
			names = append(names, name)
		}
		got := strings.Join(names, "|")
		if len(problems) > 0 {
			got += " (reported)"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
}

// sheetOf draws rows of a sheet in which initiatives share and differ in every way.
func sheetOf(t *rapid.T) (header string, rows []string) {
	header = "#org+impl,#org+funder,#activity+id,#activity+code,#activity,#sector,#adm1,#adm1+code,#date+start,#date+end,#status,#targeted,#value+usd,#description\n"
	pick := func(label string, values ...string) string { return rapid.SampledFrom(values).Draw(t, label) }
	for range rapid.IntRange(1, 14).Draw(t, "rows") {
		rows = append(rows, strings.Join([]string{
			pick("impl", "A", "a", "B", "A;B", "B;A", ""), pick("funder", "", "", "X", "Y"), pick("id", "", "", "", "P-1", "p-1"), pick("code", "", "", "7"),
			pick("activity", "", "Training", "training", "Wells"), pick("sector", "WASH", "Health", "wash;Health", ""), pick("adm1", "Gao", "Kidal", ""),
			pick("pcode", "ML07", "ML08", ""), pick("start", "", "2020-01-01", "2020-02-01", "03/04/2020"), pick("end", "", "2020-12-31", "2021-12-31"),
			pick("status", "", "planned", "ongoing", "completed", "strange"), pick("targeted", "", "10", "20", "many"), pick("value", "", "100", "100.5"),
			pick("description", "", "one", "two"),
		}, ",")+"\n")
	}
	return header, rows
}

// readDrawn gives the records by key, and what was rejected by key ("" for a row that has none).
func readDrawn(t *rapid.T, file string) (records map[string]*registry.Record, rejected map[string]int) {
	records, rejected = map[string]*registry.Record{}, map[string]int{}
	for item, err := range New().Read(t.Context(), strings.NewReader(file), registry.Feed{}) {
		if err != nil {
			t.Fatal(err)
		}
		if item.Record == nil {
			rejected[item.Problems[len(item.Problems)-1].Identifier]++
			continue
		}
		if records[item.Record.Key] != nil {
			t.Fatalf("the key %s stands twice", item.Record.Key)
		}
		records[item.Record.Key] = item.Record
	}
	return records, rejected
}

// The order of rows plays no part: not in keys, not in facts, not in what is kept.
func TestOrderOfRowsPlaysNoPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		header, rows := sheetOf(t)
		want, rejected := readDrawn(t, header+strings.Join(rows, ""))
		got, alsoRejected := readDrawn(t, header+strings.Join(rapid.Permutation(rows).Draw(t, "order"), ""))
		if len(got) != len(want) || !maps.Equal(rejected, alsoRejected) {
			t.Fatalf("%d records and %v rejected, want %d and %v", len(got), alsoRejected, len(want), rejected)
		}
		for key, w := range want {
			g := got[key]
			if g == nil {
				t.Fatalf("no record %s", key)
			}
			if diff := cmp.Diff(w.Facts, g.Facts); diff != "" || !bytes.Equal(w.Raw, g.Raw) {
				t.Fatalf("%s: %s\n%s\n%s", key, diff, w.Raw, g.Raw)
			}
		}
	})
}

// Rows that are added to a sheet leave the initiatives that it had their keys, and those that none of them is part of as they
// were.
func TestNewRowsLeaveTheOthersAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		header, rows := sheetOf(t)
		n := rapid.IntRange(0, len(rows)).Draw(t, "old rows")
		before, _ := readDrawn(t, header+strings.Join(rows[:n], ""))
		added, addedInVain := readDrawn(t, header+strings.Join(rows[n:], ""))
		after, _ := readDrawn(t, header+strings.Join(rows, ""))
		for key, was := range before {
			is := after[key]
			if is == nil {
				t.Fatalf("%s is gone", key)
			}
			if diff := cmp.Diff(was.Facts, is.Facts); diff != "" && added[key] == nil && addedInVain[key] == 0 {
				t.Fatalf("%s has changed: %s", key, diff)
			}
		}
		if len(after) > len(before)+len(added)+len(addedInVain) {
			t.Fatalf("%d initiatives of %d and %d", len(after), len(before), len(added))
		}
	})
}

func TestLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("#org,#activity+id,#activity,#description\nUNICEF,small,Wells,\n")
	for i := range 300 {
		b.WriteString("UNICEF,large,Wells," + strconv.Itoa(i) + strings.Repeat("x", 4000) + "\n")
	}
	records, problems := mustRead(t, b.String())
	if one(t, records).Key != "small" || len(problems) != 1 || problems[0].Line != 3 || !strings.Contains(problems[0].Reason, "larger than 1 MiB together") {
		t.Errorf("%+v", problems)
	}
	g, err := newGroups()
	if err != nil {
		t.Fatal(err)
	}
	defer g.close()
	g.rows = make([]waiting, maxRows)
	if err := g.add("a", row{}); registry.ErrorCode(err) != registry.EInvalid {
		t.Errorf("a row too many: %v", err)
	}
}

// Whoever stops reading leaves no file behind.
func TestTemporaryFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, file := range [][]byte{csvOf(sample, ","), xlsxOf(t, sample), zipOf(t, map[string][]byte{"a.csv": csvOf(sample, ",")}), xlsxOf(t, sample)[:800],
		zipOf(t, map[string][]byte{"a.csv": []byte("no hashtags")})} {
		for range New().Read(t.Context(), bytes.NewReader(file), registry.Feed{}) {
			break
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRanges(t *testing.T) {
	for cell, want := range map[string][2]registry.Date{
		"2020-01-01/2020-06-30":            {"2020-01-01", "2020-06-30"},
		"2020-01-01 / 2020-06-30":          {"2020-01-01", "2020-06-30"},
		"1 May 2020 - 30 June 2020":        {"2020-05-01", "2020-06-30"},
		"25/12/2020 to 31/12/2020":         {"2020-12-25", "2020-12-31"},
		"1er mai 2020 au 30 juin 2020":     {"2020-05-01", "2020-06-30"},
		"2020-01-01–2020-06-30":            {"2020-01-01", "2020-06-30"},
		"٢٠٢٠-٠١-٠١ إلى ٢٠٢٠-٠٦-٣٠":        {"2020-01-01", "2020-06-30"},
		"2020-06-30/2020-01-01":            {},
		"03/04/2020 - 30/06/2020":          {},
		"2020-01-01":                       {},
		"2020-Q1":                          {},
		"May - June 2020":                  {},
		"1 May 2020 - 2 May 2020 - 3 2020": {},
	} {
		records, problems := mustRead(t, "#org,#sector,#date\nA,B,"+cell+"\n")
		p := one(t, records).Facts.Period
		if p.Start != want[0] || p.End != want[1] || (want[0] == "") != (len(problems) > 0) {
			t.Errorf("%s: %v %v", cell, p, problems)
		}
	}
}

func TestStatuses(t *testing.T) {
	for said, want := range map[string]registry.Status{
		"Planned": "pipeline", "active": "implementation", "en cours": "implementation", "قيد التنفيذ": "implementation", "Completed": "closed", "clôturé": "closed",
		"canceled": "cancelled", "suspendu": "suspended", "2": "implementation", "Finalisation": "finalisation", "Open": "", "7": "",
	} {
		records, problems := mustRead(t, "#org,#sector,#status\nA,B,"+said+"\n")
		if s := one(t, records).Facts.Status; s != want || (want == "") != (len(problems) > 0) {
			t.Errorf("%s: %q, %v", said, s, problems)
		}
	}
	// What goes on in one place goes on.
	for states, want := range map[string]registry.Status{
		"planned,completed": "pipeline", "completed,ongoing": "implementation", "cancelled,completed": "closed", ",cancelled": "cancelled", "suspended,planned": "suspended",
	} {
		a, b, _ := strings.Cut(states, ",")
		records, _ := mustRead(t, "#org,#sector,#status\nA,B,"+a+"\nA,B,"+b+"\n")
		if s := one(t, records).Facts.Status; s != want {
			t.Errorf("%s: %q", states, s)
		}
	}
}

func TestOrganisationTypes(t *testing.T) {
	for said, want := range map[string]string{"NNGO": "22", "National NGO": "22", "ONG locale": "22", "INGO": "21", "UN": "40", "Government": "10", "22": "22", "Foundation": "60", "Club": ""} {
		records, problems := mustRead(t, "#org,#org+type,#sector\nA;B,"+said+",C\n")
		for _, p := range one(t, records).Facts.Participations {
			if p.Type != want || (want == "") != (len(problems) > 0) {
				t.Errorf("%s: %+v %v", said, p, problems)
			}
		}
	}
}

func TestCountriesThatDisagree(t *testing.T) {
	records, problems := mustRead(t, "#org,#sector,#country+name,#country+iso3,#country+iso2\nA,B,Mali,NER,ML\n")
	if r := one(t, records); r.Facts.Countries != nil || len(problems) != 1 || problems[0].Field != "#country+iso3" {
		t.Errorf("%+v %+v", r.Facts.Countries, problems)
	}
	records, problems = mustRead(t, "#org,#sector,#country,#country+code\nA,B,Mali;Niger,NE;ML\nA,C,\"Congo, Democratic Republic of the\",COD\n")
	var codes []string
	for _, r := range records {
		for _, c := range r.Facts.Countries {
			codes = append(codes, c.Code)
		}
	}
	if slices.Sort(codes); !slices.Equal(codes, []string{"CD", "ML", "NE"}) || len(problems) != 0 {
		t.Errorf("%v %v", codes, problems)
	}
}

func TestPlaces(t *testing.T) {
	point := &registry.Point{Latitude: 1.5, Longitude: 2.5}
	und := func(s string) registry.Text { return registry.Text{"und": s} }
	for row, want := range map[string][]registry.Location{
		"Gao,ML07,Ansongo,,,1.5,2.5": {{Name: und("Gao"), AdminLevel: 1, Vocabulary: "pcode", Code: "ML07"}, {Name: und("Ansongo"), AdminLevel: 2, Point: point, Precision: "admin2"}},
		"Gao,ML07,,,Camp,1.5,2.5":    {{Name: und("Gao"), AdminLevel: 1, Vocabulary: "pcode", Code: "ML07"}, {Name: und("Camp"), Point: point}},
		",ML07,,ML0701,,,":           {{AdminLevel: 1, Vocabulary: "pcode", Code: "ML07"}, {AdminLevel: 2, Vocabulary: "pcode", Code: "ML0701"}},
		"Gao;Kidal,ML07;ML08,,,,,":   {{Name: und("Gao"), AdminLevel: 1, Vocabulary: "pcode", Code: "ML07"}, {Name: und("Kidal"), AdminLevel: 1, Vocabulary: "pcode", Code: "ML08"}},
		"Gao;Kidal,,,,,1.5,2.5":      {{Name: und("Gao"), AdminLevel: 1}, {Name: und("Kidal"), AdminLevel: 1}, {Point: point}},
		",,,,,1.5,2.5":               {{Point: point}},
		"n/a,-,TBC,,,91,2.5":         nil,
		",,,,,1.5,":                  nil,
		",,,,,\"1,5\",\"2,5\"":       {{Point: point}},
	} {
		records, _ := mustRead(t, "#org,#sector,#adm1+name,#adm1+code,#adm2+name,#adm2+code,#loc,#geo+lat,#geo+lon\nA,B,"+row+"\n")
		if diff := cmp.Diff(want, one(t, records).Facts.Locations); diff != "" {
			t.Errorf("%s: %s", row, diff)
		}
	}
}
