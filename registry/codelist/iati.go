package codelist

import (
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// Entry is one code of a list.
type Entry struct {
	Code  string
	Label registry.Text
	// Withdrawn says that the list no longer has the code; old files do.
	Withdrawn bool
}

// List is one codelist of the IATI standard, or one of the registry's own.
type List struct {
	// Name is the name of the codelist in the standard: "TransactionType".
	Name    string
	entries []Entry
	byCode  map[string]int
	byWord  nameIndex
}

// Codes lists the codes in the order of the standard.
func (l *List) Codes() []string {
	codes := make([]string, len(l.entries))
	for i, e := range l.entries {
		codes[i] = e.Code
	}
	return codes
}

// Entries lists the codes with their labels. The result is shared: do not change it.
func (l *List) Entries() []Entry { return l.entries }

// Label gives the label of a code; ok is false when the list does not have it.
func (l *List) Label(code string) (label registry.Text, ok bool) {
	i, ok := l.byCode[code]
	if !ok {
		return nil, false
	}
	return l.entries[i].Label, true
}

// FromWord resolves what a file says to a 2.x code: the code itself, the word or letter that IATI 1.x used in its place
// ("start-planned", "Funding", "IF", "DAC-3"), or the label in any language, in either case. ok is false when it is
// none of them; the 1.x sector vocabularies ISO and WB have no counterpart.
func (l *List) FromWord(word string) (code string, ok bool) {
	if _, ok := l.byCode[word]; ok {
		return word, true
	}
	return l.byWord.find(word)
}

var iatiLists = sync.OnceValue(func() map[string]*List {
	return readLists("iati.tsv", "iati-organisation-registration-agency.tsv")
})

// readLists reads tables that hold a list or several, each line naming its own.
func readLists(tables ...string) map[string]*List {
	lists := map[string]*List{}
	for _, name := range tables {
		for _, r := range table(name) {
			l := lists[r["list"]]
			if l == nil {
				l = &List{Name: r["list"], byCode: map[string]int{}, byWord: nameIndex{}}
				lists[l.Name] = l
			}
			e := Entry{Code: r["code"], Label: r.text(""), Withdrawn: r["status"] == "withdrawn"}
			l.byCode[e.Code] = len(l.entries)
			l.entries = append(l.entries, e)
			l.byWord.add(e.Code, e.Code)
			l.byWord.addText(e.Label, e.Code)
			for _, w := range r.list("words") {
				l.byWord.add(w, e.Code)
			}
		}
	}
	return lists
}

// IATI gives a codelist by its name in the standard; nil when the package does not carry it. Carried are those an
// importer or an export uses: ActivityDateType, ActivityScope, ActivityStatus, BudgetStatus, BudgetType,
// DocumentCategory, GazetteerAgency, GeographicExactness, GeographicVocabulary, GeographicalPrecision, OrganisationRole,
// OrganisationType, OtherIdentifierType, PolicyMarker, PolicyMarkerVocabulary, PolicySignificance, RegionVocabulary,
// RelatedActivityType, SectorVocabulary, TagVocabulary, TransactionType in en, fr and ar, and
// OrganisationRegistrationAgency in English. Countries, regions, sectors and currencies have functions of their own.
func IATI(list string) *List { return iatiLists()[list] }
