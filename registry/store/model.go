package store

import (
	"context"
	"encoding/json"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// modelRow is a row of detector_models.
type modelRow struct {
	bun.BaseModel `bun:"table:detector_models"`

	Version   string `bun:",pk"`
	CreatedAt int64
	InUse     bool
	Document  string // JSON of the model
}

// ListModels gives the stored models, newest first.
func (s *Store) ListModels(ctx context.Context) ([]registry.DetectorModel, error) {
	return s.models(ctx, s.read.NewSelect().Order("created_at DESC", "version DESC"))
}

// ModelInUse is nil where the program's own model is in use.
func (s *Store) ModelInUse(ctx context.Context) (*registry.DetectorModel, error) {
	found, err := s.models(ctx, s.read.NewSelect().Where("in_use = ?", true))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

func (s *Store) models(ctx context.Context, query *bun.SelectQuery) ([]registry.DetectorModel, error) {
	var rows []modelRow
	if err := query.Model(&rows).Scan(ctx); err != nil {
		return nil, s.mapError(err)
	}
	models := make([]registry.DetectorModel, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal([]byte(row.Document), &models[i]); err != nil {
			return nil, s.mapError(err)
		}
		models[i].InUse = row.InUse
	}
	return models, nil
}

// PutModel adds a model that is not in use. EConflict where the version is there.
func (t *tx) PutModel(ctx context.Context, model *registry.DetectorModel) error {
	stored := *model
	stored.InUse = false
	row := &modelRow{Version: model.Version, CreatedAt: micros(model.CreatedAt), Document: jsonText(stored)}
	_, err := t.bun.NewInsert().Model(row).Returning("NULL").Exec(ctx)
	return t.store.mapError(err)
}

// UseModel takes the model into use, the program's own with version "". ENotFound.
func (t *tx) UseModel(ctx context.Context, version string) error {
	if _, err := t.bun.NewUpdate().Model((*modelRow)(nil)).Set("in_use = ?", false).Where("in_use = ?", true).Returning("NULL").Exec(ctx); err != nil {
		return t.store.mapError(err)
	}
	if version == "" {
		return nil
	}
	result, err := t.bun.NewUpdate().Model((*modelRow)(nil)).Set("in_use = ?", true).Where("version = ?", version).Returning("NULL").Exec(ctx)
	if err != nil {
		return t.store.mapError(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return registry.Errorf(registry.ENotFound, "no such model")
	}
	return nil
}
