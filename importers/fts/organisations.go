package fts

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// ocha is the list of OCHA's identifiers on org-id.guide, and OCHA itself as the owner of project codes.
const ocha = "XM-OCHA"

// organisations: those of the flows' sources fund, those of their destinations implement. The source of a flow whose parent
// is in the record passes on that flow's money and funds nothing. The reporter is that of the first flow that says who
// reported it.
func (ad *adapter) organisations() {
	for _, f := range ad.flows {
		if ad.head(f) == f {
			ad.participants(registry.RoleFunding, f.from)
		}
	}
	for _, f := range ad.flows {
		ad.participants(registry.RoleImplementing, f.to)
	}
	for _, f := range ad.flows {
		if r := f.reporter(); r.organisation != "" {
			ad.facts.Reporter = ad.asReporter(r)
			return
		}
	}
}

func (ad *adapter) participants(role registry.Role, objects []object) {
	for _, o := range named(objects) {
		p := registry.Participation{Role: role, Ref: o.ref(), Type: ad.typeOf(o), Name: registry.Text{registry.Undetermined: o.name}}
		if !slices.ContainsFunc(ad.facts.Participations, func(q registry.Participation) bool {
			return q.Role == p.Role && q.Ref == p.Ref && q.Name[registry.Undetermined] == o.name
		}) {
			ad.facts.Participations = append(ad.facts.Participations, p)
		}
	}
}

// typeOf is the organisation's type, which one flow may state and another not.
func (ad *adapter) typeOf(o object) string {
	if kind := o.organisationType(); kind != "" {
		return kind
	}
	for _, f := range ad.flows {
		for _, same := range slices.Concat(f.from, f.to) {
			if same.kind == o.kind && same.id == o.id && same.name == o.name && same.organisationType() != "" {
				return same.organisationType()
			}
		}
	}
	return ""
}

// ref is the organisation's identifier on OCHA's Humanitarian Programme Cycle list, which version 1 of the API gives.
func (o object) ref() string {
	if o.id == "" {
		return ""
	}
	return ocha + "-HPC" + o.id
}

// reporter is the first primary report, else the first. A secondary one passes on what somebody else said.
func (f *flow) reporter() report {
	for _, r := range f.reports {
		if r.organisation != "" && strings.EqualFold(r.source, "primary") {
			return r
		}
	}
	for _, r := range f.reports {
		if r.organisation != "" {
			return r
		}
	}
	return report{}
}

// asReporter says more of the organisation that reported where it takes part too.
func (ad *adapter) asReporter(r report) *registry.Reporter {
	reporter := &registry.Reporter{Name: registry.Text{registry.Undetermined: oneLine(r.organisation)}}
	for _, p := range ad.facts.Participations {
		if p.Name[registry.Undetermined] == oneLine(r.organisation) {
			reporter.Ref, reporter.Type = p.Ref, p.Type
			break
		}
	}
	return reporter
}

// organisationType is IATI's OrganisationType where FTS's types say as much. Private foundations and companies are one
// type of FTS and two of IATI, and an NGO may be of any country.
func (o object) organisationType() string {
	is := func(kind, subType string) bool {
		return slices.Contains(o.types, kind) && (subType == "" || slices.Contains(o.subTypes, subType))
	}
	switch {
	case is("Government", "Local government"):
		return "11"
	case is("Government", ""):
		return "10"
	case is("UN agency", ""), is("Inter-governmental", ""):
		return "40"
	case is("NGO", "International"), is("Red Cross/Red Crescent", "International Society"):
		return "21"
	case is("NGO", "National"), is("NGO", "Local"), is("Red Cross/Red Crescent", "National Society"):
		return "22"
	}
	return ""
}
