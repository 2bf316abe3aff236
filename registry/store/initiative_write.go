package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// initiativesAtATime bounds what one round of PutInitiatives holds in memory.
const initiativesAtATime = 500

// PutInitiatives replaces the views of initiatives.
func (t *tx) PutInitiatives(ctx context.Context, writes []registry.InitiativeWrite) error {
	for part := range slices.Chunk(writes, initiativesAtATime) {
		w := initiativeWriter{tx: t, ops: newViewOps()}
		if err := w.put(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

// initiativeWriter is one round of PutInitiatives.
type initiativeWriter struct {
	*tx
	numbers map[termKey]uint32
	keys    map[uint32]termKey // the inverse of numbers, and what stored entries have
	ops     *viewOps
}

func (w *initiativeWriter) put(ctx context.Context, writes []registry.InitiativeWrite) error {
	ids := make([]string, len(writes))
	for i := range writes {
		ids[i] = writes[i].ID
	}
	stored, err := w.loadInitiatives(ctx, ids)
	if err != nil {
		return err
	}
	if err := w.createInitiatives(ctx, writes, stored); err != nil {
		return err
	}
	plans := make([]*viewPlan, len(writes))
	var keys []termKey
	created := 0
	for i := range writes {
		if plans[i], err = planViews(stored[ids[i]], writes[i].Views, w.now); err != nil {
			return err
		}
		for _, v := range plans[i].views {
			keys = append(keys, termKeys(v.index)...)
			if v.was == nil {
				created++
			}
		}
	}
	slices.SortFunc(keys, compareTerms)
	if w.numbers, err = w.numberTerms(ctx, slices.Compact(keys)); err != nil {
		return err
	}
	if err := w.learnKeys(ctx, stored); err != nil {
		return err
	}
	var views []uint32
	if created > 0 {
		if views, err = w.store.dialect.takeNumbers(ctx, w.store, w, "view_no", created); err != nil {
			return err
		}
	}
	for i := range writes {
		if views, err = w.collect(&writes[i], stored[ids[i]], plans[i], views); err != nil {
			return err
		}
	}
	return w.ops.run(ctx, w.tx)
}

// loadInitiatives reads what is stored of initiatives and, on PostgreSQL, keeps others from writing them meanwhile.
func (t *tx) loadInitiatives(ctx context.Context, ids []string) (map[string]*storedInitiative, error) {
	stored := make(map[string]*storedInitiative, len(ids))
	byNo := map[uint32]*storedInitiative{}
	in, arg := t.store.dialect.inTexts(ids)
	err := t.query(ctx, func(rows *sql.Rows) error {
		i := &storedInitiative{scopes: map[registry.ViewScope]*storedView{}, gone: map[registry.ViewScope]stamp{}}
		var id string
		if err := rows.Scan(&i.no, &id, &i.features); err != nil {
			return err
		}
		stored[id], byNo[i.no] = i, i
		return nil
	}, "SELECT no, id, features FROM initiatives WHERE id "+in+" ORDER BY no"+t.store.dialect.forUpdate(), arg)
	if err != nil || len(stored) == 0 {
		return stored, err
	}
	in, arg = t.store.dialect.inNumbers(slices.Collect(maps.Keys(byNo)))
	views := map[uint32]*storedView{}
	err = t.query(ctx, func(rows *sql.Rows) error {
		v := &storedView{}
		var no uint32
		var making sql.NullInt64
		err := rows.Scan(&v.no, &no, &v.mask, &v.stamp.version, &v.stamp.created, &v.stamp.updated, &v.entry, &v.document, &making, &v.figures)
		if err != nil {
			return err
		}
		v.making = int(making.Int64)
		i := byNo[no]
		i.views = append(i.views, v)
		views[v.no] = v
		for _, scope := range columns.BaseScopes(v.mask) {
			i.scopes[scope] = v
		}
		return nil
	}, `SELECT v.no, v.initiative, v.mask, v.version, v.created_at, v.updated_at, v.entry, v.document, f.making, f.figures
		FROM views v LEFT JOIN view_figures f ON f.view = v.no WHERE v.initiative `+in, arg)
	if err != nil {
		return nil, err
	}
	err = t.query(ctx, func(rows *sql.Rows) error {
		var no, view uint32
		var scope registry.ViewScope
		if err := rows.Scan(&no, &scope, &view); err != nil {
			return err
		}
		byNo[no].scopes[scope] = views[view]
		return nil
	}, "SELECT initiative, scope, view FROM view_scopes WHERE initiative "+in, arg)
	if err != nil {
		return nil, err
	}
	err = t.query(ctx, func(rows *sql.Rows) error {
		var no uint32
		var scope registry.ViewScope
		var s stamp
		if err := rows.Scan(&no, &scope, &s.version, &s.created); err != nil {
			return err
		}
		byNo[no].gone[scope] = s
		return nil
	}, "SELECT initiative, scope, version, created_at FROM gone_scopes WHERE initiative "+in, arg)
	return stored, err
}

// createInitiatives gives numbers to the initiatives that are new, in the order of their ids.
func (w *initiativeWriter) createInitiatives(ctx context.Context, writes []registry.InitiativeWrite, stored map[string]*storedInitiative) error {
	var fresh []*registry.InitiativeWrite
	for i := range writes {
		if writes[i].ID == "" {
			return registry.Errorf(registry.EInvalid, "an initiative needs an id")
		}
		if stored[writes[i].ID] == nil {
			fresh = append(fresh, &writes[i])
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	slices.SortFunc(fresh, func(a, b *registry.InitiativeWrite) int { return cmp.Compare(a.ID, b.ID) })
	numbers, err := w.store.dialect.takeNumbers(ctx, w.store, w, "initiative_no", len(fresh))
	if err != nil {
		return err
	}
	rows := bulk{table: "initiatives", columns: []string{"no", "id", "features"}}
	for i, write := range fresh {
		if stored[write.ID] != nil {
			return registry.Errorf(registry.EInvalid, "an initiative is written twice at once")
		}
		stored[write.ID] = &storedInitiative{no: numbers[i], features: write.Features}
		rows.add(numbers[i], write.ID, nullBytes(write.Features))
	}
	return w.insert(ctx, &rows)
}

// learnKeys makes sure that the terms of stored entries are known by their numbers.
func (w *initiativeWriter) learnKeys(ctx context.Context, stored map[string]*storedInitiative) error {
	numbers := map[uint32]bool{}
	for _, i := range stored {
		for _, v := range i.views {
			e, err := columns.DecodeEntry(v.entry)
			if err != nil {
				return err
			}
			for _, no := range e.Terms {
				numbers[no] = true
			}
		}
	}
	w.keys = make(map[uint32]termKey, len(w.numbers)+len(numbers))
	for k, no := range w.numbers {
		w.keys[no] = k
		delete(numbers, no)
	}
	for k, no := range w.terms {
		w.keys[no] = k
		delete(numbers, no)
	}
	if err := w.store.learnTerms(ctx, w, numbers); err != nil {
		return err
	}
	w.store.terms.mutex.RLock()
	defer w.store.terms.mutex.RUnlock()
	for no := range numbers {
		w.keys[no] = w.store.terms.keys[no]
	}
	return nil
}

// collect notes what is to be written of one initiative. It takes numbers for new views from views and gives the rest.
func (w *initiativeWriter) collect(write *registry.InitiativeWrite, old *storedInitiative, plan *viewPlan, views []uint32) ([]uint32, error) {
	touched := len(plan.changed) > 0 || len(plan.gone) > 0
	for _, v := range plan.dropped {
		if err := w.ops.drop(old.no, v, w.key); err != nil {
			return nil, err
		}
	}
	placed := map[registry.ViewScope]uint32{}
	for _, v := range plan.views {
		no := uint32(0)
		if v.was != nil {
			no = v.was.no
		} else {
			no, views = views[0], views[1:]
		}
		for _, scope := range v.rowScopes {
			placed[scope] = no
		}
		entry := newEntry(v.index, termKeys(v.index), w.numbers)
		wrote, err := w.ops.put(old.no, no, v, &entry, w.key)
		if err != nil {
			return nil, err
		}
		touched = touched || wrote
	}
	w.ops.scopes(old, placed)
	for _, scope := range plan.gone {
		s := old.scopes[scope].stamp
		w.ops.gone.add(old.no, string(scope), s.version, s.created)
	}
	for _, scope := range plan.returned {
		w.ops.returned.add(old.no, string(scope))
	}
	if !bytes.Equal(old.features, write.Features) {
		w.ops.features = append(w.ops.features, featuresUpdate{old.no, write.Features})
		touched = true
	}
	// A change that no scope can see, of features or of analysed words, is in the log too, with no scopes: the detector
	// and the columns of other processes follow the log.
	if touched {
		w.changes.note(old.no, plan.changed, plan.gone)
	}
	return views, nil
}

// nullBytes keeps nil apart from empty: drivers differ on what a nil slice is.
func nullBytes(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

func (w *initiativeWriter) key(no uint32) termKey { return w.keys[no] }

// RedirectInitiative makes an old id resolve to another initiative.
func (t *tx) RedirectInitiative(ctx context.Context, id, to string) error {
	var target *string
	if to != "" && to != id {
		target = &to
	}
	n, err := t.exec(ctx, "UPDATE initiatives SET redirect = ? WHERE id = ?", target, id)
	if err == nil && n == 0 {
		return registry.Errorf(registry.ENotFound, "no such initiative")
	}
	return err
}
