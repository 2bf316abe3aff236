package overlap_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// Whatever Compare finds passes the screen: over seeded pairs of a small world, alike in part, with words spelt in two ways.
func TestScreenLetsThroughWhatIsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	found, passed, pairs := 0, 0, 0
	for world := range 40 {
		vocabulary := 20 + world*3
		var all []*registry.Initiative
		for n := range 60 {
			i := madeUp(fromRand(r), fmt.Sprintf("%02d-%02d", world, n), vocabulary)
			all = append(all, i)
			if r.IntN(3) == 0 { // another record of it, with a letter changed, a word more, or less to go by
				j := madeUp(fromRand(r), fmt.Sprintf("%02d-%02d-b", world, n), vocabulary)
				for language, title := range i.Title {
					at := r.IntN(len(title))
					j.Title = registry.Text{language: title[:at] + string(rune('a'+r.IntN(26))) + title[min(at+r.IntN(3), len(title)):]}
				}
				if r.IntN(2) == 0 {
					j.Countries, j.Period, j.Locations = i.Countries, i.Period, i.Locations
				}
				all = append(all, j)
			}
		}
		d, features := detectorOf(all)
		for x, i := range all {
			for _, j := range all[:x] {
				a, b := features[i.ID], features[j.ID]
				pairs++
				pass := d.Screen(a, b)
				if pass {
					passed++
				}
				if pass != d.Screen(b, a) {
					t.Fatalf("%v and %v: another answer in the other order", i.Title, j.Title)
				}
				if _, ok := d.Compare(a, b); ok {
					found++
					if !pass {
						t.Fatalf("what is between %v and %v does not pass", i, j)
					}
				}
			}
		}
	}
	t.Logf("%d of %d pairs pass, %d are found", passed, pairs, found)
	if found < 300 || passed > pairs*9/10 {
		t.Errorf("%d found and %d passed of %d: the pairs say nothing of the screen", found, passed, pairs)
	}
}

// The same over real titles, which are written in more ways than made-up ones: whatever is found between candidates passes.
func TestScreenLetsThroughWhatIsFoundInRealFiles(t *testing.T) {
	for set := range realSets {
		d, features := detectorOf(loadSet(t, set))
		found, passed, pairs := 0, 0, 0
		for id, a := range features {
			for _, other := range d.Candidates(id) {
				if other < id {
					continue
				}
				b := features[other]
				pairs++
				pass := d.Screen(a, b)
				if pass {
					passed++
				}
				if r, ok := d.Compare(a, b); ok {
					found++
					if !pass {
						t.Errorf("%s: what is found does not pass: %s", set, describe(r))
					}
				}
			}
		}
		t.Logf("%s: %d of %d candidates pass, %d are found", set, passed, pairs, found)
	}
}
