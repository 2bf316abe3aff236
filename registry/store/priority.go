package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/uptrace/bun"
)

// priorityRow is a row of priorities.
type priorityRow struct {
	bun.BaseModel `bun:"table:priorities,alias:p"`

	ID          string `bun:",pk"`
	Starts      string // "" where unknown
	Ends        string
	CreatedAt   int64
	WithdrawnAt *int64
	Scopes      string // JSON
	Document    string // JSON of the priority
}

func newPriorityRow(p *registry.Priority) *priorityRow {
	return &priorityRow{ID: p.ID, Starts: string(p.Start), Ends: string(p.End), CreatedAt: micros(p.CreatedAt),
		WithdrawnAt: microsPointer(p.WithdrawnAt), Scopes: scopesText(p.Visible), Document: jsonText(p)}
}

func (r *priorityRow) priority() (*registry.Priority, error) {
	p := &registry.Priority{}
	if err := json.Unmarshal([]byte(r.Document), p); err != nil {
		return nil, err
	}
	return p, json.Unmarshal([]byte(r.Scopes), &p.Visible)
}

// CreatePriority is EConflict where the id is taken.
func (s *Store) CreatePriority(ctx context.Context, priority *registry.Priority, audit registry.AuditEntry) error {
	return s.atomically(ctx, func(t *tx) error {
		if err := checkTexts(priority.ID, string(priority.Start), string(priority.End)); err != nil {
			return err
		}
		if _, err := t.bun.NewInsert().Model(newPriorityRow(priority)).Returning("NULL").Exec(ctx); err != nil {
			return s.mapError(err)
		}
		return t.indexPriority(ctx, priority, audit)
	})
}

// UpdatePriority is ENotFound.
func (s *Store) UpdatePriority(ctx context.Context, priority *registry.Priority, audit registry.AuditEntry) error {
	return s.atomically(ctx, func(t *tx) error {
		if err := checkTexts(priority.ID, string(priority.Start), string(priority.End)); err != nil {
			return err
		}
		result, err := t.bun.NewUpdate().Model(newPriorityRow(priority)).WherePK().Returning("NULL").Exec(ctx)
		if err := s.mapError(err); err != nil {
			return err
		}
		if err := mustTouch(result, "no such priority"); err != nil {
			return err
		}
		return t.indexPriority(ctx, priority, audit)
	})
}

// indexPriority writes anew what a priority is found by.
func (t *tx) indexPriority(ctx context.Context, p *registry.Priority, audit registry.AuditEntry) error {
	for _, table := range []string{"priority_scopes", "priority_terms"} {
		if _, err := t.exec(ctx, "DELETE FROM "+table+" WHERE priority = ?", p.ID); err != nil {
			return err
		}
	}
	scopes := bulk{table: "priority_scopes", columns: []string{"priority", "scope"}, suffix: " ON CONFLICT DO NOTHING"}
	for _, scope := range p.Visible {
		scopes.add(p.ID, string(scope))
	}
	terms := bulk{table: "priority_terms", columns: []string{"priority", "field", "value"}, suffix: " ON CONFLICT DO NOTHING"}
	for _, region := range p.Places.Regions {
		terms.add(p.ID, fieldRegion, region)
	}
	for _, country := range p.Places.Countries {
		terms.add(p.ID, fieldCountry, country)
	}
	for _, n := range p.GoodPractices {
		terms.add(p.ID, fieldPractice, itoa(n))
	}
	for _, b := range []*bulk{&scopes, &terms} {
		if err := t.insert(ctx, b); err != nil {
			return err
		}
	}
	return t.AddAudit(ctx, audit)
}

// visiblePriorities selects those that the lens shows.
func (s *Store) visiblePriorities(lens registry.Lens) *bun.SelectQuery {
	return s.read.NewSelect().Where("EXISTS (SELECT 1 FROM priority_scopes v WHERE v.priority = p.id AND v.scope IN (?))",
		bun.List(texts(lens.Scopes())))
}

// filteredPriorities selects those of the lens that the filter leaves.
func (s *Store) filteredPriorities(lens registry.Lens, f *registry.PriorityFilter) *bun.SelectQuery {
	q := s.visiblePriorities(lens)
	if f.KnownAt.IsZero() {
		q.Where("p.withdrawn_at IS NULL")
	} else {
		at := micros(f.KnownAt)
		q.Where("p.created_at <= ? AND (p.withdrawn_at IS NULL OR p.withdrawn_at > ?)", at, at)
	}
	if f.ActiveOn != "" {
		q.Where("p.starts <= ? AND (p.ends = '' OR p.ends >= ?)", string(f.ActiveOn), string(f.ActiveOn)) // '' is before every day
	}
	practices := make([]string, len(f.GoodPractices))
	for i, n := range f.GoodPractices {
		practices[i] = itoa(n)
	}
	for _, c := range []struct {
		field  field
		values []string
	}{{fieldRegion, f.Regions}, {fieldCountry, f.Countries}, {fieldPractice, practices}} {
		if len(c.values) > 0 {
			q.Where("EXISTS (SELECT 1 FROM priority_terms t WHERE t.priority = p.id AND t.field = ? AND t.value IN (?))",
				int(c.field), bun.List(c.values))
		}
	}
	return q
}

func (s *Store) priorities(ctx context.Context, q *bun.SelectQuery) ([]*registry.Priority, error) {
	return rowsAs(ctx, s, q, (*priorityRow).priority)
}

// FindPriority is ENotFound.
func (s *Store) FindPriority(ctx context.Context, lens registry.Lens, id string) (*registry.Priority, error) {
	if err := checkTexts(id); err != nil {
		return nil, err
	}
	found, err := s.priorities(ctx, s.visiblePriorities(lens).Where("p.id = ? AND p.withdrawn_at IS NULL", id))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, registry.Errorf(registry.ENotFound, "no such priority")
	}
	return found[0], nil
}

// ListPriorities gives a page, the newest first.
func (s *Store) ListPriorities(ctx context.Context, lens registry.Lens, filter registry.PriorityFilter, page registry.Page) ([]*registry.Priority, string, error) {
	if err := checkTexts(slices.Concat(filter.Regions, filter.Countries)...); err != nil {
		return nil, "", err
	}
	after, bound, err := startOf(page, "priorities", filter)
	if err != nil {
		return nil, "", err
	}
	q := s.filteredPriorities(lens, &filter)
	if after != nil {
		q.Where("(p.created_at, p.id) < (?, ?)", after.Value, after.ID)
	}
	found, err := s.priorities(ctx, q.Order("p.created_at DESC", "p.id DESC").Limit(int64(page.Limit)+1))
	if err != nil {
		return nil, "", err
	}
	found, next := cut(found, page, bound, func(last *registry.Priority) cursor { return cursor{Value: micros(last.CreatedAt), ID: last.ID} })
	return found, next, nil
}

// CountPriorities is the total of the list.
func (s *Store) CountPriorities(ctx context.Context, lens registry.Lens, filter registry.PriorityFilter) (int, error) {
	if err := checkTexts(slices.Concat(filter.Regions, filter.Countries)...); err != nil {
		return 0, err
	}
	n, err := s.filteredPriorities(lens, &filter).Model((*priorityRow)(nil)).Count(ctx)
	return int(n), s.mapError(err)
}
