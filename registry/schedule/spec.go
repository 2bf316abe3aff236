package schedule

import (
	"hash/fnv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/tansiq/tansiq/registry"
)

const (
	minInterval = time.Minute
	maxInterval = 366 * 24 * time.Hour
)

// Spec is when a feed is due: an interval, or five cron fields in UTC.
type Spec struct {
	text     string
	interval time.Duration // 0 for cron
	cron     cron.Schedule
	shift    time.Duration // see For
}

// Parse reads "every 6h", with Go's units of time in whole minutes from one minute to 366 days, or five cron fields:
// minute, hour, day of month, month, day of week. EInvalid says what is wrong.
func Parse(spec string) (Spec, error) {
	fields := strings.Fields(strings.ToLower(spec))
	switch {
	case len(fields) == 0:
		return Spec{}, invalid("the schedule is empty")
	case fields[0] == "every":
		return parseInterval(fields)
	case len(fields) == 5:
		return parseCron(fields)
	}
	return Spec{}, invalid("the schedule is neither an interval nor five cron fields")
}

func parseInterval(fields []string) (Spec, error) {
	if len(fields) != 2 {
		return Spec{}, invalid("the interval is not one length of time")
	}
	d, err := time.ParseDuration(fields[1])
	switch {
	case err != nil:
		return Spec{}, invalid("the interval is not a length of time in h and m")
	case d < minInterval:
		return Spec{}, invalid("the interval is shorter than one minute")
	case d > maxInterval:
		return Spec{}, invalid("the interval is longer than 366 days")
	case d%time.Minute != 0:
		return Spec{}, invalid("the interval is not whole minutes")
	}
	return Spec{text: "every " + fields[1], interval: d}, nil
}

// cronFields names the fields in order, for errors.
var cronFields = [5]string{"minute (0-59)", "hour (0-23)", "day of month (1-31)", "month (1-12)", "day of week (0-6, Sunday is 0)"}

func parseCron(fields []string) (Spec, error) {
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	// One field at a time, since the parser's own error does not say which it is, and repeats the input.
	for i, name := range cronFields {
		alone := [5]string{"*", "*", "*", "*", "*"}
		alone[i] = fields[i]
		if _, err := parser.Parse("TZ=UTC " + strings.Join(alone[:], " ")); err != nil {
			return Spec{}, invalid("the cron field for the " + name + " is wrong")
		}
	}
	text := strings.Join(fields, " ")
	schedule, err := parser.Parse("TZ=UTC " + text)
	if err != nil {
		return Spec{}, invalid("the cron fields are wrong")
	}
	if schedule.Next(time.Unix(0, 0)).IsZero() {
		return Spec{}, invalid("the cron fields name a day that no calendar has")
	}
	return Spec{text: text, cron: schedule}, nil
}

func invalid(message string) error {
	e := registry.Errorf(registry.EInvalid, "%s", message)
	e.Hint = `write "every 6h", "every 90m", or five cron fields in UTC such as "30 4 * * 1"`
	return e
}

// String is the schedule in its shortest form; Parse reads it.
func (s Spec) String() string { return s.text }

// For is the schedule of one feed: shifted by an amount that depends on its id alone, so that feeds with the same
// schedule do not all start at once, and every replica knows when each one does. An interval says nothing about when
// it begins and is shifted by anything up to its length; cron by less than a minute, so that the time named stays true.
func (s Spec) For(feedID string) Spec {
	spread := s.interval
	if s.cron != nil {
		spread = time.Minute
	}
	h := fnv.New64a()
	h.Write([]byte(feedID))
	s.shift = time.Duration(mix(h.Sum64())%uint64(spread/time.Second)) * time.Second
	return s
}

// mix is the finalizer of MurmurHash3: the last characters of an id reach all bits.
func mix(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// Next is the first time after the given one, in UTC. Intervals are counted from midnight of 1 January of year 1, so
// they do not depend on when the process was started.
func (s Spec) Next(after time.Time) time.Time {
	from := after.UTC().Add(-s.shift)
	if s.cron != nil {
		return s.cron.Next(from).Add(s.shift)
	}
	return from.Truncate(s.interval).Add(s.interval + s.shift)
}
