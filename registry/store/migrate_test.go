package store

import (
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/pgtest"
)

// eachDatabase runs a test on an empty database of each kind.
func eachDatabase(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "a.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, pgtest.DSN(t)) })
}

// TestNewerSchema: a database that a later version migrated is refused.
func TestNewerSchema(t *testing.T) {
	eachDatabase(t, func(t *testing.T, dsn string) {
		s := openFile(t, dsn)
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatalf("migrating what is migrated: %v", err)
		}
		_, err := s.exec(t.Context(), s.write.DB, "INSERT INTO bun_migrations (name, group_id) VALUES ('9999', 9)")
		if err != nil {
			t.Fatal(err)
		}
		_, err = Open(t.Context(), dsn, Options{})
		if registry.ErrorCode(err) != registry.EConflict {
			t.Errorf("opening a newer schema: %v, want EConflict", err)
		}
	})
}

// TestConcurrentMigrations: processes that start together on an empty database all come up.
func TestConcurrentMigrations(t *testing.T) {
	eachDatabase(t, func(t *testing.T, dsn string) {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				s, err := Open(t.Context(), dsn, Options{})
				if err != nil {
					t.Errorf("open: %v", err)
					return
				}
				_ = s.Close()
			})
		}
		all.Wait()
		s := openFile(t, dsn)
		migrations, err := s.dialect.migrations()
		if err != nil {
			t.Fatal(err)
		}
		applied, want := 0, len(migrations.Sorted())
		if err := s.read.NewSelect().Table("bun_migrations").ColumnExpr("count(*)").Scan(t.Context(), &applied); err != nil || applied != want {
			t.Errorf("%d migrations are marked as applied (%v), want %d", applied, err, want)
		}
	})
}

// TestMigrationsMatch: both dialects have the same steps with the same tables.
func TestMigrationsMatch(t *testing.T) {
	table := regexp.MustCompile(`(?m)^CREATE TABLE IF NOT EXISTS (\w+) \(\n((?:  .*\n)*)\)`)
	column := regexp.MustCompile(`(?m)^  ([a-z_]+) `)
	read := func(file string) map[string]string {
		found := map[string]string{}
		b, err := sqliteMigrations.ReadFile("migrations/sqlite/" + file)
		if err != nil {
			b, err = postgresMigrations.ReadFile("migrations/postgres/" + file)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range table.FindAllStringSubmatch(string(b), -1) {
			columns := ""
			for _, c := range column.FindAllStringSubmatch(m[2], -1) {
				columns += c[1] + " "
			}
			found[m[1]] = columns
		}
		return found
	}
	names, err := sqliteMigrations.ReadDir("migrations/sqlite")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		one := read(name.Name())
		b, err := postgresMigrations.ReadFile("migrations/postgres/" + name.Name())
		if err != nil {
			t.Errorf("%s has no twin for PostgreSQL", name.Name())
			continue
		}
		for _, m := range table.FindAllStringSubmatch(string(b), -1) {
			columns := ""
			for _, c := range column.FindAllStringSubmatch(m[2], -1) {
				columns += c[1] + " "
			}
			if m[1] != "view_text" && one[m[1]] != columns { // full text differs
				t.Errorf("%s: table %s has columns %q in PostgreSQL, %q in SQLite", name.Name(), m[1], columns, one[m[1]])
			}
			delete(one, m[1])
		}
		for rest := range one {
			t.Errorf("%s: table %s is in SQLite only", name.Name(), rest)
		}
	}
}
