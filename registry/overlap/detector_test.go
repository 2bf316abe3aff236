package overlap_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
)

func madeUpFeatures(draw source, n int, version string, vocabulary int) []*overlap.Features {
	all := make([]*overlap.Features, n)
	for k := range all {
		i := madeUp(draw, fmt.Sprintf("id-%05d", k), vocabulary)
		if version != "" {
			i.Title["en"] = version + " " + i.Title["en"]
		}
		all[k] = overlap.FromInitiative(i, nil)
	}
	return all
}

// republished are copies of some of the records under ids of their own, half of them poorer.
func republished(r *rand.Rand, of []*overlap.Features, n int) []*overlap.Features {
	copies := make([]*overlap.Features, n)
	for k := range copies {
		f := *of[r.IntN(len(of))]
		f.ID = fmt.Sprintf("copy-%02d-%s", k, f.ID)
		if r.IntN(2) == 0 {
			f.Places, f.Money = nil, nil
		}
		copies[k] = &f
	}
	return copies
}

func resultsOf(d *overlap.Detector) map[[2]string]overlap.Result {
	all := map[[2]string]overlap.Result{}
	d.Detect(func(r overlap.Result) { all[[2]string{r.A, r.B}] = r })
	return all
}

// follow brings results to what a change touched.
func follow(d *overlap.Detector, kept map[[2]string]overlap.Result, t overlap.Touched) {
	maps.DeleteFunc(kept, func(pair [2]string, _ overlap.Result) bool {
		return slices.Contains(t.Initiatives, pair[0]) || slices.Contains(t.Initiatives, pair[1]) || slices.Contains(t.Pairs, pair)
	})
	for _, r := range d.Reexamine(t) {
		kept[[2]string{r.A, r.B}] = r
	}
}

// Within a generation the order in which initiatives arrive, change and leave plays no part, and what is kept up to
// date from the ids that Add and Remove answer with is what a full detection finds. The seeded world is dense: most
// initiatives have more than thirty others to share something with.
func TestBatchEqualsIncremental(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		first := madeUpFeatures(fromRand(r), 50, "", 24)
		first = append(first, republished(r, first, 10)...)
		later := append(madeUpFeatures(fromRand(r), 4, "changed", 24), madeUpFeatures(fromRand(r), 54, "", 24)[50:]...)
		for _, f := range republished(r, first, 3) {
			f.ID += "-late"
			later = append(later, f)
		}
		var leaving []string
		for range 3 {
			leaving = append(leaving, first[r.IntN(len(first))].ID)
		}

		batch, live := overlap.NewDetector(nil), overlap.NewDetector(nil)
		for _, f := range first {
			batch.Add(f)
		}
		for _, k := range r.Perm(len(first)) {
			live.Add(first[k])
		}
		batch.Freeze()
		live.Freeze()
		kept := resultsOf(live)
		if diff := gocmp.Diff(resultsOf(batch), kept); diff != "" {
			t.Fatalf("order before the generation: %s", diff)
		}

		for _, f := range later {
			batch.Add(f)
		}
		for _, id := range leaving {
			batch.Remove(id)
		}
		byID := map[string]*overlap.Features{}
		for _, f := range later {
			byID[f.ID] = f
		}
		// In another order, with those that leave leaving in between and some changes coming twice.
		steps := append(slices.Sorted(maps.Keys(byID)), slices.Sorted(maps.Keys(byID))[:2]...)
		r.Shuffle(len(steps), func(i, j int) { steps[i], steps[j] = steps[j], steps[i] })
		for _, id := range steps {
			follow(live, kept, live.Add(byID[id]))
		}
		for _, id := range leaving {
			follow(live, kept, live.Remove(id))
		}
		want := resultsOf(batch)
		if diff := gocmp.Diff(want, resultsOf(live)); diff != "" {
			t.Fatalf("order within the generation: %s", diff)
		}
		if diff := gocmp.Diff(want, kept); diff != "" {
			t.Fatalf("kept up to date: %s", diff)
		}
	})
}

// versions are initiatives of one title and time, each with some of the rest: there is something between most of them, the
// last of a list and the first of its spares included.
func versions(r *rand.Rand, n int) []*overlap.Features {
	of := madeUp(fromRand(r), "", 24)
	all := make([]*overlap.Features, n)
	for k := range all {
		i := *of
		i.ID = fmt.Sprintf("id-%05d", k)
		i.Identifiers = []registry.Identifier{{Scheme: "iati", Value: "XX-" + i.ID}}
		if r.IntN(2) == 0 {
			i.Locations = nil
		}
		if r.IntN(2) == 0 {
			i.Budget = nil
		}
		if r.IntN(2) == 0 {
			i.Reporter = &registry.Reporter{Ref: fmt.Sprint("XX-", r.IntN(9))}
		}
		all[k] = overlap.FromInitiative(&i, nil)
	}
	return all
}

// However initiatives come, change and leave, each one's list begins with its best, and what is kept up to date is what a
// full detection finds. So many leave that spares run out and lists are made anew, until some have all that is left.
func TestListsKeepTheBest(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 0))
		stored := versions(r, 56)
		d := overlap.NewDetector(nil)
		for _, f := range stored {
			d.Add(f)
		}
		d.Freeze()
		kept := resultsOf(d)
		order := r.Perm(len(stored))
		for step := range 60 {
			var touched overlap.Touched
			switch {
			case step >= 36:
				touched = d.Add(stored[order[step-36]])
			case step%3 == 2:
				changed := *stored[r.IntN(len(stored))]
				changed.Money, changed.Places = stored[r.IntN(len(stored))].Money, nil
				touched = d.Add(&changed)
			default:
				touched = d.Remove(stored[order[step-step/3]].ID)
			}
			follow(d, kept, touched)
			if step%6 != 5 {
				continue
			}
			d.Lists(func(known int, isRight bool) {
				if !isRight {
					t.Errorf("seed %d, step %d: a list of %d is not the best", seed, step, known)
				}
			})
			if diff := gocmp.Diff(resultsOf(d), kept); diff != "" {
				t.Fatalf("seed %d, step %d: kept up to date: %s", seed, step, diff)
			}
		}
	}
}

// Weights add up to the logit of the score, what is missing weighs nothing, and neither the order of the two nor
// what the evidence hash leaves out changes it.
func TestResultsExplainThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := overlap.NewDetector(nil)
		a, b := drawInitiative(t, "a"), drawInitiative(t, "b")
		if rapid.Bool().Draw(t, "alike") {
			b.Title, b.Countries, b.Period, b.Locations = a.Title, a.Countries, a.Period, a.Locations
		}
		fa, fb := overlap.FromInitiative(a, nil), overlap.FromInitiative(b, nil)
		d.Add(fa)
		d.Add(fb)
		d.Freeze()
		r, ok := d.Compare(fa, fb)
		mirrored, ok2 := d.Compare(fb, fa)
		if ok != ok2 || gocmp.Diff(r, mirrored) != "" {
			t.Fatalf("not symmetric: %s", gocmp.Diff(r, mirrored))
		}
		if !ok {
			return
		}
		sum, seen := 0.0, map[registry.Dimension]bool{}
		for _, e := range r.Evidence {
			if seen[e.Dimension] {
				t.Fatalf("two entries for %s", e.Dimension)
			}
			seen[e.Dimension] = true
			if e.Level == registry.LevelMissing && e.Weight != 0 {
				t.Fatalf("%s is missing and weighs %v", e.Dimension, e.Weight)
			}
			if overlap.Sentence(e) == nil {
				t.Fatalf("no sentence for %s %s", e.Dimension, e.Level)
			}
			sum += e.Weight
		}
		if len(seen) != 10 {
			t.Fatalf("%d entries, want ten", len(seen))
		}
		if logit := math.Log(r.Score / (1 - r.Score)); math.Abs(sum-logit) > 1e-9 {
			t.Fatalf("weights add up to %v, the score's logit is %v", sum, logit)
		}
		if r.Kind == registry.OverlapRelated != (r.Relation != "") {
			t.Fatalf("kind %s with relation %q", r.Kind, r.Relation)
		}
		if len(r.EvidenceHash) != 64 || r.Completeness != min(fa.Completeness, fb.Completeness) {
			t.Fatalf("hash %q, completeness %v", r.EvidenceHash, r.Completeness)
		}
	})
}

// A draft is answered as if it were added, and leaves no trace.
func TestDraftIsComparedAsIfAdded(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	all := madeUpFeatures(fromRand(r), 200, "", 24)
	d := overlap.NewDetector(nil)
	for _, f := range all[:199] {
		d.Add(f)
	}
	d.Freeze()
	before := resultsOf(d)
	draft := d.DetectOne(all[199])
	if diff := gocmp.Diff(before, resultsOf(d)); diff != "" || d.Len() != 199 {
		t.Fatalf("the draft left a trace: %s", diff)
	}
	d.Add(all[199])
	if diff := gocmp.Diff(draft, d.DetectOne(all[199])); diff != "" {
		t.Error(diff)
	}
	if !slices.IsSortedFunc(draft, func(a, b overlap.Result) int { return cmp.Compare(b.Score, a.Score) }) {
		t.Error("the strongest is not first")
	}
}

// A pair is found where either is among the other's thirty: twins among thousands that share their country, sector and
// years are.
func TestTwinsAreCandidates(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	d := overlap.NewDetector(nil)
	for _, f := range madeUpFeatures(fromRand(r), 3000, "", 400) {
		d.Add(f)
	}
	lost := 0
	for k := range 100 {
		i := madeUp(fromRand(r), fmt.Sprintf("twin-%03d-a", k), 400)
		j := *i
		j.ID, j.Locations, j.Budget = fmt.Sprintf("twin-%03d-b", k), nil, nil
		j.Identifiers = []registry.Identifier{{Scheme: "iati", Value: j.ID}}
		d.Add(overlap.FromInitiative(i, nil))
		d.Add(overlap.FromInitiative(&j, nil))
	}
	d.Freeze()
	for k := range 100 {
		if !slices.Contains(d.Candidates(fmt.Sprintf("twin-%03d-a", k)), fmt.Sprintf("twin-%03d-b", k)) {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of 100 twins are not candidates", lost)
	}
}

func TestRemovingWhatIsNotThere(t *testing.T) {
	d := overlap.NewDetector(nil)
	if touched := d.Remove("nothing"); len(touched.Initiatives)+len(touched.Pairs) != 0 || d.Candidates("nothing") != nil {
		t.Errorf("touched %v", touched)
	}
}

// BenchmarkDetect detects over seeded synthetic records: features to flags, all cores.
func BenchmarkDetect(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			all := madeUpFeatures(fromRand(rand.New(rand.NewPCG(1, 1))), n, "", n/5)
			blobs := 0
			for _, f := range all {
				blob, _ := f.MarshalBinary()
				blobs += len(blob)
			}
			for b.Loop() {
				begin := time.Now()
				d := overlap.NewDetector(nil)
				for _, f := range all {
					d.Add(f)
				}
				d.Freeze()
				freeze := time.Since(begin)
				found := 0
				d.Detect(func(overlap.Result) { found++ })
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				b.ReportMetric(float64(m.HeapAlloc)/float64(1<<20), "MiB")
				b.ReportMetric(freeze.Seconds(), "s-index")
				b.ReportMetric((time.Since(begin) - freeze).Seconds(), "s-compare")
				b.ReportMetric(float64(found), "results")
				b.ReportMetric(float64(blobs)/float64(n), "B/features")
				runtime.KeepAlive(d)
			}
		})
	}
}

// BenchmarkUpsert is one change among a hundred thousand, to the results of every initiative that it touches.
func BenchmarkUpsert(b *testing.B) {
	const n = 100_000
	all := madeUpFeatures(fromRand(rand.New(rand.NewPCG(1, 1))), n, "", n/5)
	d := overlap.NewDetector(nil)
	for _, f := range all {
		d.Add(f)
	}
	d.Freeze()
	changed := madeUpFeatures(fromRand(rand.New(rand.NewPCG(2, 2))), 1000, "changed", n/5)
	k, touched := 0, 0
	for b.Loop() {
		t := d.Add(changed[k%len(changed)])
		d.Reexamine(t)
		touched += len(t.Initiatives) + len(t.Pairs)
		k++
	}
	b.ReportMetric(float64(touched)/float64(k), "touched/op")
}
