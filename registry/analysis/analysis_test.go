package analysis_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/analysis"
)

// finds is what a store does: every group of the query has a member among the text's tokens.
func finds(query [][]string, text registry.Text) bool {
	tokens := analysis.Tokens(text)
	return len(query) > 0 && !slices.ContainsFunc(query, func(group []string) bool {
		return !slices.ContainsFunc(group, func(w string) bool { return slices.Contains(tokens, w) })
	})
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Sécurité": "securite", "ÉDUCATION": "education", "Ñandú": "nandu", "Œuvre": "oeuvre", "Straße": "strasse", "Łódź": "lodz",
		"الْبَلْقَان": "البلقان", "أمن": "امن", "إرهاب": "ارهاب", "آسيا": "اسيا", "مكافحــة": "مكافحه", "على": "علي", "مؤسسة": "موسسه",
		"ﺍﻟﺴﻼﻢ": "السلام", "٢٠٢٤": "2024", "۱۲": "12", "ＡＢ１": "ab1", "U.N.": "un", "AID-497": "aid497", "…": "",
	} {
		if got := analysis.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		"L’éducation des femmes, qu'elle dirige": "education des femmes elle dirige",
		"Women's rights in Côte d'Ivoire":        "women rights in cote ivoire",
		"O'Brien and the U.S.A. in Mali.":        "obrien and the usa in mali",
		"Phase II – CS.0426 (2nd lot)":           "phase ii cs 0426 2nd lot",
		"مكافحة الإرهاب، والجريمة المنظمة":       "مكافحه الارهاب والجريمه المنظمه",
		"a.b":     "ab",
		"  ...  ": "",
	} {
		var got []string
		for w := range analysis.Words(in) {
			got = append(got, w.Folded)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

func TestSearchFinds(t *testing.T) {
	for _, c := range []struct {
		language, title string
		found, missed   []string
	}{
		{"ar", "مكافحة الإرهاب في غرب البلقان",
			[]string{"البلقان", "بلقان", "بالبلقان", "والبلقان", "وبالبلقان", "للبلقان", "البَلْقان", "إرهاب", "ارهاب", "للإرهاب", "مكافحه"},
			[]string{"تونس", "البلقان تونس"}},
		{"ar", "تدريب حرس الحدود بليبيا ومصر", []string{"ليبيا", "مصر", "وليبيا", "الحدود", "حدود"}, []string{"لبنان"}},
		{"ar", "لجنة التنسيق", []string{"لجنة", "اللجنة"}, []string{"جنين"}},
		{"ar", "جنة", []string{"الجنة"}, []string{"لجنة"}},
		{"ar", "المنظمات النسائية", []string{"منظمات", "المنظمة", "منظمة"}, nil},
		{"fr", "La sécurité des frontières et l’éducation", []string{"securite", "SÉCURITÉ", "frontière", "la frontiere",
			"l'éducation", "education", "d'education"}, []string{"santé"}},
		{"fr", "Appui aux juges d'instruction", []string{"juge", "instruction", "l'instruction"}, []string{"instructeur"}},
		{"en", "Training judges in Côte d'Ivoire: women's rights", []string{"judge", "ivoire", "d'ivoire", "women right"},
			[]string{"training prosecutors"}},
		{"en", "Strengthening border management agencies", []string{"borders", "agency", "strengthen", "the border"}, []string{"boarding"}},
		{"es", "Gestión integral de las fronteras y educación", []string{"gestion", "frontera", "la educación", "educacion"}, []string{"salud"}},
		{"und", "Sécurité des frontières", []string{"frontiere", "securite"}, nil},
		{"ru", "Безопасность границ", []string{"границ", "ГРАНИЦ"}, []string{"мир"}},
		{"en", "The Who and the UN", []string{"the who", "un"}, []string{"it"}},
	} {
		text := registry.Text{c.language: c.title}
		for _, q := range c.found {
			for _, reader := range []string{"", "en", "fr", "ar", "es", c.language} {
				if !finds(analysis.Query(q, reader), text) {
					t.Errorf("%q (reader %q) does not find %q", q, reader, c.title)
				}
			}
		}
		for _, q := range c.missed {
			if finds(analysis.Query(q, c.language), text) {
				t.Errorf("%q finds %q", q, c.title)
			}
		}
	}
}

func TestQueryStopWords(t *testing.T) {
	for _, c := range []struct {
		q, language string
		want        []string // first members
	}{
		{"the security of the borders", "en", []string{"security", "borders"}},
		{"la sécurité des frontières", "en", []string{"securite", "frontieres"}},
		{"la sécurité avec les frontières", "fr", []string{"securite", "frontieres"}},
		{"el estado", "en", []string{"estado"}},
		{"الأمن في ليبيا", "ar", []string{"الامن", "ليبيا"}},
		{"the", "en", []string{"the"}},
		{"border Border BORDER", "en", []string{"border"}},
		{"!?", "en", nil},
	} {
		var got []string
		for _, g := range analysis.Query(c.q, c.language) {
			got = append(got, g[0])
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q: %s", c.q, diff)
		}
	}
}

func TestQueryIsBounded(t *testing.T) {
	var b strings.Builder
	for i := range 1000 {
		b.WriteString(strings.Repeat("x", i%60+1) + string(rune('a'+i%26)) + " ")
	}
	if n := len(analysis.Query(b.String(), "en")); n != 32 {
		t.Errorf("%d groups, want 32", n)
	}
	if w := analysis.Tokens(registry.Text{"en": strings.Repeat("long", 5000)}); len(w[0]) > 48 {
		t.Errorf("a token of %d bytes", len(w[0]))
	}
}

var samples = map[string][]string{
	"ar": strings.Fields("البلقان مكافحة الإرهاب الجريمة المنظمة حدود الحدود تدريب القضاة السجون المرأة شباب ليبيا تونس الساحل تعاون إقليمي"),
	"en": strings.Fields("border security training judges prisons women agencies Sahel trafficking cooperation 2024 strengthening"),
	"fr": strings.Fields("sécurité frontières éducation juges d'instruction l'État réseaux coopération Sahel femmes"),
	"es": strings.Fields("seguridad fronteras educación jueces cárceles cooperación lucha narcotráfico mujeres"),
}

func drawText(t *rapid.T) (string, []string) {
	language := rapid.SampledFrom([]string{"ar", "en", "fr", "es"}).Draw(t, "language")
	return language, rapid.SliceOfN(rapid.SampledFrom(samples[language]), 1, 8).Draw(t, "words")
}

// Whatever is written is found by each of its own words, by any reader, with accents or without.
func TestWordsFindTheirText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		language, words := drawText(t)
		text := registry.Text{language: strings.Join(words, " ")}
		q := rapid.SampledFrom(words).Draw(t, "query")
		if rapid.Bool().Draw(t, "unaccented") {
			q = analysis.Fold(strings.TrimPrefix(strings.TrimPrefix(q, "l'"), "d'"))
		}
		if !finds(analysis.Query(q, rapid.SampledFrom([]string{"", "ar", "en", "fr", "es"}).Draw(t, "reader")), text) {
			t.Fatalf("%q does not find %q", q, text[language])
		}
	})
}

// The article and what is written together with it, in the text or in the query, hides no word of three letters or more.
func TestArabicParticlesHideNothing(t *testing.T) {
	particles := []string{"", "ال", "وال", "بال", "فال", "كال", "لل", "ول", "وب", "وبال", "ب", "ل", "و"}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"بلقان", "حدود", "سجون", "شباب", "تدريب", "ليبيا", "ساحل", "قضاه"}).Draw(t, "word")
		written := rapid.SampledFrom(particles).Draw(t, "written") + word
		typed := rapid.SampledFrom(particles).Draw(t, "typed") + word
		if !finds(analysis.Query(typed, "ar"), registry.Text{"ar": written}) {
			t.Fatalf("%q does not find %q", typed, written)
		}
	})
}

// Any text at all gives tokens of folded letters and digits, each once, the same each time.
func TestTokensOfAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := registry.Text{rapid.SampledFrom([]string{"ar", "en", "und", "zh"}).Draw(t, "language"): rapid.String().Draw(t, "text")}
		tokens := analysis.Tokens(text)
		seen := map[string]bool{}
		for _, token := range tokens {
			if token == "" || seen[token] || !utf8.ValidString(token) {
				t.Fatalf("token %q of %q", token, text)
			}
			seen[token] = true
			for _, r := range token {
				if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
					t.Fatalf("token %q holds %q", token, r)
				}
			}
			if analysis.Fold(token) != token {
				t.Fatalf("token %q folds to %q", token, analysis.Fold(token))
			}
		}
		if diff := cmp.Diff(tokens, analysis.Tokens(text)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzQuery(f *testing.F) {
	f.Add("l'éducation والبلقان U.N. \x80", "fr")
	f.Add("'éducation و\xd8", "fr") // ends inside a character
	f.Fuzz(func(t *testing.T, q, language string) {
		if n := len(analysis.Query(q, language)); n > 32 {
			t.Errorf("%d groups", n)
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	text := registry.Text{
		"en": strings.Join(slices.Repeat(samples["en"], 3), " "),
		"ar": strings.Join(slices.Repeat(samples["ar"], 2), " "),
	}
	for b.Loop() {
		analysis.Tokens(text)
	}
}
