package store

import (
	"context"
	"database/sql"
	"iter"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// order turns a sort into an order of the columns. Relevance is none.
func order(sort registry.Sort) (columns.Order, bool) {
	switch sort {
	case registry.SortStart:
		return columns.Order{By: columns.ByStart}, true
	case registry.SortStartDesc:
		return columns.Order{By: columns.ByStart, Desc: true}, true
	case registry.SortUpdated:
		return columns.Order{By: columns.ByUpdated}, true
	case registry.SortUpdatedDesc:
		return columns.Order{By: columns.ByUpdated, Desc: true}, true
	case registry.SortBudget:
		return columns.Order{By: columns.ByBudget}, true
	case registry.SortBudgetDesc:
		return columns.Order{By: columns.ByBudget, Desc: true}, true
	}
	return columns.Order{}, false
}

// placed is a document with its place in the list.
type placed struct {
	key      columns.Key
	rank     float64
	document registry.ViewDocument
}

// ListInitiatives gives a page.
func (s *Store) ListInitiatives(ctx context.Context, lens registry.Lens, filter registry.InitiativeFilter, page registry.Page) ([]registry.ViewDocument, string, error) {
	if err := checkLimit(page); err != nil {
		return nil, "", err
	}
	sort := page.Sort
	if sort == "" {
		sort = registry.SortStartDesc
		if len(filter.Terms) > 0 {
			sort = registry.SortRelevance
		}
	}
	ordered, ok := order(sort)
	if !ok && (sort != registry.SortRelevance || len(filter.Terms) == 0) {
		return nil, "", &registry.Error{Code: registry.EInvalid, Message: "the list cannot be sorted like this",
			Fields: []registry.FieldError{{Field: "sort", Reason: "not an order of this list; relevance needs a search"}}}
	}
	bound := binding("initiatives", sort, filter)
	after, err := decodeCursor(page.Cursor, bound)
	if err != nil {
		return nil, "", err
	}
	var from *columns.Key
	if after != nil {
		if from, err = s.cursorKey(ctx, after); err != nil {
			return nil, "", err
		}
	}
	var found []placed
	if ok {
		found, err = s.listOrdered(ctx, lens, &filter, ordered, from, page.Limit+1)
	} else {
		found, err = s.listRanked(ctx, lens, &filter, after, from, page.Limit+1)
	}
	if err != nil {
		return nil, "", err
	}
	found, next := cut(found, page, bound, func(last placed) cursor {
		return cursor{Value: last.key.Value, Rank: last.rank, ID: last.document.ID}
	})
	documents := make([]registry.ViewDocument, len(found))
	for i, p := range found {
		documents[i] = p.document
	}
	return documents, next, nil
}

// cursorKey finds the number of the cursor's initiative. Cursors do not hold numbers, which would tell how many
// initiatives there are that one may not see.
func (s *Store) cursorKey(ctx context.Context, c *cursor) (*columns.Key, error) {
	key := &columns.Key{Value: c.Value}
	err := s.hotQuery(ctx, func(rows *sql.Rows) error { return rows.Scan(&key.Initiative) },
		"SELECT no FROM initiatives WHERE id = ?", c.ID)
	if err == nil && key.Initiative == 0 {
		err = errCursor()
	}
	return key, err
}

func (s *Store) listOrdered(ctx context.Context, lens registry.Lens, filter *registry.InitiativeFilter, o columns.Order, from *columns.Key, n int) ([]placed, error) {
	if o.By == columns.ByStart && hasOnlyTerms(filter) {
		conditions, err := s.coveredConditions(ctx, filter)
		if err != nil {
			return nil, err
		}
		if plan, ok := s.planCovered(lens, conditions); ok {
			return s.listCovered(ctx, lens, plan, o.Desc, from, n)
		}
	}
	x, err := s.selection(ctx, lens, filter)
	if err != nil {
		return nil, err
	}
	var keys []columns.Key
	err = s.withSelection(ctx, x, func(c *columns.Columns) {
		keys = c.Top(c.Select(&x.query), o, from, n)
	})
	if err != nil {
		return nil, err
	}
	found, err := s.fetch(ctx, lens, keys)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b placed) int { return o.Compare(a.key, b.key) })
	return found, nil
}

// fetch reads the documents of views that the lens still selects, in no order.
func (s *Store) fetch(ctx context.Context, lens registry.Lens, keys []columns.Key) ([]placed, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	views := make([]uint32, len(keys))
	byView := make(map[uint32]columns.Key, len(keys))
	for i, k := range keys {
		views[i], byView[k.View] = k.View, k
	}
	in, arg := s.dialect.inNumbers(views)
	seen, args := lensCondition(lens, "v", "no")
	found := make([]placed, 0, len(keys))
	err := s.hotQuery(ctx, func(rows *sql.Rows) error {
		var p placed
		var view uint32
		if err := scanDocument(rows, &p.document, &view); err != nil {
			return err
		}
		p.key = byView[view]
		found = append(found, p)
		return nil
	}, `SELECT i.id, v.version, v.updated_at, v.document, v.no FROM views v JOIN initiatives i ON i.no = v.initiative
		WHERE v.no `+in+" AND "+seen, append([]any{arg}, args...)...)
	return found, err
}

// scanDocument reads id, version, updated_at and document, then the rest.
func scanDocument(rows *sql.Rows, d *registry.ViewDocument, rest ...any) error {
	var updated int64
	if err := rows.Scan(append([]any{&d.ID, &d.Version, &updated, &d.JSON}, rest...)...); err != nil {
		return err
	}
	d.UpdatedAt = fromMicros(updated)
	return nil
}

// EachInitiative walks a list a page at a time, so that no read transaction stays open while the caller works.
func (s *Store) EachInitiative(ctx context.Context, lens registry.Lens, filter registry.InitiativeFilter) iter.Seq2[registry.ViewDocument, error] {
	return eachPage(func(cursor string) ([]registry.ViewDocument, string, error) {
		return s.ListInitiatives(ctx, lens, filter, registry.Page{Limit: 200, Cursor: cursor, Sort: registry.SortStartDesc})
	})
}

// eachPage walks all pages of a list, reading the next one while the caller works through one.
func eachPage[T any](list func(cursor string) ([]T, string, error)) iter.Seq2[T, error] {
	return eachPart(func(yield func([]T, error) bool) {
		for cursor := ""; ; {
			items, next, err := list(cursor)
			if !yield(items, err) || err != nil || next == "" {
				return
			}
			cursor = next
		}
	})
}

// eachPart walks what is in the parts that produce yields, which is at the next part while the caller is at one.
func eachPart[T any](produce iter.Seq2[[]T, error]) iter.Seq2[T, error] {
	type part struct {
		items []T
		err   error
	}
	return func(yield func(T, error) bool) {
		parts, enough := make(chan part, 1), make(chan struct{})
		go func() {
			defer close(parts)
			for items, err := range produce {
				select {
				case parts <- part{items, err}:
				case <-enough:
					return
				}
			}
		}()
		defer func() {
			close(enough)
			for range parts { // until nothing of this walk goes on behind the caller's back
			}
		}()
		for p := range parts {
			if p.err != nil {
				var none T
				yield(none, p.err)
				return
			}
			for _, item := range p.items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}
