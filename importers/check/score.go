package check

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// Score says how much of a file is fit for coordination, and what would raise it most. Points are 0 to 100:
//
//	Points = 50 × Clean + 50 × Complete
//
// Clean is the share (0-1) of the records that are neither rejected nor have an error. Complete is the mean over all records of the share of
// Fields that are filled, a rejected record having none. Entries that are funding of a plan and no initiative are not counted.
type Score struct {
	Points   float64 `json:"points"`
	Clean    float64 `json:"clean"`
	Complete float64 `json:"complete"`
	Records  int     `json:"records"` // accepted and rejected
	Fields   []Field `json:"fields"`
	Mends    []Mend  `json:"mends"` // the best first, at most three
}

// Field is one of the things that a coordinator looks for, to see whether two initiatives meet, as far as the format has a place for it.
type Field struct {
	Name    string `json:"name"`
	Filled  int    `json:"filled"`  // in how many of the accepted records
	Missing int    `json:"missing"` // in how many of them not
}

// Mend is something that the publisher can do: fill in a field, or mend one kind of error.
//
// Gain is what it is worth. All mends, and not only those that are named, add up to what Points lacks of 100. Therefore the points that a
// record lacks for its errors are shared alike among their kinds; and a rejected record, of whose fields nothing is known, is taken to be
// filled in once it is mended.
type Mend struct {
	What    string  `json:"what"`
	Records int     `json:"records"` // that it touches
	Gain    float64 `json:"gain"`    // points
}

// mends is how many a score names.
const mends = 3

// beyond are the fields that are looked for beside those that detection compares.
const (
	organisationIdentifiers = "identifiers of organisations"
	results                 = "results"
)

// absent are the fields that a format has no place for, and identifiers, without which no record is one. A place for results other
// than a count of people is IATI's alone.
var absent = map[string][]string{
	"iati":      {"identifier", "beneficiaries"},
	"hxl":       {"identifier", organisationIdentifiers, results},
	"fts":       {"identifier", "beneficiaries", "description", organisationIdentifiers, results},
	"360giving": {"identifier", "beneficiaries", results},
	"table":     {"identifier", organisationIdentifiers, results},
}

// tally counts what the score needs.
type tally struct {
	fields   []Field
	columns  []int // of each field: its place in overlap.ComparedFields, or one of the two below
	accepted int
	rejected int
	clean    int
	errors   map[*Kind]float64 // shares (0-1) of records that are not clean, by the kinds of their errors
	refusals map[*Kind]float64 // the same of rejected records
}

// Places of the fields that detection does not compare.
const (
	atOrganisations = -1
	atResults       = -2
)

func newTally(format string) *tally {
	t := &tally{errors: map[*Kind]float64{}, refusals: map[*Kind]float64{}}
	add := func(name string, column int) {
		if !slices.Contains(absent[format], name) {
			t.fields = append(t.fields, Field{Name: name})
			t.columns = append(t.columns, column)
		}
	}
	for column, name := range overlap.ComparedFields {
		add(name, column)
	}
	add(organisationIdentifiers, atOrganisations)
	add(results, atResults)
	return t
}

// add counts an accepted record; errors are the kinds of its errors.
func (t *tally) add(facts *registry.Facts, hasResults bool, errors map[*Kind]bool) {
	compared := overlap.Filled(facts)
	for i, column := range t.columns {
		filled := false
		switch column {
		case atOrganisations:
			filled = allIdentified(facts.Participations)
		case atResults:
			filled = hasResults
		default:
			filled = compared[column]
		}
		if filled {
			t.fields[i].Filled++
		} else {
			t.fields[i].Missing++
		}
	}
	t.accepted++
	if len(errors) == 0 {
		t.clean++
	}
	share(t.errors, errors)
}

// reject counts a rejected record.
func (t *tally) reject(errors map[*Kind]bool) {
	t.rejected++
	share(t.errors, errors)
	share(t.refusals, errors)
}

// share divides one record among the kinds of its errors.
func share(among map[*Kind]float64, errors map[*Kind]bool) {
	for kind := range errors {
		among[kind] += 1 / float64(len(errors))
	}
}

// allIdentified says whether each organisation that takes part has an identifier.
func allIdentified(all []registry.Participation) bool {
	return len(all) > 0 && !slices.ContainsFunc(all, func(p registry.Participation) bool { return p.Ref == "" })
}

// score sums up; nil where no record was scored.
func (t *tally) score() *Score {
	n := float64(t.accepted + t.rejected)
	if n == 0 {
		return nil
	}
	filled := 0
	for _, f := range t.fields {
		filled += f.Filled
	}
	s := &Score{Records: t.accepted + t.rejected, Clean: float64(t.clean) / n, Complete: float64(filled) / (n * float64(len(t.fields))), Fields: t.fields}
	s.Points = 50*s.Clean + 50*s.Complete
	s.Mends = t.mends()
	s.Mends = s.Mends[:min(len(s.Mends), mends)]
	for _, figure := range []*float64{&s.Points, &s.Clean, &s.Complete} {
		*figure = rounded(*figure)
	}
	for i := range s.Mends {
		s.Mends[i].Gain = rounded(s.Mends[i].Gain)
	}
	return s
}

// mends are all there are, the best first.
func (t *tally) mends() []Mend {
	n := float64(t.accepted + t.rejected)
	var all []Mend
	for _, f := range t.fields {
		if f.Missing > 0 {
			all = append(all, Mend{What: "fill in: " + f.Name, Records: f.Missing, Gain: 50 * float64(f.Missing) / (n * float64(len(t.fields)))})
		}
	}
	for kind, records := range t.errors {
		all = append(all, Mend{What: "mend: " + kind.words(), Records: kind.Records, Gain: 50 * (records + t.refusals[kind]) / n})
	}
	slices.SortFunc(all, func(a, b Mend) int {
		return cmp.Or(cmp.Compare(rounded(b.Gain), rounded(a.Gain)), cmp.Compare(b.Records, a.Records), cmp.Compare(a.What, b.What))
	})
	return all
}

// rounded gives a figure to three decimals.
func rounded(figure float64) float64 { return math.Round(figure*1000) / 1000 }

// words are the field and the reason.
func (k *Kind) words() string {
	if k.Field == "" {
		return k.Reason
	}
	return fmt.Sprintf("%s: %s", k.Field, k.Reason)
}
