package safehttp

import (
	"bufio"
	"cmp"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// pipeClient answers each request by running server on the other end of a pipe, so that inside a synctest bubble all
// waiting is on the fake clock.
func pipeClient(t *testing.T, options Options, server func(c net.Conn)) *http.Client {
	var servers sync.WaitGroup
	t.Cleanup(servers.Wait)
	return newClient(options, func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		servers.Go(func() {
			defer there.Close()
			if _, err := http.ReadRequest(bufio.NewReader(there)); err == nil {
				server(there)
			}
		})
		return here, nil
	})
}

func TestTimeouts(t *testing.T) {
	const header = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"
	hang := func(c net.Conn) { io.Copy(io.Discard, c) }
	for name, test := range map[string]struct {
		server func(c net.Conn)
		after  time.Duration
		reason string
		code   registry.Code // "" is EUnavailable
	}{
		"silent": {hang, 15 * time.Second, "did not answer in time", ""},
		"slow header": {func(c net.Conn) {
			for _, b := range []byte(header) {
				if _, err := c.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, 15 * time.Second, "did not answer in time", ""},
		"silent after the header": {func(c net.Conn) {
			io.WriteString(c, header+"some")
			hang(c)
		}, 30 * time.Second, "stopped sending for 30s", ""},
		"a byte a second": {func(c net.Conn) {
			io.WriteString(c, header)
			for {
				if _, err := c.Write([]byte{'x'}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, 30 * time.Second, "less than 256 bytes a second", ""},
		"fast, then a byte a second": {func(c net.Conn) {
			io.WriteString(c, header)
			c.Write(make([]byte, 1<<20))
			for {
				if _, err := c.Write([]byte{'x'}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, 60 * time.Second, "less than 256 bytes a second", ""},
		"endless at the slowest rate": {func(c net.Conn) {
			io.WriteString(c, header)
			for {
				if _, err := c.Write(make([]byte, 300)); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, time.Hour, "was still sending after 1h0m0s", registry.EInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, err := get(t, pipeClient(t, Options{}, test.server), "http://example.org/?token=secret")
				wantCode(t, err, cmp.Or(test.code, registry.EUnavailable), test.reason)
				if took := time.Since(start); took != test.after {
					t.Errorf("gave up after %s, want %s", took, test.after)
				}
			})
		})
	}
}

// A server may think for a while now and then, and a reader may take its time.
func TestSlowIsNotTooSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := pipeClient(t, Options{}, func(c net.Conn) {
			time.Sleep(14 * time.Second)
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n")
			for range 4 {
				time.Sleep(29 * time.Second)
				if _, err := c.Write(make([]byte, 16384)); err != nil {
					return
				}
			}
		})
		response, err := c.Get("http://example.org/")
		if err != nil {
			t.Fatal(Reason(err))
		}
		defer response.Body.Close()
		total := 0
		for buffer := make([]byte, 20000); ; {
			n, err := response.Body.Read(buffer)
			total += n
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(Reason(err))
			}
			time.Sleep(3 * time.Minute)
		}
		if total != 65536 {
			t.Errorf("read %d bytes", total)
		}
	})
}

// More requests to one host than it is asked at a time wait for each other, and all are answered.
func TestPerHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var open atomic.Int64
		release := make(chan struct{})
		client := pipeClient(t, Options{}, func(c net.Conn) {
			open.Add(1)
			defer open.Add(-1)
			<-release
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere")
		})
		var asking sync.WaitGroup
		for range 30 {
			asking.Go(func() {
				if text, err := get(t, client, "http://example.org/"); text != "here" || err != nil {
					t.Errorf("%q, %v", text, err)
				}
			})
		}
		synctest.Wait()
		if n := open.Load(); n != 2 {
			t.Errorf("%d requests at a time", n)
		}
		close(release)
		asking.Wait()
	})
}
