package fts

import (
	"slices"
	"strings"
)

// level is what a flow pays.
type level int

const (
	levelFunding level = iota // a plan, a fund, or somebody to be found: no initiative
	levelProject              // one or more projects
	levelGrant                // what it describes itself, outside of the plans
)

// level tells by the objects of the flow's destination; see the documentation of the package.
func (f *flow) level() level {
	switch {
	case len(f.projects()) > 0:
		return levelProject
	case len(ofKind(f.to, "Plan")) > 0, len(ofKind(f.to, "Location")) == 0, len(named(f.to)) == 0, f.paysAFund():
		return levelFunding
	}
	return levelGrant
}

// projects are those that the flow pays, each once.
func (f *flow) projects() []object {
	var projects []object
	for _, p := range ofKind(f.to, "Project") {
		if p.id != "" && !slices.ContainsFunc(projects, func(q object) bool { return q.id == p.id }) {
			projects = append(projects, p)
		}
	}
	return projects
}

func (f *flow) paysAFund() bool {
	return slices.ContainsFunc(named(f.to), func(o object) bool { return slices.Contains(o.types, "Pooled fund") })
}

// named are the organisations that are named.
func named(objects []object) []object {
	return slices.DeleteFunc(ofKind(objects, "Organization"), func(o object) bool { return namesNobody(o.name) })
}

// namesNobody says whether a name of FTS's list stands for a class of organisations of whom nobody knows which it is.
func namesNobody(name string) bool {
	name = strings.ToLower(name)
	switch name {
	case "", "ngos", "un agencies", "un agencies and ngos", "private (individuals & organizations)", "not specified":
		return true
	}
	return strings.Contains(name, "details not yet provided")
}
