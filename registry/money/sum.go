package money

import (
	"cmp"
	"encoding/json"
	"math/big"
	"math/bits"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Sum is a sum of amounts of one currency, in thousandths as they are, in 128 bits: that of a whole registry may be out of an
// Amount's range, but no registry has so many amounts that their sum is out of this one.
type Sum struct {
	high int64
	low  uint64
}

// Plus is the sum with one more amount.
func (s Sum) Plus(a registry.Amount) Sum {
	low, carry := bits.Add64(s.low, uint64(a), 0)
	return Sum{s.high + int64(a)>>63 + int64(carry), low}
}

// Cmp is negative where s is less than t, positive where it is more.
func (s Sum) Cmp(t Sum) int { return cmp.Or(cmp.Compare(s.high, t.high), cmp.Compare(s.low, t.low)) }

// Amount is the sum as an Amount; ok is false where it is out of range.
func (s Sum) Amount() (a registry.Amount, ok bool) {
	return registry.Amount(s.low), s.high == int64(s.low)>>63
}

// String is the decimal form with as many decimals as needed, as that of an Amount.
func (s Sum) String() string {
	thousandths := new(big.Int).Lsh(big.NewInt(s.high), 64)
	thousandths.Add(thousandths, new(big.Int).SetUint64(s.low))
	text := new(big.Rat).SetFrac(thousandths, big.NewInt(1000)).FloatString(3)
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
