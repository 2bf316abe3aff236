package classify

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/registry"
)

// The evaluation of doc.go. Its floors lie below what was measured: they catch a rule that breaks, not a rule that
// is a little better or worse.

// readExamples reads the toolkit's 99 examples with the practices under which the toolkit prints them.
func readExamples(t *testing.T) (facts []registry.Facts, practices [][]int) {
	t.Helper()
	file, err := os.Open(importertest.Shared(t, "..", "toolkit", "examples.csv"))
	if err != nil {
		t.Skip("the toolkit's examples are not beside the shared data")
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		cell := func(name string) string { return row[slices.Index(rows[0], name)] }
		facts = append(facts, registry.Facts{
			Title:       registry.Text{"en": cell("name_en"), "ar": cell("name_ar")},
			Description: registry.Text{"en": cell("description_en"), "ar": cell("description_ar")},
		})
		practices = append(practices, parsePractices(t, cell("good_practice")))
	}
	return facts, practices
}

func parsePractices(t *testing.T, cell string) (numbers []int) {
	t.Helper()
	if cell == "none" {
		return nil
	}
	for _, n := range strings.Split(cell, ";") {
		number, err := strconv.Atoi(n)
		if err != nil {
			t.Fatalf("practice %q: %v", n, err)
		}
		numbers = append(numbers, number)
	}
	return numbers
}

// readFacts runs the scanner over the texts of a record, as Classify does.
func readFacts(f *registry.Facts) *scan {
	set := rules()
	s := &scan{hits: make([][]hit, len(set.concepts))}
	for _, l := range f.Title.Languages() {
		s.read(set.matcher, f.Title[l], true)
	}
	for _, l := range f.Description.Languages() {
		s.read(set.matcher, f.Description[l], false)
	}
	return s
}

// TestEvaluationToolkit finds the toolkit's examples by the rules, each without the phrases that occur in no other
// example: whether a phrase was taken from the example or would have been thought of anyway cannot be told apart, so
// all of them go.
func TestEvaluationToolkit(t *testing.T) {
	facts, practices := readExamples(t)
	set := rules()
	scanned := make([]*scan, len(facts))
	occurs := map[uint16]int{} // phrase to the number of examples that have it
	for i := range facts {
		scanned[i] = readFacts(&facts[i])
		here := map[uint16]bool{}
		for _, hits := range scanned[i].hits {
			for _, h := range hits {
				here[h.phrase] = true
			}
		}
		for p := range here {
			occurs[p]++
		}
	}
	score := func(name string) (top1, top3 float64) {
		var first, third, assigned, right, any int
		for i := range facts {
			links, _ := set.links(&facts[i], scanned[i])
			if len(links) > 0 {
				any++
			}
			for rank, l := range links {
				assigned++
				if !slices.Contains(practices[i], l.Number) {
					continue
				}
				right++
				if rank == 0 {
					first++
				}
			}
			if slices.ContainsFunc(links[:min(3, len(links))], func(l registry.PracticeLink) bool {
				return slices.Contains(practices[i], l.Number)
			}) {
				third++
			}
			if testing.Verbose() && os.Getenv("TANSIQ_EVALUATION_MISSES") != "" {
				t.Logf("%s %v %s: %v", name, practices[i], facts[i].Title["en"], describe(links))
			}
		}
		n := float64(len(facts))
		top1, top3 = float64(first)/n, float64(third)/n
		t.Logf("%s: %d examples, %d with a link; top-1 %.2f, top-3 %.2f; of %d links %d are the toolkit's own (%.2f)",
			name, len(facts), any, top1, top3, assigned, right, float64(right)/float64(assigned))
		return top1, top3
	}
	score("all phrases")
	for i := range scanned {
		for c, hits := range scanned[i].hits {
			scanned[i].hits[c] = slices.DeleteFunc(hits, func(h hit) bool { return occurs[h.phrase] == 1 })
		}
	}
	top1, top3 := score("leave one out")
	if top1 < floorTop1 || top3 < floorTop3 {
		t.Errorf("leave one out: top-1 %.2f, top-3 %.2f; floors %.2f, %.2f", top1, top3, floorTop1, floorTop3)
	}
}

func describe(links []registry.PracticeLink) string {
	var b strings.Builder
	for _, l := range links {
		fmt.Fprintf(&b, " %d%q", l.Number, l.Why.Matched)
	}
	return b.String()
}

// label is a line of testdata/labels.tsv.
type label struct {
	practices    []int
	half, sample string
}

func readLabels(t *testing.T) map[[2]string]label {
	t.Helper()
	b, err := os.ReadFile("testdata/labels.tsv")
	if err != nil {
		t.Fatal(err)
	}
	labels := map[[2]string]label{}
	for _, line := range strings.Split(strings.TrimSpace(string(b)), "\n")[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != 5 {
			t.Fatalf("labels.tsv: %q", line)
		}
		labels[[2]string{cells[0], cells[1]}] = label{parsePractices(t, cells[2]), cells[3], cells[4]}
	}
	return labels
}

// narratives is an IATI text element: its own words in 1.x, narrative elements in 2.x.
type narratives struct {
	Words     string `xml:",chardata"`
	Lang      string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	Narrative []struct {
		Words string `xml:",chardata"`
		Lang  string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	} `xml:"narrative"`
}

func (n narratives) addTo(text registry.Text) {
	add := func(lang, words string) {
		if words = strings.Join(strings.Fields(words), " "); words != "" {
			lang = registry.PrimaryLanguage(lang)
			text[lang] = strings.TrimSpace(text[lang] + "\n" + words)
		}
	}
	add(n.Lang, n.Words)
	for _, x := range n.Narrative {
		add(x.Lang, x.Words)
	}
}

type activity struct {
	Identifier  string       `xml:"iati-identifier"`
	Title       []narratives `xml:"title"`
	Description []narratives `xml:"description"`
	Sector      []xmlSector  `xml:"sector"`
	Transaction []struct {
		Sector []xmlSector `xml:"sector"`
	} `xml:"transaction"`
}

type xmlSector struct {
	Vocabulary string `xml:"vocabulary,attr"`
	Code       string `xml:"code,attr"`
	Percentage string `xml:"percentage,attr"`
}

// facts maps an activity as the importer does, as far as the rules look at it.
func (a activity) facts() registry.Facts {
	f := registry.Facts{Title: registry.Text{}, Description: registry.Text{}}
	for _, n := range a.Title {
		n.addTo(f.Title)
	}
	for _, n := range a.Description {
		n.addTo(f.Description)
	}
	sectors := a.Sector
	if len(sectors) == 0 {
		for _, tr := range a.Transaction {
			sectors = append(sectors, tr.Sector...)
		}
	}
	for _, s := range sectors {
		if s.Vocabulary == "" || s.Vocabulary == "DAC" { // IATI 2.x default; IATI 1.x code
			s.Vocabulary = vocabularyDAC
		}
		sector := registry.Sector{Vocabulary: s.Vocabulary, Code: s.Code}
		if p, err := strconv.ParseFloat(s.Percentage, 64); err == nil {
			sector.Percentage = &p
		}
		f.Sectors = append(f.Sectors, sector)
	}
	return f
}

// eachActivity reads an IATI file, gzipped or not.
func eachActivity(t *testing.T, path string, yield func(activity)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "iati-activity" {
			var a activity
			if err := d.DecodeElement(&a, &start); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			yield(a)
		}
	}
}

// tally counts links given, links right, and links there should be.
type tally struct{ assigned, right, labelled, records int }

func (c tally) String() string {
	low, high := wilson(c.right, c.assigned)
	text := fmt.Sprintf("%3d links given, %3d right: precision %.2f (95 %% Wilson %.2f-%.2f)",
		c.assigned, c.right, ratio(c.right, c.assigned), low, high)
	if c.labelled > 0 {
		text += fmt.Sprintf("; of %3d labelled: recall %.2f", c.labelled, ratio(c.right, c.labelled))
	}
	if c.records > 0 {
		text += fmt.Sprintf("; %d records", c.records)
	}
	return text
}

// ratio is 0 where there is nothing to divide by.
func ratio(a, b int) float64 { return float64(a) / float64(max(b, 1)) }

// wilson is the 95 % score interval of a proportion (Wilson, JASA 22, 1927).
func wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.96
	p, m := float64(k)/float64(n), float64(n)
	centre := (p + z*z/(2*m)) / (1 + z*z/m)
	spread := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return centre - spread, centre + spread
}

// TestEvaluationActivities compares the rules with the labels of real activities.
func TestEvaluationActivities(t *testing.T) {
	dir := importertest.Shared(t)
	labels := readLabels(t)
	counts := map[string]*tally{}
	count := func(key string) *tally {
		if counts[key] == nil {
			counts[key] = &tally{}
		}
		return counts[key]
	}
	files := map[string]bool{}
	for key := range labels {
		files[key[0]] = true
	}
	read := map[[2]string]bool{}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		eachActivity(t, filepath.Join(dir, file), func(a activity) {
			key := [2]string{file, strings.TrimSpace(a.Identifier)}
			want, ok := labels[key]
			if !ok || read[key] {
				return
			}
			read[key] = true
			f := a.facts()
			links, _ := Classify(&f)
			keys := []string{want.half + " " + want.sample, want.half + " all"}
			for _, k := range keys {
				count(k).records++
				count(k).labelled += len(want.practices)
			}
			found := map[int]bool{}
			for _, l := range links {
				found[l.Number] = true
				right := slices.Contains(want.practices, l.Number)
				rule := fmt.Sprintf("%s rule %s %.2f", want.half, l.Why.Rule, l.Confidence)
				for _, k := range append(keys, rule, fmt.Sprintf("%s practice %02d", want.half, l.Number)) {
					count(k).assigned++
					if right {
						count(k).right++
					}
				}
				if !right && want.half == os.Getenv("TANSIQ_EVALUATION_MISSES") {
					t.Logf("wrong: %d %q in %v (labelled %v)", l.Number, l.Why.Matched, f.Title, want.practices)
				}
			}
			for _, p := range want.practices {
				count(fmt.Sprintf("%s practice %02d", want.half, p)).labelled++
				if !found[p] && want.half == os.Getenv("TANSIQ_EVALUATION_MISSES") {
					t.Logf("missed: %d in %v %v", p, f.Title, f.Description)
				}
			}
		})
	}
	for key := range labels {
		if !read[key] {
			t.Errorf("labelled activity %q is not in the shared data", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%-22s %v", key, counts[key])
	}
	test := count("test all")
	if p := ratio(test.right, test.assigned); p < floorPrecision {
		t.Errorf("test half: precision %.2f, floor %.2f", p, floorPrecision)
	}
	if r := ratio(test.right, test.labelled); r < floorRecall {
		t.Errorf("test half: recall %.2f, floor %.2f", r, floorRecall)
	}
}

const (
	floorTop1, floorTop3        = 0.35, 0.45
	floorPrecision, floorRecall = 0.80, 0.80
)
