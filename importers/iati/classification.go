package iati

import (
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// Sector vocabularies with public lists of codes: no label is needed.
const (
	vocabularyPurpose  = "1" // DAC 5-digit purpose codes
	vocabularyCategory = "2" // DAC 3-digit categories
)

// classifications: sector, policy-marker, tag. Sectors of transactions count in vocabularies in which the activity has
// none (USAID has all its sectors there).
func (ad *adapter) classifications() {
	stated := map[string]bool{}
	for _, s := range ad.a.Sectors {
		if vocabulary, ok := ad.sector(s, "sector"); ok {
			stated[vocabulary] = true
		}
	}
	for i := range ad.a.Transactions {
		for _, s := range ad.a.Transactions[i].Sectors {
			s.Percentage = ""
			if !stated[sectorVocabulary(s)] {
				ad.sector(s, "transaction/sector")
			}
		}
	}
	for _, m := range ad.a.PolicyMarkers {
		ad.policyMarker(m)
	}
	for _, t := range ad.a.Tags {
		ad.tag(t)
	}
}

// sectorVocabulary reads SectorVocabulary; without one it is the DAC's by the standard. A word that 2.x has no code for
// ("WBTheme") is kept: it names some list, and is no code of another. Files of all versions give categories as purpose
// codes and the other way round; the two lists have no code in common, so the code says which it is from.
func sectorVocabulary(s coded) string {
	vocabulary := vocabularyPurpose
	if v := strings.TrimSpace(s.Vocabulary); v != "" {
		vocabulary = v
		if c, ok := code("SectorVocabulary", v); ok {
			vocabulary = c
		}
	}
	if vocabulary == vocabularyPurpose || vocabulary == vocabularyCategory {
		if known, ok := codelist.SectorByCode(strings.TrimSpace(s.Code)); ok {
			vocabulary = vocabularyCategory
			if known.Level == codelist.SectorPurpose {
				vocabulary = vocabularyPurpose
			}
		}
	}
	return vocabulary
}

// sector adds a sector, or its share to one of the same code; ok is false where it is left out.
func (ad *adapter) sector(s coded, field string) (vocabulary string, ok bool) {
	out := registry.Sector{Vocabulary: sectorVocabulary(s), Code: strings.TrimSpace(s.Code), Percentage: ad.percentage(s, field)}
	if out.Vocabulary == vocabularyPurpose || out.Vocabulary == vocabularyCategory {
		if out.Code == "" {
			ad.warn(s.Line, field+"/@code", "no sector code; a name alone is not resolved")
			return "", false
		}
		if _, ok := codelist.CurrentSector(out.Code); !ok {
			ad.warn(s.Line, field+"/@code", "not a code of the DAC's list of sectors")
			return "", false
		}
	} else if out.Label, _ = ad.addNames(nil, s.Texts).In(); out.Code == "" {
		// A list of one's own may have words only ("U.S. Sector Framework"): there the word is what tells its entries apart.
		out.Code = out.Label
		if out.Code == "" {
			ad.warn(s.Line, field, "neither a sector code nor a name")
			return "", false
		}
	}
	for i := range ad.facts.Sectors {
		if known := &ad.facts.Sectors[i]; known.Vocabulary == out.Vocabulary && known.Code == out.Code {
			known.Percentage = addShare(known.Percentage, out.Percentage)
			return out.Vocabulary, true
		}
	}
	ad.facts.Sectors = append(ad.facts.Sectors, out)
	return out.Vocabulary, true
}

// policyMarker: policy-marker with a significance. One without says nothing about the activity: Spain and the World Bank
// list all markers and leave it empty where the question was not answered.
func (ad *adapter) policyMarker(m coded) {
	marker := registry.PolicyMarker{
		Vocabulary: "1", Code: strings.TrimSpace(m.Code), Significance: strings.TrimSpace(m.Significance),
	}
	if v := strings.TrimSpace(m.Vocabulary); v != "" {
		marker.Vocabulary = v
		if c, ok := code("PolicyMarkerVocabulary", v); ok {
			marker.Vocabulary = c
		}
	}
	if marker.Vocabulary == "1" {
		if marker.Code == "" || marker.Significance == "" {
			return
		}
		c, ok := code("PolicyMarker", marker.Code)
		if !ok {
			ad.warn(m.Line, "policy-marker/@code", "not a code of PolicyMarker")
			return
		}
		if _, ok := code("PolicySignificance", marker.Significance); !ok {
			ad.warn(m.Line, "policy-marker/@significance", "not a code of PolicySignificance (0 to 4)")
			return
		}
		marker.Code = c
	}
	if marker.Code == "" {
		return
	}
	for _, known := range ad.facts.PolicyMarkers {
		if known == marker {
			return
		}
	}
	ad.facts.PolicyMarkers = append(ad.facts.PolicyMarkers, marker)
}

// tag: tag (2.03).
func (ad *adapter) tag(t coded) {
	tag := registry.Tag{
		Vocabulary: strings.TrimSpace(t.Vocabulary), Code: strings.TrimSpace(t.Code), URI: strings.TrimSpace(t.URI),
		Name: ad.addNames(nil, t.Texts),
	}
	if tag.Vocabulary == "" {
		ad.warn(t.Line, "tag/@vocabulary", "no vocabulary: nobody can tell what the tag means")
		return
	}
	if tag.Code == "" && tag.Name == nil {
		return
	}
	ad.facts.Tags = append(ad.facts.Tags, tag)
}
