package service

import (
	"context"
	"encoding/json"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/overlap/evaluation"
)

// Refitted says what a refit did.
type Refitted struct {
	Before  string              `json:"before"` // version of the model that was in use
	After   string              `json:"after"`
	Rulings int                 `json:"rulings"` // that were fitted to
	Fitted  []evaluation.Fitted `json:"fitted"`
	Detect  DetectStats         `json:"detection"` // with the new model
}

// Refit fits the detector's weights to the rulings in force, starting from the program's own weights, so that the same
// rulings give the same model whenever it is asked. The model is stored with what it was fitted to and takes effect at once:
// a full detection follows. EConflict where there are too few rulings; nothing is changed then. EForbidden for all but
// administrators.
func (s *Service) Refit(ctx context.Context, who registry.Audience, progress func(stage string, done int)) (*Refitted, error) {
	if who.Role != registry.RoleAdministrator {
		return nil, registry.Errorf(registry.EForbidden, "Administrators fit the detector's weights.")
	}
	if progress == nil {
		progress = func(string, int) {}
	}
	out, err := s.refit(ctx, who, progress)
	if err != nil {
		return nil, err
	}
	out.Detect, err = s.Detect(ctx, true, progress)
	return out, err
}

func (s *Service) refit(ctx context.Context, who registry.Audience, progress func(string, int)) (*Refitted, error) {
	s.detecting.Lock()
	defer s.detecting.Unlock()
	inUse, err := s.Model(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.loadDetector(ctx, progress); err != nil {
		return nil, err
	}
	lessons, ids, err := s.lessons(ctx)
	if err != nil {
		return nil, err
	}
	model, fitted, err := evaluation.Refit(overlap.SeedModel(), lessons, evaluation.Options{Seed: 1})
	if err != nil {
		return nil, err
	}
	out := &Refitted{Before: inUse.Version, After: model.Version, Rulings: len(ids), Fitted: fitted}
	stored := &registry.DetectorModel{Version: model.Version, Seed: overlap.SeedModel().Version, Rulings: ids, CreatedAt: s.now()}
	if stored.Model, err = json.Marshal(model); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "the fitted model cannot be encoded")
	}
	if stored.Figures, err = json.Marshal(fitted); err != nil {
		return nil, registry.WrapError(registry.EInternal, err, "the figures cannot be encoded")
	}
	known, err := s.store.ListModels(ctx)
	if err != nil {
		return nil, err
	}
	return out, s.store.Write(ctx, func(tx registry.Tx) error {
		isKnown := false
		for _, m := range known {
			isKnown = isKnown || m.Version == model.Version
		}
		if !isKnown { // else the same rulings were fitted to before
			if err := tx.PutModel(ctx, stored); err != nil {
				return err
			}
		}
		if err := tx.UseModel(ctx, model.Version); err != nil {
			return err
		}
		return tx.AddAudit(ctx, s.audit(who, "model.refit", model.Version, inUse.Version, out))
	})
}

// lessons are the rulings in force with what they say to each question; ids are those of the rulings. One that needs
// discussion says nothing, nor one on evidence that has changed since.
func (s *Service) lessons(ctx context.Context) (lessons []evaluation.Lesson, ids []string, err error) {
	filter := registry.OverlapFilter{Kinds: registry.OverlapKinds(), Statuses: []registry.OverlapStatus{registry.OverlapRuled, registry.OverlapRetracted}}
	for o, err := range s.store.EachOverlap(ctx, registry.Lens{Base: registry.ScopeAll}, filter) {
		if err != nil {
			return nil, nil, err
		}
		r := o.Ruling
		if r == nil || r.RevertedAt != nil || r.EvidenceHash != o.EvidenceHash {
			continue
		}
		lesson := evaluation.Lesson{}
		if lesson.Identity, lesson.Overlap = answers(o.Kind, r.Decision); lesson.Identity == evaluation.Silent && lesson.Overlap == evaluation.Silent {
			continue
		}
		a, b, err := s.ruledFeatures(ctx, o)
		if err != nil {
			return nil, nil, err
		}
		if a == nil || b == nil {
			continue // a record has gone from its source
		}
		lesson.A, lesson.B, lesson.Vector = a.ID, b.ID, s.index.detector.Vector(a, b)
		lessons, ids = append(lessons, lesson), append(ids, r.ID)
	}
	return lessons, ids, nil
}

// answers says what a decision on a flag of the kind tells each question. That two belong together (related) contradicts a
// flag that calls them one, or two that overlap; where the flag says that they belong together it says nothing new.
func answers(kind registry.OverlapKind, decision registry.Decision) (identity, overlap evaluation.Answer) {
	isOverlap := kind == registry.OverlapOverlap
	switch decision {
	case registry.DecisionSameInitiative:
		return evaluation.Yes, evaluation.Silent
	case registry.DecisionConfirmedOverlap, registry.DecisionComplementary:
		if isOverlap {
			return evaluation.Silent, evaluation.Yes
		}
		return evaluation.No, evaluation.Yes
	case registry.DecisionRelated:
		switch kind {
		case registry.OverlapOverlap:
			return evaluation.Silent, evaluation.No
		case registry.OverlapDuplicate, registry.OverlapSameInitiative:
			return evaluation.No, evaluation.Silent
		}
	case registry.DecisionFalseAlarm:
		if isOverlap {
			return evaluation.Silent, evaluation.No
		}
		return evaluation.No, evaluation.Silent
	}
	return evaluation.Silent, evaluation.Silent
}

// ruledFeatures are what the detector compares of a ruled pair: the two initiatives, or where the ruling made them one, the
// two records that it binds, each for itself.
func (s *Service) ruledFeatures(ctx context.Context, o *registry.Overlap) (a, b *overlap.Features, err error) {
	a, b = s.index.detector.Stored(o.A.Initiative), s.index.detector.Stored(o.B.Initiative)
	if a != nil && b != nil {
		return a, b, nil
	}
	if a, err = s.recordFeatures(ctx, o.Ruling.A); err != nil {
		return nil, nil, err
	}
	b, err = s.recordFeatures(ctx, o.Ruling.B)
	return a, b, err
}

// recordFeatures reads a record as if it were an initiative of its own; nil where it is not there.
func (s *Service) recordFeatures(ctx context.Context, key registry.RecordKey) (*overlap.Features, error) {
	var found *registry.Record
	err := s.store.Write(ctx, func(tx registry.Tx) error {
		heads, err := tx.RecordHeads(ctx, key.Feed, []string{key.Key})
		if err != nil {
			return err
		}
		initiative := heads[key.Key].Initiative
		all, err := tx.RecordsOf(ctx, []string{initiative})
		if err != nil {
			return err
		}
		for _, r := range all[initiative] {
			if r.Feed == key.Feed && r.Key == key.Key && !r.Withdrawn {
				found = &r
			}
		}
		return nil
	})
	if err != nil || found == nil {
		return nil, err
	}
	i := s.projectView(found.ID, []registry.Record{*found}, registry.ScopeAll)
	if i == nil {
		return nil, nil
	}
	return overlap.FromInitiative(i, s.ultimateFunder), nil
}
