package sheet

import (
	"errors"
	"strings"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"pgregory.net/rapid"
)

func TestDate(t *testing.T) {
	for _, c := range []struct {
		text string
		want registry.Date
		err  error
	}{
		{"2020-03-31", "2020-03-31", nil},
		{"2020-03-31T10:00:00Z", "2020-03-31", nil},
		{"2020/3/5", "2020-03-05", nil},
		{"25/12/2020", "2020-12-25", nil},
		{"12/25/2020", "2020-12-25", nil},
		{"25.12.2020", "2020-12-25", nil},
		{"٢٥/١٢/٢٠٢٠", "2020-12-25", nil},
		{"03/03/2020", "2020-03-03", nil}, // the same either way round
		{"3 March 2020", "2020-03-03", nil},
		{"3rd March, 2020", "2020-03-03", nil},
		{"March 3, 2020", "2020-03-03", nil},
		{"3-Mar-2020", "2020-03-03", nil},
		{"1er août 2020", "2020-08-01", nil},
		{"3 MARS 2020", "2020-03-03", nil},
		{"٣ مارس ٢٠٢٠", "2020-03-03", nil},
		{"٣ آذار ٢٠٢٠", "2020-03-03", nil},
		{"15 كانون الأول 2020", "2020-12-15", nil},
		{"15 كانون الثاني، 2020", "2020-01-15", nil},
		{"3 de marzo de 2020", "2020-03-03", nil},
		{"5 mars 2024", "2024-03-05", nil},
		{"5th of March 2024", "2024-03-05", nil},
		{"1 févr. 2024", "2024-02-01", nil},
		{"٥ مارس ٢٠٢٤ م", "2024-03-05", nil},
		{"۵ مارس ۲۰۲۴", "2024-03-05", nil},
		{"5 كانون الثاني/يناير 2024", "2024-01-05", nil},
		{"5 تشرين أول 2024", "2024-10-05", nil},
		{"\u200f25\u200f/03\u200f/2024", "2024-03-25", nil}, // as Arabic Excel writes it
		{"25 / 03 / 2024", "2024-03-25", nil},
		{"25/03/2024 00:00", "2024-03-25", nil},
		{"3/25/2024 12:00:00 AM", "2024-03-25", nil},
		{"2024-3-5", "2024-03-05", nil},
		{"03/04/2020", "", ErrAmbiguousDate},
		{"03/04/2020 10:00", "", ErrAmbiguousDate},
		{"5 يناير/مارس 2024", "", ErrNotDate}, // two months
		{"5-mars-24", "", ErrShortYear},
		{"Mar-24", "", ErrMonthNoDay},
		{"mars 2024", "", ErrMonthNoDay},
		{"مارس ٢٠٢٤", "", ErrMonthNoDay},
		{"1445-08-24 هـ", "", ErrHijriDate},
		{"24/08/1445هـ", "", ErrHijriDate},
		{"25/12/20", "", ErrShortYear},
		{"2020", "", ErrYearNoDay},
		{"٢٠٢٠", "", ErrYearNoDay},
		{"2020-05", "", ErrMonthNoDay},
		{"05/2020", "", ErrMonthNoDay},
		{"March 2020", "", ErrMonthNoDay},
		{"30 February 2020", "", ErrNotDate},
		{"2020-02-30", "", ErrNotDate},
		{"32/01/2020", "", ErrNotDate},
		{"13/13/2020", "", ErrNotDate},
		{"soon", "", ErrNotDate},
		{"3 Smarch 2020", "", ErrNotDate},
		{"43831", "", ErrNotDate},
	} {
		got, err := Day(TextCell(c.text))
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q: %q, %v; want %q, %v", c.text, got, err, c.want, c.err)
		}
	}
	if _, err := Day(Cell{Text: "43831", Kind: KindNumber}); !errors.Is(err, ErrSerialDate) {
		t.Errorf("a number that is not formatted as a date: %v", err)
	}
}

// A known order reads what is ambiguous by itself, and nothing else differently.
func TestDayInAnOrder(t *testing.T) {
	for _, c := range []struct {
		text  string
		order Order
		want  registry.Date
		err   error
	}{
		{"03/04/2024", DayFirst, "2024-04-03", nil},
		{"03/04/2024", MonthFirst, "2024-03-04", nil},
		{"12/25/2024", DayFirst, "2024-12-25", nil}, // who says that the order is known has seen that there is no such date
		{"2024/03/04", DayFirst, "2024-03-04", nil},
		{"03/04/24", DayFirst, "", ErrShortYear},
		{"04/2024", DayFirst, "", ErrMonthNoDay},
	} {
		if got, err := DayIn(TextCell(c.text), c.order); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q in order %d: %q, %v; want %q, %v", c.text, c.order, got, err, c.want, c.err)
		}
	}
	for text, want := range map[string]Order{
		"25/03/2024": DayFirst, "03/25/2024": MonthFirst, "25.3.2024 10:00": DayFirst, "٢٥/٠٣/٢٠٢٤": DayFirst,
		"03/04/2024": OrderUnknown, "04/04/2024": OrderUnknown, "25/13/2024": OrderUnknown, "31/02/2024": OrderUnknown,
		"25/03/24": OrderUnknown, "2024-03-25": OrderUnknown, "25 March 2024": OrderUnknown, "": OrderUnknown,
	} {
		if got := OrderOf(TextCell(text)); got != want {
			t.Errorf("%q proves %d, want %d", text, got, want)
		}
	}
}

// FuzzDay: what is read is a real day, in one order or the other the same one or its mirror image, and by itself never one that
// has two readings.
func FuzzDay(f *testing.F) {
	for _, seed := range []string{"2024-03-05", "5 mars 2024", "٥ مارس ٢٠٢٤", "March 2024", "25/03/2024", "03/04/2024", "1445-08-24 هـ",
		"5 كانون الثاني/يناير 2024", "\u200f25\u200f/03", "31/02/2024", "3-Mar-24", "00/00/0000", "1er août 2020", "2024-03-05T10:00:00+03:00", "12 31 2024", "1.0.0000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := TextCell(text)
		alone, err := Day(c)
		first, errFirst := DayIn(c, DayFirst)
		second, errSecond := DayIn(c, MonthFirst)
		switch {
		case err == nil && (errFirst != nil || errSecond != nil || first != alone || second != alone):
			t.Fatalf("%q: %q alone, %q and %q in an order", text, alone, first, second)
		case errors.Is(err, ErrAmbiguousDate) && (errFirst != nil || errSecond != nil || first[:4] != second[:4] || first[5:7] != second[8:] || first[8:] != second[5:7]):
			t.Fatalf("%q is ambiguous and reads %q and %q", text, first, second)
		case err == nil:
			if parsed, err := registry.ParseDate(string(alone)); err != nil || parsed != alone {
				t.Fatalf("%q: %q is no day", text, alone)
			}
		}
	})
}

// FuzzDecimal: what is read, registry.ParseAmount reads, with the digits that were written, in their order.
func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{"1 234,50", "1.234", "1,234", "١٢٣٤٫٥٠", "١٬٢٣٤", "۱۲۳۴", "1\u202f234\u202f567", "1'234.50", "−5", "12,34,567", "1e6", "1.234.567,89", "-", ".5", "٫"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, err := Decimal(TextCell(text), false)
		if err != nil || len(number) > 15 {
			return
		}
		if _, err := registry.ParseAmount(number); err != nil {
			t.Fatalf("%q became %q: %v", text, number, err)
		}
		digits := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r < '0' || r > '9' {
					return -1
				}
				return r
			}, Digits.Replace(s))
		}
		if digits(text) != digits(number) {
			t.Fatalf("%q became %q", text, number)
		}
	})
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		text, want string
		err        error
	}{
		{"1234", "1234", nil},
		{"-5", "-5", nil},
		{"1234.5", "1234.5", nil},
		{"12,5", "12.5", nil},
		{"12,50", "12.50", nil},
		{"1.234,56", "1234.56", nil},
		{"1,234.56", "1234.56", nil},
		{"1,234,567", "1234567", nil},
		{"1.234.567", "1234567", nil},
		{"1.234.567,8", "1234567.8", nil},
		{"1 234 567,89", "1234567.89", nil},
		{"1\u202f234", "1234", nil},
		{"1'234.50", "1234.50", nil},
		{"١٢٣٤٫٥", "1234.5", nil},
		{"١٬٢٣٤٬٥٦٧", "1234567", nil},
		{"۱۲۳۴", "1234", nil},
		{"١٢٣٤٫٥٠", "1234.50", nil},
		{"١٢،٥", "12.5", nil},
		{"1 234,50", "1234.50", nil},
		{"\u200e1234\u200f", "1234", nil},
		{"١٬٢٣٤", "1234", nil}, // the Arabic thousands separator is nothing else
		{"١،٢٣٤", "", ErrAmbiguousNumber},
		{"0,125", "0.125", nil},
		{"1234,567", "1234.567", nil},
		{"1,234", "", ErrAmbiguousNumber},
		{"1.234", "", ErrAmbiguousNumber},
		{"-12,345", "", ErrAmbiguousNumber},
		{"12,34,567", "", ErrNotNumber},
		{"1,234.567,8", "", ErrNotNumber},
		{"$1000", "", ErrNotNumber},
		{"1000 USD", "", ErrNotNumber},
		{"1e6", "", ErrNotNumber},
		{"0x10", "", ErrNotNumber},
		{"NaN", "", ErrNotNumber},
		{"-", "", ErrNotNumber},
	} {
		got, err := Decimal(TextCell(c.text), false)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q: %q, %v; want %q, %v", c.text, got, err, c.want, c.err)
		}
	}
	if got, err := Decimal(Cell{Text: "1.234", Kind: KindNumber}, false); got != "1.234" || err != nil {
		t.Errorf("a cell that is a number is never ambiguous: %q, %v", got, err)
	}
	if got, err := Decimal(TextCell("1,234"), true); got != "1.234" || err != nil {
		t.Errorf("nobody groups the thousands of a coordinate: %q, %v", got, err)
	}
}

// What decimal accepts, ParseAmount reads.
func TestDecimalGivesWhatParseAmountReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[+-]?[0-9٠-٩]{1,4}([., '٬٫][0-9]{1,4}){0,3}`).Draw(t, "text")
		number, err := Decimal(TextCell(text), false)
		if err != nil {
			return
		}
		if _, err := registry.ParseAmount(number); err != nil {
			t.Fatalf("%q became %q: %v", text, number, err)
		}
	})
}

func TestWithoutEmail(t *testing.T) {
	for text, want := range map[string]string{
		"no address":                                "no address",
		"@handle stays, and a @ b":                  "@handle stays, and a @ b",
		"see https://example.org/@team":             "see https://example.org/@team",
		"Write (a.b+c@mail.example.org) now":        "Write now",
		"<a@b.org>, c@d.example.com":                ",",
		"اكتب إلى فاطمة@مثال.إختبار اليوم":          "اكتب إلى اليوم",
		"prix: 5 € l'unité@boutique.example, merci": "prix: 5 € , merci",
	} {
		if got, _ := WithoutEmail(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
