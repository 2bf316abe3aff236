package grants360

import (
	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/registry"
)

// organisations: fundingOrganization and recipientOrganization.
func (d *reading) organisations(g jsonstream.Node, toIndividual bool) {
	funders := g.Get("fundingOrganization")
	for _, p := range d.participants(funders, registry.RoleFunding) {
		if d.facts.Reporter == nil {
			d.facts.Reporter = &registry.Reporter{Ref: p.Ref, Name: p.Name}
		}
		d.facts.Participations = append(d.facts.Participations, p)
	}
	if d.facts.Reporter == nil {
		d.warn("fundingOrganization", "no funder is named")
	}
	role := registry.RoleImplementing
	if passesOn(g) {
		role = registry.RoleExtending
	}
	recipients := d.participants(g.Get("recipientOrganization"), role)
	if len(recipients) == 0 && !toIndividual {
		d.warn("recipientOrganization", "no recipient is named")
	}
	d.facts.Participations = append(d.facts.Participations, recipients...)
}

func (d *reading) participants(list jsonstream.Node, role registry.Role) []registry.Participation {
	var all []registry.Participation
	for _, item := range list.Objects() {
		p := registry.Participation{Role: role, Ref: item.Get("id").Text()}
		if name := oneLine(item.Get("name").Text()); name != "" {
			p.Name = registry.Text{registry.Undetermined: name}
		}
		if p.Ref != "" || p.Name != nil {
			all = append(all, p)
		}
	}
	return all
}

// regrantTypes are the codes of the standard's codelist regrantType. Of all but the last the money is for redistribution.
var regrantTypes = map[string]registry.Text{
	"FRG010":     {"en": "Common regrant", "fr": "Subvention à redistribuer", "ar": "منحة لإعادة المنح"},
	"FRG020":     {"en": "Transfer to intermediary", "fr": "Transfert à un intermédiaire", "ar": "تحويل إلى وسيط"},
	"FRG030":     {"en": "Match funding", "fr": "Cofinancement à parts convenues", "ar": "تمويل مقابل"},
	"FRG040":     {"en": "Funder collaboration", "fr": "Fonds commun de bailleurs", "ar": "صندوق مشترك بين ممولين"},
	"FRG050":     {"en": "Fiscal sponsor", "fr": "Agent fiscal", "ar": "راعٍ مالي"},
	"FRG060":     {"en": "Endowment", "fr": "Dotation", "ar": "وقف مالي"},
	multipurpose: {"en": "Multipurpose", "fr": "À usages multiples", "ar": "متعدد الأغراض"},
}

// multipurpose grants pay the recipient's own work too.
const multipurpose = "FRG070"

// passesOn says whether the recipient is to give the money on as grants.
func passesOn(g jsonstream.Node) bool {
	code := g.Get("regrantType").Text()
	_, known := regrantTypes[code]
	return known && code != multipurpose
}

func (d *reading) kind(g jsonstream.Node) registry.Kind {
	if passesOn(g) {
		return registry.KindFund
	}
	return registry.KindInitiative
}
