package hxl

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// identifierForm is that of an organisation identifier of org-id.guide: a list's prefix, then a number.
var identifierForm = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]+-\S+$`)

// named is an organisation as the row names it.
type named struct {
	role               registry.Role
	name               registry.Text
	code, kind         string
	column, kindColumn string // its column, and that of its type, for problems
}

func (n named) words() string {
	words, _ := n.name.In()
	return words
}

// who reads the organisations. A name that nobody has recognised stays a name.
func (d *reading) who() (participations []registry.Participation, key, lead []string) {
	byRole := map[registry.Role][]string{}
	for _, n := range d.organisations() {
		said := codelist.Fold(n.words())
		if said == "" {
			said = codelist.Fold(n.code)
		}
		if said == "" || nobody[said] {
			continue
		}
		byRole[n.role] = append(byRole[n.role], said)
		key = append(key, string(n.role)+" "+said)
		for _, p := range d.participations(n) {
			participations = withParticipation(participations, p)
		}
	}
	for _, role := range []registry.Role{registry.RoleExtending, registry.RoleImplementing, registry.RoleFunding} {
		if lead = sorted(byRole[role]); lead != nil {
			break
		}
	}
	return participations, sorted(key), lead
}

// nobody are names that say that there is no organisation.
var nobody = map[string]bool{"no": true, "no partner": true, "no partner identified": true, "no org": true, "pas de partenaire": true}

// withParticipation adds one that is not there yet. Another row may know the type of one that is.
func withParticipation(have []registry.Participation, p registry.Participation) []registry.Participation {
	for i := range have {
		q := &have[i]
		if q.Role == p.Role && q.Ref == p.Ref && folded(q.Name) == folded(p.Name) && (q.Type == p.Type || q.Type == "" || p.Type == "") {
			q.Type = cmp.Or(q.Type, p.Type)
			return have
		}
	}
	return append(have, p)
}

func folded(name registry.Text) string {
	words, _ := name.In()
	return codelist.Fold(words)
}

// sorted is each value once, in order.
func sorted(values []string) []string {
	slices.Sort(values)
	return slices.Compact(values)
}

// organisations puts names, codes and types together that stand in columns of one pair: "#org +impl +name", "#org +impl
// +code". Several columns of one language are several organisations, several languages are one in each.
func (d *reading) organisations() []named {
	var pairs []string
	names, codes, kinds := map[string][]cell{}, map[string][]cell{}, map[string][]cell{}
	for _, c := range d.cells(orgName, orgCode, orgType) {
		if !slices.Contains(pairs, c.pair) {
			pairs = append(pairs, c.pair)
		}
		switch c.field {
		case orgName:
			names[c.pair] = append(names[c.pair], c)
		case orgCode:
			codes[c.pair] = append(codes[c.pair], c)
		default:
			kinds[c.pair] = append(kinds[c.pair], c)
		}
	}
	var found []named
	for _, pair := range pairs {
		group := merged(names[pair])
		coded, typed := merged(codes[pair]), merged(kinds[pair])
		if group == nil { // codes alone are acronyms, or identifiers
			group = coded
		}
		for i := range group {
			n := &group[i]
			if len(coded) == len(group) {
				n.code = coded[i].words()
			}
			switch len(typed) {
			case len(group):
				n.kind, n.kindColumn = typed[i].words(), typed[i].column
			case 1: // one word for all of them
				n.kind, n.kindColumn = typed[0].words(), typed[0].column
			}
		}
		found = append(found, group...)
	}
	return found
}

// merged gives the values of cells: in several languages of one thing, or one after the other.
func merged(cells []cell) []named {
	var found []named
	languages := map[string]bool{}
	same := true // whether each cell has as many values, each in its language
	for _, c := range cells {
		same = same && !languages[c.language] && len(list(c.Text)) == len(list(cells[0].Text))
		languages[c.language] = true
	}
	for n, c := range cells {
		for i, v := range list(c.Text) {
			if same && n > 0 {
				found[i].name[c.language] = v
				continue
			}
			found = append(found, named{role: c.role, name: registry.Text{c.language: v}, column: c.name})
		}
	}
	return found
}

// participations makes of a name one participation, or several where it is put together of names that are known each.
func (d *reading) participations(n named) []registry.Participation {
	p := registry.Participation{Role: n.role, Name: n.name, Type: d.organisationType(n)}
	words, lang := n.name.In()
	switch o, known := sheet.FindOrganisation(words); {
	case known: // an identifier in the place of a name
		p.Ref, p.Name = words, maps.Clone(o.Names)
	case identifierForm.MatchString(n.code):
		p.Ref = n.code
	}
	if p.Ref != "" || len(n.name) > 1 {
		return []registry.Participation{p}
	}
	parts, known := d.parts(words)
	if len(parts) < 2 || known == 0 {
		return []registry.Participation{p}
	}
	if known < len(parts) {
		d.warn(n.column, "may name several organisations; taken for one name, since not all of them are known (separate them with ;)")
		return []registry.Participation{p}
	}
	var each []registry.Participation
	for _, part := range parts {
		each = append(each, registry.Participation{Role: n.role, Type: p.Type, Name: registry.Text{lang: part}})
	}
	return each
}

// parts splits at commas and slashes what is no known name as a whole, and counts the parts that are known names.
func (d *reading) parts(name string) (parts []string, known int) {
	if !strings.ContainsAny(name, ",/،") {
		return nil, 0
	}
	if _, ok := codelist.FindOrganisationByName(name); ok {
		return nil, 0
	}
	countries := 0
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(",/،", r) }) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		parts = append(parts, part)
		if _, ok := codelist.FindCountry(part); ok {
			countries++
		}
		if _, ok := codelist.FindOrganisationByName(part); ok {
			known++
		}
	}
	if countries > 0 && countries < len(parts) { // "Save the Children, Mali" is an office, not a government too
		return nil, 0
	}
	return parts, known
}

// organisationTypes are words of 3W sheets beside those of IATI's OrganisationType.
var organisationTypes = func() map[string]string {
	folded := map[string]string{}
	for code, words := range map[string]string{
		"10": "government;gov;govt;governmental;gouvernement;gobierno;حكومة;حكومي",
		"11": "local government;local authority;autorité locale",
		"21": "ingo;international ngo;ong internationale;ongi;ong internacional;منظمة غير حكومية دولية",
		"22": "nngo;national ngo;lngo;local ngo;ngo national;ong nationale;ong locale;ongn;ong nacional;ong local;cbo;منظمة غير حكومية وطنية;منظمة غير حكومية محلية",
		"40": "un;un agency;united nations;nations unies;agence onusienne;agence des nations unies;naciones unidas;الأمم المتحدة",
		"70": "private;private sector;secteur privé;sector privado",
		"80": "academia;university;université;academic",
	} {
		for _, w := range strings.Split(words, ";") {
			folded[codelist.Fold(w)] = code
		}
	}
	return folded
}()

// organisationType is a code of IATI's OrganisationType: by it a local group is known, whose name may have to be withheld.
func (d *reading) organisationType(n named) string {
	if n.kind == "" {
		return ""
	}
	if code, ok := codelist.IATI("OrganisationType").FromWord(n.kind); ok {
		return code
	}
	if code, ok := organisationTypes[codelist.Fold(n.kind)]; ok {
		return code
	}
	d.warn(n.kindColumn, "not a type of organisation ("+valueClass(n.kind)+")")
	return ""
}
