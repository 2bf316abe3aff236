package money

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

// Sum adds up the shares, each entry at most once. The ledger is connected.
func (l *Ledger) Sum(shares []Share) Sums {
	sums := Sums{Initiatives: len(shares)}
	gross, net := newTally(&l.book), newTally(&l.book)
	byType := make([][]position, len(types))
	for _, s := range shares {
		lines := partOf(l.linesOf(s.Entry), s.Part)
		for len(lines) > 0 {
			kind, n := lines[0].kind, 1
			for n < len(lines) && lines[n].kind == kind {
				n++
			}
			for _, line := range lines[:n] {
				gross.add(line)
			}
			if l.secondary[s.Entry] {
				sums.LeftOut = append(sums.LeftOut, LeftOut{l.ids[s.Entry], types[kind], ReasonSecondary, ""})
			} else {
				byType[kind] = append(byType[kind], position{s.Entry, lines[:n]})
			}
			lines = lines[n:]
		}
	}
	for kind, positions := range byType {
		l.net(types[kind], positions, net, &sums)
	}
	sums.Gross, sums.Net = gross.totals(), net.totals()
	return sums
}

// position is what an entry has of one type.
type position struct {
	entry int
	lines []line
}

// net counts the positions of one type.
func (l *Ledger) net(t Type, positions []position, net *tally, sums *Sums) {
	defer func() {
		for i := range positions {
			n := l.report[positions[i].entry]
			l.speaker[n], l.counted[n] = 0, false
		}
	}()
	byFamily := map[int][]int{}
	beside := map[int]bool{} // places of positions beside the one that speaks for their report
	for i := range positions {
		n := l.report[positions[i].entry]
		switch have := int(l.speaker[n]) - 1; {
		case have < 0:
			l.speaker[n] = int32(i + 1)
			if at := l.node[n]; at >= 0 {
				byFamily[l.family[at]] = append(byFamily[l.family[at]], n)
			} else {
				l.counted[n] = true
			}
		case isMore(positions[i].lines, positions[have].lines):
			l.speaker[n] = int32(i + 1)
			beside[have] = true
		default:
			beside[i] = true
		}
	}
	speaking := func(report int) *position {
		if place := l.speaker[report]; place > 0 {
			return &positions[place-1]
		}
		return nil
	}
	for f, reports := range byFamily {
		if len(reports) == 1 {
			l.counted[reports[0]] = true
			continue
		}
		for _, n := range l.choose(l.families[f], speaking) {
			l.counted[n] = true
		}
	}
	for i := range positions {
		p := &positions[i]
		n := l.report[p.entry]
		why, instead, found := Reason(""), 0, false
		switch {
		case beside[i]:
			why, instead, found = ReasonSameReport, n, true
		case !l.counted[n]:
			// Where there is none it is a correction: it takes part in no choice, and nothing that counts speaks of the
			// same money.
			why, instead, found = l.explain(n)
		}
		if found {
			sums.LeftOut = append(sums.LeftOut, LeftOut{l.ids[p.entry], t, why, l.ids[speaking(instead).entry]})
			continue
		}
		for _, line := range p.lines {
			net.add(line)
		}
	}
}

// explain finds the counted report nearest to one that is left out, and how the two are connected: by the first of the
// statements on the way to it. found is false where there is none.
func (l *Ledger) explain(report int) (why Reason, instead int, found bool) {
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
		if r := l.nodes[s.at].report; r >= 0 && l.counted[r] {
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
func isMore(a, b []line) bool {
	unit, ok := unitOf(a, b)
	return ok && weight(a, unit).Cmp(weight(b, unit)) > 0
}

// inDollars is the unit of sums of several currencies of which the rates are known.
const inDollars = -1

// unitOf is what several reports' lines can be compared in: their one currency, else US dollars.
func unitOf(reports ...[]line) (unit int, ok bool) {
	currency, rates, one := inDollars, true, true
	for _, lines := range reports {
		for _, l := range lines {
			rates = rates && l.hasUSD
			one = one && (currency == inDollars || currency == int(l.currency))
			currency = int(l.currency)
		}
	}
	switch {
	case one:
		return currency, true
	case rates:
		return inDollars, true
	}
	return 0, false
}

// weight adds up lines in the unit of unitOf.
func weight(lines []line, unit int) (sum Sum) {
	for _, l := range lines {
		if unit == inDollars {
			sum = sum.Plus(l.usd)
		} else {
			sum = sum.Plus(l.amount)
		}
	}
	return sum
}

// partOf gives so many millionths of lines, those of which nothing is left out.
func partOf(lines []line, millionths int64) []line {
	if millionths >= Whole {
		return lines
	}
	var parts []line
	for _, l := range lines {
		l.amount, l.usd = part(l.amount, millionths), part(l.usd, millionths)
		if l.amount != 0 {
			parts = append(parts, l)
		}
	}
	return parts
}
