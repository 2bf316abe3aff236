package service

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// flag makes the overlap of a result; nil where it stands already as it is, or one of its initiatives has gone.
func (s *Service) flag(r overlap.Result, sides map[string]*sideViews, before *registry.Overlap, stats *DetectStats) *registry.Overlap {
	a, b := sides[r.A], sides[r.B]
	if a == nil || b == nil {
		return nil
	}
	o := &registry.Overlap{
		ID: newID(), Kind: r.Kind, Relation: r.Relation, Score: r.Score, Level: r.Level, Status: registry.OverlapOpen,
		Completeness: r.Completeness, A: a.side, B: b.side, Evidence: r.Evidence, EvidenceHash: r.EvidenceHash,
		Regions: unite(a.regions, b.regions, func(x, y string) bool { return x == y }), DetectedAt: s.now(), Model: overlap.SeedModel().Version,
	}
	slices.Sort(o.Regions)
	o.Visible = s.visibleTo(a, b, o)
	if before == nil {
		stats.New++
		return o
	}
	o.ID, o.Status, o.Ruling, o.DetectedAt = before.ID, before.Status, before.Ruling, before.DetectedAt
	switch {
	case before.Status == registry.OverlapRetracted:
		o.Status = registry.OverlapOpen
		if before.Ruling != nil && before.Ruling.EvidenceHash == o.EvidenceHash {
			o.Status = registry.OverlapRuled
		}
		o.DetectedAt = s.now()
	case before.Status == registry.OverlapRuled && before.Ruling != nil && before.Ruling.EvidenceHash != o.EvidenceHash:
		o.Status = registry.OverlapReopened
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
	x, y := *a, *b
	x.Model, y.Model = "", ""
	encodedX, errX := json.Marshal(struct {
		O *registry.Overlap
		V []registry.ViewScope
	}{&x, x.Visible})
	encodedY, errY := json.Marshal(struct {
		O *registry.Overlap
		V []registry.ViewScope
	}{&y, y.Visible})
	return errX == nil && errY == nil && bytes.Equal(encodedX, encodedY)
}

// visibleTo lists who may see a flag (design section 4): administrators; the coordinators of its regions and the
// donors who are parties, where nothing of either side is withheld from them; everybody only by the deployment's
// choice, until a ruling has confirmed it.
func (s *Service) visibleTo(a, b *sideViews, o *registry.Overlap) []registry.ViewScope {
	scopes := []registry.ViewScope{registry.ScopeAll}
	if a.open && b.open {
		for _, r := range o.Regions {
			scopes = append(scopes, registry.RegionScope(r))
		}
		for _, d := range append(slices.Clone(a.donors), b.donors...) {
			scopes = append(scopes, registry.OrganisationScope(d))
		}
	}
	if s.options.PublicOverlaps && a.wide && b.wide {
		scopes = append(scopes, registry.ScopePublic, registry.ScopePartner)
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}
