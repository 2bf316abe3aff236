package codelist

import (
	"strings"
	"testing"
)

// FuzzFold: what is folded stays as it is, and single spaces are all the space there is; the name indexes rest on both.
func FuzzFold(f *testing.F) {
	for _, seed := range []string{"", "Côte d’Ivoire", "AT&T", "İstanbul", "ẞ", "عُـمان", "\u200f\u0301", "a\xffb", "ǅ", "1/2 ½"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		folded := Fold(name)
		if again := Fold(folded); again != folded {
			t.Errorf("Fold(%q) = %q, which folds to %q", name, folded, again)
		}
		if spaced := strings.Join(strings.Fields(folded), " "); spaced != folded {
			t.Errorf("Fold(%q) = %q", name, folded)
		}
	})
}

func BenchmarkFindOrganisationByName(b *testing.B) {
	for name, s := range map[string]string{
		"known": "United States Agency for International Development", "government": "Government of the Netherlands",
		"unknown": "Ministry of Works, Transport and Communications (MoWTC)",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				FindOrganisationByName(s)
			}
		})
	}
}
