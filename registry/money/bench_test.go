package money

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// BenchmarkLargeFamily is the most that a family may ask of net: as many reports and statements as are compared exactly.
func BenchmarkLargeFamily(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	ledger := NewLedger()
	var shares []Share
	for i := range maxReports {
		it := one(fmt.Sprint(i), budget(1+random.Int64N(1_000_000), "EUR"))
		for range min(i, maxStatements/maxReports) {
			related(registry.RelationFunds, fmt.Sprint(random.IntN(i)))(it)
		}
		entry := EntryOf(it)
		shares = append(shares, Share{ledger.Add(&entry), Whole})
	}
	ledger.Connect(nil)
	for b.Loop() {
		ledger.Sum(shares)
	}
}
