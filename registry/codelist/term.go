package codelist

import (
	"sync"

	"github.com/tansiq/tansiq/registry"
)

// terms are the lists of the registry's own words, by name.
var terms = sync.OnceValue(func() map[string]*List { return readLists("terms.tsv") })

// Kinds lists the kinds of initiative: registry.Kinds with labels in en, fr, ar and es.
func Kinds() *List { return terms()["kind"] }

// Statuses lists registry.Statuses with labels in en, fr, ar and es.
func Statuses() *List { return terms()["status"] }

// Sensitivities lists the marks of sensitivity, the mildest first.
func Sensitivities() *List { return terms()["sensitivity"] }

// Sharings lists the marks of sharing (TLP 2.0), the most open first.
func Sharings() *List { return terms()["sharing"] }

// Languages lists languages in which initiatives are described, by ISO 639-1 code. Others exist: what is not listed may
// still be a BCP 47 tag.
func Languages() *List { return terms()["language"] }

// Consents lists the answers to the question whether those named agree to be listed: yes and no.
func Consents() *List { return terms()["consent"] }

// FindStatus resolves a word for how far an initiative has come: the registry's names and labels, words that sheets use for
// them, and codes, labels and 1.x words of IATI's ActivityStatus, which is the same list. ok is false when it is none.
func FindStatus(word string) (status registry.Status, ok bool) {
	if code, ok := Statuses().FromWord(word); ok {
		return registry.Status(code), true
	}
	code, ok := IATI("ActivityStatus").FromWord(word)
	if !ok || len(code) != 1 || code < "1" || code > "6" {
		return "", false
	}
	return registry.Statuses()[code[0]-'1'], true
}
