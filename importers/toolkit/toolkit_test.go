package toolkit

import (
	"context"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var _ registry.Importer = Importer{}

func readAll(t *testing.T) []*registry.Record {
	t.Helper()
	var records []*registry.Record
	for item, err := range New().Read(t.Context(), nil, Feed()) {
		if err != nil {
			t.Fatal(err)
		}
		if len(item.Problems) != 0 {
			t.Errorf("problems in our own catalogue: %v", item.Problems)
		}
		records = append(records, item.Record)
	}
	return records
}

func TestReadYieldsTheWholeCatalogue(t *testing.T) {
	records := readAll(t)
	if len(records) != 99 {
		t.Errorf("%d records, want 99", len(records))
	}
	pairs, doubts, titles, ids := 0, 0, map[string]bool{}, map[string]bool{}
	for i, r := range records {
		if r.Line != i+1 || ids[r.Key] || titles[r.Facts.Title["en"]] {
			t.Errorf("record %d, %s: line %d, or id or title not unique", i+1, r.Key, r.Line)
		}
		ids[r.Key], titles[r.Facts.Title["en"]] = true, true
		pairs += len(r.Facts.GoodPractices)
		for _, n := range r.Facts.Notes {
			if n.Kind == noteDoubt {
				doubts++
			}
		}
	}
	if pairs != 109 || doubts != 38 {
		t.Errorf("%d initiative/practice pairs and %d doubts, want 109 and 38", pairs, doubts)
	}
}

func TestReadStopsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for item, err := range New().Read(ctx, nil, Feed()) {
		if err == nil || item.Record != nil {
			t.Fatal("a record after the context was cancelled")
		}
	}
}

func TestRecordsUseTheCodelists(t *testing.T) {
	for _, r := range readAll(t) {
		f := r.Facts
		if !slices.Contains(registry.Kinds(), f.Kind) {
			t.Errorf("%s: kind %q", r.Key, f.Kind)
		}
		if want := []registry.Identifier{{Scheme: "toolkit", Value: r.Key}}; !cmp.Equal(f.Identifiers, want) {
			t.Errorf("%s: identifiers %v", r.Key, f.Identifiers)
		}
		if len(f.GoodPractices) == 0 {
			t.Errorf("%s: no good practice", r.Key)
		}
		for _, p := range f.GoodPractices {
			if p.Number < 1 || p.Number > 25 || p.Basis != registry.BasisSource || p.Confidence != 1 || p.Why.Rule != "catalogue" {
				t.Errorf("%s: practice %+v", r.Key, p)
			}
		}
		for _, c := range f.Countries {
			if _, ok := codelist.CountryByCode(c.Code); !ok {
				t.Errorf("%s: country %q", r.Key, c.Code)
			}
		}
		for _, l := range f.Links {
			if u, err := url.Parse(l.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
				t.Errorf("%s: link %q", r.Key, l.URL)
			}
		}
		if f.Period != (registry.Period{}) {
			t.Errorf("%s: period %v made of a year", r.Key, f.Period)
		}
	}
}

// Every region named in the catalogue is a coordination region, or one of the two that are handled apart.
func TestEveryRegionResolves(t *testing.T) {
	for _, e := range catalogue() {
		for _, name := range e.Regions {
			if _, ok := codelist.FindRegion(name); !ok && name != worldwide && name != kosovo {
				t.Errorf("%s: region %q is not known", e.ID, name)
			}
		}
	}
}

func TestGoodPractice19HasItsTwoExamples(t *testing.T) {
	var got []string
	for _, r := range readAll(t) {
		if slices.ContainsFunc(r.Facts.GoodPractices, func(p registry.PracticeLink) bool { return p.Number == 19 }) {
			got = append(got, r.Key)
		}
	}
	if diff := cmp.Diff([]string{"toolkit-gp19-wbcti", "toolkit-gp19-issat-niger-mapping"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestKosovoAndWorldwide(t *testing.T) {
	byKey := map[string]*registry.Record{}
	for _, r := range readAll(t) {
		byKey[r.Key] = r
	}
	k := byKey["toolkit-gp17-undp-kosovo-referral"].Facts
	if len(k.Countries) != 1 || k.Countries[0].Code != "XK" || !slices.Equal(k.Regions, []string{"western-balkans"}) {
		t.Errorf("Kosovo: countries %v, regions %v", k.Countries, k.Regions)
	}
	w := byKey["toolkit-gp21-star"].Facts
	if len(w.Regions) != 0 || len(w.Notes) != 2 || !strings.HasPrefix(w.Notes[1].Text["en"], "Worldwide") {
		t.Errorf("worldwide: regions %v, notes %v", w.Regions, w.Notes)
	}
}

func TestScopeIsCoreOnlyWhereTheEntryNamesBothCrimeAndTerrorism(t *testing.T) {
	for _, c := range []struct {
		words string
		want  registry.Scope
	}{
		{"Programme on the nexus of illicit trafficking and terrorism", registry.ScopeCore},
		{"Research on the crime-terror link", registry.ScopeCore},
		{"Against terrorism and organized crime", registry.ScopeCore},
		{"Violent extremism and transnational crime", registry.ScopeCore},
		{"Exposes organized crime and corruption", registry.ScopeContributing},
		{"Community policing project", registry.ScopeContributing},
	} {
		if got := (entry{Description: registry.Text{"en": c.words}}).scope(); got != c.want {
			t.Errorf("%q: %q, want %q", c.words, got, c.want)
		}
	}
}

// Words that French does not have, so that a text left in English is found.
var englishWords = regexp.MustCompile(`(?i)\b(the|of|and|with|for|from|by|which|that|against|between|their|is|are|was)\b`)

// French has these names only in English.
var englishNames = strings.NewReplacer("Tech Against Terrorism", "")

// addresses are web addresses and pieces of one.
var addresses = regexp.MustCompile(`https?://\S+|\w+(-\w+){2,}`)

func TestEveryTextIsThereInThreeLanguages(t *testing.T) {
	for _, r := range readAll(t) {
		f := r.Facts
		texts := map[string]registry.Text{"title": f.Title, "description": f.Description}
		for _, n := range f.Notes {
			texts[n.Kind+": "+n.Text["en"]] = n.Text
		}
		for what, text := range texts {
			if !slices.Equal(text.Languages(), []string{"ar", "en", "fr"}) {
				t.Errorf("%s: %s has %v", r.Key, what, text.Languages())
			}
			if !strings.ContainsFunc(text["ar"], func(c rune) bool { return unicode.Is(unicode.Arabic, c) }) {
				t.Errorf("%s: %s has no Arabic letters: %q", r.Key, what, text["ar"])
			}
			if w := englishWords.FindString(englishNames.Replace(addresses.ReplaceAllString(text["fr"], ""))); w != "" {
				t.Errorf("%s: %s has an English word %q in French: %q", r.Key, what, w, text["fr"])
			}
			for l, words := range text {
				if strings.TrimSpace(words) != words || strings.Contains(words, "  ") {
					t.Errorf("%s: %s.%s has stray spaces: %q", r.Key, what, l, words)
				}
			}
		}
		if f.Description["fr"] == f.Description["en"] {
			t.Errorf("%s: the French description is the English one", r.Key)
		}
		for _, want := range []string{"title.fr", "description.fr", "description.en", "description.ar"} {
			if !slices.Contains(f.Translations, want) {
				t.Errorf("%s: %s is not marked as ours", r.Key, want)
			}
		}
	}
}

// Where the two languages print a number, they print the same: a slip in a translation shows most often there.
func TestTranslationsKeepTheNumbers(t *testing.T) {
	number := regexp.MustCompile(`\d+`)
	digits := func(s string) []string {
		s = strings.ReplaceAll(addresses.ReplaceAllString(s, ""), "1,500", "1500")
		found := number.FindAllString(strings.ReplaceAll(s, "1 500", "1500"), -1)
		slices.Sort(found)
		return found
	}
	for _, e := range catalogue() {
		for what, text := range map[string]registry.Text{"title": e.Title, "description": e.Description} {
			if diff := cmp.Diff(digits(text["en"]), digits(text["fr"])); diff != "" {
				t.Errorf("%s: numbers of the %s, en -> fr: %s", e.ID, what, diff)
			}
		}
	}
}

func TestGoldenRecords(t *testing.T) {
	for _, r := range readAll(t) {
		if !slices.Contains([]string{"toolkit-gp19-wbcti", "toolkit-gp12-project-griffin", "toolkit-gp17-undp-kosovo-referral"}, r.Key) {
			continue
		}
		if !json.Valid(r.Raw) {
			t.Errorf("%s: raw is no JSON", r.Key)
		}
		got, err := json.MarshalIndent(r, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", r.Key+".json")
		if *update {
			if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
			t.Errorf("%s:\n%s", r.Key, diff)
		}
	}
}
