package overlap

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/tansiq/tansiq/registry/analysis"
	"github.com/tansiq/tansiq/registry/codelist"
)

// multilateral is IATI OrganisationType 40.
const multilateral = "40"

// agencyWords are the one-word names and acronyms of the multilateral agencies in the codelist, folded, by code.
var agencyWords = sync.OnceValue(func() map[string]string {
	words := map[string]string{}
	for _, o := range codelist.Organisations() {
		if o.Type != multilateral {
			continue
		}
		names := o.Aliases
		for _, name := range o.Names {
			names = append(names[:len(names):len(names)], name)
		}
		for _, name := range names {
			var folded []string
			for w := range analysis.Words(name) {
				folded = append(folded, w.Folded)
			}
			if len(folded) == 1 && len(folded[0]) >= 3 {
				words[folded[0]] = o.Code
			}
		}
	}
	return words
})

// organisationWords are the one-word names and acronyms of all organisations in the codelist, folded, with the organisation and
// whose money it spends.
var organisationWords = sync.OnceValue(func() map[string][2]string {
	words := map[string][2]string{}
	for _, o := range codelist.Organisations() {
		names := o.Aliases
		for _, name := range o.Names {
			names = append(names[:len(names):len(names)], name)
		}
		for _, name := range names {
			var folded []string
			for w := range analysis.Words(name) {
				folded = append(folded, w.Folded)
			}
			if len(folded) == 1 && len(folded[0]) >= 2 {
				words[folded[0]] = [2]string{o.Code, o.UltimateFunder}
			}
		}
	}
	return words
})

// isPartyWord says whether a word names an organisation that takes part in an initiative.
func isPartyWord(word string, f *Features) bool {
	o, ok := organisationWords()[word]
	if !ok {
		return false
	}
	for _, ps := range [][]Party{f.Donors, f.Implementers} {
		for i := range ps {
			if ps[i].Organisation == o[0] || o[1] != "" && ps[i].Ultimate == o[1] {
				return true
			}
		}
	}
	return false
}

// agenciesOf finds the multilateral agencies that a title names by their acronym. Country systems leave the implementer
// out and put it there; which donor's share a record is, the title does not say.
func agenciesOf(words []analysis.Word) []string {
	var codes []string
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w.Surface); !unicode.IsUpper(r) {
			continue
		}
		if code, ok := agencyWords()[w.Folded]; ok {
			codes = append(codes, code)
		}
	}
	return codes
}
