package service

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// PracticesAt writes the practices of each initiative that the caller sees and that answers the filter, sorted.
func (s *Service) PracticesAt(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, asOf time.Time) (lines []string, err error) {
	for f, err := range s.eachFigures(ctx, who, filter, asOf) {
		if err != nil {
			return nil, err
		}
		lines = append(lines, fmt.Sprint(f.GoodPractices))
	}
	slices.Sort(lines)
	return lines, nil
}
