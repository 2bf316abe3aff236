package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/service"
	"github.com/tansiq/tansiq/registry/store"
)

// How many initiatives are changed, one after the other, and how many the import brings meanwhile, as far as it gets.
const (
	upsertsIdle      = 1000
	upsertsImporting = 500
	imported         = 20_000
)

// upsert measures on a copy of the registry, so that what is changed is the same each time.
func (b *bench) upsert() error {
	path := b.path + ".copy"
	if err := copyFile(path, b.path); err != nil {
		return err
	}
	defer os.Remove(path)
	s, err := store.Open(b.ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	spool, err := os.MkdirTemp("", "overlapbench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(spool)
	svc := service.New(s, service.Options{
		SpoolDir:  spool,
		Importers: map[string]registry.Importer{madeUp{}.Format(): madeUp{b.w}},
		Fetch: func(context.Context, registry.Feed) (service.Fetched, error) {
			return service.Fetched{Body: http.NoBody}, nil
		},
	})
	if _, err := svc.Detect(b.ctx, true, nil); err != nil {
		return err
	}
	detector := follow(b.ctx, svc)
	defer detector.stop()
	u := upserts{bench: b, store: s, svc: svc, detector: detector, random: rand.New(rand.NewPCG(b.w.seed, 0))}
	if err := u.measure(b.ctx, "idle", upsertsIdle); err != nil {
		return err
	}

	feed, err := svc.LocalFeed(b.ctx, registry.Audience{Role: registry.RoleAdministrator}, "made up", madeUp{}.Format(), false)
	if err != nil {
		return err
	}
	working, stop := context.WithCancel(b.ctx)
	defer stop()
	publishing, published := make(chan struct{}), 0
	var begin sync.Once
	var began time.Time
	var importing sync.WaitGroup
	importing.Go(func() {
		defer stop()
		_, _ = svc.Import(working, *feed, service.ImportOptions{Trigger: "manual", Progress: func(stage string, n registry.RunCounts) {
			if published = n.New; stage == "publishing" {
				begin.Do(func() { began = time.Now(); close(publishing) })
			}
		}})
	})
	select {
	case <-publishing:
	case <-working.Done():
		return fmt.Errorf("the import ended before it published anything")
	}
	err = u.measure(working, "during an import", upsertsImporting)
	took := time.Since(began)
	stop()
	importing.Wait()
	fmt.Printf("    the import wrote %.0f a second\n", float64(published)/took.Seconds())
	return err
}

// detector follows the change log beside what is measured, as the program's own does.
type detector struct {
	first chan int // how many initiatives that somebody waits for have their flags
	wake  chan struct{}
	end   context.CancelFunc
	ended sync.WaitGroup
	err   error
	stats service.DetectStats
}

func follow(ctx context.Context, svc *service.Service) *detector {
	ctx, end := context.WithCancel(ctx)
	d := &detector{first: make(chan int), wake: make(chan struct{}, 1), end: end}
	d.ended.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-d.wake:
			}
			stats, err := svc.Detect(ctx, false, func(stage string, n int) {
				if stage == "first" && n > 0 {
					d.first <- n
				}
			})
			d.stats.New, d.stats.Changed, d.stats.Retracted = d.stats.New+stats.New, d.stats.Changed+stats.Changed, d.stats.Retracted+stats.Retracted
			if err != nil && ctx.Err() == nil {
				d.err = err
				close(d.first)
				return
			}
		}
	})
	return d
}

func (d *detector) stop() {
	d.end()
	d.ended.Wait()
}

type upserts struct {
	*bench
	store    *store.Store
	svc      *service.Service
	detector *detector
	random   *rand.Rand
}

// measure changes some initiatives, one after the other, and waits for each one's flags. Each is given what another does,
// where and when, under its own name and money: its flags go and others come.
func (u *upserts) measure(ctx context.Context, when string, n int) error {
	var flags, all []time.Duration
	for range n {
		if ctx.Err() != nil {
			break
		}
		own, x := u.w.initiative(u.random.IntN(u.w.n)), u.w.initiative(u.random.IntN(u.w.n))
		x.ID, x.Sources, x.Identifiers, x.Participations, x.Budget = own.ID, own.Sources, own.Identifiers, own.Participations, own.Budget
		w, err := write(x)
		if err != nil {
			return err
		}
		begin := time.Now()
		if err := u.store.Write(u.ctx, func(tx registry.Tx) error { return tx.PutInitiatives(u.ctx, []registry.InitiativeWrite{w}) }); err != nil {
			return err
		}
		committed := time.Now()
		u.svc.DetectFirst(x.ID)
		select {
		case u.detector.wake <- struct{}{}:
		default: // it is at work
		}
		if _, ok := <-u.detector.first; !ok {
			return u.detector.err
		}
		flags, all = append(flags, time.Since(committed)), append(all, time.Since(begin))
	}
	fmt.Printf("  %d upserts %s: from commit to flags p50 %v p99 %v max %v; with its own write p50 %v p99 %v\n", len(flags), when,
		quantile(flags, 0.5), quantile(flags, 0.99), quantile(flags, 1), quantile(all, 0.5), quantile(all, 0.99))
	return nil
}

// madeUp is an importer of initiatives that the registry does not have.
type madeUp struct{ w *world }

func (madeUp) Format() string { return "made-up" }

func (m madeUp) Read(context.Context, io.Reader, registry.Feed) iter.Seq2[registry.Item, error] {
	return func(yield func(registry.Item, error) bool) {
		for k := range imported {
			x := m.w.worded(m.w.n+k, m.w.draftOf(m.w.n+k))
			raw, err := json.Marshal(x.Facts)
			if err != nil {
				yield(registry.Item{}, err)
				return
			}
			if !yield(registry.Item{Record: &registry.Record{Key: x.Identifiers[0].Value, Facts: x.Facts, Raw: raw, Line: k}}, nil) {
				return
			}
		}
	}
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	for _, suffix := range []string{"-wal", "-shm"} { // of a copy that was killed
		_ = os.Remove(to + suffix)
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if e := out.Close(); err == nil {
		err = e
	}
	return err
}
