package service_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/service"
)

// earlier is the store as a version of the program wrote it that knew no figures and no places within countries, and that
// told the detector of initiatives in another form.
type earlier struct{ registry.Store }

func (e earlier) Write(ctx context.Context, fn func(tx registry.Tx) error) error {
	return e.Store.Write(ctx, func(tx registry.Tx) error { return fn(earlierTx{tx}) })
}

type earlierTx struct{ registry.Tx }

func (t earlierTx) PutRecords(ctx context.Context, records []*registry.Record) error {
	for _, r := range records {
		r.Figures = nil
	}
	return t.Tx.PutRecords(ctx, records)
}

func (t earlierTx) PutInitiatives(ctx context.Context, writes []registry.InitiativeWrite) error {
	for i := range writes {
		writes[i].Features = []byte{1}
		for n := range writes[i].Views {
			writes[i].Views[n].Figures, writes[i].Views[n].Index.Places = nil, nil
		}
	}
	return t.Tx.PutInitiatives(ctx, writes)
}

// TestRemake: what an earlier version of the program stored is added up rightly, and is made again once; documents, their
// versions and what is shown to whom stay.
func TestRemake(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		ctx, public := t.Context(), registry.Audience{}
		now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
		b.options.Now = func() time.Time { return now }
		in := func(key string, practices ...int) registry.Item {
			item := practised(key, "ML", practices, running("2025-01-01", "2027-01-01", registry.StatusImplementation), fundedBy("Donor "+key))
			item.Record.Facts.Locations = []registry.Location{{Name: registry.Text{"en": "Kayes"}, Country: "ML", AdminLevel: 1}}
			item.Record.Facts.Budget = &registry.Budget{Amount: 1000, Currency: "EUR"}
			return item
		}
		old := *b
		publish := func(month time.Month, file ...registry.Item) {
			now = time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC)
			old.publishes(file)
			old.service = service.New(earlier{b.store}, old.options)
			old.imports(t)
		}
		var file []registry.Item
		for n := range registry.CrowdedCell {
			file = append(file, in(fmt.Sprintf("XX-%d", n), 3))
		}
		file[1].Record.Marks.Sharing = registry.SharingAmber
		publish(3, file...)
		file[0] = in("XX-0", 3, 4)
		publish(4, file...)
		now = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)

		type answers struct {
			Totals, PublicTotals  []string
			Coverage, PublicThen  []string
			March, April, Version string
		}
		ask := func() (a answers) {
			t.Helper()
			b.publishes(nil) // another process, that has no answers yet
			for _, who := range []registry.Audience{administrator, public} {
				totals, err := b.service.Totals(ctx, who, registry.InitiativeFilter{}, service.GroupNone)
				if err != nil {
					t.Fatal(err)
				}
				a.Totals, a.PublicTotals = a.PublicTotals, budgets([]service.TotalsItem{totals.Total})
			}
			query := service.CoverageQuery{Countries: []string{"ML"}, GoodPractices: []int{3, 4}}
			coverage, err := b.service.Coverage(ctx, administrator, query)
			if err != nil {
				t.Fatal(err)
			}
			a.Coverage = cells(coverage)
			for month, into := range map[time.Month]*string{3: &a.March, 4: &a.April} {
				lines, err := b.service.PracticesAt(ctx, administrator, registry.InitiativeFilter{}, time.Date(2026, month, 2, 0, 0, 0, 0, time.UTC))
				if err != nil {
					t.Fatal(err)
				}
				*into = fmt.Sprint(lines)
			}
			query.AsOf = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
			if coverage, err = b.service.Coverage(ctx, public, query); err != nil {
				t.Fatal(err)
			}
			a.PublicThen = cells(coverage)
			list, err := b.service.ListInitiatives(ctx, administrator, registry.InitiativeFilter{}, registry.Page{Limit: 200})
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range list.Items {
				a.Version += fmt.Sprint(i.Version, i.UpdatedAt)
			}
			return a
		}
		crowded := func() int {
			list, err := b.service.CrowdedCells(ctx, administrator, service.CrowdedFilter{}, registry.Page{Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			places := 0
			for _, c := range list.Items {
				places += len(c.Places)
			}
			return places
		}
		before := ask()
		if before.Totals[0] != " 15: EUR 15/15" || before.PublicTotals[0] != " 14: EUR 14/14" || before.March == before.April {
			t.Errorf("before: %+v", before)
		}
		if crowded() != 0 {
			t.Error("an initiative is found by a place that was not stored")
		}
		if _, err := b.service.Detect(ctx, true, nil); err == nil {
			t.Error("features in another form were read")
		}
		if done, err := b.service.Remake(ctx, "here", nil); err != nil || done != registry.CrowdedCell {
			t.Fatalf("%d made again, %v", done, err)
		}
		if diff := cmp.Diff(before, ask()); diff != "" {
			t.Errorf("answers changed (-before +after):\n%s", diff)
		}
		if crowded() == 0 {
			t.Error("no place is crowded after all was made again")
		}
		if _, err := b.service.Detect(ctx, true, nil); err != nil {
			t.Error(err)
		}
		if done, err := b.service.Remake(ctx, "here", nil); err != nil || done != 0 {
			t.Errorf("%d made a second time, %v", done, err)
		}
	})
}

// TestMaking: features in another form are not read. Whoever changes their form raises registry.Making, so that they are made
// again, and says so here.
func TestMaking(t *testing.T) {
	encoded, err := overlap.FromInitiative(&registry.Initiative{ID: "i", Facts: record("XX-1", "A project").Record.Facts}, func(id string) string { return id }).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if form, of := encoded[0], registry.Making; form != 3 || of != 2 {
		t.Errorf("features are in form %d, and Making is %d", form, of)
	}
}
