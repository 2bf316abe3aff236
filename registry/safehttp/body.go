package safehttp

import (
	"io"
	"sync/atomic"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// body holds a server to the limits while its answer is read. Only the time that a Read waits counts: a slow reader
// is not the server's fault.
type body struct {
	inner   io.ReadCloser
	options Options
	stop    func() // ends the exchange, and a Read that waits
	idle    *time.Timer
	silent  atomic.Bool // the idle timer fired

	size   int64
	window time.Duration // waited in the current rate window
	inside int64         // bytes in it
	err    error         // sticky
}

func newBody(inner io.ReadCloser, options Options, stop func()) *body {
	b := &body{inner: inner, options: options, stop: stop}
	b.idle = time.AfterFunc(options.IdleTimeout, func() {
		b.silent.Store(true)
		stop()
	})
	b.idle.Stop()
	return b
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	start := time.Now()
	b.idle.Reset(b.options.IdleTimeout)
	n, err := b.inner.Read(p)
	b.idle.Stop()
	b.size += int64(n)
	b.window += time.Since(start)
	b.inside += int64(n)
	switch {
	case b.silent.Load():
		err = registry.Errorf(registry.EUnavailable, "the server stopped sending for %s", b.options.IdleTimeout)
	case b.size > b.options.MaxBody:
		n, err = 0, errTooLarge(b.options.MaxBody)
	case err == io.EOF:
	case isTimeout(err):
		err = errTooLong(b.options.TotalTimeout)
	case err != nil:
		err = Reason(err)
	case b.window >= b.options.RateWindow && float64(b.inside) < float64(b.options.MinRate)*b.window.Seconds():
		err = registry.Errorf(registry.EUnavailable, "the server sends less than %d bytes a second", b.options.MinRate)
	case b.window >= b.options.RateWindow:
		b.window, b.inside = 0, 0
	}
	b.err = err
	return n, err
}

func (b *body) Close() error {
	b.idle.Stop()
	defer b.stop()
	return b.inner.Close()
}

func errTooLarge(limit int64) error {
	e := registry.Errorf(registry.EInvalid, "the server sends more than %d bytes", limit)
	e.Hint = "ask the publisher to split the file"
	return e
}

// errTooLong is not one to try again for: it would take as long once more.
func errTooLong(limit time.Duration) error {
	e := registry.Errorf(registry.EInvalid, "the server was still sending after %s", limit)
	e.Hint = "ask the publisher to split the file"
	return e
}
