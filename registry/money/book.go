package money

import (
	"slices"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// book has the money of the entries of a ledger in a row.
type book struct {
	ids        []string // by entry
	secondary  []bool   // by entry
	first      []uint32 // by entry: its first line; the last one is where the lines end
	lines      []line   // of each entry by type and currency
	currencies []string
	numbers    map[string]uint16 // of currencies
}

// line is a Line without pointers: the collector need not look at a million of them.
type line struct {
	amount, usd registry.Amount
	currency    uint16 // index in book.currencies
	kind        uint8  // index in types
	hasUSD      bool   // a rate is known
}

// types are those of Types.
var types = Types()

func (b *book) add(e *Entry) int {
	n := len(b.ids)
	b.ids, b.secondary = append(b.ids, strings.Clone(e.ID)), append(b.secondary, e.Secondary)
	for _, l := range e.Lines {
		kind := slices.Index(types, l.Type)
		if kind < 0 {
			continue
		}
		currency, known := b.numbers[l.Currency]
		if !known {
			currency = uint16(len(b.currencies))
			b.currencies = append(b.currencies, strings.Clone(l.Currency))
			b.numbers[b.currencies[currency]] = currency
		}
		line := line{amount: l.Amount, currency: currency, kind: uint8(kind)}
		if l.USD != nil {
			line.usd, line.hasUSD = *l.USD, true
		}
		b.lines = append(b.lines, line)
	}
	b.first = append(b.first, uint32(len(b.lines)))
	return n
}

// linesOf are the lines of an entry.
func (b *book) linesOf(entry int) []line { return b.lines[b.first[entry]:b.first[entry+1]] }

// tally adds up lines of a book.
type tally struct {
	of   *book
	sums []tallied // by kind and currency
}

type tallied struct {
	amount, usd Sum
	some, noUSD bool // there is a line; there is one of which no rate is known
}

func newTally(of *book) *tally {
	return &tally{of, make([]tallied, len(types)*len(of.currencies))}
}

func (t *tally) add(l line) {
	sum := &t.sums[int(l.kind)*len(t.of.currencies)+int(l.currency)]
	sum.amount, sum.usd = sum.amount.Plus(l.amount), sum.usd.Plus(l.usd)
	sum.some, sum.noUSD = true, sum.noUSD || !l.hasUSD
}

// totals are the sums, by type and then by currency.
func (t *tally) totals() []Total {
	totals := []Total{}
	for n, sum := range t.sums {
		if !sum.some {
			continue
		}
		total := Total{Type: types[n/len(t.of.currencies)], Currency: t.of.currencies[n%len(t.of.currencies)], Amount: sum.amount}
		if !sum.noUSD {
			total.USD = &sum.usd
		}
		totals = append(totals, total)
	}
	slices.SortStableFunc(totals, func(a, b Total) int {
		if a.Type != b.Type {
			return 0 // in order already
		}
		return strings.Compare(a.Currency, b.Currency)
	})
	return totals
}
