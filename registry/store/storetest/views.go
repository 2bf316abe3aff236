package storetest

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/tansiq/tansiq/registry"
)

// shown is what the store adds to a document.
type shown struct {
	Title     string    `json:"t"`
	Version   int       `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func (e *env) shown(lens registry.Lens, n int) shown {
	e.Helper()
	d, err := e.FindInitiative(e.ctx, lens, id(n))
	e.must(err)
	var s shown
	e.must(json.Unmarshal(d.JSON, &s))
	if d.Version != s.Version || !d.UpdatedAt.Equal(s.UpdatedAt) || d.ID != id(n) {
		e.Errorf("the answer says version %d of %v at %v, its document %d at %v", d.Version, d.ID, d.UpdatedAt, s.Version, s.UpdatedAt)
	}
	return s
}

func (e *env) wantShown(lens registry.Lens, n int, title string, version int, created, updated time.Time) {
	e.Helper()
	want := shown{title, version, created, updated}
	if diff := cmp.Diff(want, e.shown(lens, n)); diff != "" {
		e.Errorf("initiative %d (-want +got):\n%s", n, diff)
	}
}

func lensOf(base registry.ViewScope, rows ...registry.ViewScope) registry.Lens {
	return registry.Lens{Base: base, Rows: rows}
}

// testVersions: bytes that stay as they are keep version and times, in each scope for itself.
func testVersions(_ *testing.T, e *env) {
	first := e.now()
	e.put(initiative(1, `{"t":"a"}`, registry.Index{}))
	e.wantShown(public, 1, "a", 1, first, first)

	e.tick()
	e.put(initiative(1, `{"t":"a"}`, registry.Index{}))
	e.wantShown(public, 1, "a", 1, first, first)
	if n, err := e.LastChange(e.ctx); err != nil || n != 1 {
		e.Errorf("after a write that changed nothing the log is at %d, want 1 (%v)", n, err)
	}

	// Partners see something new, the public does not.
	third := e.tick()
	e.put(registry.InitiativeWrite{ID: id(1), Views: []registry.View{
		{Scopes: []registry.ViewScope{registry.ScopePublic}, Document: []byte(`{"t":"a"}`)},
		{Scopes: []registry.ViewScope{registry.ScopePartner, registry.ScopeAll}, Document: []byte(`{"t":"b"}`)},
	}})
	e.wantShown(public, 1, "a", 1, first, first)
	e.wantShown(lensOf(registry.ScopePartner), 1, "b", 2, first, third)
	e.wantShown(lensOf(registry.ScopeAll), 1, "b", 2, first, third)

	// Then the public sees the same as they: same content, other versions.
	fourth := e.tick()
	e.put(initiative(1, `{"t":"b"}`, registry.Index{}))
	e.wantShown(public, 1, "b", 2, first, fourth)
	e.wantShown(lensOf(registry.ScopePartner), 1, "b", 2, first, third)

	e.tick()
	e.put(initiative(2, `{}`, registry.Index{}))
	d, err := e.FindInitiative(e.ctx, public, id(2))
	e.must(err)
	if !json.Valid(d.JSON) {
		e.Errorf("an empty object became %s", d.JSON)
	}
}

// testScopes: the lens takes the first row scope that has a view, else its base; a scope that lost its view and gets one
// back goes on counting.
func testScopes(_ *testing.T, e *env) {
	first := e.now()
	region, own := registry.RegionScope("sahel"), registry.OrganisationScope("o1")
	e.put(registry.InitiativeWrite{ID: id(1), Views: []registry.View{
		{Scopes: []registry.ViewScope{registry.ScopePartner}, Document: []byte(`{"t":"partner"}`)},
		{Scopes: []registry.ViewScope{region}, Document: []byte(`{"t":"region"}`)},
		{Scopes: []registry.ViewScope{own, registry.ScopeAll}, Document: []byte(`{"t":"own"}`)},
	}})
	_, err := e.FindInitiative(e.ctx, public, id(1))
	e.wants(err, registry.ENotFound)
	_, err = e.FindInitiative(e.ctx, public, id(99))
	e.wants(err, registry.ENotFound)
	e.wantShown(lensOf(registry.ScopePartner), 1, "partner", 1, first, first)
	e.wantShown(lensOf(registry.ScopePartner, registry.OrganisationScope("other")), 1, "partner", 1, first, first)
	e.wantShown(lensOf(registry.ScopePartner, region), 1, "region", 1, first, first)
	e.wantShown(lensOf(registry.ScopePartner, own, region), 1, "own", 1, first, first)
	e.wantShown(lensOf(registry.ScopePartner, region, own), 1, "region", 1, first, first)
	e.wantShown(lensOf(registry.ScopeAll), 1, "own", 1, first, first)

	e.tick()
	e.put(initiative(1, `{"t":"own"}`, registry.Index{}, registry.ScopeAll))
	_, err = e.FindInitiative(e.ctx, lensOf(registry.ScopePartner, region, own), id(1))
	e.wants(err, registry.ENotFound)
	e.wantShown(lensOf(registry.ScopeAll), 1, "own", 1, first, first)

	third := e.tick()
	e.put(initiative(1, `{"t":"own"}`, registry.Index{}, registry.ScopeAll, region))
	e.wantShown(lensOf(registry.ScopePartner, region), 1, "own", 2, first, third)
	e.wantShown(lensOf(registry.ScopeAll), 1, "own", 1, first, first)

	e.tick()
	e.put(registry.InitiativeWrite{ID: id(1)})
	_, err = e.FindInitiative(e.ctx, lensOf(registry.ScopeAll), id(1))
	e.wants(err, registry.ENotFound)
	if n := e.count(lensOf(registry.ScopeAll), registry.InitiativeFilter{}); n != 0 {
		e.Errorf("%d hidden initiatives are counted", n)
	}
	fifth := e.tick()
	e.put(initiative(1, `{"t":"again"}`, registry.Index{}))
	e.wantShown(lensOf(registry.ScopeAll), 1, "again", 2, first, fifth)
	e.wantShown(public, 1, "again", 1, fifth, fifth) // the public never had one
}

// testIndexOnlyChange: better analysis of the same bytes is found at once and makes no version.
func testIndexOnlyChange(_ *testing.T, e *env) {
	first := e.now()
	e.put(initiative(1, `{"t":"a"}`, registry.Index{Countries: []string{"AF"}, TitleTokens: []string{"polic"}}))
	if n := e.count(public, registry.InitiativeFilter{Countries: []string{"AF"}}); n != 1 {
		e.Fatalf("%d found, want 1", n)
	}
	e.tick()
	e.put(initiative(1, `{"t":"a"}`, registry.Index{Countries: []string{"PK"}, TitleTokens: []string{"police"}}))
	e.wantShown(public, 1, "a", 1, first, first)
	for filter, want := range map[*registry.InitiativeFilter]int{
		{Countries: []string{"AF"}}: 0, {Countries: []string{"PK"}}: 1,
		{Terms: [][]string{{"polic"}}}: 0, {Terms: [][]string{{"police"}}}: 1,
	} {
		if n := e.count(public, *filter); n != want {
			e.Errorf("%v: %d found, want %d", filter, n, want)
		}
		if n := len(e.ids(public, *filter, "", 10)); n != want {
			e.Errorf("%v: %d listed, want %d", filter, n, want)
		}
	}
}

func testRedirects(_ *testing.T, e *env) {
	e.put(initiative(1, `{"t":"a"}`, registry.Index{}), initiative(2, `{"t":"b"}`, registry.Index{}), initiative(3, `{"t":"c"}`, registry.Index{}))
	redirect := func(from, to string) {
		e.Helper()
		e.write(func(tx registry.Tx) error { return tx.RedirectInitiative(e.ctx, from, to) })
	}
	want := func(n, target int) {
		e.Helper()
		d, err := e.FindInitiative(e.ctx, public, id(n))
		e.must(err)
		if d.ID != id(target) {
			e.Errorf("initiative %d resolves to %s, want %d", n, d.ID, target)
		}
	}
	redirect(id(1), id(2))
	redirect(id(2), id(3))
	want(1, 3)
	want(2, 3)
	redirect(id(2), "")
	want(1, 2)
	want(2, 2)
	err := e.Write(e.ctx, func(tx registry.Tx) error { return tx.RedirectInitiative(e.ctx, id(9), id(1)) })
	e.wants(err, registry.ENotFound)
}

func testInvalidWrites(_ *testing.T, e *env) {
	for name, w := range map[string][]registry.InitiativeWrite{
		"no id":         {{}},
		"twice":         {initiative(1, `{}`, registry.Index{}), initiative(1, `{}`, registry.Index{})},
		"no object":     {initiative(1, `[]`, registry.Index{})},
		"no such scope": {initiative(1, `{}`, registry.Index{}, "everybody")},
		"scope twice": {{ID: id(1), Views: []registry.View{
			{Scopes: base, Document: []byte(`{}`)}, {Scopes: base, Document: []byte(`{}`)}}}},
	} {
		err := e.Write(e.ctx, func(tx registry.Tx) error { return tx.PutInitiatives(e.ctx, w) })
		if registry.ErrorCode(err) != registry.EInvalid {
			e.Errorf("%s: %v, want EInvalid", name, err)
		}
	}
	if n, err := e.LastChange(e.ctx); err != nil || n != 0 {
		e.Errorf("refused writes left the log at %d (%v)", n, err)
	}
}

// testChangeLog: rows name the scopes whose bytes changed and those that lost their view.
func testChangeLog(_ *testing.T, e *env) {
	region := registry.RegionScope("sahel")
	e.put(initiative(1, `{"t":"a"}`, registry.Index{}), initiative(2, `{"t":"x"}`, registry.Index{}, region, registry.ScopeAll))
	second := e.tick()
	e.put(initiative(1, `{"t":"a"}`, registry.Index{}, registry.ScopePartner, registry.ScopeAll))
	e.put(initiative(2, `{"t":"y"}`, registry.Index{}, registry.ScopeAll))
	// Two writes of one initiative in one transaction are one row, and what the second undid is not in it.
	e.write(func(tx registry.Tx) error {
		if err := tx.PutInitiatives(e.ctx, []registry.InitiativeWrite{{ID: id(2)}}); err != nil {
			return err
		}
		return tx.PutInitiatives(e.ctx, []registry.InitiativeWrite{initiative(2, `{"t":"z"}`, registry.Index{}, registry.ScopeAll)})
	})
	got, err := e.Changes(e.ctx, 0, 100)
	e.must(err)
	first := second.Add(-time.Minute)
	want := []registry.Change{
		{Position: 1, Initiative: id(1), Scopes: []registry.ViewScope{"all", "partner", "public"}, At: first},
		{Position: 2, Initiative: id(2), Scopes: []registry.ViewScope{"all", "region:sahel"}, At: first},
		{Position: 3, Initiative: id(1), Gone: []registry.ViewScope{"public"}, At: second},
		{Position: 4, Initiative: id(2), Scopes: []registry.ViewScope{"all"}, Gone: []registry.ViewScope{"region:sahel"}, At: second},
		{Position: 5, Initiative: id(2), Scopes: []registry.ViewScope{"all"}, At: second},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		e.Errorf("change log (-want +got):\n%s", diff)
	}
	part, err := e.Changes(e.ctx, 2, 2)
	e.must(err)
	if diff := cmp.Diff(want[2:4], part, cmpopts.EquateEmpty()); diff != "" {
		e.Errorf("part of the change log (-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		lens  registry.Lens
		after int64
		limit int
		want  []int // places in want
	}{
		{public, 0, 9, []int{0, 2}},
		{public, 0, 1, []int{0}},
		{public, 1, 9, []int{2}},
		{public, 3, 9, nil},
		{lensOf(registry.ScopePartner, region), 0, 9, []int{0, 1, 3}},
		{lensOf(registry.ScopePartner, registry.RegionScope("sah")), 0, 9, []int{0}},
		{lensOf(registry.ScopePartner, "%", `x" OR "1`, "' OR 1=1 --"), 0, 9, []int{0}},
		{lensOf(registry.ScopeAll), 0, 9, []int{0, 1, 3, 4}},
	} {
		var wanted []registry.Change
		for _, i := range c.want {
			wanted = append(wanted, want[i])
		}
		seen, err := e.ChangesSeen(e.ctx, c.lens, c.after, c.limit)
		e.must(err)
		if diff := cmp.Diff(wanted, seen, cmpopts.EquateEmpty()); diff != "" {
			e.Errorf("%v after %d (-want +got):\n%s", c.lens, c.after, diff)
		}
	}
}

// testRollback: a transaction that fails leaves nothing, no position and no term either.
func testRollback(_ *testing.T, e *env) {
	index := registry.Index{Countries: []string{"AF"}}
	failed := registry.Errorf(registry.EInvalid, "on purpose")
	err := e.Write(e.ctx, func(tx registry.Tx) error {
		if err := tx.PutInitiatives(e.ctx, []registry.InitiativeWrite{initiative(1, `{"t":"a"}`, index)}); err != nil {
			return err
		}
		return failed
	})
	if err != failed {
		e.Fatalf("Write gave %v, want the error of its function", err)
	}
	if n := e.count(public, registry.InitiativeFilter{Countries: []string{"AF"}}); n != 0 {
		e.Errorf("%d counted after a rollback", n)
	}
	e.put(initiative(2, `{"t":"b"}`, index))
	changes, err := e.Changes(e.ctx, 0, 10)
	e.must(err)
	if len(changes) != 1 || changes[0].Position != 1 {
		e.Errorf("log after a rollback: %v, want one row at position 1", changes)
	}
	e.wantNumbers("after a rollback", e.ids(public, registry.InitiativeFilter{Countries: []string{"AF"}}, "", 10), 2)
	if !slices.Equal(numbers(e.ids(public, registry.InitiativeFilter{}, "", 10)), []int{2}) {
		e.Error("the initiative that was rolled back is listed")
	}
}
