package iati

import (
	"maps"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

var roleByCode = map[string]registry.Role{
	"1": registry.RoleFunding, "2": registry.RoleAccountable, "3": registry.RoleExtending, "4": registry.RoleImplementing,
}

// organisations: reporting-org and participating-org. 1.x repeats an element for each language of a name.
func (ad *adapter) organisations() {
	for _, o := range ad.a.Reporters {
		ad.reporter(o)
	}
	for _, o := range ad.a.Participants {
		ad.participant(o)
	}
}

func (ad *adapter) reporter(o organisation) {
	r := &registry.Reporter{
		Ref: strings.TrimSpace(o.Ref), Type: ad.organisationType(o, "reporting-org"), Name: ad.addNames(nil, o.Texts),
		Secondary: isTrue(o.Secondary),
	}
	switch first := ad.facts.Reporter; {
	case r.Ref == "" && r.Name == nil:
	case first == nil:
		ad.facts.Reporter = r
	case first.Ref == r.Ref:
		first.Name = ad.addNames(first.Name, o.Texts)
	default:
		ad.warn(o.Line, "reporting-org", "a second reporting organisation; the first is used")
	}
}

func (ad *adapter) participant(o organisation) {
	p := registry.Participation{
		Ref: strings.TrimSpace(o.Ref), Name: ad.addNames(nil, o.Texts), Activity: strings.TrimSpace(o.Activity),
	}
	if p.Ref == "" && p.Name == nil {
		return // an empty element says nothing
	}
	role, ok := roleOf(o.Role)
	if !ok {
		ad.warn(o.Line, "participating-org/@role", "not a code of OrganisationRole (1 to 4)")
		return
	}
	p.Role = role
	p.Type = ad.organisationType(o, "participating-org")
	for i := range ad.facts.Participations {
		if same := &ad.facts.Participations[i]; sameParticipation(*same, p) {
			same.Name = ad.addNames(same.Name, o.Texts)
			return
		}
	}
	ad.facts.Participations = append(ad.facts.Participations, p)
}

// sameParticipation says whether q repeats p: in another language, or word for word.
func sameParticipation(p, q registry.Participation) bool {
	if p.Role != q.Role || p.Ref != q.Ref || p.Type != q.Type || p.Activity != q.Activity {
		return false
	}
	return maps.Equal(p.Name, q.Name) || p.Ref != "" && agree(p.Name, q.Name)
}

// agree says that two names of one organisation differ in no language that both have.
func agree(s, t registry.Text) bool {
	for lang, words := range t {
		if s[lang] != "" && s[lang] != words {
			return false
		}
	}
	return true
}

// roleOf reads OrganisationRole, or "donor" of the drafts before 1.01.
func roleOf(said string) (registry.Role, bool) {
	if said == "donor" {
		return registry.RoleFunding, true
	}
	c, ok := code("OrganisationRole", said)
	return roleByCode[c], ok
}

func (ad *adapter) organisationType(o organisation, field string) string {
	if strings.TrimSpace(o.Type) == "" {
		return ""
	}
	c, ok := code("OrganisationType", o.Type)
	if !ok {
		ad.warn(o.Line, field+"/@type", "not a code of OrganisationType")
	}
	return c
}

// isTrue reads xsd:boolean.
func isTrue(said string) bool { return said == "1" || said == "true" }

// identifiers: iati-identifier and other-identifier.
func (ad *adapter) identifiers() {
	ad.facts.Identifiers = []registry.Identifier{{Scheme: registry.SchemeIATI, Value: ad.key}}
	for _, id := range ad.a.Identifiers {
		if k := strings.TrimSpace(id.Text); k != "" && k != ad.key {
			ad.warn(id.Line, "iati-identifier", "a second identifier; the first is used")
		}
	}
	for _, o := range ad.a.OtherIdentifiers {
		ad.otherIdentifier(o)
	}
}

// otherIdentifier: the scheme is the type of OtherIdentifierType; 1.x has none, so there it is the owner's own number.
func (ad *adapter) otherIdentifier(o otherIdentifier) {
	id := registry.Identifier{Scheme: registry.SchemeOwn, Value: strings.TrimSpace(o.Ref), Owner: strings.TrimSpace(o.OwnerRef)}
	if id.Value == "" && len(o.Texts) > 0 {
		id.Value = strings.TrimSpace(o.Texts[0].Text)
	}
	if id.Value == "" {
		return // an empty element says nothing
	}
	if said := strings.TrimSpace(o.Type); said != "" {
		c, ok := code("OtherIdentifierType", said)
		if !ok {
			ad.warn(o.Line, "other-identifier/@type", "not a code of OtherIdentifierType")
			return
		}
		id.Scheme = "iati-" + strings.ToLower(c)
	}
	if id.Owner == "" {
		id.Owner = strings.TrimSpace(o.OwnerName)
	}
	if id.Owner == "" {
		id.Owner, _ = ad.addNames(nil, o.Owner).In()
	}
	// A1 is the reporting organisation's internal identifier by the definition of the code.
	if id.Owner == "" && id.Scheme == "iati-a1" && ad.facts.Reporter != nil {
		id.Owner = ad.facts.Reporter.Ref
	}
	for _, known := range ad.facts.Identifiers {
		if known == id {
			return
		}
	}
	ad.facts.Identifiers = append(ad.facts.Identifiers, id)
}
