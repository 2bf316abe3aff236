package money

import (
	"cmp"
	"slices"
	"strings"
)

// Share is an entry's part in a sum.
type Share struct {
	Entry int   // its place in the entries that the ledger was made of
	Part  int64 // millionths of its money: Whole, or what a source allots to the country or sector
}

// Total is a sum of one type and currency.
type Total struct {
	Type     Type
	Currency string
	Amount   Sum
	USD      *Sum // only where every amount in it has one
}

// Sums is what some initiatives come to.
type Sums struct {
	Initiatives int
	Gross, Net  []Total // by type and currency; no entry where nothing is reported
	LeftOut     []LeftOut
}

// LeftOut is money that is in gross and not in net.
type LeftOut struct {
	Initiative string
	Type       Type
	Reason     Reason
	// For is the id of an initiative whose money counts instead; "" for a secondary reporter's.
	For string
}

// Sum adds up the shares, each entry at most once.
func (l *Ledger) Sum(shares []Share) Sums {
	sums := Sums{Initiatives: len(shares)}
	gross := &tally{}
	net := &tally{}
	byType := map[Type][]position{}
	for _, s := range shares {
		e := &l.entries[s.Entry]
		for _, line := range e.Lines {
			line = partOf(line, s.Part)
			if line.Amount == 0 {
				continue
			}
			gross.add(line)
			if e.Secondary {
				sums.leaveOut(e, line.Type, ReasonSecondary, "")
				continue
			}
			positions := byType[line.Type]
			if n := len(positions); n > 0 && positions[n-1].entry == s.Entry {
				positions[n-1].lines = append(positions[n-1].lines, line)
			} else {
				byType[line.Type] = append(positions, position{s.Entry, []Line{line}})
			}
		}
	}
	for _, t := range Types() {
		l.net(t, byType[t], net, &sums)
	}
	sums.Gross, sums.Net = gross.totals(), net.totals()
	return sums
}

func (s *Sums) leaveOut(e *Entry, t Type, why Reason, instead string) {
	if n := len(s.LeftOut); n > 0 && s.LeftOut[n-1].Initiative == e.ID && s.LeftOut[n-1].Type == t {
		return // its line in another currency
	}
	s.LeftOut = append(s.LeftOut, LeftOut{e.ID, t, why, instead})
}

// position is what an entry has of one type.
type position struct {
	entry int
	lines []Line
}

// net counts the positions of one type.
func (l *Ledger) net(t Type, positions []position, net *tally, sums *Sums) {
	byReport := map[int]*position{}
	byFamily := map[int][]int{}
	sameReport := map[int][]int{} // positions beside the one that counts, by report
	for i := range positions {
		p := &positions[i]
		n := l.report[p.entry]
		have := byReport[n]
		switch {
		case have == nil:
			byReport[n] = p
			if at := l.node[n]; at >= 0 {
				byFamily[l.family[at]] = append(byFamily[l.family[at]], n)
			}
			continue
		case isMore(p.lines, have.lines):
			byReport[n] = p
			p = have
		}
		sameReport[n] = append(sameReport[n], p.entry)
	}
	counted := map[int]bool{}
	for n := range byReport {
		counted[n] = l.node[n] < 0
	}
	for f, reports := range byFamily {
		if len(reports) == 1 {
			counted[reports[0]] = true
			continue
		}
		for _, n := range l.choose(l.families[f], byReport) {
			counted[n] = true
		}
	}
	for i := range positions {
		p := &positions[i]
		n := l.report[p.entry]
		switch speaker := byReport[n]; {
		case slices.Contains(sameReport[n], p.entry):
			sums.leaveOut(&l.entries[p.entry], t, ReasonSameReport, l.entries[speaker.entry].ID)
		case counted[n]:
			for _, line := range p.lines {
				net.add(line)
			}
		default:
			why, instead, found := l.explain(n, counted)
			if !found { // a correction: it takes part in no choice, and nothing that counts speaks of the same money
				for _, line := range p.lines {
					net.add(line)
				}
				continue
			}
			sums.leaveOut(&l.entries[p.entry], t, why, l.entries[byReport[instead].entry].ID)
		}
	}
}

// explain finds the counted report nearest to one that is left out, and how the two are connected: by the first of the
// statements on the way to it. found is false where there is none.
func (l *Ledger) explain(report int, counted map[int]bool) (why Reason, instead int, found bool) {
	type step struct {
		at    int
		why   Reason
		under bool // the way goes to what is held; else to what holds. It never turns: money goes one way
	}
	var queue []step
	visit := func(s step) {
		edges := l.nodes[s.at].heldBy
		if s.under {
			edges = l.nodes[s.at].holds
		}
		for _, e := range edges {
			why := s.why
			if why == "" {
				why = e.reason
			}
			queue = append(queue, step{e.to, why, s.under})
		}
	}
	from := l.node[report]
	visit(step{at: from})
	visit(step{at: from, under: true})
	type visited struct {
		at    int
		under bool
	}
	seen := map[visited]bool{}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		if r := l.nodes[s.at].report; r >= 0 && counted[r] {
			return s.why, r, true
		}
		if !seen[visited{s.at, s.under}] {
			seen[visited{s.at, s.under}] = true
			visit(s)
		}
	}
	return "", 0, false
}

// isMore says whether the lines of one report of an activity are more than those of another. Where they cannot be
// compared the first stays.
func isMore(a, b []Line) bool {
	unit, ok := unitOf(a, b)
	return ok && weight(a, unit).Cmp(weight(b, unit)) > 0
}

// unitOf is what several reports' lines can be compared in: their one currency, else US dollars.
func unitOf(reports ...[]Line) (unit string, ok bool) {
	currency, inDollars := "", true
	one := true
	for _, lines := range reports {
		for _, l := range lines {
			inDollars = inDollars && l.USD != nil
			one = one && (currency == "" || currency == l.Currency)
			currency = l.Currency
		}
	}
	switch {
	case one:
		return currency, true
	case inDollars:
		return "", true
	}
	return "", false
}

// weight adds up lines in the unit of unitOf.
func weight(lines []Line, unit string) Sum {
	var sum Sum
	for _, l := range lines {
		if unit == "" {
			sum = sum.Plus(*l.USD)
		} else {
			sum = sum.Plus(l.Amount)
		}
	}
	return sum
}

func partOf(l Line, millionths int64) Line {
	if millionths >= Whole {
		return l
	}
	l.Amount = part(l.Amount, millionths)
	if l.USD != nil {
		usd := part(*l.USD, millionths)
		l.USD = &usd
	}
	return l
}

// tally adds up lines.
type tally struct{ sums map[[2]string]*Total }

func (t *tally) add(l Line) {
	if t.sums == nil {
		t.sums = map[[2]string]*Total{}
	}
	key := [2]string{string(l.Type), l.Currency}
	sum := t.sums[key]
	if sum == nil {
		sum = &Total{Type: l.Type, Currency: l.Currency, USD: &Sum{}}
		t.sums[key] = sum
	}
	sum.Amount = sum.Amount.Plus(l.Amount)
	if sum.USD == nil || l.USD == nil {
		sum.USD = nil
		return
	}
	usd := sum.USD.Plus(*l.USD)
	sum.USD = &usd
}

func (t *tally) totals() []Total {
	totals := make([]Total, 0, len(t.sums))
	for _, sum := range t.sums {
		totals = append(totals, *sum)
	}
	types := Types()
	slices.SortFunc(totals, func(a, b Total) int {
		return cmp.Or(slices.Index(types, a.Type)-slices.Index(types, b.Type), strings.Compare(a.Currency, b.Currency))
	})
	return totals
}
