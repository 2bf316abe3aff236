package codelist

import (
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// RegionVocabulary codes of IATI: which list a recipient-region code is from.
const (
	VocabularyDAC = "1" // OECD DAC, IATI codelist Region
	VocabularyM49 = "2" // UN M49
)

// RecipientRegion is a region that a publisher names as the recipient (IATI recipient-region).
type RecipientRegion struct {
	// Vocabulary is the IATI RegionVocabulary code: VocabularyDAC or VocabularyM49.
	Vocabulary string
	Code       string
	Label      registry.Text
	// Withdrawn says that the list no longer has the code; old files do.
	Withdrawn bool
	// Countries are the alpha-2 codes of the M49 area's members. The DAC gives no membership with its list, and none is
	// invented: nil there.
	Countries []string
}

type recipientRegionTable struct {
	all   []RecipientRegion
	byKey map[[2]string]int
}

var recipientRegions = sync.OnceValue(func() *recipientRegionTable {
	members := map[string][]string{}
	for _, c := range Countries() {
		for _, area := range []string{c.Region, c.Subregion, c.Intermediate} {
			if area != "" {
				members[area] = append(members[area], c.Code)
			}
		}
		if c.M49 != "" {
			members["001"] = append(members["001"], c.Code)
		}
	}
	t := &recipientRegionTable{byKey: map[[2]string]int{}}
	for _, r := range table("recipient-regions.tsv") {
		g := RecipientRegion{
			Vocabulary: r["vocabulary"], Code: r["code"], Label: r.text(""), Withdrawn: r["status"] == "withdrawn",
		}
		if g.Vocabulary == VocabularyM49 {
			g.Countries = members[g.Code]
		}
		t.byKey[[2]string{g.Vocabulary, g.Code}] = len(t.all)
		t.all = append(t.all, g)
	}
	return t
})

// RecipientRegions lists the regions of the IATI Region codelist (DAC) and the areas of UN M49. The result is shared:
// do not change it.
func RecipientRegions() []RecipientRegion { return recipientRegions().all }

// RecipientRegionByCode gives the region of a vocabulary; ok is false when the vocabulary is another one (99, the
// publisher's own) or does not have the code. M49 codes of countries are found by FindCountry.
func RecipientRegionByCode(vocabulary, code string) (g RecipientRegion, ok bool) {
	t := recipientRegions()
	i, ok := t.byKey[[2]string{vocabulary, code}]
	if !ok {
		return RecipientRegion{}, false
	}
	return t.all[i], true
}
