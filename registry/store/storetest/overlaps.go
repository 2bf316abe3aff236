package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/tansiq/tansiq/registry"
)

// overlapOf is an open flag between initiatives a and b.
func overlapOf(n, a, b int, visible ...registry.ViewScope) *registry.Overlap {
	if visible == nil {
		visible = []registry.ViewScope{}
	}
	return &registry.Overlap{
		ID: fmt.Sprintf("0198bbbb-0000-7000-8000-%012d", n), Kind: registry.OverlapOverlap, Level: registry.LevelHigh,
		Status: registry.OverlapOpen, Score: 0.1 + 0.2, A: registry.Side{Initiative: id(a)}, B: registry.Side{Initiative: id(b)}, Visible: visible,
	}
}

func testOverlaps(_ *testing.T, e *env) {
	for n := 1; n <= 4; n++ {
		e.put(initiative(n, `{"t":"open"}`, registry.Index{}))
	}
	full := overlapOf(1, 2, 1, registry.RegionScope("sahel"))
	full.Model, full.EvidenceHash, full.DetectedAt, full.Regions = "m1", "hash", e.now(), []string{"sahel"}
	full.A.Countries, full.B.Donors = []string{"ML"}, []registry.SideDonor{{Organisation: "d1", Name: registry.Text{"en": "D"}}}
	full.Evidence = []registry.Evidence{
		{Dimension: registry.DimensionPractice, Level: "exact", Weight: -0.1234567890123456, Matched: []string{"19"}},
		{Dimension: registry.DimensionPrior, Weight: -3.3},
	}
	full.Ruling = &registry.Ruling{ID: "r", Decision: registry.DecisionFalseAlarm, At: e.now()}
	low := overlapOf(2, 3, 4)
	low.Score, low.Level, low.Kind = 0.2, registry.LevelLow, registry.OverlapDuplicate
	related := overlapOf(3, 1, 3)
	related.Kind = registry.OverlapRelated
	retracted := overlapOf(4, 1, 4)
	retracted.Status = registry.OverlapRetracted
	put := func(overlaps ...*registry.Overlap) error {
		return e.Write(e.ctx, func(tx registry.Tx) error { return tx.PutOverlaps(e.ctx, overlaps) })
	}
	e.must(put(full, low, related, retracted))
	e.wants(put(overlapOf(9, 1, 2)), registry.EConflict) // the pair has one, the other way round

	sahel := lensOf(registry.ScopePartner, registry.RegionScope("sahel"))
	got, err := e.FindOverlap(e.ctx, sahel, full.ID)
	e.must(err)
	if diff := cmp.Diff(full, got); diff != "" {
		e.Errorf("overlap (-want +got):\n%s", diff)
	}
	_, err = e.FindOverlap(e.ctx, sahel, low.ID)
	e.wants(err, registry.ENotFound)
	_, err = e.FindOverlap(e.ctx, lensOf(registry.ScopePartner), full.ID)
	e.wants(err, registry.ENotFound)
	_, err = e.FindOverlap(e.ctx, public, full.ID)
	e.wants(err, registry.ENotFound)

	everything := registry.Lens{Base: registry.ScopeAll}
	for _, c := range []struct {
		name   string
		lens   registry.Lens
		filter registry.OverlapFilter
		want   []string
	}{
		{"flags", everything, registry.OverlapFilter{}, []string{full.ID, low.ID}},
		{"public", public, registry.OverlapFilter{}, nil},
		{"public, open flags shown", publicAll, registry.OverlapFilter{}, []string{full.ID, low.ID}},
		{"public, retracted", publicAll, registry.OverlapFilter{Statuses: []registry.OverlapStatus{registry.OverlapRetracted}}, nil},
		{"party", sahel, registry.OverlapFilter{}, []string{full.ID}},
		{"undecided", everything, registry.OverlapFilter{Undecided: true}, []string{full.ID, low.ID}},
		{"decision", everything, registry.OverlapFilter{Decisions: registry.Decisions()}, nil},
		{"kind", everything, registry.OverlapFilter{Kinds: []registry.OverlapKind{registry.OverlapDuplicate}}, []string{low.ID}},
		{"related", everything, registry.OverlapFilter{Kinds: []registry.OverlapKind{registry.OverlapRelated}}, []string{related.ID}},
		{"level", everything, registry.OverlapFilter{Levels: []registry.Level{registry.LevelLow}}, []string{low.ID}},
		{"region", everything, registry.OverlapFilter{Regions: []string{"sahel"}}, []string{full.ID}},
		{"country", everything, registry.OverlapFilter{Countries: []string{"ML", "NE"}}, []string{full.ID}},
		{"practice", everything, registry.OverlapFilter{GoodPractices: []int{19}}, []string{full.ID}},
		{"other practice", everything, registry.OverlapFilter{GoodPractices: []int{1}}, nil},
		{"donor", everything, registry.OverlapFilter{Donors: []string{"d1"}}, []string{full.ID}},
		{"status", everything, registry.OverlapFilter{Statuses: []registry.OverlapStatus{registry.OverlapRetracted}}, []string{retracted.ID}},
		{"score", everything, registry.OverlapFilter{MinScore: 0.25}, []string{full.ID}},
		{"initiative", everything, registry.OverlapFilter{Initiative: id(4)}, []string{low.ID}},
		{"other side", everything, registry.OverlapFilter{Initiative: id(3)}, []string{low.ID}},
	} {
		var listed []string
		for cursor := ""; ; {
			page, next, err := e.ListOverlaps(e.ctx, c.lens, c.filter, registry.Page{Limit: 1, Cursor: cursor})
			e.must(err)
			for _, o := range page {
				listed = append(listed, o.ID)
			}
			if cursor = next; next == "" {
				break
			}
		}
		if !slices.Equal(listed, c.want) {
			e.Errorf("%s: %v, want %v", c.name, listed, c.want)
		}
		n, err := e.CountOverlaps(e.ctx, c.lens, c.filter)
		e.must(err)
		if n != len(c.want) {
			e.Errorf("%s: counts %d, want %d", c.name, n, len(c.want))
		}
		walked := 0
		for _, err := range e.EachOverlap(e.ctx, c.lens, c.filter) {
			e.must(err)
			walked++
		}
		if walked != len(c.want) {
			e.Errorf("%s: walked %d, want %d", c.name, walked, len(c.want))
		}
	}

	pairs, err := e.OpenOverlapPairs(e.ctx)
	e.must(err)
	want := map[[2]string]string{{id(1), id(2)}: full.ID, {id(3), id(4)}: low.ID, {id(1), id(3)}: related.ID}
	if diff := cmp.Diff(want, pairs); diff != "" {
		e.Errorf("open pairs (-want +got):\n%s", diff)
	}
	full.Status, full.Visible, full.A.Countries = registry.OverlapRuled, []registry.ViewScope{}, nil
	e.must(put(full))
	_, err = e.FindOverlap(e.ctx, sahel, full.ID)
	e.wants(err, registry.ENotFound)
	_, err = e.FindOverlap(e.ctx, publicAll, full.ID)
	e.wants(err, registry.ENotFound) // a false alarm
	byDecision := registry.OverlapFilter{Decisions: []registry.Decision{registry.DecisionFalseAlarm}}
	if n, err := e.CountOverlaps(e.ctx, everything, byDecision); err != nil || n != 1 {
		e.Errorf("%d are ruled false alarms, want 1 (%v)", n, err)
	}
	if n, err := e.CountOverlaps(e.ctx, everything, registry.OverlapFilter{Undecided: true}); err != nil || n != 1 {
		e.Errorf("%d are undecided, want 1 (%v)", n, err)
	}
	if n, err := e.CountOverlaps(e.ctx, everything, registry.OverlapFilter{Countries: []string{"ML"}}); err != nil || n != 0 {
		e.Errorf("%d with a country that it has no more (%v)", n, err)
	}
	e.write(func(tx registry.Tx) error {
		of, err := tx.FindOverlapsOf(e.ctx, id(1))
		e.must(err)
		if diff := cmp.Diff([]*registry.Overlap{full, related, retracted}, of); diff != "" {
			e.Errorf("of an initiative (-want +got):\n%s", diff)
		}
		byPair, err := tx.FindOverlapsByPair(e.ctx, [][2]string{{id(1), id(4)}, {id(1), id(2)}, {id(5), id(6)}})
		e.must(err)
		wantPairs := map[[2]string]*registry.Overlap{{id(1), id(4)}: retracted, {id(1), id(2)}: full}
		if diff := cmp.Diff(wantPairs, byPair); diff != "" {
			e.Errorf("by pair (-want +got):\n%s", diff)
		}
		return nil
	})
}

// testPublicOverlaps: the public sees what was confirmed by a time and of which nothing is withheld, as things are now.
func testPublicOverlaps(_ *testing.T, e *env) {
	for n := 1; n <= 3; n++ {
		e.put(initiative(n, `{"t":"open"}`, registry.Index{}))
	}
	confirmed := overlapOf(1, 1, 2)
	confirmed.Status = registry.OverlapRuled
	confirmed.Ruling = &registry.Ruling{ID: "r", Decision: registry.DecisionConfirmedOverlap, At: e.now()}
	discussed := overlapOf(2, 1, 3)
	discussed.Status = registry.OverlapRuled
	discussed.Ruling = &registry.Ruling{ID: "s", Decision: registry.DecisionNeedsDiscussion, At: e.now()}
	put := func(overlaps ...*registry.Overlap) {
		e.write(func(tx registry.Tx) error { return tx.PutOverlaps(e.ctx, overlaps) })
	}
	put(confirmed, discussed)
	yes := true
	wants := func(what string, by time.Time, initiatives int, want ...string) {
		e.Helper()
		lens := public
		lens.Flags.ConfirmedBy = by
		var got []string
		for o, err := range e.EachOverlap(e.ctx, lens, registry.OverlapFilter{}) {
			e.must(err)
			got = append(got, o.ID)
		}
		if !slices.Equal(got, want) {
			e.Errorf("%s: the public sees %v, want %v", what, got, want)
		}
		if n := e.count(lens, registry.InitiativeFilter{HasOverlap: &yes}); n != initiatives {
			e.Errorf("%s: the public counts %d initiatives with an overlap, want %d", what, n, initiatives)
		}
	}
	wants("before the time for a reply has passed", e.now().Add(-time.Millisecond), 0)
	wants("when it has passed", e.now(), 2, confirmed.ID)
	e.put(registry.InitiativeWrite{ID: id(2), Views: []registry.View{
		{Scopes: base[:2], Document: []byte(`{"t":"less"}`)}, {Scopes: base[2:], Document: []byte(`{"t":"open"}`)},
	}})
	wants("when something of a side is withheld", e.now(), 0)
	e.put(initiative(2, `{"t":"open"}`, registry.Index{}))
	wants("when nothing is withheld any more", e.now(), 2, confirmed.ID)
	// A side that was merged away is what it is part of now.
	e.put(registry.InitiativeWrite{ID: id(2)})
	wants("when a side has gone", e.now(), 0)
	e.write(func(tx registry.Tx) error { return tx.RedirectInitiative(e.ctx, id(2), id(3)) })
	wants("when a side is part of another", e.now(), 1, confirmed.ID)
	confirmed.Status = registry.OverlapReopened
	put(confirmed)
	wants("when the evidence has changed", e.now(), 0)
}

func testRulings(_ *testing.T, e *env) {
	key := func(feed, k string) registry.RecordKey { return registry.RecordKey{Feed: feed, Key: k} }
	first := &registry.Ruling{ID: "r1", Overlap: "o1", Decision: registry.DecisionSameInitiative, Reason: "why", EvidenceHash: "h",
		Actor: "k1", At: e.now(), Due: "2027-01-01", A: key("f", "a"), B: key("g", "b")}
	second := &registry.Ruling{ID: "r2", Overlap: "o2", Decision: registry.DecisionFalseAlarm, At: e.tick(), A: key("f", "c"), B: key("f", "a")}
	e.write(func(tx registry.Tx) error {
		e.must(tx.PutRuling(e.ctx, first))
		return tx.PutRuling(e.ctx, second)
	})
	wants := func(want []*registry.Ruling, keys ...registry.RecordKey) {
		e.Helper()
		e.write(func(tx registry.Tx) error {
			got, err := tx.ActiveRulings(e.ctx, keys)
			e.must(err)
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				e.Errorf("rulings of %v (-want +got):\n%s", keys, diff)
			}
			return nil
		})
	}
	wants([]*registry.Ruling{first, second}, key("f", "a"))
	wants([]*registry.Ruling{first}, key("g", "b"))
	wants([]*registry.Ruling{first, second}, key("g", "b"), key("f", "c"))
	wants(nil, key("g", "a"), key("f", "b"))
	wants(nil)
	second.RevertedAt = new(e.tick())
	e.write(func(tx registry.Tx) error { return tx.PutRuling(e.ctx, second) })
	wants([]*registry.Ruling{first}, key("f", "a"), key("f", "c"))
	for _, c := range []struct {
		at   time.Time
		want []*registry.Ruling
	}{
		{first.At.Add(-time.Second), nil}, {first.At, []*registry.Ruling{first}},
		{second.At, []*registry.Ruling{first, second}}, {*second.RevertedAt, []*registry.Ruling{first}},
	} {
		got, err := e.RulingsAt(e.ctx, c.at)
		e.must(err)
		if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
			e.Errorf("rulings at %v (-want +got):\n%s", c.at, diff)
		}
	}
	for _, c := range []struct {
		name, overlap string
		a, b          []registry.RecordKey
		want          []*registry.Ruling
	}{
		{"of the overlap", "o2", nil, nil, []*registry.Ruling{second}},
		{"of the records", "o3", []registry.RecordKey{key("f", "a")}, []registry.RecordKey{key("g", "b"), key("f", "c")}, []*registry.Ruling{second, first}},
		{"of both", "o2", []registry.RecordKey{key("g", "b")}, []registry.RecordKey{key("f", "a")}, []*registry.Ruling{second, first}},
		{"of neither", "o3", []registry.RecordKey{key("g", "b")}, []registry.RecordKey{key("f", "c")}, nil},
	} {
		got, err := e.RulingsOf(e.ctx, c.overlap, c.a, c.b)
		e.must(err)
		if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
			e.Errorf("rulings %s (-want +got):\n%s", c.name, diff)
		}
	}
	e.write(func(tx registry.Tx) error {
		found, err := tx.FindRuling(e.ctx, "r2")
		e.must(err)
		if diff := cmp.Diff(second, found); diff != "" {
			e.Errorf("ruling (-want +got):\n%s", diff)
		}
		_, err = tx.FindRuling(e.ctx, "nothing")
		e.wants(err, registry.ENotFound)
		return nil
	})
}

func testDetection(_ *testing.T, e *env) {
	var writes []registry.InitiativeWrite
	for n := range 1203 {
		w := initiative(n, `{"t":"x"}`, registry.Index{})
		if n > 0 {
			w.Features = []byte(fmt.Sprint("f", n))
		}
		writes = append(writes, w)
	}
	e.put(writes...)
	at, err := e.LastChange(e.ctx)
	e.must(err)
	walked := 0
	for row, err := range e.EachFeatures(e.ctx) {
		e.must(err)
		walked++
		if row.Initiative != id(walked) || string(row.Features) != fmt.Sprint("f", walked) {
			e.Fatalf("row %d: %s %s", walked, row.Initiative, row.Features)
		}
	}
	if walked != 1202 {
		e.Errorf("%d have features, want 1202", walked)
	}
	// New features are a change, also where no scope sees anything new.
	writes[1].Features = []byte("new")
	writes[2].Features = nil
	e.put(writes[:4]...)
	changes, err := e.Changes(e.ctx, at, 10)
	e.must(err)
	if len(changes) != 2 || changes[0].Initiative != id(1) || changes[1].Initiative != id(2) || len(changes[0].Scopes) > 0 {
		e.Errorf("changes of features: %+v", changes)
	}
	rows, err := e.FeaturesOf(e.ctx, []string{id(1), id(2), id(9999)})
	e.must(err)
	want := []registry.DetectionRow{{Initiative: id(1), Features: []byte("new")}, {Initiative: id(2)}}
	if diff := cmp.Diff(want, rows); diff != "" {
		e.Errorf("features (-want +got):\n%s", diff)
	}
	for range 2 {
		position, model, err := e.DetectorPosition(e.ctx)
		e.must(err)
		e.write(func(tx registry.Tx) error { return tx.SetDetectorPosition(e.ctx, position+5, model+"m") })
	}
	if position, model, err := e.DetectorPosition(e.ctx); err != nil || position != 10 || model != "mm" {
		e.Errorf("detector at %d of %s (%v)", position, model, err)
	}
}
