package sheet

import "testing"

func TestSerialDay(t *testing.T) {
	for _, c := range []struct {
		serial   float64
		date1904 bool
		want     string
		ok       bool
	}{
		{43831, false, "2020-01-01", true},
		{43831.75, false, "2020-01-01", true},
		{61, false, "1900-03-01", true},
		{60, false, "", false}, // 29 February 1900
		{42369, true, "2020-01-01", true},
		{2958465, false, "9999-12-31", true},
		{2958466, false, "", false},
		{-1, true, "", false},
	} {
		if got, ok := serialDay(c.serial, c.date1904); got != c.want || ok != c.ok {
			t.Errorf("%v, %v: %q, %v", c.serial, c.date1904, got, ok)
		}
	}
}

func TestPlainDecimal(t *testing.T) {
	for f, want := range map[float64]string{
		0.1 + 0.2: "0.3", 1e6: "1000000", 1234567.891: "1234567.891", 15130: "15130", -0.45: "-0.45", 1e-7: "0.0000001",
	} {
		if got := plainDecimal(f); got != want {
			t.Errorf("%v: %q, want %q", f, got, want)
		}
	}
}

func TestShowsDate(t *testing.T) {
	for code, want := range map[string]shown{
		"dd/mm/yyyy": shownDay, `[$-1010000]d/m/yyyy;@`: shownDay, `yyyy"-"mm"-"dd`: shownDay, `[$-40C]d mmmm yyyy`: shownDay,
		"mmm yyyy": shownMonth, "mmm-yy": shownMonth, "yyyy": shownYear, "d mmm": shownNumber, "0.00": shownNumber,
		`"day" 0 "of year"`: shownNumber, "h:mm": shownNumber, `#,##0\ "dy"`: shownNumber, "[Red]0;dd/mm/yyyy": shownNumber,
	} {
		if got := showsDate(code); got != want {
			t.Errorf("%q: %v, want %v", code, got, want)
		}
	}
}
