package overlap

import (
	"iter"
	"maps"
	"slices"
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
		for word := range oneWordNames(&o) {
			if len(word) >= 3 {
				words[word] = o.Code
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
		for word := range oneWordNames(&o) {
			if len(word) >= 2 {
				words[word] = [2]string{o.Code, o.UltimateFunder}
			}
		}
	}
	return words
})

// oneWordNames yields an organisation's names and aliases that are one word, folded.
func oneWordNames(o *codelist.Organisation) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, name := range slices.Concat(o.Aliases, slices.Collect(maps.Values(o.Names))) {
			if words := slices.Collect(analysis.Words(name)); len(words) == 1 && !yield(words[0].Folded) {
				return
			}
		}
	}
}

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
