package toolkit

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// The two areas of the catalogue that are no coordination region.
const (
	worldwide = "Global"
	kosovo    = "Kosovo (UNSCR 1244)"
)

// record says the entry in the registry's words. number is its 1-based place in the catalogue.
func (e entry) record(number int) *registry.Record {
	return &registry.Record{
		Key:     e.ID,
		Licence: licence,
		Line:    number,
		Raw:     bytes.Clone(e.raw),
		Facts: registry.Facts{
			Identifiers:    []registry.Identifier{{Scheme: registry.SchemeToolkit, Value: e.ID}},
			Kind:           e.Kind,
			Title:          e.Title,
			Description:    e.Description,
			Translations:   e.translations(),
			GoodPractices:  e.practices(),
			Scope:          e.scope(),
			Countries:      e.countries(),
			Regions:        e.regions(),
			Participations: e.participations(),
			Links:          e.links(),
			Notes:          e.notes(),
		},
	}
}

// translations: titles as the catalogue says; descriptions are never the source's words.
func (e entry) translations() []string {
	ts := append([]string{"title.fr", "description.ar", "description.en", "description.fr"}, e.OwnWords...)
	slices.Sort(ts)
	return ts
}

func (e entry) practices() []registry.PracticeLink {
	links := make([]registry.PracticeLink, len(e.GoodPractices))
	for i, n := range e.GoodPractices {
		links[i] = registry.PracticeLink{
			Number: n, Basis: registry.BasisSource, Confidence: 1, Why: registry.Reason{Rule: "catalogue"},
		}
	}
	return links
}

var (
	namesNexus     = regexp.MustCompile(`(?i)\bnexus\b|crime-terror`)
	namesCrime     = regexp.MustCompile(`(?i)\b(organized|transnational) crime\b`)
	namesTerrorism = regexp.MustCompile(`(?i)\bterroris|\bextremis`)
)

// scope: the toolkit prints an example because it serves a good practice on the nexus, so each contributes. One whose
// own title or description names the nexus, or organized crime and terrorism or extremism both, is about it.
func (e entry) scope() registry.Scope {
	words := e.Title["en"] + "\n" + e.Description["en"]
	if namesNexus.MatchString(words) || namesCrime.MatchString(words) && namesTerrorism.MatchString(words) {
		return registry.ScopeCore
	}
	return registry.ScopeContributing
}

func (e entry) countries() []registry.CountryShare {
	var shares []registry.CountryShare
	for _, code := range e.Countries {
		shares = append(shares, registry.CountryShare{Code: code})
	}
	if slices.Contains(e.Regions, kosovo) {
		shares = append(shares, registry.CountryShare{Code: "XK"})
	}
	return shares
}

func (e entry) regions() []string {
	var codes []string
	for _, name := range e.Regions {
		// A name that is not one of the codelist's is worldwide or kosovo; the test holds that.
		if code, ok := codelist.FindRegion(name); ok {
			codes = append(codes, code)
		}
	}
	return codes
}

func (e entry) participations() []registry.Participation {
	var ps []registry.Participation
	for _, group := range []struct {
		role  registry.Role
		names []string
	}{{registry.RoleFunding, e.Donors}, {registry.RoleAccountable, e.Lead}, {registry.RoleImplementing, e.Partners}} {
		for _, name := range group.names {
			ps = append(ps, registry.Participation{Role: group.role, Name: registry.Text{"en": name}})
		}
	}
	return ps
}

func (e entry) links() []registry.Link {
	if e.URL == "" {
		return nil
	}
	return []registry.Link{{URL: e.URL}}
}
