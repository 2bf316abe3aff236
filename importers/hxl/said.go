package hxl

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// said is what one row says.
type said struct {
	line           int
	key            string // of the initiative that the row is part of
	level          level
	number         string // the initiative's own, "" where it has none that counts beyond its organisation
	participations []registry.Participation
	activities     map[level]activity
	descriptions   registry.Text
	sectors        []registry.Sector
	sectorWords    []string
	countries      []string
	places         []registry.Location
	place          string
	period         registry.Period
	status         registry.Status
	beneficiaries  []string
	targeted       []figure
	reached        []figure
	budget         []figure
	spent          []figure
	links          []string
	problems       []registry.Problem
	rejected       bool
}

// read understands a row.
func (t *table) read(r row) said {
	d := t.newReading(r)
	s := said{line: r.Line, activities: d.activities(), status: d.status(), links: d.links()}
	for _, c := range d.cells(description) {
		s.descriptions = withText(s.descriptions, c.language, c.Text)
	}
	participations, who, lead := d.who()
	sectors, what, words := d.sectors()
	countries, where := d.countries()
	period, when := d.period()
	s.participations, s.sectors, s.sectorWords, s.countries, s.period = participations, sectors, words, countries, period
	s.places, s.place = d.places(countries)
	s.beneficiaries = append(d.beneficiaries(), d.groups()...)
	s.targeted, s.reached = d.people(targeted), d.people(reached)
	s.budget, s.spent = d.amounts(budget), d.amounts(spent)
	s.identify(d, t, who, lead, what, where, when)
	s.problems, s.rejected = d.problems, d.rejected
	return s
}

// identify finds out which initiative the row is part of; doc.go has the rule. It depends on the row alone, so that an
// initiative keeps its key whatever else the sheet lists.
func (s *said) identify(d *reading, t *table, who, lead, what, where []string, when string) {
	s.level = levelActivity
	programme := s.activities[levelProgramme]
	switch {
	case s.activities[levelProject].isStated():
		s.level = levelProject
	case !s.activities[levelActivity].isStated() && len(what) == 0 && programme.isStated():
		s.level = levelProgramme
	case programme.isStated(): // a row that says more is a part of it, and none of another programme
		words, _ := programme.text.In()
		what = append(what, "of "+codelist.Fold(words)+" "+codelist.Fold(programme.id))
	}
	a := s.activities[s.level]
	if a.id == "" && a.text == nil && a.code == "" && len(what) == 0 {
		d.reject("#activity", "says neither by an activity nor by a sector what is done")
		return
	}
	if a.id != "" {
		s.key, s.number = registry.FoldKey(a.id), a.id
		return
	}
	if len(who) == 0 && t.hasOrganisations() {
		d.reject("#org", "names no organisation, so nothing tells the activity from others")
		return
	}
	if a.code != "" {
		s.key = registry.FoldKey(a.code)
		if len(lead) > 0 { // a hash, because keys are public and the names of local groups may not be
			s.key += "-" + digest(lead)[:8]
		}
		return
	}
	words, _ := a.text.In()
	if s.level != levelActivity {
		what = nil // a project may be in several sectors; "Training" in two sectors is two activities
	}
	s.key = "3w-" + digest(slices.Concat([]string{codelist.Fold(words)}, []string{"who"}, who, []string{"what"}, what,
		[]string{"where"}, where, []string{"when", when}))[:32]
}

// hasOrganisations says whether the sheet has a column of organisations. Where it has none, they are implied.
func (t *table) hasOrganisations() bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return c.field == orgName || c.field == orgCode })
}

func digest(parts []string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x1e")))
	return hex.EncodeToString(sum[:])
}
