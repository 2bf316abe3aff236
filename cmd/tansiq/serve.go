package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/tansiq/tansiq/api"
	"github.com/tansiq/tansiq/importers/table"
	"github.com/tansiq/tansiq/importers/toolkit"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/schedule"
	"github.com/tansiq/tansiq/registry/service"
)

type serveCommand struct {
	Addr      string `default:"127.0.0.1:8080" help:"Address to listen at."`
	PublicURL string `name:"public-url" placeholder:"URL" help:"Where the world reaches this server, for links in documents."`
	RateLimit string `default:"120" help:"Requests a minute for each key, or for each address without one; off for benchmarks."`
}

const (
	// detectorPoll is how often the change log is looked at for what other processes wrote.
	detectorPoll = 5 * time.Second
	// stopTime is how long requests and runs may take to end after a signal.
	stopTime = 20 * time.Second
)

// Run starts, in this order: database, catalogue, counts in memory, unfinished runs, listener, what an earlier version stored,
// detector, scheduler; and stops in the reverse order.
func (c *serveCommand) Run(env *environment) error {
	rate, err := c.rateLimit()
	if err != nil {
		return err
	}
	r, err := env.wire(false)
	if err != nil {
		return err
	}
	defer r.close()
	if err := r.loadCatalogue(env.ctx); err != nil {
		return err
	}
	// The first to ask must not wait for what lists and facets are counted from.
	if err := r.store.Warm(env.ctx); err != nil {
		return err
	}
	secret, err := r.firstKey(env.ctx)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(env.ctx, "tcp", c.Addr)
	if err != nil {
		return err
	}

	// Background work has a context of its own: it ends after the listener, not with the signal.
	background, stopBackground := context.WithCancel(context.WithoutCancel(env.ctx))
	defer stopBackground()
	var work sync.WaitGroup
	work.Go(func() {
		if err := r.resume(background); err != nil && background.Err() == nil {
			env.log.Error("runs of before could not be finished", "error", err)
		}
	})
	work.Go(func() {
		done, err := r.service.RunRemake(background, processName())
		switch {
		case err != nil && background.Err() == nil:
			env.log.Error("what an earlier version stored could not be made again; the next start tries it", "error", err)
		case done > 0:
			env.log.Info("made again what an earlier version stored", "initiatives", done)
		}
	})
	work.Go(func() {
		if err := r.service.RunDetector(background, processName(), detectorPoll); err != nil {
			env.log.Error("the detector did not stop cleanly", "error", err)
		}
	})
	runs := starter{running: r, background: background, work: &work}
	scheduler := schedule.New(schedule.Options{Leases: r.store, Feeds: r.store, Log: env.log,
		Run: func(ctx context.Context, feed registry.Feed, trigger string, lease schedule.Lease) error {
			_, err := r.service.Import(ctx, feed, service.ImportOptions{Trigger: trigger, Fence: service.Lease(lease)})
			return err
		}})
	scheduler.Start()

	server := &http.Server{
		Handler: api.New(r.service, api.Options{Version: version, PublicURL: c.PublicURL, RateLimit: rate,
			StartRun: runs.start, DecideRun: runs.decide, Template: table.WriteTemplate, Log: env.log, Metrics: metrics(r.service)}),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	c.greet(env, "http://"+listener.Addr().String(), secret)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err = <-served:
	case <-env.ctx.Done():
	}

	stop, cancel := context.WithTimeout(context.WithoutCancel(env.ctx), stopTime)
	defer cancel()
	err = errors.Join(err, server.Shutdown(stop), scheduler.Shutdown(stop))
	stopBackground()
	work.Wait()
	return err
}

func (c *serveCommand) rateLimit() (int, error) {
	if c.RateLimit == "off" {
		return 0, nil
	}
	n, err := strconv.Atoi(c.RateLimit)
	if err != nil || n < 1 {
		return 0, registry.Errorf(registry.EInvalid, "--rate-limit must be a number of requests a minute, or off")
	}
	return n, nil
}

func (c *serveCommand) greet(env *environment, url, secret string) {
	if secret != "" {
		fmt.Fprintf(env.stdout, "administrator key, shown this once: %s\n", secret)
	}
	fmt.Fprintf(env.stdout, "API   %s/v1/initiatives\ndocs  %s/docs\nTansiq is ready at %s/\n", url, url, url)
}

// loadCatalogue puts the toolkit's examples into an empty registry, and renews them after an upgrade.
func (r *running) loadCatalogue(ctx context.Context) error {
	feed, err := r.service.FindFeed(ctx, toolkit.Name)
	if registry.ErrorCode(err) == registry.ENotFound {
		feed, err = r.service.CreateFeed(ctx, operator, toolkit.Feed())
	}
	if err != nil {
		return err
	}
	err = schedule.WithFeedLease(ctx, r.store, feed.ID, func(ctx context.Context, lease schedule.Lease) error {
		run, err := r.service.Import(ctx, *feed, service.ImportOptions{Trigger: "start", Fence: service.Lease(lease)})
		if err == nil && run.State != registry.RunDone {
			err = registry.Errorf(registry.EInternal, "the toolkit catalogue was not taken in: %s", run.Error)
		}
		return err
	})
	if registry.ErrorCode(err) == registry.EConflict {
		return nil // another replica is at it
	}
	return err
}

// resume ends the runs that killed processes left. One that another process is still at is left to it.
func (r *running) resume(ctx context.Context) error {
	runs, err := r.service.UnfinishedRuns(ctx)
	if err != nil {
		return err
	}
	for _, run := range runs {
		err := schedule.WithFeedLease(ctx, r.store, run.Feed, func(ctx context.Context, lease schedule.Lease) error {
			return r.service.ResumeRun(ctx, run.ID, service.Lease(lease))
		})
		if err != nil && registry.ErrorCode(err) != registry.EConflict {
			return err
		}
	}
	return nil
}

// firstKey makes an administrator's key for a registry that has no keys, and gives its secret.
func (r *running) firstKey(ctx context.Context) (secret string, err error) {
	keys, err := r.service.ListKeys(ctx)
	if err != nil || len(keys) > 0 {
		return "", err
	}
	_, secret, err = r.service.CreateKey(ctx, operator, registry.Key{Name: "first administrator", Role: registry.RoleAdministrator}, true)
	return secret, err
}

// processName tells this process from other replicas in leases.
func processName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s:%d", host, os.Getpid())
}

// starter begins imports that a request asks for and that go on after it is answered.
type starter struct {
	running    *running
	background context.Context
	work       *sync.WaitGroup
}

// start answers with the run's id as soon as the run is under way. EConflict where another one is.
func (s starter) start(ctx context.Context, feed registry.Feed) (string, error) {
	started := make(chan string, 1)
	err := s.begin(ctx, feed.ID, func(ctx context.Context, lease service.Lease, begun func()) error {
		_, err := s.running.service.Import(ctx, feed, service.ImportOptions{Trigger: "manual", Fence: lease,
			Started: func(run registry.Run) { started <- run.ID; begun() }})
		return err
	})
	if err != nil {
		return "", err
	}
	return <-started, nil
}

// decide answers as soon as the decision on a held run stands; publishing goes on.
func (s starter) decide(ctx context.Context, who registry.Audience, run registry.Run, release bool) error {
	return s.begin(ctx, run.Feed, func(ctx context.Context, lease service.Lease, begun func()) error {
		options := service.ImportOptions{Fence: lease, Started: func(registry.Run) { begun() }}
		if release {
			return s.running.service.ReleaseRun(ctx, who, run.Feed, run.ID, options)
		}
		return s.running.service.DiscardRun(ctx, who, run.Feed, run.ID, options)
	})
}

// begin does work under the feed's lease, and waits until it says that it has begun or has ended. EConflict where another
// run of the feed is under way.
func (s starter) begin(ctx context.Context, feed string, work func(ctx context.Context, lease service.Lease, begun func()) error) error {
	started := make(chan struct{})
	ended := make(chan error, 1)
	s.work.Go(func() {
		ended <- schedule.WithFeedLease(s.background, s.running.store, feed, func(ctx context.Context, lease schedule.Lease) error {
			return work(ctx, service.Lease(lease), func() { close(started) })
		})
	})
	select {
	case <-started:
		return nil
	case err := <-ended:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
