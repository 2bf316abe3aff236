package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/store"
	"github.com/tansiq/tansiq/registry/store/pgtest"
)

// synthetic makes initiatives that are about as large as those of IATI feeds: some twenty terms, a document of two to
// three kilobytes, some eighty words. The seed makes them the same in every run.
type synthetic struct {
	*rand.Rand
	made int
}

func newSynthetic() *synthetic { return &synthetic{Rand: rand.New(rand.NewPCG(19, 14))} }

func (s *synthetic) some(format string, of, atMost int) []string {
	var values []string
	for range 1 + s.IntN(atMost) {
		// Squared, so that some values are much more frequent than others.
		f := s.Float64()
		values = append(values, fmt.Sprintf(format, int(f*f*float64(of))))
	}
	return values
}

func (s *synthetic) words(n int) []string {
	words := make([]string, n)
	for i := range words {
		f := s.Float64()
		words[i] = fmt.Sprintf("w%d", int(f*f*f*30000))
	}
	return words
}

func (s *synthetic) initiative() (registry.InitiativeWrite, *registry.Record) {
	s.made++
	id := uuid.Must(uuid.NewV7()).String()
	start := registry.DateOf(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, s.IntN(9000)))
	budget := registry.Amount(s.Int64N(1e12))
	donors := s.some("0198dddd-0000-7000-8000-%012d", 300, 2)
	implementers := s.some("0198eeee-0000-7000-8000-%012d", 5000, 2)
	category := 110 + s.IntN(40)
	body := s.words(70)
	index := registry.Index{
		Countries: s.some("C%d", 150, 2), Regions: s.some("region-%d", 12, 2), GoodPractices: []int{1 + s.IntN(25), 1 + s.IntN(25)},
		Donors: donors, Implementers: implementers, Organisations: append(append([]string{}, donors...), implementers...),
		Sectors: []string{fmt.Sprint(category), fmt.Sprint(category*100 + 10)}, Status: registry.Statuses()[s.IntN(6)],
		Kind: registry.KindProject, Scope: registry.ScopeContributing, Beneficiaries: s.some("b%d", 15, 2),
		Feeds: s.some("feed-%d", 50, 1), Identifiers: []string{fmt.Sprintf("xm-dac-1-%d", s.made)},
		Period: registry.Period{Start: start}, BudgetUSD: &budget,
		Points:      []registry.Point{{Latitude: s.Float64()*160 - 80, Longitude: s.Float64()*360 - 180}},
		TitleTokens: s.words(8), BodyTokens: body,
	}
	text := strings.Join(body, " ")
	document := fmt.Sprintf(`{"id":%q,"title":{"en":%q},"description":{"en":%q,"fr":%q},"budget":%d}`, id, text[:60], text, text+text+text, budget)
	record := &registry.Record{
		ID: uuid.Must(uuid.NewV7()).String(), Initiative: id, Feed: index.Feeds[0], Key: fmt.Sprintf("XM-DAC-1-%d", s.made), Version: 1,
		Retrieved: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Marks: registry.Marks{Sharing: registry.SharingClear},
		Facts: registry.Facts{Title: registry.Text{"en": text[:60]}, Description: registry.Text{"en": text + text + text}},
		Raw:   []byte("<iati-activity>" + strings.Repeat("<title>"+text+"</title>", 6) + "</iati-activity>"),
	}
	write := registry.InitiativeWrite{ID: id, Features: []byte(text[:200]), Views: []registry.View{{
		Scopes: []registry.ViewScope{registry.ScopePublic, registry.ScopePartner, registry.ScopeAll}, Document: []byte(document), Index: index,
	}}}
	return write, record
}

// publish writes n initiatives in transactions of 250, as the publisher does.
func publish(b *testing.B, s *store.Store, from *synthetic, n int) {
	ctx := context.Background()
	for n > 0 {
		var writes []registry.InitiativeWrite
		var records []*registry.Record
		for range min(n, 250) {
			w, r := from.initiative()
			writes, records = append(writes, w), append(records, r)
		}
		n -= len(writes)
		b.StartTimer()
		err := s.Write(ctx, func(tx registry.Tx) error {
			if err := tx.PutRecords(ctx, records); err != nil {
				return err
			}
			return tx.PutInitiatives(ctx, writes)
		})
		b.StopTimer()
		if err != nil {
			b.Fatal(err)
		}
	}
}

func databases(b *testing.B, bench func(b *testing.B, s *store.Store)) {
	for name, dsn := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "tansiq.db") },
		"postgres": pgtest.DSN,
	} {
		b.Run(name, func(b *testing.B) {
			s, err := store.Open(context.Background(), dsn(b), store.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			bench(b, s)
		})
	}
}

// BenchmarkPublish is new initiatives with one record each, in transactions of 250.
func BenchmarkPublish(b *testing.B) {
	databases(b, func(b *testing.B, s *store.Store) {
		b.StopTimer()
		b.ResetTimer()
		publish(b, s, newSynthetic(), b.N)
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "initiatives/s")
	})
}

// TANSIQ_BENCH_SIZE is how many initiatives the reading benchmarks have; 20,000 where it is not set.
func benchSize(b *testing.B) int {
	n := 20000
	if text := os.Getenv("TANSIQ_BENCH_SIZE"); text != "" {
		if _, err := fmt.Sscan(text, &n); err != nil {
			b.Fatal(err)
		}
	}
	return n
}

// BenchmarkRead is the reads that a service does most, each with other values every time.
func BenchmarkRead(b *testing.B) {
	databases(b, func(b *testing.B, s *store.Store) {
		from := newSynthetic()
		publish(b, s, from, benchSize(b))
		b.StartTimer()
		ctx, lens := context.Background(), registry.Audience{}.Lens()
		if _, err := s.CountInitiatives(ctx, lens, registry.InitiativeFilter{}); err != nil { // loads the columns
			b.Fatal(err)
		}
		country := func() []string { return from.some("C%d", 150, 1) }
		sector := func() []string { return []string{fmt.Sprint(110 + from.IntN(40))} }
		list := func(f func() registry.InitiativeFilter) func() error {
			return func() error {
				_, _, err := s.ListInitiatives(ctx, lens, f(), registry.Page{Limit: 50})
				return err
			}
		}
		for _, read := range []struct {
			name string
			run  func() error
		}{
			{"list/all", list(func() registry.InitiativeFilter { return registry.InitiativeFilter{} })},
			{"list/country", list(func() registry.InitiativeFilter { return registry.InitiativeFilter{Countries: country()} })},
			{"list/country+sector", list(func() registry.InitiativeFilter {
				return registry.InitiativeFilter{Countries: country(), Sectors: sector()}
			})},
			{"list/country+practice+status", list(func() registry.InitiativeFilter {
				return registry.InitiativeFilter{Countries: country(), GoodPractices: []int{1 + from.IntN(25)}, Statuses: []registry.Status{registry.StatusClosed}}
			})},
			{"list/search", list(func() registry.InitiativeFilter {
				w := from.words(2)
				return registry.InitiativeFilter{Terms: [][]string{{w[0]}, {w[1]}}}
			})},
			{"count/country", func() error {
				_, err := s.CountInitiatives(ctx, lens, registry.InitiativeFilter{Countries: country()})
				return err
			}},
			{"facets/all", func() error {
				_, err := s.FacetInitiatives(ctx, lens, registry.InitiativeFilter{})
				return err
			}},
			{"facets/country", func() error {
				_, err := s.FacetInitiatives(ctx, lens, registry.InitiativeFilter{Countries: country()})
				return err
			}},
		} {
			b.Run(read.name, func(b *testing.B) {
				for b.Loop() {
					if err := read.run(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reads/s")
			})
		}
	})
}
