package report

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// printed is text on a page, at its left end and baseline in millimetres.
type printed struct {
	x, y float64
	text string
}

var (
	pdfObject = regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)endobj`)
	pdfStream = regexp.MustCompile(`(?s)stream\r?\n(.*)\nendstream`)
	pdfFonts  = regexp.MustCompile(`/(F\d+) (\d+) 0 R`)
	pdfChar   = regexp.MustCompile(`(?m)^<([0-9A-F]{4})> (?:<([0-9A-F]{4})> )?<([0-9A-F]+)>$`)
	pdfText   = regexp.MustCompile(`(?s)/(F\d+) [\d.]+ Tf|BT|([\d.-]+) ([\d.-]+) Td|\[((?:\((?:[^\\)]|\\.)*\)| [\d.-]+ )*)\]TJ`)
	pdfString = regexp.MustCompile(`(?s)\(((?:[^\\)]|\\.)*)\)`)
)

// readPDF gives the text of each page. It knows as much of PDF as this package's documents need (ISO 32000-1, 9.10).
func readPDF(t reporter, document []byte) (pages [][]printed) {
	t.Helper()
	objects := map[string]string{}
	var order []string
	for _, m := range pdfObject.FindAllStringSubmatch(string(document), -1) {
		objects[m[1]] = m[2]
		order = append(order, m[1])
	}
	inflate := func(object string) string {
		m := pdfStream.FindStringSubmatch(object)
		if m == nil {
			t.Fatal("no stream")
		}
		r, err := zlib.NewReader(strings.NewReader(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	reference := func(object, name string) string {
		m := regexp.MustCompile(`/` + name + ` (\d+) 0 R`).FindStringSubmatch(object)
		if m == nil {
			return ""
		}
		return m[1]
	}
	maps := map[string]map[uint16]string{}
	unicodeOf := func(font string) map[uint16]string {
		if maps[font] == nil {
			maps[font] = map[uint16]string{}
			for _, m := range pdfChar.FindAllStringSubmatch(inflate(objects[reference(objects[font], "ToUnicode")]), -1) {
				glyph, _ := strconv.ParseUint(m[1], 16, 16)
				last, _ := strconv.ParseUint(cmp.Or(m[2], m[1]), 16, 16)
				for n := uint64(0); glyph+n <= last; n++ {
					for i := 0; i+4 <= len(m[3]); i += 4 {
						r, _ := strconv.ParseUint(m[3][i:i+4], 16, 32)
						if i+4 == len(m[3]) {
							r += n
						}
						maps[font][uint16(glyph+n)] += string(rune(r))
					}
				}
			}
		}
		return maps[font]
	}
	for _, n := range order {
		page := objects[n]
		if !strings.HasPrefix(page, "<</Type/Page/") {
			continue
		}
		fonts := map[string]string{}
		for _, m := range pdfFonts.FindAllStringSubmatch(page, -1) {
			fonts[m[1]] = m[2]
		}
		var all []printed
		var font string
		var x, y float64
		for _, m := range pdfText.FindAllStringSubmatch(inflate(objects[reference(page, "Contents")]), -1) {
			switch {
			case m[1] != "":
				font = m[1]
			case m[2] != "":
				x, _ = strconv.ParseFloat(m[2], 64)
				y, _ = strconv.ParseFloat(m[3], 64)
			case m[0] != "BT":
				var s strings.Builder
				for _, part := range pdfString.FindAllStringSubmatch(m[4], -1) {
					b := unescape(part[1])
					for i := 0; i+1 < len(b); i += 2 {
						s.WriteString(unicodeOf(fonts[font])[uint16(b[i])<<8|uint16(b[i+1])])
					}
				}
				all = append(all, printed{x, y, norm.NFKC.String(s.String())})
			}
		}
		pages = append(pages, all)
	}
	return pages
}

// unescape undoes the escapes of a literal string (ISO 32000-1, 7.3.4.2).
func unescape(s string) []byte {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b = append(b, s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		default:
			b = append(b, s[i])
		}
	}
	return b
}

// linesOf says what stands on a page, one line a baseline, from left to right as the eye sees it; "|" is between texts that
// stand apart.
func linesOf(page []printed) (lines []string) {
	sorted := slices.Clone(page)
	slices.SortStableFunc(sorted, func(a, b printed) int {
		return cmp.Or(cmp.Compare(math.Round(b.y*4), math.Round(a.y*4)), cmp.Compare(a.x, b.x))
	})
	last := math.Inf(1)
	for _, p := range sorted {
		words := strings.TrimSpace(p.text)
		if math.Round(p.y*4) != last {
			lines = append(lines, words)
			last = math.Round(p.y * 4)
			continue
		}
		lines[len(lines)-1] += "|" + words
	}
	return lines
}

func TestPDF(t *testing.T) {
	for _, language := range Languages() {
		r := sample(language)
		document := render(t, PDF, r)
		if !bytes.HasPrefix(document, []byte("%PDF-1.")) || !bytes.Contains(document, []byte("/Lang("+language+")")) {
			t.Errorf("%s: the document does not say its language", language)
		}
		fonts := 3 // the name of the registry is in Arabic everywhere
		if language == "ar" {
			fonts = 4
		}
		if n := bytes.Count(document, []byte("/FontFile2")); n != fonts {
			t.Errorf("%s: %d fonts are embedded, not %d", language, n, fonts)
		}
		pages := readPDF(t, document)
		l := localeOf(language)
		for i, page := range pages {
			words := allWords(page)
			for _, w := range strings.Fields(l.say("page", "n", strconv.Itoa(i+1), "total", strconv.Itoa(len(pages)))) {
				if !slices.Contains(words, w) && !slices.Contains(words, backwards(w)) {
					t.Errorf("%s: page %d does not say %q", language, i+1, w)
				}
			}
			for _, p := range page {
				if p.x < 0 || p.x > pageWidth || p.y < 0 || p.y > pageHeight {
					t.Errorf("%s: %q is off page %d", language, p.text, i+1)
				}
			}
		}
		var text strings.Builder
		for i, page := range pages {
			fmt.Fprintf(&text, "== %d\n%s\n", i+1, strings.Join(linesOf(page), "\n"))
		}
		golden(t, "pages-"+language+".txt", []byte(text.String()))
	}
}

func allWords(page []printed) (words []string) {
	for _, p := range page {
		words = append(words, strings.Fields(p.text)...)
	}
	return words
}

// TestArabicRunsFromTheRight: the first word of an Arabic line is the rightmost, letters are joined and in order, and what is
// Latin within it runs from the left.
func TestArabicRunsFromTheRight(t *testing.T) {
	page := readPDF(t, render(t, PDF, sample("ar")))[0]
	at := func(word string) float64 {
		for _, p := range page {
			if strings.TrimSpace(p.text) == word {
				return p.x
			}
		}
		t.Fatalf("%q is not on the page: %q", word, linesOf(page))
		return 0
	}
	// "ملف التنسيق: الساحل", whose extracted letters are in the order of the eye.
	if first, second, third := at(backwards("ملف")), at(backwards("التنسيق")), at(backwards("الساحل")); first < second || second < third {
		t.Errorf("the title's words begin at %v, %v and %v", first, second, third)
	}
}

// backwards is how joined letters stand on the page from left to right.
func backwards(s string) string {
	runes := []rune(s)
	slices.Reverse(runes)
	return string(runes)
}

// TestLongTablesRepeatTheirHeader: a table that goes on has its header on each page, and no row is cut.
func TestLongTablesRepeatTheirHeader(t *testing.T) {
	r := sample("en")
	action := r.Actions.Items[0]
	r.Actions.Items = nil
	for i := range 120 {
		action.Agreed = fmt.Sprintf("Action-%03d", i)
		r.Actions.Items = append(r.Actions.Items, action)
	}
	r.Actions.Total = len(r.Actions.Items)
	pages := readPDF(t, render(t, PDF, r))
	found := 0
	for i, page := range pages {
		words := strings.Join(allWords(page), " ")
		here := strings.Count(words, "Action-")
		found += here
		if here > 0 && !strings.Contains(words, "Owner") {
			t.Errorf("page %d has %d actions and no header", i+1, here)
		}
	}
	if found != 120 || len(pages) < 6 {
		t.Errorf("%d of 120 actions on %d pages", found, len(pages))
	}
}

// TestDocumentsTakeAnyText: whatever a source writes, there is a document with every page in its frame.
func TestDocumentsTakeAnyText(t *testing.T) {
	for i, language := range Languages() {
		r := sample(language)
		r.Coverage, r.Quality, r.Actions.Items = Coverage{}, nil, nil
		r.Flags.Items = nil
		for _, words := range harmful {
			flag := hostileReport(language, words+words[i%2:]).Flags.Items[0]
			r.Flags.Items = append(r.Flags.Items, flag)
		}
		for _, page := range readPDF(t, render(t, PDF, r)) {
			for _, p := range page {
				if p.y < 5 || p.y > pageHeight-5 || p.x < marginSide-.5 || p.x > pageWidth-marginSide+.5 {
					t.Errorf("%.40q stands at %v, %v", p.text, p.x, p.y)
				}
			}
		}
	}
}

// TestLines: no line is wider than its box, and no letter is lost or doubled, whatever the order of the pieces.
func TestLines(t *testing.T) {
	set, err := newTypesetter(localeOf("ar"))
	if err != nil {
		t.Fatal(err)
	}
	letters := func(s string) []rune {
		var kept []rune
		for _, r := range s {
			if !unicode.IsSpace(r) && !isInvisible(r) {
				kept = append(kept, min(r, mirrored(r)))
			}
		}
		slices.Sort(kept)
		return kept
	}
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"تقاطع", "محتمل:", "(جدير", "بالحديث)", "Mopti", "border-guard", "2024-01-01", "1,250,000", "USD", "«Formation»", "/feeds/partner/a_long_name.xml", "مُؤكَّد", "…", strings.Repeat("x", 90)}), 1, 30)
	rapid.Check(t, func(t *rapid.T) {
		paragraph := strings.Join(words.Draw(t, "words"), " ")
		width := rapid.Float64Range(8, 120).Draw(t, "width")
		var drawn strings.Builder
		for _, n := range set.wrap(paragraph, lookBody, width, rapid.Bool().Draw(t, "from right"), 1000) {
			if n.width > width+.01 {
				t.Errorf("%q is %v wide", string(n.runes), n.width)
			}
			for _, p := range n.visual() {
				drawn.WriteString(p.words)
			}
		}
		if got, want := letters(drawn.String()), letters(paragraph); !slices.Equal(got, want) {
			t.Errorf("drawn %q, given %q", string(got), string(want))
		}
	})
}

// TestFontsAreLicensed: the licence goes with the fonts, and each is small.
func TestFontsAreLicensed(t *testing.T) {
	files, err := fontFiles.ReadDir("fonts")
	if err != nil {
		t.Fatal(err)
	}
	licence, err := fontFiles.ReadFile("fonts/OFL.txt")
	if err != nil || !bytes.Contains(licence, []byte("SIL OPEN FONT LICENSE Version 1.1")) {
		t.Errorf("the licence: %v", err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Size() >= 1<<20 {
			t.Errorf("%s has %d bytes (%v)", f.Name(), info.Size(), err)
		}
	}
}

// TestFontsHaveTheWords: no sign of ours is an empty box on paper.
func TestFontsHaveTheWords(t *testing.T) {
	set, err := newTypesetter(localeOf("ar"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, text := range words {
		all = append(all, text["en"], text["fr"], text["ar"])
	}
	for _, language := range Languages() {
		l := localeOf(language)
		all = append(all, l.group, l.point, l.list, strings.Join(months[language], ""), l.share(.5), l.grouped("-1234.5"), l.money(1, "USD"))
		for _, forms := range counted {
			for _, words := range forms[language] {
				all = append(all, words)
			}
		}
		for _, table := range coverage(l, sample(language)).Tables {
			for _, row := range table.Rows {
				for _, c := range row {
					all = append(all, c.Text)
				}
			}
			for _, g := range table.Legend {
				all = append(all, g.Sign)
			}
		}
	}
	missing := map[rune]bool{}
	for _, s := range append(all, "•…") {
		before := latin
		for _, r := range s {
			before = scriptOf(r, before)
			if !isInvisible(r) && set.face(lookBody, before).Font.SFNT.GlyphIndex(r) == 0 {
				missing[r] = true
			}
		}
	}
	for r := range missing {
		t.Errorf("the font has no %q (%U)", r, r)
	}
}
