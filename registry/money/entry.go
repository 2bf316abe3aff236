package money

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Type is what sort of money a line is: one of registry.TotalType, or one of the two below.
type Type string

// The types beside registry.TotalType.
const (
	// Budget is what it is to cost.
	Budget Type = "budget"
	// Value is one figure for each initiative, for the combined value of the initiatives involved: its budget; without one
	// what is committed; without that what is disbursed and spent. Never what is pledged or received.
	Value Type = "value"
)

// Types lists the types in the order of answers.
func Types() []Type {
	return []Type{Value, Budget, Type(registry.TotalCommitted), Type(registry.TotalDisbursed), Type(registry.TotalSpent),
		Type(registry.TotalIncoming), Type(registry.TotalPledged)}
}

// Line is money of one type and currency.
type Line struct {
	Type     Type
	Currency string // ISO 4217
	Amount   registry.Amount
	USD      *registry.Amount // only where a rate is known
}

// Entry is what one initiative reports, and what it declares of others. Keys are folded (registry.FoldKey).
type Entry struct {
	ID        string
	Secondary bool     // all of it is a secondary reporter's
	Lines     []Line   // at most one a type and currency, in the order of Types
	Own       []string // identifiers that are this report's own in the world: two entries with one are one report
	Names     []string // further identifiers that others may name it by
	Flows     []string // flows of money that it reports
	Links     []Link
}

// Link is a declared relation that says something of money.
type Link struct {
	Relation   registry.RelationType // what the other is to this one
	Initiative string                // id of the other, or
	Key        string                // one of its identifiers
}

// EntryOf reads an initiative.
func EntryOf(i *registry.Initiative) Entry {
	e := Entry{ID: i.ID, Secondary: i.Reporter != nil && i.Reporter.Secondary, Lines: linesOf(&i.Facts)}
	for _, id := range i.Identifiers {
		value := registry.FoldKey(id.Value)
		if value == "" {
			continue
		}
		switch id.Scheme {
		case registry.SchemeIATI, registry.Scheme360Giving:
			e.Own = append(e.Own, id.Scheme+":"+value)
			e.Names = append(e.Names, value)
		case "iati-a3": // previous activity identifier
			e.Names = append(e.Names, value)
		case "iati-a4":
			e.Flows = append(e.Flows, value)
		case registry.SchemeFTS:
			e.Flows = append(e.Flows, value)
			e.Names = append(e.Names, flowName(value)) // that is what a parent or child flow calls it
		case registry.SchemeOwn, "iati-a1", "iati-a2":
			if owner := registry.FoldKey(id.Owner); owner != "" && len(value) >= 4 {
				e.Names = append(e.Names, owner+"-"+value) // of which IATI identifiers are made
			}
		}
	}
	for _, r := range i.Related {
		switch r.Type {
		case registry.RelationParent, registry.RelationChild, registry.RelationThirdParty, registry.RelationFunds, registry.RelationFundedBy, registry.RelationRegrant:
			key := registry.FoldKey(r.Identifier)
			if r.Scheme == registry.SchemeFTS && key != "" {
				key = flowName(key)
			}
			e.Links = append(e.Links, Link{r.Type, r.Initiative, key})
		}
	}
	for _, p := range i.Participations {
		relation := registry.RelationFunds // the money passes those that account for it and extend it on its way here
		if p.Role == registry.RoleImplementing {
			relation = registry.RelationFundedBy
		}
		if key := registry.FoldKey(p.Activity); key != "" {
			e.Links = append(e.Links, Link{Relation: relation, Key: key})
		}
	}
	return e
}

// flowName tells the number of a flow, which is a plain number, from other people's numbers.
func flowName(number string) string { return registry.SchemeFTS + ":" + number }

// linesOf gives the lines of an initiative, Value among them.
func linesOf(f *registry.Facts) []Line {
	var lines []Line
	for _, b := range registry.BudgetsOf(f.Budgets) {
		l := Line{Type: Budget, Currency: b.Currency, Amount: b.Amount}
		if f.Budget != nil && f.Budget.Currency == b.Currency && f.Budget.Amount == b.Amount {
			l.USD = f.Budget.USD
		} else if b.Currency == usDollar {
			l.USD = &b.Amount
		}
		lines = append(lines, l)
	}
	if len(f.Budgets) == 0 && f.Budget != nil {
		lines = append(lines, Line{Budget, f.Budget.Currency, f.Budget.Amount, f.Budget.USD})
	}
	for _, t := range f.Totals {
		lines = append(lines, Line{Type(t.Type), t.Currency, t.Amount, t.USD})
	}
	lines = slices.DeleteFunc(united(lines), func(l Line) bool { return l.Amount == 0 })
	return append(valueOf(lines), lines...)
}

// usDollar needs no rate.
const usDollar = "USD"

// united adds up the lines of one type and currency, in order of both. What is out of range is left out.
func united(lines []Line) []Line {
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(slices.Index(Types(), a.Type)-slices.Index(Types(), b.Type), strings.Compare(a.Currency, b.Currency))
	})
	var out []Line
	for _, l := range lines {
		if n := len(out); n == 0 || out[n-1].Type != l.Type || out[n-1].Currency != l.Currency {
			out = append(out, l)
			continue
		}
		last := &out[len(out)-1]
		sum, err := last.Amount.Add(l.Amount)
		if err != nil {
			continue
		}
		last.Amount = sum
		if last.USD == nil || l.USD == nil {
			last.USD = nil
			continue
		}
		usd, err := last.USD.Add(*l.USD)
		if last.USD = &usd; err != nil {
			last.USD = nil
		}
	}
	return out
}

// valueOf chooses the lines that are an initiative's value.
func valueOf(lines []Line) []Line {
	for _, types := range [][]Type{
		{Budget}, {Type(registry.TotalCommitted)}, {Type(registry.TotalDisbursed), Type(registry.TotalSpent)},
	} {
		var value []Line
		for _, l := range lines {
			if slices.Contains(types, l.Type) {
				l.Type = Value
				value = append(value, l)
			}
		}
		if len(value) > 0 {
			return united(value)
		}
	}
	return nil
}
