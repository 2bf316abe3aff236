package store

import (
	"bytes"
	"slices"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// storedInitiative is an initiative as it was before the write.
type storedInitiative struct {
	no       uint32 // 0 where it is new
	features []byte
	views    []*storedView
	scopes   map[registry.ViewScope]*storedView
	gone     map[registry.ViewScope]stamp // of scopes that had a view once
}

// storedView is a row of views.
type storedView struct {
	no       uint32
	mask     uint8
	stamp    stamp
	entry    []byte
	document []byte
	making   int // of the figures; 0 for none
	figures  []byte
}

// plannedView is a row of views as it will be.
type plannedView struct {
	was       *storedView // the row that it takes the place of; nil for a new one
	mask      uint8
	rowScopes []registry.ViewScope
	stamp     stamp
	document  []byte
	index     *registry.Index
	figures   []byte
	kept      bool // no scope's bytes change
}

// viewPlan is what a write makes of an initiative's views.
type viewPlan struct {
	views    []*plannedView
	dropped  []*storedView // rows that no scope has any more
	changed  []registry.ViewScope
	gone     []registry.ViewScope
	returned []registry.ViewScope // scopes of changed that were gone before
}

// planViews compares, scope by scope, what is to be seen with what was seen. A scope whose bytes stay keeps its version
// and times; one whose bytes change gets the next version. Scopes that share document and stamp share a row.
func planViews(old *storedInitiative, views []registry.View, now int64) (*viewPlan, error) {
	plan := &viewPlan{}
	seen := map[registry.ViewScope]bool{}
	for i := range views {
		v := &views[i]
		groups := map[stamp]*plannedView{}
		for _, scope := range v.Scopes {
			if columns.MaskOf(scope) == 0 && !scope.IsRowScoped() {
				return nil, registry.Errorf(registry.EInvalid, "an initiative has a view in a scope that does not exist")
			}
			if seen[scope] {
				return nil, registry.Errorf(registry.EInvalid, "an initiative has two views in one scope")
			}
			seen[scope] = true
			if err := plan.addScope(old, v, scope, groups, now); err != nil {
				return nil, err
			}
		}
		for _, g := range groups {
			if g.mask&columns.MaskAll == 0 && slices.Contains(v.Scopes, registry.ScopeAll) {
				g.mask |= columns.MaskWhole
			}
		}
	}
	for scope := range old.scopes {
		if !seen[scope] {
			plan.gone = append(plan.gone, scope)
		}
	}
	plan.placeRows(old)
	return plan, nil
}

func (p *viewPlan) addScope(old *storedInitiative, v *registry.View, scope registry.ViewScope, groups map[stamp]*plannedView, now int64) error {
	s := stamp{version: 1, created: now, updated: now}
	kept := false
	was := old.scopes[scope]
	if was != nil {
		same, err := splice(v.Document, was.stamp)
		if err != nil {
			return err
		}
		if kept = bytes.Equal(same, was.document); kept {
			s = was.stamp
		} else {
			s = stamp{version: was.stamp.version + 1, created: was.stamp.created, updated: now}
		}
	} else if gone, ok := old.gone[scope]; ok {
		s = stamp{version: gone.version + 1, created: gone.created, updated: now}
		p.returned = append(p.returned, scope)
	}
	if !kept {
		p.changed = append(p.changed, scope)
	}
	g := groups[s]
	if g == nil {
		document, err := splice(v.Document, s)
		if err != nil {
			return err
		}
		g = &plannedView{stamp: s, document: document, index: &v.Index, figures: v.Figures, kept: kept}
		groups[s] = g
		p.views = append(p.views, g)
	}
	if mask := columns.MaskOf(scope); mask != 0 {
		g.mask |= mask
	} else {
		g.rowScopes = append(g.rowScopes, scope)
	}
	return nil
}

// placeRows lets each planned view take over the row of one of its scopes: first those that stay as they are, so that
// nothing of them is written.
func (p *viewPlan) placeRows(old *storedInitiative) {
	taken := map[*storedView]bool{}
	for _, kept := range []bool{true, false} {
		for _, v := range p.views {
			if v.kept != kept {
				continue
			}
			for _, scope := range slices.Concat(columns.BaseScopes(v.mask), v.rowScopes) {
				if was := old.scopes[scope]; was != nil && !taken[was] {
					v.was, taken[was] = was, true
					break
				}
			}
		}
	}
	for _, was := range old.views {
		if !taken[was] {
			p.dropped = append(p.dropped, was)
		}
	}
}
