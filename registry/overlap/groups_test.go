package overlap_test

import (
	"slices"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// One publisher's two records look like one record of another's: the better match is the same initiative, the other is
// related, until the better one goes.
func TestOneRecordOfEachPublisher(t *testing.T) {
	exact, close := borderTraining("exact"), borderTraining("close")
	close.Period.Start, close.Period.End = "2023-01-20", "2024-12-30"
	close.Budget.Amount += 200000000
	agency := other()
	d := overlap.NewDetector(nil)
	for _, i := range []*registry.Initiative{exact, close, agency} {
		d.Add(overlap.FromInitiative(i, nil))
	}
	d.Freeze()
	kinds := func() map[string]registry.OverlapKind {
		found := map[string]registry.OverlapKind{}
		for _, r := range d.DetectOne(&overlap.Features{ID: "b"}) {
			found[r.B] = r.Kind
		}
		return found
	}
	if k := kinds(); k["exact"] != registry.OverlapSameInitiative || k["close"] != registry.OverlapRelated {
		t.Errorf("%v, want the exact one alone to be the same", k)
	}
	if touched := d.Remove("exact"); !slices.Contains(touched.Initiatives, "b") {
		t.Errorf("touched %v when the better match goes, not the side that it was a match of", touched)
	}
	if k := kinds(); k["close"] != registry.OverlapSameInitiative {
		t.Errorf("%v when the better match is gone, want the other to be the same", k)
	}
	if touched := d.Add(overlap.FromInitiative(exact, nil)); !slices.Contains(touched.Initiatives, "b") {
		t.Errorf("touched %v when the better match comes back, not the side that it is a match of", touched)
	}
}
