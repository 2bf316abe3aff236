package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/tansiq/tansiq/registry"
)

// maxPages bounds the pages of one feed: 200,000 records where a page has 200.
const maxPages = 1000

// Pager fetches feeds that answer page by page. Whoever uses one for all of them asks no host more often than once in
// its pause.
type Pager struct {
	client *http.Client
	pause  time.Duration

	mutex sync.Mutex
	hosts map[string]*rate.Limiter
}

// NewPager makes one with a client of package safehttp.
func NewPager(client *http.Client, pause time.Duration) *Pager {
	return &Pager{client: client, pause: pause, hosts: map[string]*rate.Limiter{}}
}

// Get fetches the page at the request's address and all that follow it, and gives them one after the other in one body.
// next reads a page and says where the next one is: "" after the last, or an address, which may be relative. Each page is
// fetched as by the function Get, retries and all; one that cannot be had fails the whole, so that a part never looks like a feed
// that shrank. The limits hold for all pages together. Nothing is asked conditionally, for the first page says nothing of
// the others; the body is Unmodified where all pages are as they were.
//
// The errors are those of the function Get, with the number of the page, and EInvalid where the pages have no end, or lead to another
// server: whom to ask is the operator's choice and not a page's.
func (p *Pager) Get(ctx context.Context, request Request, next func(page io.Reader) (address string, err error)) (*Body, error) {
	first, err := url.Parse(request.URL)
	if err != nil || first.Scheme != "http" && first.Scheme != "https" || first.Host == "" {
		return nil, registry.Errorf(registry.EInvalid, "the feed's address is not an http or https URL")
	}
	file, err := createTemporary(request.Dir)
	if err != nil {
		return nil, err
	}
	all := &gathered{file: file, hash: sha256.New(), limits: request.Limits.orDefaults()}
	if err := p.gather(ctx, all, request, first, next); err != nil {
		file.Close()
		return nil, err
	}
	known, _ := splitETag(request.ETag)
	body := &Body{Reader: file, ContentHash: registry.ContentHash(all.hash.Sum(nil)), Size: all.size, URL: publicURL(first), close: file.Close}
	body.ETag = joinETag(body.ContentHash, "")
	if body.ContentHash == known {
		if err := body.Close(); err != nil {
			return nil, spoolError(err)
		}
		body.Unmodified, body.Reader, body.Size, body.close = true, http.NoBody, 0, nil
		return body, nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		file.Close()
		return nil, spoolError(err)
	}
	return body, nil
}

// gather follows the pages to the last.
func (p *Pager) gather(ctx context.Context, all *gathered, request Request, at *url.URL, next func(io.Reader) (string, error)) error {
	seen := map[string]bool{}
	for n := 1; ; n++ {
		if seen[at.String()] {
			return onPage(n, registry.Errorf(registry.EInvalid, "the pages go in a circle: this one was there before"))
		}
		if n > maxPages {
			return registry.Errorf(registry.EInvalid, "the feed has more than %d pages", maxPages)
		}
		seen[at.String()] = true
		address, err := p.page(ctx, all, Request{URL: at.String(), Limits: request.Limits, Dir: request.Dir}, next)
		if err != nil {
			return onPage(n, err)
		}
		if address == "" {
			return nil
		}
		if at, err = follow(at, address); err != nil {
			return onPage(n, err)
		}
	}
}

// page fetches one page, adds it to the others, and gives the address of the next.
func (p *Pager) page(ctx context.Context, all *gathered, request Request, next func(io.Reader) (string, error)) (string, error) {
	body, err := retry(ctx, request.Limits, func() (*Body, error) {
		if err := p.wait(ctx, request.URL); err != nil {
			return nil, err
		}
		return get(ctx, p.client, request)
	})
	if err != nil {
		return "", err
	}
	defer body.Close()
	from := all.size
	if err := all.add(body); err != nil {
		return "", err
	}
	return next(io.NewSectionReader(all.file, from, all.size-from))
}

// wait holds back until the host may be asked again.
func (p *Pager) wait(ctx context.Context, address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return registry.Errorf(registry.EInvalid, "not an http or https URL")
	}
	host := strings.ToLower(u.Hostname())
	p.mutex.Lock()
	limiter := p.hosts[host]
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Every(p.pause), 1)
		p.hosts[host] = limiter
	}
	p.mutex.Unlock()
	return limiter.Wait(ctx)
}

// follow resolves the address of the next page. It stays on the server, and on https where it is.
func follow(from *url.URL, address string) (*url.URL, error) {
	to, err := from.Parse(address)
	if err != nil {
		return nil, registry.Errorf(registry.EInvalid, "the address of the next page is none")
	}
	if to.Scheme == "http" && from.Scheme == "https" {
		to.Scheme = from.Scheme
	}
	if !strings.EqualFold(to.Host, from.Host) || to.Scheme != from.Scheme {
		e := registry.Errorf(registry.EInvalid, "the next page is on another server")
		e.Hint = "use the address of the server that its pages name"
		return nil, e
	}
	to.User = from.User // credentials stand in the feed's address, never in a page
	return to, nil
}

// onPage says on which page an error happened.
func onPage(n int, err error) error {
	var known *registry.Error
	if !errors.As(err, &known) {
		return err
	}
	numbered := *known
	numbered.Message = fmt.Sprintf("page %d: %s", n, known.Message)
	return &numbered
}

// gathered is the pages so far.
type gathered struct {
	file   temporary
	hash   hash.Hash
	limits Limits
	size   int64
}

func (g *gathered) add(page io.Reader) error {
	written := &destination{w: io.MultiWriter(g.file, g.hash)}
	n, err := io.Copy(written, io.LimitReader(page, g.limits.Unpacked-g.size+1))
	g.size += n
	switch {
	case written.err != nil:
		return spoolError(written.err)
	case err != nil:
		return spoolError(err)
	case g.size > g.limits.Unpacked:
		return registry.Errorf(registry.EInvalid, "the pages are together larger than %d bytes", g.limits.Unpacked)
	}
	return nil
}
