package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// changes collects what a transaction did to initiatives, one entry an initiative.
type changes struct {
	order []uint32
	by    map[uint32]*change
}

type change struct{ scopes, gone []registry.ViewScope }

// note says that scopes changed and others are gone. Of two notes about one scope the later one counts.
func (c *changes) note(initiative uint32, scopes, gone []registry.ViewScope) {
	if c.by == nil {
		c.by = map[uint32]*change{}
	}
	entry := c.by[initiative]
	if entry == nil {
		entry = &change{}
		c.by[initiative] = entry
		c.order = append(c.order, initiative)
	}
	entry.scopes = union(without(entry.scopes, gone), scopes)
	entry.gone = union(without(entry.gone, scopes), gone)
}

func union(a, b []registry.ViewScope) []registry.ViewScope {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	slices.Sort(a)
	return a
}

func without(a, b []registry.ViewScope) []registry.ViewScope {
	return slices.DeleteFunc(a, func(s registry.ViewScope) bool { return slices.Contains(b, s) })
}

// logChanges takes as many positions as there are changes and writes the rows. It is the last that a transaction does:
// the counter's row stays locked until the commit, so that whoever takes the next positions commits later.
func (t *tx) logChanges(ctx context.Context) error {
	n := len(t.changes.order)
	if n == 0 {
		return nil
	}
	var last int64
	err := t.query(ctx, func(rows *sql.Rows) error { return rows.Scan(&last) },
		"UPDATE counters SET value = value + ? WHERE name = 'changes' RETURNING value", n)
	if err != nil {
		return err
	}
	rows := bulk{table: "changes", columns: []string{"position", "initiative", "scopes", "gone", "at"}}
	for i, initiative := range t.changes.order {
		c := t.changes.by[initiative]
		rows.add(last-int64(n-1-i), initiative, scopesText(c.scopes), scopesText(c.gone), t.now)
	}
	return t.insert(ctx, &rows)
}

func scopesText(scopes []registry.ViewScope) string {
	if len(scopes) == 0 {
		return "[]"
	}
	return jsonText(scopes)
}

// Changes gives up to limit rows of the change log after the position.
func (s *Store) Changes(ctx context.Context, after int64, limit int) ([]registry.Change, error) {
	return s.changes(ctx, "", after, limit)
}

// ChangesSeen gives up to limit of the rows after the position that name a scope of the lens.
func (s *Store) ChangesSeen(ctx context.Context, lens registry.Lens, after int64, limit int) ([]registry.Change, error) {
	var named []string
	var args []any
	for _, scope := range lens.Scopes() {
		if strings.ContainsAny(string(scope), `%_"\`) {
			continue // no scope looks like that, so no row names it
		}
		named = append(named, "c.scopes LIKE ? OR c.gone LIKE ?")
		quoted := `%"` + string(scope) + `"%`
		args = append(args, quoted, quoted)
	}
	return s.changes(ctx, " AND ("+strings.Join(named, " OR ")+")", after, limit, args...)
}

func (s *Store) changes(ctx context.Context, condition string, after int64, limit int, args ...any) ([]registry.Change, error) {
	var found []registry.Change
	err := s.hotQuery(ctx, func(rows *sql.Rows) error {
		var c registry.Change
		var scopes, gone string
		var at int64
		if err := rows.Scan(&c.Position, &c.Initiative, &scopes, &gone, &at); err != nil {
			return err
		}
		c.At = fromMicros(at)
		found = append(found, c)
		last := &found[len(found)-1]
		if err := json.Unmarshal([]byte(scopes), &last.Scopes); err != nil {
			return err
		}
		return json.Unmarshal([]byte(gone), &last.Gone)
	}, `SELECT c.position, i.id, c.scopes, c.gone, c.at FROM changes c JOIN initiatives i ON i.no = c.initiative
		WHERE c.position > ?`+condition+` ORDER BY c.position LIMIT ?`, slices.Concat([]any{after}, args, []any{limit})...)
	return found, err
}

// LastChange is the position of the newest row, 0 for none.
func (s *Store) LastChange(ctx context.Context) (position int64, err error) {
	err = s.hotQuery(ctx, func(rows *sql.Rows) error { return rows.Scan(&position) },
		"SELECT value FROM counters WHERE name = 'changes'")
	return position, err
}
