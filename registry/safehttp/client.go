package safehttp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// Options bound what a server may cost. Zero values are the defaults; nothing here switches a guard off.
type Options struct {
	// Allow lists the inside servers that may be connected to.
	Allow Allow
	// RootCAs are the authorities that vouch for servers; nil is the system's. An intranet's own authority goes here.
	RootCAs *x509.CertPool
	// HeaderTimeout is from the sent request to the end of the answer's header; 15 s.
	HeaderTimeout time.Duration
	// IdleTimeout is between two reads of the body; 30 s.
	IdleTimeout time.Duration
	// TotalTimeout is from the request to the end of the body; 1 h. What a redirect leads to is a request of its own.
	TotalTimeout time.Duration
	// MinRate is bytes a second, averaged over each RateWindow that is spent waiting for the server; 256.
	MinRate int64
	// RateWindow is long enough for a server that works before it answers on, and short enough to notice a trickle; 30 s.
	RateWindow time.Duration
	// MaxBody is the size of a body in bytes as it is sent; 2 GiB.
	MaxBody int64
	// PerHost is how many connections to one host and port are open at a time; 2. More requests wait.
	PerHost int
}

const (
	maxRedirects   = 5
	maxHeaderBytes = 64 << 10
)

// New makes a client. Its errors name the URL with its query, where tokens may be: show and log them through Reason
// alone, those of reading a body too.
func New(options Options) *http.Client {
	return newClient(options, guardedDial(options.Allow))
}

func newClient(options Options, dial dialFunc) *http.Client {
	setDefault(&options.HeaderTimeout, 15*time.Second)
	setDefault(&options.IdleTimeout, 30*time.Second)
	setDefault(&options.TotalTimeout, time.Hour)
	setDefault(&options.MinRate, 256)
	setDefault(&options.RateWindow, 30*time.Second)
	setDefault(&options.MaxBody, 2<<30)
	setDefault(&options.PerHost, 2)
	return &http.Client{
		Transport: &transport{options: options, base: &http.Transport{
			Proxy:                  nil, // a proxy would connect for us, past the guard
			DialContext:            dial,
			TLSClientConfig:        &tls.Config{RootCAs: options.RootCAs, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    dialTimeout,
			ResponseHeaderTimeout:  options.HeaderTimeout,
			MaxResponseHeaderBytes: maxHeaderBytes,
			MaxConnsPerHost:        options.PerHost,
			DisableCompression:     true, // fetch unpacks within limits
			DisableKeepAlives:      true, // each request is dialled, and so guarded, anew
		}},
		CheckRedirect: checkRedirect,
	}
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// transport refuses what is not http or https, and watches bodies.
type transport struct {
	options Options
	base    *http.Transport
}

func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	if s := request.URL.Scheme; s != "http" && s != "https" {
		return nil, registry.Errorf(registry.EInvalid, "only http and https addresses can be fetched")
	}
	// Not http.Client.Timeout: it replaces the body's errors with its own.
	ctx, stop := context.WithTimeout(request.Context(), t.options.TotalTimeout)
	response, err := t.base.RoundTrip(request.WithContext(ctx))
	if err != nil {
		stop()
		return nil, err
	}
	response.Body = newBody(response.Body, t.options, stop)
	if response.ContentLength > t.options.MaxBody {
		response.Body.Close()
		return nil, errTooLarge(t.options.MaxBody)
	}
	return response, nil
}

// CloseIdleConnections is what http.Client.CloseIdleConnections looks for.
func (t *transport) CloseIdleConnections() { t.base.CloseIdleConnections() }
