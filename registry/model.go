package registry

import (
	"context"
	"encoding/json"
	"time"
)

// DetectorModel is a stored model of the detector: weights fitted to rulings, with what they were fitted to.
type DetectorModel struct {
	Version   string          `json:"version"`
	Seed      string          `json:"seed"`  // version of the program's own model that it was fitted from
	Model     json.RawMessage `json:"model"` // package overlap encodes it
	Rulings   []string        `json:"rulings"`
	Figures   json.RawMessage `json:"figures,omitempty"` // what was measured before and after
	CreatedAt time.Time       `json:"created_at"`
	InUse     bool            `json:"in_use"`
}

// ModelStore keeps the detector's models.
type ModelStore interface {
	// ListModels gives the stored models, newest first.
	ListModels(ctx context.Context) ([]DetectorModel, error)
	// ModelInUse is nil where the program's own model is in use.
	ModelInUse(ctx context.Context) (*DetectorModel, error)
}
