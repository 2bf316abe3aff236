package api

import (
	"context"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
)

const aboutTotals = "Sums of money of the initiatives that match, among what the caller may see: the combined value of the initiatives involved. `gross` adds what each initiative reports; `net` counts money once: " +
	"donor and implementer reporting one grant, a parent and its children, a grant that is passed on, a shared flow. It follows declared links (related-activity, provider- and receiver-activity-id, " +
	"participating-org activity-id, identifiers of type A4) and rulings, and a secondary reporter adds none. `left_out` says of how many initiatives something is not in net, and why.\n\n" +
	"A revised budget replaces the original of its period. A pledge is not a commitment: types are never added to each other. Where no rate is known there is no `usd`. " +
	"Reference kinds are in no total. `notes` must stand with the figures."

type totalsInput struct {
	InitiativeParameters
	GroupBy string `query:"group_by" enum:"donor,country,region,good_practice,sector,status,year,currency" doc:"Sums for each value of this too. country and sector are divided by the source's percentages, the rest is unallocated; good_practice, donor, region and year give what touches each, which is not to be added up." example:"country"`
}

// Totals are sums of money.
type Totals struct {
	GroupBy  string       `json:"group_by,omitempty" doc:"What items are by." example:"country"`
	Additive bool         `json:"additive" doc:"Whether the gross sums of items add up to that of total. Net sums need not."`
	Total    TotalsItem   `json:"total" doc:"All that match."`
	Items    []TotalsItem `json:"items" doc:"One for each group, with most initiatives first; empty without group_by."`
	Notes    []TotalsNote `json:"notes" doc:"What a reader of the figures must know."`
}

// TotalsItem is what one group comes to.
type TotalsItem struct {
	Value       string        `json:"value" doc:"Code or id of the group, as the filter takes it; unallocated where the source does not divide, unknown where it does not say; empty in total." example:"AF"`
	Label       registry.Text `json:"label,omitempty" doc:"Its name by language; absent where it has none."`
	Initiatives int           `json:"initiatives" doc:"How many initiatives are involved, those without money too." example:"12"`
	Gross       []Money       `json:"gross" doc:"As each initiative reports."`
	Net         []Money       `json:"net" doc:"Each sum once."`
	LeftOut     []LeftOut     `json:"left_out" doc:"Why net is less than gross."`
}

// Money is a sum of one type and currency.
type Money struct {
	Type     string `json:"type" enum:"value,budget,committed,disbursed,spent,incoming,pledged" doc:"budget, or what happened to the money; value is one figure for each initiative: its budget, without one its commitments, without those what is disbursed and spent."`
	Currency string `json:"currency" doc:"ISO 4217." example:"EUR"`
	Amount   string `json:"amount" pattern:"^-?[0-9]+(\\.[0-9]{1,3})?$" doc:"Decimal number." example:"1250000"`
	USD      string `json:"usd,omitempty" pattern:"^-?[0-9]+(\\.[0-9]{1,3})?$" doc:"In US dollars, only where a rate is known for all of it."`
}

// LeftOut counts initiatives whose money is not in net.
type LeftOut struct {
	Reason      string `json:"reason" enum:"secondary-reporter,same-report,family,funding-chain,shared-flow" doc:"secondary-reporter: it passes on what others report; same-report: another reports the same activity; family: its parent or children count; funding-chain: who pays it, or whom it pays, counts; shared-flow: the same flow of money passes another that counts."`
	Initiatives int    `json:"initiatives" doc:"How many."`
}

// TotalsNote is a note with its code.
type TotalsNote struct {
	Code string        `json:"code" doc:"Stable: combined-value, gross-net, types, touches, not-additive, net-not-additive, unallocated or no-rate." example:"gross-net"`
	Text registry.Text `json:"text" doc:"In words, by language."`
}

func (a *api) totals(ctx context.Context, who registry.Audience, in *totalsInput) (*answer[Totals], error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	by := service.GroupBy(in.GroupBy)
	found, err := a.registry.Totals(ctx, who, filter, by)
	if err != nil {
		return nil, err
	}
	body := Totals{GroupBy: in.GroupBy, Additive: by != service.GroupNone && by.IsAdditive(), Total: totalsItem(found.Total), Items: []TotalsItem{}, Notes: []TotalsNote{}}
	for _, i := range found.Items {
		body.Items = append(body.Items, totalsItem(i))
	}
	for _, n := range found.Notes {
		body.Notes = append(body.Notes, TotalsNote{n.Code, n.Text})
	}
	return &answer[Totals]{body}, nil
}

func totalsItem(i service.TotalsItem) TotalsItem {
	item := TotalsItem{Value: i.Value, Label: i.Label, Initiatives: i.Initiatives, Gross: sums(i.Gross), Net: sums(i.Net), LeftOut: []LeftOut{}}
	for _, l := range i.LeftOut {
		item.LeftOut = append(item.LeftOut, LeftOut{string(l.Reason), l.Initiatives})
	}
	return item
}

func sums(totals []service.Money) []Money {
	list := []Money{}
	for _, t := range totals {
		m := Money{Type: string(t.Type), Currency: t.Currency, Amount: t.Amount.String()}
		if t.USD != nil {
			m.USD = t.USD.String()
		}
		list = append(list, m)
	}
	return list
}
