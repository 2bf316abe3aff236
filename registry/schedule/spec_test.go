package schedule

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
)

func at(t testing.TB, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestNext(t *testing.T) {
	for _, test := range []struct{ spec, after, want string }{
		{"every 6h", "2026-11-23T00:00:00Z", "2026-11-23T06:00:00Z"},
		{"every 6h", "2026-11-23T05:59:59Z", "2026-11-23T06:00:00Z"},
		{"every 24h", "2026-11-23T15:00:00Z", "2026-11-24T00:00:00Z"},
		{"Every 90m", "2026-11-23T23:00:00Z", "2026-11-24T00:00:00Z"},
		{"every 1h30m", "2026-11-24T00:00:00Z", "2026-11-24T01:30:00Z"},
		{"every 1m", "2026-11-23T12:00:00.5Z", "2026-11-23T12:01:00Z"},
		{"30 4 * * 1", "2026-11-23T04:30:00Z", "2026-11-30T04:30:00Z"},
		{"30 4 * * mon", "2026-11-23T06:29:59+02:00", "2026-11-23T04:30:00Z"},
		{"0 */6 * * *", "2026-11-23T18:00:01Z", "2026-11-24T00:00:00Z"},
		{"0 0 29 2 *", "2026-11-23T00:00:00Z", "2028-02-29T00:00:00Z"},
	} {
		spec, err := Parse(test.spec)
		if err != nil {
			t.Errorf("%s: %v", test.spec, err)
			continue
		}
		if got := spec.Next(at(t, test.after)); !got.Equal(at(t, test.want)) || got.Location() != time.UTC {
			t.Errorf("%s after %s: %s, want %s", test.spec, test.after, got, test.want)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for spec, reason := range map[string]string{
		"": "empty", " \t": "empty", "every": "not one length", "every 6 hours": "not one length", "every day": "in h and m",
		"every 6": "in h and m", "every 1d": "in h and m", "every 30s": "shorter than one minute", "every -6h": "shorter than one minute",
		"every 0h": "shorter than one minute", "every 61s": "whole minutes", "every 9000h": "longer than 366 days",
		"6h": "neither", "@daily": "neither", "@every 1h": "neither", "* * * *": "neither", "0 * * * * *": "neither", "CRON_TZ=UTC * * * * *": "neither",
		"60 * * * *": "minute (0-59)", "0 24 * * *": "hour (0-23)", "0 0 0 * *": "day of month (1-31)", "0 0 1 13 *": "month (1-12)",
		"0 0 * * 7": "day of week (0-6", "*/0 * * * *": "minute", "5-1 * * * *": "minute", "TZ=UTC * * * *": "minute", "x * * * *": "minute",
		"0 0 30 2 *": "no calendar",
	} {
		_, err := Parse(spec)
		if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), reason) {
			t.Errorf("%q: %v, want EInvalid with %q", spec, err, reason)
		}
	}
}

// The next time is later, is the first, does not depend on when it is asked for, and moves with the feed by no more
// than it may.
func TestNextProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"every 1m", "every 7m", "every 90m", "every 6h", "every 24h", "every 168h", "every 8784h",
			"* * * * *", "30 4 * * 1", "*/7 3-5 1,15 * *", "0 0 31 * *"}).Draw(t, "spec")
		spec, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		unshifted := spec
		spec = spec.For(rapid.String().Draw(t, "feed"))
		after := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
		next := spec.Next(after)
		if !next.After(after) {
			t.Fatalf("%s is not after %s", next, after)
		}
		between := after.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(after))-1).Draw(t, "between")))
		if again := spec.Next(between); !again.Equal(next) {
			t.Fatalf("asked at %s it is %s, at %s it is %s", after, next, between, again)
		}
		if spec.interval > 0 && spec.Next(next).Sub(next) != spec.interval {
			t.Fatalf("%s is followed by %s", next, spec.Next(next))
		}
		if spec.cron != nil && !unshifted.Next(next.Add(-time.Minute)).Equal(next.Truncate(time.Minute)) {
			t.Fatalf("%s is not within the minute that %q names", next, text)
		}
	})
}

// Two hundred feeds with one interval do not fall on a few moments.
func TestForSpreads(t *testing.T) {
	spec, err := Parse("every 1h")
	if err != nil {
		t.Fatal(err)
	}
	perMinute := map[int]int{}
	for i := range 200 {
		id := "0193a1b2-0000-7000-8000-0000000000" + string("0123456789abcdef"[i/16]) + string("0123456789abcdef"[i%16])
		perMinute[spec.For(id).Next(at(t, "2026-11-23T00:00:00Z")).Minute()]++
	}
	for minute, n := range perMinute {
		if n > 15 {
			t.Errorf("%d of 200 feeds start in minute %d", n, minute)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"every 6h", "30 4 * * 1", "*/5 0-23/2 1,2 jan sun", "every -1h", "@daily", "? ? ? ? ?", "\x00 * * * *", "0 0 30 2 *"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		spec, err := Parse(text)
		if err != nil {
			if registry.ErrorCode(err) != registry.EInvalid {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := Parse(spec.String())
		if err != nil {
			t.Fatalf("%q does not read itself: %v", spec, err)
		}
		now := at(t, "2026-11-23T12:34:56Z")
		if next := spec.Next(now); !next.After(now) || !next.Equal(again.Next(now)) {
			t.Fatalf("%q: next %s, read again %s", text, next, again.Next(now))
		}
	})
}
