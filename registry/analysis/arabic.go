package analysis

import (
	"strings"
	"unicode/utf8"
)

// Arabic writes one-letter words together with the next one: و (and), ف (so), ب (in, by), ل (to, for), ك (as), and the
// article ال. The article makes a particle before it certain ("بالبلقان", "وللبلقان"); a single letter without it may as
// well be part of the word ("بنك" is a bank), so those forms are weaker and are used with care.

// articles are the written forms of the article with a particle, longest first; لل is ل and ال grown together.
var articles = []string{"بال", "كال", "لال", "لل", "ال"}

// WithoutArticle takes off و or ف, one of ب ل ك, and the article, where there is an article and at least two letters
// remain.
func WithoutArticle(folded string) (bare string, cut bool) {
	for _, rest := range []string{strings.TrimPrefix(folded, "و"), strings.TrimPrefix(folded, "ف"), folded} {
		for _, a := range articles {
			if bare, ok := strings.CutPrefix(rest, a); ok && utf8.RuneCountInString(bare) >= 2 {
				return bare, true
			}
		}
	}
	return folded, false
}

// withoutParticle lists what remains of a folded word without و or ف, without ب ل or ك, and without both, wherever at
// least min letters remain. None is certain.
func withoutParticle(folded string, min int) []string {
	var forms []string
	add := func(s string) {
		if utf8.RuneCountInString(s) >= min {
			forms = append(forms, s)
		}
	}
	for _, conjunction := range []string{"", "و", "ف"} {
		rest, ok := strings.CutPrefix(folded, conjunction)
		if !ok {
			continue
		}
		if conjunction != "" {
			add(rest)
		}
		for _, particle := range []string{"ب", "ل", "ك"} {
			if bare, ok := strings.CutPrefix(rest, particle); ok {
				add(bare)
			}
		}
	}
	return forms
}

// arabicForms lists the stems of a folded Arabic word and the words that it may be without its particles. In an index
// words of three letters are taken for possible ("بمصر": in Egypt); in what a person typed only of four, or "لجنة"
// (committee) would find "جنة" (garden).
func arabicForms(folded string, min int) []string {
	forms := []string{stem(folded, arabic)}
	if bare, cut := WithoutArticle(folded); cut {
		forms = append(forms, bare, stem(bare, arabic))
	}
	for _, bare := range withoutParticle(folded, min) {
		forms = append(forms, bare)
		if inner, cut := WithoutArticle(bare); cut {
			forms = append(forms, inner, stem(inner, arabic))
		}
	}
	return forms
}
