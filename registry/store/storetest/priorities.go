package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/tansiq/tansiq/registry"
)

func testPriorities(_ *testing.T, e *env) {
	created := e.now()
	priority := func(n int, change func(*registry.Priority)) *registry.Priority {
		p := &registry.Priority{
			ID: id(n), Title: registry.Text{"en": fmt.Sprintf("Need %d", n), "ar": "حاجة"}, Regions: []string{"sahel"}, Countries: []string{}, GoodPractices: []int{25},
			Source: registry.PrioritySource{Title: "Action plan", URL: "https://example.org/plan"}, Start: "2025-01-01", End: "2027-12-31",
			Owner: registry.PriorityOwner{Name: "Regional office"}, Sharing: registry.SharingClear, CreatedAt: e.now(), UpdatedAt: e.now(), Visible: base,
			Places: registry.PriorityPlaces{Regions: []string{"sahel"}, Countries: []string{"ML", "NE"}},
		}
		change(p)
		e.must(e.CreatePriority(e.ctx, p, registry.AuditEntry{ID: fmt.Sprintf("a%d", n), At: e.now(), Action: "priority.create", Subject: p.ID}))
		e.tick()
		return p
	}
	withoutPlaces := cmpopts.IgnoreFields(registry.Priority{}, "Places")
	full := priority(1, func(*registry.Priority) {})
	amber := priority(2, func(p *registry.Priority) {
		p.Sharing, p.Visible = registry.SharingAmber, []registry.ViewScope{registry.ScopeAll, registry.RegionScope("sahel"), registry.OrganisationScope("o1")}
	})
	open := priority(3, func(p *registry.Priority) {
		p.Regions, p.Countries, p.Places = []string{}, []string{"XK"}, registry.PriorityPlaces{Regions: []string{"western-balkans"}, Countries: []string{"XK"}}
		p.GoodPractices, p.Start, p.End = []int{1, 25}, "", ""
	})
	withdrawn := priority(4, func(*registry.Priority) {})
	withdrawn.WithdrawnAt, withdrawn.UpdatedAt = new(e.now()), e.now()
	audit := registry.AuditEntry{ID: "a5", At: e.now(), Action: "priority.withdraw", Subject: withdrawn.ID}
	e.must(e.UpdatePriority(e.ctx, withdrawn, audit))
	e.wants(e.UpdatePriority(e.ctx, &registry.Priority{ID: id(9)}, registry.AuditEntry{ID: "a6"}), registry.ENotFound)
	e.wants(e.CreatePriority(e.ctx, full, registry.AuditEntry{ID: "a7"}), registry.EConflict)
	e.wants(e.CreatePriority(e.ctx, &registry.Priority{ID: "x\x00", Title: registry.Text{"en": "\xff"}}, registry.AuditEntry{ID: "a8"}), registry.EInvalid)

	got, err := e.FindPriority(e.ctx, public, full.ID)
	e.must(err)
	if diff := cmp.Diff(full, got, withoutPlaces); diff != "" {
		e.Errorf("priority (-want +got):\n%s", diff)
	}
	for _, hidden := range []string{amber.ID, withdrawn.ID, id(9), "'"} {
		_, err = e.FindPriority(e.ctx, public, hidden)
		e.wants(err, registry.ENotFound)
	}
	coordinator := lensOf(registry.ScopePartner, registry.RegionScope("sahel"))
	for _, c := range []struct {
		name   string
		lens   registry.Lens
		filter registry.PriorityFilter
		want   []string
	}{
		{"public", public, registry.PriorityFilter{}, []string{open.ID, full.ID}},
		{"coordinator", coordinator, registry.PriorityFilter{}, []string{open.ID, amber.ID, full.ID}},
		{"owner", lensOf(registry.ScopePartner, registry.OrganisationScope("o1")), registry.PriorityFilter{}, []string{open.ID, amber.ID, full.ID}},
		{"another", lensOf(registry.ScopePartner, registry.OrganisationScope("o2")), registry.PriorityFilter{}, []string{open.ID, full.ID}},
		{"region", public, registry.PriorityFilter{Regions: []string{"sahel"}}, []string{full.ID}},
		{"region of a country", public, registry.PriorityFilter{Regions: []string{"western-balkans"}}, []string{open.ID}},
		{"country of a region", public, registry.PriorityFilter{Countries: []string{"NE", "AF"}}, []string{full.ID}},
		{"practice", public, registry.PriorityFilter{GoodPractices: []int{1}}, []string{open.ID}},
		{"no practice", public, registry.PriorityFilter{GoodPractices: []int{2}}, nil},
		{"on a day", public, registry.PriorityFilter{ActiveOn: "2027-12-31"}, []string{open.ID, full.ID}},
		{"after it", public, registry.PriorityFilter{ActiveOn: "2028-01-01"}, []string{open.ID}},
		{"before it", public, registry.PriorityFilter{ActiveOn: "2024-12-31"}, []string{open.ID}},
		{"known before the withdrawal", public, registry.PriorityFilter{KnownAt: withdrawn.CreatedAt}, []string{withdrawn.ID, open.ID, full.ID}},
		{"known at the withdrawal", public, registry.PriorityFilter{KnownAt: *withdrawn.WithdrawnAt}, []string{open.ID, full.ID}},
		{"known at first", public, registry.PriorityFilter{KnownAt: created}, []string{full.ID}},
		{"known before", public, registry.PriorityFilter{KnownAt: created.Add(-time.Second)}, nil},
		{"hostile", public, registry.PriorityFilter{Countries: []string{`') OR 1=1 --`}}, nil},
	} {
		var listed []string
		for cursor := ""; ; {
			page, next, err := e.ListPriorities(e.ctx, c.lens, c.filter, registry.Page{Limit: 1, Cursor: cursor})
			e.must(err)
			for _, p := range page {
				listed = append(listed, p.ID)
			}
			if cursor = next; next == "" {
				break
			}
		}
		if !slices.Equal(listed, c.want) {
			e.Errorf("%s: %v, want %v", c.name, listed, c.want)
		}
		if n, err := e.CountPriorities(e.ctx, c.lens, c.filter); err != nil || n != len(c.want) {
			e.Errorf("%s: counts %d, want %d (%v)", c.name, n, len(c.want), err)
		}
	}
	for _, page := range []registry.Page{{Limit: 0}, {Limit: 201}, {Limit: 1, Cursor: "x"}} {
		_, _, err := e.ListPriorities(e.ctx, public, registry.PriorityFilter{}, page)
		e.wants(err, registry.EInvalid)
	}
	_, _, err = e.ListPriorities(e.ctx, public, registry.PriorityFilter{Countries: []string{"\x00"}}, registry.Page{Limit: 1})
	e.wants(err, registry.EInvalid)

	// What it is found by follows a change.
	full.Visible, full.Sharing, full.Places = []registry.ViewScope{registry.ScopeAll}, registry.SharingRed, registry.PriorityPlaces{}
	e.must(e.UpdatePriority(e.ctx, full, registry.AuditEntry{ID: "a9"}))
	if n, err := e.CountPriorities(e.ctx, public, registry.PriorityFilter{}); err != nil || n != 1 {
		e.Errorf("%d left in public (%v)", n, err)
	}
	if n, err := e.CountPriorities(e.ctx, lensOf(registry.ScopeAll), registry.PriorityFilter{Regions: []string{"sahel"}}); err != nil || n != 1 { // amber
		e.Errorf("%d found by a place that one has no more (%v)", n, err)
	}
}
