package check

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/importers/iati/standard"
	"github.com/tansiq/tansiq/registry"
)

// Kind is a kind of problem: one field and one reason, whatever the values are.
type Kind struct {
	Found    standard.Kind      `json:"kind"` // which check finds it
	Severity registry.Severity  `json:"severity"`
	Field    string             `json:"field,omitempty"`
	Reason   string             `json:"reason"`   // with the values of the first problem
	Count    int                `json:"count"`    // problems
	Records  int                `json:"records"`  // in how many records
	Examples []registry.Problem `json:"examples"` // the first few
}

// examples is how many problems a kind keeps.
const examples = 3

// maxKinds bounds the kinds of one file. A file that is wrong in more ways than this is wrong in all; what comes after counts as the last.
const maxKinds = 2000

// kinds are the kinds of one file's problems by what makes them alike.
type kinds map[likeness]*Kind

type likeness struct {
	severity      registry.Severity
	field, reason string
}

var (
	aside  = regexp.MustCompile(` \(and \d+ more like this[^)]*\)|: it belongs before the element on this line`)
	values = regexp.MustCompile(`"[^"]*"|[0-9][0-9.,:T-]*`)
)

// of gives the kind of a problem. Reasons are alike that differ in the values that they repeat.
func (k kinds) of(p Problem) *Kind {
	reason := aside.ReplaceAllString(p.Reason, "")
	like := likeness{p.Severity, p.Field, values.ReplaceAllString(reason, "#")}
	kind := k[like]
	if kind == nil && len(k) >= maxKinds {
		like = likeness{}
		kind = k[like]
	}
	if kind == nil {
		kind = &Kind{Found: p.Kind, Severity: p.Severity, Field: p.Field, Reason: reason}
		k[like] = kind
	}
	return kind
}

func (k *Kind) add(p Problem, newInRecord bool) {
	k.Count++
	if newInRecord {
		k.Records++
	}
	if len(k.Examples) < examples {
		k.Examples = append(k.Examples, p.Problem)
	}
}

// sorted gives the kinds, the worst first, then the most frequent.
func (k kinds) sorted() []Kind {
	all := make([]Kind, 0, len(k))
	for _, kind := range k {
		all = append(all, *kind)
	}
	slices.SortFunc(all, func(a, b Kind) int {
		return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(b.Records, a.Records), cmp.Compare(b.Count, a.Count),
			strings.Compare(a.Field, b.Field), strings.Compare(a.Reason, b.Reason))
	})
	return all
}

func rank(s registry.Severity) int {
	return slices.Index([]registry.Severity{registry.SeverityRejected, standard.SeverityError, registry.SeverityWarning}, s)
}
