package money

import (
	"cmp"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// Reason says why an initiative's money is not in a net sum.
type Reason string

// The reasons.
const (
	ReasonSecondary  Reason = "secondary-reporter" // it passes on what others report
	ReasonSameReport Reason = "same-report"        // another initiative is a report on the same activity
	ReasonFamily     Reason = "family"             // it is a parent or child of one that counts
	ReasonChain      Reason = "funding-chain"      // it pays, or is paid by, one that counts
	ReasonSharedFlow Reason = "shared-flow"        // the same flow of money passes one that counts
)

// Reasons lists them.
func Reasons() []Reason {
	return []Reason{ReasonSecondary, ReasonSameReport, ReasonFamily, ReasonChain, ReasonSharedFlow}
}

// Ruling is a coordinator's decision that two initiatives are related: what A is to B.
type Ruling struct {
	A, B     string // ids of initiatives
	Relation registry.RelationType
}

// Ledger is a set of entries with what holds what among them: entries are added, then connected, then summed up. Of an entry
// it keeps no more than sums need, some two hundred bytes, so that a ledger of a whole registry can be made while its entries
// are read. It is for one goroutine at a time.
type Ledger struct {
	book
	said *declarations // until they are connected

	report   []int   // by entry: its report, the group of entries that are one
	node     []int   // by report: its node in the graph; -1 for one that no statement connects
	nodes    []node  // no way leads in a circle
	family   []int   // by node: its family, the nodes that edges connect
	families [][]int // by family: its nodes

	speaker []int32 // by report: one more than the place of the position that speaks for it in the sum that is being made
	counted []bool  // by report: its money counts in it
}

// node is a report or, with report -1, a place that money passes on its way from one to another.
type node struct {
	report        int
	holds, heldBy []edge
}

// edge is a statement that one node holds another.
type edge struct {
	to     int
	reason Reason
}

// NewLedger makes a ledger without entries.
func NewLedger() *Ledger {
	return &Ledger{book: book{numbers: map[string]uint16{}, first: []uint32{0}}, said: newDeclarations()}
}

// Add puts in an entry and gives its place, from 0. Nothing of the entry is kept.
func (l *Ledger) Add(e *Entry) int {
	n := l.book.add(e)
	l.said.add(n, l.ids[n], e)
	return n
}

// Connect connects the entries by what they declare and by rulings, once. A relation to what is not among them says nothing.
func (l *Ledger) Connect(rulings []Ruling) {
	same := newGroups(len(l.ids))
	l.connect(same, l.said.statements(l.ids, same, rulings))
	l.said = nil
	l.speaker, l.counted = make([]int32, len(l.node)), make([]bool, len(l.node))
}

// connect makes reports of the entries, and of circles of statements; and the graph.
func (l *Ledger) connect(same *groups, statements []statement) {
	holds := make([][]int, len(l.ids))
	for _, s := range statements {
		from, to := same.of(s.holder), same.of(s.held)
		if from != to {
			holds[from] = append(holds[from], to)
		}
	}
	for _, circle := range circles(holds) {
		for _, i := range circle[1:] {
			same.join(circle[0], i)
		}
	}
	l.report = make([]int, len(l.ids))
	number := map[int]int{}
	for i := range l.ids {
		leader := same.of(i)
		n, ok := number[leader]
		if !ok {
			n = len(number)
			number[leader] = n
		}
		l.report[i] = n
	}
	// In order, so that the same entries have the same answer; each pair once, a family's before what it pays.
	slices.SortStableFunc(statements, func(a, b statement) int {
		return cmp.Or(cmp.Compare(a.holder, b.holder), cmp.Compare(a.held, b.held),
			slices.Index(Reasons(), a.reason)-slices.Index(Reasons(), b.reason))
	})
	stated := map[[2]int]bool{}
	statements = slices.DeleteFunc(statements, func(s statement) bool {
		pair := [2]int{l.report[s.holder], l.report[s.held]}
		said := pair[0] == pair[1] || stated[pair]
		stated[pair] = true
		return said
	})
	l.build(len(number), statements)
	l.divide()
	l.straighten()
}

// The nodes of a report: itself, what it and its parts pay from, and what it and its parts are paid into.
const (
	itself = iota
	purse
	intake
	nodesAReport
)

// build makes nodes and edges. Money that a parent pays may be its children's, who report it, and money that is paid to a
// child may be its parent's, who reports all of it. So between two families it goes from a purse, which holds what the
// purse of the parent pays, into an intake, which leads to the parent's intake too.
func (l *Ledger) build(reports int, statements []statement) {
	l.node = make([]int, reports)
	for n := range l.node {
		l.node[n] = -1
	}
	kin := newGroups(reports)
	for _, s := range statements {
		from, to := l.report[s.holder], l.report[s.held]
		for _, n := range []int{from, to} {
			if l.node[n] < 0 {
				l.node[n] = len(l.nodes)
				l.nodes = append(l.nodes, node{report: n}, node{report: -1}, node{report: -1})
			}
		}
		if s.reason == ReasonFamily {
			kin.join(from, to)
		}
	}
	paid := map[[2]int]bool{}
	link := func(from, to int, why Reason) {
		l.nodes[from].holds = append(l.nodes[from].holds, edge{to, why})
		l.nodes[to].heldBy = append(l.nodes[to].heldBy, edge{from, why})
	}
	for _, s := range statements {
		from, to := l.node[l.report[s.holder]], l.node[l.report[s.held]]
		switch {
		case s.reason == ReasonFamily:
			link(from, to, s.reason)
			link(to+purse, from+purse, s.reason)
			link(to+intake, from+intake, s.reason)
		case s.reason == ReasonChain && kin.of(l.report[s.holder]) != kin.of(l.report[s.held]):
			link(from+purse, to+intake, s.reason)
			paid[[2]int{kin.of(l.report[s.holder]), 0}], paid[[2]int{kin.of(l.report[s.held]), 1}] = true, true
		default:
			link(from, to, s.reason)
		}
	}
	for n, at := range l.node {
		if at >= 0 && paid[[2]int{kin.of(n), 0}] {
			link(at, at+purse, ReasonChain)
		}
		if at >= 0 && paid[[2]int{kin.of(n), 1}] {
			link(at+intake, at, ReasonChain)
		}
	}
}

// divide finds the families.
func (l *Ledger) divide() {
	joined := newGroups(len(l.nodes))
	for n := range l.nodes {
		joined.join(n, n-n%nodesAReport) // a report's nodes stay together
		for _, e := range l.nodes[n].holds {
			joined.join(n, e.to)
		}
	}
	l.family = make([]int, len(l.nodes))
	byLeader := map[int]int{}
	for n := range l.nodes {
		leader := joined.of(n)
		f, ok := byLeader[leader]
		if !ok {
			f = len(l.families)
			byLeader[leader] = f
			l.families = append(l.families, nil)
		}
		l.family[n] = f
		l.families[f] = append(l.families[f], n)
	}
}

// straighten takes from families in which money would go in a circle, since each pays a part of the other, what build
// concluded. What was stated stays.
func (l *Ledger) straighten() {
	holds := make([][]int, len(l.nodes))
	for n := range l.nodes {
		for _, e := range l.nodes[n].holds {
			holds[n] = append(holds[n], e.to)
		}
	}
	for _, circle := range circles(holds) {
		for _, n := range l.families[l.family[circle[0]]] {
			concluded := func(from int) func(edge) bool {
				return func(e edge) bool {
					return from%nodesAReport != itself && from%nodesAReport == e.to%nodesAReport
				}
			}
			l.nodes[n].holds = slices.DeleteFunc(l.nodes[n].holds, concluded(n))
			l.nodes[n].heldBy = slices.DeleteFunc(l.nodes[n].heldBy, concluded(n))
		}
	}
}

// groups is a union-find over numbers.
type groups struct{ up []int }

func newGroups(n int) *groups {
	g := &groups{make([]int, n)}
	for i := range g.up {
		g.up[i] = i
	}
	return g
}

func (g *groups) of(i int) int {
	for g.up[i] != i {
		g.up[i] = g.up[g.up[i]]
		i = g.up[i]
	}
	return i
}

// join puts two into one group, under the lesser number.
func (g *groups) join(a, b int) {
	a, b = g.of(a), g.of(b)
	g.up[max(a, b)] = min(a, b)
}

// circles are the strongly connected components with more than one member (Tarjan 1972, without recursion).
func circles(holds [][]int) (found [][]int) {
	index, low := make([]int, len(holds)), make([]int, len(holds)) // from 1; 0 is not visited
	onStack := make([]bool, len(holds))
	var stack []int
	type frame struct{ node, next int }
	count := 0
	for root := range holds {
		if index[root] != 0 || len(holds[root]) == 0 {
			continue
		}
		calls := []frame{{node: root}}
		for len(calls) > 0 {
			f := &calls[len(calls)-1]
			v := f.node
			if f.next == 0 {
				count++
				index[v], low[v] = count, count
				stack, onStack[v] = append(stack, v), true
			}
			if f.next < len(holds[v]) {
				w := holds[v][f.next]
				f.next++
				if index[w] == 0 {
					calls = append(calls, frame{node: w})
				} else if onStack[w] {
					low[v] = min(low[v], index[w])
				}
				continue
			}
			calls = calls[:len(calls)-1]
			if len(calls) > 0 {
				up := calls[len(calls)-1].node
				low[up] = min(low[up], low[v])
			}
			if low[v] != index[v] {
				continue
			}
			at := len(stack) - 1
			for stack[at] != v {
				at--
			}
			if len(stack)-at > 1 {
				found = append(found, slices.Clone(stack[at:]))
			}
			for _, w := range stack[at:] {
				onStack[w] = false
			}
			stack = stack[:at]
		}
	}
	return found
}
