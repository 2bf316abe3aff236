package standard

import (
	"slices"
	"strings"
	"sync"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// place says what is checked at a place of the document beyond its form.
type place struct {
	codes []codeAt
	text  bool // the element's text is needed
}

// codeAt is a value that is from a codelist: a line of places.tsv.
type codeAt struct {
	attribute  string // "" is the element's text
	list       *list
	vocabulary string // for which it holds; "" for any
	orNone     bool   // also without one
}

// list is a codelist: a line of codes.tsv.
type list struct {
	name             string
	kind             string // core, complete or open
	codes, withdrawn []string
	carried          bool // package codelist has it
}

type placeTable struct {
	byPath   map[string]*place
	lang     *list // of every xml:lang
	channels *list // CRSChannelCode
}

// places reads codes.tsv and places.tsv once.
var places = sync.OnceValue(func() placeTable {
	lists := map[string]*list{}
	for _, row := range table("codes.tsv") {
		l := &list{name: row[0], kind: row[1], carried: row[2] == "@"}
		if !l.carried {
			l.codes, l.withdrawn = strings.Fields(row[2]), strings.Fields(row[3])
		}
		lists[l.name] = l
	}
	t := placeTable{byPath: map[string]*place{}, channels: lists["CRSChannelCode"]}
	for _, row := range table("places.tsv") {
		path, at := "", row[0]
		if i := strings.LastIndexByte(at, '/'); i >= 0 {
			path, at = at[:i], at[i+1:]
		}
		if path == "" && at == "@xml:lang" {
			t.lang = lists[row[1]]
			continue
		}
		c := codeAt{list: lists[row[1]]}
		c.vocabulary, c.orNone = strings.CutSuffix(row[2], "?")
		p := t.at(path)
		if at == "text()" {
			p.text = true
		} else {
			c.attribute = at[1:]
		}
		p.codes = append(p.codes, c)
	}
	for _, path := range []string{"iati-identifier", "location/point/pos"} { // the rules read them
		t.at(path).text = true
	}
	return t
})

func (t placeTable) at(path string) *place {
	if t.byPath[path] == nil {
		t.byPath[path] = &place{}
	}
	return t.byPath[path]
}

// nothingMore is the place of most elements.
var nothingMore = &place{}

func placeOf(path string) *place {
	if p := places().byPath[path]; p != nil {
		return p
	}
	return nothingMore
}

// standing is what a list says of a code.
type standing int

const (
	unknown standing = iota
	withdrawn
	inForce
)

// find looks a code up as it is written: codes are compared by case.
func (l *list) find(code string) standing {
	if l.carried {
		return findCarried(l.name, code)
	}
	switch {
	case slices.Contains(l.codes, code):
		return inForce
	case slices.Contains(l.withdrawn, code):
		return withdrawn
	}
	return unknown
}

// findCarried looks in the lists of package codelist.
func findCarried(name, code string) standing {
	gone := false
	switch name {
	case "Country":
		if c, ok := codelist.CountryByCode(code); ok && c.Code == code {
			return inForce
		}
		f, ok := codelist.FormerCountryByCode(code)
		if !ok || f.Code != code {
			return unknown
		}
		gone = true
	case "Currency":
		c, ok := codelist.CurrencyByCode(code)
		if !ok || c.Code != code {
			return unknown
		}
		gone = c.Withdrawn
	case "Region":
		r, ok := codelist.RecipientRegionByCode(codelist.VocabularyDAC, code)
		if !ok {
			return unknown
		}
		gone = r.Withdrawn
	case "Sector", "SectorCategory":
		s, ok := codelist.SectorByCode(code)
		if !ok || (s.Level == codelist.SectorPurpose) != (name == "Sector") {
			return unknown
		}
		gone = s.Withdrawn
	default:
		entries := codelist.IATI(name).Entries()
		i := slices.IndexFunc(entries, func(e codelist.Entry) bool { return e.Code == code })
		if i < 0 {
			return unknown
		}
		gone = entries[i].Withdrawn
	}
	if gone {
		return withdrawn
	}
	return inForce
}

// severity is what a code that is not on the list is.
func (l *list) severity() registry.Severity {
	if l.kind == "open" {
		return registry.SeverityWarning
	}
	return SeverityError
}

// check says what is wrong with a value that should be on the list; "" for nothing. Versions 1.x may write the words of their
// time.
func (l *list) check(value string, words bool) (reason string, severity registry.Severity) {
	switch l.find(value) {
	case inForce:
		return "", ""
	case withdrawn:
		return quoted(value) + " has been withdrawn from the codelist " + l.name + l.insteadOf(value), registry.SeverityWarning
	}
	if trimmed := strings.TrimSpace(value); trimmed != value && l.find(trimmed) != unknown {
		return quoted(trimmed) + " has spaces around it", l.severity()
	}
	if words && slices.Contains(wordsWithoutCode[l.name], value) {
		return "", ""
	}
	if meant := l.meant(strings.TrimSpace(value)); meant != "" {
		if words && l.name != "Country" && !strings.EqualFold(meant, strings.TrimSpace(value)) {
			return "", ""
		}
		return quoted(value) + " is written " + meant + " in the codelist " + l.name, l.severity()
	}
	if strings.TrimSpace(value) == "" {
		return "is empty: a code of the codelist " + l.name + " belongs here", l.severity()
	}
	reason = quoted(value) + " is not a code of the codelist " + l.name
	if category := strings.TrimSuffix(value, "00"); l.name == "Sector" && len(category) == 3 && findCarried("SectorCategory", category) != unknown {
		reason += " but the category " + category + ": vocabulary 2 has those (DAC-3 in versions 1.x)"
	}
	return reason, l.severity()
}

// wordsWithoutCode are words of versions 1.x that no code took the place of.
var wordsWithoutCode = map[string][]string{"SectorVocabulary": {"ISO", "WB"}}

// meant is the code that a value in another case, or a word in its place, stands for; "" where that is not plain.
func (l *list) meant(value string) string {
	for _, other := range []string{strings.ToUpper(value), strings.ToLower(value)} {
		if other != value && l.find(other) == inForce {
			return other
		}
	}
	if l.name == "Country" { // a code of three letters or digits, or a name
		if code, ok := codelist.FindCountry(value); ok {
			return code
		}
	}
	if known := codelist.IATI(l.name); known != nil {
		if code, ok := known.FromWord(value); ok {
			return code
		}
	}
	return ""
}

// insteadOf names the codes that took a withdrawn one's place, where that is known.
func (l *list) insteadOf(code string) string {
	var successors []string
	switch l.name {
	case "Sector", "SectorCategory":
		s, _ := codelist.SectorByCode(code)
		successors = s.Successors
	case "Currency":
		if c, _ := codelist.CurrencyByCode(code); c.Successor != "" {
			successors = []string{c.Successor}
		}
	case "Country":
		f, _ := codelist.FormerCountryByCode(code)
		successors = f.Successors
	}
	if len(successors) == 0 {
		return ""
	}
	return "; in its place: " + strings.Join(successors, ", ")
}

// vocabularyOf is the element's @vocabulary as a code of 2.x, "" for none. The words of 1.x for the vocabularies of sectors, policy
// markers and regions are known.
func vocabularyOf(element, said string) string {
	said = strings.TrimSpace(said)
	name := map[string]string{"sector": "SectorVocabulary", "policy-marker": "PolicyMarkerVocabulary", "recipient-region": "RegionVocabulary"}[element]
	if said == "" || name == "" {
		return said
	}
	if code, ok := codelist.IATI(name).FromWord(said); ok {
		return code
	}
	return said
}
