package safehttp

import (
	"net/http"

	"github.com/tansiq/tansiq/registry"
)

// checkRedirect decides whether a redirect is followed. The address it leads to is guarded when it is dialled.
func checkRedirect(next *http.Request, via []*http.Request) error {
	last := via[len(via)-1]
	switch scheme := next.URL.Scheme; {
	case len(via) > maxRedirects:
		return registry.Errorf(registry.EInvalid, "the server redirects more than %d times", maxRedirects)
	case scheme != "http" && scheme != "https":
		return registry.Errorf(registry.EInvalid, "the server redirects to something else than http or https")
	case last.URL.Scheme == "https" && scheme == "http":
		return registry.Errorf(registry.EInvalid, "the server redirects from https to unencrypted http")
	}
	// net/http sends the last URL on with its query, in which tokens stand.
	next.Header.Del("Referer")
	if leftHost(next, via) {
		for name := range next.Header {
			if name != "Accept" && name != "Accept-Encoding" && name != "User-Agent" {
				next.Header.Del(name)
			}
		}
	}
	if next.URL.User != nil && next.URL.Host != last.URL.Host {
		next.URL.User = nil // credentials are the operator's to give, not a server's
	}
	return nil
}

// leftHost says whether the chain was ever away from where it began. A way back is no way to get at the headers.
// http on port 80 becoming https on port 443 of the same host is not away.
func leftHost(next *http.Request, via []*http.Request) bool {
	first := via[0].URL
	for _, r := range append(via[1:len(via):len(via)], next) {
		upgraded := first.Scheme == "http" && r.URL.Scheme == "https" && r.URL.Hostname() == first.Hostname() &&
			first.Port() == "" && r.URL.Port() == ""
		if !upgraded && (r.URL.Scheme != first.Scheme || hostPort(r.URL) != hostPort(first)) {
			return true
		}
	}
	return false
}
