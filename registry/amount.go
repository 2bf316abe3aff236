package registry

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
)

// Amount is money in thousandths of a currency's unit. ISO 4217 has no circulating currency with more than three
// decimals; what a feed gives beyond the third is rounded half to even when it is read. Never a float.
type Amount int64

// amountScale is the number of Amount steps in one unit of currency.
const amountScale = 1000

// ParseAmount reads a decimal number: an optional sign, ASCII digits, an optional point with digits, white space
// around it. Thousands separators, exponents and currency signs are EInvalid (an importer that knows its format's
// separators removes them first), and so is what does not fit into 9.2e15 units.
func ParseAmount(s string) (Amount, error) {
	s = strings.TrimSpace(s)
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || digits == "" || len(digits) > 64 || strings.Trim(digits, "0123456789.") != "" ||
		strings.Count(digits, ".") > 1 || digits == "." {
		return 0, Errorf(EInvalid, "not a decimal number")
	}
	if a, ok := parseShort(s, digits); ok {
		return a, nil
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return 0, Errorf(EInvalid, "not a decimal number")
	}
	r.Mul(r, big.NewRat(amountScale, 1))
	return roundHalfEven(r)
}

// parseShort reads what needs no rounding and cannot overflow, which is nearly everything that feeds write.
func parseShort(s, digits string) (a Amount, ok bool) {
	whole, decimals, _ := strings.Cut(digits, ".")
	if len(whole) > 15 || len(decimals) > 3 {
		return 0, false
	}
	for _, part := range []string{whole, decimals, "000"[len(decimals):]} {
		for _, digit := range []byte(part) {
			a = a*10 + Amount(digit-'0')
		}
	}
	if s[0] == '-' {
		a = -a
	}
	return a, true
}

func roundHalfEven(r *big.Rat) (Amount, error) {
	twice := new(big.Rat).Mul(r, big.NewRat(2, 1))
	q, rem := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	frac := new(big.Rat).SetFrac(rem, r.Denom())
	frac.Abs(frac)
	switch c := frac.Cmp(big.NewRat(1, 2)); {
	case c > 0, c == 0 && q.Bit(0) == 1:
		q.Add(q, big.NewInt(int64(twice.Sign())))
	}
	if !q.IsInt64() {
		return 0, Errorf(EInvalid, "number out of range")
	}
	return Amount(q.Int64()), nil
}

// Add sums two amounts of one currency; EInvalid on overflow.
func (a Amount) Add(b Amount) (Amount, error) {
	if (b > 0 && a > math.MaxInt64-b) || (b < 0 && a < math.MinInt64-b) {
		return 0, Errorf(EInvalid, "number out of range")
	}
	return a + b, nil
}

// String is the decimal form with as many decimals as needed ("1250000", "0.5", "-3.125").
func (a Amount) String() string {
	s := big.NewRat(int64(a), amountScale).FloatString(3)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// MarshalJSON writes the decimal form as a JSON string: a JSON number would pass through floats in many clients.
func (a Amount) MarshalJSON() ([]byte, error) { return json.Marshal(a.String()) }

// UnmarshalJSON reads a decimal string.
func (a *Amount) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return Errorf(EInvalid, "an amount is a decimal string")
	}
	v, err := ParseAmount(s)
	*a = v
	return err
}
