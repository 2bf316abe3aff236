package columns

import (
	"cmp"
	"math"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
	"pgregory.net/rapid"
)

func entry(r *rapid.T) Entry {
	day := rapid.OneOf(rapid.Just(Unknown), rapid.Int32Range(-400, 25000))
	e := Entry{
		Start: day.Draw(r, "start"), End: day.Draw(r, "end"), OpenEnded: rapid.Bool().Draw(r, "open"),
		Terms: rapid.SliceOfNDistinct(rapid.Uint32Range(1, 9), 0, 6, rapid.ID).Draw(r, "terms"), TextHash: rapid.Uint64().Draw(r, "hash"),
		Identifiers: rapid.SliceOfN(rapid.String(), 0, 2).Draw(r, "identifiers"),
	}
	e.Faceted = rapid.IntRange(0, len(e.Terms)).Draw(r, "faceted")
	if rapid.Bool().Draw(r, "has budget") {
		b := registry.Amount(rapid.Int64().Draw(r, "budget"))
		e.Budget = &b
	}
	for range rapid.IntRange(0, 2).Draw(r, "points") {
		e.Points = append(e.Points, registry.Point{Latitude: rapid.Float64Range(-90, 90).Draw(r, "latitude"),
			Longitude: rapid.Float64Range(-180, 180).Draw(r, "longitude")})
	}
	return e
}

func TestEntryRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		e := entry(r)
		got, err := DecodeEntry(e.Encode())
		if err != nil {
			r.Fatal(err)
		}
		if len(e.Terms) == 0 {
			e.Terms = nil
		}
		if len(e.Identifiers) == 0 {
			e.Identifiers = nil
		}
		if d := diff.Diff(e, got); d != "" {
			r.Fatalf("(-want +got):\n%s", d)
		}
	})
}

// FuzzDecodeEntry: whatever the bytes, no panic and no huge allocation; what is read is written as it was read.
func FuzzDecodeEntry(f *testing.F) {
	budget := registry.Amount(5)
	e := Entry{Start: 1, End: Unknown, Budget: &budget, Terms: []uint32{1, 300}, Faceted: 1, Points: []registry.Point{{Latitude: 1}},
		Identifiers: []string{"a"}, TextHash: 7}
	f.Add(e.Encode())
	f.Add([]byte{entryFormat, 0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := DecodeEntry(b)
		if err != nil {
			if registry.ErrorCode(err) != registry.EInternal {
				t.Errorf("error %v", err)
			}
			return
		}
		again, err := DecodeEntry(e.Encode())
		if err != nil {
			t.Fatal(err)
		}
		for i := range again.Points { // NaN is not equal to itself
			if math.Float64bits(again.Points[i].Latitude) == math.Float64bits(e.Points[i].Latitude) {
				again.Points[i].Latitude, e.Points[i].Latitude = 0, 0
			}
			if math.Float64bits(again.Points[i].Longitude) == math.Float64bits(e.Points[i].Longitude) {
				again.Points[i].Longitude, e.Points[i].Longitude = 0, 0
			}
		}
		if d := diff.Diff(e, again); d != "" {
			t.Errorf("read, written and read again (-first +second):\n%s", d)
		}
	})
}

// TestReplace: after any row of replacements, and of compactions, sets, counts and orders are those of a plain list.
func TestReplace(t *testing.T) {
	scopes := []registry.ViewScope{"org:a", "region:b"}
	rapid.Check(t, func(r *rapid.T) {
		c, model := New(), map[uint32][]Row{}
		for range rapid.IntRange(1, 12).Draw(r, "replacements") {
			initiative := rapid.Uint32Range(1, 4).Draw(r, "initiative")
			var rows []Row
			left, leftRows := MaskPublic|MaskPartner|MaskAll, slices.Clone(scopes)
			for n := range rapid.IntRange(0, 3).Draw(r, "views") {
				mask := left & uint8(rapid.IntRange(0, 7).Draw(r, "mask"))
				left &^= mask
				row := Row{View: initiative*10 + uint32(n), Initiative: initiative, Mask: mask, Updated: rapid.Int64Range(1, 3).Draw(r, "updated"), Entry: entry(r)}
				if len(leftRows) > 0 && rapid.Bool().Draw(r, "row scope") {
					row.RowScopes, leftRows = leftRows[:1], leftRows[1:]
				}
				rows = append(rows, row)
			}
			c.Replace(initiative, rows)
			model[initiative] = rows
			if rapid.Bool().Draw(r, "compact") {
				c.compact()
			}
		}
		lens := registry.Lens{Base: rapid.SampledFrom([]registry.ViewScope{"public", "partner", "all", "nobody"}).Draw(r, "base"),
			Rows: rapid.SampledFrom([][]registry.ViewScope{nil, scopes, {"region:b"}, {"region:b", "org:a"}, {"org:none"}}).Draw(r, "rows")}
		term := rapid.Uint32Range(0, 10).Draw(r, "term")

		var visible, having []uint32
		counts := map[uint32]int32{}
		var keys []Key
		order := Order{By: rapid.SampledFrom([]Value{ByStart, ByUpdated, ByBudget}).Draw(r, "by"), Desc: rapid.Bool().Draw(r, "desc")}
		for _, rows := range model {
			i := slices.IndexFunc(lens.Scopes(), func(s registry.ViewScope) bool { return sees(rows, s) >= 0 })
			if i < 0 {
				continue
			}
			row := rows[sees(rows, lens.Scopes()[i])]
			visible = append(visible, row.View)
			if slices.Contains(row.Entry.Terms, term) {
				having = append(having, row.View)
			}
			for _, f := range row.Entry.Terms[:row.Entry.Faceted] {
				counts[f]++
			}
			k := Key{Value: row.Updated, Initiative: row.Initiative, View: row.View}
			if order.By != ByUpdated {
				k.Value = math.MaxInt64
			}
			if order.By == ByStart && row.Entry.Start != Unknown {
				k.Value = int64(row.Entry.Start)
			}
			if order.By == ByBudget && row.Entry.Budget != nil {
				k.Value = int64(*row.Entry.Budget)
			}
			keys = append(keys, k)
		}
		slices.Sort(visible)
		slices.Sort(having)
		set := c.Visible(lens)
		if got := set.ToArray(); !slices.Equal(got, visible) {
			r.Fatalf("visible %v, want %v", got, visible)
		}
		if got := c.Select(&Query{Lens: lens, Any: [][]uint32{{term}}}).ToArray(); !slices.Equal(got, having) {
			r.Fatalf("with term %d %v, want %v", term, got, having)
		}
		got := map[uint32]int32{}
		for slot, n := range c.CountTerms(set) {
			if n != 0 {
				got[c.SlotTerms()[slot]] = n
			}
		}
		if d := diff.Diff(counts, got); d != "" {
			r.Fatalf("counts of terms (-want +got):\n%s", d)
		}
		// An order written another way than the code's: unknown, then value, then initiative.
		slices.SortFunc(keys, func(a, b Key) int {
			known := func(k Key) int {
				if k.Value == math.MaxInt64 {
					return 1
				}
				return 0
			}
			sign := 1
			if order.Desc {
				sign = -1
			}
			return cmp.Or(cmp.Compare(known(a), known(b)), sign*cmp.Compare(a.Value, b.Value), sign*cmp.Compare(a.Initiative, b.Initiative))
		})
		n := rapid.IntRange(0, 5).Draw(r, "n")
		var after *Key
		if len(keys) > 0 && rapid.Bool().Draw(r, "continue") {
			at := rapid.IntRange(0, len(keys)-1).Draw(r, "after")
			after, keys = &keys[at], keys[at+1:]
		}
		if got, want := c.Top(set, order, after, n), keys[:min(n, len(keys))]; !slices.Equal(got, want) {
			r.Fatalf("top %d of %+v: %v, want %v", n, order, got, want)
		}
	})
}

func sees(rows []Row, scope registry.ViewScope) int {
	return slices.IndexFunc(rows, func(r Row) bool { return r.Mask&MaskOf(scope) != 0 || slices.Contains(r.RowScopes, scope) })
}

// TestCompaction: places that nobody has are given back without being asked.
func TestCompaction(t *testing.T) {
	c := New()
	row := []Row{{View: 1, Initiative: 1, Mask: MaskAll, Entry: Entry{Terms: make([]uint32, 1000)}}}
	for range 1000 {
		c.Replace(1, row)
	}
	if len(c.arena) > 1<<18 {
		t.Errorf("one view of 1000 terms takes %d places", len(c.arena))
	}
	if c.Len() != 1 {
		t.Errorf("%d views, want 1", c.Len())
	}
}
