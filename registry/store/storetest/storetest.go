// Package storetest is what every implementation of registry.Store must do. The suite runs against SQLite and PostgreSQL.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store"
)

// Run runs the suite. dsn makes an empty database that is gone when the test ends, and gives its address.
func Run(t *testing.T, dsn func(t testing.TB) string) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, e *env)
	}{
		{"versions", testVersions},
		{"scopes", testScopes},
		{"index only", testIndexOnlyChange},
		{"redirects", testRedirects},
		{"invalid writes", testInvalidWrites},
		{"change log", testChangeLog},
		{"rollback", testRollback},
		{"sorts", testSorts},
		{"cursors", testCursors},
		{"walk while writing", testWalkWhileWriting},
		{"query count", testQueryCount},
		{"filters", testFilters},
		{"facets", testFacets},
		{"impossible texts", testImpossibleTexts},
		{"text", testText},
		{"ranking", testRanking},
		{"what is kept", testKept},
		{"warm", testWarm},
		{"nothing of other views", testNothingOfOtherViews},
		{"follows other processes", testFollowsOthers},
		{"property", testProperty},
		{"records", testRecords},
		{"figures", testFigures},
		{"figures of records", testRecordFigures},
		{"organisations", testOrganisations},
		{"feeds", testFeeds},
		{"runs", testRuns},
		{"overlaps", testOverlaps},
		{"public overlaps", testPublicOverlaps},
		{"rulings", testRulings},
		{"priorities", testPriorities},
		{"crowded cells", testCrowdedCells},
		{"keys", testKeys},
		{"attempts", testAttempts},
		{"secrets", testSecrets},
		{"submissions", testSubmissions},
		{"leases", testLeases},
		{"detection", testDetection},
		{"models", testModels},
		{"readers and a writer", testReadersAndWriter},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := &env{T: t, ctx: t.Context(), dsn: dsn(t), clock: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
			e.Store = e.open()
			test.run(t, e)
		})
	}
}

// env is a store with a clock that tests move and a count of its queries.
type env struct {
	*testing.T
	*store.Store
	ctx context.Context
	dsn string

	mutex   sync.Mutex
	clock   time.Time
	queries int
}

// open opens another store on the test's database, as a second process would.
func (e *env) open() *store.Store {
	s, err := store.Open(e.ctx, e.dsn, store.Options{Now: e.now, Trace: e.trace})
	e.must(err)
	e.Cleanup(func() {
		if err := s.Close(); err != nil {
			e.Errorf("close: %v", err)
		}
	})
	return s
}

func (e *env) now() time.Time {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.clock
}

func (e *env) tick() time.Time {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.clock = e.clock.Add(time.Minute)
	return e.clock
}

func (e *env) trace(string) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.queries++
}

// counted is how many queries fn makes.
func (e *env) counted(fn func()) int {
	e.mutex.Lock()
	before := e.queries
	e.mutex.Unlock()
	fn()
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.queries - before
}

// must fails the test on an error.
func (e *env) must(err error) {
	e.Helper()
	if err != nil {
		e.Fatalf("%v (code %s)", err, registry.ErrorCode(err))
	}
}

// wants fails the test unless err has the code.
func (e *env) wants(err error, code registry.Code) {
	e.Helper()
	if registry.ErrorCode(err) != code {
		e.Fatalf("error %v has code %q, want %q", err, registry.ErrorCode(err), code)
	}
	var known *registry.Error
	if code != "" && !errors.As(err, &known) {
		e.Fatalf("error %v is not one of the registry's", err)
	}
}

func (e *env) write(fn func(tx registry.Tx) error) {
	e.Helper()
	e.must(e.Write(e.ctx, fn))
}

func (e *env) put(writes ...registry.InitiativeWrite) {
	e.Helper()
	e.write(func(tx registry.Tx) error { return tx.PutInitiatives(e.ctx, writes) })
}

// id is the n-th of a row of ids in order.
func id(n int) string { return fmt.Sprintf("0198aaaa-0000-7000-8000-%012d", n) }

// base are the scopes that see a record that is marked clear and not sensitive.
var base = []registry.ViewScope{registry.ScopePublic, registry.ScopePartner, registry.ScopeAll}

var public = registry.Audience{}.Lens()

// publicAll is the public where open flags are shown to everybody.
var publicAll = registry.Lens{Base: registry.ScopePublic, Flags: registry.FlagPolicy{All: true}}

// initiative is a write of one view, whose figures are the id.
func initiative(n int, document string, index registry.Index, scopes ...registry.ViewScope) registry.InitiativeWrite {
	if len(scopes) == 0 {
		scopes = base
	}
	return registry.InitiativeWrite{ID: id(n), Views: []registry.View{{Scopes: scopes, Document: []byte(document), Index: index, Figures: []byte(id(n))}}}
}

// ids lists the initiatives of all pages.
func (e *env) ids(lens registry.Lens, filter registry.InitiativeFilter, sort registry.Sort, limit int) []string {
	e.Helper()
	var found []string
	for cursor := ""; ; {
		items, next, err := e.ListInitiatives(e.ctx, lens, filter, registry.Page{Limit: limit, Cursor: cursor, Sort: sort})
		e.must(err)
		if len(items) > limit {
			e.Fatalf("a page of %d has %d entries", limit, len(items))
		}
		for _, item := range items {
			found = append(found, item.ID)
		}
		if next == "" {
			return found
		}
		cursor = next
	}
}

// numbers turns ids of id() back into their numbers.
func numbers(ids []string) []int {
	ns := make([]int, len(ids))
	for i, text := range ids {
		_, _ = fmt.Sscanf(text[strings.LastIndexByte(text, '-')+1:], "%d", &ns[i])
	}
	return ns
}

func (e *env) wantNumbers(what string, got []string, want ...int) {
	e.Helper()
	if !slices.Equal(numbers(got), want) {
		e.Errorf("%s: %v, want %v", what, numbers(got), want)
	}
}

func (e *env) count(lens registry.Lens, filter registry.InitiativeFilter) int {
	e.Helper()
	n, err := e.CountInitiatives(e.ctx, lens, filter)
	e.must(err)
	return n
}
