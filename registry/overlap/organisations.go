package overlap

import (
	"slices"
	"strings"
)

// samePublisher says whether one publisher, reporting on its own work, gave the two different numbers: then they are
// different to that publisher.
func samePublisher(a, b *Features) bool {
	return a.Reporter.key() != "" && a.Reporter.key() == b.Reporter.key() && !a.Secondary && !b.Secondary && differentSourceIDs(a, b)
}

// funders says what is known of whose money it is.
type funders int

const (
	fundersUnknown funders = iota // a side names none
	fundersHost                   // a side names the government of the country alone: there is nobody to call
	fundersShared
	fundersChained // one side's funder is the other side's implementer or publisher
	fundersDifferent
)

func compareFunders(a, b *Features) (relation funders, shared []string) {
	if len(a.Donors)+len(b.Donors) == 0 {
		if shared = common(partyKeysOf(a.Hosts), partyKeysOf(b.Hosts)); len(shared) > 0 {
			return fundersShared, shared // two projects of one government
		}
	}
	if len(a.Donors) == 0 && len(a.Hosts) > 0 || len(b.Donors) == 0 && len(b.Hosts) > 0 {
		return fundersHost, nil
	}
	if len(a.Donors) == 0 || len(b.Donors) == 0 {
		return fundersUnknown, nil
	}
	shared = common(partyKeysOf(a.Donors), partyKeysOf(b.Donors))
	switch {
	case len(shared) > 0 || sameName(a.Donors, b.Donors):
		return fundersShared, shared
	case pays(a, b) || pays(b, a):
		return fundersChained, nil
	}
	return fundersDifferent, nil
}

// pays says whether a is the work, or the paying, of an organisation that b names as its funder.
func pays(a, b *Features) bool {
	if isAmong(b.Donors, a.Reporter) && !a.Secondary {
		return true
	}
	return slices.ContainsFunc(a.Implementers, func(p Party) bool { return isAmong(b.Donors, p) })
}

func isAmong(ps []Party, p Party) bool {
	return p.key() != "" && slices.ContainsFunc(ps, func(q Party) bool {
		return q.Organisation != "" && q.Organisation == p.Organisation || q.Ultimate != "" && q.Ultimate == p.Ultimate || q.Name != "" && q.Name == p.Name
	})
}

// sameName catches one body that is recognised on one side only.
func sameName(a, b []Party) bool {
	return slices.ContainsFunc(a, func(p Party) bool {
		return p.Name != "" && slices.ContainsFunc(b, func(q Party) bool { return p.Name == q.Name })
	})
}

// partyKeysOf is sorted, since parties are.
func partyKeysOf(ps []Party) []string {
	keys := make([]string, 0, len(ps))
	for _, p := range ps {
		if k := p.key(); len(keys) == 0 || keys[len(keys)-1] != k {
			keys = append(keys, k)
		}
	}
	return keys
}

// maxNamesakes bounds the organisations of a side whose names are compared word by word.
const maxNamesakes = 8

// namesakes gives the keys of a's organisations that b has under a shortened name: "A. Kemper" for "Alfons Kemper", "DRC" for
// "Danish Refugee Council". Those that the registry recognises on both sides need no guess.
func namesakes(a, b []Party) []string {
	var keys []string
	for i := range a[:min(len(a), maxNamesakes)] {
		for j := range b[:min(len(b), maxNamesakes)] {
			if a[i].Name != b[j].Name && isShortened(a[i].Name, b[j].Name) {
				keys = append(keys, a[i].key())
			}
		}
	}
	return sortedSet(keys)
}

// isShortened says whether one folded name is the other with words cut to their first letter, at least one written out, or is
// its acronym of three letters or more.
func isShortened(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 3 {
		return false
	}
	if !strings.Contains(a, " ") {
		return isAcronymOf(a, b)
	}
	whole := false
	rest := b
	for w := range strings.FieldsSeq(a) {
		found := false
		for v := range strings.FieldsSeq(rest) {
			if v == w || len(w) == 1 && strings.HasPrefix(v, w) || len(v) == 1 && strings.HasPrefix(w, v) {
				found = true
				whole = whole || v == w && len(w) >= 4
				rest = rest[strings.Index(rest, v)+len(v):]
				break
			}
		}
		if !found {
			return false
		}
	}
	return whole
}

func isAcronymOf(short, long string) bool {
	n := 0
	for w := range strings.FieldsSeq(long) {
		if n == len(short) || w[0] != short[n] {
			return false
		}
		n++
	}
	return n >= 3 && n == len(short)
}

func shownParties(f *Features) []string {
	var shown []string
	for _, ps := range [][]Party{f.Donors, f.Hosts} {
		for _, p := range ps {
			shown = append(shown, p.Shown)
		}
	}
	for _, p := range f.Implementers {
		if !slices.Contains(shown, p.Shown) {
			shown = append(shown, p.Shown)
		}
	}
	return shown[:min(len(shown), 6)]
}

func (g *generation) compareOrganisations(a, b *Features) finding {
	f := finding{rarity: 1}
	relation, shared := compareFunders(a, b)
	implementers := common(partyKeysOf(a.Implementers), partyKeysOf(b.Implementers))
	implementers = slices.DeleteFunc(implementers, func(k string) bool { return slices.Contains(shared, k) })
	if len(implementers) == 0 {
		implementers = namesakes(a.Implementers, b.Implementers)
	}
	agencies := common(a.Agencies, b.Agencies)
	for _, k := range shared {
		f.matched = append(f.matched, "funder "+k)
	}
	for _, k := range implementers {
		f.matched = append(f.matched, "implementer "+k)
	}
	rarest := func(space uint8, keys []string) float64 {
		r := 0.0
		for _, k := range keys {
			r = max(r, g.rarity(hash(space, k)))
		}
		return r
	}
	unknown := relation == fundersUnknown || relation == fundersHost
	switch {
	case relation == fundersShared && len(implementers) > 0:
		f.level, f.rarity = levelFunderAndImplementer, max(0.4, rarest(countImplementer, implementers))
	case len(implementers) > 0 && unknown:
		f.level, f.rarity = levelImplementerOnly, max(0.3, rarest(countImplementer, implementers))
	case len(implementers) > 0:
		f.level, f.rarity = levelImplementer, max(0.3, rarest(countImplementer, implementers))
	case len(agencies) > 0:
		f.level, f.matched = levelAgency, append(f.matched, agencies...)
	case relation == fundersShared:
		f.level, f.rarity = levelFunder, max(0.5, rarest(countDonor, shared))
	case relation == fundersChained, unknown && (pays(a, b) || pays(b, a)):
		f.level = levelChain
	case relation == fundersHost:
		f.level = levelHostGovernment
	case relation == fundersUnknown && len(a.Donors)+len(b.Donors)+len(a.Implementers)+len(b.Implementers) == 0:
		return missing
	case relation == fundersUnknown:
		f.level = levelDonorUnknown
	case len(a.Implementers) > 0 && len(b.Implementers) > 0:
		f.level = levelDifferent
	default:
		f.level = levelDifferentFunders
	}
	return f
}
