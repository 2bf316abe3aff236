package service_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

// follower is a mirror of what an audience sees.
type follower struct {
	who    registry.Audience
	cursor string
	has    map[string]string // document by id
	ever   map[string]bool   // ids that the audience has seen in a list
}

// reads follows the change feed to its end, some changes at a time.
func (f *follower) reads(t *testing.T, b *bench, limit int) {
	t.Helper()
	for more := true; more; {
		page, err := b.service.ListChanges(t.Context(), f.who, f.cursor, limit)
		if err != nil {
			t.Fatal(err)
		}
		if (len(page.Items) > 0) != (page.Cursor != f.cursor) && f.cursor != "" {
			t.Errorf("%s: %d items, cursor moved %v", f.who.Role, len(page.Items), page.Cursor != f.cursor)
		}
		for _, item := range page.Items {
			switch {
			case !f.ever[item.ID]:
				t.Errorf("%s is told of %s, which it never saw", f.who.Role, item.ID)
			case item.View == nil:
				delete(f.has, item.ID)
				if item.MergedInto != "" && !f.ever[item.MergedInto] {
					t.Errorf("%s is told that it became part of %s, which it never saw", f.who.Role, item.MergedInto)
				}
			default:
				f.has[item.ID] = string(item.View.JSON)
			}
		}
		f.cursor, more = page.Cursor, page.More
	}
}

// sees is what the list shows.
func (f *follower) sees(t *testing.T, b *bench) map[string]string {
	t.Helper()
	list := map[string]string{}
	for d, err := range b.service.EachInitiative(t.Context(), f.who, registry.InitiativeFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		list[d.ID] = string(d.JSON)
		f.ever[d.ID] = true
	}
	return list
}

// TestMirrorsEqualTheirSource: whatever is written, marked, merged, taken back and withdrawn, who follows the change feed has
// what the list shows them, and learns of nothing else.
func TestMirrorsEqualTheirSource(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		ids, err := b.store.ResolveOrganisations(t.Context(), []string{"XM-DAC-5-7"})
		if err != nil || len(ids) != 1 {
			t.Fatalf("the donor: %v %v", ids, err)
		}
		donor := registry.Audience{Actor: "d", Role: registry.RoleDonor, Organisation: ids[0]}
		var followers []*follower
		for _, who := range []registry.Audience{{}, {Actor: "f", Role: registry.RoleFocalPoint}, donor,
			{Actor: "c", Role: registry.RoleCoordinator, Regions: []string{"sahel"}}, administrator} {
			followers = append(followers, &follower{who: who, has: map[string]string{}, ever: map[string]bool{}})
		}
		const seed = 7
		r := rand.New(rand.NewPCG(seed, seed))
		marks := []registry.Marks{{Sharing: registry.SharingClear}, {Sharing: registry.SharingClear, Sensitivity: registry.SensitivitySevere}, {Sharing: registry.SharingGreen},
			{Sharing: registry.SharingAmber, Owners: []string{"XM-DAC-5-7"}}, {Sharing: registry.SharingRed}}
		item := func(n int) registry.Item {
			made := training(fmt.Sprintf("XX-%d", n), fmt.Sprintf("Training of border guards in Mopti, course %d-%d", n, r.IntN(3)), "XM-DAC-5-7")
			made.Record.Marks = marks[r.IntN(len(marks))]
			return made
		}
		var joined []*registry.Ruling
		var plans []string
		merges, withdrawals := 0, 0
		for range 40 {
			switch r.IntN(5) {
			case 0, 1:
				var file []registry.Item
				for n := range 6 {
					if r.IntN(2) == 0 {
						file = append(file, item(n))
					}
				}
				if len(file) > 0 {
					b.takes(t, []string{"one", "other"}[r.IntN(2)], file...)
				}
			case 2:
				b.detects(t, false)
				if list, err := b.service.ListOverlaps(t.Context(), administrator, registry.OverlapFilter{Statuses: []registry.OverlapStatus{registry.OverlapOpen}, Kinds: registry.OverlapKinds()}, registry.Page{Limit: 1}); err != nil {
					t.Fatal(err)
				} else if len(list.Items) > 0 {
					joined = append(joined, b.rules(t, list.Items[0], registry.DecisionSameInitiative))
					merges++
				}
			case 3:
				if len(joined) > 0 {
					b.reverts(t, joined[0])
					joined = joined[1:]
				}
			case 4:
				if len(plans) > 0 && r.IntN(2) == 0 {
					if err := b.service.WithdrawPlan(t.Context(), donor, plans[0]); err != nil {
						t.Fatal(err)
					}
					plans = plans[1:]
					withdrawals++
					break
				}
				plan, err := b.service.PlanInitiative(t.Context(), donor, service.Plan{Raw: []byte("{}"),
					Draft: service.Draft{Title: registry.Text{"en": fmt.Sprintf("Plan %d", r.IntN(1000))}, Countries: []string{"ML"}}})
				if err != nil {
					t.Fatal(err)
				}
				plans = append(plans, plan.ID)
			}
			for _, f := range followers {
				list := f.sees(t, b)
				if r.IntN(3) > 0 {
					continue
				}
				f.reads(t, b, 1+r.IntN(5))
				if diff := cmp.Diff(list, f.has); diff != "" {
					t.Fatalf("seed %d: the mirror of %s (-source +mirror):\n%s", seed, f.who.Role, diff)
				}
			}
		}
		if merges < 2 || withdrawals == 0 || len(followers[0].ever) == 0 || len(followers[0].ever) == len(followers[4].ever) {
			t.Errorf("too little was tried: %d merges, %d withdrawals, %d initiatives that the public saw of %d", merges, withdrawals, len(followers[0].ever), len(followers[4].ever))
		}

		// Who begins now has the same; a cursor is its audience's alone.
		for _, f := range followers {
			f.reads(t, b, 200)
			late := &follower{who: f.who, has: map[string]string{}, ever: maps.Clone(f.ever)}
			late.reads(t, b, 3)
			if diff := cmp.Diff(f.has, late.has); diff != "" || late.cursor != f.cursor {
				t.Errorf("who begins late (-early +late):\n%s", diff)
			}
		}
		for _, cursor := range []string{followers[1].cursor, "AAAAAAAAAAAAAAAAAAAAAA", "x", followers[0].cursor + "A"} {
			if _, err := b.service.ListChanges(t.Context(), registry.Audience{}, cursor, 5); registry.ErrorCode(err) != registry.EInvalid {
				t.Errorf("cursor %s of somebody else: %v", cursor, err)
			}
		}
	})
}
