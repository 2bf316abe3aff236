package service

import (
	"context"

	"github.com/tansiq/tansiq/registry"
)

// recordPair is two records in the order of their keys.
type recordPair [2]registry.RecordKey

func newRecordPair(a, b registry.RecordKey) recordPair {
	if b.Feed < a.Feed || b.Feed == a.Feed && b.Key < a.Key {
		a, b = b, a
	}
	return recordPair{a, b}
}

// rulings has the ruling that holds on each pair of records: of several that are not reverted the newest. When that one
// is taken back, the one before it holds again.
type rulings map[recordPair]*registry.Ruling

// newRulings takes rulings that are not reverted, oldest first.
func newRulings(active []*registry.Ruling) rulings {
	r := rulings{}
	for _, ruling := range active {
		r[newRecordPair(ruling.A, ruling.B)] = ruling
	}
	return r
}

// rulingsOn loads the rulings that bind a record of the sides.
func rulingsOn(ctx context.Context, tx registry.Tx, sides map[string]*sideViews) (rulings, error) {
	var keys []registry.RecordKey
	for _, side := range sides {
		if side != nil {
			keys = append(keys, recordKeys(side.side)...)
		}
	}
	active, err := tx.ActiveRulings(ctx, keys)
	return newRulings(active), err
}

func recordKeys(side registry.Side) []registry.RecordKey {
	keys := make([]registry.RecordKey, len(side.Sources))
	for i, source := range side.Sources {
		keys[i] = registry.RecordKey(source)
	}
	return keys
}

// standing says where a flag stands. A ruling on a record of one side and one of the other is a ruling on the flag,
// whatever else the sides have been merged with since; of several the one on this very evidence counts first, then the
// newest. On other evidence than was ruled on, the flag is open again.
func (r rulings) standing(o *registry.Overlap) (registry.OverlapStatus, *registry.Ruling) {
	if len(r) == 0 {
		return registry.OverlapOpen, nil
	}
	var best *registry.Ruling
	for _, a := range recordKeys(o.A) {
		for _, b := range recordKeys(o.B) {
			if ruling := r[newRecordPair(a, b)]; ruling != nil && (best == nil || outranks(ruling, best, o.EvidenceHash)) {
				best = oriented(ruling, a)
			}
		}
	}
	switch {
	case best == nil:
		return registry.OverlapOpen, nil
	case best.EvidenceHash == o.EvidenceHash:
		return registry.OverlapRuled, best
	}
	return registry.OverlapReopened, best
}

func outranks(a, b *registry.Ruling, hash string) bool {
	if isOn, other := a.EvidenceHash == hash, b.EvidenceHash == hash; isOn != other {
		return isOn
	}
	if !a.At.Equal(b.At) {
		return a.At.After(b.At)
	}
	return a.ID > b.ID
}

// oriented is the ruling with the record as its side A: what A is to B is said of the flag's sides.
func oriented(r *registry.Ruling, a registry.RecordKey) *registry.Ruling {
	if r.A == a {
		return r
	}
	turned := *r
	turned.A, turned.B, turned.Relation = r.B, r.A, r.Relation.Inverse()
	return &turned
}
