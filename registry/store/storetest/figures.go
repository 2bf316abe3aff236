package storetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/tansiq/tansiq/registry"
)

// titleOf is the "t" of a document.
func titleOf(e *env, document []byte) string {
	var d struct{ T string }
	if document != nil {
		e.must(json.Unmarshal(document, &d))
	}
	return d.T
}

// testFigures: figures follow their view, and where there are none the document stands in for them. They are no part of what
// a view shows: written alone they make no version and no change. Initiatives that want some are found, a few at a time.
func testFigures(_ *testing.T, e *env) {
	figures := func(lens registry.Lens) (all []string) {
		for f, err := range e.EachFigures(e.ctx, lens, registry.InitiativeFilter{}) {
			e.must(err)
			if f.Figures != "" {
				all = append(all, f.Figures)
			} else {
				all = append(all, "document "+titleOf(e, f.Document))
			}
		}
		slices.Sort(all)
		return all
	}
	outdated := func() (all []string) {
		for cursor := ""; ; {
			ids, next, err := e.OutdatedInitiatives(e.ctx, cursor, 2)
			e.must(err)
			if len(ids) == 0 {
				return all
			}
			all, cursor = append(all, ids...), next
		}
	}
	with := func(n int, figures string, scopes ...registry.ViewScope) registry.InitiativeWrite {
		w := initiative(n, fmt.Sprintf(`{"t":"%d"}`, n), registry.Index{Countries: []string{"ML"}}, scopes...)
		w.Views[0].Figures = nil
		if figures != "" {
			w.Views[0].Figures = []byte(figures)
		}
		return w
	}
	want := func(what string, lens registry.Lens, all ...string) {
		e.Helper()
		if diff := cmp.Diff(all, figures(lens)); diff != "" {
			e.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	administrator := registry.Audience{Role: registry.RoleAdministrator}.Lens()

	e.put(with(1, "one"), with(2, ""), with(3, ""), with(4, "four", registry.ScopeAll), with(5, ""))
	want("public", public, "document 2", "document 3", "document 5", "one")
	want("administrator", administrator, "document 2", "document 3", "document 5", "four", "one")
	e.wantNumbers("outdated", outdated(), 2, 3, 5)

	position, err := e.LastChange(e.ctx)
	e.must(err)
	e.tick()
	e.put(with(2, "two"), with(1, "one again"))
	want("made again", public, "document 3", "document 5", "one again", "two")
	e.wantNumbers("outdated", outdated(), 3, 5)
	if now, err := e.LastChange(e.ctx); err != nil || now != position {
		e.Errorf("figures alone are change %d after %d, %v", now, position, err)
	}
	d, err := e.FindInitiative(e.ctx, public, id(1))
	e.must(err)
	if d.Version != 1 {
		e.Errorf("figures alone made version %d", d.Version)
	}

	// Who sees a view changes; then it shows something else; then there are no figures any more; then no view.
	e.put(with(1, "one again", registry.ScopeAll), with(4, "four"))
	want("the other way round", public, "document 3", "document 5", "four", "two")
	want("the other way round, administrator", administrator, "document 3", "document 5", "four", "one again", "two")
	e.put(with(2, ""), registry.InitiativeWrite{ID: id(4)}, with(5, "five"))
	want("taken out", administrator, "document 2", "document 3", "five", "one again")
	e.wantNumbers("outdated", outdated(), 2, 3)
}

// testRecordFigures: of each record the version that stood at a time, beside the one of now; records in place of figures
// where some versions have none.
func testRecordFigures(_ *testing.T, e *env) {
	version := func(n, version int, key, figures string) *registry.Record {
		r := e.record(n, version, "feed", key)
		if figures != "" {
			r.Figures = []byte(figures)
		}
		return r
	}
	put := func(records ...*registry.Record) {
		e.Helper()
		e.write(func(tx registry.Tx) error { return tx.PutRecords(e.ctx, records) })
	}
	next := func(of *registry.Record, figures string) *registry.Record {
		n := 0
		_, err := fmt.Sscanf(of.ID, "0198cccc-0000-7000-8000-%012d", &n)
		e.must(err)
		r := version(n, of.Version+1, of.Key, figures)
		r.No = of.No
		return r
	}
	first, plain, single := version(1, 1, "A", "a1"), version(2, 1, "B", ""), version(3, 1, "C", "c1")
	put(first, plain, single)
	times := []time.Time{e.now()}
	first, plain = next(first, "a2"), next(plain, "b2") // of B the first version has none
	e.tick()
	first.Retrieved, plain.Retrieved = e.now(), e.now()
	put(first, plain)
	times = append(times, e.now())
	first = next(first, "a3")
	e.tick()
	first.Retrieved = e.now()
	late := version(4, 1, "D", "d1")
	put(first, late)
	times = append(times, e.now())
	e.write(func(tx registry.Tx) error { return tx.SetWithdrawn(e.ctx, "feed", []string{"C"}, true) })

	at := func(at time.Time) (lines []string) {
		said := func(f registry.RecordFigures) string {
			if f.Record != nil {
				return fmt.Sprintf("%d record %s", f.Version, f.Record.Facts.Title["en"])
			}
			return fmt.Sprintf("%d %s", f.Version, f.Figures)
		}
		for r, err := range e.RecordsAt(e.ctx, at) {
			e.must(err)
			for _, f := range []registry.RecordFigures{r.Then, r.Now} {
				if f.Record != nil && (f.Record.Version != f.Version || !f.Record.Retrieved.Equal(f.Retrieved) || f.Record.ID != r.ID) {
					e.Errorf("%+v of %s is not %+v", f, r.ID, f.Record)
				}
			}
			if r.Then.Retrieved.After(at) {
				e.Errorf("%s at %v was read at %v", r.Key, at, r.Then.Retrieved)
			}
			lines = append(lines, fmt.Sprintf("%s %s %v: %s, now %s", r.Feed, r.Key, r.Withdrawn, said(r.Then), said(r.Now)))
		}
		return lines
	}
	for i, want := range [][]string{
		{"feed A false: 1 a1, now 3 a3", "feed B false: 1 record Title 1, now 2 record Title 2", "feed C true: 1 c1, now 1 c1"},
		{"feed A false: 2 a2, now 3 a3", "feed B false: 2 record Title 2, now 2 record Title 2", "feed C true: 1 c1, now 1 c1"},
		{"feed A false: 3 a3, now 3 a3", "feed B false: 2 record Title 2, now 2 record Title 2", "feed C true: 1 c1, now 1 c1", "feed D false: 1 d1, now 1 d1"},
	} {
		if diff := cmp.Diff(want, at(times[i])); diff != "" {
			e.Errorf("at %v (-want +got):\n%s", times[i], diff)
		}
	}
	if none := at(times[0].Add(-time.Second)); none != nil {
		e.Errorf("before anything: %v", none)
	}

	// Made again: all versions of B.
	e.write(func(tx registry.Tx) error {
		versions, err := tx.VersionsOf(e.ctx, []string{id(1), id(2)})
		e.must(err)
		if len(versions[id(1)]) != 3 || len(versions[id(2)]) != 2 {
			e.Fatalf("versions %+v", versions)
		}
		if diff := cmp.Diff(*plain, versions[id(2)][1], cmpopts.IgnoreFields(registry.Record{}, "Raw", "Figures")); diff != "" {
			e.Errorf("current version (-want +got):\n%s", diff)
		}
		for i := range versions[id(2)] {
			versions[id(2)][i].Figures = fmt.Appendf(nil, "b%d again", i+1)
		}
		return tx.PutFigures(e.ctx, versions[id(2)])
	})
	if got, want := at(times[0])[1], "feed B false: 1 b1 again, now 2 b2 again"; got != want {
		e.Errorf("%q, want %q", got, want)
	}
}
