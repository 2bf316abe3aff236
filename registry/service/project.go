package service

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Projection: what of a record an audience sees (design section 9). This file is the one place that decides it.

// clearance is how much of a record that may be seen at all is shown.
type clearance int

const (
	clearancePublic  clearance = iota // what everybody sees
	clearancePartner                  // what every keyed caller sees
	clearanceInsider                  // the record's own organisations, coordinators of its regions, administrators
)

// reasonSafety is why something is withheld: IATI's exclusion reasons are international relations, safety and
// security, personal information, commercial.
const reasonSafety = "safety"

// publicFields is the allow-list: the fields of Facts that leave the registry at all. A new field of Facts is
// invisible to everybody until it is listed here; a test holds the list against the type. What is further withheld
// from whom is withhold's part.
var publicFields = map[string]bool{
	"identifiers": true, "kind": true, "title": true, "description": true, "translations": true, "hierarchy": true,
	"status": true, "period": true, "good_practices": true, "scope": true, "sectors": true, "countries": true,
	"recipient_regions": true, "regions": true, "locations": true, "reporter": true, "participations": true,
	"beneficiaries": true, "budgets": true, "budget": true, "totals": true, "related": true, "policy_markers": true,
	"tags": true, "links": true, "documents": true, "notes": true,
}

// allow copies the listed fields.
func allow(facts registry.Facts, fields map[string]bool) registry.Facts {
	var out registry.Facts
	from, to := reflect.ValueOf(facts), reflect.ValueOf(&out).Elem()
	for n, field := range factFields {
		if fields[field.name] {
			to.Field(n).Set(from.Field(n))
		}
	}
	return out
}

// sensitivityOf is the record's stated sensitivity, or, where none is stated, moderate for one that names a local
// group as implementer unless that group published it itself. "What a public feed publishes is clear", but whom it
// names there was not asked.
func sensitivityOf(r *registry.Record) registry.Sensitivity {
	if r.Marks.Sensitivity != "" {
		return r.Marks.Sensitivity
	}
	for _, p := range r.Facts.Participations {
		if p.Role == registry.RoleImplementing && p.IsLocal() && !publishedBy(r, p) {
			return registry.SensitivityModerate
		}
	}
	return registry.SensitivityNone
}

func publishedBy(r *registry.Record, p registry.Participation) bool {
	reporter := r.Facts.Reporter
	return reporter != nil && (p.Ref != "" && p.Ref == reporter.Ref || p.Organisation != "" && p.Organisation == reporter.Organisation)
}

// isRestricted says whether insiders see more of the record than the public does.
func isRestricted(r *registry.Record) bool {
	return r.Marks.Sharing != registry.SharingClear || sensitivityOf(r) != registry.SensitivityNone
}

// clearanceOf says how much of a record a scope sees; ok is false where it sees nothing of it.
func clearanceOf(scope registry.ViewScope, r *registry.Record) (c clearance, ok bool) {
	kind, name, _ := strings.Cut(string(scope), ":")
	switch {
	case scope == registry.ScopeAll:
		return clearanceInsider, true
	case kind == "org" && slices.Contains(r.Marks.Owners, name):
		return clearanceInsider, true // red too: it gave the record
	case kind == "region" && r.Marks.Sharing != registry.SharingRed && slices.Contains(regionsOf(r.Facts), name):
		return clearanceInsider, true
	}
	if sensitivityOf(r) == registry.SensitivitySevere {
		return 0, false
	}
	switch r.Marks.Sharing {
	case registry.SharingClear:
		if scope == registry.ScopePublic {
			return clearancePublic, true
		}
		return clearancePartner, true
	case registry.SharingGreen:
		return clearancePartner, scope != registry.ScopePublic
	}
	return 0, false
}

// withhold removes what the record's sensitivity keeps from this clearance. It answers with the names of the fields
// of which something is missing. Places are coarsened, never jittered.
func (s *Service) withhold(r *registry.Record, c clearance) (registry.Facts, []string) {
	facts := allow(r.Facts, publicFields)
	if c == clearanceInsider {
		return facts, nil
	}
	var withheld []string
	sensitivity := sensitivityOf(r)
	finest := map[registry.Sensitivity]map[clearance]int{
		registry.SensitivityModerate: {clearancePublic: 1},
		registry.SensitivityHigh:     {clearancePublic: 0, clearancePartner: 1},
	}
	if level, coarse := finest[sensitivity][c]; coarse && len(facts.Locations) > 0 {
		facts.Locations = coarsen(facts.Locations, level)
		withheld = append(withheld, "locations")
	}
	if sensitivity == registry.SensitivityHigh || sensitivity == registry.SensitivityModerate && c == clearancePublic {
		if participations, some := anonymise(r); some {
			facts.Participations = participations
			withheld = append(withheld, "participations")
		}
	}
	if sensitivity == registry.SensitivityHigh && c == clearancePublic && (facts.Budget != nil || facts.Budgets != nil || facts.Totals != nil) {
		facts.Budget, facts.Budgets, facts.Totals = nil, nil, nil
		withheld = append(withheld, "budget")
	}
	if s.options.CarefulPractices && c == clearancePublic && hasLocalImplementer(r) {
		// A rule's guess must not put a local group next to terrorism in public before a person has looked.
		facts.GoodPractices = slices.DeleteFunc(slices.Clone(facts.GoodPractices), func(p registry.PracticeLink) bool {
			return p.Basis == registry.BasisRule
		})
		if len(facts.GoodPractices) < len(r.Facts.GoodPractices) {
			facts.Scope = ""
			withheld = append(withheld, "good_practices")
		}
	}
	return facts, withheld
}

func hasLocalImplementer(r *registry.Record) bool {
	return slices.ContainsFunc(r.Facts.Participations, func(p registry.Participation) bool {
		return p.Role == registry.RoleImplementing && p.IsLocal()
	})
}

// coarsen drops places finer than the administrative level. A place whose level is not known is finer.
func coarsen(places []registry.Location, level int) []registry.Location {
	var kept []registry.Location
	for _, p := range places {
		if p.AdminLevel == 0 || p.AdminLevel > level {
			continue
		}
		p.Point, p.Precision = nil, "" // a point is finer than any area
		kept = append(kept, p)
	}
	return kept
}

// anonymise replaces local organisations, but for one that published the record itself, by their role and type.
func anonymise(r *registry.Record) (participations []registry.Participation, some bool) {
	for _, p := range r.Facts.Participations {
		if p.IsLocal() && !publishedBy(r, p) {
			p = registry.Participation{Role: p.Role, Type: p.Type, Withheld: reasonSafety}
			some = true
		}
		participations = append(participations, p)
	}
	return participations, some
}

// scopesOf lists the scopes in which an initiative of these records can have views of its own.
func scopesOf(records []registry.Record) []registry.ViewScope {
	scopes := []registry.ViewScope{registry.ScopePublic, registry.ScopePartner, registry.ScopeAll}
	for i := range records {
		r := &records[i]
		if !isRestricted(r) {
			continue
		}
		for _, owner := range r.Marks.Owners {
			scopes = append(scopes, registry.OrganisationScope(owner))
		}
		for _, region := range regionsOf(r.Facts) {
			scopes = append(scopes, registry.RegionScope(region))
		}
	}
	slices.Sort(scopes[3:])
	return slices.Compact(scopes)
}

// projectView builds what a scope sees of an initiative; nil where it sees nothing.
func (s *Service) projectView(id string, records []registry.Record, scope registry.ViewScope) *registry.Initiative {
	var visible []registry.Record
	withheld := map[string]string{}
	for i := range records {
		c, ok := clearanceOf(scope, &records[i])
		if !ok {
			continue
		}
		r := records[i]
		var fields []string
		r.Facts, fields = s.withhold(&records[i], c)
		for _, f := range fields {
			withheld[f] = reasonSafety
		}
		visible = append(visible, r)
	}
	if len(visible) == 0 || !slices.ContainsFunc(visible, func(r registry.Record) bool { return !r.Withdrawn }) {
		return nil
	}
	initiative := merge(id, visible)
	if len(withheld) > 0 {
		initiative.Withheld = withheld
	}
	return initiative
}

// project builds all views of an initiative, one for each group of scopes that see the same.
func (s *Service) project(id string, records []registry.Record) (views []registry.View, full *registry.Initiative) {
	if len(records) == 1 && !isRestricted(&records[0]) && !(s.options.CarefulPractices && hasLocalImplementer(&records[0])) {
		// The ordinary case: nothing is kept from anybody, and one view serves all.
		full = s.projectView(id, records, registry.ScopeAll)
		if full == nil {
			return nil, nil
		}
		return []registry.View{s.view(full, []registry.ViewScope{registry.ScopePublic, registry.ScopePartner, registry.ScopeAll})}, full
	}
	byDocument := map[string]int{}
	for _, scope := range scopesOf(records) {
		initiative := s.projectView(id, records, scope)
		if initiative == nil {
			continue
		}
		if scope == registry.ScopeAll {
			full = initiative
		}
		view := s.view(initiative, []registry.ViewScope{scope})
		if i, ok := byDocument[string(view.Document)]; ok {
			views[i].Scopes = append(views[i].Scopes, scope)
			continue
		}
		byDocument[string(view.Document)] = len(views)
		views = append(views, view)
	}
	return views, full
}

func (s *Service) view(i *registry.Initiative, scopes []registry.ViewScope) registry.View {
	return registry.View{Scopes: scopes, Document: encodeDocument(i), Index: indexOf(i), Figures: figuresOf(i).encode()}
}

// encodeDocument writes the initiative as stores want it: without what only they know.
func encodeDocument(i *registry.Initiative) []byte {
	type document struct { // Initiative less version, created_at and updated_at
		ID string `json:"id"`
		registry.Facts
		Sources      []registry.Source `json:"sources"`
		Provenance   map[string]int    `json:"provenance"`
		Completeness float64           `json:"completeness"`
		Withheld     map[string]string `json:"withheld,omitempty"`
	}
	b, err := json.Marshal(document{i.ID, i.Facts, i.Sources, i.Provenance, i.Completeness, i.Withheld})
	if err != nil {
		panic("service: initiative cannot be encoded: " + err.Error())
	}
	return b
}

// projectRecord gives what the lens shows of one version of a record, judged by the record's current marks, and the names
// of the fields of which something is withheld.
func (s *Service) projectRecord(lens registry.Lens, version registry.Record, current *registry.Record) (r registry.Record, withheld []string, ok bool) {
	version.Marks = current.Marks
	best, seen := clearance(0), false
	for _, scope := range lens.Scopes() {
		// The old version's own organisations and places decide what is sensitive in it, the current marks how much.
		if c, ok := clearanceOf(scope, &version); ok && (!seen || c > best) {
			if _, now := clearanceOf(scope, current); now {
				best, seen = c, true
			}
		}
	}
	if !seen {
		return registry.Record{}, nil, false
	}
	version.Facts, withheld = s.withhold(&version, best)
	version.Facts.Regions = regionsOf(version.Facts)
	version.Marks.Owners = nil
	return version, withheld, true
}
