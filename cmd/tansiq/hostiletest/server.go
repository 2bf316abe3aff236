// Package hostiletest is a server on loopback that does to feeds whatever a partner's server may do to them, by mistake or
// by intent: the cases of the resilience list, each with the limits under which it is fetched and how its run must end.
package hostiletest

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/tansiq/tansiq/importers/fetch"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/safehttp"
)

// Case is one way in which a server or its file is broken.
type Case struct {
	Name   string
	Format string // of the feed
	// Serve answers the n-th request for the feed, counted from 1.
	Serve func(w http.ResponseWriter, r *http.Request, n int)
	// Address gives the feed's address where that is the case; nil where the server's own is fetched.
	Address func(s *Server) string

	// Net and Limits are small where the case is about them; zero values are the defaults.
	Net    safehttp.Options
	Limits fetch.Limits

	// State and Reason (a part of it) are how the run must end.
	State  registry.RunState
	Reason string
	// Counts are the run's, where it is done.
	Counts registry.RunCounts
	// Tries is how often the feed must be asked for; 0 for once.
	Tries int
	// Title must be that of an initiative afterwards; "" for none.
	Title string
}

// Server serves each case at a path of its own: a good file until Break is called, then what the case says, and a good and
// newer file after Mend.
type Server struct {
	*httptest.Server
	// Elsewhere is another server, which nobody may be led to. It must not be reached.
	Elsewhere *httptest.Server
	// Untrusted has a certificate that no known authority vouches for.
	Untrusted *httptest.Server

	// Refusing is an address of this machine at which nobody listens; the fetch is allowed to go there.
	Refusing string

	mu      sync.Mutex
	cases   map[string]Case
	stages  map[string]stage
	asked   map[string]int
	reached int
}

type stage int

const (
	good stage = iota
	broken
	mended
)

// Start starts a server of the cases, until the test ends.
func Start(t testing.TB, cases []Case) *Server {
	t.Helper()
	s := &Server{cases: map[string]Case{}, stages: map[string]stage{}, asked: map[string]int{}}
	for _, c := range cases {
		if _, twice := s.cases[c.path()]; twice {
			t.Fatalf("two cases are called %q", c.Name)
		}
		s.cases[c.path()] = c
	}
	quiet := log.New(io.Discard, "", 0) // broken answers are what is wanted
	start := func(handler http.HandlerFunc, run func(*httptest.Server)) *httptest.Server {
		server := httptest.NewUnstartedServer(handler)
		server.Config.ErrorLog = quiet
		run(server)
		t.Cleanup(server.Close)
		return server
	}
	s.Elsewhere = start(s.trap, (*httptest.Server).Start)
	s.Untrusted = start(s.trap, (*httptest.Server).StartTLS)
	gone := start(s.trap, (*httptest.Server).Start)
	s.Refusing = gone.URL
	gone.Close()
	s.Server = start(s.answer, (*httptest.Server).Start)
	return s
}

func (c Case) path() string {
	return "/" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, c.Name)
}

// Allow lists the servers that may be fetched from, as TANSIQ_FETCH_ALLOW does: the good one, and those that no guard of addresses
// but something else must refuse.
func (s *Server) Allow() string {
	var hosts []string
	for _, address := range []string{s.URL, s.Untrusted.URL, s.Refusing} {
		_, host, _ := strings.Cut(address, "://")
		hosts = append(hosts, host)
	}
	return strings.Join(hosts, ",")
}

// Feed is the address of the case while the server is good to it.
func (s *Server) Feed(c Case) string { return s.URL + c.path() + "?token=secret" }

// Broken is the address of the case when it is not.
func (s *Server) Broken(c Case) string {
	if c.Address != nil {
		return c.Address(s)
	}
	return s.Feed(c)
}

// Break begins the case, and counts requests from here.
func (s *Server) Break(c Case) { s.enter(c, broken) }

// Mend ends it.
func (s *Server) Mend(c Case) { s.enter(c, mended) }

func (s *Server) enter(c Case, to stage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stages[c.path()], s.asked[c.path()] = to, 0
}

// Asked is how often the case was asked for since Break.
func (s *Server) Asked(c Case) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[c.path()]
}

// Reached is how often somebody came to a server to which nobody may be led.
func (s *Server) Reached() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reached
}

func (s *Server) trap(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.reached++
	s.mu.Unlock()
	io.WriteString(w, "inside")
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	c, known := s.cases[r.URL.Path]
	s.asked[r.URL.Path]++
	n, at := s.asked[r.URL.Path], s.stages[r.URL.Path]
	s.mu.Unlock()
	switch {
	case !known:
		http.NotFound(w, r)
	case at == broken:
		c.Serve(w, r, n)
	default:
		// No entity tag: the registry must recognise what is the same by itself.
		w.Write(Good(c.Format, int(at)))
	}
}
