package store

import (
	"context"
	"database/sql"
	"iter"

	"github.com/tansiq/tansiq/registry"
)

// featuresARound is how many rows EachFeatures reads at a time.
const featuresARound = 1000

// EachFeatures walks the features of all initiatives that are in detection, by id.
func (s *Store) EachFeatures(ctx context.Context) iter.Seq2[registry.DetectionRow, error] {
	return eachPage(func(after string) (rows []registry.DetectionRow, next string, err error) {
		rows, err = s.features(ctx, "features IS NOT NULL AND id > ? ORDER BY id LIMIT "+itoa(featuresARound), after)
		if len(rows) == featuresARound {
			next = rows[len(rows)-1].Initiative
		}
		return rows, next, err
	})
}

// FeaturesOf loads the features of some initiatives.
func (s *Store) FeaturesOf(ctx context.Context, initiatives []string) ([]registry.DetectionRow, error) {
	in, arg := s.dialect.inTexts(initiatives)
	return s.features(ctx, "id "+in+" ORDER BY id", arg)
}

func (s *Store) features(ctx context.Context, where string, args ...any) ([]registry.DetectionRow, error) {
	var found []registry.DetectionRow
	err := s.hotQuery(ctx, func(rows *sql.Rows) error {
		var r registry.DetectionRow
		err := rows.Scan(&r.Initiative, &r.Features)
		found = append(found, r)
		return err
	}, "SELECT id, features FROM initiatives WHERE "+where, args...)
	return found, err
}

// DetectorPosition is up to where overlaps are found, and by which model.
func (s *Store) DetectorPosition(ctx context.Context) (position int64, model string, err error) {
	err = s.hotQuery(ctx, func(rows *sql.Rows) error { return rows.Scan(&position, &model) },
		"SELECT position, model FROM detector WHERE one = 1")
	return position, model, err
}

// SetDetectorPosition notes up to where overlaps are found.
func (t *tx) SetDetectorPosition(ctx context.Context, position int64, model string) error {
	_, err := t.exec(ctx, `INSERT INTO detector (one, position, model) VALUES (1, ?, ?)
		ON CONFLICT (one) DO UPDATE SET position = excluded.position, model = excluded.model`, position, model)
	return err
}
