package overlap

import (
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// declared gives what A is to B where one of the two says so. Several statements on one pair happen (a parent that is
// also called co-funded): a third party's report comes first, then the family, then money.
func declared(a, b *Features) (relation registry.RelationType, ok bool) {
	best := len(relationOrder)
	consider := func(r registry.RelationType) {
		if i := slices.Index(relationOrder, r); i >= 0 && i < best {
			best, relation, ok = i, r, true
		}
	}
	for _, l := range a.Links {
		if l.names(b) {
			consider(l.Type.Inverse())
		}
	}
	for _, l := range b.Links {
		if l.names(a) {
			consider(l.Type)
		}
	}
	return relation, ok
}

var relationOrder = []registry.RelationType{
	registry.RelationThirdParty, registry.RelationParent, registry.RelationChild, registry.RelationSibling, registry.RelationPhase,
	registry.RelationLot, registry.RelationCoFunded, registry.RelationFunds, registry.RelationFundedBy, registry.RelationRegrant,
	registry.RelationComplementary,
}

func (l Link) names(f *Features) bool {
	return l.Initiative != "" && l.Initiative == f.ID || l.Key != "" && f.has(l.Key, IdentifierSource, IdentifierScoped)
}

// isFamily says whether the relation is one between parts of an undertaking.
func isFamily(r registry.RelationType) bool {
	switch r {
	case registry.RelationParent, registry.RelationChild, registry.RelationSibling, registry.RelationPhase, registry.RelationLot:
		return true
	}
	return false
}

// areFamily says whether two initiatives are declared parts of one undertaking: one names the other, or both name one
// parent.
func areFamily(a, b *Features) bool {
	if r, ok := declared(a, b); ok {
		return isFamily(r)
	}
	for _, l := range a.Links {
		if l.Type != registry.RelationParent {
			continue
		}
		for _, m := range b.Links {
			if m.Type == registry.RelationParent && (l.Key != "" && l.Key == m.Key || l.Initiative != "" && l.Initiative == m.Initiative) {
				return true
			}
		}
	}
	return false
}

func compareLinks(a, b *Features) finding {
	f := finding{level: registry.LevelMissing, rarity: 1}
	if r, ok := declared(a, b); ok {
		f.level = levelDeclared
		if r == registry.RelationThirdParty {
			f.level = levelThirdParty
		}
		f.matched = []string{string(r)}
	}
	return f
}
