package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// overlapEntry is one value that an overlap is found by.
type overlapEntry struct {
	overlap string
	field   int // a term's field, or one of the two below
	value   string
	at      int64 // of a decision, microseconds
}

const (
	entryScope    = -1
	entryDecision = -2
)

// indexOverlaps brings what overlaps are found by to what they say. Most writes change nothing of it: a flag that is
// retracted, or whose score is another, has the regions, countries and donors that it had. Whoever writes an overlap has
// its row by now, so that nobody changes its entries between the reading and the writing.
func (t *tx) indexOverlaps(ctx context.Context, overlaps []*registry.Overlap) error {
	ids := make([]string, len(overlaps))
	for i, o := range overlaps {
		ids[i] = o.ID
	}
	gone, err := t.overlapEntries(ctx, ids)
	if err != nil {
		return err
	}
	fresh := map[overlapEntry]bool{}
	for _, o := range overlaps {
		for _, e := range entriesOf(o) {
			if gone[e] {
				delete(gone, e)
			} else {
				fresh[e] = true
			}
		}
	}
	return t.changeEntries(ctx, gone, fresh)
}

// overlapEntries loads the entries of overlaps.
func (t *tx) overlapEntries(ctx context.Context, ids []string) (map[overlapEntry]bool, error) {
	in, arg := t.store.dialect.inTexts(ids)
	found := map[overlapEntry]bool{}
	err := t.query(ctx, func(rows *sql.Rows) error {
		var e overlapEntry
		err := rows.Scan(&e.overlap, &e.field, &e.value, &e.at)
		found[e] = true
		return err
	}, "SELECT overlap, "+itoa(entryScope)+", scope, 0 FROM overlap_scopes WHERE overlap "+in+
		" UNION ALL SELECT overlap, field, value, 0 FROM overlap_terms WHERE overlap "+in+
		" UNION ALL SELECT overlap, "+itoa(entryDecision)+", decision, ruled_at FROM overlap_decisions WHERE overlap "+in, arg, arg, arg)
	return found, err
}

func entriesOf(o *registry.Overlap) []overlapEntry {
	var entries []overlapEntry
	for _, scope := range o.Visible {
		entries = append(entries, overlapEntry{overlap: o.ID, field: entryScope, value: string(scope)})
	}
	for _, k := range overlapTerms(o) {
		entries = append(entries, overlapEntry{overlap: o.ID, field: int(k.field), value: k.value})
	}
	if decision := o.InForce(); decision != "" {
		entries = append(entries, overlapEntry{overlap: o.ID, field: entryDecision, value: string(decision), at: micros(o.Ruling.At)})
	}
	return entries
}

// changeEntries takes out those that are gone, then writes the new ones: an overlap has one decision at a time, and its row
// is known by the overlap alone.
func (t *tx) changeEntries(ctx context.Context, gone, fresh map[overlapEntry]bool) error {
	for _, step := range []struct {
		entries  map[overlapEntry]bool
		run      func(ctx context.Context, b *bulk) error
		decision []string
	}{{gone, t.delete, []string{"overlap"}}, {fresh, t.insert, []string{"overlap", "decision", "ruled_at"}}} {
		scopes := bulk{table: "overlap_scopes", columns: []string{"overlap", "scope"}}
		terms := bulk{table: "overlap_terms", columns: []string{"overlap", "field", "value"}}
		decisions := bulk{table: "overlap_decisions", columns: step.decision}
		for e := range step.entries {
			switch e.field {
			case entryScope:
				scopes.add(e.overlap, e.value)
			case entryDecision:
				decisions.add([]any{e.overlap, e.value, e.at}[:len(step.decision)]...)
			default:
				terms.add(e.overlap, e.field, e.value)
			}
		}
		for _, b := range []*bulk{&scopes, &terms, &decisions} {
			if err := step.run(ctx, b); err != nil {
				return err
			}
		}
	}
	return nil
}

// overlapTerms are the values that an overlap is filtered by: its regions, the countries and donors of either side, and
// the practices that both have.
func overlapTerms(o *registry.Overlap) []termKey {
	var keys []termKey
	for _, r := range o.Regions {
		keys = append(keys, termKey{fieldRegion, r})
	}
	for _, side := range []registry.Side{o.A, o.B} {
		for _, c := range side.Countries {
			keys = append(keys, termKey{fieldCountry, c})
		}
		for _, d := range side.Donors {
			if d.Organisation != "" {
				keys = append(keys, termKey{fieldDonor, d.Organisation})
			}
		}
	}
	for _, e := range o.Evidence {
		if e.Dimension == registry.DimensionPractice {
			for _, practice := range e.Matched {
				keys = append(keys, termKey{fieldPractice, practice})
			}
		}
	}
	slices.SortFunc(keys, compareTerms)
	return slices.Compact(keys)
}
