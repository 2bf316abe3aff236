package report

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/codelist"
)

// Languages lists those in which a report can be made.
func Languages() []string { return []string{"en", "fr", "ar"} }

// locale says words, numbers, dates and money in a language.
//
// Arabic is written with the digits 0-9, as the United Nations and the sources write them, so that amounts and identifiers
// read the same in all three languages; its months have both the Levantine and the Gregorian name.
type locale struct {
	code  string
	tag   language.Tag
	rtl   bool
	group string // between thousands
	point string // before decimals
	list  string // between the members of a list
}

// localeOf is English for a language that is not one of Languages.
func localeOf(code string) locale {
	switch code {
	case "fr":
		return locale{code, tags[code], false, "\u202f", ",", ", "}
	case "ar":
		return locale{code, tags[code], true, ",", ".", "، "}
	}
	return locale{"en", tags["en"], false, ",", ".", ", "}
}

func (l locale) direction() string {
	if l.rtl {
		return "rtl"
	}
	return "ltr"
}

// say gives the words of a key with what fills its names: pairs of name and value.
func (l locale) say(key string, fill ...string) string {
	s := words[key][l.code]
	if len(fill) == 0 {
		return s
	}
	pairs := make([]string, len(fill))
	for i := range fill {
		pairs[i] = fill[i]
		if i%2 == 0 {
			pairs[i] = "{" + fill[i] + "}"
		}
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

func (l locale) number(n int) string { return l.grouped(strconv.Itoa(n)) }

// grouped puts the language's separator between thousands of a decimal number as Go writes it.
func (l locale) grouped(decimal string) string {
	sign := ""
	if strings.HasPrefix(decimal, "-") {
		sign, decimal = "-", decimal[1:]
	}
	whole, decimals, has := strings.Cut(decimal, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(l.group)
		}
		b.WriteRune(digit)
	}
	if has {
		b.WriteString(l.point + decimals)
	}
	if l.rtl && sign != "" {
		return "\u2066" + b.String() + "\u2069" // the sign stays before its number
	}
	return b.String()
}

// share is a share of one in per cent.
func (l locale) share(x float64) string {
	n := strconv.FormatFloat(math.Round(x*1000)/10, 'f', -1, 64)
	switch l.code {
	case "fr":
		return l.grouped(n) + "\u202f%"
	}
	return l.grouped(n) + "%"
}

// money is an amount without cents: they say nothing in a meeting. The exact amount stands in the JSON and the spreadsheet.
func (l locale) money(a registry.Amount, currency string) string {
	thousandths := int64(a)
	whole := thousandths / 1000
	if rest := thousandths % 1000; rest >= 500 {
		whole++
	} else if rest <= -500 {
		whole--
	}
	digits := l.grouped(strconv.FormatInt(whole, 10))
	if l.code == "en" {
		return currency + "\u00a0" + digits
	}
	return digits + "\u00a0" + currency
}

func (l locale) amount(m *Money) string {
	if m == nil {
		return l.say("unknown")
	}
	s := l.money(m.Amount, m.Currency)
	if m.Basis == "committed" {
		s += l.list + l.say("committed")
	}
	if m.USD != nil && m.Currency != "USD" {
		s += " (" + l.money(*m.USD, "USD") + ")"
	}
	return s
}

var months = map[string][]string{
	"en": {"Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"},
	"fr": {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."},
	"ar": {"كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو",
		"تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر"},
}

func (l locale) date(d registry.Date) string {
	if d == "" {
		return l.say("unknown")
	}
	t := d.Time()
	day := strconv.Itoa(t.Day())
	if l.code == "fr" && t.Day() == 1 {
		day = "1er"
	}
	return day + "\u00a0" + months[l.code][t.Month()-1] + "\u00a0" + strconv.Itoa(t.Year())
}

func (l locale) instant(t *time.Time) string {
	if t == nil {
		return l.say("unknown")
	}
	return l.date(registry.DateOf(*t))
}

func (l locale) between(from, to registry.Date) string {
	switch {
	case from == "" && to == "":
		return l.say("unknown")
	case to == "":
		return l.say("from", "date", l.date(from))
	case from == "":
		return l.say("until", "date", l.date(to))
	}
	return l.say("range", "from", l.date(from), "to", l.date(to))
}

func (l locale) period(p registry.Period) string {
	if p.OpenEnded && p.Start != "" && p.End == "" {
		return l.say("open-ended", "date", l.date(p.Start))
	}
	return l.between(p.Start, p.End)
}

// in gives a text in this language, or the nearest that there is, with the language that it is in.
func (l locale) in(t registry.Text) phrase {
	words, code := t.In(l.code)
	return phrase{Text: clean(words), Lang: code}
}

func (l locale) country(code string) string {
	if c, ok := codelist.CountryByCode(code); ok {
		name, _ := c.Label.In(l.code)
		return name
	}
	return code
}

func (l locale) countries(codes []string) string {
	var names []string
	for _, c := range codes {
		names = append(names, l.country(c))
	}
	return strings.Join(names, l.list)
}

// places are regions and countries by their names.
func (l locale) places(regions, countries []string) string {
	var names []string
	for _, code := range regions {
		if region, ok := codelist.RegionByCode(code); ok {
			name, _ := region.Label.In(l.code)
			names = append(names, name)
		}
	}
	if len(countries) > 0 {
		names = append(names, l.countries(countries))
	}
	return strings.Join(names, l.list)
}

// theme is what the members of a crowded place have in common.
func (l locale) theme(c Crowded) string {
	if c.GoodPractice > 0 {
		return strconv.Itoa(c.GoodPractice) + ". " + l.practice(c.GoodPractice)
	}
	sector, _ := codelist.SectorByCode(c.Category)
	label, _ := sector.Label.In(l.code)
	return strings.TrimSpace(label + " (" + c.Category + ")")
}

func (l locale) practice(number int) string {
	p, ok := codelist.GoodPracticeByNumber(number)
	if !ok {
		return strconv.Itoa(number)
	}
	title, _ := p.ShortTitle.In(l.code)
	return title
}

var (
	isoDate  = regexp.MustCompile(`\b[12][0-9]{3}-[0-9]{2}-[0-9]{2}\b`)
	rawMoney = regexp.MustCompile(`\b[A-Z]{3} [0-9]+(?:\.[0-9]+)?|\b[0-9]+(?:\.[0-9]+)? [A-Z]{3}\b`)
	quoted   = regexp.MustCompile(`«[^«»]*»`)
)

// sentence is a sentence of the detector, whose dates and amounts are said as all others are. In Arabic what it quotes is set apart
// (Unicode Bidirectional Algorithm, isolates), so that words of another direction do not mix with the sentence.
func (l locale) sentence(t registry.Text) phrase {
	p := l.in(t)
	p.Text = isoDate.ReplaceAllStringFunc(p.Text, func(s string) string {
		if d, err := registry.ParseDate(s); err == nil {
			return l.date(d)
		}
		return s
	})
	p.Text = rawMoney.ReplaceAllStringFunc(p.Text, func(s string) string {
		currency, number, _ := strings.Cut(s, " ")
		if len(number) == 3 && number[0] >= 'A' {
			currency, number = number, currency
		}
		if _, known := codelist.CurrencyByCode(currency); !known {
			return s
		}
		if a, err := registry.ParseAmount(number); err == nil {
			return l.money(a, currency)
		}
		return s
	})
	p.Text = strings.NewReplacer("« ", "«\u00a0", " »", "\u00a0»", " ;", "\u00a0;", " :", "\u00a0:").Replace(p.Text)
	if l.rtl {
		p.Text = quoted.ReplaceAllStringFunc(p.Text, func(s string) string {
			return "«\u2068" + strings.Trim(s, "«»") + "\u2069»"
		})
	}
	return p
}

// clean makes one line of a source's words: line breaks and other control characters are spaces, and the invisible
// characters that reorder what follows them are gone (Unicode TR 36, section 2.1.3).
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f', r == '\ufeff':
			return -1
		case r < ' ', r >= 0x7f && r < 0xa0, r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(s), " ")
}
