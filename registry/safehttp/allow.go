package safehttp

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Allow lists the host:port pairs that may be connected to although they are inside: intranet servers and tests. The
// zero Allow allows none.
type Allow struct{ hosts map[string]bool }

// ParseAllow reads TANSIQ_FETCH_ALLOW: host:port pairs separated by commas, "files.intranet:8080,[fd00::1]:80". There
// are no wildcards and no port is assumed: an exception names one server. EInvalid says which entry is wrong.
func ParseAllow(list string) (Allow, error) {
	allow := Allow{hosts: map[string]bool{}}
	if strings.TrimSpace(list) == "" {
		return allow, nil
	}
	for i, entry := range strings.Split(list, ",") {
		host, port, err := net.SplitHostPort(strings.TrimSpace(entry))
		number, portErr := strconv.ParseUint(port, 10, 16)
		if err != nil || portErr != nil || number == 0 || host == "" || strings.ContainsAny(host, "*/@ ") {
			e := registry.Errorf(registry.EInvalid, "entry %d of the allow-list is not host:port", i+1)
			e.Hint = "write TANSIQ_FETCH_ALLOW as host:port,host:port; IPv6 addresses in brackets"
			return Allow{}, e
		}
		allow.hosts[allowKey(host, strconv.FormatUint(number, 10))] = true
	}
	return allow, nil
}

// has says whether the requested host:port, before it is resolved, is in the list.
func (a Allow) has(address string) bool {
	host, port, err := net.SplitHostPort(address)
	return err == nil && a.hosts[allowKey(host, port)]
}

// allowKey writes a name as DNS compares it: without case and without the root's dot.
func allowKey(host, port string) string {
	return net.JoinHostPort(strings.TrimSuffix(strings.ToLower(host), "."), port)
}

// hostPort is the URL's host:port with the port of its scheme where it names none.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return allowKey(u.Hostname(), port)
}
