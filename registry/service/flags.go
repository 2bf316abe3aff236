package service

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// pairOf orders two initiatives: a pair has one flag whichever way it is found.
func pairOf(a, b string) [2]string {
	if b < a {
		a, b = b, a
	}
	return [2]string{a, b}
}

// putResults writes flags. One that says what it said before is not written again; one whose evidence hash changed
// after a ruling is reopened.
func (s *Service) putResults(ctx context.Context, results []overlap.Result, stats *DetectStats) error {
	sides, err := s.sidesOf(ctx, results)
	if err != nil {
		return err
	}
	pairs := make([][2]string, len(results))
	for i, r := range results {
		pairs[i] = pairOf(r.A, r.B)
	}
	var done DetectStats
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		done = DetectStats{}
		standing, err := tx.FindOverlapsByPair(ctx, pairs)
		if err != nil {
			return err
		}
		writes, err := s.flagsOf(ctx, tx, results, sides, standing, &done)
		if err != nil {
			return err
		}
		return tx.PutOverlaps(ctx, writes)
	})
	if err == nil {
		stats.add(done)
	}
	return err
}

// flagsOf makes the flags of results that do not stand already as they are.
func (s *Service) flagsOf(ctx context.Context, tx registry.Tx, results []overlap.Result, sides map[string]*sideViews,
	standing map[[2]string]*registry.Overlap, stats *DetectStats) (flags []*registry.Overlap, err error) {
	rulings, err := rulingsOn(ctx, tx, sides)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		if o := s.flag(r, sides, rulings, standing[pairOf(r.A, r.B)], stats); o != nil {
			flags = append(flags, o)
		}
	}
	return flags, nil
}

// retract takes back flags that nothing was found for.
func (s *Service) retract(ctx context.Context, gone map[[2]string]string, stats *DetectStats) error {
	pairs := slices.Collect(maps.Keys(gone))
	for chunk := range slices.Chunk(pairs, maxBatch) {
		n := 0
		if err := s.store.Write(ctx, func(tx registry.Tx) error {
			standing, err := tx.FindOverlapsByPair(ctx, chunk)
			if err != nil {
				return err
			}
			writes := retracted(standing)
			n = len(writes)
			return tx.PutOverlaps(ctx, writes)
		}); err != nil {
			return err
		}
		stats.Retracted += n
	}
	return nil
}

// retracted makes the flags retracted ones, and gives those that were not.
func retracted(standing map[[2]string]*registry.Overlap) []*registry.Overlap {
	var gone []*registry.Overlap
	for _, o := range standing {
		if o.Status != registry.OverlapRetracted && !isJoined(o) {
			o.Status = registry.OverlapRetracted
			gone = append(gone, o)
		}
	}
	return gone
}

// sideViews is what a flag needs of one of its initiatives.
type sideViews struct {
	side    registry.Side
	regions []string
	donors  []string
}

// sidesOf reads what flags need of the initiatives of results; one that has gone is not among them.
func (s *Service) sidesOf(ctx context.Context, results []overlap.Result) (map[string]*sideViews, error) {
	var ids []string
	for _, r := range results {
		ids = append(ids, r.A, r.B)
	}
	slices.Sort(ids)
	documents, err := s.store.InitiativesByID(ctx, registry.Lens{Base: registry.ScopeAll}, slices.Compact(ids))
	if err != nil {
		return nil, err
	}
	sides := make(map[string]*sideViews, len(documents))
	for _, document := range documents {
		var i registry.Initiative
		if err := json.Unmarshal(document.JSON, &i); err != nil {
			return nil, registry.WrapError(registry.EInternal, err, "a stored view cannot be read")
		}
		side := &sideViews{side: sideFrom(&i), regions: i.Regions}
		for _, d := range side.side.Donors {
			if d.Organisation != "" {
				side.donors = append(side.donors, d.Organisation)
			}
		}
		sides[document.ID] = side
	}
	return sides, nil
}

func sideFrom(i *registry.Initiative) registry.Side {
	side := registry.Side{
		Initiative: i.ID, Title: i.Title, Period: i.Period, Identifiers: i.Identifiers,
		Donors: []registry.SideDonor{}, Countries: []string{}, Sources: []registry.SideSource{},
	}
	for _, p := range i.Participations {
		if p.Role == registry.RoleFunding {
			side.Donors = append(side.Donors, registry.SideDonor{Organisation: p.Organisation, Name: p.Name})
		}
	}
	for _, c := range i.Countries {
		side.Countries = append(side.Countries, c.Code)
	}
	for _, source := range i.Sources {
		side.Sources = append(side.Sources, registry.SideSource{Feed: source.Feed, Key: source.Key})
	}
	return side
}
