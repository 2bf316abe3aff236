package store

import (
	"context"
	"database/sql"
	"math"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// unknownValue is the value of a key whose sorted value is not known.
const unknownValue = math.MaxInt64

// maxRedirects bounds how many merges an old id is followed through.
const maxRedirects = 64

// FindInitiative gives the view that the lens selects.
func (s *Store) FindInitiative(ctx context.Context, lens registry.Lens, id string) (registry.ViewDocument, error) {
	for range maxRedirects {
		var found registry.ViewDocument
		var redirect sql.NullString
		seen, args := lensCondition(lens, "v", "no")
		err := s.hotQuery(ctx, func(rows *sql.Rows) error {
			var version, updated sql.NullInt64
			if err := rows.Scan(&redirect, &version, &updated, &found.JSON); err != nil {
				return err
			}
			found.Version, found.UpdatedAt = int(version.Int64), fromMicros(updated.Int64)
			return nil
		}, `SELECT i.redirect, v.version, v.updated_at, v.document FROM initiatives i
			LEFT JOIN views v ON v.initiative = i.no AND `+seen+" WHERE i.id = ?", append(args, id)...)
		switch {
		case err != nil:
			return registry.ViewDocument{}, err
		case redirect.Valid:
			id = redirect.String
			continue
		case found.JSON == nil:
			return registry.ViewDocument{}, registry.Errorf(registry.ENotFound, "no such initiative")
		}
		found.ID = id
		return found, nil
	}
	return registry.ViewDocument{}, registry.Errorf(registry.EInternal, "merged initiatives point at each other")
}

// InitiativesByID gives the views of those that the lens shows under these very ids.
func (s *Store) InitiativesByID(ctx context.Context, lens registry.Lens, ids []string) ([]registry.ViewDocument, error) {
	in, arg := s.dialect.inTexts(ids)
	seen, args := lensCondition(lens, "v", "no")
	found := make([]registry.ViewDocument, 0, len(ids))
	err := s.hotQuery(ctx, func(rows *sql.Rows) error {
		var v registry.ViewDocument
		var updated int64
		err := rows.Scan(&v.ID, &v.Version, &updated, &v.JSON)
		v.UpdatedAt = fromMicros(updated)
		found = append(found, v)
		return err
	}, `SELECT i.id, v.version, v.updated_at, v.document FROM initiatives i JOIN views v ON v.initiative = i.no
		WHERE i.id `+in+" AND i.redirect IS NULL AND "+seen, append([]any{arg}, args...)...)
	return found, err
}

// CountInitiatives is the total of a list.
func (s *Store) CountInitiatives(ctx context.Context, lens registry.Lens, filter registry.InitiativeFilter) (int, error) {
	x, err := s.selection(ctx, lens, &filter)
	if err != nil {
		return 0, err
	}
	count := 0
	err = s.withSelection(ctx, x, func(c *columns.Columns) {
		count = int(c.Select(&x.query).GetCardinality())
	})
	return count, err
}
