package report

import (
	"bytes"
	"flag"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/text/feature/plural"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("%s (-want +got; -update accepts):\n%s", path, diff)
	}
}

// reporter is a test, or a check of a property.
type reporter interface {
	Helper()
	Error(...any)
	Errorf(string, ...any)
	Fatal(...any)
}

func render(t reporter, write func(io.Writer, *Report) error, r *Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// textOf is what a page says, one line an element that has text.
func textOf(t reporter, page []byte) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "style" {
			return
		}
		if words := strings.TrimSpace(n.Data); n.Type == html.TextNode && words != "" {
			lines = append(lines, words)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	return strings.Join(lines, "\n") + "\n"
}

func TestHTML(t *testing.T) {
	for _, language := range Languages() {
		page := render(t, HTML, sample(language))
		golden(t, "report-"+language+".txt", []byte(textOf(t, page)))
		if again := render(t, HTML, sample(language)); !bytes.Equal(page, again) {
			t.Errorf("%s: equal reports are not equal pages", language)
		}
		checkPage(t, page)
	}
}

// TestEmptyReport: a scope of which nothing is known says so, and nothing is left blank.
func TestEmptyReport(t *testing.T) {
	for _, language := range Languages() {
		page := render(t, HTML, &Report{Scope: Scope{Kind: ScopeAll}, Language: language, AsOf: "2026-11-24", MadeFor: "public", Crowded: &CrowdedCells{}})
		checkPage(t, page)
		l := localeOf(language)
		for _, key := range []string{"actions-none", "flags-none", "matrix-none", "crowded-none", "coverage-none", "priorities-none", "quality-none", "sources-none"} {
			if !strings.Contains(textOf(t, page), l.say(key)) {
				t.Errorf("%s: %s is not said", language, key)
			}
		}
	}
}

// checkPage holds what an accessible page without foreign parts has.
func checkPage(t reporter, page []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	var links, labels []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if slices.Contains([]string{"script", "img", "link", "iframe", "object", "form", "input", "button"}, n.Data) {
				t.Errorf("an element %s", n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case a.Key == "id" && ids[a.Val]:
					t.Errorf("id %q twice", a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				case a.Key == "href":
					links = append(links, a.Val)
				case a.Key == "aria-labelledby":
					labels = append(labels, a.Val)
				case a.Key == "style", strings.HasPrefix(a.Key, "on"), a.Key == "src":
					t.Errorf("%s has the attribute %s", n.Data, a.Key)
				}
			}
			if n.Data == "th" && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "scope" && (a.Val == "col" || a.Val == "row") }) {
				t.Error("a th without scope")
			}
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	for _, l := range links {
		if !strings.HasPrefix(l, "#") || !ids[l[1:]] {
			t.Errorf("a link to %q", l)
		}
	}
	for _, l := range labels {
		if !ids[l] {
			t.Errorf("a label %q that is not there", l)
		}
	}
}

// hostile is any text, some of it meant to do harm.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.SampledFrom(harmful))
}

var harmful = []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `=HYPERLINK("https://evil.example")`, "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1",
	"</style><script>", "{{.}}", "\u202egnissim", "\u2066x", "a\x00b\x1bc", "\xff\xfe", "javascript:alert(1)", "]]>", strings.Repeat("ش", 3000)}

// hostileReport has the text wherever a source or a person writes.
func hostileReport(language, s string) *Report {
	r := sample(language)
	text := registry.Text{"en": s, "ar": s, `x" onload="`: s}
	side := Side{Initiative: s, Title: text, Donors: []registry.Text{text}, Places: []registry.Text{text}, Countries: []string{s}, Sources: []string{s}, Amount: &Money{Currency: s, Basis: s}, Status: registry.Status(s)}
	r.Flags.Items[0].A, r.Flags.Items[0].B = side, side
	r.Flags.Items[0].Evidence = []Point{{Sentence: text, Weight: 1}}
	r.Flags.Items[0].ToAgree = ToAgree(&r.Flags.Items[0], "2026-11-24")
	r.Flags.Items[2].Ruling.Reason = s
	r.Actions.Items[0].Agreed, r.Actions.Items[0].Owner, r.Actions.Items[0].Titles = s, s, []registry.Text{text}
	r.Sources.Items[0].Feed, r.Sources.Items[0].Licence, r.Sources.Items[0].Format = s, s, s
	r.Matrix.Donors[0].Name = text
	r.Crowded.Items[0].Members, r.Crowded.Items[0].Place = []registry.Text{text}, text
	r.Priorities.Items[0].Title, r.Priorities.Items[0].Owner, r.Priorities.Items[0].Source = text, s, s
	r.Scope.Label, r.Value.Net[0].Currency, r.Flags.Items[0].Without = text, s, text
	return r
}

// TestPagesAreInert: whatever a source writes is text.
func TestPagesAreInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page := render(t, HTML, hostileReport(rapid.SampledFrom(Languages()).Draw(t, "language"), hostile().Draw(t, "text")))
		checkPage(t, page)
	})
}

var names = regexp.MustCompile(`\{[a-z]+\}`)

// TestCatalogue: every message is in every language with the same names to fill in, and no word claims before a ruling
// that something is done twice.
func TestCatalogue(t *testing.T) {
	for key, text := range words {
		for _, language := range Languages() {
			if strings.TrimSpace(text[language]) == "" {
				t.Errorf("%s has no %s", key, language)
			}
			if got, want := slices.Sorted(slices.Values(names.FindAllString(text[language], -1))), slices.Sorted(slices.Values(names.FindAllString(text["en"], -1))); !slices.Equal(got, want) {
				t.Errorf("%s in %s names %v, in English %v", key, language, got, want)
			}
		}
		checkWords(t, key, text)
	}
	for key, text := range agreements {
		if len(text) != len(Languages()) {
			t.Errorf("%s: %v", key, text.Languages())
		}
		checkWords(t, key, text)
	}
	for language, list := range months {
		if len(list) != 12 {
			t.Errorf("%d months in %s", len(list), language)
		}
	}
}

func checkWords(t *testing.T, key string, text registry.Text) {
	t.Helper()
	for _, w := range text {
		for _, never := range []string{"duplicat", "doublon", "ازدواج", "saving", "économi"} {
			if strings.Contains(strings.ToLower(w), never) {
				t.Errorf("%s says %q", key, never)
			}
		}
	}
}

// TestCatalogueIsUsed: no message is left over.
func TestCatalogueIsUsed(t *testing.T) {
	var source strings.Builder
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := f.Name(); name != "words.go" && !strings.HasSuffix(name, "_test.go") && !f.IsDir() {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(b)
		}
	}
	prefixes := []string{"level-", "kind-", "status-", "decision-", "initiative-", "action-", "source-", "priority-", "made-for-", "group-"}
	for key := range words {
		if !strings.Contains(source.String(), `"`+key+`"`) && !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) {
			t.Errorf("%s is said nowhere", key)
		}
	}
}

// TestPlurals: each noun has the forms of its language; Arabic has six.
func TestPlurals(t *testing.T) {
	for noun, all := range counted {
		if len(all["en"]) != 2 || len(all["fr"]) != 2 || len(all["ar"]) != 6 {
			t.Errorf("%s: %d %d %d forms", noun, len(all["en"]), len(all["fr"]), len(all["ar"]))
		}
		for language, f := range all {
			if f[plural.Other] == "" || strings.Count(f[plural.Other], "{n}") != 1 {
				t.Errorf("%s in %s: %q", noun, language, f[plural.Other])
			}
		}
	}
	ar := localeOf("ar")
	for n, want := range map[int]string{0: "لا تنبيهات", 1: "تنبيه واحد", 2: "تنبيهان", 3: "3 تنبيهات", 10: "10 تنبيهات", 11: "11 تنبيهًا", 99: "99 تنبيهًا", 100: "100 تنبيه", 102: "102 تنبيه", 103: "103 تنبيهات", 1011: "1,011 تنبيهًا"} {
		if got := ar.countOf("flags", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if got := localeOf("fr").countOf("donors", 0); got != "0 donateur" {
		t.Error(got)
	}
	if got := localeOf("en").countOf("donors", 0); got != "0 donors" {
		t.Error(got)
	}
}

func TestNumbersAndDates(t *testing.T) {
	for _, c := range []struct{ language, number, date, money, share, negative string }{
		{"en", "1,234,567", "1 Aug 2024", "USD\u00a01,250,001", "91.2%", "-1,000"},
		{"fr", "1\u202f234\u202f567", "1er\u00a0août\u00a02024", "1\u202f250\u202f001\u00a0USD", "91,2\u202f%", "-1\u202f000"},
		{"ar", "1,234,567", "1\u00a0آب/أغسطس\u00a02024", "1,250,001\u00a0USD", "91.2%", "\u2066-1,000\u2069"},
	} {
		l := localeOf(c.language)
		if got := l.number(1234567); got != c.number {
			t.Errorf("%q, want %q", got, c.number)
		}
		if got := l.date("2024-08-01"); got != strings.ReplaceAll(c.date, " ", "\u00a0") {
			t.Errorf("%q, want %q", got, c.date)
		}
		if got := l.money(1_250_000_500, "USD"); got != c.money {
			t.Errorf("%q, want %q", got, c.money)
		}
		if got := l.share(.912); got != c.share {
			t.Errorf("%q, want %q", got, c.share)
		}
		if got := l.grouped("-1000"); got != c.negative {
			t.Errorf("%q, want %q", got, c.negative)
		}
	}
}

// TestToAgree: what is asked follows from what is known, and nothing is asked once it is agreed.
func TestToAgree(t *testing.T) {
	r := sample("en")
	var got []string
	for _, text := range r.Flags.Items[0].ToAgree {
		got = append(got, text["en"])
	}
	want := []string{"Between Ministry of Example and Agence d’exemple: whether they do the same work for the same people and, if so, who does what.",
		"Who works where in the places that both name: Mopti.", "What can still change: at least one of them has not begun."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := len(r.Flags.Items[2].ToAgree); n != 0 {
		t.Errorf("a confirmed overlap still asks %d things", n)
	}
}
