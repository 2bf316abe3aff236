package money

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// declarations are what the entries of a ledger are called, and what they say of each other.
type declarations struct {
	byID       map[string]int32
	own, names calls
	passing    calls         // by the flows of money that they report
	flows      map[int32]int // by entry, of those that report any: how many
	links      []declared
}

// declared is a link of an entry.
type declared struct {
	from       int32
	says       says
	initiative string
	key        string
}

// says is what a relation says of the money of two.
type says uint8

const (
	saysNothing says = iota
	saysSame         // both are one report
	saysPart         // this one is a part of the other
	saysWhole        // the other is a part of this one
	saysPaid         // the other pays this one
	saysPays         // this one pays the other
)

// saysOf reads a relation: what the other is to this one.
func saysOf(r registry.RelationType) says {
	switch r {
	case registry.RelationThirdParty:
		return saysSame
	case registry.RelationParent:
		return saysPart
	case registry.RelationChild:
		return saysWhole
	case registry.RelationFunds:
		return saysPaid
	case registry.RelationFundedBy, registry.RelationRegrant:
		return saysPays
	}
	return saysNothing
}

func newDeclarations() *declarations {
	return &declarations{byID: map[string]int32{}, own: newCalls(), names: newCalls(), passing: newCalls(), flows: map[int32]int{}}
}

// add notes what an entry says. id is the ledger's own copy of its id.
func (d *declarations) add(entry int, id string, e *Entry) {
	n := int32(entry)
	d.byID[id] = n
	for _, name := range e.Own {
		d.own.add(name, n)
	}
	for _, name := range e.Names {
		d.names.add(name, n)
	}
	for _, f := range e.Flows {
		d.passing.add(f, n)
		d.flows[n]++
	}
	for _, l := range e.Links {
		if says := saysOf(l.Relation); says != saysNothing {
			d.links = append(d.links, declared{n, says, strings.Clone(l.Initiative), strings.Clone(l.Key)})
		}
	}
}

// statements are what follows of who holds whom. Entries that are one report are joined.
func (d *declarations) statements(ids []string, same *groups, rulings []Ruling) (statements []statement) {
	state := func(from, to int, says says) {
		switch says {
		case saysSame:
			same.join(from, to)
		case saysPart:
			statements = append(statements, statement{to, from, ReasonFamily})
		case saysWhole:
			statements = append(statements, statement{from, to, ReasonFamily})
		case saysPaid:
			statements = append(statements, statement{to, from, ReasonChain})
		case saysPays:
			statements = append(statements, statement{from, to, ReasonChain})
		}
	}
	for one := range d.own.shared() {
		for _, n := range one[1:] {
			same.join(int(one[0]), int(n))
		}
	}
	for _, l := range d.links {
		if to, ok := d.byID[l.initiative]; ok {
			state(int(l.from), int(to), l.says)
		}
		if l.key != "" {
			for to := range d.names.of(l.key) {
				state(int(l.from), int(to), l.says)
			}
		}
	}
	for _, r := range rulings {
		a, isA := d.byID[r.A]
		b, isB := d.byID[r.B]
		if isA && isB {
			state(int(b), int(a), saysOf(r.Relation))
		}
	}
	for sharers := range d.passing.shared() {
		statements = append(statements, d.flow(ids, sharers)...)
	}
	return statements
}

// statement says that one entry holds another.
type statement struct {
	holder, held int
	reason       Reason
}

// flow connects those that share a flow of money: the one with most flows first, which then holds the others.
func (d *declarations) flow(ids []string, sharers []int32) (statements []statement) {
	slices.SortFunc(sharers, func(a, b int32) int {
		return cmp.Or(d.flows[b]-d.flows[a], strings.Compare(ids[a], ids[b]))
	})
	for i := 1; i < len(sharers); i++ {
		statements = append(statements, statement{int(sharers[i-1]), int(sharers[i]), ReasonSharedFlow})
	}
	return statements
}

// calls finds entries by what they are called.
type calls struct {
	last map[string]int32 // the entry's place in all
	all  []called
}

type called struct {
	entry, before int32 // before is the place of another one that is called so; -1 for none
}

func newCalls() calls { return calls{last: map[string]int32{}} }

func (c *calls) add(name string, entry int32) {
	before, known := c.last[name]
	switch {
	case !known:
		before, name = -1, strings.Clone(name)
	case c.all[before].entry == entry:
		return
	}
	c.last[name] = int32(len(c.all))
	c.all = append(c.all, called{entry, before})
}

// of walks those that are called so.
func (c *calls) of(name string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		at, known := c.last[name]
		for ; known && at >= 0; at = c.all[at].before {
			if !yield(c.all[at].entry) {
				return
			}
		}
	}
}

// shared walks the groups of several that are called the same.
func (c *calls) shared() iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		for name, at := range c.last {
			if c.all[at].before >= 0 && !yield(slices.Collect(c.of(name))) {
				return
			}
		}
	}
}
