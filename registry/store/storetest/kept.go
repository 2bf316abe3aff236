package storetest

import (
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"github.com/tansiq/tansiq/registry"
)

// testKept: what one search left in memory is neither the caller's to change nor given to another audience, and is
// forgotten when another process writes.
func testKept(_ *testing.T, e *env) {
	police := registry.Index{TitleTokens: []string{"police"}, Countries: []string{"AF"}}
	e.put(initiative(1, `{"t":"1"}`, police), registry.InitiativeWrite{ID: id(2), Views: []registry.View{
		{Scopes: []registry.ViewScope{registry.ScopePartner, registry.ScopeAll}, Document: []byte(`{"t":"2"}`), Index: police},
	}})
	search := registry.InitiativeFilter{Terms: [][]string{{"police"}}, ActiveFrom: "2020-01-01"}
	partner := registry.Lens{Base: registry.ScopePartner}
	want := func(what string, lens registry.Lens, found ...int) {
		e.Helper()
		e.wantNumbers(what, e.ids(lens, search, "", 10), found...)
		if n := e.count(lens, search); n != len(found) {
			e.Errorf("%s: total %d, want %d", what, n, len(found))
		}
		facets, err := e.FacetInitiatives(e.ctx, lens, search)
		e.must(err)
		countries := []registry.FacetCount{}
		if len(found) > 0 {
			countries = append(countries, registry.FacetCount{Value: "AF", Count: len(found)})
		}
		if d := diff.Diff(countries, facets[registry.FacetCountry]); d != "" {
			e.Errorf("%s: countries (-want +got):\n%s", what, d)
		}
		for i := range facets[registry.FacetCountry] {
			facets[registry.FacetCountry][i].Count = -1
		}
	}
	want("a partner", partner, 1, 2)
	want("the public after a partner", registry.Lens{Base: registry.ScopePublic}, 1)
	want("a partner again", partner, 1, 2)

	other := e.open()
	e.must(other.Write(e.ctx, func(tx registry.Tx) error {
		return tx.PutInitiatives(e.ctx, []registry.InitiativeWrite{{ID: id(1)}})
	}))
	want("the public after another process hid it", registry.Lens{Base: registry.ScopePublic})
	want("a partner after another process hid it", partner, 2)
}

// testWarm: after Warm the first read asks for no more than the next.
func testWarm(_ *testing.T, e *env) {
	e.put(initiative(1, `{"t":"1"}`, registry.Index{Countries: []string{"AF"}}))
	fresh := e.open()
	e.must(fresh.Warm(e.ctx))
	read := func() {
		_, err := fresh.CountInitiatives(e.ctx, public, registry.InitiativeFilter{Countries: []string{"AF"}})
		e.must(err)
	}
	if first, next := e.counted(read), e.counted(read); first != next {
		e.Errorf("the first total takes %d queries, the next %d", first, next)
	}
}
