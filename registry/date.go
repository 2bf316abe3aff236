package registry

import (
	"encoding/json"
	"time"
)

// Date is a calendar day, "2006-01-02", or "" where nothing is known. Text order is time order.
// It is a text and not a time.Time because a funded period has days, not instants in somebody's time zone.
type Date string

// ParseDate reads an ISO 8601 calendar date. XML Schema's xsd:date and xsd:dateTime time-zone suffixes
// ("2011-03-31Z", "2011-03-31T00:00:00+03:00") are accepted and dropped: the publisher's own calendar day is kept.
// Anything else is EInvalid; an impossible day (30 February) too.
func ParseDate(s string) (Date, error) {
	if len(s) < 10 {
		return "", Errorf(EInvalid, "not a date (YYYY-MM-DD)")
	}
	t, err := time.Parse(time.DateOnly, s[:10])
	if err != nil || t.Year() < 1000 {
		return "", Errorf(EInvalid, "not a date (YYYY-MM-DD)")
	}
	if rest := s[10:]; rest != "" && !isZoneOrTime(rest) {
		return "", Errorf(EInvalid, "not a date (YYYY-MM-DD)")
	}
	return Date(t.Format(time.DateOnly)), nil
}

func isZoneOrTime(rest string) bool {
	for _, layout := range []string{"Z07:00", "T15:04:05", "T15:04:05Z07:00", " 15:04:05", "T15:04Z07:00", "T15:04"} {
		if _, err := time.Parse(layout, rest); err == nil {
			return true
		}
	}
	return false
}

// DateOf is the UTC day of an instant.
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// Time is the day's first instant in UTC, the zero time where the date is unknown.
func (d Date) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// Days is the number of days since 1970-01-01; ok is false where the date is unknown.
func (d Date) Days() (days int32, ok bool) {
	t := d.Time()
	if t.IsZero() {
		return 0, false
	}
	return int32(t.Unix() / 86400), true
}

// MarshalJSON writes null for an unknown date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(d))
}

// UnmarshalJSON reads what MarshalJSON writes and refuses every other text with EInvalid.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == nil || *s == "" {
		*d = ""
		return nil
	}
	parsed, err := ParseDate(*s)
	*d = parsed
	return err
}
