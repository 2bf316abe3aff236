package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
)

func period(start, end registry.Date) registry.Period { return registry.Period{Start: start, End: end} }

func usd(n int) *registry.Amount {
	a := registry.Amount(n * 1000)
	return &a
}

var sorts = []registry.Sort{registry.SortStart, registry.SortStartDesc, registry.SortUpdated, registry.SortUpdatedDesc,
	registry.SortBudget, registry.SortBudgetDesc}

// testSorts: every order is total, and initiatives without the value come last in both directions.
func testSorts(_ *testing.T, e *env) {
	in := func(start registry.Date, budget *registry.Amount, countries ...string) registry.Index {
		return registry.Index{Countries: countries, Sectors: []string{"152"}, Period: period(start, ""), BudgetUSD: budget}
	}
	e.put(
		initiative(1, `{"t":"1"}`, in("2020-01-01", usd(5), "AF", "PK")),
		initiative(2, `{"t":"2"}`, in("", usd(7), "AF")),
		initiative(3, `{"t":"3"}`, in("1969-05-05", nil, "PK")),
		initiative(4, `{"t":"4"}`, in("2020-01-01", usd(5), "AF")),
		initiative(5, `{"t":"5"}`, in("", nil, "AF", "PK")),
	)
	e.tick()
	e.put(initiative(2, `{"t":"2!"}`, in("", usd(7), "AF")))
	want := map[registry.Sort][]int{
		registry.SortStart: {3, 1, 4, 2, 5}, registry.SortStartDesc: {4, 1, 3, 5, 2},
		registry.SortBudget: {1, 4, 2, 3, 5}, registry.SortBudgetDesc: {2, 4, 1, 5, 3},
		registry.SortUpdated: {1, 3, 4, 5, 2}, registry.SortUpdatedDesc: {2, 5, 4, 3, 1},
	}
	for _, limit := range []int{1, 2, 200} {
		for sort, order := range want {
			e.wantNumbers(fmt.Sprintf("%s by %d", sort, limit), e.ids(public, registry.InitiativeFilter{}, sort, limit), order...)
			for name, filter := range map[string]registry.InitiativeFilter{
				"country": {Countries: []string{"AF"}}, "country and sector": {Countries: []string{"AF"}, Sectors: []string{"152"}},
			} {
				without3 := slices.DeleteFunc(slices.Clone(order), func(n int) bool { return n == 3 })
				e.wantNumbers(fmt.Sprintf("%s, %s by %d", name, sort, limit), e.ids(public, filter, sort, limit), without3...)
			}
			// A view that has two of the alternatives is one entry.
			either := registry.InitiativeFilter{Countries: []string{"AF", "PK"}}
			e.wantNumbers(fmt.Sprintf("either country, %s by %d", sort, limit), e.ids(public, either, sort, limit), order...)
		}
	}
	e.wantNumbers("default", e.ids(public, registry.InitiativeFilter{}, "", 200), want[registry.SortStartDesc]...)
	for _, sort := range []registry.Sort{"name", registry.SortRelevance} { // relevance of what?
		_, _, err := e.ListInitiatives(e.ctx, public, registry.InitiativeFilter{}, registry.Page{Limit: 10, Sort: sort})
		e.wants(err, registry.EInvalid)
	}
}

// testCursors: a cursor is of one list, one filter and one sort.
func testCursors(_ *testing.T, e *env) {
	for n := range 5 {
		e.put(initiative(n, fmt.Sprintf(`{"t":"%d"}`, n), registry.Index{Countries: []string{"AF"}}))
	}
	filter := registry.InitiativeFilter{Countries: []string{"AF"}}
	_, next, err := e.ListInitiatives(e.ctx, public, filter, registry.Page{Limit: 2})
	e.must(err)
	if next == "" {
		e.Fatal("no cursor after two of five")
	}
	if strings.ContainsAny(next, "+/=") {
		e.Errorf("cursor %s is not base64url", next)
	}
	_, other, err := e.ListOrganisations(e.ctx, public, registry.OrganisationFilter{}, registry.Page{Limit: 2})
	e.must(err)
	if other != "" {
		e.Error("a cursor after the last page")
	}
	for name, page := range map[string]registry.Page{
		"other sort":      {Limit: 2, Cursor: next, Sort: registry.SortBudget},
		"other direction": {Limit: 2, Cursor: next, Sort: registry.SortStart},
		"not base64":      {Limit: 2, Cursor: "!!!"},
		"cut":             {Limit: 2, Cursor: next[:len(next)-2]},
		"longer":          {Limit: 2, Cursor: next + "AA"},
		"short":           {Limit: 2, Cursor: "AAAA"},
		"no limit":        {},
		"negative limit":  {Limit: -1},
		"large limit":     {Limit: 201},
	} {
		if _, _, err := e.ListInitiatives(e.ctx, public, filter, page); registry.ErrorCode(err) != registry.EInvalid {
			e.Errorf("%s: %v, want EInvalid", name, err)
		}
	}
	for name, err := range map[string]error{
		"other filter": func() error {
			_, _, err := e.ListInitiatives(e.ctx, public, registry.InitiativeFilter{}, registry.Page{Limit: 2, Cursor: next})
			return err
		}(),
		"organisations": func() error {
			_, _, err := e.ListOrganisations(e.ctx, public, registry.OrganisationFilter{}, registry.Page{Limit: 2, Cursor: next})
			return err
		}(),
		"overlaps": func() error {
			_, _, err := e.ListOverlaps(e.ctx, publicAll, registry.OverlapFilter{}, registry.Page{Limit: 2, Cursor: next})
			return err
		}(),
		"runs": func() error {
			_, _, err := e.ListRuns(e.ctx, "feed", registry.Page{Limit: 2, Cursor: next})
			return err
		}(),
		"problems": func() error {
			_, _, err := e.ListProblems(e.ctx, "run", registry.Page{Limit: 2, Cursor: next})
			return err
		}(),
	} {
		if registry.ErrorCode(err) != registry.EInvalid {
			e.Errorf("cursor of initiatives for %s: %v, want EInvalid", name, err)
		}
	}
}

// testWalkWhileWriting: who walks all pages while others write sees each initiative that stands once.
func testWalkWhileWriting(_ *testing.T, e *env) {
	const standing, moving = 40, 20
	index := func(n, shift int) registry.Index {
		start := registry.DateOf(time.Date(2000+n%7+shift, 1, 1, 0, 0, 0, 0, time.UTC))
		return registry.Index{Countries: []string{"AF"}, Period: period(start, ""), BudgetUSD: usd(n%5 + shift)}
	}
	for n := range standing + moving {
		e.put(initiative(n, fmt.Sprintf(`{"t":"%d"}`, n), index(n, 0)))
		if n%8 == 0 {
			e.tick()
		}
	}
	fresh := standing + moving
	for _, sort := range sorts {
		for _, filter := range []registry.InitiativeFilter{{}, {Countries: []string{"AF"}}} {
			seen := map[string]int{}
			round := 0
			for cursor := ""; ; round++ {
				items, next, err := e.ListInitiatives(e.ctx, public, filter, registry.Page{Limit: 7, Cursor: cursor, Sort: sort})
				e.must(err)
				for _, item := range items {
					seen[item.ID]++
				}
				if next == "" {
					break
				}
				cursor = next
				e.tick()
				moved := standing + round%moving
				e.put(initiative(moved, fmt.Sprintf(`{"t":"%d %s %d"}`, moved, sort, round), index(moved, round%9-4)),
					initiative(fresh, `{"t":"new"}`, index(fresh, 0)))
				if round > 100 {
					e.Fatalf("%s: the walk does not end", sort)
				}
				// What was put in for this walk goes out again: the number of pages stays within bounds.
				e.put(registry.InitiativeWrite{ID: id(fresh)})
				fresh++
			}
			for n := range standing {
				if seen[id(n)] != 1 {
					e.Errorf("%s: standing initiative %d was seen %d times", sort, n, seen[id(n)])
				}
			}
		}
	}
}

// testQueryCount: a page costs the same number of queries whatever its size.
func testQueryCount(_ *testing.T, e *env) {
	var writes []registry.InitiativeWrite
	for n := range 210 {
		writes = append(writes, initiative(n, fmt.Sprintf(`{"t":"%d"}`, n), registry.Index{
			Countries: []string{"AF"}, Sectors: []string{"152"}, Organisations: []string{fmt.Sprintf("o%d", n)},
			Period: period("2020-01-01", ""), TitleTokens: []string{"police"},
		}))
	}
	e.put(writes...)
	var organisations []*registry.Organisation
	var overlaps []*registry.Overlap
	for n := range 210 {
		organisations = append(organisations, &registry.Organisation{ID: fmt.Sprintf("o%d", n), Name: registry.Text{"en": fmt.Sprint("Org ", n)}})
		overlaps = append(overlaps, overlapOf(n, n, (n+1)%210))
	}
	e.write(func(tx registry.Tx) error {
		if err := tx.PutOrganisations(e.ctx, organisations); err != nil {
			return err
		}
		return tx.PutOverlaps(e.ctx, overlaps)
	})
	lenses := map[string]registry.Lens{"public": public, "rows": lensOf(registry.ScopePartner, registry.OrganisationScope("o1"), registry.RegionScope("r"))}
	filters := map[string]registry.InitiativeFilter{
		"all": {}, "country": {Countries: []string{"AF", "PK"}}, "pair": {Countries: []string{"AF"}, Sectors: []string{"152"}},
		"text": {Terms: [][]string{{"police"}}}, "period": {ActiveFrom: "2000-01-01"},
	}
	for lensName, lens := range lenses {
		lists := map[string]func(limit int, cursor string) (int, string, error){
			"organisations": func(limit int, cursor string) (int, string, error) {
				items, next, err := e.ListOrganisations(e.ctx, lens, registry.OrganisationFilter{}, registry.Page{Limit: limit, Cursor: cursor})
				return len(items), next, err
			},
			"overlaps": func(limit int, cursor string) (int, string, error) {
				items, next, err := e.ListOverlaps(e.ctx, publicAll, registry.OverlapFilter{}, registry.Page{Limit: limit, Cursor: cursor})
				return len(items), next, err
			},
		}
		for filterName, filter := range filters {
			for _, sort := range append(slices.Clone(sorts), "") {
				lists[filterName+" "+string(sort)] = func(limit int, cursor string) (int, string, error) {
					items, next, err := e.ListInitiatives(e.ctx, lens, filter, registry.Page{Limit: limit, Cursor: cursor, Sort: sort})
					return len(items), next, err
				}
			}
		}
		for name, list := range lists {
			var first, second []int // queries of the first and of the second page
			for _, limit := range []int{1, 50, 200} {
				next := ""
				page := func(cursor string) func() {
					return func() {
						n, after, err := list(limit, cursor)
						e.must(err)
						if want := min(limit, 210-limit*min(len(cursor), 1)); n != want {
							e.Errorf("%s, %s: a page of %d has %d entries, want %d", lensName, name, limit, n, want)
						}
						next = after
					}
				}
				page("")() // columns and prepared statements are there from here on
				first = append(first, e.counted(page("")))
				second = append(second, e.counted(page(next)))
			}
			for _, counts := range [][]int{first, second} {
				if counts[0] != counts[1] || counts[1] != counts[2] || counts[0] > 7 {
					e.Errorf("%s, %s: pages of 1, 50 and 200 cost %v queries", lensName, name, counts)
				}
			}
		}
	}
}

// testFilters: each field of the filter, one at a time.
func testFilters(_ *testing.T, e *env) {
	yes, no := true, false
	e.put(
		initiative(1, `{"t":"1"}`, registry.Index{
			Countries: []string{"AF", "PK"}, Regions: []string{"sahel"}, GoodPractices: []int{19, 3}, Donors: []string{"d1"},
			Implementers: []string{"i1"}, Organisations: []string{"d1", "i1", "x1"}, Sectors: []string{"152", "15210", "99:PEACE"},
			Status: registry.StatusClosed, Kind: registry.KindProject, Scope: registry.ScopeCore, Beneficiaries: []string{"police"},
			Feeds: []string{"toolkit"}, Identifiers: []string{"gb-1-100", "gb-1-100"}, Period: period("2010-06-01", "2012-05-31"),
			BudgetUSD: usd(100), Points: []registry.Point{{Latitude: 34.5, Longitude: 69.2}, {Latitude: -17.5, Longitude: 178}},
		}),
		initiative(2, `{"t":"2"}`, registry.Index{
			Countries: []string{"SO"}, Status: registry.StatusPipeline, Kind: registry.KindNetwork,
			Period: registry.Period{Start: "2015-01-01", OpenEnded: true}, BudgetUSD: usd(200),
			Points: []registry.Point{{Latitude: 2, Longitude: -179}},
		}),
		initiative(3, `{"t":"3"}`, registry.Index{Period: period("2015-01-01", "")}),
		initiative(4, `{"t":"4"}`, registry.Index{Period: period("", "2011-01-01")}),
	)
	since := e.tick()
	e.put(initiative(5, `{"t":"5"}`, registry.Index{}))
	e.write(func(tx registry.Tx) error {
		retracted := overlapOf(2, 3, 4)
		retracted.Status = registry.OverlapRetracted
		related := overlapOf(3, 3, 5)
		related.Kind = registry.OverlapRelated
		return tx.PutOverlaps(e.ctx, []*registry.Overlap{overlapOf(1, 1, 2), retracted, related})
	})
	for _, c := range []struct {
		name   string
		filter registry.InitiativeFilter
		want   []int
	}{
		{"none", registry.InitiativeFilter{}, []int{1, 2, 3, 4, 5}},
		{"country", registry.InitiativeFilter{Countries: []string{"PK"}}, []int{1}},
		{"countries", registry.InitiativeFilter{Countries: []string{"PK", "SO", "XX"}}, []int{1, 2}},
		{"unknown country", registry.InitiativeFilter{Countries: []string{"XX"}}, nil},
		{"region", registry.InitiativeFilter{Regions: []string{"sahel"}}, []int{1}},
		{"practice", registry.InitiativeFilter{GoodPractices: []int{3}}, []int{1}},
		{"donor", registry.InitiativeFilter{Donors: []string{"d1"}}, []int{1}},
		{"donor is no implementer", registry.InitiativeFilter{Implementers: []string{"d1"}}, nil},
		{"implementer", registry.InitiativeFilter{Implementers: []string{"i1"}}, []int{1}},
		{"organisation", registry.InitiativeFilter{Organisations: []string{"x1"}}, []int{1}},
		{"sector", registry.InitiativeFilter{Sectors: []string{"15210"}}, []int{1}},
		{"sector category", registry.InitiativeFilter{Sectors: []string{"152"}}, []int{1}},
		{"own sector", registry.InitiativeFilter{Sectors: []string{"99:PEACE"}}, []int{1}},
		{"status", registry.InitiativeFilter{Statuses: []registry.Status{registry.StatusClosed, registry.StatusPipeline}}, []int{1, 2}},
		{"kind", registry.InitiativeFilter{Kinds: []registry.Kind{registry.KindNetwork}}, []int{2}},
		{"scope", registry.InitiativeFilter{Scopes: []registry.Scope{registry.ScopeCore}}, []int{1}},
		{"beneficiary", registry.InitiativeFilter{Beneficiaries: []string{"police"}}, []int{1}},
		{"feed", registry.InitiativeFilter{Feeds: []string{"toolkit"}}, []int{1}},
		{"identifier", registry.InitiativeFilter{Identifiers: []string{"GB-1-100"}}, []int{1}},
		{"not the start of an identifier", registry.InitiativeFilter{Identifiers: []string{"gb-1-10"}}, nil},
		{"two fields", registry.InitiativeFilter{Countries: []string{"AF", "SO"}, Kinds: []registry.Kind{registry.KindNetwork}}, []int{2}},
		{"two that exclude each other", registry.InitiativeFilter{Countries: []string{"AF"}, Kinds: []registry.Kind{registry.KindNetwork}}, nil},
		{"active from", registry.InitiativeFilter{ActiveFrom: "2012-05-31"}, []int{1, 2, 3, 5}},
		{"active from later", registry.InitiativeFilter{ActiveFrom: "2012-06-01"}, []int{2, 3, 5}},
		{"active to", registry.InitiativeFilter{ActiveTo: "2010-06-01"}, []int{1}},
		{"active to earlier", registry.InitiativeFilter{ActiveTo: "2010-05-31"}, nil},
		{"active on", registry.InitiativeFilter{ActiveOn: "2011-01-01"}, []int{1}},
		{"active on, open-ended", registry.InitiativeFilter{ActiveOn: "2030-01-01"}, []int{2}},
		{"least budget", registry.InitiativeFilter{MinBudgetUSD: usd(150)}, []int{2}},
		{"budget", registry.InitiativeFilter{MinBudgetUSD: usd(100), MaxBudgetUSD: usd(100)}, []int{1}},
		{"updated", registry.InitiativeFilter{UpdatedSince: since}, []int{5}},
		{"updated a little later", registry.InitiativeFilter{UpdatedSince: since.Add(time.Microsecond)}, nil},
		{"overlap", registry.InitiativeFilter{HasOverlap: &yes}, []int{1, 2}},
		{"no overlap", registry.InitiativeFilter{HasOverlap: &no}, []int{3, 4, 5}},
		{"box", registry.InitiativeFilter{BBox: &registry.BBox{West: 69.2, South: 30, East: 70, North: 34.5}}, []int{1}},
		{"box beside", registry.InitiativeFilter{BBox: &registry.BBox{West: 69.3, South: 30, East: 70, North: 35}}, nil},
		{"box over the antimeridian", registry.InitiativeFilter{BBox: &registry.BBox{West: 170, South: -20, East: -170, North: 10}}, []int{1, 2}},
		{"hostile", registry.InitiativeFilter{Countries: []string{`AF'); DROP TABLE views; --`, `"`, `\`}}, nil},
		{"hostile identifier", registry.InitiativeFilter{Identifiers: []string{`' OR '1'='1`, `\`}}, nil},
	} {
		for _, limit := range []int{1, 200} {
			got := e.ids(publicAll, c.filter, registry.SortStart, limit)
			slices.Sort(got)
			e.wantNumbers(c.name, got, c.want...)
		}
		if n := e.count(publicAll, c.filter); n != len(c.want) {
			e.Errorf("%s: counts %d, want %d", c.name, n, len(c.want))
		}
		var scanned []string
		for f, err := range e.EachFigures(e.ctx, publicAll, c.filter) {
			e.must(err)
			scanned = append(scanned, f.Figures)
		}
		slices.Sort(scanned)
		e.wantNumbers(c.name+", figures", scanned, c.want...)
		var walked []string
		for d, err := range e.EachInitiative(e.ctx, publicAll, c.filter) {
			e.must(err)
			walked = append(walked, d.ID)
		}
		slices.Sort(walked)
		e.wantNumbers(c.name+" walked", walked, c.want...)
	}
}

// testFacets: each facet leaves its own filter out.
func testFacets(_ *testing.T, e *env) {
	e.put(
		initiative(1, `{"t":"1"}`, registry.Index{Countries: []string{"AF", "PK"}, Regions: []string{"r1"}, GoodPractices: []int{19},
			Donors: []string{"d1"}, Organisations: []string{"d1", "i1"}, Sectors: []string{"152", "15210", "99:PEACE"},
			Status: registry.StatusClosed, Period: period("1985-01-01", "1991-06-01")}),
		initiative(2, `{"t":"2"}`, registry.Index{Countries: []string{"AF"}, Status: registry.StatusClosed,
			Period: registry.Period{Start: "2035-03-01", OpenEnded: true}}),
		initiative(3, `{"t":"3"}`, registry.Index{Countries: []string{"SO"}, Status: registry.StatusPipeline, Period: period("2020-01-01", "")}),
		initiative(4, `{"t":"4"}`, registry.Index{Countries: []string{"AF"}, Period: period("", "2021-12-31")}, registry.ScopeAll),
	)
	got, err := e.FacetInitiatives(e.ctx, public, registry.InitiativeFilter{Countries: []string{"AF"}, Statuses: []registry.Status{registry.StatusClosed}})
	e.must(err)
	want := map[registry.FacetField][]registry.FacetCount{
		registry.FacetCountry:      {{Value: "AF", Count: 2}, {Value: "PK", Count: 1}},
		registry.FacetRegion:       {{Value: "r1", Count: 1}},
		registry.FacetGoodPractice: {{Value: "19", Count: 1}},
		registry.FacetDonor:        {{Value: "d1", Count: 1}},
		registry.FacetSector:       {{Value: "152", Count: 1}},
		registry.FacetStatus:       {{Value: "closed", Count: 2}},
		registry.FacetYear:         {{Value: "1990", Count: 1}, {Value: "1991", Count: 1}, {Value: "2035", Count: 1}, {Value: "2036", Count: 1}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		e.Errorf("facets (-want +got):\n%s", diff)
	}
	got, err = e.FacetInitiatives(e.ctx, public, registry.InitiativeFilter{Statuses: []registry.Status{registry.StatusPipeline}})
	e.must(err)
	if diff := cmp.Diff([]registry.FacetCount{{Value: "closed", Count: 2}, {Value: "pipeline", Count: 1}}, got[registry.FacetStatus]); diff != "" {
		e.Errorf("status without its own filter (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]registry.FacetCount{{Value: "SO", Count: 1}}, got[registry.FacetCountry]); diff != "" {
		e.Errorf("country with the status (-want +got):\n%s", diff)
	}
}

// testImpossibleTexts: a text that no database can hold finds nothing or is EInvalid; it is no defect of the program.
func testImpossibleTexts(_ *testing.T, e *env) {
	e.put(initiative(1, `{"t":"1"}`, registry.Index{Countries: []string{"AF"}, TitleTokens: []string{"police"}}))
	for _, text := range []string{"\x00", "AF\x00", "\xff\xfe", "police\x00", "\xc3\x28"} {
		filters := map[string]registry.InitiativeFilter{
			"country": {Countries: []string{text}}, "word": {Terms: [][]string{{text}}}, "prefix": {Terms: [][]string{{text + "*"}}},
			"identifier": {Identifiers: []string{text}}, "a country besides": {Countries: []string{text, "PK"}},
		}
		for name, filter := range filters {
			items, _, err := e.ListInitiatives(e.ctx, public, filter, registry.Page{Limit: 10})
			if code := registry.ErrorCode(err); code != "" && code != registry.EInvalid || len(items) > 0 {
				e.Errorf("list by %s %q: %d found, %v", name, text, len(items), err)
			}
			n, err := e.CountInitiatives(e.ctx, public, filter)
			if code := registry.ErrorCode(err); code != "" && code != registry.EInvalid || n > 0 {
				e.Errorf("count by %s %q: %d found, %v", name, text, n, err)
			}
		}
		_, byID := e.FindInitiative(e.ctx, public, text)
		_, feed := e.FindFeed(e.ctx, text)
		_, run := e.FindRun(e.ctx, text)
		_, overlap := e.FindOverlap(e.ctx, public, text)
		_, organisation := e.FindOrganisation(e.ctx, public, text)
		_, _, words := e.ListOrganisations(e.ctx, public, registry.OrganisationFilter{Query: text, Identifier: text}, registry.Page{Limit: 1})
		_, named := e.ResolveOrganisations(e.ctx, []string{text})
		_, overlaps := e.CountOverlaps(e.ctx, public, registry.OverlapFilter{Countries: []string{text}, Initiative: text})
		for name, err := range map[string]error{"initiative": byID, "feed": feed, "run": run, "overlap": overlap,
			"organisation": organisation, "organisations": words, "names": named, "overlaps": overlaps} {
			switch registry.ErrorCode(err) {
			case "", registry.EInvalid, registry.ENotFound:
			default:
				e.Errorf("%s by %q: %v (%s)", name, text, err, registry.ErrorCode(err))
			}
		}
	}
}
