package concept

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry/analysis"
)

// found is what is found in a text.
type found struct {
	concepts []ID
	rest     []string // folded words
}

func read(text, language string) (r found) {
	var words []string
	var senses []*Sense
	for w := range analysis.Words(text) {
		words, senses = append(words, w.Folded), append(senses, SenseOf(w.Folded, language))
	}
	r.concepts = Find(senses, func(at int) { r.rest = append(r.rest, words[at]) })
	return r
}

func codesOf(text, language string) []string {
	var codes []string
	for _, id := range read(text, language).concepts {
		codes = append(codes, id.Code())
	}
	return codes
}

func TestConceptsMeetAcrossLanguages(t *testing.T) {
	for _, titles := range []map[string]string{
		{"en": "Training of border guards", "fr": "Formation des gardes-frontières", "ar": "تدريب حرس الحدود", "es": "Capacitación de guardias fronterizos"},
		{"en": "Fight against corruption", "fr": "Lutte contre la corruption", "ar": "ومكافحة الفساد", "es": "Lucha contra la corrupción"},
		{"en": "Rule of law in Somalia", "fr": "État de droit en Somalie", "ar": "سيادة القانون في الصومال", "es": "Estado de derecho en Somalia"},
		{"en": "Somali refugees", "fr": "Réfugiés somaliens", "ar": "اللاجئون الصوماليون", "es": "Refugiados somalíes"},
		{"en": "Kosovo (UNSCR 1244)", "fr": "Kosovo (résolution 1244 du Conseil de sécurité)", "ar": "كوسوفو (قرار مجلس الأمن 1244)", "es": "Kosovo"},
		{"en": "WHO", "fr": "OMS", "ar": "لمنظمة الصحة العالمية", "es": "OMS"},
		{"en": "Rehabilitation of schools", "fr": "Réhabilitation d'écoles", "ar": "إعادة تأهيل المدارس", "es": "Rehabilitación de escuelas"},
	} {
		want := codesOf(titles["en"], "en")
		slices.Sort(want)
		for language, title := range titles {
			for _, stated := range []string{language, "und"} {
				got := codesOf(title, stated)
				slices.Sort(got)
				if !slices.Equal(got, want) || len(got) == 0 {
					t.Errorf("%q as %s is %v, and %q is %v", title, stated, got, titles["en"], want)
				}
			}
		}
	}
}

func TestReadLeavesWhatIsNoConcept(t *testing.T) {
	r := read("Formation à Tillabéri de la police", "fr")
	if len(r.rest) != 1 || r.rest[0] != "tillaberi" {
		t.Errorf("rest is %v", r.rest)
	}
}

func TestLongestExpressionWins(t *testing.T) {
	if got := codesOf("State building and the rule of law", "en"); !slices.Equal(got, []string{"government", "construction", "rule-of-law"}) {
		t.Error(got)
	}
	if got := codesOf("organic farming by an organization", "en"); !slices.Equal(got, []string{"organic", "agriculture", "organisation"}) {
		t.Error(got)
	}
}

// TestParity holds that each line has all four languages, in their scripts, and that nothing in it is made of stop words alone.
func TestParity(t *testing.T) {
	expressions := 0
	for _, l := range lines() {
		for i, list := range l.expressions {
			for _, e := range list {
				expressions++
				if len(concepts().matchers[i].path(e)) == 0 {
					t.Errorf("%s, %s: %s has the expression %q, of which nothing is left", l.file, l.code, Languages[i], e)
				}
				latin := strings.ContainsFunc(e, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
				if (Languages[i] == "ar") == latin {
					t.Errorf("%s, %s: %q is not %s", l.file, l.code, e, Languages[i])
				}
			}
		}
	}
	if Count() < 400 || expressions < 4*Count() {
		t.Errorf("%d concepts with %d expressions", Count(), expressions)
	}
	t.Logf("%d concepts, countries included; %d lines with %d expressions", Count(), len(lines()), expressions)
}

// TestScripts holds that an expression is found by words of its language's script alone, numbers inside it: SenseOf looks a word up
// in no other list.
func TestScripts(t *testing.T) {
	for i, language := range Languages {
		m := concepts().matchers[i]
		for token, number := range m.numbers {
			first, _ := utf8.DecodeRuneInString(strings.TrimLeft(token, "="))
			inside := m.next[edge{0, number}] == 0
			if isArabicLetter(first) != (language == "ar") && !(first <= '9' && inside) {
				t.Errorf("%s: %q", language, token)
			}
		}
	}
}

// TestClaims holds that no expression is claimed by two lines of a language.
func TestClaims(t *testing.T) {
	for i, language := range Languages {
		claimed := map[string]string{}
		for _, l := range lines() {
			for _, e := range l.expressions[i] {
				path := strings.Join(concepts().matchers[i].path(e), " ")
				if other, ok := claimed[path]; ok && other != l.code {
					t.Errorf("%s: %q (%s) of %s is claimed by %s", language, e, path, l.code, other)
				}
				claimed[path] = l.code
			}
		}
	}
}

// TestCompoundsAreMadeOfConcepts holds that a code in a compound is one that a line defines; a few are said in compounds only.
func TestCompoundsAreMadeOfConcepts(t *testing.T) {
	alone, parts := map[string]bool{}, map[string]string{}
	for _, l := range lines() {
		if strings.Contains(l.code, "+") {
			first, rest, _ := strings.Cut(l.code, "+")
			for p := range strings.SplitSeq(rest, "+") {
				parts[p] = l.code
			}
			alone[first] = true
			continue
		}
		alone[l.code] = true
	}
	for p, code := range parts {
		if !alone[p] {
			t.Errorf("%s is made of %s, which no line defines", code, p)
		}
	}
}

func TestKinds(t *testing.T) {
	if !IsGeneric("support") || IsGeneric("border") || IsGeneric("nothing") {
		t.Error("support is generic, border is not")
	}
	if !IsPlace("@so") || IsPlace("border") {
		t.Error("@so is a place, border is not")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Formation des gardes-frontières", "fr")
	f.Add("وبالشراكة مع حرس الحدود", "ar")
	f.Add("UN \xff training", "und")
	f.Fuzz(func(t *testing.T, text, language string) {
		r := read(text, language)
		for i, id := range r.concepts {
			if id.Code() == "" || slices.Contains(r.concepts[:i], id) {
				t.Fatalf("%q: concepts %v", text, r.concepts)
			}
		}
		for _, w := range r.rest {
			if w == "" {
				t.Fatalf("%q: an empty word", text)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for _, language := range []string{"fr", "und"} {
		b.Run(language, func(b *testing.B) {
			concepts()
			for b.Loop() {
				read("Renforcement des capacités des gardes-frontières et de la police de proximité dans la région de Tillabéri", language)
			}
		})
	}
}
