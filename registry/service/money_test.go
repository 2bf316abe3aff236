package service

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
)

// TestMergeTakesMoneyOnce: an initiative with several records has one budget and one set of totals, and says whose.
func TestMergeTakesMoneyOnce(t *testing.T) {
	record := func(feed string, change ...func(*registry.Record)) registry.Record {
		r := registry.Record{ID: feed, Feed: feed, Key: "k", Facts: registry.Facts{Title: registry.Text{"en": feed}}}
		for _, c := range change {
			c(&r)
		}
		return r
	}
	budget := func(units int64, currency string) func(*registry.Record) {
		return func(r *registry.Record) {
			r.Facts.Budgets = []registry.BudgetLine{{Amount: registry.Amount(units), Currency: currency}}
			r.Facts.Budget = registry.BudgetOf(r.Facts.Budgets)
		}
	}
	total := func(of registry.TotalType, units int64) func(*registry.Record) {
		return func(r *registry.Record) {
			r.Facts.Totals = append(r.Facts.Totals, registry.Total{Type: of, Currency: "EUR", Amount: registry.Amount(units)})
		}
	}
	// The more complete record comes first: a country makes one more complete.
	fuller := func(r *registry.Record) { r.Facts.Countries = []registry.CountryShare{{Code: "ML"}} }
	secondary := func(r *registry.Record) {
		r.Facts.Reporter = &registry.Reporter{Ref: "XX-2", Secondary: true}
	}
	withdrawn := func(r *registry.Record) { r.Withdrawn = true }
	for _, c := range []struct {
		name     string
		records  []registry.Record
		currency string // of the budget; "" for none
		amount   registry.Amount
		from     string // feed that the budget is from
		totals   int
	}{
		// The donor says 500, the implementer 480 in dollars: 500, of the donor, whose record is fuller.
		{"donor and implementer", []registry.Record{record("implementer", budget(480, "USD")), record("donor", budget(500, "EUR"), fuller)}, "EUR", 500, "donor", 0},
		{"the fuller record has none", []registry.Record{record("donor", budget(500, "EUR")), record("implementer", fuller, total(registry.TotalSpent, 90))}, "EUR", 500, "donor", 1},
		{"totals of one record only", []registry.Record{record("a", fuller, total(registry.TotalCommitted, 1)), record("b", total(registry.TotalSpent, 2), total(registry.TotalCommitted, 3))}, "", 0, "", 1},
		{"a secondary reporter adds none", []registry.Record{record("aims", secondary, fuller, budget(70, "EUR"), total(registry.TotalSpent, 5)), record("donor")}, "", 0, "", 0},
		{"secondary reporters alone speak", []registry.Record{record("aims", secondary, budget(70, "EUR"))}, "EUR", 70, "aims", 0},
		{"what was withdrawn adds none", []registry.Record{record("old", withdrawn, fuller, budget(70, "EUR")), record("new")}, "", 0, "", 0},
	} {
		got := merge("i", c.records)
		currency, amount, from := "", registry.Amount(0), ""
		if got.Budget != nil {
			currency, amount, from = got.Budget.Currency, got.Budget.Amount, got.Sources[got.Provenance["budget"]].Feed
			if len(got.Budgets) != 1 || got.Budgets[0].Amount != amount || got.Sources[got.Provenance["budgets"]].Feed != from {
				t.Errorf("%s: the budget %+v is not of its lines %+v", c.name, got.Budget, got.Budgets)
			}
		}
		if currency != c.currency || amount != c.amount || from != c.from || len(got.Totals) != c.totals {
			t.Errorf("%s: %s %d from %q, totals %+v", c.name, currency, amount, from, got.Totals)
		}
		if secondaryAlone := len(c.records) == 1 && isSecondary(c.records[0]); (got.Reporter != nil && got.Reporter.Secondary) != secondaryAlone {
			t.Errorf("%s: reporter %+v", c.name, got.Reporter)
		}
	}
}

func TestDivide(t *testing.T) {
	part := func(value string, percentage ...float64) statedPart {
		if len(percentage) == 0 {
			return statedPart{value, stated(nil)}
		}
		return statedPart{value, stated(&percentage[0])}
	}
	for _, c := range []struct {
		name   string
		parts  []statedPart
		shared bool // with recipient regions
		want   []groupShare
	}{
		{"nothing", nil, false, []groupShare{{GroupUnknown, 1_000_000}}},
		{"a region alone", nil, true, []groupShare{{GroupUnallocated, 1_000_000}}},
		{"one", []statedPart{part("AF")}, false, []groupShare{{"AF", 1_000_000}}},
		{"one, twice", []statedPart{part("AF"), part("AF")}, false, []groupShare{{"AF", 1_000_000}}},
		{"one and a region", []statedPart{part("AF")}, true, []groupShare{{"AF", 0}, {GroupUnallocated, 1_000_000}}},
		{"60 % and a region", []statedPart{part("AF", 60)}, true, []groupShare{{"AF", 600_000}, {GroupUnallocated, 400_000}}},
		{"60 % of what", []statedPart{part("AF", 60)}, false, []groupShare{{"AF", 600_000}, {GroupUnallocated, 400_000}}},
		{"two without a split", []statedPart{part("AF"), part("PK")}, false, []groupShare{{"AF", 0}, {"PK", 0}, {GroupUnallocated, 1_000_000}}},
		{"two of which one is split", []statedPart{part("AF", 70), part("PK")}, false, []groupShare{{"AF", 700_000}, {"PK", 0}, {GroupUnallocated, 300_000}}},
		{"thirds", []statedPart{part("AF", 33.33), part("IQ", 33.33), part("PK", 33.33)}, false, []groupShare{{"AF", 333_400}, {"IQ", 333_300}, {"PK", 333_300}}},
		{"more than there is", []statedPart{part("AF", 100), part("PK", 100)}, false, []groupShare{{"AF", 0}, {"PK", 0}, {GroupUnallocated, 1_000_000}}},
		{"no percentage at all", []statedPart{part("AF", 250), part("PK", -3)}, false, []groupShare{{"AF", 0}, {"PK", 0}, {GroupUnallocated, 1_000_000}}},
	} {
		if diff := cmp.Diff(c.want, divide(c.parts, c.shared), cmp.AllowUnexported(groupShare{})); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
