package sheet

import (
	"errors"
	"regexp"
	"strings"
)

// Reasons for which a number is not understood.
var (
	ErrNotNumber       = errors.New("not a number")
	ErrAmbiguousNumber = errors.New("ambiguous: one separator before three digits may group thousands or begin decimals; " +
		"write 1234 or 1234.00")
)

// Digits writes Arabic-Indic (U+0660) and extended Arabic-Indic (U+06F0) digits, and the Arabic decimal and thousands
// separators, as people elsewhere do.
var Digits = func() *strings.Replacer {
	pairs := []string{"\u066b", ".", "\u066c", "'"}
	for i := range 10 {
		ascii := string(rune('0' + i))
		pairs = append(pairs, string(rune(0x660+i)), ascii, string(rune(0x6f0+i)), ascii)
	}
	return strings.NewReplacer(pairs...)
}()

// signs writes the minus sign (U+2212) as the hyphen, and the Arabic comma, which Arabic keyboards have in place of the
// decimal and thousands separators, as the comma.
var signs = strings.NewReplacer("\u2212", "-", "،", ",")

// spaces are those that group thousands, and the apostrophe that does so in Switzerland, as one.
var spaces = strings.NewReplacer(" ", "'", "\u00a0", "'", "\u202f", "'", "\u2009", "'", "’", "'")

var (
	plainNumber   = regexp.MustCompile(`^[+-]?\d+(\.\d+)?$`)
	groupedSpaces = regexp.MustCompile(`^[+-]?\d{1,3}('\d{3})+([.,]\d+)?$`) // 1 234 567,8
	groupedCommas = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3})+\.\d+$`)      // 1,234.56
	groupedPoints = regexp.MustCompile(`^[+-]?\d{1,3}(\.\d{3})+,\d+$`)      // 1.234,56
	manyGroups    = regexp.MustCompile(`^[+-]?\d{1,3}(,\d{3}){2,}$`)        // 1,234,567
	manyGroupsPt  = regexp.MustCompile(`^[+-]?\d{1,3}(\.\d{3}){2,}$`)       // 1.234.567
	oneSeparator  = regexp.MustCompile(`^[+-]?(\d+)([.,])(\d+)$`)           // 12,5 or 1,234
	separatorsOut = strings.NewReplacer("'", "", ",", "", ".", "")          // of the whole part
)

// Decimal brings a number as people write it to "-1234.56": the form that registry.ParseAmount reads. It accepts decimal
// points and commas and grouped thousands where only one reading is possible; "1,234" and "1.234" have two and are
// refused, unless coordinates are read, which nobody groups.
func Decimal(c Cell, coordinate bool) (string, error) {
	s := spaces.Replace(Digits.Replace(signs.Replace(c.Text)))
	if c.Kind == KindNumber && plainNumber.MatchString(s) {
		return s, nil
	}
	if m := oneSeparator.FindStringSubmatch(s); m != nil {
		whole, fraction := m[1], m[3]
		if !coordinate && len(fraction) == 3 && len(whole) <= 3 && whole != "0" {
			return "", ErrAmbiguousNumber
		}
		return strings.Replace(s, ",", ".", 1), nil
	}
	switch {
	case plainNumber.MatchString(s):
		return s, nil
	case manyGroups.MatchString(s), manyGroupsPt.MatchString(s):
		return separatorsOut.Replace(s), nil
	case groupedSpaces.MatchString(s), groupedCommas.MatchString(s), groupedPoints.MatchString(s):
		at := strings.LastIndexAny(s, ".,")
		if at < 0 {
			return separatorsOut.Replace(s), nil
		}
		return separatorsOut.Replace(s[:at]) + "." + s[at+1:], nil
	}
	return "", ErrNotNumber
}
