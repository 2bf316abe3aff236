package service

import (
	"context"
	"encoding/json"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// Model is the detector's model in use: the program's own, or the one that a refit made and chose. A stored model that was
// fitted from another version of the program's own is set aside, since its levels may mean something else: the next refit
// fits it anew.
func (s *Service) Model(ctx context.Context) (*overlap.Model, error) {
	stored, err := s.store.ModelInUse(ctx)
	if err != nil || stored == nil {
		return overlap.SeedModel(), err
	}
	if stored.Seed != overlap.SeedModel().Version {
		s.options.Log.WarnContext(ctx, "the stored model was fitted from another version's weights and is not used; refit", "model", stored.Version, "fitted_from", stored.Seed)
		return overlap.SeedModel(), nil
	}
	return decodeModel(stored)
}

// Models lists the stored models, newest first.
func (s *Service) Models(ctx context.Context) ([]registry.DetectorModel, error) {
	return s.store.ListModels(ctx)
}

// UseModel takes a model into use by its version, the program's own or a stored one; the next detection is a full one.
// ENotFound; EConflict where it was fitted from another version of the program's own.
func (s *Service) UseModel(ctx context.Context, who registry.Audience, version string) error {
	before, err := s.Model(ctx)
	if err != nil {
		return err
	}
	stored := version
	if version == overlap.SeedModel().Version {
		stored = ""
	} else {
		models, err := s.store.ListModels(ctx)
		if err != nil {
			return err
		}
		for _, m := range models {
			if m.Version == version && m.Seed != overlap.SeedModel().Version {
				return registry.Errorf(registry.EConflict, "the model was fitted from %s, and this program's weights are %s", m.Seed, overlap.SeedModel().Version)
			}
		}
	}
	err = s.store.Write(ctx, func(tx registry.Tx) error {
		if err := tx.UseModel(ctx, stored); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.audit(who, "model.use", version, before.Version, version))
	})
	if err == nil {
		s.signalDetector()
	}
	return err
}

// modelOf is the model that scored a stored overlap, as far as it is still known; else the one in use.
func (s *Service) modelOf(ctx context.Context, version string) (*overlap.Model, error) {
	if version == overlap.SeedModel().Version {
		return overlap.SeedModel(), nil
	}
	if m, ok := s.models.Load(version); ok {
		return m.(*overlap.Model), nil
	}
	models, err := s.store.ListModels(ctx)
	if err != nil {
		return nil, err
	}
	for _, stored := range models {
		if stored.Version == version {
			m, err := decodeModel(&stored)
			if err == nil {
				s.models.Store(version, m)
			}
			return m, err
		}
	}
	return s.Model(ctx)
}

func decodeModel(stored *registry.DetectorModel) (*overlap.Model, error) {
	m := new(overlap.Model)
	if err := json.Unmarshal(stored.Model, m); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "a stored model cannot be read")
	}
	return m, nil
}
