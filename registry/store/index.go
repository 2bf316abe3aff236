package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// index is the columns and up to where in the change log they are.
type index struct {
	refreshing sync.Mutex // one refresh at a time; the others wait for it and find nothing left to do

	mutex    sync.RWMutex // guards the rest
	columns  *columns.Columns
	loaded   bool
	position int64

	// whole has, by base scope, the counts of all that the scope sees. It is emptied when the columns change.
	wholeMutex sync.Mutex
	whole      map[registry.ViewScope][]int32

	// What was asked for last: the facets of a query, the views with a word, and the best of a search in order.
	facets *cache[facets]
	words  *cache[*roaring.Bitmap]
	ranked *cache[[]placed]
	// crowded has the crowded cells of a lens.
	crowded *cache[*crowded]
}

// How many answers are kept. A set takes some bits a view at most, a ranking some hundred kilobytes.
const (
	keptFacets  = 256
	keptWords   = 256
	keptRanked  = 64
	keptCrowded = 16
)

func newIndex() *index {
	return &index{columns: columns.New(), facets: newCache[facets](keptFacets), words: newCache[*roaring.Bitmap](keptWords),
		ranked: newCache[[]placed](keptRanked), crowded: newCache[*crowded](keptCrowded)}
}

// countTerms counts the faceted terms of set, which is what the lens shows or a part of it. The columns must stand still.
func (x *index) countTerms(lens registry.Lens, set *roaring.Bitmap) []int32 {
	if len(lens.Rows) > 0 {
		return x.columns.CountTerms(set)
	}
	visible := x.columns.Visible(lens)
	if set.GetCardinality() <= visible.GetCardinality()/2 {
		return x.columns.CountTerms(set)
	}
	// Where the set is most of what there is, it is less work to count those that are not in it.
	counts := slices.Clone(x.countWhole(lens.Base, visible))
	for slot, n := range x.columns.CountTerms(roaring.AndNot(visible, set)) {
		counts[slot] -= n
	}
	return counts
}

func (x *index) countWhole(base registry.ViewScope, visible *roaring.Bitmap) []int32 {
	x.wholeMutex.Lock()
	defer x.wholeMutex.Unlock()
	counts, ok := x.whole[base]
	if !ok {
		counts = x.columns.CountTerms(visible)
		if x.whole == nil {
			x.whole = map[registry.ViewScope][]int32{}
		}
		x.whole[base] = counts
	}
	return counts
}

// changed forgets what was counted.
func (x *index) changed() {
	x.wholeMutex.Lock()
	defer x.wholeMutex.Unlock()
	x.whole = nil
}

// initiativesARound bounds what one step of following the change log holds in memory.
const initiativesARound = 1000

// withColumns brings the columns up to date and runs fn on them. fn must not keep any of their sets.
func (s *Store) withColumns(ctx context.Context, fn func(c *columns.Columns)) error {
	if err := s.refresh(ctx); err != nil {
		return err
	}
	s.index.mutex.RLock()
	defer s.index.mutex.RUnlock()
	fn(s.index.columns)
	return nil
}

// Warm loads what lists, totals and facets are read from, which the first of them would wait for otherwise. A service
// calls it before it says that it is ready.
func (s *Store) Warm(ctx context.Context) error { return s.refresh(ctx) }

// refresh follows the change log to its newest position. It costs one small read where nothing changed.
func (s *Store) refresh(ctx context.Context) error {
	head, err := s.LastChange(ctx)
	if err != nil || s.index.isAt(head) {
		return err
	}
	s.index.refreshing.Lock()
	defer s.index.refreshing.Unlock()
	if s.index.isAt(head) {
		return nil
	}
	// One transaction, so that the rows of a view and its scopes are of one moment. What is read is at least as new as
	// head; what is newer is read again next time, which does no harm.
	return s.snapshot(ctx, func(q querier) error {
		if s.index.loaded { // written under refreshing only
			return s.follow(ctx, q, head)
		}
		return s.load(ctx, q, head)
	})
}

func (x *index) isAt(head int64) bool {
	x.mutex.RLock()
	defer x.mutex.RUnlock()
	return x.loaded && x.position >= head
}

// snapshot runs fn in a transaction that sees one moment of the database.
func (s *Store) snapshot(ctx context.Context, fn func(q querier) error) error {
	btx, err := s.read.DB.BeginTx(ctx, s.dialect.snapshotOptions())
	if err != nil {
		return s.mapError(err)
	}
	err = fn(btx)
	// There is nothing to keep of a transaction that only read.
	if e := btx.Rollback(); err == nil && e != nil && !errors.Is(e, sql.ErrTxDone) {
		err = s.mapError(e)
	}
	return err
}

// load reads the entries of all views.
func (s *Store) load(ctx context.Context, q querier, head int64) error {
	if err := s.readTerms(ctx, q, "SELECT no, field, value FROM terms"); err != nil {
		return err
	}
	c := columns.New()
	scopes, err := s.readRowScopes(ctx, q, "")
	if err != nil {
		return err
	}
	err = s.readViews(ctx, q, scopes, func(r *columns.Row) { c.Add(r) }, "")
	if err != nil {
		return err
	}
	s.index.mutex.Lock()
	defer s.index.mutex.Unlock()
	s.index.columns, s.index.loaded, s.index.position = c, true, head
	s.index.changed()
	return nil
}

// follow reads the views of the initiatives that changed since the columns' position.
func (s *Store) follow(ctx context.Context, q querier, head int64) error {
	var changed []uint32
	err := s.query(ctx, q, func(rows *sql.Rows) error {
		var no uint32
		err := rows.Scan(&no)
		changed = append(changed, no)
		return err
	}, "SELECT DISTINCT initiative FROM changes WHERE position > ? AND position <= ?", s.index.position, head)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(changed, initiativesARound) {
		in, arg := s.dialect.inNumbers(part)
		in = " WHERE initiative " + in
		scopes, err := s.readRowScopes(ctx, q, in, arg)
		if err != nil {
			return err
		}
		rows := map[uint32][]columns.Row{}
		numbers := map[uint32]bool{}
		err = s.readViews(ctx, q, scopes, func(r *columns.Row) {
			rows[r.Initiative] = append(rows[r.Initiative], *r)
			for _, no := range r.Entry.Terms {
				numbers[no] = true
			}
		}, in, arg)
		if err != nil {
			return err
		}
		if err := s.learnTerms(ctx, q, numbers); err != nil {
			return err
		}
		s.index.mutex.Lock()
		for _, no := range part {
			s.index.columns.Replace(no, rows[no])
		}
		s.index.changed()
		s.index.mutex.Unlock()
	}
	s.index.mutex.Lock()
	defer s.index.mutex.Unlock()
	s.index.position = head
	return nil
}

func (s *Store) readRowScopes(ctx context.Context, q querier, where string, args ...any) (map[uint32][]registry.ViewScope, error) {
	scopes := map[uint32][]registry.ViewScope{}
	err := s.query(ctx, q, func(rows *sql.Rows) error {
		var view uint32
		var scope registry.ViewScope
		err := rows.Scan(&view, &scope)
		scopes[view] = append(scopes[view], scope)
		return err
	}, "SELECT view, scope FROM view_scopes"+where, args...)
	return scopes, err
}

func (s *Store) readViews(ctx context.Context, q querier, scopes map[uint32][]registry.ViewScope, add func(*columns.Row), where string, args ...any) error {
	var entry sql.RawBytes
	return s.query(ctx, q, func(rows *sql.Rows) error {
		var r columns.Row
		err := rows.Scan(&r.View, &r.Initiative, &r.Mask, &r.Updated, &entry)
		if err != nil {
			return err
		}
		if r.Entry, err = columns.DecodeEntry(entry); err != nil {
			return err
		}
		r.RowScopes = scopes[r.View]
		add(&r)
		return nil
	}, "SELECT no, initiative, mask, updated_at, entry FROM views"+where, args...)
}
