package overlap_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// Every level has a sentence in three languages, filled in, and none says that work is done twice: that is for a person
// to rule.
func TestSentences(t *testing.T) {
	for dimension, levels := range overlap.LevelsWithSentences() {
		for _, level := range levels {
			s := overlap.Sentence(registry.Evidence{Dimension: dimension, Level: level, A: []string{"AAA"}, B: []string{"BBB"}, Matched: []string{"MMM"}})
			if diff := cmp.Diff([]string{"ar", "en", "fr"}, s.Languages()); diff != "" {
				t.Errorf("%s %s: %s", dimension, level, diff)
			}
			for language, words := range s {
				if strings.ContainsAny(words, "{}") {
					t.Errorf("%s %s %s: %q is not filled in", dimension, level, language, words)
				}
				for _, forbidden := range []string{"duplic", "doublon", "ازدواج", "double emploi"} {
					if strings.Contains(strings.ToLower(words), forbidden) {
						t.Errorf("%s %s %s says %q", dimension, level, language, forbidden)
					}
				}
				for _, value := range []string{"AAA", "BBB", "MMM"} {
					if strings.Contains(words, value) != strings.Contains(s["en"], value) {
						t.Errorf("%s %s: %s and en do not name the same values", dimension, level, language)
					}
				}
			}
		}
	}
	if s := overlap.Sentence(registry.Evidence{Dimension: "money", Level: "unheard-of"}); s != nil {
		t.Errorf("a sentence for an unknown level: %v", s)
	}
}

func TestEveryWeightHasASentence(t *testing.T) {
	have := overlap.LevelsWithSentences()
	for dimension, levels := range overlap.WeighedLevels() {
		for _, level := range levels {
			found := false
			for _, l := range have[dimension] {
				found = found || l == level
			}
			if !found {
				t.Errorf("no sentence for %s %s", dimension, level)
			}
		}
	}
}

func TestSentenceNamesCodes(t *testing.T) {
	for _, c := range []struct {
		e    registry.Evidence
		want registry.Text
	}{
		{registry.Evidence{Dimension: registry.DimensionPlace, Level: "same-place", Matched: []string{"ML", "ML kidal"}},
			registry.Text{"en": "Both work in the same place: Mali, Kidal.", "fr": "Les deux interviennent au même endroit : Mali, Kidal.",
				"ar": "كلتاهما تعمل في المكان نفسه: مالي، Kidal."}},
		{registry.Evidence{Dimension: registry.DimensionIdentifier, Level: "same-record", Matched: []string{"iati:xx-1"}},
			registry.Text{"en": "Both carry the identifier xx-1, which its source gives once.",
				"fr": "Les deux portent l'identifiant xx-1, que sa source n'attribue qu'une fois.",
				"ar": "كلتاهما تحمل المعرّف xx-1 الذي لا يمنحه مصدره إلا مرة واحدة."}},
	} {
		if diff := cmp.Diff(c.want, overlap.Sentence(c.e)); diff != "" {
			t.Error(diff)
		}
	}
}
