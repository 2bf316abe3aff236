package standard

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// dataType is a simple type of XML Schema part 2 that the standard uses: what fits, and what to tell who wrote something else.
type dataType struct {
	fits func(string) bool
	says string // completes "X is not ..."
}

var dataTypes = map[string]dataType{
	"string":  {func(string) bool { return true }, ""},
	"decimal": {isDecimal, "a number: write it as 1000.50, without separators, currency or %"},
	"integer": {isInteger, "a whole number without separators"},
	"int": {func(s string) bool {
		if !isInteger(s) {
			return false
		}
		_, err := strconv.ParseInt(s, 10, 32)
		return err == nil
	}, "a whole number without separators"},
	"positiveInteger": {func(s string) bool {
		return isInteger(s) && s[0] != '-' && strings.Trim(s, "+0") != ""
	}, "a whole number greater than 0, without separators"},
	"nonNegativeInteger": {func(s string) bool {
		return isInteger(s) && (s[0] != '-' || strings.Trim(s, "-0") == "")
	}, "a whole number, 0 or greater"},
	"boolean": {func(s string) bool {
		return s == "true" || s == "false" || s == "1" || s == "0"
	}, "one of true, false, 1 and 0"},
	"date":     {isDate, "a day of the calendar, written YYYY-MM-DD"},
	"dateTime": {isDateTime, "a date and time of the form 2021-03-12T18:45:00Z"},
	"anyURI":   {isURI, "a web address: a % must be followed by two hexadecimal digits, a # may come once, square brackets are written %5B and %5D, and before a colon stands http or https"},
	"language": {isLanguage, "a language code, such as en"},
	"lang":     {func(s string) bool { return s == "" || isLanguage(s) }, "a language code, such as en"}, // xml:lang
	"NMTOKEN":  {isNameToken, "a name of letters, digits and . - _ : alone"},
}

// collapsed is a value as its type sees it: XML Schema part 2 section 4.3.6, whiteSpace collapse.
// White space is XML's: a no-break space is none.
func collapsed(value []byte) string {
	return string(bytes.Join(bytes.FieldsFunc(value, isSpace), []byte{' '}))
}

func isSpace(c rune) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// isDecimal: section 3.2.3.
func isDecimal(s string) bool {
	s = unsigned(s)
	whole, fraction, _ := strings.Cut(s, ".")
	return len(whole)+len(fraction) > 0 && areDigits(whole) && areDigits(fraction)
}

// isInteger: section 3.3.13.
func isInteger(s string) bool {
	s = unsigned(s)
	return s != "" && areDigits(s)
}

func unsigned(s string) string {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		return s[1:]
	}
	return s
}

func areDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// isDate: section 3.2.9. A time zone may follow; a year has at least four digits and is not 0000.
func isDate(s string) bool {
	day, zone := cutZone(s)
	return isZone(zone) && isDay(day)
}

// cutZone cuts what may be a time zone off a date.
func cutZone(s string) (rest, zone string) {
	switch {
	case strings.HasSuffix(s, "Z"):
		return s[:len(s)-1], "Z"
	case len(s) > 6 && (s[len(s)-6] == '+' || s[len(s)-6] == '-') && s[len(s)-3] == ':':
		return s[:len(s)-6], s[len(s)-6:]
	}
	return s, ""
}

func isZone(zone string) bool {
	if zone == "" || zone == "Z" {
		return true
	}
	hours, minutes := zone[1:3], zone[4:]
	return areDigits(hours) && areDigits(minutes) && minutes < "60" && (hours < "14" || hours == "14" && minutes == "00")
}

func isDay(day string) bool {
	day = strings.TrimPrefix(day, "-")
	if len(day) < 10 {
		return false
	}
	year := day[:len(day)-6]
	if !areDigits(year) || strings.Trim(year, "0") == "" || len(year) > 4 && year[0] == '0' {
		return false
	}
	// A year of more digits has the leap days of the year that its last four say: 400 divides 10,000.
	_, err := time.Parse(time.DateOnly, day[len(day)-10:])
	return err == nil
}

// isDateTime: section 3.2.7.
func isDateTime(s string) bool {
	s, zone := cutZone(s)
	day, clock, ok := strings.Cut(s, "T")
	if !ok || !isZone(zone) || !isDay(day) || len(clock) < 8 {
		return false
	}
	second, fraction, hasFraction := strings.Cut(clock, ".")
	if hasFraction && (fraction == "" || !areDigits(fraction)) {
		return false
	}
	if second == "24:00:00" {
		return strings.Trim(fraction, "0") == ""
	}
	if len(second) != 8 {
		return false
	}
	_, err := time.Parse(time.TimeOnly, second)
	return err == nil
}

// isURI: section 3.2.17 allows what becomes a URI reference of RFC 3986 when characters outside ASCII, spaces and some others are
// escaped. Of the rest a "%" without two hexadecimal digits, square brackets, a second "#", a port that is no number, and a colon after
// what is no scheme are left to get wrong.
func isURI(s string) bool {
	for i := range len(s) {
		if s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			return false
		}
	}
	s, fragment, _ := strings.Cut(s, "#")
	if strings.Contains(fragment, "#") {
		return false
	}
	if scheme, rest, hasScheme := strings.Cut(s, ":"); hasScheme && isScheme(scheme) {
		s = rest
	} else if first, _, _ := strings.Cut(s, "/"); strings.Contains(first, ":") && !strings.Contains(strings.SplitN(first, ":", 2)[0], "?") {
		return false // section 4.2: a relative reference whose first segment has a colon
	}
	if rest, has := strings.CutPrefix(s, "//"); has {
		end := strings.IndexAny(rest, "/?")
		if end < 0 {
			end = len(rest)
		}
		if !isAuthority(rest[:end]) {
			return false
		}
		s = rest[end:]
	}
	return !strings.ContainsAny(s, "[]")
}

// isAuthority: RFC 3986 section 3.2, user@host:port.
func isAuthority(s string) bool {
	if _, host, has := strings.Cut(s, "@"); has {
		s = host
	}
	if literal, rest, has := strings.Cut(s, "]"); has { // section 3.2.2: an address of version 6
		if !strings.HasPrefix(literal, "[") || strings.ContainsAny(rest, "[]") || rest != "" && rest[0] != ':' {
			return false
		}
		s = rest
	}
	host, port, has := strings.Cut(s, ":")
	return !strings.Contains(host, "[") && (!has || port != "" && areDigits(port))
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// isScheme: RFC 3986 section 3.1.
func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(s[i]))) {
			return false
		}
	}
	return s != ""
}

// isLanguage: section 3.3.3.
func isLanguage(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if part == "" || len(part) > 8 {
			return false
		}
		for j := range len(part) {
			c := part[j] | 0x20
			if (c < 'a' || c > 'z') && (i == 0 || part[j] < '0' || part[j] > '9') {
				return false
			}
		}
	}
	return true
}

// isNameToken: section 3.3.4.
func isNameToken(s string) bool {
	for _, c := range s {
		if !strings.ContainsRune("-._:", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) {
			return false
		}
	}
	return s != ""
}
