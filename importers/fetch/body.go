package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"

	"github.com/tansiq/tansiq/registry"
)

// Body is a feed's body, unpacked, or the word that it is still the same. Close it.
type Body struct {
	io.Reader
	// Unmodified says that the body is that of the validators of the request: the server said 304, or sent the same
	// bytes again. There is nothing to read then.
	Unmodified bool
	// ContentHash is the SHA-256 of the unpacked body; zero for a local file that is read in place, and on a 304.
	ContentHash registry.ContentHash
	// Size is in bytes, unpacked; -1 for a stream whose end is not known.
	Size int64
	// ETag and LastModified are for the next Request. ETag is the server's own with the ContentHash in front.
	ETag, LastModified string
	// Charset is the encoding that the server named, one of registry.Charsets, where the body is not UTF-8; else "". Many servers
	// name one for all their files (Apache's AddDefaultCharset), so a file's own word goes before it: its byte order mark, its XML
	// declaration, and that it is UTF-8 from beginning to end, which text of another encoding is not by accident. (RFC 7303
	// section 3.2 has the server before the declaration, for proxies that transcode.)
	Charset string
	// URL is where the body came from after redirects, without credentials, query and fragment.
	URL string

	close func() error
}

// Close ends reading and removes the temporary file.
func (b *Body) Close() error {
	if b.close == nil {
		return nil
	}
	return b.close()
}

// publicURL is the part of a URL that may be shown: tokens stand in the query, and now and then in the fragment.
func publicURL(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}).String()
}

// temporary is a file that goes away when it is closed, or with the process.
type temporary struct{ *os.File }

func createTemporary(dir string) (temporary, error) {
	f, err := os.CreateTemp(dir, "tansiq-fetch-*")
	if err != nil {
		return temporary{}, spoolError(err)
	}
	// Where the system allows it (all but Windows), the name goes at once, so that a killed process leaves nothing.
	_ = os.Remove(f.Name())
	return temporary{f}, nil
}

func (t temporary) Close() error {
	err := t.File.Close()
	if removeErr := os.Remove(t.Name()); !errors.Is(removeErr, os.ErrNotExist) {
		err = errors.Join(err, removeErr)
	}
	return err
}

// errSpool marks faults of this machine's disk, which fetching again does not mend.
var errSpool = errors.New("temporary file")

func spoolError(err error) error {
	e := registry.WrapError(registry.EUnavailable, fmt.Errorf("%w: %w", errSpool, err), "the fetched file could not be kept on disk")
	e.Hint = "check the free space and permissions of the folder for temporary files"
	return e
}
