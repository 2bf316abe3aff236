package overlap_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
)

// world is what made-up initiatives are drawn from: small, so that many of them have something in common.
var world = struct {
	words, places, donors, groups, purposes []string
}{
	words: strings.Fields(`border training judges prison reform police forensic laboratory Sahel maritime drugs firearms customs
		widows cattle rangers wildlife cybercrime passport biometric witness radio school water Kidal Gao Mopti`),
	places:   strings.Fields("Kidal Gao Mopti Agadez Tillabery Diffa Bamako Niamey"),
	donors:   strings.Fields("gov-fr gov-de gov-us gov-gb eu world-bank"),
	groups:   strings.Fields("border-guards women judges"),
	purposes: strings.Fields("15130 15210 15220 43010 31120 11110 16063"),
}

// source draws numbers; rapid's and math/rand's alike.
type source func(label string, n int) int

func fromRapid(t *rapid.T) source {
	return func(label string, n int) int { return rapid.IntRange(0, n-1).Draw(t, label) }
}

func fromRand(r *rand.Rand) source { return func(_ string, n int) int { return r.IntN(n) } }

func drawInitiative(t *rapid.T, id string) *registry.Initiative {
	return madeUp(fromRapid(t), id, len(world.words))
}

// madeUp makes an initiative. vocabulary is the number of words titles are made of: those of world, then numbered ones.
func madeUp(draw source, id string, vocabulary int) *registry.Initiative {
	i := &registry.Initiative{ID: id, Sources: []registry.Source{{Feed: "made-up", Key: id}}}
	i.Kind = registry.KindProject
	word := func() string {
		if n := draw("word", vocabulary); n >= len(world.words) {
			return "w" + strings.Map(func(r rune) rune { return 'a' + r - '0' }, fmt.Sprint(n))
		} else {
			return world.words[n]
		}
	}
	words := make([]string, 2+draw("words", 5))
	for k := range words {
		words[k] = word()
	}
	title := strings.Join(words, " ")
	if n := draw("phase", 8); n < 2 {
		title += fmt.Sprintf(" Phase %d", n+1)
	}
	i.Title = registry.Text{[]string{"en", "fr", "und"}[draw("language", 3)]: title}
	i.Identifiers = []registry.Identifier{{Scheme: "iati", Value: "XX-" + id}}
	switch draw("identifier", 10) {
	case 0:
		i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: "iati-a1", Value: fmt.Sprint(1000 + draw("number", vocabulary)), Owner: "XX-OWN"})
	case 1:
		i.Identifiers[0].Value = fmt.Sprint("XX-SHARED-", draw("number", vocabulary))
	case 2:
		i.Related = []registry.Related{{Type: registry.RelationParent, Identifier: fmt.Sprint("XX-PARENT-", draw("number", vocabulary))}}
	case 3:
		i.Identifiers[0].Value = fmt.Sprint("XX-PARENT-", draw("number", vocabulary))
	}
	if draw("country", 10) > 0 {
		i.Countries = []registry.CountryShare{{Code: []string{"ML", "NE", "BF"}[draw("which", 3)]}}
		if draw("place", 3) > 0 {
			p := world.places[draw("where", len(world.places))]
			i.Locations = []registry.Location{{Name: registry.Text{"en": p}, Point: &registry.Point{Latitude: 14 + float64(draw("lat", 50))/10, Longitude: float64(draw("lon", 50)) / 10}}}
		}
	}
	if draw("time", 10) > 0 {
		start := 2010 + draw("year", 14)
		i.Period = registry.Period{Start: registry.Date(fmt.Sprintf("%d-%02d-01", start, 1+draw("month", 12))), Basis: registry.PeriodActual}
		if draw("end", 4) > 0 {
			i.Period.End = registry.Date(fmt.Sprintf("%d-12-31", start+draw("years", 5)))
		}
	}
	for range 1 + draw("sectors", 2) {
		i.Sectors = append(i.Sectors, registry.Sector{Vocabulary: "1", Code: world.purposes[draw("sector", len(world.purposes))]})
	}
	if draw("donor", 5) > 0 {
		d := world.donors[draw("which", len(world.donors))]
		i.Participations = append(i.Participations, registry.Participation{Role: registry.RoleFunding, Organisation: d, Name: registry.Text{"en": d}})
	}
	if draw("implementer", 2) > 0 {
		i.Participations = append(i.Participations, registry.Participation{Role: registry.RoleImplementing, Name: registry.Text{"en": fmt.Sprint("Agency ", draw("which", vocabulary))}})
	}
	if draw("group", 3) == 0 {
		i.Beneficiaries = []string{world.groups[draw("which", len(world.groups))]}
	}
	if draw("money", 2) == 0 {
		i.Budget = &registry.Budget{Currency: "USD", Amount: registry.Amount(1000 * (1 + draw("amount", 1000)))}
	}
	i.Reporter = &registry.Reporter{Ref: fmt.Sprint("XX-", draw("reporter", 6)), Name: registry.Text{"en": "Reporter"}}
	i.Description = registry.Text{"en": "It is about " + word() + " and " + word() + "."}
	return i
}
