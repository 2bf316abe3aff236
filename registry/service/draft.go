package service

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
	"github.com/tansiq/tansiq/registry/overlap"
)

// maxNearest is how many initiatives a check names that reach no cut-off.
const maxNearest = 10

// compareWithDraft compares a draft with what the caller may see: what it may overlap, and what else is nearest to it.
func (s *Service) compareWithDraft(ctx context.Context, who registry.Audience, i *registry.Initiative, model *overlap.Model) (overlaps, nearest []*registry.Overlap, err error) {
	results, near, err := s.compareDraft(ctx, i)
	if err != nil {
		return nil, nil, err
	}
	if overlaps, err = s.shownOfDraft(ctx, who, i, results, model); err != nil {
		return nil, nil, err
	}
	near = slices.DeleteFunc(near, func(n overlap.Result) bool {
		return slices.ContainsFunc(results, func(r overlap.Result) bool { return r.A == n.A && r.B == n.B })
	})
	nearest, err = s.shownOfDraft(ctx, who, i, near, model)
	return overlaps, nearest[:min(len(nearest), maxNearest)], err
}

// shownOfDraft makes overlaps of results, of those that the caller may see.
func (s *Service) shownOfDraft(ctx context.Context, who registry.Audience, i *registry.Initiative, results []overlap.Result, model *overlap.Model) ([]*registry.Overlap, error) {
	found := []*registry.Overlap{}
	for _, r := range results {
		other := r.B
		if other == "" {
			other = r.A
		}
		// The index is built from all records; the caller gets only what compares the same in the caller's own view.
		view, err := s.store.FindInitiative(ctx, s.lens(who), other)
		if registry.ErrorCode(err) == registry.ENotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		full, err := s.store.FindInitiative(ctx, registry.Lens{Base: registry.ScopeAll}, other)
		if err != nil {
			return nil, err
		}
		o, all, err := initiativesOf(view, full)
		if err != nil {
			return nil, err
		}
		if !reflect.DeepEqual(o, all) {
			continue
		}
		flag := &registry.Overlap{
			Kind: r.Kind, Relation: r.Relation, Score: r.Score, Level: r.Level, Status: registry.OverlapOpen,
			Completeness: r.Completeness, A: sideFrom(i), B: sideFrom(o), Evidence: r.Evidence,
			EvidenceHash: r.EvidenceHash, Regions: o.Regions, DetectedAt: s.now(), Model: model.Version,
		}
		if err := s.putInWords(ctx, flag); err != nil {
			return nil, err
		}
		found = append(found, flag)
	}
	return found, nil
}

// initiativesOf reads two views, their stamps left out: what a view says does not depend on how often it changed.
func initiativesOf(a, b registry.ViewDocument) (one, other *registry.Initiative, err error) {
	one, other = &registry.Initiative{}, &registry.Initiative{}
	for i, view := range []registry.ViewDocument{a, b} {
		initiative := []*registry.Initiative{one, other}[i]
		if err := json.Unmarshal(view.JSON, initiative); err != nil {
			return nil, nil, registry.WrapError(registry.EInternal, err, "a stored view cannot be read")
		}
		initiative.Version, initiative.CreatedAt, initiative.UpdatedAt = 0, time.Time{}, time.Time{}
	}
	return one, other, nil
}

// compareDraft looks the draft up in the detector's index, which it loads and brings up to date where needed. While a
// detection is at work the index is taken as it is.
func (s *Service) compareDraft(ctx context.Context, i *registry.Initiative) (found, near []overlap.Result, err error) {
	if s.detecting.TryLock() {
		err := s.catchUp(ctx)
		s.detecting.Unlock()
		if err != nil {
			return nil, nil, err
		}
	}
	s.index.lock.RLock()
	defer s.index.lock.RUnlock()
	if s.index.detector == nil {
		return nil, nil, registry.Errorf(registry.EUnavailable, "the index of overlaps is being built; try again in a minute")
	}
	draft := overlap.FromInitiative(i, s.ultimateFunder)
	// More than are shown, since some will not be the caller's to see.
	return s.index.detector.DetectOne(draft), s.index.detector.Nearest(draft, 3*maxNearest), nil
}

// catchUp brings the index, and not the flags, to the end of the change log.
func (s *Service) catchUp(ctx context.Context) error {
	if s.index.detector == nil {
		if _, err := s.loadDetector(ctx, func(string, int) {}); err != nil {
			return err
		}
	}
	for {
		changes, err := s.store.Changes(ctx, s.index.position, maxBatch)
		if err != nil || len(changes) == 0 {
			return err
		}
		if err := s.updateIndex(ctx, initiativesOfChanges(changes)); err != nil {
			return err
		}
		s.index.position = changes[len(changes)-1].Position
	}
}

// initiativeOf turns a draft into what an imported record of the same words would be.
func (s *Service) initiativeOf(ctx context.Context, d Draft) (*registry.Initiative, error) {
	var wrong []registry.FieldError
	add := func(field, reason string) { wrong = append(wrong, registry.FieldError{Field: field, Reason: reason}) }
	if d.Title.IsEmpty() {
		add("title", "is required")
	}
	f := registry.Facts{
		Identifiers: d.Identifiers, Kind: registry.KindProject, Title: d.Title, Description: d.Description,
		Period: d.Period, Regions: d.Regions, Locations: d.Locations, Budget: d.Budget, Status: registry.StatusPipeline,
	}
	for n, c := range d.Countries {
		if _, ok := codelist.CountryByCode(c); !ok {
			add(fmt.Sprintf("countries[%d]", n), "is not an ISO 3166-1 alpha-2 code")
		}
		f.Countries = append(f.Countries, registry.CountryShare{Code: c})
	}
	for n, r := range d.Regions {
		if _, ok := codelist.RegionByCode(r); !ok {
			add(fmt.Sprintf("regions[%d]", n), "is not a coordination region")
		}
	}
	for n, p := range d.GoodPractices {
		if _, ok := codelist.GoodPracticeByNumber(p); !ok {
			add(fmt.Sprintf("good_practices[%d]", n), "must be 1 to 25")
		}
		f.GoodPractices = append(f.GoodPractices, registry.PracticeLink{Number: p, Basis: registry.BasisSource, Confidence: 1})
	}
	for n, code := range d.Sectors {
		if _, ok := codelist.SectorByCode(code); !ok {
			add(fmt.Sprintf("sectors[%d]", n), "is not a DAC purpose code or category")
		}
		vocabulary := "1"
		if len(code) == 3 {
			vocabulary = "2"
		}
		f.Sectors = append(f.Sectors, registry.Sector{Vocabulary: vocabulary, Code: code})
	}
	for n, b := range d.Beneficiaries {
		code, ok := codelist.FindBeneficiary(b)
		if !ok {
			add(fmt.Sprintf("beneficiaries[%d]", n), "is not on the list of beneficiaries")
		}
		f.Beneficiaries = append(f.Beneficiaries, code)
	}
	if d.Period.Start != "" && d.Period.End != "" && d.Period.End < d.Period.Start {
		add("period.end", "is before the start")
	}
	if err := invalidFields(wrong); err != nil {
		return nil, err
	}
	for role, names := range map[registry.Role][]string{registry.RoleFunding: d.Donors, registry.RoleImplementing: d.Implementers} {
		for _, name := range names {
			p := registry.Participation{Role: role, Name: registry.Text{registry.Undetermined: name}}
			ids, err := s.store.ResolveOrganisations(ctx, []string{name})
			if err != nil {
				return nil, err
			}
			if len(ids) == 1 {
				p.Organisation = ids[0]
			}
			f.Participations = append(f.Participations, p)
		}
	}
	enrich(&f)
	i := &registry.Initiative{Facts: f, Completeness: overlap.Completeness(&f)}
	i.Regions = regionsOf(f)
	return i, nil
}
