package store

import (
	"context"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun/migrate"
)

// Migrate brings the schema up to date; Open has done so already. EConflict where the schema is newer than this program.
func (s *Store) Migrate(ctx context.Context) error {
	migrations, err := s.dialect.migrations()
	if err != nil {
		return registry.WrapError(registry.EInternal, err, "the migrations cannot be read")
	}
	return s.dialect.migrateAlone(ctx, s, func() error {
		// A migration is marked only when it has succeeded: one that was killed half way is run again.
		migrator := migrate.NewMigrator(s.write, migrations, migrate.WithMarkAppliedOnSuccess(true), migrate.WithUpsert(true))
		if err := migrator.Init(ctx); err != nil {
			return s.mapError(err)
		}
		applied, err := migrator.AppliedMigrations(ctx)
		if err != nil {
			return s.mapError(err)
		}
		if err := refuseNewer(migrations.Sorted(), applied); err != nil {
			return err
		}
		_, err = migrator.Migrate(ctx)
		return s.mapError(err)
	})
}

// refuseNewer finds migrations that were applied and that this program does not know: what it would read and write
// might not mean what it thinks.
func refuseNewer(known, applied migrate.MigrationSlice) error {
	for _, a := range applied {
		if !slices.ContainsFunc(known, func(k migrate.Migration) bool { return k.Name == a.Name }) {
			e := registry.Errorf(registry.EConflict, "the database has a newer schema than this program knows")
			e.Hint = "run the version of tansiq that migrated it, or a later one"
			return e
		}
	}
	return nil
}
