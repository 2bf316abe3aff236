package service

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// readTogether is how many figures are read from their stored form at a time, on all cores.
const readTogether = 1000

// eachFigures walks the figures of the initiatives that the caller may see and that answer the filter, each once and in no
// stated order: as they are now where asOf is the zero time, else as the registry knew them then. It holds some thousand of
// them at a time, and few such walks go on at a time.
//
// What was known in the past is made anew from the versions of records that the registry had by then and from the rulings
// that stood then. Today's marks govern what is shown of it, and a record that its source has withdrawn since is not shown.
// All records are read for it, in outline: of the past there are no sums and no sectors.
//
// EInvalid for a wrong filter; one of the past knows countries, regions, practices and donors alone.
func (s *Service) eachFigures(ctx context.Context, who registry.Audience, filter registry.InitiativeFilter, asOf time.Time) iter.Seq2[*figures, error] {
	return func(yield func(*figures, error) bool) {
		filter, err := s.resolveFilter(ctx, filter)
		if err != nil {
			yield(nil, err)
			return
		}
		select {
		case s.walks <- struct{}{}:
			defer func() { <-s.walks }()
		case <-ctx.Done():
			yield(nil, registry.WrapError(registry.EUnavailable, ctx.Err(), "the request ended before its turn came"))
			return
		}
		if asOf.IsZero() {
			readAll(s.store.EachFigures(ctx, s.lens(who), filter), readFigures)(yield)
			return
		}
		s.eachPast(ctx, s.lens(who), asOf)(func(f *figures, err error) bool {
			if err == nil && !f.answers(&filter) {
				return true
			}
			return yield(f, err)
		})
	}
}

// readAll makes each thing of a walk into another, many at a time on all cores, in the order of the walk. A nil is left out.
func readAll[S, T any](walk iter.Seq2[S, error], read func(S) (*T, error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		batch := make([]S, 0, readTogether)
		flush := func() bool {
			made := make([]*T, len(batch))
			err := inParallel(len(batch), func(n int) (err error) {
				made[n], err = read(batch[n])
				return err
			})
			if err != nil {
				yield(nil, err)
				return false
			}
			for _, t := range made {
				if t != nil && !yield(t, nil) {
					return false
				}
			}
			batch = batch[:0]
			return true
		}
		for one, err := range walk {
			if err != nil {
				yield(nil, err)
				return
			}
			if batch = append(batch, one); len(batch) == readTogether && !flush() {
				return
			}
		}
		flush()
	}
}

func (s *Service) eachPast(ctx context.Context, lens registry.Lens, asOf time.Time) iter.Seq2[*figures, error] {
	return func(yield func(*figures, error) bool) {
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
		// Records that a ruling joins wait for each other: as many as there are rulings, at most twice. The others are
		// initiatives of their own.
		waiting := map[string]registry.RecordAt{}
		var members []registry.Record
		alone := func(yield func(registry.RecordAt, error) bool) {
			for r, err := range s.store.RecordsAt(ctx, asOf) {
				key := registry.RecordKey{Feed: r.Feed, Key: r.Key}
				if err == nil && joined[key] {
					waiting[r.ID] = r
					members = append(members, registry.Record{ID: r.ID, Feed: r.Feed, Key: r.Key})
					continue
				}
				if !yield(r, err) {
					return
				}
			}
		}
		stopped := false
		readAll(alone, func(r registry.RecordAt) (*figures, error) { return s.pastFigures(lens, r.ID, []registry.RecordAt{r}) })(func(f *figures, err error) bool {
			stopped = err != nil || !yield(f, err)
			if err != nil {
				yield(nil, err)
			}
			return !stopped
		})
		if stopped {
			return
		}
		for id, group := range groupRecords(members, joins) {
			var records []registry.RecordAt
			for _, r := range group {
				records = append(records, waiting[r.ID])
			}
			f, err := s.pastFigures(lens, id, records)
			if (f != nil || err != nil) && !yield(f, err) {
				return
			}
		}
	}
}

// pastFigures are those of what the lens shows of an initiative that was made of these records; nil where it shows nothing.
func (s *Service) pastFigures(lens registry.Lens, id string, records []registry.RecordAt) (*figures, error) {
	versions := make([]versionAt, len(records))
	for n := range records {
		r := &records[n]
		if r.Withdrawn {
			continue
		}
		var err error
		if versions[n].then, err = readOutline(r, r.Then); err != nil {
			return nil, err
		}
		if versions[n].now = versions[n].then; r.Now.Version != r.Then.Version {
			if versions[n].now, err = readOutline(r, r.Now); err != nil {
				return nil, err
			}
		}
	}
	if view := s.pastView(lens, id, versions); view != nil {
		return figuresOf(view), nil
	}
	return nil, nil
}

// versionAt is a record as it was, beside what it is now.
type versionAt struct{ then, now registry.Record }

// pastView is what the lens shows of an initiative that was made of these records; nil where it shows nothing.
func (s *Service) pastView(lens registry.Lens, id string, records []versionAt) *registry.Initiative {
	var visible []registry.Record
	withheld := map[string]string{}
	for i := range records {
		if records[i].then.Version == 0 || records[i].now.Withdrawn {
			continue
		}
		r, fields, ok := s.projectRecord(lens, records[i].then, &records[i].now)
		if !ok {
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

// pastViewOf is what the caller is shown of how an initiative was at some time: of the records that it is made of now, by
// the versions that the registry had then. nil where there is nothing to show.
func (s *Service) pastViewOf(ctx context.Context, lens registry.Lens, id string, asOf time.Time) (*registry.Initiative, error) {
	versions, err := s.store.RecordVersions(ctx, id)
	if registry.ErrorCode(err) == registry.ENotFound {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var records []versionAt
	at := map[string]int{}
	for _, v := range versions { // the newest first
		n, known := at[v.ID]
		if !known {
			n = len(records)
			at[v.ID] = n
			records = append(records, versionAt{now: v})
		}
		if r := &records[n]; r.then.Version == 0 && !v.Retrieved.After(asOf) {
			r.then = v
		}
	}
	return s.pastView(lens, id, records), nil
}

// answers says whether an initiative answers a filter by countries, regions, practices and donors, as the store does.
func (f *figures) answers(filter *registry.InitiativeFilter) bool {
	countries := make([]string, len(f.Countries))
	for n, c := range f.Countries {
		countries[n] = c.value
	}
	return hasAny(filter.Countries, countries...) && hasAny(filter.Regions, f.Regions...) &&
		hasAny(filter.GoodPractices, f.GoodPractices...) && hasAny(filter.Donors, f.Donors...)
}

// hasAny says whether one of the values is wanted; nothing wanted is no condition.
func hasAny[T comparable](wanted []T, values ...T) bool {
	return len(wanted) == 0 || slices.ContainsFunc(values, func(v T) bool { return slices.Contains(wanted, v) })
}
