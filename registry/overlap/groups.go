package overlap

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// A publisher that reports its own work numbers each initiative once. So of several of its records that all look like one
// record of another's, at most one is the same initiative: the best match stands, the others are parts or neighbours of it.

// numberedBy names who gave the initiative its number, "" where a record may be of anybody's: of a publisher that passes on
// what others told it, two records may be one initiative. A list without a publisher numbers its own rows.
func numberedBy(f *Features) string {
	switch {
	case f.Secondary:
		return ""
	case f.Reporter.key() != "":
		return f.Reporter.key()
	case len(f.Sources) == 1:
		feed, _, _ := strings.Cut(f.Sources[0], "\t")
		return "feed " + feed
	}
	return ""
}

// oneOfEach makes a result that says "the same initiative" say "related" where one of the sides matches another record of
// the other's publisher better, as far as that is among its own best candidates.
func (d *Detector) oneOfEach(a, b side, r Result) Result {
	if r.Kind == registry.OverlapSameInitiative && (d.matchesBetter(a, b, r) || d.matchesBetter(b, a, r)) {
		r.Kind, r.Relation = registry.OverlapRelated, registry.RelationSibling
	}
	return r
}

// matchesBetter says whether one has a better match than r among the records that the other's publisher numbered.
func (d *Detector) matchesBetter(one, other side, r Result) bool {
	publisher := numberedBy(other.f)
	if publisher == "" || one.slot == noSlot {
		return false
	}
	return slices.ContainsFunc(d.lists.of(one.slot), func(c candidate) bool {
		x, y := d.row(one.slot), d.row(c.slot)
		if c.slot == other.slot || d.gen.screen(&x, &y) == 0 {
			return false
		}
		f := d.features(c.slot)
		if numberedBy(f) != publisher {
			return false
		}
		better, ok := d.Compare(one.f, f)
		return ok && better.Kind == registry.OverlapSameInitiative && outranks(better, r)
	})
}
