package sheet

import (
	"errors"
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
		{"03/04/2020", "", ErrAmbiguousDate},
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
