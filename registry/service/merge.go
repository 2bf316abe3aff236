package service

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/overlap"
)

// merge builds an initiative from the records that one audience may see. It is a pure function of the records: their
// order of arrival does not matter. Withdrawn records speak only where no other is left.
//
// The stated order of sources, best first: a record that its source still publishes; the first-hand report before a
// secondary reporter's; the more complete one; then by feed and key. Each field comes whole from the first source that
// has it, and Provenance says from which. Fields that name things one by one (identifiers, good practices, relations,
// links, documents, notes, tags) are united instead, and texts are united by language.
//
// Money is counted once, so it is that of one record: of the first that states any of its kind (budget, totals). Where a
// source still publishes the initiative, what a withdrawn record said adds none; where it is reported first-hand, what a
// secondary reporter says of it adds none, not even where the first-hand report is silent.
func merge(id string, records []registry.Record) *registry.Initiative {
	records = slices.Clone(records)
	completeness := map[string]float64{}
	for i := range records {
		completeness[records[i].ID] = overlap.Completeness(&records[i].Facts)
	}
	slices.SortFunc(records, func(a, b registry.Record) int {
		return cmp.Or(
			compareBool(a.Withdrawn, b.Withdrawn),
			compareBool(isSecondary(a), isSecondary(b)),
			-cmp.Compare(completeness[a.ID], completeness[b.ID]),
			strings.Compare(a.Feed, b.Feed),
			strings.Compare(a.Key, b.Key),
		)
	})
	i := &registry.Initiative{ID: id, Provenance: map[string]int{}}
	i.Identifiers = []registry.Identifier{} // none is an empty list, not null
	for n, r := range records {
		i.Sources = append(i.Sources, registry.Source{Feed: r.Feed, Key: r.Key, URL: r.URL, Licence: r.Licence, RetrievedAt: r.Retrieved})
		if r.Withdrawn != records[0].Withdrawn || isSecondary(r) != isSecondary(records[0]) {
			r.Facts.Reporter, r.Facts.Budget, r.Facts.Budgets, r.Facts.Totals = nil, nil, nil, nil
		}
		mergeFacts(&i.Facts, r.Facts, i.Provenance, n)
	}
	i.Regions = regionsOf(i.Facts)
	i.Completeness = overlap.Completeness(&i.Facts)
	return i
}

func isSecondary(r registry.Record) bool {
	return r.Facts.Reporter != nil && r.Facts.Reporter.Secondary
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// together lists fields that mean something only side by side: countries and recipient regions share 100 %, a
// budget is what its lines add up to. They come from the source of the first of them that is stated.
var together = map[string]string{"recipient_regions": "countries", "countries": "recipient_regions", "budget": "budgets", "budgets": "budget"}

// factFields are the fields of Facts in their order: how each is called, and the place of its twin (see together), -1 for none.
// Each initiative is merged for each audience, and its tags need not be read each time.
var factFields = fieldsOfFacts()

type factField struct {
	name string
	twin int
}

func fieldsOfFacts() []factField {
	t := reflect.TypeFor[registry.Facts]()
	places := map[string]int{}
	for n := range t.NumField() {
		places[jsonName(t.Field(n))] = n
	}
	fields := make([]factField, t.NumField())
	for name, n := range places {
		fields[n] = factField{name, -1}
		if twin, ok := together[name]; ok {
			fields[n].twin = places[twin]
		}
	}
	return fields
}

func mergeFacts(into *registry.Facts, from registry.Facts, provenance map[string]int, source int) {
	t, f := reflect.ValueOf(into).Elem(), reflect.ValueOf(from)
	for n, field := range factFields {
		name := field.name
		if f.Field(n).IsZero() {
			continue
		}
		switch have := t.Field(n).Addr().Interface().(type) {
		case *registry.Text:
			uniteText(have, f.Field(n).Interface().(registry.Text), provenance, name, source)
			continue
		case *[]registry.Identifier:
			*have = unite(*have, from.Identifiers, func(a, b registry.Identifier) bool {
				return a.Scheme == b.Scheme && strings.EqualFold(a.Value, b.Value) && a.Owner == b.Owner
			})
		case *[]registry.PracticeLink:
			*have = unitePractices(*have, from.GoodPractices)
		case *[]registry.Related:
			*have = unite(*have, from.Related, func(a, b registry.Related) bool { return a == b })
		case *[]registry.Link:
			*have = unite(*have, from.Links, func(a, b registry.Link) bool { return a.URL == b.URL })
		case *[]registry.Document:
			*have = unite(*have, from.Documents, func(a, b registry.Document) bool { return a.URL == b.URL })
		case *[]registry.Tag:
			*have = unite(*have, from.Tags, func(a, b registry.Tag) bool { return a.Vocabulary == b.Vocabulary && a.Code == b.Code })
		case *[]registry.Note:
			*have = unite(*have, from.Notes, func(a, b registry.Note) bool { return reflect.DeepEqual(a, b) })
		default:
			if !t.Field(n).IsZero() {
				continue
			}
			if twin := field.twin; twin >= 0 && !t.Field(twin).IsZero() {
				if p, set := provenance[factFields[twin].name]; set && p != source {
					continue
				}
			}
			t.Field(n).Set(f.Field(n))
		}
		if _, set := provenance[name]; !set {
			provenance[name] = source
		}
	}
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func uniteText(have *registry.Text, from registry.Text, provenance map[string]int, name string, source int) {
	if *have == nil {
		*have = registry.Text{}
	}
	first, set := provenance[name]
	if !set {
		provenance[name], first = source, source
	}
	for _, language := range from.Languages() {
		if (*have)[language] != "" {
			continue
		}
		(*have)[language] = from[language]
		if source != first {
			provenance[name+"."+language] = source
		}
	}
}

func unite[T any](have, from []T, same func(a, b T) bool) []T {
	have = slices.Clip(have) // never write into a record's own slice
	for _, v := range from {
		if !slices.ContainsFunc(have, func(h T) bool { return same(h, v) }) {
			have = append(have, v)
		}
	}
	return have
}

// unitePractices keeps one link a practice: a reviewer's before a source's before a rule's, the more certain first.
func unitePractices(have, from []registry.PracticeLink) []registry.PracticeLink {
	rank := []registry.PracticeBasis{registry.BasisReviewer, registry.BasisSource, registry.BasisRule}
	have = slices.Clone(have)
	for _, link := range from {
		i := slices.IndexFunc(have, func(h registry.PracticeLink) bool { return h.Number == link.Number })
		if i < 0 {
			have = append(have, link)
			continue
		}
		better := cmp.Or(slices.Index(rank, link.Basis)-slices.Index(rank, have[i].Basis), cmp.Compare(have[i].Confidence, link.Confidence))
		if better < 0 {
			have[i] = link
		}
	}
	slices.SortFunc(have, func(a, b registry.PracticeLink) int { return a.Number - b.Number })
	return have
}

// regionsOf adds to the coordination regions that the sources state those that the countries belong to.
func regionsOf(f registry.Facts) []string {
	regions := slices.Clone(f.Regions)
	for _, c := range f.Countries {
		regions = append(regions, codelist.RegionsOfCountry(c.Code)...)
	}
	slices.Sort(regions)
	return slices.Compact(regions)
}
