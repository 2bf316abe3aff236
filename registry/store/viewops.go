package store

import (
	"bytes"
	"context"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// viewOps collects what a round of PutInitiatives writes, so that each table is written in few statements.
type viewOps struct {
	inserted    bulk
	updated     []viewUpdate
	dropped     bulk
	addRows     []posting
	dropRows    []posting
	addNames    bulk // view_identifiers
	dropNames   bulk
	addText     []viewText
	dropText    []viewText
	figures     bulk // view_figures
	dropFigures bulk
	addScopes   bulk
	dropScopes  bulk
	gone        bulk
	returned    bulk
	features    []featuresUpdate
}

type viewUpdate struct {
	no       uint32
	mask     uint8
	stamp    stamp
	entry    []byte
	document []byte
}

type featuresUpdate struct {
	initiative uint32
	features   []byte
}

func newViewOps() *viewOps {
	names := []string{"value", "view"}
	scope := []string{"initiative", "scope"}
	return &viewOps{
		inserted: bulk{table: "views", columns: []string{"no", "initiative", "mask", "version", "created_at", "updated_at",
			"entry", "document"}},
		dropped: bulk{table: "views", columns: []string{"no"}},
		figures: bulk{table: "view_figures", columns: []string{"view", "initiative", "mask", "making", "figures"},
			suffix: " ON CONFLICT (view) DO UPDATE SET mask = EXCLUDED.mask, making = EXCLUDED.making, figures = EXCLUDED.figures"},
		dropFigures: bulk{table: "view_figures", columns: []string{"view"}},
		addNames:    bulk{table: "view_identifiers", columns: names},
		dropNames:   bulk{table: "view_identifiers", columns: names},
		addScopes:   bulk{table: "view_scopes", columns: []string{"initiative", "scope", "view"}},
		dropScopes:  bulk{table: "view_scopes", columns: scope},
		gone:        bulk{table: "gone_scopes", columns: []string{"initiative", "scope", "version", "created_at"}},
		returned:    bulk{table: "gone_scopes", columns: scope},
	}
}

// drop takes a view out.
func (o *viewOps) drop(initiative uint32, v *storedView, key func(uint32) termKey) error {
	e, err := columns.DecodeEntry(v.entry)
	if err != nil {
		return err
	}
	o.dropped.add(v.no)
	o.dropFigures.add(v.no)
	o.dropRows = append(o.dropRows, postings(&e, initiative, v.no, v.mask, key)...)
	for _, name := range e.Identifiers {
		o.dropNames.add(name, v.no)
	}
	o.dropText = append(o.dropText, viewText{view: v.no, public: v.mask&columns.MaskPublic != 0})
	return nil
}

// put writes a view into the row no, as far as it differs from what is there, and says whether it does.
func (o *viewOps) put(initiative, no uint32, v *plannedView, e *columns.Entry, key func(uint32) termKey) (bool, error) {
	encoded := e.Encode()
	rows := postings(e, initiative, no, v.mask, key)
	text := viewText{view: no, public: v.mask&columns.MaskPublic != 0, title: v.index.TitleTokens, body: v.index.BodyTokens}
	o.putFigures(initiative, no, v)
	if v.was == nil {
		o.inserted.add(no, initiative, v.mask, v.stamp.version, v.stamp.created, v.stamp.updated, encoded, v.document)
		o.addRows = append(o.addRows, rows...)
		for _, name := range e.Identifiers {
			o.addNames.add(name, no)
		}
		o.addText = append(o.addText, text)
		return true, nil
	}
	if v.mask == v.was.mask && bytes.Equal(encoded, v.was.entry) && bytes.Equal(v.document, v.was.document) {
		return false, nil
	}
	o.updated = append(o.updated, viewUpdate{no, v.mask, v.stamp, encoded, v.document})
	was, err := columns.DecodeEntry(v.was.entry)
	if err != nil {
		return false, err
	}
	before := postings(&was, initiative, no, v.was.mask, key)
	o.dropRows = append(o.dropRows, difference(before, rows)...)
	o.addRows = append(o.addRows, difference(rows, before)...)
	for _, name := range was.Identifiers {
		if !slices.Contains(e.Identifiers, name) {
			o.dropNames.add(name, no)
		}
	}
	for _, name := range e.Identifiers {
		if !slices.Contains(was.Identifiers, name) {
			o.addNames.add(name, no)
		}
	}
	wasPublic := v.was.mask&columns.MaskPublic != 0
	if was.TextHash != e.TextHash || wasPublic != text.public {
		o.dropText = append(o.dropText, viewText{view: no, public: wasPublic})
		o.addText = append(o.addText, text)
	}
	return true, nil
}

// putFigures writes a view's figures, as far as they differ from what is there. That alone is no change of the view.
func (o *viewOps) putFigures(initiative, no uint32, v *plannedView) {
	was := v.was
	switch {
	case v.figures == nil && was != nil && was.making != 0:
		o.dropFigures.add(no)
	case v.figures != nil && (was == nil || was.making != registry.Making || was.mask != v.mask || !bytes.Equal(was.figures, v.figures)):
		o.figures.add(no, initiative, v.mask, registry.Making, v.figures)
	}
}

// scopes notes which view each row scope has now.
func (o *viewOps) scopes(old *storedInitiative, placed map[registry.ViewScope]uint32) {
	for scope, was := range old.scopes {
		if scope.IsRowScoped() && placed[scope] != was.no {
			o.dropScopes.add(old.no, string(scope))
		}
	}
	for scope, no := range placed {
		if was := old.scopes[scope]; was == nil || was.no != no {
			o.addScopes.add(old.no, string(scope), no)
		}
	}
}

// run writes everything: what goes first, then what comes, each table in the order of its key.
func (o *viewOps) run(ctx context.Context, t *tx) error {
	dropTerms, dropPairs := postingRows(o.dropRows, false)
	addTerms, addPairs := postingRows(o.addRows, true)
	for _, b := range []*bulk{&o.dropped, &o.dropFigures, dropTerms, dropPairs, &o.dropNames, &o.dropScopes, &o.returned} {
		if err := t.delete(ctx, b); err != nil {
			return err
		}
	}
	if err := t.store.dialect.deleteText(ctx, t, o.dropText); err != nil {
		return err
	}
	for _, u := range o.updated {
		_, err := t.exec(ctx, `UPDATE views SET mask = ?, version = ?, created_at = ?, updated_at = ?, entry = ?, document = ?
			WHERE no = ?`, u.mask, u.stamp.version, u.stamp.created, u.stamp.updated, u.entry, u.document, u.no)
		if err != nil {
			return err
		}
	}
	for _, u := range o.features {
		if _, err := t.exec(ctx, "UPDATE initiatives SET features = ? WHERE no = ?", nullBytes(u.features), u.initiative); err != nil {
			return err
		}
	}
	for _, b := range []*bulk{&o.inserted, &o.figures, addTerms, addPairs, &o.addNames, &o.addScopes, &o.gone} {
		if err := t.insert(ctx, b); err != nil {
			return err
		}
	}
	return t.store.dialect.putText(ctx, t, o.addText)
}

// postingRows makes rows of view_terms and view_pairs; with the mask, which is no part of their key, to be inserted.
func postingRows(rows []posting, withMask bool) (terms, pairs *bulk) {
	slices.SortFunc(rows, comparePostings) // neighbours in the table are written one after the other
	key := []string{"start", "initiative", "view"}
	if withMask {
		key = append(key, "mask")
	}
	terms = &bulk{table: "view_terms", columns: append([]string{"term"}, key...)}
	pairs = &bulk{table: "view_pairs", columns: append([]string{"country", "sector"}, key...)}
	for _, p := range rows {
		b := terms
		if p.second == 0 {
			b.add(p.term)
		} else {
			b = pairs
			b.add(p.term, p.second)
		}
		b.add(p.start, p.initiative, p.view)
		if withMask {
			b.add(p.mask)
		}
	}
	return terms, pairs
}
