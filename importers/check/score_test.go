package check

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// TestMendsAddUp: what all mends are worth is what the points lack of 100, whatever is filled in, wrong or rejected.
func TestMendsAddUp(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kindsOfError := []*Kind{{Field: "a"}, {Field: "b"}, {Field: "c"}}
	for format := range absent {
		for range 200 {
			tally := newTally(format)
			for range 1 + random.IntN(20) {
				errors := map[*Kind]bool{}
				for _, kind := range kindsOfError {
					if random.IntN(3) == 0 {
						errors[kind] = true
					}
				}
				if random.IntN(4) == 0 {
					errors[kindsOfError[0]] = true // nothing is rejected without a reason
					tally.reject(errors)
					continue
				}
				facts := registry.Facts{Kind: registry.KindProject}
				if random.IntN(2) == 0 {
					facts.Title = registry.Text{"en": "Courts"}
				}
				if random.IntN(2) == 0 {
					facts.Participations = []registry.Participation{{Role: registry.RoleFunding, Ref: "XI-IATI-EX"}}
				}
				tally.add(&facts, random.IntN(2) == 0, errors)
			}
			gains := 0.0
			for _, mend := range tally.mends() {
				gains += mend.Gain
			}
			if s := tally.score(); math.Abs(s.Points+gains-100) > 0.001 {
				t.Fatalf("%s: %v points and mends worth %v", format, s.Points, gains)
			}
		}
	}
}

func TestScore(t *testing.T) {
	tally := newTally("table")
	full := &Kind{Field: "title", Reason: "no title", Records: 1}
	for range 3 {
		tally.add(&registry.Facts{Title: registry.Text{"en": "Courts"}}, false, nil)
	}
	tally.reject(map[*Kind]bool{full: true})
	s := tally.score()
	// Three of four are clean: 37.5. Of eleven fields three records have one: 3/44 of 50.
	if want := rounded(37.5 + 50*3.0/44); s.Points != want || s.Clean != 0.75 || s.Records != 4 {
		t.Errorf("%+v, want %v points", s, want)
	}
	// The rejected record lacks 12.5 for its error and 12.5 for its fields.
	if best := s.Mends[0]; best.What != "mend: title: no title" || best.Gain != 25 || best.Records != 1 || len(s.Mends) != 3 {
		t.Errorf("%+v", s.Mends)
	}
	if newTally("iati").score() != nil {
		t.Error("a score of nothing")
	}
}
