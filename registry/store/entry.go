package store

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store/columns"
)

// termKeys lists the terms of a view, without duplicates, those that facets count first.
func termKeys(x *registry.Index) []termKey {
	keys := []termKey{{field: fieldAny}}
	add := func(f field, values ...string) {
		for _, v := range values {
			if v != "" {
				keys = append(keys, termKey{f, v})
			}
		}
	}
	add(fieldCountry, x.Countries...)
	add(fieldRegion, x.Regions...)
	for _, n := range x.GoodPractices {
		add(fieldPractice, strconv.Itoa(n))
	}
	add(fieldDonor, x.Donors...)
	add(fieldImplementer, x.Implementers...)
	add(fieldOrganisation, x.Organisations...)
	add(fieldSector, x.Sectors...)
	add(fieldStatus, string(x.Status))
	add(fieldKind, string(x.Kind))
	add(fieldScope, string(x.Scope))
	add(fieldBeneficiary, x.Beneficiaries...)
	add(fieldFeed, x.Feeds...)
	add(fieldPlace, x.Places...)
	slices.SortFunc(keys, func(a, b termKey) int {
		if fa, fb := a.isFaceted(), b.isFaceted(); fa != fb {
			if fa {
				return -1
			}
			return 1
		}
		return compareTerms(a, b)
	})
	return slices.Compact(keys)
}

// newEntry makes the entry of a view from its index and its numbered terms.
func newEntry(x *registry.Index, keys []termKey, numbers map[termKey]uint32) columns.Entry {
	e := columns.Entry{
		Start: dayOf(x.Period.Start), End: dayOf(x.Period.End), OpenEnded: x.Period.OpenEnded, Budget: x.BudgetUSD,
		Terms: make([]uint32, len(keys)), Points: x.Points, TextHash: hashWords(x),
	}
	for i, k := range keys {
		e.Terms[i] = numbers[k]
		if k.isFaceted() {
			e.Faceted = i + 1
		}
	}
	e.Identifiers = slices.Clone(x.Identifiers)
	slices.Sort(e.Identifiers)
	e.Identifiers = slices.Compact(e.Identifiers)
	return e
}

func dayOf(d registry.Date) int32 {
	if day, ok := d.Days(); ok {
		return day
	}
	return columns.Unknown
}

func hashWords(x *registry.Index) uint64 {
	h := fnv.New64a()
	for _, words := range [][]string{x.TitleTokens, x.BodyTokens} {
		for _, w := range words {
			_, _ = h.Write([]byte(w))
			_, _ = h.Write([]byte{0})
		}
		_, _ = h.Write([]byte{1})
	}
	return h.Sum64()
}

// posting is a row of view_terms, or of view_pairs where second is not 0.
type posting struct {
	term, second uint32
	start        int32
	initiative   uint32
	view         uint32
	mask         uint8
}

func comparePostings(a, b posting) int {
	return cmp.Or(cmp.Compare(a.term, b.term), cmp.Compare(a.second, b.second), cmp.Compare(a.start, b.start),
		cmp.Compare(a.initiative, b.initiative), cmp.Compare(a.view, b.view), cmp.Compare(a.mask, b.mask))
}

// postings are the rows that a view is found by, in order. key gives a term by its number.
func postings(e *columns.Entry, initiative, view uint32, mask uint8, key func(uint32) termKey) []posting {
	var countries, sectors []uint32
	rows := make([]posting, 0, len(e.Terms)+8)
	for _, no := range e.Terms {
		of := key(no).field
		if of == fieldPlace {
			continue
		}
		rows = append(rows, posting{term: no, start: e.Start, initiative: initiative, view: view, mask: mask})
		switch of {
		case fieldCountry:
			countries = append(countries, no)
		case fieldSector:
			sectors = append(sectors, no)
		}
	}
	for _, c := range countries {
		for _, s := range sectors {
			rows = append(rows, posting{term: c, second: s, start: e.Start, initiative: initiative, view: view, mask: mask})
		}
	}
	slices.SortFunc(rows, comparePostings)
	return rows
}

// difference gives the members of sorted a that are not in sorted b.
func difference(a, b []posting) []posting {
	var rest []posting
	for _, p := range a {
		for len(b) > 0 && comparePostings(b[0], p) < 0 {
			b = b[1:]
		}
		if len(b) == 0 || b[0] != p {
			rest = append(rest, p)
		}
	}
	return rest
}
