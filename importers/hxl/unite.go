package hxl

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// unite makes the record of the rows of one initiative, or a rejection.
func (t *table) unite(rows []row, line int) registry.Item {
	all := make([]said, len(rows))
	var problems []registry.Problem
	for i, r := range rows {
		all[i] = t.read(r)
		problems = append(problems, all[i].problems...)
	}
	slices.SortStableFunc(problems, func(a, b registry.Problem) int { return a.Line - b.Line })
	key := all[0].key
	for i := range problems {
		problems[i].Identifier = key
	}
	reject := func(reason string) registry.Item {
		return registry.Item{Problems: append(problems, registry.Problem{Line: line, Identifier: key, Field: "#activity", Reason: reason,
			Severity: registry.SeverityRejected})}
	}
	facts, more := t.facts(all)
	for _, reason := range more {
		problems = append(problems, registry.Problem{Line: line, Identifier: key, Reason: reason, Severity: registry.SeverityWarning})
	}
	if facts.Title.IsEmpty() {
		return reject("no row of it says by an activity or a sector what is done")
	}
	return registry.Item{Record: &registry.Record{Key: key, Line: line, Facts: facts, Raw: t.raw(rows)}, Problems: problems}
}

// raw is the rows as HXL JSON, an array of arrays that begins with the hashtags, in the columns that are read.
func (t *table) raw(rows []row) []byte {
	var read []int
	at := map[int]int{}
	var out [][]string
	var tags []string
	for i, c := range t.columns {
		if c.field != notRead && c.field != personal {
			at[i] = len(read)
			read = append(read, i)
			tags = append(tags, c.hashtag)
		}
	}
	out = append(out, tags)
	for _, r := range rows {
		cells := make([]string, len(read))
		for _, k := range r.Cells {
			cells[at[k.Column]] = k.Text
		}
		out = append(out, cells)
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic("hxl: rows of texts cannot be encoded: " + err.Error())
	}
	return b
}

// facts unites what the rows say. The rows are in the order of their contents, and nothing depends on another order.
func (t *table) facts(rows []said) (f registry.Facts, problems []string) {
	first := rows[0]
	f.Kind = map[level]registry.Kind{levelActivity: registry.KindInitiative, levelProject: registry.KindProject, levelProgramme: registry.KindProgramme}[first.level]
	if first.number != "" { // of several spellings one, whichever row has it
		number := slices.MinFunc(rows, func(a, b said) int { return strings.Compare(a.number, b.number) }).number
		f.Identifiers = []registry.Identifier{{Scheme: registry.SchemeOwn, Value: number}}
	}
	f.Title = title(rows)
	f.Description = describe(rows, f.Title)
	f.Period = periodOf(rows)
	for _, r := range rows {
		f.Status = further(f.Status, r.status)
		f.Sectors = unite(f.Sectors, r.sectors, func(a, b registry.Sector) bool {
			return a.Vocabulary == b.Vocabulary && codelist.Fold(a.Code) == codelist.Fold(b.Code)
		})
		for _, p := range r.participations {
			f.Participations = withParticipation(f.Participations, p)
		}
		f.Locations = unite(f.Locations, r.places, samePlace)
		f.Beneficiaries = sorted(append(f.Beneficiaries, r.beneficiaries...))
		for _, code := range r.countries {
			f.Countries = unite(f.Countries, []registry.CountryShare{{Code: code}}, func(a, b registry.CountryShare) bool { return a.Code == b.Code })
		}
		for _, url := range r.links {
			f.Links = unite(f.Links, []registry.Link{{URL: url}}, func(a, b registry.Link) bool { return a.URL == b.URL })
		}
		if id := r.activities[levelProgramme].id; id != "" && first.level != levelProgramme {
			f.Related = unite(f.Related, []registry.Related{{Type: registry.RelationParent, Identifier: id}}, func(a, b registry.Related) bool { return a == b })
		}
	}
	slices.SortStableFunc(f.Participations, func(a, b registry.Participation) int { return roles[a.Role] - roles[b.Role] })
	if f.Status == registry.StatusPipeline && f.Period.Start != "" {
		f.Period.Basis = registry.PeriodPlanned
	}
	for _, n := range []struct {
		kind string
		of   func(said) []figure
	}{{registry.NoteTargeted, func(s said) []figure { return s.targeted }}, {registry.NoteReached, func(s said) []figure { return s.reached }}} {
		if words := written(sumOf(placedBy(rows, n.of))); words != "" {
			f.Notes = append(f.Notes, registry.Note{Kind: n.kind, Text: registry.Text{registry.Undetermined: words}})
		}
	}
	switch sums := sumOf(placedBy(rows, func(s said) []figure { return s.budget })); {
	case len(sums) == 1:
		f.Budget = &registry.Budget{Amount: registry.Amount(sums[0].value), Currency: sums[0].of}
	case len(sums) > 1:
		problems = append(problems, "budgets in several currencies; none is taken, since no rate is assumed")
	}
	for _, sum := range sumOf(placedBy(rows, func(s said) []figure { return s.spent })) {
		f.Totals = append(f.Totals, registry.Total{Type: registry.TotalSpent, Currency: sum.of, Amount: registry.Amount(sum.value), Count: 1})
	}
	return f, problems
}

// roles are in the order in which money and work pass through them.
var roles = map[registry.Role]int{registry.RoleFunding: 0, registry.RoleExtending: 1, registry.RoleImplementing: 2}

func unite[T any](have, more []T, same func(a, b T) bool) []T {
	for _, v := range more {
		if !slices.ContainsFunc(have, func(h T) bool { return same(h, v) }) {
			have = append(have, v)
		}
	}
	return have
}

func samePlace(a, b registry.Location) bool {
	return a.AdminLevel == b.AdminLevel && a.Country == b.Country && a.Vocabulary == b.Vocabulary && a.Code == b.Code &&
		maps.Equal(a.Name, b.Name) && reflect.DeepEqual(a.Point, b.Point)
}

func placedBy(rows []said, of func(said) []figure) []placed {
	all := make([]placed, len(rows))
	for i, r := range rows {
		all[i] = placed{r.place, of(r)}
	}
	return all
}

// written puts figures as their hashtags have them: "#targeted+f 300; #targeted+m 250".
func written(figures []figure) string {
	var words []string
	for _, f := range figures {
		words = append(words, fmt.Sprintf("%s %d", f.of, f.value))
	}
	return strings.Join(words, "; ")
}

// title is the activity's text, of several the one that most rows state, in each language. Without any it is the sectors in
// the source's words: organisations and places are not put into it, since they may have to be withheld.
func title(rows []said) registry.Text {
	if t := commonest(rows, func(s said) registry.Text { return s.activities[s.level].text }); t != nil {
		return t
	}
	if t := commonest(rows, func(s said) registry.Text { return s.activities[levelActivity].text }); t != nil {
		return t
	}
	return commonest(rows, func(s said) registry.Text {
		if len(s.sectorWords) == 0 {
			return nil
		}
		return registry.Text{registry.Undetermined: strings.Join(s.sectorWords, ": ")}
	})
}

// commonest is, by language, the text that most rows have; of several the first in the alphabet.
func commonest(rows []said, of func(said) registry.Text) registry.Text {
	counts := map[string]map[string]int{}
	for _, r := range rows {
		for lang, words := range of(r) {
			if counts[lang] == nil {
				counts[lang] = map[string]int{}
			}
			counts[lang][words]++
		}
	}
	var t registry.Text
	for lang, n := range counts {
		best := slices.MaxFunc(slices.Collect(maps.Keys(n)), func(a, b string) int {
			return cmp.Or(n[a]-n[b], strings.Compare(b, a))
		})
		t = withText(t, lang, best)
	}
	return t
}

// describe is all that the rows say in sentences and is not the title, each once, in the order of the alphabet.
func describe(rows []said, title registry.Text) registry.Text {
	said := map[string][]string{}
	add := func(t registry.Text) {
		for lang, words := range t {
			if words != title[lang] {
				said[lang] = append(said[lang], words)
			}
		}
	}
	for _, r := range rows {
		add(r.descriptions)
		for _, a := range r.activities {
			add(a.text)
		}
	}
	var t registry.Text
	for lang, words := range said {
		t = withText(t, lang, strings.Join(sorted(words), "\n"))
	}
	return t
}

// periodOf is from the first start to the last end that the rows state.
func periodOf(rows []said) (p registry.Period) {
	for _, r := range rows {
		if s := r.period.Start; s != "" && (p.Start == "" || s < p.Start) {
			p.Start = s
		}
		p.End = max(p.End, r.period.End)
	}
	if p.End != "" && p.End < p.Start { // of different rows
		p.End = ""
	}
	return p
}

// standing orders statuses by how much still goes on: what goes on in one place goes on.
var standing = []registry.Status{"", registry.StatusCancelled, registry.StatusClosed, registry.StatusPipeline, registry.StatusSuspended,
	registry.StatusFinalisation, registry.StatusImplementation}

func further(a, b registry.Status) registry.Status {
	if slices.Index(standing, b) > slices.Index(standing, a) {
		return b
	}
	return a
}
