package fetch

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// checkStatus turns every answer that brings no file into an error that says what the operator can do.
func checkStatus(response *http.Response) error {
	fail := func(code registry.Code, hint, format string, args ...any) error {
		e := registry.Errorf(code, format, args...)
		e.Hint = hint
		return e
	}
	switch status := response.StatusCode; {
	case status == http.StatusOK:
		return checkEncoding(response)
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return fail(registry.EForbidden, "the publisher must open the file, or the address needs another key", "the server refuses the file (status %d)", status)
	case status == http.StatusNotFound:
		return fail(registry.ENotFound, "check the feed's address", "the server has no such file (status 404)")
	case status == http.StatusGone:
		return fail(registry.ENotFound, "ask the publisher for the new address, or delete the feed; its records stay", "the file was taken away for good (status 410)")
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests, status >= 500 && status != http.StatusNotImplemented:
		e := registry.Errorf(registry.EUnavailable, "the server cannot give the file now (status %d)", status)
		if wait, ok := retryAfter(response.Header.Get("Retry-After"), time.Now()); ok {
			return &tryLater{err: e, after: wait}
		}
		return e
	}
	return fail(registry.EInvalid, "check the feed's address", "the server answers with status %d where a file was asked for", response.StatusCode)
}

// checkEncoding refuses packings that were not asked for. That gzip is stated or not does not matter (unpack).
func checkEncoding(response *http.Response) error {
	for _, encoding := range strings.Split(strings.Join(response.Header.Values("Content-Encoding"), ","), ",") {
		switch strings.ToLower(strings.TrimSpace(encoding)) {
		case "", "identity", "gzip", "x-gzip":
		default:
			return registry.Errorf(registry.EInvalid, "the server packs the file in a way that was not asked for (Content-Encoding other than gzip)")
		}
	}
	return nil
}

// retryAfter reads a Retry-After header: seconds or an HTTP date (RFC 9110 section 10.2.3).
func retryAfter(header string, now time.Time) (wait time.Duration, ok bool) {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil {
		return time.Duration(min(seconds, math.MaxInt32)) * time.Second, true
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}
