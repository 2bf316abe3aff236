package service

import (
	"context"
	"encoding/json"
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
	for chunk := range slices.Chunk(results, maxBatch) {
		sides, err := s.sidesOf(ctx, chunk)
		if err != nil {
			return err
		}
		var done DetectStats
		err = s.store.Write(ctx, func(tx registry.Tx) error {
			done = DetectStats{}
			var pairs [][2]string
			for _, r := range chunk {
				pairs = append(pairs, pairOf(r.A, r.B))
			}
			standing, err := tx.FindOverlapsByPair(ctx, pairs)
			if err != nil {
				return err
			}
			rulings, err := rulingsOn(ctx, tx, sides)
			if err != nil {
				return err
			}
			var writes []*registry.Overlap
			for _, r := range chunk {
				if o := s.flag(r, sides, rulings, standing[pairOf(r.A, r.B)], &done); o != nil {
					writes = append(writes, o)
				}
			}
			if len(writes) == 0 {
				return nil
			}
			return tx.PutOverlaps(ctx, writes)
		})
		if err != nil {
			return err
		}
		stats.New += done.New
		stats.Changed += done.Changed
		stats.Unchanged += done.Unchanged
		stats.Reopened += done.Reopened
	}
	return nil
}

func (s *Service) retract(ctx context.Context, gone map[[2]string]string, stats *DetectStats) error {
	pairs := make([][2]string, 0, len(gone))
	for pair := range gone {
		pairs = append(pairs, pair)
	}
	for chunk := range slices.Chunk(pairs, maxBatch) {
		retracted := 0
		if err := s.store.Write(ctx, func(tx registry.Tx) error {
			standing, err := tx.FindOverlapsByPair(ctx, chunk)
			if err != nil {
				return err
			}
			var writes []*registry.Overlap
			for _, o := range standing {
				if !isJoined(o) {
					o.Status = registry.OverlapRetracted
					writes = append(writes, o)
				}
			}
			retracted = len(writes)
			return tx.PutOverlaps(ctx, writes)
		}); err != nil {
			return err
		}
		stats.Retracted += retracted
	}
	return nil
}

// sideViews is what a flag needs of one of its initiatives.
type sideViews struct {
	side    registry.Side
	regions []string
	donors  []string
}

func (s *Service) sidesOf(ctx context.Context, results []overlap.Result) (map[string]*sideViews, error) {
	sides := map[string]*sideViews{}
	for _, r := range results {
		for _, id := range []string{r.A, r.B} {
			if _, done := sides[id]; done {
				continue
			}
			side, err := s.sideOf(ctx, id)
			if err != nil {
				return nil, err
			}
			sides[id] = side
		}
	}
	return sides, nil
}

// sideOf reads an initiative's views; nil where it has gone.
func (s *Service) sideOf(ctx context.Context, id string) (*sideViews, error) {
	full, err := s.store.FindInitiative(ctx, registry.Lens{Base: registry.ScopeAll}, id)
	if registry.ErrorCode(err) == registry.ENotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var i registry.Initiative
	if err := json.Unmarshal(full.JSON, &i); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "a stored view cannot be read")
	}
	views := &sideViews{side: sideFrom(&i), regions: i.Regions}
	for _, d := range views.side.Donors {
		if d.Organisation != "" {
			views.donors = append(views.donors, d.Organisation)
		}
	}
	return views, nil
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
