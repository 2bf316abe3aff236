package iati

import (
	"math"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// geography: recipient-country, recipient-region and location. Where the activity names no country and no region, those
// of its transactions count (USAID does so), in the order of their first mention and without shares.
func (ad *adapter) geography() {
	for _, c := range ad.a.Countries {
		ad.country(c, "recipient-country")
	}
	for _, r := range ad.a.Regions {
		ad.region(r, "recipient-region")
	}
	if len(ad.a.Countries) == 0 && len(ad.a.Regions) == 0 {
		for i := range ad.a.Transactions {
			for _, c := range ad.a.Transactions[i].Countries {
				c.Percentage = ""
				ad.country(c, "transaction/recipient-country")
			}
			for _, r := range ad.a.Transactions[i].Regions {
				r.Percentage = ""
				ad.region(r, "transaction/recipient-region")
			}
		}
	}
	for i := range ad.a.Locations {
		ad.location(&ad.a.Locations[i])
	}
}

func (ad *adapter) country(c coded, field string) {
	said := strings.TrimSpace(c.Code)
	if said == "" {
		ad.warn(c.Line, field+"/@code", "no country code; a name alone is not resolved")
		return
	}
	alpha2, ok := countryOf(said)
	if !ok {
		ad.warn(c.Line, field+"/@code", "not a country code of ISO 3166-1")
		return
	}
	share := registry.CountryShare{Code: alpha2, Percentage: ad.percentage(c, field)}
	for i := range ad.facts.Countries {
		if known := &ad.facts.Countries[i]; known.Code == alpha2 {
			known.Percentage = addShare(known.Percentage, share.Percentage)
			return
		}
	}
	ad.facts.Countries = append(ad.facts.Countries, share)
}

// countryOf resolves a code: of two letters, of three, a number of M49, or a withdrawn one with one successor.
func countryOf(said string) (alpha2 string, ok bool) {
	if c, ok := codelist.CountryByCode(said); ok {
		return c.Code, true
	}
	if len(said) > 3 {
		return "", false
	}
	return codelist.FindCountry(said)
}

func (ad *adapter) region(r coded, field string) {
	said := strings.TrimSpace(r.Code)
	if said == "" {
		ad.warn(r.Line, field+"/@code", "no region code; a name alone is not resolved")
		return
	}
	vocabulary := codelist.VocabularyDAC // the default of the standard
	if v := strings.TrimSpace(r.Vocabulary); v != "" {
		vocabulary = v
		if c, ok := code("RegionVocabulary", v); ok {
			vocabulary = c
		}
	}
	share := registry.RegionShare{Vocabulary: vocabulary, Code: said, Percentage: ad.percentage(r, field)}
	switch vocabulary {
	case codelist.VocabularyDAC, codelist.VocabularyM49:
		if _, ok := codelist.RecipientRegionByCode(vocabulary, said); !ok {
			ad.warn(r.Line, field+"/@code", "not a code of the region list that its vocabulary names")
			return
		}
	default:
		share.Label, _ = ad.addNames(nil, r.Texts).In()
	}
	for i := range ad.facts.RecipientRegions {
		if known := &ad.facts.RecipientRegions[i]; known.Vocabulary == vocabulary && known.Code == said {
			known.Percentage = addShare(known.Percentage, share.Percentage)
			return
		}
	}
	ad.facts.RecipientRegions = append(ad.facts.RecipientRegions, share)
}

// percentage reads @percentage: a decimal number from 0 to 100; nil where it is not given or, with a warning, is none.
func (ad *adapter) percentage(c coded, field string) *float64 {
	said := strings.TrimSpace(c.Percentage)
	if said == "" {
		return nil
	}
	v, ok := decimal(said)
	if !ok || v < 0 || v > 100 {
		ad.warn(c.Line, field+"/@percentage", "not a number from 0 to 100")
		return nil
	}
	return &v
}

// addShare adds what a repeated code says to what it said before: the shares of one list are parts of one whole. A
// repetition that would make it more than the whole repeats the statement and adds nothing.
func addShare(known, more *float64) *float64 {
	if known == nil || more == nil {
		if known == nil {
			return more
		}
		return known
	}
	if sum := *known + *more; sum <= 100 {
		return &sum
	}
	return known
}

// decimal reads an xsd:decimal as a float64, which is for shares and degrees only, never for money.
func decimal(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "+-.0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0)
}
