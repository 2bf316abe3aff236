package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/tansiq/tansiq/registry"
)

func (e *env) record(n, version int, feed, key string) *registry.Record {
	return &registry.Record{
		ID: fmt.Sprintf("0198cccc-0000-7000-8000-%012d", n), Initiative: id(n), Feed: feed, Key: key, Version: version,
		URL: "https://example.org/feed.xml", Licence: "CC BY 4.0", Retrieved: e.now(), Line: 12,
		Marks: registry.Marks{Sharing: registry.SharingAmber, Sensitivity: registry.SensitivityHigh, Owners: []string{"o1"}},
		Facts: registry.Facts{
			Title: registry.Text{"en": fmt.Sprintf("Title %d", version), "ar": "تدريب"}, Kind: registry.KindProject,
			Identifiers: []registry.Identifier{{Scheme: "iati", Value: key}}, Period: period("2020-01-01", ""),
		},
		Raw:  []byte(strings.Repeat(fmt.Sprintf("<raw version='%d'/>", version), 100)),
		Hash: registry.ContentHash{byte(n), byte(version)},
	}
}

// testRecords: every version is kept; heads, moves and withdrawal.
func testRecords(_ *testing.T, e *env) {
	first, second := e.record(1, 1, "feed", "A-1"), e.record(2, 1, "feed", "a-1")
	put := func(records ...*registry.Record) {
		e.Helper()
		e.write(func(tx registry.Tx) error { return tx.PutRecords(e.ctx, records) })
	}
	put(first, second)
	if first.No == 0 || second.No == 0 || first.No == second.No {
		e.Fatalf("records are numbered %d and %d", first.No, second.No)
	}
	e.tick()
	changed := e.record(1, 2, "feed", "A-1")
	changed.No = first.No
	e.must(e.PackRecord(changed)) // ahead of the transaction; first and second are packed in theirs
	put(changed)

	e.write(func(tx registry.Tx) error {
		heads, err := tx.RecordHeads(e.ctx, "feed", []string{"A-1", "a-1", "nobody", `'"\`})
		e.must(err)
		want := map[string]registry.RecordHead{
			"A-1": {ID: changed.ID, No: changed.No, Initiative: id(1), Version: 2, Hash: changed.Hash},
			"a-1": {ID: second.ID, No: second.No, Initiative: id(2), Version: 1, Hash: second.Hash},
		}
		if diff := cmp.Diff(want, heads); diff != "" {
			e.Errorf("heads (-want +got):\n%s", diff)
		}
		committed, err := e.RecordHeads(e.ctx, "feed", []string{"A-1", "a-1", "nobody"})
		e.must(err)
		if diff := cmp.Diff(want, committed); diff != "" {
			e.Errorf("committed heads (-want +got):\n%s", diff)
		}
		heads, err = tx.RecordHeads(e.ctx, "other", []string{"A-1"})
		e.must(err)
		if len(heads) != 0 {
			e.Errorf("heads of another feed: %v", heads)
		}
		return nil
	})

	withoutRaw := cmpopts.IgnoreFields(registry.Record{}, "Raw", "Packed")
	current, err := e.Records(e.ctx, id(1))
	e.must(err)
	if diff := cmp.Diff([]registry.Record{*changed}, current, withoutRaw); diff != "" {
		e.Errorf("current version (-want +got):\n%s", diff)
	}
	versions, err := e.RecordVersions(e.ctx, id(1))
	e.must(err)
	if diff := cmp.Diff([]registry.Record{*changed, *first}, versions, withoutRaw); diff != "" {
		e.Errorf("versions (-want +got):\n%s", diff)
	}
	for version, record := range map[int]*registry.Record{1: first, 2: changed} {
		raw, err := e.RecordRaw(e.ctx, first.ID, version)
		e.must(err)
		if string(raw) != string(record.Raw) {
			e.Errorf("raw of version %d differs", version)
		}
	}
	_, err = e.RecordRaw(e.ctx, first.ID, 3)
	e.wants(err, registry.ENotFound)
	numbered, err := e.RecordsNumbered(e.ctx, []uint32{first.No, 999})
	e.must(err)
	if len(numbered) != 1 || numbered[0].No != first.No || numbered[0].Version != 2 || numbered[0].Key != first.Key {
		e.Errorf("records by number: %+v", numbered)
	}
	_, err = e.Records(e.ctx, id(9))
	e.wants(err, registry.ENotFound)
	_, err = e.RecordVersions(e.ctx, id(9))
	e.wants(err, registry.ENotFound)

	e.write(func(tx registry.Tx) error {
		e.must(tx.MoveRecords(e.ctx, []registry.RecordKey{{Feed: "feed", Key: "a-1"}}, id(1)))
		e.must(tx.SetWithdrawn(e.ctx, "feed", []string{"a-1", "nobody"}, true))
		of, err := tx.RecordsOf(e.ctx, []string{id(1), id(2)})
		e.must(err)
		if len(of[id(1)]) != 2 || len(of[id(2)]) != 0 || !of[id(1)][1].Withdrawn || of[id(1)][1].Version != 1 {
			e.Errorf("after a merge and a withdrawal: %+v", of)
		}
		return nil
	})

	again := e.record(3, 1, "feed", "A-1")
	err = e.Write(e.ctx, func(tx registry.Tx) error { return tx.PutRecords(e.ctx, []*registry.Record{again}) })
	e.wants(err, registry.EConflict)
	ghost := e.record(4, 2, "feed", "B-1")
	ghost.No = 999
	err = e.Write(e.ctx, func(tx registry.Tx) error { return tx.PutRecords(e.ctx, []*registry.Record{ghost}) })
	e.wants(err, registry.ENotFound)
}
