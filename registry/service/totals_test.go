package service_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

// funded is a record with a budget of whole units.
func funded(key string, amount int64, currency, donor string, change ...func(*registry.Facts)) registry.Item {
	item := record(key, "Initiative "+key)
	f := &item.Record.Facts
	f.Budget = &registry.Budget{Amount: registry.Amount(amount * 1000), Currency: currency}
	f.Participations = []registry.Participation{{Role: registry.RoleFunding, Name: registry.Text{"en": donor}, Type: "10"}}
	f.Status = registry.StatusImplementation
	for _, c := range change {
		c(f)
	}
	return item
}

// budgets writes of each group what it comes to: "AF 2: EUR 10/7" is two initiatives, 10 gross and 7 net.
func budgets(items []service.TotalsItem) (lines []string) {
	for _, i := range items {
		var sums []string
		for _, g := range i.Gross {
			if g.Type != "budget" {
				continue
			}
			net := "0"
			for _, n := range i.Net {
				if n.Type == "budget" && n.Currency == g.Currency {
					net = n.Amount.String()
				}
			}
			sums = append(sums, fmt.Sprintf("%s %s/%s", g.Currency, g.Amount, net))
		}
		name := i.Value
		if en := i.Label["en"]; strings.HasPrefix(en, "Donor") {
			name = en
		}
		lines = append(lines, fmt.Sprintf("%s %d: %s", name, i.Initiatives, strings.Join(sums, ", ")))
	}
	return lines
}

func TestTotals(t *testing.T) {
	onBoth(t, func(t *testing.T, b *bench) {
		percent := func(p float64) *float64 { return &p }
		file := []registry.Item{
			// One grant: the donor's 500 and the implementer's 480.
			funded("GB-1", 500, "GBP", "Donor A"),
			funded("NGO-1", 480, "GBP", "Donor A", func(f *registry.Facts) {
				f.Related = []registry.Related{{Type: registry.RelationFunds, Identifier: "GB-1"}}
			}),
			// Two countries, divided 70 to 30, and two that are not.
			funded("US-1", 1000, "USD", "Donor B", func(f *registry.Facts) {
				f.Countries = []registry.CountryShare{{Code: "ML", Percentage: percent(70)}, {Code: "NE", Percentage: percent(30)}}
				f.Status = registry.StatusPipeline
			}),
			funded("US-2", 100, "USD", "Donor B", func(f *registry.Facts) {
				f.Countries = []registry.CountryShare{{Code: "ML"}, {Code: "NE"}}
				f.Participations = append(f.Participations, registry.Participation{Role: registry.RoleFunding, Name: registry.Text{"en": "Donor A"}, Type: "10"})
			}),
			// In no total.
			funded("XX-LAW", 9999, "USD", "Donor B", func(f *registry.Facts) { f.Kind = registry.KindLegalInstrument }),
			// Seen by partners only: a child of GB-1, and money of its own.
			funded("GB-1-1", 200, "GBP", "Donor A", func(f *registry.Facts) {
				f.Related = []registry.Related{{Type: registry.RelationParent, Identifier: "GB-1"}}
			}),
			funded("XX-9", 7, "EUR", "Donor B"),
		}
		for _, green := range file[5:] {
			green.Record.Marks.Sharing = registry.SharingGreen
		}
		b.publishes(file)
		b.imports(t)
		public, partner := registry.Audience{}, registry.Audience{Role: registry.RoleFocalPoint}
		for _, c := range []struct {
			name   string
			who    registry.Audience
			by     service.GroupBy
			filter registry.InitiativeFilter
			whole  string
			want   []string
		}{
			{"public", public, service.GroupNone, registry.InitiativeFilter{}, " 4: GBP 980/500, USD 1100/1100", nil},
			{"partner", partner, service.GroupNone, registry.InitiativeFilter{}, " 6: EUR 7/7, GBP 1180/500, USD 1100/1100", nil},
			{"country", public, service.GroupCountry, registry.InitiativeFilter{}, " 4: GBP 980/500, USD 1100/1100",
				[]string{"ML 4: GBP 980/500, USD 700/700", "NE 2: USD 300/300", "unallocated 1: USD 100/100"}},
			{"region", public, service.GroupRegion, registry.InitiativeFilter{Countries: []string{"NE"}}, " 2: USD 1100/1100", []string{"sahel 2: USD 1100/1100"}},
			{"donor", public, service.GroupDonor, registry.InitiativeFilter{}, " 4: GBP 980/500, USD 1100/1100",
				[]string{"Donor A 3: GBP 980/500, USD 100/100", "Donor B 2: USD 1100/1100"}},
			{"status", public, service.GroupStatus, registry.InitiativeFilter{}, " 4: GBP 980/500, USD 1100/1100",
				[]string{"implementation 3: GBP 980/500, USD 100/100", "pipeline 1: USD 1000/1000"}},
			{"currency", public, service.GroupCurrency, registry.InitiativeFilter{}, " 4: GBP 980/500, USD 1100/1100", []string{"GBP 2: GBP 980/500", "USD 2: USD 1100/1100"}},
			{"year", public, service.GroupYear, registry.InitiativeFilter{}, " 4: GBP 980/500, USD 1100/1100", []string{"unknown 4: GBP 980/500, USD 1100/1100"}},
			{"filter", public, service.GroupNone, registry.InitiativeFilter{Statuses: []registry.Status{registry.StatusPipeline}}, " 1: USD 1000/1000", nil},
			{"nothing", public, service.GroupCountry, registry.InitiativeFilter{Countries: []string{"SE"}}, " 0: ", nil},
		} {
			got, err := b.service.Totals(t.Context(), c.who, c.filter, c.by)
			if err != nil {
				t.Fatal(c.name, err)
			}
			items := budgets(got.Items)
			if c.name == "region" { // Mali and Niger are in several
				for _, line := range items {
					if strings.HasPrefix(line, "sahel ") {
						items = []string{line}
						break
					}
				}
			}
			if diff := cmp.Diff(c.want, items); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
			if whole := budgets([]service.TotalsItem{got.Total})[0]; whole != c.whole {
				t.Errorf("%s: the whole is %s, want %s", c.name, whole, c.whole)
			}
			for _, n := range got.Notes {
				if n.Code == "" || n.Text["en"] == "" || n.Text["fr"] == "" || n.Text["ar"] == "" {
					t.Errorf("%s: note %+v", c.name, n)
				}
			}
		}
		// The group of a donor is what the filter by that donor comes to.
		by, err := b.service.Totals(t.Context(), partner, registry.InitiativeFilter{}, service.GroupDonor)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range by.Items {
			one, err := b.service.Totals(t.Context(), partner, registry.InitiativeFilter{Donors: []string{i.Value}}, service.GroupNone)
			if err != nil {
				t.Fatal(err)
			}
			i.Value, i.Label = "", nil
			if diff := cmp.Diff(fmt.Sprint(i), fmt.Sprint(one.Total)); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// TestTotalsFollowRulings: a ruling that one is the other's parent, and a merge, change net and not gross; taken back,
// all is as before. Who may not see the flag has the sums without it.
func TestTotalsFollowRulings(t *testing.T) {
	for decision, want := range map[registry.Decision]string{
		registry.DecisionRelated:        " 2: EUR 150/100",
		registry.DecisionSameInitiative: " 1: EUR 50/50", // of the two records the one whose feed comes first
	} {
		onBoth(t, func(t *testing.T, b *bench) {
			ctx := t.Context()
			b.publishes([]registry.Item{funded("KWS-77", 100, "EUR", "Donor A")})
			b.imports(t)
			second, err := b.service.LocalFeed(ctx, administrator, "another", "items", false)
			if err != nil {
				t.Fatal(err)
			}
			b.feed = *second
			other := funded("KWS-77-B", 50, "EUR", "Donor A", func(f *registry.Facts) {
				f.Title = registry.Text{"en": "Initiative KWS-77"}
				f.Identifiers = append(f.Identifiers, registry.Identifier{Scheme: "iati-a3", Value: "KWS-77"})
			})
			b.publishes([]registry.Item{other})
			b.imports(t)
			if _, err := b.service.Detect(ctx, true, nil); err != nil {
				t.Fatal(err)
			}
			flags, err := b.service.ListOverlaps(ctx, administrator, registry.OverlapFilter{Kinds: registry.OverlapKinds()}, registry.Page{Limit: 10})
			if err != nil || len(flags.Items) != 1 {
				t.Fatal(flags, err)
			}
			whole := func(who registry.Audience) string {
				got, err := b.service.Totals(ctx, who, registry.InitiativeFilter{}, service.GroupNone)
				if err != nil {
					t.Fatal(err)
				}
				return budgets([]service.TotalsItem{got.Total})[0]
			}
			const before = " 2: EUR 150/150"
			if got := whole(administrator); got != before {
				t.Fatalf("%s before the ruling", got)
			}
			flag := flags.Items[0]
			ruling := registry.Ruling{Decision: decision, Reason: "asked both", EvidenceHash: flag.EvidenceHash}
			if decision == registry.DecisionRelated {
				ruling.Relation = registry.RelationParent
			}
			ruled, err := b.service.Rule(ctx, administrator, flag.ID, ruling)
			if err != nil {
				t.Fatal(err)
			}
			if got := whole(administrator); got != want {
				t.Errorf("%s: %s, want %s", decision, got, want)
			}
			if got := whole(registry.Audience{}); decision == registry.DecisionRelated && got != before {
				t.Errorf("the public, which does not see the flag, reads %s", got)
			}
			if _, err := b.service.RevertRuling(ctx, administrator, flag.ID, ruled.ID, "asked again"); err != nil {
				t.Fatal(err)
			}
			if got := whole(administrator); got != before {
				t.Errorf("%s: %s after it was taken back", decision, got)
			}
		})
	}
}

// TestTotalsOfWithheldMoney: a budget that is withheld from the public is in no sum of its, and in the coordinator's.
func TestTotalsOfWithheldMoney(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "tansiq.db"))
	secret := funded("XX-1", 100, "USD", "Donor A")
	secret.Record.Marks.Sensitivity = registry.SensitivityHigh
	b.publishes([]registry.Item{secret, funded("XX-2", 7, "USD", "Donor A")})
	b.imports(t)
	for _, c := range []struct {
		who  registry.Audience
		want string
	}{
		{registry.Audience{}, " 2: USD 7/7"},
		{registry.Audience{Role: registry.RoleCoordinator, Regions: []string{"sahel"}}, " 2: USD 107/107"},
		{administrator, " 2: USD 107/107"},
	} {
		got, err := b.service.Totals(t.Context(), c.who, registry.InitiativeFilter{}, service.GroupNone)
		if err != nil {
			t.Fatal(err)
		}
		if whole := budgets([]service.TotalsItem{got.Total})[0]; whole != c.want {
			t.Errorf("%s: %s, want %s", c.who.Role, whole, c.want)
		}
	}
}

// TestTotalsAreKept until something changes, for each who may ask.
func TestTotalsAreKept(t *testing.T) {
	b := newBench(t, filepath.Join(t.TempDir(), "tansiq.db"))
	green := funded("XX-2", 7, "USD", "Donor A")
	green.Record.Marks.Sharing = registry.SharingGreen
	b.publishes([]registry.Item{funded("XX-1", 100, "USD", "Donor A"), green})
	b.imports(t)
	ask := func(who registry.Audience, filter registry.InitiativeFilter) *service.Totals {
		t.Helper()
		got, err := b.service.Totals(t.Context(), who, filter, service.GroupNone)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	public, partner := registry.Audience{}, registry.Audience{Role: registry.RoleFocalPoint}
	first := ask(public, registry.InitiativeFilter{})
	if ask(public, registry.InitiativeFilter{}) != first {
		t.Error("the same question was answered anew")
	}
	if got := ask(partner, registry.InitiativeFilter{}); got == first || got.Total.Initiatives != 2 {
		t.Errorf("another audience has %+v", got.Total)
	}
	if got := ask(public, registry.InitiativeFilter{Countries: []string{"SE"}}); got.Total.Initiatives != 0 {
		t.Errorf("another filter has %+v", got.Total)
	}
	change := funded("XX-1", 50, "USD", "Donor A")
	kept := b.service
	b.publishes([]registry.Item{change, green})
	b.imports(t)
	b.service = kept // the change was another process's
	if got := budgets([]service.TotalsItem{ask(public, registry.InitiativeFilter{}).Total})[0]; got != " 1: USD 50/50" {
		t.Errorf("after the change: %s", got)
	}
}
