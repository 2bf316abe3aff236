package api

import (
	"context"

	"github.com/tansiq/tansiq/registry"
)

// Health says that the process serves.
type Health struct {
	Status  string `json:"status" enum:"ok" doc:"Always ok; where it is not, the answer is a problem."`
	Version string `json:"version,omitempty" doc:"Version of the program."`
}

func (a *api) health(context.Context, registry.Audience, *struct{}) (*answer[Health], error) {
	return &answer[Health]{Health{Status: "ok", Version: a.options.Version}}, nil
}

func (a *api) ready(ctx context.Context, _ registry.Audience, _ *struct{}) (*answer[Health], error) {
	if err := a.registry.Ready(ctx); err != nil {
		return nil, err
	}
	return a.health(ctx, registry.Audience{}, nil)
}
