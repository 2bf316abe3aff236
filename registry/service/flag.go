package service

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// flag makes the overlap of a result; nil where it stands already as it is, or one of its initiatives has gone. Where it
// stands is a function of its evidence and of the rulings alone, so that a merge that is reverted leaves no trace.
func (s *Service) flag(r overlap.Result, sides map[string]*sideViews, rulings rulings, before *registry.Overlap, stats *DetectStats) *registry.Overlap {
	a, b := sides[r.A], sides[r.B]
	if a == nil || b == nil {
		return nil
	}
	o := &registry.Overlap{
		ID: newID(), Kind: r.Kind, Relation: r.Relation, Score: r.Score, Level: r.Level,
		Completeness: r.Completeness, A: a.side, B: b.side, Evidence: r.Evidence, EvidenceHash: r.EvidenceHash,
		Regions: unite(a.regions, b.regions, func(x, y string) bool { return x == y }), DetectedAt: s.now(), Model: s.index.model.Version,
	}
	slices.Sort(o.Regions)
	o.Visible = visibleTo(a, b, o)
	o.Status, o.Ruling = rulings.standing(o)
	if before == nil {
		stats.New++
		return o
	}
	o.ID, o.DetectedAt = before.ID, before.DetectedAt
	if before.Status == registry.OverlapRetracted {
		o.DetectedAt = s.now()
	}
	if before.Status == registry.OverlapRuled && o.Status == registry.OverlapReopened {
		stats.Reopened++
	}
	if sameFlag(before, o) {
		stats.Unchanged++
		return nil
	}
	stats.Changed++
	return o
}

func sameFlag(a, b *registry.Overlap) bool {
	if a.Score != b.Score || a.Status != b.Status || a.EvidenceHash != b.EvidenceHash || !slices.Equal(a.Visible, b.Visible) {
		return false // most that differ do so in these: the rest need not be written out to say so
	}
	x, y := *a, *b
	x.Model, y.Model = "", ""
	encodedX, errX := json.Marshal(&x)
	encodedY, errY := json.Marshal(&y)
	return errX == nil && errY == nil && bytes.Equal(encodedX, encodedY)
}

// visibleTo lists who sees a flag whatever its status (design section 4): the coordinators of its regions and the donors
// who are parties. The store shows it to none of them while something of either side is withheld from them.
func visibleTo(a, b *sideViews, o *registry.Overlap) []registry.ViewScope {
	var scopes []registry.ViewScope
	for _, r := range o.Regions {
		scopes = append(scopes, registry.RegionScope(r))
	}
	for _, d := range slices.Concat(a.donors, b.donors) {
		scopes = append(scopes, registry.OrganisationScope(d))
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// isJoined says whether a flag's two sides are one initiative by a ruling: that no evidence is found between them any more
// does not take it back.
func isJoined(o *registry.Overlap) bool { return o.InForce() == registry.DecisionSameInitiative }
