package codelist

import (
	"testing"
)

func TestCounts(t *testing.T) {
	for name, c := range map[string]struct{ got, want int }{
		"good practices": {len(GoodPractices()), 25},
		"actors":         {len(Actors()), 34},
		"regions":        {len(Regions()), 29},
		"countries":      {len(Countries()), 250}, // ISO 3166-1 has 249; XK
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", name, c.got, c.want)
		}
	}
}
