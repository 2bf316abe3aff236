package fetch

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"time"

	"github.com/tansiq/tansiq/registry"
)

// Limits bound what a body may unpack to, and say how fast a server is asked again. Zero values are the defaults.
type Limits struct {
	Unpacked int64         // bytes; 2 GiB
	Ratio    int64         // unpacked bytes for each packed one; 100
	Backoff  time.Duration // before the second try, doubled before each further one; 2 s
}

func (l Limits) orDefaults() Limits {
	if l.Unpacked == 0 {
		l.Unpacked = 2 << 30
	}
	if l.Ratio == 0 {
		l.Ratio = 100
	}
	if l.Backoff == 0 {
		l.Backoff = 2 * time.Second
	}
	return l
}

const (
	// ratioFloor is unpacked without asking about the ratio: a small file of blanks is no bomb.
	ratioFloor = 1 << 20
	// maxLayers: a file "x.xml.gz" that the server packs once more on the way is seen in the wild; more is mischief.
	maxLayers = 2
	// sniffed is how much of the beginning is looked at to tell gzip, HTML and nothing at all.
	sniffed = 1024
)

var gzipMagic = []byte{0x1f, 0x8b} // RFC 1952 section 2.3.1

// unpack undoes gzip by its magic bytes, whatever the name or the headers say, and refuses a body that is empty, an
// HTML page, or over the limits. Its own errors are EInvalid; those of source are passed on.
func unpack(source io.Reader, limits Limits) (io.Reader, error) {
	limits = limits.orDefaults()
	wire := &counter{source: source}
	r := bufio.NewReaderSize(wire, 64<<10)
	layers := 0
	for {
		head, err := r.Peek(sniffed)
		if err != nil && err != io.EOF {
			return nil, unpackError(err, layers, wire)
		}
		if !bytes.HasPrefix(head, gzipMagic) {
			if err := sniff(head, err == io.EOF); err != nil {
				return nil, err
			}
			break
		}
		if layers++; layers > maxLayers {
			return nil, registry.Errorf(registry.EInvalid, "the file is packed with gzip more than %d times over", maxLayers)
		}
		unzipped, err := gzip.NewReader(r)
		if err != nil {
			return nil, unpackError(err, layers, wire)
		}
		r = bufio.NewReaderSize(unzipped, 64<<10)
	}
	return &limited{source: r, wire: wire, layers: layers, limits: limits}, nil
}

// limited counts what comes out against what went in.
type limited struct {
	source io.Reader
	wire   *counter
	layers int
	limits Limits
	size   int64
	err    error // sticky
}

func (l *limited) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.source.Read(p)
	l.size += int64(n)
	switch {
	case l.size > l.limits.Unpacked:
		n, err = 0, registry.Errorf(registry.EInvalid, "the file is larger than %d bytes", l.limits.Unpacked)
	case l.layers > 0 && l.size > ratioFloor && l.size/l.limits.Ratio > l.wire.size:
		n, err = 0, registry.Errorf(registry.EInvalid, "the file unpacks to more than %d times its size", l.limits.Ratio)
	case err != nil && err != io.EOF:
		err = unpackError(err, l.layers, l.wire)
	}
	l.err = err
	return n, err
}

// unpackError tells a fault of the gzip stream from one of the source below it.
func unpackError(err error, layers int, wire *counter) error {
	switch {
	case wire.err != nil && wire.err != io.EOF:
		return wire.err
	case errors.Is(err, io.ErrUnexpectedEOF), err == io.EOF:
		return registry.Errorf(registry.EInvalid, "the gzip file is cut off")
	case layers > 0:
		return registry.Errorf(registry.EInvalid, "the gzip file is damaged")
	}
	return err
}

// counter counts the packed bytes and remembers how their source ended.
type counter struct {
	source io.Reader
	size   int64
	err    error
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.source.Read(p)
	c.size += int64(n)
	if err != nil {
		c.err = err
	}
	return n, err
}
