package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/overlap"
	"github.com/tansiq/tansiq/registry/service"
	"github.com/tansiq/tansiq/registry/store"
)

// bench measures one size.
type bench struct {
	ctx  context.Context
	w    *world
	path string // of the registry
}

func (b *bench) part(name string) error {
	if file := os.Getenv("OVERLAPBENCH_PROFILE"); file != "" {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	started, cpu := time.Now(), cpuTime()
	var err error
	switch name {
	case "make":
		err = b.makeFeatures()
	case "fill":
		err = b.fill()
	case "index":
		err = b.index()
	case "detect":
		err = b.detect()
	case "upsert":
		err = b.upsert()
	default:
		err = fmt.Errorf("no part is called %q", name)
	}
	peak, anonymous := memory()
	fmt.Printf("%-8s %7.1f s, %.1f s of processor time, peak %d MiB resident, %d MiB of it anonymous at the end; load %s\n",
		name, time.Since(started).Seconds(), (cpuTime() - cpu).Seconds(), peak, anonymous, load())
	return err
}

// each runs fn for all initiatives on all cores.
func (b *bench) each(fn func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < b.w.n; i = int(next.Add(1)) - 1 {
				fn(i)
			}
		})
	}
	wg.Wait()
}

func (b *bench) makeFeatures() error {
	var spent, bytes atomic.Int64
	b.each(func(i int) {
		x := b.w.initiative(i)
		started := time.Now()
		blob, err := overlap.FromInitiative(x, nil).MarshalBinary()
		spent.Add(int64(time.Since(started)))
		if err == nil {
			bytes.Add(int64(len(blob)))
		}
	})
	per := time.Duration(spent.Load() / int64(b.w.n))
	fmt.Printf("  raw text to features: %v each on one core, %.1f s for all on %d; %d bytes each\n", per,
		time.Duration(spent.Load()).Seconds()/float64(runtime.GOMAXPROCS(0)), runtime.GOMAXPROCS(0), bytes.Load()/int64(b.w.n))
	return nil
}

// write is an initiative as the registry stores it.
func write(x *registry.Initiative) (registry.InitiativeWrite, error) {
	document, err := json.Marshal(x)
	if err != nil {
		return registry.InitiativeWrite{}, err
	}
	features, err := overlap.FromInitiative(x, nil).MarshalBinary()
	return registry.InitiativeWrite{ID: x.ID, Features: features, Views: []registry.View{{
		Scopes: []registry.ViewScope{registry.ScopePublic, registry.ScopePartner, registry.ScopeAll}, Document: document,
		Index: registry.Index{Kind: x.Kind, Status: x.Status, Regions: x.Regions, Period: x.Period},
	}}}, err
}

const writesATransaction = 500

// fill makes the registry where it is not there yet.
func (b *bench) fill() error {
	if _, err := os.Stat(b.path); err == nil {
		fmt.Println("  the registry is there")
		return nil
	}
	unfinished := b.path + ".unfinished"
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(unfinished + suffix)
	}
	s, err := store.Open(b.ctx, unfinished, store.Options{})
	if err != nil {
		return err
	}
	type made struct {
		writes []registry.InitiativeWrite
		err    error
	}
	ready := make(chan made, 4)
	go func() {
		defer close(ready)
		for from := 0; from < b.w.n; from += writesATransaction {
			var m made
			for i := from; i < min(from+writesATransaction, b.w.n) && m.err == nil; i++ {
				var w registry.InitiativeWrite
				w, m.err = write(b.w.initiative(i))
				m.writes = append(m.writes, w)
			}
			ready <- m
		}
	}()
	for m := range ready {
		if m.err == nil {
			m.err = s.Write(b.ctx, func(tx registry.Tx) error { return tx.PutInitiatives(b.ctx, m.writes) })
		}
		if m.err != nil {
			return m.err
		}
	}
	if err := s.Close(); err != nil {
		return err
	}
	return os.Rename(unfinished, b.path)
}

func (b *bench) index() error {
	s, err := store.Open(b.ctx, b.path, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	started := time.Now()
	stage := func(name string) {
		fmt.Printf("  %-34s %6.1f s\n", name, time.Since(started).Seconds())
		started = time.Now()
	}
	d := overlap.NewDetector(nil)
	for row, err := range s.EachFeatures(b.ctx) {
		if err != nil {
			return err
		}
		if err := d.Load(row.Features); err != nil {
			return err
		}
	}
	stage("read stored features")
	if err := d.Freeze(); err != nil {
		return err
	}
	stage("index and candidates")
	kinds := map[string]int{}
	found := map[[2]string]string{}
	d.Detect(func(r overlap.Result) {
		kinds[fmt.Sprintf("%s %s", r.Kind, r.Level)]++
		found[[2]string{r.A, r.B}] = string(r.Kind)
	})
	stage("compare")
	fmt.Printf("  %.1f pairs a record; results: %v\n", float64(d.Pairs())/float64(d.Len()), kinds)
	b.completeness(d, found)
	return nil
}

// completeness says of the known pairs how many are candidates, and what was found between them. Of each kind at most 5,000
// are looked at.
func (b *bench) completeness(d *overlap.Detector, found map[[2]string]string) {
	type tally struct{ pairs, candidates, results int }
	tallies := map[string]*tally{}
	for i := b.w.base; i < b.w.n; i++ {
		of, kind := b.w.partner(i)
		t := tallies[kind]
		if t == nil {
			t = &tally{}
			tallies[kind] = t
		}
		if t.pairs == 5000 {
			continue
		}
		x, y := b.w.initiative(of).ID, b.w.initiative(i).ID
		t.pairs++
		if _, ok := slices.BinarySearch(d.Candidates(x), y); ok {
			t.candidates++
		}
		if found[[2]string{min(x, y), max(x, y)}] != "" {
			t.results++
		}
	}
	for _, p := range planted {
		if t := tallies[p.kind]; t != nil {
			fmt.Printf("  %-12s %5d pairs: candidates %.4f, a result %.4f\n", p.kind, t.pairs,
				float64(t.candidates)/float64(t.pairs), float64(t.results)/float64(t.pairs))
		}
	}
}

func (b *bench) detect() error {
	s, err := store.Open(b.ctx, b.path, store.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	started, last := time.Now(), ""
	stats, err := service.New(s, service.Options{SpoolDir: os.TempDir()}).Detect(b.ctx, true, func(stage string, _ int) {
		if stage != last {
			peak, anonymous := memory()
			fmt.Printf("  %s from %.1f s; peak so far %d MiB, %d MiB anonymous\n", stage, time.Since(started).Seconds(), peak, anonymous)
			last = stage
		}
	})
	fmt.Printf("  full detection %.1f s: %d new, %d changed, %d unchanged, %d retracted\n", stats.Elapsed.Seconds(),
		stats.New, stats.Changed, stats.Unchanged, stats.Retracted)
	return err
}

func quantile(d []time.Duration, q float64) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return d[min(len(d)-1, int(q*float64(len(d))))].Round(10 * time.Microsecond)
}

// memory gives the peak of resident memory and what is resident and anonymous now, in MiB; zeros where the system does not say.
func memory() (peak, anonymous int) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(status)) {
		var kib int
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kib); n == 1 {
			peak = kib >> 10
		}
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &kib); n == 1 {
			anonymous = kib >> 10
		}
	}
	return peak, anonymous
}

func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(text))[0]
}

// cpuTime is what this process has used of the processors.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
