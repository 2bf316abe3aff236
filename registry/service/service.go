package service

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// Service is the registry's use cases. Its methods are safe for concurrent use.
type Service struct {
	store   registry.Store
	options Options
	curated atomic.Pointer[curated] // see SeedOrganisations
	// wakeDetector is signalled after each write that the detector should look at.
	wakeDetector chan struct{}
	first        awaited
	detecting    sync.Mutex
	index        detectorIndex
	models       sync.Map // of *overlap.Model by version: those that scored stored overlaps
	// walks has a place for each walk through figures that may go on; see eachFigures.
	walks   chan struct{}
	totals  kept[*Totals]
	covered kept[*registry.Coverage]
}

// Options is what the program hands the service at start. Only Now and Log have defaults.
type Options struct {
	// Importers by format; the service knows none by name.
	Importers map[string]registry.Importer
	// Fetch gets a feed's body.
	Fetch func(ctx context.Context, feed registry.Feed) (Fetched, error)
	// CheckSchedule says what is wrong with a feed's schedule; nil accepts all.
	CheckSchedule func(spec string) error
	// NextRun says when a feed runs next by its schedule; nil says never.
	NextRun func(feed registry.Feed, after time.Time) (time.Time, bool)
	// SpoolDir is where runs are decoded to before they are published. It must survive a restart for a killed publish
	// to be resumed.
	SpoolDir string
	// CarefulPractices keeps practices that a rule assigned from the public where an implementer is a national or
	// local NGO (TANSIQ_PUBLIC_PRACTICES=careful; design section 3).
	CarefulPractices bool
	// PublicOverlaps shows open flags to everybody (TANSIQ_PUBLIC_OVERLAPS=all; design section 4).
	PublicOverlaps bool
	// ReplyTime is for how long the parties can reply to a confirmed overlap before everybody sees it (TANSIQ_REPLY_DAYS).
	ReplyTime time.Duration
	Now       func() time.Time
	Log       *slog.Logger
}

// Fetched is a feed's body, unpacked.
type Fetched struct {
	Body         io.ReadCloser // nil where Unmodified
	Unmodified   bool          // the server said 304 Not Modified
	URL          string        // without query and credentials
	Charset      string        // what its server says of a text that is not UTF-8; see registry.Feed
	ETag         string
	LastModified string
}

// maxWalks is how many walks through figures go on at a time. Each keeps all cores busy and what it adds up in memory: with
// more of them each would only take longer.
const maxWalks = 2

// New makes a Service.
func New(store registry.Store, options Options) *Service {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{store: store, options: options, wakeDetector: make(chan struct{}, 1), walks: make(chan struct{}, maxWalks)}
	s.curated.Store(&curated{})
	return s
}

// Ready says whether the registry can answer: EUnavailable where the database does not.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ping(ctx) }

func (s *Service) now() time.Time { return s.options.Now().UTC().Truncate(time.Millisecond) }
