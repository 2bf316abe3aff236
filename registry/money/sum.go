package money

import (
	"encoding/json"
	"math/big"
	"math/bits"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Sum is a sum of amounts of one currency. It has no limit: that of a whole registry may be out of an Amount's range.
type Sum struct{ thousandths *big.Int }

// Plus is the sum with one more amount.
func (s Sum) Plus(a registry.Amount) Sum {
	return Sum{new(big.Int).Add(s.int(), big.NewInt(int64(a)))}
}

func (s Sum) int() *big.Int {
	if s.thousandths == nil {
		return new(big.Int)
	}
	return s.thousandths
}

// Cmp is negative where s is less than t, positive where it is more.
func (s Sum) Cmp(t Sum) int { return s.int().Cmp(t.int()) }

// Amount is the sum as an Amount; ok is false where it is out of range.
func (s Sum) Amount() (a registry.Amount, ok bool) {
	i := s.int()
	return registry.Amount(i.Int64()), i.IsInt64()
}

// String is the decimal form with as many decimals as needed, as that of an Amount.
func (s Sum) String() string {
	text := new(big.Rat).SetFrac(s.int(), big.NewInt(1000)).FloatString(3)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// MarshalJSON writes the decimal form as a JSON string.
func (s Sum) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// Whole is all of an initiative, in the unit of Share.Part: parts of a million.
const Whole = 1_000_000

// part gives so many millionths of an amount, rounded towards zero.
func part(a registry.Amount, millionths int64) registry.Amount {
	if millionths >= Whole {
		return a
	}
	negative := a < 0
	magnitude := uint64(a)
	if negative {
		magnitude = -magnitude
	}
	high, low := bits.Mul64(magnitude, uint64(millionths))
	quotient, _ := bits.Div64(high, low, Whole) // high < Whole, since millionths is less than Whole
	if negative {
		return -registry.Amount(quotient)
	}
	return registry.Amount(quotient)
}
