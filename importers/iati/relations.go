package iati

import (
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

var relationByCode = map[string]registry.RelationType{
	"1": registry.RelationParent, "2": registry.RelationChild, "3": registry.RelationSibling,
	"4": registry.RelationCoFunded, "5": registry.RelationThirdParty,
}

// relations collects an activity's relations, each once. An activity's relation to itself says nothing.
type relations struct {
	ad   *adapter
	self string
	seen map[registry.Related]bool
	orgs map[string]bool // references of the organisations that the activity names, folded
}

// relations: related-activity, participating-org/@activity-id, and provider- and receiver-activity-id of transactions.
func (ad *adapter) relations() {
	r := &relations{ad: ad, self: registry.FoldKey(ad.key)}
	for _, s := range ad.a.Related {
		r.stated(s)
	}
	for _, p := range ad.a.Participants {
		switch role, _ := roleOf(p.Role); role {
		case registry.RoleFunding:
			r.add(registry.RelationFunds, p.Activity)
		case registry.RoleImplementing:
			r.add(registry.RelationFundedBy, p.Activity)
		}
	}
	for i := range ad.a.Transactions {
		t := &ad.a.Transactions[i]
		r.paid(registry.RelationFunds, &t.Provider, "transaction/provider-org/@provider-activity-id")
		r.paid(registry.RelationFundedBy, &t.Receiver, "transaction/receiver-org/@receiver-activity-id")
	}
}

func (r *relations) stated(s related) {
	if strings.TrimSpace(s.Ref) == "" {
		r.ad.warn(s.Line, "related-activity/@ref", "no identifier of the related activity")
		return
	}
	c, ok := code("RelatedActivityType", s.Type)
	if !ok {
		r.ad.warn(s.Line, "related-activity/@type", "not a code of RelatedActivityType (1 to 5)")
		return
	}
	r.add(relationByCode[c], s.Ref)
}

// paid takes the activity identifier of the other side of a transaction. USAID writes organisation identifiers there,
// which are no activities.
func (r *relations) paid(kind registry.RelationType, o *organisation, field string) {
	id := strings.TrimSpace(o.Activity)
	if id == "" {
		return
	}
	if r.isOrganisation(id, o) {
		r.ad.warn(o.Line, field, "an organisation identifier in place of an activity identifier")
		return
	}
	r.add(kind, id)
}

func (r *relations) isOrganisation(id string, o *organisation) bool {
	if r.orgs == nil {
		r.orgs = map[string]bool{}
		for _, list := range [][]organisation{r.ad.a.Reporters, r.ad.a.Participants} {
			for _, org := range list {
				r.orgs[registry.FoldKey(org.Ref)] = true
			}
		}
	}
	folded := registry.FoldKey(id)
	if r.orgs[folded] || folded == registry.FoldKey(o.Ref) {
		return true
	}
	_, known := codelist.FindOrganisationByIdentifier(id)
	return known
}

func (r *relations) add(kind registry.RelationType, identifier string) {
	identifier = strings.TrimSpace(identifier)
	folded := registry.FoldKey(identifier)
	one := registry.Related{Type: kind, Identifier: folded}
	if folded == "" || folded == r.self || r.seen[one] {
		return
	}
	if r.seen == nil {
		r.seen = map[registry.Related]bool{}
	}
	r.seen[one] = true
	r.ad.facts.Related = append(r.ad.facts.Related, registry.Related{Type: kind, Identifier: identifier})
}
