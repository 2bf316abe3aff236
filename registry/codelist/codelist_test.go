package codelist

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/tansiq/tansiq/registry"
)

func TestCounts(t *testing.T) {
	for name, c := range map[string]struct{ got, want int }{
		"good practices": {len(GoodPractices()), 25},
		"actors":         {len(Actors()), 34},
		"regions":        {len(Regions()), 29},
		"countries":      {len(Countries()), 250}, // ISO 3166-1 has 249; XK
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", name, c.got, c.want)
		}
	}
}

// shownLanguages are the languages in which every label is to be had.
var shownLanguages = []string{"en", "fr", "ar"}

// iatiLanguageless is the one list that its source has in English alone and that no page shows.
const iatiLanguageless = "OrganisationRegistrationAgency"

// shownTexts gives every text of the package that a person is shown, by where it stands.
func shownTexts() map[string]registry.Text {
	texts := map[string]registry.Text{}
	for _, p := range GoodPractices() {
		at := "good practice " + string(rune('A'+p.Number-1))
		texts[at+" section"], texts[at+" title"] = p.SectionTitle, p.Title
		texts[at+" short title"], texts[at+" summary"] = p.ShortTitle, p.Summary
		for _, a := range p.Actions {
			texts[at+" action "+a.Step] = a.Summary
		}
	}
	for _, e := range Actors() {
		texts["actor "+e.Code] = e.Label
	}
	for _, g := range Regions() {
		texts["region "+g.Code] = g.Label
	}
	for _, c := range Countries() {
		texts["country "+c.Code] = c.Label
	}
	for _, f := range FormerCountries() {
		texts["former country "+f.Code] = f.Label
	}
	for _, g := range RecipientRegions() {
		texts["recipient region "+g.Vocabulary+" "+g.Code] = g.Label
	}
	for _, s := range Sectors() {
		texts["sector "+s.Code] = s.Label
	}
	for name, l := range iatiLists() {
		if name == iatiLanguageless {
			continue
		}
		for _, e := range l.Entries() {
			texts[name+" "+e.Code] = e.Label
		}
	}
	for _, c := range Currencies() {
		texts["currency "+c.Code] = c.Label
	}
	for _, b := range Beneficiaries() {
		texts["beneficiary "+b.Code] = b.Label
	}
	for _, o := range Organisations() {
		texts["organisation "+o.Code] = o.Names
	}
	return texts
}

func TestEveryShownLabelIsInThreeLanguages(t *testing.T) {
	for at, text := range shownTexts() {
		for _, l := range shownLanguages {
			if strings.TrimSpace(text[l]) == "" {
				t.Errorf("%s: no %s in %v", at, l, text)
			}
		}
		for l, words := range text {
			if words != strings.Join(strings.Fields(words), " ") {
				t.Errorf("%s: stray space in %s %q", at, l, words)
			}
		}
		if strings.IndexFunc(text["ar"], isArabic) < 0 {
			t.Errorf("%s: Arabic label %q has no Arabic letter", at, text["ar"])
		}
		for _, l := range []string{"en", "fr", "es"} {
			if strings.IndexFunc(text[l], isArabic) >= 0 {
				t.Errorf("%s: %s label %q has an Arabic letter", at, l, text[l])
			}
		}
	}
}

func isArabic(r rune) bool { return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) }

// TestArabicIsNotLeftUntranslated: in an Arabic label Latin letters stand for acronyms and proper names, never for the
// greater part of it.
func TestArabicIsNotLeftUntranslated(t *testing.T) {
	for at, text := range shownTexts() {
		var latin, arabic int
		for _, r := range text["ar"] {
			switch {
			case unicode.Is(unicode.Latin, r):
				latin++
			case isArabic(r):
				arabic++
			}
		}
		if latin > arabic {
			t.Errorf("%s: %q is more Latin than Arabic", at, text["ar"])
		}
	}
}

func TestCodesAreUnique(t *testing.T) {
	for name, column := range map[string]string{
		"actors.tsv": "code", "regions.tsv": "code", "countries.tsv": "code", "former-countries.tsv": "code",
		"recipient-regions.tsv": "vocabulary code", "sectors.tsv": "code", "iati.tsv": "list code",
		"iati-organisation-registration-agency.tsv": "list code", "currencies.tsv": "code",
		"beneficiaries.tsv": "code", "organisations.tsv": "code",
	} {
		seen := map[string]bool{}
		for _, r := range table(name) {
			var key []string
			for c := range strings.FieldsSeq(column) {
				if r[c] == "" {
					t.Errorf("%s: a row without %s: %v", name, c, r)
				}
				key = append(key, r[c])
			}
			k := strings.Join(key, " ")
			if seen[k] {
				t.Errorf("%s: %s twice", name, k)
			}
			seen[k] = true
		}
	}
}

// TestSlugs: codes of our own go into addresses and must stay plain.
func TestSlugs(t *testing.T) {
	slug := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	for _, g := range Regions() {
		if !slug.MatchString(g.Code) {
			t.Errorf("region %q", g.Code)
		}
	}
	for _, b := range Beneficiaries() {
		if !slug.MatchString(b.Code) {
			t.Errorf("beneficiary %q", b.Code)
		}
	}
	for _, o := range Organisations() {
		if !slug.MatchString(o.Code) {
			t.Errorf("organisation %q", o.Code)
		}
	}
}

// TestEmbeddedSize keeps the tables small, since every copy of the program carries them.
func TestEmbeddedSize(t *testing.T) {
	const perFile, total = 300 << 10, 700 << 10
	var sum int64
	err := fs.WalkDir(files, "data", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Size() > perFile {
			t.Errorf("%s has %d bytes", path, info.Size())
		}
		sum += info.Size()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if sum > total {
		t.Errorf("all tables have %d bytes", sum)
	}
}

// TestSourcesNameEveryTable keeps data/SOURCES.md and doc.go complete.
func TestSourcesNameEveryTable(t *testing.T) {
	entries, err := files.ReadDir("data")
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range []string{readText(t, "data/SOURCES.md"), readText(t, "doc.go")} {
		for _, e := range entries {
			if !strings.Contains(document, e.Name()) {
				t.Errorf("%s is not named in %.60q", e.Name(), document)
			}
		}
	}
}

func TestFold(t *testing.T) {
	for name, want := range map[string]string{
		"Côte d’Ivoire":        "cote d ivoire",
		"  U.S.A. ":            "usa",
		"Bill & Melinda Gates": "bill and melinda gates",
		"AT&T":                 "at and t",
		"Türkiye":              "turkiye",
		"İstanbul":             "istanbul",
		"e\u0301tat":           "etat",
		"أفغانستان":            "افغانستان",
		"الجمهورية":            "الجمهوريه",
		"مـالي":                "مالي",
		"عُمان":                "عمان",
		"\u200fمصر":            "مصر",
		"—":                    "",
	} {
		if got := Fold(name); got != want {
			t.Errorf("Fold(%q) = %q, want %q", name, got, want)
		}
		if again := Fold(want); again != want {
			t.Errorf("Fold is not idempotent: %q, then %q", want, again)
		}
	}
}

func TestNameIndexForgetsContestedNames(t *testing.T) {
	x := nameIndex{}
	x.add("Virgin Islands", "VG")
	x.add("virgin islands", "VI")
	x.add("Virgin Islands", "VG")
	if code, ok := x.find("Virgin Islands"); ok {
		t.Errorf("a contested name found %s", code)
	}
	x.add(" . ", "XX")
	if _, ok := x.find(""); ok {
		t.Error("the empty name found something")
	}
}

// contested lists the names that two codes of a table claim and that therefore find neither.
func contested(x nameIndex) []string {
	var names []string
	for name, code := range x {
		if code == "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
