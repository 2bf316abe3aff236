package money

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
)

// one makes an initiative of which only what money is read from is stated.
func one(id string, change ...func(*registry.Initiative)) *registry.Initiative {
	i := &registry.Initiative{ID: id}
	i.Identifiers = []registry.Identifier{{Scheme: registry.SchemeIATI, Value: "XM-" + id}}
	for _, c := range change {
		c(i)
	}
	return i
}

func units(n int64) registry.Amount { return registry.Amount(n * 1000) }

func budget(amount int64, currency string) func(*registry.Initiative) {
	return func(i *registry.Initiative) {
		b := &registry.Budget{Amount: units(amount), Currency: currency}
		if currency == "USD" {
			b.USD = &b.Amount
		}
		i.Budget = b
	}
}

func total(t registry.TotalType, amount int64, currency string) func(*registry.Initiative) {
	return func(i *registry.Initiative) {
		sum := registry.Total{Type: t, Currency: currency, Amount: units(amount)}
		if currency == "USD" {
			sum.USD = &sum.Amount
		}
		i.Totals = append(i.Totals, sum)
	}
}

// related says what the other is to this one.
func related(t registry.RelationType, ids ...string) func(*registry.Initiative) {
	return func(i *registry.Initiative) {
		for _, id := range ids {
			i.Related = append(i.Related, registry.Related{Type: t, Identifier: "xm-" + id}) // publishers differ in case
		}
	}
}

func takesPart(role registry.Role, activity string) func(*registry.Initiative) {
	return func(i *registry.Initiative) {
		i.Participations = append(i.Participations, registry.Participation{Role: role, Activity: "XM-" + activity})
	}
}

func flow(numbers ...string) func(*registry.Initiative) {
	return func(i *registry.Initiative) {
		for _, n := range numbers {
			i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: "iati-a4", Value: n})
		}
	}
}

// ofFlow is the report of a flow, and partOfFlow says what flow it is a part of.
func ofFlow(number string) func(*registry.Initiative) {
	return func(i *registry.Initiative) {
		i.Identifiers = append(i.Identifiers, registry.Identifier{Scheme: registry.SchemeFTS, Value: number})
	}
}

func partOfFlow(number string) func(*registry.Initiative) {
	return func(i *registry.Initiative) {
		i.Related = append(i.Related, registry.Related{Type: registry.RelationParent, Identifier: number, Scheme: registry.SchemeFTS})
	}
}

func secondary(i *registry.Initiative) { i.Reporter = &registry.Reporter{Ref: "XM", Secondary: true} }

func ledgerOf(initiatives []*registry.Initiative, rulings ...Ruling) (*Ledger, []Share) {
	ledger := NewLedger()
	var shares []Share
	for _, i := range initiatives {
		entry := EntryOf(i)
		shares = append(shares, Share{ledger.Add(&entry), Whole})
	}
	ledger.Connect(rulings)
	return ledger, shares
}

// said writes the totals of some types: "budget GBP 100; committed EUR 7".
func said(totals []Total, types ...Type) string {
	var parts []string
	for _, t := range totals {
		if slices.Contains(types, t.Type) {
			parts = append(parts, fmt.Sprintf("%s %s %s", t.Type, t.Currency, t.Amount))
		}
	}
	return strings.Join(parts, "; ")
}

// why writes what is left out of a type: "b family a".
func why(s Sums, t Type) string {
	var parts []string
	for _, o := range s.LeftOut {
		if o.Type == t {
			parts = append(parts, strings.TrimSpace(fmt.Sprintf("%s %s %s", o.Initiative, o.Reason, o.For)))
		}
	}
	return strings.Join(parts, "; ")
}

const (
	committed = Type(registry.TotalCommitted)
	incoming  = Type(registry.TotalIncoming)
	pledged   = Type(registry.TotalPledged)
)

// TestWorkedExamples has the cases that the design names, each with its numbers.
func TestWorkedExamples(t *testing.T) {
	for _, c := range []struct {
		name        string
		initiatives []*registry.Initiative
		rulings     []Ruling
		of          Type
		gross, net  string
		why         string
	}{
		// The donor commits 500,000 to the implementer, who has a budget of 480,000 of it and names the donor's activity. The
		// grant is worth 500,000: 500,000 + 480,000 are in gross, and the implementer's report is left out of net.
		{"donor and implementer report one grant", []*registry.Initiative{
			one("donor", budget(500_000, "EUR")),
			one("implementer", budget(480_000, "EUR"), takesPart(registry.RoleFunding, "donor")),
		}, nil, Budget, "budget EUR 980000", "budget EUR 500000", "implementer funding-chain donor"},
		// The donor names the implementer's activity, and nobody names the donor's: the same.
		{"donor names the implementer's report", []*registry.Initiative{
			one("donor", budget(500_000, "EUR"), takesPart(registry.RoleImplementing, "implementer")),
			one("implementer", budget(480_000, "EUR")),
		}, nil, Budget, "budget EUR 980000", "budget EUR 500000", "implementer funding-chain donor"},
		// The implementer has other donors too: 900,000 are 900,000, of which 500,000 came from the donor.
		{"implementer has more than the donor gave", []*registry.Initiative{
			one("donor", budget(500_000, "EUR")),
			one("implementer", budget(900_000, "EUR"), related(registry.RelationFunds, "donor")),
		}, nil, Budget, "budget EUR 1400000", "budget EUR 900000", "donor funding-chain implementer"},
		// One reports a budget and the other a commitment: each type once, and 500,000 of value.
		{"a budget and a commitment are one value", []*registry.Initiative{
			one("donor", total(registry.TotalCommitted, 500_000, "EUR")),
			one("implementer", budget(500_000, "EUR"), related(registry.RelationFunds, "donor")),
		}, nil, Value, "value EUR 1000000", "value EUR 500000", "implementer funding-chain donor"},
		// Two publications of one record: 70 and 70 are 70; of two figures the larger counts.
		{"one identifier twice", []*registry.Initiative{
			one("first", budget(70, "USD")),
			one("second", budget(70, "USD"), func(i *registry.Initiative) { i.Identifiers[0].Value = "xm-FIRST" }),
		}, nil, Budget, "budget USD 140", "budget USD 70", "second same-report first"},
		{"third-party report", []*registry.Initiative{
			one("ours", budget(70, "USD")),
			one("theirs", budget(75, "USD"), related(registry.RelationThirdParty, "ours")),
		}, nil, Budget, "budget USD 145", "budget USD 75", "ours same-report theirs"},

		// Three donors give 300, 200 and 500 to one programme: 1,000.
		{"co-funded programme", []*registry.Initiative{
			one("a", budget(300, "EUR"), related(registry.RelationCoFunded, "b", "c")),
			one("b", budget(200, "EUR"), related(registry.RelationCoFunded, "a")),
			one("c", budget(500, "EUR")),
		}, nil, Budget, "budget EUR 1000", "budget EUR 1000", ""},
		// The agency that carries it out reports the whole, 1,000: it is the three contributions.
		{"co-funded programme with the agency's report", []*registry.Initiative{
			one("a", budget(300, "EUR"), related(registry.RelationCoFunded, "b", "c")),
			one("agency", budget(1000, "EUR"), related(registry.RelationFunds, "a", "b", "c")),
			one("b", budget(200, "EUR")),
			one("c", budget(500, "EUR")),
		}, nil, Budget, "budget EUR 2000", "budget EUR 1000", "agency funding-chain a"},
		// It reports 1,200: 200 come from a donor that reports nothing here.
		{"co-funded programme with a donor who is not here", []*registry.Initiative{
			one("a", budget(300, "EUR")),
			one("agency", budget(1200, "EUR"), related(registry.RelationFunds, "a", "b", "c")),
			one("b", budget(200, "EUR")),
			one("c", budget(500, "EUR")),
		}, nil, Budget, "budget EUR 2200", "budget EUR 1200", "a funding-chain agency; b funding-chain agency; c funding-chain agency"},

		// DFID 2011: hierarchy 1 has no budget, hierarchy 2 all of it: 40 + 60.
		{"parent without money, children with it", []*registry.Initiative{
			one("parent", related(registry.RelationChild, "1", "2")),
			one("1", budget(40, "GBP"), related(registry.RelationParent, "parent")),
			one("2", budget(60, "GBP")),
		}, nil, Budget, "budget GBP 100", "budget GBP 100", ""},
		// The other way round: the parent has the whole 100, its children parts of it, 40 and 35.
		{"parent with money, children with parts of it", []*registry.Initiative{
			one("1", budget(40, "GBP"), related(registry.RelationParent, "parent")),
			one("2", budget(35, "GBP"), related(registry.RelationParent, "parent")),
			one("parent", budget(100, "GBP")),
		}, nil, Budget, "budget GBP 175", "budget GBP 100", "1 family parent; 2 family parent"},
		// The parent's 100 are less than its children's 80 and 70: the larger level counts, 150.
		{"children with more than their parent", []*registry.Initiative{
			one("1", budget(80, "GBP"), related(registry.RelationParent, "parent")),
			one("2", budget(70, "GBP"), related(registry.RelationParent, "parent")),
			one("parent", budget(100, "GBP")),
		}, nil, Budget, "budget GBP 250", "budget GBP 150", "parent family 1"},
		// Three levels, the middle one without money: the grandparent's 100 hold the grandchild's 30.
		{"a level without money between two", []*registry.Initiative{
			one("top", budget(100, "GBP"), related(registry.RelationChild, "middle")),
			one("middle"),
			one("bottom", budget(30, "GBP"), related(registry.RelationParent, "middle")),
		}, nil, Budget, "budget GBP 130", "budget GBP 100", "bottom family top"},
		// Parent and child in two currencies and no rate: the parent's counts, and is not added to.
		{"levels in two currencies", []*registry.Initiative{
			one("parent", budget(100, "GBP"), related(registry.RelationChild, "1")),
			one("1", budget(900, "AFN")),
		}, nil, Budget, "budget AFN 900; budget GBP 100", "budget GBP 100", "1 family parent"},
		// DFID's shape with the implementer's report: the parent has no money, its components have 300 and 200, and the NGO,
		// whose 480 come from them, names the parent: 500, and not 980.
		{"the parent's payee beside its children", []*registry.Initiative{
			one("parent", related(registry.RelationChild, "1", "2")),
			one("1", budget(300, "GBP")),
			one("2", budget(200, "GBP")),
			one("ngo", budget(480, "GBP"), related(registry.RelationFunds, "parent")),
		}, nil, Budget, "budget GBP 980", "budget GBP 500", "ngo funding-chain 1"},
		// A payee of one component alone is no part of the other: 200 and what the NGO has, 400, of which 300 came from 1.
		{"one child's payee", []*registry.Initiative{
			one("parent", related(registry.RelationChild, "1", "2")),
			one("1", budget(300, "GBP")),
			one("2", budget(200, "GBP")),
			one("ngo", budget(400, "GBP"), related(registry.RelationFunds, "1")),
		}, nil, Budget, "budget GBP 900", "budget GBP 600", "1 funding-chain ngo"},
		// The agency's programme of 1,000 has two parts; the donor of 400 names the part that it pays for: 1,000.
		{"a child's payer beside its parent", []*registry.Initiative{
			one("donor", budget(400, "EUR"), takesPart(registry.RoleImplementing, "part")),
			one("part", budget(400, "EUR"), related(registry.RelationParent, "programme")),
			one("programme", budget(1000, "EUR"), related(registry.RelationChild, "rest")),
			one("rest", budget(600, "EUR")),
		}, nil, Budget, "budget EUR 2400", "budget EUR 1000", "donor funding-chain programme; part family programme; rest family programme"},
		// A parent that pays its own child is its parent: the other child is not what the first is paid from.
		{"payments within a family", []*registry.Initiative{
			one("parent", related(registry.RelationChild, "1", "2"), related(registry.RelationFundedBy, "1")),
			one("1", budget(300, "GBP")),
			one("2", budget(200, "GBP"), related(registry.RelationFunds, "parent")),
		}, nil, Budget, "budget GBP 500", "budget GBP 500", ""},
		// Each family pays a part of the other: what is stated holds, and nothing is concluded from it.
		{"two families that pay each other", []*registry.Initiative{
			one("a", related(registry.RelationChild, "a1", "a2")),
			one("a1", budget(10, "GBP")),
			one("a2", budget(20, "GBP"), related(registry.RelationFundedBy, "b2")),
			one("b", related(registry.RelationChild, "b1", "b2")),
			one("b1", budget(5, "GBP"), related(registry.RelationFundedBy, "a1")),
			one("b2", budget(7, "GBP")),
		}, nil, Budget, "budget GBP 42", "budget GBP 30", "b1 funding-chain a1; b2 funding-chain a2"},
		// Each says that it is the other's parent: one report of the larger sum.
		{"a circle", []*registry.Initiative{
			one("1", budget(10, "GBP"), related(registry.RelationChild, "2")),
			one("2", budget(12, "GBP"), related(registry.RelationChild, "1")),
		}, nil, Budget, "budget GBP 22", "budget GBP 12", "1 same-report 2"},

		// 2024 was to be 100 and is now 80; 2025 stays at 50: 130, and not 230.
		{"revised budget", []*registry.Initiative{
			one("a", func(i *registry.Initiative) {
				i.Budgets = []registry.BudgetLine{
					{Start: "2024-01-01", End: "2024-12-31", Amount: units(100), Currency: "EUR"},
					{Start: "2024-01-01", End: "2024-12-31", Amount: units(80), Currency: "EUR", Revised: true},
					{Start: "2025-01-01", End: "2025-12-31", Amount: units(50), Currency: "EUR"},
				}
				i.Budget = registry.BudgetOf(i.Budgets)
			}),
		}, nil, Budget, "budget EUR 130", "budget EUR 130", ""},

		// A commits 100 to B. B received 100 and passes 60 of it on to C, who received 60: 100 are committed and received, not 160.
		{"regrant: committed", []*registry.Initiative{
			one("a", total(registry.TotalCommitted, 100, "USD")),
			one("b", total(registry.TotalIncoming, 100, "USD"), total(registry.TotalCommitted, 60, "USD"),
				related(registry.RelationFunds, "a"), related(registry.RelationRegrant, "c")),
			one("c", total(registry.TotalIncoming, 60, "USD")),
		}, nil, committed, "committed USD 160", "committed USD 100", "b funding-chain a"},
		{"regrant: received", []*registry.Initiative{
			one("a", total(registry.TotalCommitted, 100, "USD")),
			one("b", total(registry.TotalIncoming, 100, "USD"), related(registry.RelationFunds, "a"), related(registry.RelationRegrant, "c")),
			one("c", total(registry.TotalIncoming, 60, "USD")),
		}, nil, incoming, "incoming USD 160", "incoming USD 100", "c funding-chain b"},

		// A country's aid system lists the donor's grant of 100 and one of 40 that nobody else reports: 100.
		{"secondary reporter", []*registry.Initiative{
			one("donor", budget(100, "USD")),
			one("listed", budget(100, "USD"), secondary),
			one("other", budget(40, "USD"), secondary),
		}, nil, Budget, "budget USD 240", "budget USD 100", "listed secondary-reporter; other secondary-reporter"},

		// The flow 2020-1 of 250 is in the donor's, the fund's and the agency's report: 250.
		{"FTS shared flow", []*registry.Initiative{
			one("agency", total(registry.TotalCommitted, 250, "USD"), flow("2020-1")),
			one("donor", total(registry.TotalCommitted, 250, "USD"), flow("2020-1")),
			one("flow", total(registry.TotalCommitted, 250, "USD"), func(i *registry.Initiative) {
				i.Identifiers = []registry.Identifier{{Scheme: "fts", Value: "2020-1"}}
			}),
		}, nil, committed, "committed USD 750", "committed USD 250", "donor shared-flow agency; flow shared-flow agency"},
		// The donor's 400 are the flows 1 and 2, the agency's 250 are flow 1: 400.
		{"FTS flow of two", []*registry.Initiative{
			one("agency", total(registry.TotalCommitted, 250, "USD"), flow("1")),
			one("donor", total(registry.TotalCommitted, 400, "USD"), flow("1", "2")),
		}, nil, committed, "committed USD 650", "committed USD 400", "agency shared-flow donor"},

		// A flow of 100 is parked until it is given on; of it, 60 and 30 are reported as its children: 100. Another flow's own
		// number is 9 too, in somebody's numbering, and it is not what is named.
		{"FTS flow and its children", []*registry.Initiative{
			one("1", total(registry.TotalDisbursed, 60, "USD"), ofFlow("10"), partOfFlow("9")),
			one("2", total(registry.TotalDisbursed, 30, "USD"), ofFlow("11"), partOfFlow("9")),
			one("9", total(registry.TotalDisbursed, 500, "USD"), func(i *registry.Initiative) { i.Identifiers[0].Value = "9" }),
			one("parked", total(registry.TotalDisbursed, 100, "USD"), ofFlow("9")),
		}, nil, Type(registry.TotalDisbursed), "disbursed USD 690", "disbursed USD 600", "1 family parked; 2 family parked"},

		// 100 are pledged, of which 70 are committed: two sums.
		{"a pledge is not a commitment", []*registry.Initiative{
			one("a", total(registry.TotalPledged, 100, "USD"), total(registry.TotalCommitted, 70, "USD")),
		}, nil, Value, "value USD 70", "value USD 70", ""},
		{"a pledge alone is no value", []*registry.Initiative{one("a", total(registry.TotalPledged, 100, "USD"))}, nil, Value, "", "", ""},

		// A coordinator has ruled that a is the parent of b: 100 hold 30.
		{"ruling", []*registry.Initiative{one("a", budget(100, "USD")), one("b", budget(30, "USD"))},
			[]Ruling{{"a", "b", registry.RelationParent}}, Budget, "budget USD 130", "budget USD 100", "b family a"},
		{"a ruling that has nothing to do with money", []*registry.Initiative{one("a", budget(100, "USD")), one("b", budget(30, "USD"))},
			[]Ruling{{"a", "b", registry.RelationPhase}}, Budget, "budget USD 130", "budget USD 130", ""},
		{"phases and siblings have their own money", []*registry.Initiative{
			one("a", budget(100, "USD"), related(registry.RelationSibling, "b")),
			one("b", budget(30, "USD"), related(registry.RelationPhase, "a")),
		}, nil, Budget, "budget USD 130", "budget USD 130", ""},
		{"sums beyond an amount's range", []*registry.Initiative{
			one("a", func(i *registry.Initiative) { i.Budget = &registry.Budget{Amount: 9e18, Currency: "USD"} }),
			one("b", func(i *registry.Initiative) { i.Budget = &registry.Budget{Amount: 9e18, Currency: "USD"} }),
		}, nil, Budget, "budget USD 18000000000000000", "budget USD 18000000000000000", ""},
		{"a family beyond an amount's range counts at its source", []*registry.Initiative{
			one("a", func(i *registry.Initiative) { i.Budget = &registry.Budget{Amount: 9e18, Currency: "USD"} }),
			one("b", func(i *registry.Initiative) { i.Budget = &registry.Budget{Amount: 9e18, Currency: "USD"} }, related(registry.RelationParent, "a")),
		}, nil, Budget, "budget USD 18000000000000000", "budget USD 9000000000000000", "b family a"},
		{"a correction beside what counts is a sum of its own", []*registry.Initiative{
			one("parent", related(registry.RelationChild, "1", "2")), one("1", budget(100, "USD")), one("2", budget(-10, "USD")),
		}, nil, Budget, "budget USD 90", "budget USD 90", ""},
		{"a correction takes nothing from a family", []*registry.Initiative{
			one("a", budget(100, "USD")), one("b", budget(-10, "USD"), related(registry.RelationParent, "a")),
		}, nil, Budget, "budget USD 90", "budget USD 100", "b family a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledger, shares := ledgerOf(c.initiatives, c.rulings...)
			got := ledger.Sum(shares)
			if diff := cmp.Diff([]string{c.gross, c.net, c.why}, []string{said(got.Gross, c.of), said(got.Net, c.of), why(got, c.of)}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDollars(t *testing.T) {
	ledger, shares := ledgerOf([]*registry.Initiative{one("a", budget(5, "USD")), one("b", budget(7, "EUR")), one("c", total(registry.TotalPledged, 2, "USD"))})
	for _, line := range ledger.Sum(shares).Net {
		if (line.USD != nil) != (line.Currency == "USD") || line.USD != nil && line.USD.Cmp(line.Amount) != 0 {
			t.Errorf("%+v: dollars are dollars, and nothing else has a rate", line)
		}
	}
}

func TestParts(t *testing.T) {
	ledger, _ := ledgerOf([]*registry.Initiative{one("a", budget(100, "EUR"))})
	if got := said(ledger.Sum([]Share{{0, 333_333}}).Gross, Budget); got != "budget EUR 33.333" {
		t.Error(got)
	}
	for _, c := range []struct{ amount, want registry.Amount }{{9e18, 3e18}, {-9e18, -3e18}, {10, 3}, {0, 0}} {
		if got := part(c.amount, Whole/3+1); got < c.want-c.want/1000-1 && c.want >= 0 || c.amount < 0 && got >= 0 {
			t.Errorf("a third of %d is %d", c.amount, got)
		}
	}
}

// TestNetIsTheLargestDistinctSum compares with every choice there is, on small families.
func TestNetIsTheLargestDistinctSum(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(r, "n")
		initiatives := make([]*registry.Initiative, n)
		amounts := make([]int64, n)
		under := make([][]bool, n) // under[i][j]: i holds j
		for i := range n {
			under[i] = make([]bool, n)
			amounts[i] = rapid.Int64Range(0, 5).Draw(r, "amount")
			initiatives[i] = one(fmt.Sprint(i), budget(amounts[i], "EUR"))
			for j := range i {
				if rapid.IntRange(0, 2).Draw(r, "holds") == 0 {
					under[j][i] = true
					related(registry.RelationParent, fmt.Sprint(j))(initiatives[i])
				}
			}
		}
		for k := range n {
			for i := range n {
				for j := range n {
					under[i][j] = under[i][j] || under[i][k] && under[k][j]
				}
			}
		}
		best := int64(0)
		for choice := range 1 << n {
			sum, distinct := int64(0), true
			for i := range n {
				for j := range n {
					distinct = distinct && !(choice>>i&1 == 1 && choice>>j&1 == 1 && under[i][j])
				}
				sum += amounts[i] * int64(choice>>i&1)
			}
			if distinct {
				best = max(best, sum)
			}
		}
		ledger, shares := ledgerOf(initiatives)
		want := ""
		if best > 0 {
			want = fmt.Sprintf("budget EUR %d", best)
		}
		if got := said(ledger.Sum(shares).Net, Budget); got != want {
			r.Fatalf("net %q, want %q", got, want)
		}
	})
}

// TestLargeFamily: a family beyond maxReports counts at its source, one within it at its best.
func TestLargeFamily(t *testing.T) {
	var initiatives []*registry.Initiative
	for i := range 1000 {
		it := one(fmt.Sprint(i), budget(1, "EUR"))
		if i > 0 {
			related(registry.RelationParent, fmt.Sprint((i-1)/2))(it)
		}
		initiatives = append(initiatives, it)
	}
	ledger, shares := ledgerOf(initiatives)
	if got := said(ledger.Sum(shares).Net, Budget); got != "budget EUR 1" { // at its source: the one at the top
		t.Error(got)
	}
	ledger, shares = ledgerOf(initiatives[:500])
	if got := said(ledger.Sum(shares).Net, Budget); got != "budget EUR 250" { // the leaves
		t.Error(got)
	}
}

// TestSumIsExact: sums are those of arbitrary precision, in value, order, text and range.
func TestSumIsExact(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64(), 0, 8)
		add := func(label string) (sum Sum, want *big.Int) {
			want = new(big.Int)
			for _, a := range amounts.Draw(r, label) {
				sum = sum.Plus(registry.Amount(a))
				want.Add(want, big.NewInt(a))
			}
			return sum, want
		}
		a, wantA := add("a")
		b, wantB := add("b")
		if a.Cmp(b) != wantA.Cmp(wantB) {
			r.Fatalf("%s is compared with %s", a, b)
		}
		thousandth, whole := new(big.Int), new(big.Int)
		whole.QuoRem(wantA, big.NewInt(1000), thousandth)
		sign := ""
		if wantA.Sign() < 0 {
			sign = "-"
		}
		text := strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%s%s.%03d", sign, whole.Abs(whole), thousandth.Abs(thousandth)), "0"), ".")
		if a.String() != text {
			r.Fatalf("%s, want %s", a, text)
		}
		if amount, ok := a.Amount(); ok != wantA.IsInt64() || ok && int64(amount) != wantA.Int64() {
			r.Fatalf("%s is the amount %d, %v", a, amount, ok)
		}
	})
}
