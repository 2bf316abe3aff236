package fts

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/importers/importertest"
	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/registry"
)

// sharedPages are pages of a real search, which are other people's and not in the repository.
func sharedPages(t *testing.T, names ...string) []byte {
	t.Helper()
	var all []byte
	for _, name := range names {
		page, err := os.ReadFile(importertest.Shared(t, "fts", name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
	}
	return all
}

var afghanistan2020 = []string{
	"custom-search-locationid-1-year-2020.json", "custom-search-locationid-1-year-2020-page-2.json", "custom-search-locationid-1-year-2020-page-3.json",
}

// The search is for Afghanistan in 2020: of its 484 flows 407 name a plan and no project, and of the other 77 five name no
// recipient: they are funding.
func TestSharedPages(t *testing.T) {
	items, err := readItems(t, bytes.NewReader(sharedPages(t, afghanistan2020...)))
	if err != nil {
		t.Fatal(err)
	}
	counts, warnings := map[string]int{}, map[string]int{}
	for _, item := range items {
		switch {
		case item.Record != nil:
			counts["records"]++
		case item.Funding:
			counts["funding"]++
		default:
			counts["rejected"]++
			t.Logf("%+v", item.Problems)
		}
		for _, p := range item.Problems {
			warnings[p.Field+": "+p.Reason]++
		}
	}
	if diff := cmp.Diff(map[string]int{"records": 72, "funding": 412}, counts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"onBoundary: the amount is shared with what is outside of the search; it is not summed": 2}, warnings); diff != "" {
		t.Error(diff)
	}
}

// The amounts are read as FTS means them: its own total of what came in, fundingTotal, is the sum of the amounts of the
// flows that are on the boundary alone. What is shared is not in it.
func TestSharedAmountsAreNotSummedByFTSEither(t *testing.T) {
	r, err := jsonstream.NewReader(bytes.NewReader(sharedPages(t, afghanistan2020...)), jsonstream.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var sum registry.Amount
	fundingTotal := ""
	for range afghanistan2020 {
		total, err := readPage(r, func(v jsonstream.Value) {
			f, problems := readFlow(v)
			if f == nil || len(problems) > 0 {
				t.Fatalf("%+v", problems)
			}
			if boundary := jsonstream.NewNode(v.Data, nil).Get("boundary").Text(); boundary == "incoming" && f.onBoundary == "single" {
				sum, _ = sum.Add(f.usd)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		fundingTotal = total
	}
	if sum.String() != fundingTotal || fundingTotal == "" {
		t.Errorf("%s, and FTS says %s", sum, fundingTotal)
	}
}

// readPage reads a page: its flows one by one, and data.incoming.fundingTotal.
func readPage(r *jsonstream.Reader, flow func(jsonstream.Value)) (fundingTotal string, err error) {
	err = r.Object(func(key string) error {
		if key != "data" {
			return r.Skip()
		}
		return r.Object(func(key string) error {
			switch key {
			case "flows":
				return r.Array(func() error {
					v, err := r.Value()
					flow(v)
					return err
				})
			case "incoming":
				v, err := r.Value()
				fundingTotal = jsonstream.NewNode(v.Data, nil).Get("fundingTotal").Text()
				return err
			}
			return r.Skip()
		})
	})
	return fundingTotal, err
}

func TestSharedFileOfLocationsIsRefused(t *testing.T) {
	_, err := readItems(t, bytes.NewReader(sharedPages(t, "1-public-location.json")))
	if registry.ErrorCode(err) != registry.EInvalid || !strings.Contains(err.Error(), "no list data.flows") {
		t.Error(err)
	}
}
