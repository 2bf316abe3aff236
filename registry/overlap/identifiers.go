package overlap

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

var plainDashes = strings.NewReplacer("–", "-", "‐", "-", "‑", "-", " ", "")

// foldIdentifier undoes what publishers vary in: case, surrounding space, and the kind of dash.
func foldIdentifier(value string) string {
	return strings.ToLower(plainDashes.Replace(strings.TrimSpace(value)))
}

// sourceKey is the comparable form of an identifier that is unique in the world.
func sourceKey(scheme, value string) string { return scheme + ":" + foldIdentifier(value) }

// identifiersOf reads the identifiers of a record or initiative. Schemes own, A1, A2 and A9 count within their owner
// (the reporter where none is given): without an owner they say nothing, for "1" is everybody's number. With an owner they
// may also be what the owner's IATI identifier is made of ("GB-1" and "107402"), which is tried as well.
func identifiersOf(facts *registry.Facts, reporter Party) []Identifier {
	var ids []Identifier
	add := func(key string, class IdentifierClass, shown string) {
		ids = append(ids, Identifier{Key: key, Class: class, Shown: cut(shown, 80)})
	}
	ownerOfReports := reporter.Name
	if facts.Reporter != nil {
		ownerOfReports = cmp.Or(facts.Reporter.Ref, reporter.Name)
	}
	for _, id := range facts.Identifiers {
		value := foldIdentifier(id.Value)
		if value == "" {
			continue
		}
		switch id.Scheme {
		case "iati-b1", "iati-b9": // they identify the reporting organisation, OtherIdentifierType B
		case "iati-a3": // previous activity identifier
			add(sourceKey(registry.SchemeIATI, value), IdentifierScoped, id.Value)
		case "iati-a4":
			add(sourceKey(registry.SchemeFTS, value), IdentifierMoney, id.Value)
		case registry.SchemeOwn, "iati-a1", "iati-a2", "iati-a9":
			owner := foldIdentifier(cmp.Or(id.Owner, ownerOfReports))
			if owner == "" {
				continue
			}
			add("own:"+owner+":"+value, IdentifierScoped, id.Value)
			if key := sourceKey(registry.SchemeIATI, owner+"-"+value); len(value) >= 4 {
				add(key, IdentifierScoped, id.Value)
			}
		default:
			add(sourceKey(id.Scheme, value), IdentifierSource, id.Value)
		}
	}
	for _, p := range facts.Participations {
		if p.Activity != "" {
			add(sourceKey(registry.SchemeIATI, p.Activity), IdentifierActivity, p.Activity)
		}
	}
	// The strongest meaning of a key wins: an organisation that names its own record in participating-org adds nothing.
	slices.SortFunc(ids, func(a, b Identifier) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Shown, b.Shown))
	})
	ids = slices.CompactFunc(ids, func(a, b Identifier) bool { return a.Key == b.Key })
	return ids[:min(len(ids), maxIdentifiers)]
}

func linksOf(facts *registry.Facts) []Link {
	var links []Link
	for _, r := range facts.Related {
		l := Link{Type: r.Type, Initiative: r.Initiative}
		if r.Identifier != "" {
			l.Key = sourceKey(cmp.Or(r.Scheme, registry.SchemeIATI), r.Identifier)
		}
		if l.Key != "" || l.Initiative != "" {
			links = append(links, l)
		}
	}
	slices.SortFunc(links, func(a, b Link) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Initiative, b.Initiative), cmp.Compare(a.Type, b.Type))
	})
	links = slices.Compact(links)
	return links[:min(len(links), maxLinks)]
}

// has says whether the initiative goes by this key as one of the classes.
func (f *Features) has(key string, classes ...IdentifierClass) bool {
	i, ok := slices.BinarySearchFunc(f.Identifiers, key, func(id Identifier, k string) int { return cmp.Compare(id.Key, k) })
	return ok && slices.Contains(classes, f.Identifiers[i].Class)
}
