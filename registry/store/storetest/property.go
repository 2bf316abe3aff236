package storetest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
	"pgregory.net/rapid"
)

// modelView is what the model knows of one scope of one initiative.
type modelView struct {
	title   string
	number  int // of the view among the initiative's
	index   registry.Index
	figures string // "" for none
	updated time.Time
}

// model is the registry as a plain map, and the filter as it is documented.
type model struct {
	views   map[int]map[registry.ViewScope]modelView
	overlap *registry.Overlap
}

const modelSize = 10 // initiatives 1 to modelSize

var modelScopes = []registry.ViewScope{registry.ScopePublic, registry.ScopePartner, registry.ScopeAll,
	registry.OrganisationScope("o1"), registry.RegionScope("r1")}

func (m *model) selected(lens registry.Lens, n int) (modelView, bool) {
	for _, scope := range lens.Scopes() {
		if v, ok := m.views[n][scope]; ok {
			return v, true
		}
	}
	return modelView{}, false
}

func anyOf[T comparable](wanted []T, has ...T) bool {
	return len(wanted) == 0 || slices.ContainsFunc(has, func(v T) bool { return slices.Contains(wanted, v) })
}

func (m *model) flagged(lens registry.Lens, n int) bool {
	o := m.overlap
	return o != nil && o.Status != registry.OverlapRetracted && o.Kind != registry.OverlapRelated &&
		(o.A.Initiative == id(n) || o.B.Initiative == id(n)) && m.sees(lens, o)
}

// sees says that the lens shows the overlap: to a party or where all are shown, and nothing of either side is withheld.
func (m *model) sees(lens registry.Lens, o *registry.Overlap) bool {
	if lens.Base == registry.ScopeAll {
		return true
	}
	for _, side := range []registry.Side{o.A, o.B} {
		for n := 1; n <= modelSize; n++ {
			if id(n) != side.Initiative {
				continue
			}
			whole, ok := m.views[n][registry.ScopeAll]
			if selected, shown := m.selected(lens, n); !ok || !shown || selected.number != whole.number {
				return false
			}
		}
	}
	return lens.Flags.All || len(lens.Rows) > 0 && len(o.Visible) > 0 && anyOf(lens.Rows, o.Visible...)
}

func (m *model) matches(lens registry.Lens, n int, v modelView, f *registry.InitiativeFilter) bool {
	x := &v.index
	ok := anyOf(f.Countries, x.Countries...) && anyOf(f.Regions, x.Regions...) && anyOf(f.GoodPractices, x.GoodPractices...) &&
		anyOf(f.Donors, x.Donors...) && anyOf(f.Sectors, x.Sectors...) && anyOf(f.Statuses, x.Status) && anyOf(f.Kinds, x.Kind) &&
		anyOf(f.Identifiers, x.Identifiers...)
	for _, group := range f.Terms {
		ok = ok && anyOf(group, slices.Concat(x.TitleTokens, x.BodyTokens)...)
	}
	if f.ActiveFrom != "" {
		ok = ok && (x.Period.End == "" || x.Period.End >= f.ActiveFrom)
	}
	if f.ActiveTo != "" {
		ok = ok && x.Period.Start != "" && x.Period.Start <= f.ActiveTo
	}
	if f.ActiveOn != "" {
		ok = ok && x.Period.Start != "" && x.Period.Start <= f.ActiveOn &&
			(x.Period.End >= f.ActiveOn || x.Period.End == "" && x.Period.OpenEnded)
	}
	if f.MinBudgetUSD != nil {
		ok = ok && x.BudgetUSD != nil && *x.BudgetUSD >= *f.MinBudgetUSD
	}
	if f.MaxBudgetUSD != nil {
		ok = ok && x.BudgetUSD != nil && *x.BudgetUSD <= *f.MaxBudgetUSD
	}
	if !f.UpdatedSince.IsZero() {
		ok = ok && !v.updated.Before(f.UpdatedSince)
	}
	if f.HasOverlap != nil {
		ok = ok && m.flagged(lens, n) == *f.HasOverlap
	}
	return ok
}

// list gives the numbers of those that match in the order of the sort.
func (m *model) list(lens registry.Lens, f *registry.InitiativeFilter, sort registry.Sort) []int {
	found := []int{}
	views := map[int]modelView{}
	for n := 1; n <= modelSize; n++ {
		if v, ok := m.selected(lens, n); ok && m.matches(lens, n, v, f) {
			found, views[n] = append(found, n), v
		}
	}
	descending := sort[0] == '-'
	value := func(n int) (v int64, known bool) {
		x := views[n]
		switch sort {
		case registry.SortStart, registry.SortStartDesc:
			days, ok := x.index.Period.Start.Days()
			return int64(days), ok
		case registry.SortBudget, registry.SortBudgetDesc:
			if x.index.BudgetUSD == nil {
				return 0, false
			}
			return int64(*x.index.BudgetUSD), true
		}
		return x.updated.UnixMicro(), true
	}
	slices.SortFunc(found, func(a, b int) int {
		va, oka := value(a)
		vb, okb := value(b)
		if oka != okb {
			if oka {
				return -1
			}
			return 1
		}
		c := cmp.Or(cmp.Compare(va, vb), cmp.Compare(a, b))
		if descending {
			return -c
		}
		return c
	})
	return found
}

func (m *model) facets(lens registry.Lens, filter registry.InitiativeFilter, thisYear int) map[registry.FacetField][]registry.FacetCount {
	facets := map[registry.FacetField][]registry.FacetCount{}
	count := func(field registry.FacetField, f registry.InitiativeFilter, values func(x *registry.Index) []string) {
		counts := map[string]int{}
		for n := 1; n <= modelSize; n++ {
			v, ok := m.selected(lens, n)
			if !ok || !m.matches(lens, n, v, &f) {
				continue
			}
			for _, value := range values(&v.index) {
				counts[value]++
			}
		}
		for value, n := range counts {
			facets[field] = append(facets[field], registry.FacetCount{Value: value, Count: n})
		}
		if facets[field] == nil {
			facets[field] = []registry.FacetCount{}
		}
		slices.SortFunc(facets[field], func(a, b registry.FacetCount) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
	}
	f := filter
	f.Countries = nil
	count(registry.FacetCountry, f, func(x *registry.Index) []string { return x.Countries })
	f = filter
	f.Regions = nil
	count(registry.FacetRegion, f, func(x *registry.Index) []string { return x.Regions })
	f = filter
	f.GoodPractices = nil
	count(registry.FacetGoodPractice, f, func(x *registry.Index) (values []string) {
		for _, n := range x.GoodPractices {
			values = append(values, strconv.Itoa(n))
		}
		return values
	})
	f = filter
	f.Donors = nil
	count(registry.FacetDonor, f, func(x *registry.Index) []string { return x.Donors })
	f = filter
	f.Sectors = nil
	count(registry.FacetSector, f, func(x *registry.Index) (values []string) {
		for _, s := range x.Sectors {
			if len(s) == 3 {
				values = append(values, s)
			}
		}
		return values
	})
	f = filter
	f.Statuses = nil
	count(registry.FacetStatus, f, func(x *registry.Index) []string {
		if x.Status == "" {
			return nil
		}
		return []string{string(x.Status)}
	})
	f = filter
	f.ActiveFrom, f.ActiveTo, f.ActiveOn = "", "", ""
	count(registry.FacetYear, f, func(x *registry.Index) (values []string) {
		for year := 1990; year <= thisYear+10; year++ {
			first, last := registry.Date(fmt.Sprintf("%d-01-01", year)), registry.Date(fmt.Sprintf("%d-12-31", year))
			start, end := x.Period.Start, x.Period.End
			in := func(d registry.Date) bool { return d >= first && d <= last }
			touches := false
			switch {
			case start != "" && end != "":
				touches = start <= last && end >= first
			case start != "" && x.Period.OpenEnded:
				touches = start <= last
			default:
				touches = start != "" && in(start) || end != "" && in(end)
			}
			if touches {
				values = append(values, strconv.Itoa(year))
			}
		}
		return values
	})
	return facets
}

// some draws a subset, in the order of the values.
func some[T comparable](r *rapid.T, label string, values ...T) []T {
	bits := rapid.IntRange(0, 1<<len(values)-1).Draw(r, label)
	var subset []T
	for i, v := range values {
		if bits&(1<<i) != 0 {
			subset = append(subset, v)
		}
	}
	return subset
}

// rarely draws a subset that is empty most of the time: filters of many fields find nothing.
func rarely[T comparable](r *rapid.T, label string, values ...T) []T {
	if rapid.IntRange(0, 4).Draw(r, label+"?") > 0 {
		return nil
	}
	return some(r, label, values...)
}

var modelDates = []registry.Date{"", "1969-12-31", "2019-06-01", "2020-01-01", "2020-01-01", "2022-02-02"}

func drawIndex(r *rapid.T) registry.Index {
	x := registry.Index{
		Countries: some(r, "countries", "AF", "PK", "SO"), Regions: some(r, "regions", "r1", "r2"),
		GoodPractices: some(r, "practices", 3, 19), Donors: some(r, "donors", "d1", "d2"),
		Sectors: some(r, "sectors", "152", "15210", "99:x"), Status: rapid.SampledFrom([]registry.Status{"", "closed", "pipeline"}).Draw(r, "status"),
		Kind:        rapid.SampledFrom([]registry.Kind{registry.KindProject, registry.KindNetwork}).Draw(r, "kind"),
		Identifiers: some(r, "identifiers", "id-1", "id-2"),
		Period: registry.Period{Start: rapid.SampledFrom(modelDates).Draw(r, "start"), End: rapid.SampledFrom(modelDates).Draw(r, "end"),
			OpenEnded: rapid.Bool().Draw(r, "open")},
		TitleTokens: some(r, "title words", "police", "border"), BodyTokens: some(r, "body words", "police", "customs"),
	}
	if rapid.Bool().Draw(r, "has budget") {
		x.BudgetUSD = usd(rapid.IntRange(1, 3).Draw(r, "budget"))
	}
	return x
}

func drawFilter(r *rapid.T, now time.Time) registry.InitiativeFilter {
	f := registry.InitiativeFilter{
		Countries: rarely(r, "in countries", "AF", "PK", "XX"), Regions: rarely(r, "in regions", "r1", "r2"),
		GoodPractices: rarely(r, "with practices", 3, 19), Donors: rarely(r, "of donors", "d1", "d2"),
		Sectors:  rarely(r, "in sectors", "152", "15210", "99:x"),
		Statuses: rarely[registry.Status](r, "statuses", "closed", "pipeline"), Kinds: rarely(r, "kinds", registry.KindProject),
		Identifiers: rarely(r, "with identifiers", "id-1", "id-3"),
	}
	if words := rarely(r, "words", "police", "customs", "border"); len(words) > 0 {
		f.Terms = append(f.Terms, words)
	}
	if words := rarely(r, "other words", "police", "border"); len(words) > 0 {
		f.Terms = append(f.Terms, words)
	}
	f.ActiveFrom = append(rarely[registry.Date](r, "from", "2020-01-01", "1969-12-31"), "")[0]
	f.ActiveTo = append(rarely[registry.Date](r, "to", "2020-01-01", "2022-02-02"), "")[0]
	f.ActiveOn = append(rarely[registry.Date](r, "on", "2020-06-01", "2020-01-01"), "")[0]
	if len(rarely(r, "least", 2)) > 0 {
		f.MinBudgetUSD = usd(2)
	}
	if len(rarely(r, "most", 2)) > 0 {
		f.MaxBudgetUSD = usd(2)
	}
	if ago := rarely(r, "updated", 1); len(ago) > 0 {
		f.UpdatedSince = now.Add(-time.Minute)
	}
	if flag := rarely(r, "overlap", true, false); len(flag) > 0 {
		f.HasOverlap = &flag[0]
	}
	return f
}

// change writes some initiatives and notes in the model what each scope sees.
func (m *model) change(r *rapid.T, e *env) {
	now := e.tick()
	var writes []registry.InitiativeWrite
	for _, n := range some(r, "changed", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) {
		w := registry.InitiativeWrite{ID: id(n)}
		after := map[registry.ViewScope]modelView{}
		scopes := some(r, "scopes", modelScopes...)
		for len(scopes) > 0 {
			together := rapid.IntRange(1, len(scopes)).Draw(r, "together")
			title := rapid.SampledFrom([]string{"a", "b"}).Draw(r, "document")
			index := drawIndex(r)
			view := registry.View{Scopes: scopes[:together], Document: []byte(`{"t":"` + title + `"}`), Index: index}
			if rapid.IntRange(0, 3).Draw(r, "figures?") > 0 {
				view.Figures = fmt.Appendf(nil, "%d %d %s", n, rapid.IntRange(0, 1).Draw(r, "figures"), title)
			}
			w.Views = append(w.Views, view)
			for _, scope := range scopes[:together] {
				v := modelView{title, len(w.Views), index, string(view.Figures), now}
				if before, ok := m.views[n][scope]; ok && before.title == title {
					v.updated = before.updated
				}
				after[scope] = v
			}
			scopes = scopes[together:]
		}
		m.views[n] = after
		writes = append(writes, w)
	}
	o := overlapOf(1, rapid.IntRange(1, 5).Draw(r, "side"), rapid.IntRange(6, 10).Draw(r, "other side"), some(r, "visible", modelScopes...)...)
	o.Status = rapid.SampledFrom([]registry.OverlapStatus{registry.OverlapOpen, registry.OverlapRetracted}).Draw(r, "overlap's status")
	o.Kind = rapid.SampledFrom([]registry.OverlapKind{registry.OverlapOverlap, registry.OverlapRelated}).Draw(r, "overlap's kind")
	m.overlap = o
	err := e.Write(e.ctx, func(tx registry.Tx) error {
		if err := tx.PutInitiatives(e.ctx, writes); err != nil {
			return err
		}
		return tx.PutOverlaps(e.ctx, []*registry.Overlap{o})
	})
	if err != nil {
		r.Fatal(err)
	}
}

// figures lists those of the initiatives, of one that has none the title.
func (m *model) figures(lens registry.Lens, numbers []int) (all []string) {
	for _, n := range numbers {
		v, _ := m.selected(lens, n)
		all = append(all, cmp.Or(v.figures, v.title))
	}
	slices.Sort(all)
	return all
}

// testProperty: for random initiatives, lenses and filters, the list walked through all its pages, the total, the facets and
// the figures are those of the model, whichever way the list is read.
func testProperty(t *testing.T, e *env) {
	rapid.Check(t, func(r *rapid.T) {
		var hidden []registry.InitiativeWrite
		for n := 1; n <= modelSize; n++ {
			hidden = append(hidden, registry.InitiativeWrite{ID: id(n)})
		}
		e.tick()
		if err := e.Write(e.ctx, func(tx registry.Tx) error { return tx.PutInitiatives(e.ctx, hidden) }); err != nil {
			r.Fatal(err)
		}
		m := &model{views: map[int]map[registry.ViewScope]modelView{}}
		for range rapid.IntRange(1, 3).Draw(r, "changes") {
			m.change(r, e)
		}
		for range 4 {
			lens := registry.Lens{Base: rapid.SampledFrom(modelScopes[:3]).Draw(r, "base"), Rows: some(r, "rows", modelScopes[3:]...),
				Flags: registry.FlagPolicy{All: rapid.Bool().Draw(r, "all flags")}}
			filter := drawFilter(r, e.now())
			sort := rapid.SampledFrom(sorts).Draw(r, "sort")
			limit := rapid.IntRange(1, 4).Draw(r, "limit")
			want := m.list(lens, &filter, sort)
			if got := numbers(e.ids(lens, filter, sort, limit)); !slices.Equal(got, want) {
				r.Fatalf("list of %+v by %s through %v: %v, want %v", filter, sort, lens, got, want)
			}
			// The same filter with a condition that always holds is not for the covering index to answer.
			other := filter
			if other.UpdatedSince.IsZero() {
				other.UpdatedSince = time.Unix(1, 0)
			}
			if got := numbers(e.ids(lens, other, sort, limit)); !slices.Equal(got, want) {
				r.Fatalf("list from columns of %+v by %s through %v: %v, want %v", filter, sort, lens, got, want)
			}
			if len(filter.Terms) > 0 {
				ranked := numbers(e.ids(lens, filter, registry.SortRelevance, limit))
				slices.Sort(ranked)
				if all := slices.Sorted(slices.Values(want)); !slices.Equal(ranked, all) {
					r.Fatalf("ranked %+v through %v: %v, want some order of %v", filter, lens, ranked, all)
				}
			}
			if n := e.count(lens, filter); n != len(want) {
				r.Fatalf("total of %+v through %v: %d, want %d", filter, lens, n, len(want))
			}
			var figures []string
			for f, err := range e.EachFigures(e.ctx, lens, filter) {
				if err != nil {
					r.Fatal(err)
				}
				figures = append(figures, cmp.Or(f.Figures, titleOf(e, f.Document)))
			}
			slices.Sort(figures)
			if d := diff.Diff(m.figures(lens, want), figures); d != "" {
				r.Fatalf("figures of %+v through %v (-want +got):\n%s", filter, lens, d)
			}
			wanted := m.facets(lens, filter, e.now().Year())
			for _, time := range []string{"first", "second"} { // the second may be what the first left behind
				facets, err := e.FacetInitiatives(e.ctx, lens, filter)
				if err != nil {
					r.Fatal(err)
				}
				if d := diff.Diff(wanted, facets); d != "" {
					r.Fatalf("facets of %+v through %v, %s time (-want +got):\n%s", filter, lens, time, d)
				}
			}
		}
	})
}
