package storetest

import (
	"fmt"
	"testing"

	"github.com/tansiq/tansiq/registry"
)

// testText: words must all be there, alternatives and prefixes count, in Arabic as in French.
func testText(_ *testing.T, e *env) {
	words := func(title, body []string) registry.Index { return registry.Index{TitleTokens: title, BodyTokens: body} }
	e.put(
		initiative(1, `{"t":"1"}`, words([]string{"police", "training"}, []string{"border", "2019"})),
		initiative(2, `{"t":"2"}`, words([]string{"تدريب", "شرط"}, []string{"حدود"})),
		initiative(3, `{"t":"3"}`, words([]string{"formation"}, []string{"police", "frontier", "مهرب"})),
		initiative(4, `{"t":"4"}`, words(nil, nil)),
	)
	for _, c := range []struct {
		name  string
		terms [][]string
		want  int // sum of 2^n of those found
	}{
		{"a word of a title or of a body", [][]string{{"police"}}, 1<<1 | 1<<3},
		{"both words", [][]string{{"police"}, {"border"}}, 1 << 1},
		{"alternatives", [][]string{{"training", "formation"}}, 1<<1 | 1<<3},
		{"alternatives of one word and another word", [][]string{{"border", "frontier"}, {"formation"}}, 1 << 3},
		{"prefix", [][]string{{"form*"}}, 1 << 3},
		{"no prefix asked for", [][]string{{"form"}}, 0},
		{"Arabic", [][]string{{"تدريب"}}, 1 << 2},
		{"Arabic prefix", [][]string{{"تدر*"}}, 1 << 2},
		{"number", [][]string{{"2019"}}, 1 << 1},
		{"nobody", [][]string{{"zebra"}}, 0},
		{"a word of which nothing is left", [][]string{{"police"}, {""}}, 0},
		{"an operator is a word", [][]string{{"OR"}}, 0},
		{"hostile", [][]string{{`police" OR "training`}}, 0},
		{"hostile too", [][]string{{`' | 'police`}, {`\`}}, 0},
	} {
		found := 0
		for _, n := range numbers(e.ids(public, registry.InitiativeFilter{Terms: c.terms}, "", 1)) {
			found |= 1 << n
		}
		if found != c.want {
			e.Errorf("%s: found %b, want %b", c.name, found, c.want)
		}
		byDate := 0
		for _, n := range numbers(e.ids(public, registry.InitiativeFilter{Terms: c.terms}, registry.SortStart, 200)) {
			byDate |= 1 << n
		}
		if byDate != c.want {
			e.Errorf("%s, by date: found %b, want %b", c.name, byDate, c.want)
		}
	}
	e.tick()
	e.put(initiative(1, `{"t":"1"}`, words([]string{"customs"}, nil)))
	e.wantNumbers("after a change", e.ids(public, registry.InitiativeFilter{Terms: [][]string{{"training"}}}, "", 10))
	e.wantNumbers("after a change", e.ids(public, registry.InitiativeFilter{Terms: [][]string{{"customs"}}}, "", 10), 1)
	e.put(registry.InitiativeWrite{ID: id(3)})
	if n := e.count(public, registry.InitiativeFilter{Terms: [][]string{{"police"}}}); n != 0 {
		e.Errorf("%d hidden initiatives are found by their words", n)
	}
}

// testRanking: words of a title weigh more; the best thousand can be paged through, the total counts all.
func testRanking(_ *testing.T, e *env) {
	filler := []string{"a1", "a2", "a3", "a4", "a5"}
	e.put(
		initiative(1, `{"t":"1"}`, registry.Index{TitleTokens: filler, BodyTokens: append([]string{"police"}, filler...)}),
		initiative(2, `{"t":"2"}`, registry.Index{TitleTokens: append([]string{"police"}, filler[1:]...), BodyTokens: append([]string{"b"}, filler...)}),
		initiative(3, `{"t":"3"}`, registry.Index{TitleTokens: filler, BodyTokens: append([]string{"c"}, filler...)}),
	)
	search := registry.InitiativeFilter{Terms: [][]string{{"police"}}}
	e.wantNumbers("title before body", e.ids(public, search, "", 1), 2, 1)
	e.wantNumbers("asked for", e.ids(public, search, registry.SortRelevance, 1), 2, 1)

	var writes []registry.InitiativeWrite
	for n := 10; n < 1210; n++ {
		writes = append(writes, initiative(n, fmt.Sprintf(`{"t":"%d"}`, n), registry.Index{TitleTokens: []string{"police"}}))
	}
	e.put(writes...)
	if n := e.count(public, search); n != 1202 {
		e.Errorf("total %d, want 1202", n)
	}
	found := e.ids(public, search, "", 150)
	if len(found) != 1000 {
		e.Errorf("%d can be paged through, want the best 1000", len(found))
	}
	seen := map[string]bool{}
	for _, id := range found {
		if seen[id] {
			e.Errorf("%s is on two pages", id)
		}
		seen[id] = true
	}
}
