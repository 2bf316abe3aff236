package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

func openFile(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// explain gives the query plan, a step a line.
func (s *Store) explain(t *testing.T, query string, args ...any) string {
	t.Helper()
	var steps []string
	err := s.query(t.Context(), s.read.DB, func(rows *sql.Rows) error {
		var id, parent, unused int
		var step string
		err := rows.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	}, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

// TestCoveringIndex: a walk goes through the neighbours of its index in their order and nowhere else, and its probes find
// their row by the whole key.
func TestCoveringIndex(t *testing.T) {
	s := openFile(t, filepath.Join(t.TempDir(), "a.db"))
	public := registry.Lens{Base: registry.ScopePublic}
	rows := registry.Lens{Base: registry.ScopePartner, Rows: []registry.ViewScope{"org:o1", "region:r1"}}
	from := &columns.Key{Value: 18000, Initiative: 7}
	probe := []condition{{keys: []termKey{{fieldStatus, "closed"}}, terms: []uint32{5, 6}}}
	const bySet = "SEARCH t USING PRIMARY KEY (term=? AND "
	const byPair = "SEARCH t USING PRIMARY KEY (country=? AND sector=? AND "
	for _, c := range []struct {
		name string
		plan coveredPlan
		lens registry.Lens
		from *columns.Key
		want string
	}{
		{"one term", coveredPlan{arms: []arm{{term: 1}}}, public, nil, "SEARCH t USING PRIMARY KEY (term=?"},
		{"one term, next page", coveredPlan{arms: []arm{{term: 1}}}, public, from, bySet},
		{"pair", coveredPlan{arms: []arm{{term: 1, sector: 2}}}, public, nil, "SEARCH t USING PRIMARY KEY (country=? AND sector=?"},
		{"pair, next page", coveredPlan{arms: []arm{{term: 1, sector: 2}}}, public, from, byPair},
		{"row scopes", coveredPlan{arms: []arm{{term: 1}}}, rows, from, bySet},
		{"with another condition", coveredPlan{arms: []arm{{term: 1}}, probes: probe}, public, from, bySet},
	} {
		for _, desc := range []bool{true, false} {
			query, args := c.plan.walk(c.lens, c.plan.arms[0], walkBounds(desc, c.from), nil, desc, 51)
			if c.from != nil {
				query, args = c.plan.walk(c.lens, c.plan.arms[0], walkBounds(desc, c.from), []any{c.from.Value, c.from.Initiative}, desc, 51)
			}
			plan := s.explain(t, query, args...)
			if !strings.Contains(plan, c.want) {
				t.Errorf("%s, descending %v: not by the covering index:\n%s", c.name, desc, plan)
			}
			if strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN") && !strings.Contains(plan, "SCAN CONSTANT ROW") {
				t.Errorf("%s, descending %v: sorts or scans:\n%s", c.name, desc, plan)
			}
			if len(c.plan.probes) > 0 && !strings.Contains(plan, " USING PRIMARY KEY (term=? AND start=? AND initiative=? AND view=?)") {
				t.Errorf("%s, descending %v: the probe is not by the whole key:\n%s", c.name, desc, plan)
			}
			// The page as a whole: documents by their key.
			query, args = coveredQuery(c.lens, &c.plan, desc, c.from, 51)
			plan = s.explain(t, query, args...)
			for _, want := range []string{"SEARCH v USING INTEGER PRIMARY KEY", "SEARCH i USING INTEGER PRIMARY KEY"} {
				if !strings.Contains(plan, want) {
					t.Errorf("%s, descending %v: %q is not in the plan:\n%s", c.name, desc, want, plan)
				}
			}
		}
	}
}

func walkBounds(desc bool, from *columns.Key) string {
	switch {
	case from == nil:
		return ""
	case desc:
		return " AND (t.start, t.initiative) < (?, ?)"
	}
	return " AND (t.start, t.initiative) > (?, ?)"
}

// TestSQLiteDeletesByKey: taking postings out must not read the table.
func TestSQLiteDeletesByKey(t *testing.T) {
	s := openFile(t, filepath.Join(t.TempDir(), "a.db"))
	plan := s.explain(t, "DELETE FROM view_terms WHERE (term, start, initiative, view) IN (VALUES (?, ?, ?, ?), (?, ?, ?, ?))",
		1, 2, 3, 4, 5, 6, 7, 8)
	if !strings.Contains(plan, "SEARCH view_terms USING PRIMARY KEY (term=? AND start=? AND initiative=? AND view=?)") {
		t.Errorf("not by the key:\n%s", plan)
	}
}

// TestSQLitePragmas: what durability and concurrency rest on.
func TestSQLitePragmas(t *testing.T) {
	s := openFile(t, filepath.Join(t.TempDir(), "a.db"))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "10000", "foreign_keys": "1"} {
		var got string
		if err := s.write.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("writer's %s is %q (%v), want %q", pragma, got, err, want)
		}
	}
	if _, err := s.read.ExecContext(t.Context(), "DELETE FROM views"); err == nil {
		t.Error("a reading connection writes")
	}
	if n := s.write.Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d connections write", n)
	}
}

// TestSQLiteBusy: a lock of another process is EUnavailable, and no transaction waits inside Go for ever.
func TestSQLiteBusy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s, other := openFile(t, path), openFile(t, path)
	err := other.Write(t.Context(), func(registry.Tx) error {
		if _, err := s.write.DB.ExecContext(t.Context(), "PRAGMA busy_timeout = 1"); err != nil {
			return err
		}
		err := s.Write(t.Context(), func(registry.Tx) error { return nil })
		if registry.ErrorCode(err) != registry.EUnavailable {
			t.Errorf("write beside a writer: %v, want EUnavailable", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err = s.Write(ctx, func(registry.Tx) error { return nil })
		if registry.ErrorCode(err) != registry.EUnavailable {
			t.Errorf("write that was given up: %v, want EUnavailable", err)
		}
		// Reads go on.
		_, err = s.CountInitiatives(t.Context(), registry.Lens{Base: registry.ScopePublic}, registry.InitiativeFilter{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestSQLiteErrors: messages are safe, codes are right.
func TestSQLiteErrors(t *testing.T) {
	folder := t.TempDir()
	if _, err := Open(t.Context(), filepath.Join(folder, "none", "a.db"), Options{}); registry.ErrorCode(err) != registry.EUnavailable {
		t.Errorf("a file in no folder: %v, want EUnavailable", err)
	}
	for _, dsn := range []string{"", ":memory:", "sqlite:"} {
		if _, err := Open(t.Context(), dsn, Options{}); registry.ErrorCode(err) != registry.EInvalid {
			t.Errorf("Open(%q): %v, want EInvalid", dsn, err)
		}
	}
	garbage := filepath.Join(folder, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), garbage, Options{})
	if registry.ErrorCode(err) != registry.EInternal {
		t.Errorf("a file that is no database: %v, want EInternal", err)
	}
	var known *registry.Error
	if !errors.As(err, &known) || strings.Contains(known.Message, "garbage") || strings.Contains(known.Message, "PRAGMA") {
		t.Errorf("message %q tells of the inside", known.Message)
	}
	s := openFile(t, "sqlite:"+filepath.Join(folder, "a.db"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); registry.ErrorCode(err) == "" {
		t.Error("a closed store answers")
	}
}

// TestReopen: what was committed is there after a close, and a read at once counts it.
func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s := openFile(t, path)
	view := registry.View{Scopes: []registry.ViewScope{registry.ScopePublic}, Document: []byte(`{}`), Index: registry.Index{Countries: []string{"AF"}}}
	err := s.Write(t.Context(), func(tx registry.Tx) error {
		return tx.PutInitiatives(t.Context(), []registry.InitiativeWrite{{ID: "i", Views: []registry.View{view}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openFile(t, path)
	for _, filter := range []registry.InitiativeFilter{{}, {Countries: []string{"AF"}}} {
		items, _, err := s.ListInitiatives(t.Context(), registry.Lens{Base: registry.ScopePublic}, filter, registry.Page{Limit: 10})
		if err != nil || len(items) != 1 {
			t.Errorf("%d listed after opening again (%v)", len(items), err)
		}
		n, err := s.CountInitiatives(t.Context(), registry.Lens{Base: registry.ScopePublic}, filter)
		if err != nil || n != 1 {
			t.Errorf("%d counted after opening again (%v)", n, err)
		}
	}
}
