package storetest

import (
	"fmt"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// testCrowdedCells: seventeen initiatives of nine donors in one place are one cell a year; whoever sees fewer of them counts
// fewer.
func testCrowdedCells(_ *testing.T, e *env) {
	var writes []registry.InitiativeWrite
	add := func(n int, x registry.Index, scopes ...registry.ViewScope) {
		writes = append(writes, initiative(n, fmt.Sprintf(`{"n":%d}`, n), x, scopes...))
	}
	for n := 1; n <= 17; n++ {
		x := registry.Index{Countries: []string{"ML"}, Places: []string{"ML gao"}, GoodPractices: []int{15}, Sectors: []string{"152"},
			Donors: []string{fmt.Sprint("d", n%9)}, Period: period("2024-06-01", "2025-05-31")}
		if n <= 3 { // these are in a district of it too, and in a category of their own
			x.Places = append(x.Places, "ML ansongo")
			x.GoodPractices, x.Sectors = nil, []string{"720"}
		}
		if n == 4 {
			x.Period.End = "2024-12-31"
		}
		scopes := base
		if n >= 16 {
			scopes = []registry.ViewScope{registry.ScopeAll, registry.RegionScope("sahel")}
		}
		add(n, x, scopes...)
	}
	add(20, registry.Index{Countries: []string{"ML"}, Places: []string{"ML gao"}, GoodPractices: []int{15}, Status: registry.StatusCancelled, Period: period("2024-01-01", "2024-12-31")})
	add(21, registry.Index{Countries: []string{"ML"}, Places: []string{"ML gao"}, GoodPractices: []int{15}, Kind: registry.KindPublication, Period: period("2024-01-01", "2024-12-31")})
	for n := 30; n < 33; n++ { // they name no place
		add(n, registry.Index{Countries: []string{"ML"}, GoodPractices: []int{15}, Donors: []string{fmt.Sprint("d", n)}, Period: period("2024-06-01", "2024-12-31")})
	}
	e.put(writes...)

	type cell = registry.Crowd
	show := func(c cell) string {
		return fmt.Sprintf("%s%v %d%s %d %d of %d", c.Country, c.Places, c.GoodPractice, c.Category, c.Year, c.Initiatives, c.Donors)
	}
	all := registry.Lens{Base: registry.ScopeAll}
	sahel := lensOf(registry.ScopePartner, registry.RegionScope("sahel"))
	for _, c := range []struct {
		name   string
		lens   registry.Lens
		filter registry.CrowdedFilter
		want   []string
	}{
		{"all", all, registry.CrowdedFilter{AtLeast: 14}, []string{"ML[ML gao] 15 2024 14 of 9"}},
		{"coordinator", sahel, registry.CrowdedFilter{AtLeast: 13}, []string{"ML[ML gao] 15 2024 14 of 9", "ML[ML gao] 15 2025 13 of 9"}},
		{"public", public, registry.CrowdedFilter{AtLeast: 11}, []string{"ML[ML gao] 15 2024 12 of 9", "ML[ML gao] 15 2025 11 of 9"}},
		{"public, none", public, registry.CrowdedFilter{AtLeast: 13}, nil},
		{"few", all, registry.CrowdedFilter{AtLeast: 3, Year: 2024}, []string{"ML[ML gao] 15 2024 14 of 9", "ML[] 15 2024 3 of 3", "ML[ML ansongo ML gao] 0720 2024 3 of 3"}},
		{"many donors", all, registry.CrowdedFilter{AtLeast: 3, Year: 2024, MinDonors: 4}, []string{"ML[ML gao] 15 2024 14 of 9"}},
		{"practice", all, registry.CrowdedFilter{AtLeast: 3, Year: 2025, GoodPractices: []int{15}}, []string{"ML[ML gao] 15 2025 13 of 9"}},
		{"country", all, registry.CrowdedFilter{AtLeast: 3, Countries: []string{"NE"}}, nil},
		{"member", all, registry.CrowdedFilter{AtLeast: 3, Initiative: id(2)}, []string{"ML[ML ansongo ML gao] 0720 2024 3 of 3", "ML[ML ansongo ML gao] 0720 2025 3 of 3"}},
		{"no member", all, registry.CrowdedFilter{AtLeast: 3, Initiative: id(20)}, nil},
		{"no such initiative", all, registry.CrowdedFilter{AtLeast: 3, Initiative: "x"}, nil},
		{"without a category", all, registry.CrowdedFilter{AtLeast: 3, Initiative: id(2), Without: []string{"720"}}, nil},
	} {
		var got []string
		for cursor := ""; ; {
			items, next, total, err := e.ListCrowdedCells(e.ctx, c.lens, c.filter, registry.Page{Limit: 1, Cursor: cursor})
			e.must(err)
			if total != len(c.want) {
				e.Errorf("%s: total %d, want %d", c.name, total, len(c.want))
			}
			for _, item := range items {
				got = append(got, show(item))
				if len(item.Members) != min(item.Initiatives, registry.CrowdedMembers) {
					e.Errorf("%s: %d members of %d", c.name, len(item.Members), item.Initiatives)
				}
			}
			if cursor = next; next == "" {
				break
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			e.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
	_, _, _, err := e.ListCrowdedCells(e.ctx, all, registry.CrowdedFilter{}, registry.Page{Limit: 1, Cursor: "x"})
	e.wants(err, registry.EInvalid)
}
