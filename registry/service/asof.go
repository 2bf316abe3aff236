package service

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// EachView walks the initiatives that the caller may see and that answer the filter, each at most once and in no stated
// order: as they are now where asOf is the zero time, else as the registry knew them then. It holds some hundred of them
// at a time.
//
// A view of the past is made anew from the versions of records that the registry had by then and from the rulings that
// stood then. Today's marks govern what is shown of it, and a record that its source has withdrawn since is not shown.
// All records are read for it, whatever the filter; one such walk goes on at a time.
//
// EInvalid for a wrong filter; for the past, one by words, flags, points or the time of a change is wrong, since only what
// is now is indexed by these.
func (s *Service) EachView(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, asOf time.Time) iter.Seq2[*registry.Initiative, error] {
	return s.eachView(ctx, who, filter, asOf, readWhole)
}

// eachView is EachView with the way to read a stored view.
func (s *Service) eachView(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, asOf time.Time, read viewReader) iter.Seq2[*registry.Initiative, error] {
	return func(yield func(*registry.Initiative, error) bool) {
		filter, err := s.resolveFilter(ctx, filter)
		if err == nil && !asOf.IsZero() {
			err = checkPastFilter(filter)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		if asOf.IsZero() {
			s.eachPresent(ctx, s.lens(who), filter, read, yield)
			return
		}
		select {
		case s.past <- struct{}{}:
			defer func() { <-s.past }()
		case <-ctx.Done():
			yield(nil, registry.WrapError(registry.EUnavailable, ctx.Err(), "the request ended before its turn came"))
			return
		}
		s.eachPast(ctx, s.lens(who), filter, asOf, yield)
	}
}

// viewReader reads a stored view.
type viewReader func(document []byte) (*registry.Initiative, error)

// readTogether is how many views are read from their JSON at a time, on all cores.
const readTogether = 250

func (s *Service) eachPresent(ctx context.Context, lens registry.Lens, filter registry.InitiativeFilter, read viewReader, yield func(*registry.Initiative, error) bool) {
	batch := make([][]byte, 0, readTogether)
	flush := func() bool {
		views := make([]*registry.Initiative, len(batch))
		err := inParallel(len(batch), func(n int) (err error) {
			views[n], err = read(batch[n])
			return err
		})
		if err != nil {
			yield(nil, err)
			return false
		}
		for _, i := range views {
			if !yield(i, nil) {
				return false
			}
		}
		batch = batch[:0]
		return true
	}
	for d, err := range s.store.ScanInitiatives(ctx, lens, filter) {
		if err != nil {
			yield(nil, err)
			return
		}
		if batch = append(batch, d.JSON); len(batch) == readTogether && !flush() {
			return
		}
	}
	flush()
}

func (s *Service) eachPast(ctx context.Context, lens registry.Lens, filter registry.InitiativeFilter, asOf time.Time, yield func(*registry.Initiative, error) bool) {
	stood, err := s.store.RulingsAt(ctx, asOf)
	if err != nil {
		yield(nil, err)
		return
	}
	joins := newRulings(stood)
	joined := map[registry.RecordKey]bool{}
	for _, r := range joins {
		if r.Decision == registry.DecisionSameInitiative {
			joined[r.A], joined[r.B] = true, true
		}
	}
	show := func(id string, records []registry.RecordAt) bool {
		i := s.pastView(lens, id, records)
		return i == nil || !matches(&filter, i) || yield(i, nil)
	}
	// Records that a ruling joins wait for each other: as many as there are rulings, at most twice. The others are
	// initiatives of their own.
	waiting := map[string]registry.RecordAt{}
	var members []registry.Record
	for r, err := range s.store.RecordsAt(ctx, asOf) {
		if err != nil {
			yield(nil, err)
			return
		}
		if joined[registry.RecordKey{Feed: r.Now.Feed, Key: r.Now.Key}] {
			waiting[r.Now.ID] = r
			members = append(members, registry.Record{ID: r.Now.ID, Feed: r.Now.Feed, Key: r.Now.Key})
			continue
		}
		if !show(r.Now.ID, []registry.RecordAt{r}) {
			return
		}
	}
	for id, group := range groupRecords(members, joins) {
		var records []registry.RecordAt
		for _, r := range group {
			records = append(records, waiting[r.ID])
		}
		if !show(id, records) {
			return
		}
	}
}

// pastView is what the lens shows of an initiative that was made of these records; nil where it shows nothing.
func (s *Service) pastView(lens registry.Lens, id string, records []registry.RecordAt) *registry.Initiative {
	var visible []registry.Record
	withheld := map[string]string{}
	for i := range records {
		r, fields, ok := s.projectRecord(lens, records[i].Then, &records[i].Now)
		if !ok || r.Withdrawn {
			continue
		}
		for _, f := range fields {
			withheld[f] = reasonSafety
		}
		visible = append(visible, r)
	}
	if len(visible) == 0 {
		return nil
	}
	i := merge(id, visible)
	if len(withheld) > 0 {
		i.Withheld = withheld
	}
	for _, source := range i.Sources {
		if source.RetrievedAt.After(i.UpdatedAt) {
			i.UpdatedAt = source.RetrievedAt
		}
	}
	return i
}

// checkPastFilter refuses what a view of the past cannot be found by.
func checkPastFilter(f registry.InitiativeFilter) error {
	if len(f.Terms) > 0 || f.HasOverlap != nil || f.BBox != nil || !f.UpdatedSince.IsZero() {
		return invalid("as_of", "cannot be combined with q, has_overlap, bbox or updated_since")
	}
	return nil
}

// matches says whether an initiative answers a filter, as the store does; see registry.InitiativeFilter. It knows what
// checkPastFilter lets through.
func matches(f *registry.InitiativeFilter, i *registry.Initiative) bool {
	x := indexOf(i)
	return hasAny(f.Countries, x.Countries...) && hasAny(f.Regions, x.Regions...) && hasAny(f.GoodPractices, x.GoodPractices...) &&
		hasAny(f.Donors, x.Donors...) && hasAny(f.Implementers, x.Implementers...) && hasAny(f.Organisations, x.Organisations...) &&
		hasAny(f.Sectors, x.Sectors...) && hasAny(f.Statuses, x.Status) && hasAny(f.Kinds, x.Kind) && hasAny(f.Scopes, x.Scope) &&
		hasAny(f.Beneficiaries, x.Beneficiaries...) && hasAny(f.Feeds, x.Feeds...) && hasAny(folded(f.Identifiers), x.Identifiers...) &&
		runs(f, x.Period) && within(f, x.BudgetUSD)
}

// hasAny says whether one of the values is wanted; nothing wanted is no condition.
func hasAny[T comparable](wanted []T, values ...T) bool {
	return len(wanted) == 0 || slices.ContainsFunc(values, func(v T) bool { return slices.Contains(wanted, v) })
}

// runs checks a period. An unknown date is later than every day.
func runs(f *registry.InitiativeFilter, p registry.Period) bool {
	if f.ActiveFrom != "" && p.End != "" && p.End < f.ActiveFrom || f.ActiveTo != "" && (p.Start == "" || p.Start > f.ActiveTo) {
		return false
	}
	if f.ActiveOn == "" {
		return true
	}
	return p.Start != "" && p.Start <= f.ActiveOn && (p.End >= f.ActiveOn || p.End == "" && p.OpenEnded)
}

func folded(identifiers []string) (lower []string) {
	for _, id := range identifiers {
		lower = append(lower, strings.ToLower(id))
	}
	return lower
}

func within(f *registry.InitiativeFilter, budget *registry.Amount) bool {
	return (f.MinBudgetUSD == nil || budget != nil && *budget >= *f.MinBudgetUSD) &&
		(f.MaxBudgetUSD == nil || budget != nil && *budget <= *f.MaxBudgetUSD)
}
