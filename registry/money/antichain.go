package money

import "math"

// maxReports and maxStatements bound a family for which net is the best choice; a larger one counts money where it comes
// from. The work grows faster than the family, and what a feed declares must not keep a server busy.
const (
	maxReports    = 500
	maxStatements = 2500
)

// choose gives the reports of a family, its nodes, whose money counts: none of them holds another.
func (l *Ledger) choose(family []int, speaking func(report int) *position) []int {
	var lines [][]line
	for _, n := range family {
		if p := l.position(n, speaking); p != nil {
			lines = append(lines, p.lines)
		}
	}
	statements := 0
	for _, n := range family {
		statements += len(l.nodes[n].holds)
	}
	unit, comparable := unitOf(lines...)
	if comparable && len(family) <= maxReports*nodesAReport && statements <= maxStatements*nodesAReport {
		if chosen, ok := l.antichain(family, speaking, unit); ok {
			return chosen
		}
	}
	return l.atSource(family, speaking)
}

// position is what the node's report has; nil for nothing.
func (l *Ledger) position(n int, speaking func(report int) *position) *position {
	if l.nodes[n].report < 0 {
		return nil
	}
	return speaking(l.nodes[n].report)
}

// atSource counts each report that no counted one holds.
func (l *Ledger) atSource(family []int, speaking func(report int) *position) (chosen []int) {
	waits := map[int]int{}
	var ready []int
	for _, n := range family {
		if waits[n] = len(l.nodes[n].heldBy); waits[n] == 0 {
			ready = append(ready, n)
		}
	}
	hidden := map[int]bool{}
	for len(ready) > 0 { // there are no circles
		n := ready[0]
		ready = ready[1:]
		counts := l.position(n, speaking) != nil && !hidden[n]
		if counts {
			chosen = append(chosen, l.nodes[n].report)
		}
		for _, e := range l.nodes[n].holds {
			hidden[e.to] = hidden[e.to] || hidden[n] || counts
			if waits[e.to]--; waits[e.to] == 0 {
				ready = append(ready, e.to)
			}
		}
	}
	return chosen
}

// antichain finds the set of reports with the most money of which none holds another, over any number of steps. By
// Dilworth's theorem with weights it is what is left over by a maximum flow in which each report gives what it has to what
// it holds: those on the right side of the minimum cut (Ford and Fulkerson 1962, section II.8; the flow is Dinic's). ok is
// false where the sums are out of range.
//
// Of equal choices it is the one nearest to where the money comes from.
func (l *Ledger) antichain(family []int, speaking func(report int) *position, unit int) (chosen []int, ok bool) {
	place := make(map[int]int, len(family))
	for i, n := range family {
		place[n] = i
	}
	// Each node is twice in the network: 2i gives, 2i+1 is given. What a node is given it may give on, so that the
	// steps between two need not be spelled out.
	source, sink := 2*len(family), 2*len(family)+1
	g := newNetwork(2*len(family) + 2)
	weights := make([]int64, len(family))
	var all Sum
	for i, n := range family {
		g.add(2*i+1, 2*i, unlimited)
		for _, e := range l.nodes[n].holds {
			g.add(2*i, 2*place[e.to]+1, unlimited)
		}
		p := l.position(n, speaking)
		if p == nil {
			continue
		}
		w, fits := weight(p.lines, unit).Amount()
		if !fits {
			return nil, false
		}
		if w <= 0 {
			continue // a correction takes nothing from what it is a part of, or has as a part; see net
		}
		weights[i] = int64(w)
		all = all.Plus(w)
		g.add(source, 2*i, int64(w))
		g.add(2*i+1, sink, int64(w))
	}
	if total, fits := all.Amount(); !fits || total > unlimited {
		return nil, false
	}
	g.flow(source, sink)
	leads := g.leadsTo(sink)
	for i, n := range family {
		if weights[i] > 0 && !leads[2*i] && leads[2*i+1] {
			chosen = append(chosen, l.nodes[n].report)
		}
	}
	return chosen, len(chosen) > 0
}

// unlimited is more than a family has, and leaves room to add one more flow.
const unlimited = math.MaxInt64 / 4

// network is a flow network: arcs in pairs, each with its reverse.
type network struct {
	arcs  []arc
	leave [][]int32 // by node: its arcs
	level []int32
	next  []int
}

type arc struct {
	to   int32
	free int64
}

func newNetwork(nodes int) *network {
	return &network{leave: make([][]int32, nodes), level: make([]int32, nodes), next: make([]int, nodes)}
}

func (g *network) add(from, to int, capacity int64) {
	g.leave[from] = append(g.leave[from], int32(len(g.arcs)))
	g.arcs = append(g.arcs, arc{int32(to), capacity})
	g.leave[to] = append(g.leave[to], int32(len(g.arcs)))
	g.arcs = append(g.arcs, arc{int32(from), 0})
}

// flow sends as much as it can.
func (g *network) flow(source, sink int) {
	for g.layer(source, sink) {
		clear(g.next)
		for g.push(source, sink) {
		}
	}
}

// layer numbers the nodes by their distance from the source and says whether the sink is within reach.
func (g *network) layer(source, sink int) bool {
	for i := range g.level {
		g.level[i] = -1
	}
	g.level[source] = 0
	queue := []int32{int32(source)}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, i := range g.leave[n] {
			if a := g.arcs[i]; a.free > 0 && g.level[a.to] < 0 {
				g.level[a.to] = g.level[n] + 1
				queue = append(queue, a.to)
			}
		}
	}
	return g.level[sink] >= 0
}

// push finds one way to the sink, a layer at a time, and fills it.
func (g *network) push(source, sink int) bool {
	var way []int32
	for n := source; n != sink; {
		if g.next[n] < len(g.leave[n]) {
			i := g.leave[n][g.next[n]]
			if a := g.arcs[i]; a.free > 0 && g.level[a.to] == g.level[n]+1 {
				way = append(way, i)
				n = int(a.to)
			} else {
				g.next[n]++
			}
			continue
		}
		if len(way) == 0 {
			return false
		}
		last := way[len(way)-1]
		way = way[:len(way)-1]
		n = int(g.arcs[last^1].to)
		g.next[n]++
	}
	amount := int64(math.MaxInt64)
	for _, i := range way {
		amount = min(amount, g.arcs[i].free)
	}
	for _, i := range way {
		g.arcs[i].free -= amount
		g.arcs[i^1].free += amount
	}
	return true
}

// leadsTo marks the nodes from which more could flow to the sink.
func (g *network) leadsTo(sink int) []bool {
	leads := make([]bool, len(g.leave))
	leads[sink] = true
	queue := []int32{int32(sink)}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, i := range g.leave[n] {
			if from := g.arcs[i].to; g.arcs[i^1].free > 0 && !leads[from] {
				leads[from] = true
				queue = append(queue, from)
			}
		}
	}
	return leads
}
