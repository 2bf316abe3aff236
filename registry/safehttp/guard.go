package safehttp

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"time"

	"github.com/tansiq/tansiq/registry"
)

const dialTimeout = 10 * time.Second

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// guardedDial connects to public addresses, and to inside ones where the allow-list names the host:port asked for.
func guardedDial(allow Allow) dialFunc {
	open := &net.Dialer{Timeout: dialTimeout}
	guarded := &net.Dialer{Timeout: dialTimeout, ControlContext: refuseInside}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if allow.has(address) {
			return open.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}
}

// refuseInside is called by the dialer after the name is resolved and before each attempt to connect, so what it
// judges is what is connected to.
func refuseInside(_ context.Context, _, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(ap.Addr()) {
		return errInside
	}
	return nil
}

var errInside = func() error {
	e := registry.Errorf(registry.EForbidden, "the server's address is not one of the public internet")
	e.Hint = "if this server is meant to be reached, add its host:port to TANSIQ_FETCH_ALLOW"
	return e
}()
