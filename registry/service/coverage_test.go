package service_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

// practised is a record of some countries and practices.
func practised(key, countries string, practices []int, change ...func(*registry.Record)) registry.Item {
	item := record(key, "Initiative "+key)
	f := &item.Record.Facts
	f.Countries, f.Status = nil, registry.StatusImplementation
	for _, c := range strings.Fields(countries) {
		f.Countries = append(f.Countries, registry.CountryShare{Code: c})
	}
	for _, n := range practices {
		f.GoodPractices = append(f.GoodPractices, registry.PracticeLink{Number: n, Basis: registry.BasisSource, Confidence: 1, Why: registry.Reason{Rule: "stated"}})
	}
	for _, c := range change {
		c(item.Record)
	}
	return item
}

func running(start, end registry.Date, status registry.Status) func(*registry.Record) {
	return func(r *registry.Record) {
		r.Facts.Period, r.Facts.Status = registry.Period{Start: start, End: end}, status
	}
}

func fundedBy(names ...string) func(*registry.Record) {
	return func(r *registry.Record) {
		for _, n := range names {
			r.Facts.Participations = append(r.Facts.Participations, registry.Participation{Role: registry.RoleFunding, Type: "10", Name: registry.Text{"en": n}})
		}
	}
}

func inRegion(code string) func(*registry.Record) {
	return func(r *registry.Record) { r.Facts.Regions = []string{code} }
}

func green(r *registry.Record) { r.Marks.Sharing = registry.SharingGreen }

// cells writes the cells that are not plain no-record: "ML 3 active 2+1-0?0 donors 2".
func cells(c *registry.Coverage) (lines []string) {
	for _, cell := range c.Cells {
		if cell.State == registry.CoverageNoRecord && cell.Ended == 0 {
			continue
		}
		line := fmt.Sprintf("%s %d %s", cell.Country, cell.GoodPractice, cell.State)
		if cell.Active+cell.Planned+cell.Ended+cell.Undated > 0 {
			line += fmt.Sprintf(" %d+%d-%d?%d donors %d", cell.Active, cell.Planned, cell.Ended, cell.Undated, cell.Donors)
		}
		if cell.Crowded {
			line += " crowded"
		}
		if n := len(cell.Priorities); n > 0 {
			line += fmt.Sprintf(" needs %d", n)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestCoverage(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		ctx, public := t.Context(), registry.Audience{}
		b.options.Now = func() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }
		file := []registry.Item{
			practised("a", "ML NE", []int{3}, fundedBy("Donor A", "Donor B"), func(r *registry.Record) {
				r.Facts.Totals = []registry.Total{{Type: registry.TotalCommitted, Currency: "EUR", Amount: 1, To: "2025-03-04"}}
			}),
			practised("b", "ML", []int{3}, running("2027-01-01", "", registry.StatusPipeline), fundedBy("Donor A")),
			practised("c", "ML", []int{4}, running("2020-01-01", "2021-12-31", registry.StatusClosed)),
			practised("d", "ML", []int{5}, running("", "", "")),
			practised("e", "ML", []int{6}, running("2024-01-01", "2028-01-01", registry.StatusCancelled)),
			practised("f", "ML", nil),
			practised("g", "", []int{7}, inRegion("sahel")),
			practised("h", "BF", nil),
			practised("i", "TD", []int{13}, green),
			practised("j", "ML", []int{2}, func(r *registry.Record) { r.Facts.Kind = registry.KindPublication }),
			practised("k", "NE", []int{25}, running("2026-06-01", "2026-06-01", registry.StatusImplementation)),
		}
		for n := range registry.CrowdedCell {
			file = append(file, practised(fmt.Sprintf("crowd-%d", n), "NE", []int{20}, fundedBy(fmt.Sprintf("Donor %d", n))))
		}
		b.publishes(file)
		b.imports(t)
		coordinator := registry.Audience{Actor: "c", Role: registry.RoleCoordinator, Regions: []string{"sahel"}}
		declared, err := b.service.CreatePriority(ctx, coordinator, registry.Priority{Title: registry.Text{"en": "Research, borders"}, Regions: []string{"sahel"}, GoodPractices: []int{3, 25},
			Source: registry.PrioritySource{Title: "Plan"}, Owner: registry.PriorityOwner{Name: "Office"}, Sharing: registry.SharingClear, End: "2026-12-31"})
		if err != nil {
			t.Fatal(err)
		}
		four := service.CoverageQuery{Countries: []string{"ML", "NE", "BF", "TD"}, GoodPractices: []int{2, 3, 4, 5, 6, 7, 13, 20, 25}}
		of := func(change func(*service.CoverageQuery)) service.CoverageQuery {
			q := four
			change(&q)
			return q
		}
		// Burkina Faso's one initiative has no practice: nothing can be told of it but that a need is declared. Chad has
		// nothing that the public sees.
		bf := []string{"BF 2 not-comparable", "BF 3 not-comparable needs 1", "BF 4 not-comparable", "BF 5 not-comparable", "BF 6 not-comparable", "BF 7 not-comparable", "BF 13 not-comparable", "BF 20 not-comparable"}
		ml := []string{"ML 3 active 1+1-0?0 donors 2 needs 1", "ML 4 no-record 0+0-1?0 donors 0", "ML 5 not-comparable 0+0-0?1 donors 0", "ML 6 no-record 0+0-1?0 donors 0", "ML 7 not-comparable"}
		ne := []string{"NE 3 active 1+0-0?0 donors 2 needs 1", "NE 7 not-comparable", "NE 20 active 15+0-0?0 donors 15 crowded", "NE 25 active 1+0-0?0 donors 0 needs 1"}
		td := []string{"TD 3 need-unmet needs 1", "TD 7 not-comparable"}
		for _, c := range []struct {
			name  string
			who   registry.Audience
			query service.CoverageQuery
			want  []string
		}{
			{"public", public, four, slices.Concat(bf, []string{"BF 25 not-stated"}, ml, []string{"ML 25 not-stated"}, ne, td, []string{"TD 25 not-stated"})},
			{"coordinator", coordinator, four, slices.Concat(bf, []string{"BF 25 not-comparable needs 1"}, ml, []string{"ML 25 need-unmet needs 1"}, ne,
				td[:1], []string{"TD 7 not-comparable", "TD 13 active 1+0-0?0 donors 0", "TD 25 need-unmet needs 1"})},
			{"coordinator of another region", registry.Audience{Role: registry.RoleCoordinator, Regions: []string{"western-balkans"}},
				service.CoverageQuery{Countries: []string{"ML"}, GoodPractices: []int{25}}, []string{"ML 25 not-stated"}},
			// What has no end is undated by then; what is in the pipeline is planned still.
			{"a later day", coordinator, of(func(q *service.CoverageQuery) { q.Countries, q.ActiveOn = []string{"ML"}, "2027-06-01" }),
				[]string{"ML 3 planned 0+1-0?1 donors 1", "ML 4 no-record 0+0-1?0 donors 0", "ML 5 not-comparable 0+0-0?1 donors 0", "ML 6 no-record 0+0-1?0 donors 0", "ML 7 not-comparable"}},
			{"an earlier day", coordinator, service.CoverageQuery{Countries: []string{"ML"}, GoodPractices: []int{4}, ActiveOn: "2021-01-01"}, []string{"ML 4 active 1+0-0?0 donors 0"}},
			// No need is unmet for one donor: another may meet it.
			{"a donor's", coordinator, service.CoverageQuery{Countries: []string{"ML", "TD"}, Donors: []string{"Donor A"}, GoodPractices: []int{3, 25}},
				[]string{"ML 3 active 1+1-0?0 donors 2 needs 1"}},
			{"nowhere", public, service.CoverageQuery{Regions: []string{"western-balkans"}, Countries: []string{"ML"}}, nil},
		} {
			got, err := b.service.Coverage(ctx, c.who, c.query)
			if err != nil {
				t.Fatal(c.name, err)
			}
			lines := cells(got)
			if diff := cmp.Diff(c.want, lines); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
			if want := len(got.Countries) * len(got.Practices); len(got.Cells) != want {
				t.Errorf("%s: %d cells, want %d", c.name, len(got.Cells), want)
			}
		}

		region, err := b.service.Coverage(ctx, public, service.CoverageQuery{Regions: []string{"sahel"}})
		if err != nil {
			t.Fatal(err)
		}
		one, err := b.service.Coverage(ctx, public, service.CoverageQuery{Countries: []string{"ML"}})
		if err != nil {
			t.Fatal(err)
		}
		// A cell is the same whichever slice it is asked in.
		for n, cell := range slices.DeleteFunc(slices.Clone(region.Cells), func(c registry.CoverageCell) bool { return c.Country != "ML" }) {
			if diff := cmp.Diff(cell, one.Cells[n]); diff != "" {
				t.Error(diff)
			}
		}
		row := one.Countries[0]
		if row.Initiatives != 6 || row.Unclassified != 1 || one.Practices[6].RegionOnly != 1 {
			t.Errorf("row %+v, column %+v", row, one.Practices[6])
		}
		if cell := one.Cells[2]; cell.LatestUpdate == nil || cell.LastValueDate != "2025-03-04" {
			t.Errorf("freshness of %+v", cell)
		}
		all, err := b.service.Coverage(ctx, public, service.CoverageQuery{})
		if err != nil || len(all.Countries) < 4 || len(all.Cells) != 25*len(all.Countries) {
			t.Errorf("without a slice: %d rows, %v", len(all.Countries), err)
		}
		if _, err := b.service.Coverage(ctx, public, service.CoverageQuery{AsOf: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}); registry.ErrorCode(err) != registry.EInvalid {
			t.Errorf("the future: %v", err)
		}
		if err := b.service.WithdrawPriority(ctx, coordinator, declared.ID); err != nil {
			t.Fatal(err)
		}
		chad := service.CoverageQuery{Countries: []string{"TD"}, GoodPractices: []int{3}}
		if got, err := b.service.Coverage(ctx, public, chad); err != nil || got.Cells[0].State != registry.CoverageNoRecord {
			t.Errorf("after the need was withdrawn: %+v, %v", got, err)
		}
	})
}

// TestAsOf: the registry of an earlier time is read from versions and rulings, by today's marks.
func TestAsOf(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		ctx, public := t.Context(), registry.Audience{}
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		b.options.Now = func() time.Time { return now }
		titled := func(key, title string, practices []int, change ...func(*registry.Record)) registry.Item {
			item := practised(key, "ML", practices, change...)
			item.Record.Facts.Title = registry.Text{"en": title}
			return item
		}
		amber := func(r *registry.Record) { r.Marks.Sharing = registry.SharingAmber }
		at := func(month time.Month) time.Time { return time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC) }
		publish := func(month time.Month, file ...registry.Item) {
			now = at(month)
			b.publishes(file)
			b.imports(t)
		}
		publish(1, titled("KWS-1", "Kayes scheme KWS-1", []int{3}), titled("b", "Open then, amber now", []int{3, 5}))
		publish(2, titled("KWS-1", "Kayes scheme KWS-1, enlarged", []int{3, 4}), titled("b", "Open then, amber now", []int{3, 5}, amber), titled("c", "New in February", []int{3, 6}))
		first := b.feed
		second, err := b.service.LocalFeed(ctx, administrator, "another", "items", false)
		if err != nil {
			t.Fatal(err)
		}
		b.feed = *second
		publish(3, titled("KWS-1", "Kayes scheme KWS-1, enlarged", []int{3, 4}))
		b.feed = first
		if _, err := b.service.Detect(ctx, true, nil); err != nil {
			t.Fatal(err)
		}
		flags, err := b.service.ListOverlaps(ctx, administrator, registry.OverlapFilter{Kinds: []registry.OverlapKind{registry.OverlapDuplicate, registry.OverlapSameInitiative}}, registry.Page{Limit: 10})
		if err != nil || len(flags.Items) != 1 {
			t.Fatal(flags, err)
		}
		now = at(4)
		flag := flags.Items[0]
		ruling, err := b.service.Rule(ctx, administrator, flag.ID, registry.Ruling{Decision: registry.DecisionSameInitiative, Reason: "twice", EvidenceHash: flag.EvidenceHash})
		if err != nil {
			t.Fatal(err)
		}
		now = at(5)
		if _, err := b.service.RevertRuling(ctx, administrator, flag.ID, ruling.ID, "two after all"); err != nil {
			t.Fatal(err)
		}
		now = at(6)
		practices := func(who registry.Audience, asOf time.Time, filter registry.InitiativeFilter) []string {
			found, err := b.service.PracticesAt(ctx, who, filter, asOf)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		const scheme, enlarged, amberNow, fresh = "[3]", "[3 4]", "[3 5]", "[3 6]"
		for _, c := range []struct {
			name string
			who  registry.Audience
			asOf time.Time
			want []string
		}{
			{"before anything", administrator, at(1).Add(-time.Second), nil},
			{"January", administrator, at(1), []string{amberNow, scheme}},
			{"January, in public", public, at(1), []string{scheme}},
			{"February, in public", public, at(2), []string{enlarged, fresh}},
			{"March, before the merge", public, at(3), []string{enlarged, enlarged, fresh}},
			{"April, merged", public, at(4), []string{enlarged, fresh}},
			{"May, taken back", public, at(5), []string{enlarged, enlarged, fresh}},
			{"now", public, time.Time{}, []string{enlarged, enlarged, fresh}},
		} {
			if diff := cmp.Diff(c.want, practices(c.who, c.asOf, registry.InitiativeFilter{})); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
		for _, filter := range []registry.InitiativeFilter{
			{Countries: []string{"ML"}}, {Countries: []string{"NE"}}, {Regions: []string{"sahel"}}, {GoodPractices: []int{3}}, {GoodPractices: []int{4}}, {Donors: []string{"nobody"}},
		} {
			if diff := cmp.Diff(practices(public, time.Time{}, filter), practices(public, now, filter)); diff != "" {
				t.Errorf("the present and the past as of now differ by %+v: %s", filter, diff)
			}
		}
		february, err := b.service.Coverage(ctx, public, service.CoverageQuery{Countries: []string{"ML"}, GoodPractices: []int{3}, AsOf: at(2)})
		if err != nil || february.Cells[0].Active != 2 || !february.AsOf.Equal(at(2)) || february.ActiveOn != "2026-02-01" {
			t.Errorf("%+v, %v", february, err)
		}
	})
}
