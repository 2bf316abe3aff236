package overlap_test

import (
	"math"
	"testing"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

// TestVector: a pair's readings give the score that the detector gives it, in both orders.
func TestVector(t *testing.T) {
	d, features := detectorOf(loadSet(t, "somalia"))
	model := overlap.SeedModel()
	n := map[registry.OverlapKind]int{}
	d.Detect(func(r overlap.Result) {
		n[r.Kind]++
		v := d.Vector(features[r.B], features[r.A])
		question, readings := &model.Identity, v.Identity
		if r.Kind == registry.OverlapOverlap {
			question, readings = &model.Overlap, v.Overlap
			if !v.MayOverlap {
				t.Errorf("%s and %s may not overlap and do", r.A, r.B)
			}
		}
		if got := question.Score(readings); v.A != r.A || v.B != r.B || math.Abs(got-r.Score) > 1e-9 {
			t.Errorf("%s and %s score %v, the detector says %v", v.A, v.B, got, r.Score)
		}
	})
	if n[registry.OverlapRelated] == 0 || n[registry.OverlapOverlap] == 0 {
		t.Errorf("found %v", n)
	}
}
