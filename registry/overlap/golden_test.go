package overlap_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

var update = flag.Bool("update", false, "write the golden files anew")

// phrases are what texts of a language are made of: what titles say, and each thing that is read apart from plain words.
var phrases = map[string][]string{
	"en": {
		"training of border guards", "Support to the Judiciary in Kidal", "strengthening women's rights", "access to safe drinking water",
		"O'Brien Foundation", "UNICEF - Child Protection", "(WFP)", "[FAO]", "U.N. mission", "Phase II", "2nd phase", "Lot 3", "Phase (Cost Modification)",
		"GCP/SOM/051/MUL", "CHF-DDA-3485-197", "VN05 SOM 02/13", "2012-2014", "FY2013", "in 2015.", "100 %", "HIV/AIDS", "Côte d'Ivoire",
		"counter-terrorism", "rule of law & security sector reform", "XIV", "v", "a.b", "No. 7", "the Sahel: prisons", "Zürich", "co\u00adoperation",
		"Wi-Fi", "e-learning", "ＡＢ１２", "the and of", "WORLD FOOD PROGRAMME EMERGENCY", "ﬁnance", "Straße", "state-building", "“quoted words”",
		"Building capacity of the Ministry of Interior", "the Public", "out of school children", "small arms; light weapons",
	},
	"fr": {
		"formation des gardes-frontières", "Appui à l'État", "l’éducation des filles", "Œuvres d'art volées", "renforcement des capacités",
		"aujourd'hui", "jusqu'au Niger", "qu'elle dirige", "Phase 1", "deuxième phase", "Étape III", "accès à l'eau", "l'est du Mali", "maïs",
		"Projet d'appui au secteur de la justice", "AFD/CML/1001", "CZZ 3025 01", "N'Djamena", "(PNUD)", "lutte contre la traite", "ÉDUCATION",
		"réinsertion des ex-combattants", "1er lot", "santé", "paix et sécurité", "Tranche 2", "police de proximité", "et", "à", "Ménaka",
	},
	"es": {
		"fortalecimiento de la gestión", "Apoyo al Estado", "agua y saneamiento", "lucha contra el narcotráfico", "Segunda fase", "Circuito 3",
		"niños, niñas y jóvenes", "ÑANDÚ", "cárceles", "formación de jueces", "Plan Nacional contra el Hambre", "(AECID)", "01-2012-00451", "etapa IV",
		"mejora de carreteras", "seguridad ciudadana", "La Chorrera", "cooperación técnica", "te", "este", "tramo 2", "derechos humanos",
	},
	"ar": {
		"تدريب حرس الحدود", "مكافحة الإرهاب", "دعم القضاء في كيدال", "المرحلة الثانية", "المرحلة 3", "الحزمة الأولى", "٢٠٢٤", "۱۲", "وبالشراكة مع",
		"للمنظمات النسائية", "البَلْقان", "مكافحــة التطرّف", "وبالبلقان", "بنك", "لجنة التنسيق", "المياه والصرف الصحي،", "ﺍﻟﺴﻼﻢ", "برنامج الأغذية العالمي (WFP)",
		"مشروع رقم 4021", "الدورة الخامسة", "إعادة تأهيل", "عام 2013", "غير", "المالي", "مالي", "النساء والأطفال", "تشاد", "شباب", "أمن؛ عدالة", "وزارة الداخلية", "كوفيد-19",
		"كوسوفو (قرار مجلس الأمن 1244)",
	},
	"und": {"Безопасность границ", "プロジェクト", "項目", "Łódź", "Ελλάδα", "\xff", "x", "7", "Kidal كيدال", "D’Ivoire", "…", "१२३४", "la", "de"},
}

// goldenText puts phrases of a language, some of another, and words that no list holds behind each other.
func goldenText(r *rand.Rand, language string, n int) string {
	var b strings.Builder
	for range n {
		from := phrases[language]
		if from == nil || r.IntN(12) == 0 {
			from = phrases[[]string{"en", "fr", "es", "ar", "und"}[r.IntN(5)]]
		}
		phrase := from[r.IntN(len(from))]
		switch r.IntN(4) {
		case 0: // a word that nobody knows
			for range 2 + r.IntN(3) {
				b.WriteByte("bcdfghklmnprstvz"[r.IntN(16)])
				b.WriteByte("aeiou"[r.IntN(5)])
			}
		case 1:
			first, size := utf8.DecodeRuneInString(phrase)
			b.WriteString(string(unicode.ToUpper(first)) + phrase[size:])
		default:
			b.WriteString(phrase)
		}
		b.WriteString([]string{" ", " ", " ", " ", " ", ", ", ". ", ": ", " (", ") ", " - ", "/", "|", "، "}[r.IntN(14)])
	}
	return b.String()
}

// goldenInitiative is made up by madeUp, its texts by goldenText, and its places and organisations are such as are told apart.
func goldenInitiative(r *rand.Rand, language string, id string) *registry.Initiative {
	i := madeUp(fromRand(r), id, 400)
	other := []string{"en", "fr", "es", "ar", "und", "de"}[r.IntN(6)]
	i.Title = registry.Text{language: goldenText(r, language, 1+r.IntN(8))}
	i.Description = registry.Text{language: goldenText(r, language, r.IntN(30))}
	switch r.IntN(10) {
	case 0:
		i.Title[other] = goldenText(r, other, 1+r.IntN(8))
	case 1:
		i.Description[other] = goldenText(r, other, 10)
	case 2:
		i.Title[language] = strings.ToUpper(i.Title[language])
	case 3:
		i.Description[language] = goldenText(r, language, 250)
	case 4:
		i.Title[language] += goldenText(r, language, 40)
	case 5:
		i.Description = nil
	}
	for range r.IntN(3) {
		name := []string{"Helmand Province", "Région de Gao", "محافظة حلب", "Mali", "Departamento de La Paz", "", goldenText(r, language, 1)}[r.IntN(7)]
		i.Locations = append(i.Locations, registry.Location{
			Name: registry.Text{language: name}, Country: []string{"", "ML", "SY"}[r.IntN(3)], Vocabulary: "G1", Code: []string{"", "2455290"}[r.IntN(2)],
			Precision: []string{"", "admin1", "country"}[r.IntN(3)],
		})
	}
	for range r.IntN(4) {
		name := []string{"Government of Mali", "Ministère de la Santé du Mali", "Unspecified", "NGO", "World Bank", "Oxfam – GB", "وزارة الداخلية", "U.S.A.I.D."}[r.IntN(8)]
		i.Participations = append(i.Participations, registry.Participation{
			Role: []registry.Role{registry.RoleFunding, registry.RoleExtending, registry.RoleImplementing, registry.RoleAccountable}[r.IntN(4)], Name: registry.Text{other: name}, Activity: []string{"", "XX–1 b"}[r.IntN(2)],
		})
	}
	i.Reporter.Type = []string{"", "10", "40", "80"}[r.IntN(4)]
	return i
}

// TestFeaturesAreAsTheyWere holds the stored form of features against digests. Stored features are compared with those that a
// later build makes, so what changes these digests asks whether featuresFormat is to be raised; -update writes them anew.
func TestFeaturesAreAsTheyWere(t *testing.T) {
	var got strings.Builder
	for n, language := range []string{"ar", "de", "en", "es", "fr", "und"} {
		r, h := rand.New(rand.NewPCG(7, uint64(n))), sha256.New()
		for k := range 300 {
			blob, err := overlap.FromInitiative(goldenInitiative(r, language, fmt.Sprint("x", k)), ultimateFunder).MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			h.Write(blob)
		}
		fmt.Fprintf(&got, "%s\t%x\n", language, h.Sum(nil))
	}
	golden := filepath.Join("testdata", "features.sha256")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("features are not as they were; where that is meant, see to featuresFormat and run with -update: %s", diff)
	}
}
