package store

import (
	"strings"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// overlapCondition is a condition on a row o of initiative_overlaps that holds where the lens shows the overlap. It asks
// of both sides what they are now, not what they were when the flag was found: a mark that was set since counts at once,
// and so does the end of the time for a reply.
func (s *Store) overlapCondition(lens registry.Lens) (condition string, args []any) {
	if lens.Base == registry.ScopeAll {
		return "o.id IS NOT NULL", nil
	}
	var shown []string
	if len(lens.Rows) > 0 {
		shown = append(shown, "o.id IN (SELECT p.overlap FROM overlap_scopes p WHERE p.scope IN (?"+strings.Repeat(", ?", len(lens.Rows)-1)+"))")
		for _, scope := range lens.Rows {
			args = append(args, string(scope))
		}
	}
	switch {
	case lens.Flags.All:
		shown = append(shown, "(o.status <> 'retracted' AND o.id NOT IN (SELECT d.overlap FROM overlap_decisions d WHERE d.decision = 'false-alarm'))")
	case !lens.Flags.ConfirmedBy.IsZero():
		shown = append(shown, "o.id IN (SELECT d.overlap FROM overlap_decisions d WHERE d.decision = 'confirmed-overlap' AND d.ruled_at <= ?)")
		args = append(args, micros(lens.Flags.ConfirmedBy))
	}
	if len(shown) == 0 {
		return "o.id IS NULL", nil
	}
	condition = "(" + strings.Join(shown, " OR ") + ")"
	for _, side := range []string{"o.low", "o.high"} {
		whole, wholeArgs := wholeCondition(lens, side)
		condition += " AND " + whole
		args = append(args, wholeArgs...)
	}
	return condition, args
}

// wholeCondition holds where the lens shows all of the initiative that has the id or took it over: the view that it
// selects is the one that administrators see, or says the same.
func wholeCondition(lens registry.Lens, id string) (condition string, args []any) {
	selected, args := lensCondition(lens, "w", "no")
	return `EXISTS (SELECT 1 FROM initiatives i JOIN initiatives h ON h.id = COALESCE(i.redirect, i.id)
		JOIN views w ON w.initiative = h.no WHERE i.id = ` + id + " AND (w.mask & " + itoa(columns.MaskAll|columns.MaskWhole) + ") <> 0 AND " + selected + ")", args
}
