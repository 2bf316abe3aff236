package fts

import (
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// usDollar is the currency in which FTS adds up.
const usDollar = "USD"

// totalByStatus: money that was paid was committed too, and is not added to what is committed; a pledge is neither.
var totalByStatus = map[string]registry.TotalType{
	"commitment": registry.TotalCommitted, "paid": registry.TotalDisbursed, "pledge": registry.TotalPledged,
}

var totalOrder = []registry.TotalType{registry.TotalCommitted, registry.TotalDisbursed, registry.TotalPledged}

// totals sums the flows' amounts by status. A flow and its children, who pass on what it has or what it is divided into,
// are not added up: the larger of the two counts.
func (ad *adapter) totals() []registry.Total {
	sums := map[registry.TotalType]*registry.Total{}
	own := map[string]*registry.Total{} // by flow id
	for _, f := range ad.flows {
		kind, amount := ad.amountOf(f)
		if amount == 0 {
			continue
		}
		own[f.id] = &registry.Total{Type: kind, Amount: amount}
		t := sums[kind]
		if t == nil {
			t = &registry.Total{Type: kind, Currency: usDollar}
			sums[kind] = t
		}
		t.Count++
		if f.date != "" {
			if t.From == "" || f.date < t.From {
				t.From = f.date
			}
			t.To = max(t.To, f.date)
		}
	}
	var totals []registry.Total
	for _, kind := range totalOrder {
		t := sums[kind]
		if t == nil {
			continue
		}
		amount, err := ad.sumOf(kind, own)
		if err != nil {
			ad.warn(ad.flows[0], "amountUSD", "the sum of the flows is too large a number")
			continue
		}
		t.Amount, t.USD = amount, &amount
		totals = append(totals, *t)
	}
	return totals
}

// amountOf is what a flow adds to a total; 0 for nothing.
func (ad *adapter) amountOf(f *flow) (registry.TotalType, registry.Amount) {
	kind, known := totalByStatus[f.status]
	switch {
	case !known:
		ad.warn(f, "status", "none of paid, commitment and pledge; the amount is not taken")
	case f.usd == 0:
	case f.onBoundary != "" && f.onBoundary != "single":
		ad.warn(f, "onBoundary", "the amount is shared with what is outside of the search; it is not summed")
	case len(f.projects()) > 1:
		ad.warn(f, "destinationObjects", "the amount is shared by several projects; it is not summed")
	default:
		return kind, f.usd
	}
	return "", 0
}

// sumOf adds up families of flows. A flow whose parent is in the record too belongs to its parent's family.
func (ad *adapter) sumOf(kind registry.TotalType, own map[string]*registry.Total) (sum registry.Amount, err error) {
	var family func(f *flow, above []*flow) (registry.Amount, error)
	family = func(f *flow, above []*flow) (registry.Amount, error) {
		var parts registry.Amount
		for _, child := range ad.flows {
			if child.parent == f.id && !slices.Contains(above, child) && child != f {
				amount, err := family(child, append(above, f))
				if err != nil {
					return 0, err
				}
				if parts, err = parts.Add(amount); err != nil {
					return 0, err
				}
			}
		}
		if t := own[f.id]; t != nil && t.Type == kind {
			return max(t.Amount, parts), nil
		}
		return parts, nil
	}
	for _, f := range ad.flows {
		if ad.head(f) != f {
			continue
		}
		amount, err := family(f, nil)
		if err != nil {
			return 0, err
		}
		if sum, err = sum.Add(amount); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// head is the flow of the record to which the flow leads by its parents. Of flows that go in a circle it is the one with
// the least number.
func (ad *adapter) head(f *flow) *flow {
	path := []*flow{f}
	for {
		at := path[len(path)-1]
		i := slices.IndexFunc(ad.flows, func(g *flow) bool { return g.id == at.parent && g != at })
		if i < 0 {
			return at
		}
		if begins := slices.Index(path, ad.flows[i]); begins >= 0 {
			return slices.MinFunc(path[begins:], func(a, b *flow) int { return compareIDs(a.id, b.id) })
		}
		path = append(path, ad.flows[i])
	}
}
