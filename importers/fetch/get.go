package fetch

import (
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"net/url"

	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/safehttp"
)

// Request says what to fetch. ETag and LastModified are those of the last Body, "" to have the body whatever it is.
type Request struct {
	URL                string
	ETag, LastModified string
	Limits             Limits
	// Dir holds the temporary file; "" is the system's folder for them.
	Dir string
}

// Get fetches over http or https with a client of package safehttp. It tries again, up to maxTries times in all, where
// that may help (see retry), and says Unmodified where the server or the content hash does.
//
// Its errors name no URL. EInvalid: the answer is not a usable file; ENotFound: 404 and 410; EForbidden: 401, 403, or
// an inside address; EUnavailable: the server is away, overloaded or too slow, after all tries.
func Get(ctx context.Context, client *http.Client, request Request) (*Body, error) {
	u, err := url.Parse(request.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, registry.Errorf(registry.EInvalid, "the feed's address is not an http or https URL")
	}
	return retry(ctx, request.Limits, func() (*Body, error) { return get(ctx, client, request) })
}

// get tries once.
func get(ctx context.Context, client *http.Client, request Request) (*Body, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, request.URL, nil)
	if err != nil {
		return nil, registry.Errorf(registry.EInvalid, "the feed's address is not an http or https URL")
	}
	hash, etag := splitETag(request.ETag)
	r.Header.Set("User-Agent", "tansiq (registry of donor-funded initiatives)")
	r.Header.Set("Accept-Encoding", "gzip")
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	if request.LastModified != "" {
		r.Header.Set("If-Modified-Since", request.LastModified)
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, safehttp.Reason(err)
	}
	defer response.Body.Close()

	conditional := r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != ""
	if response.StatusCode == http.StatusNotModified && conditional {
		return &Body{Reader: http.NoBody, Unmodified: true, ETag: request.ETag, LastModified: request.LastModified,
			URL: publicURL(response.Request.URL)}, nil
	}
	if err := checkStatus(response); err != nil {
		return nil, err
	}
	body, err := spool(response.Body, request, statedCharset(response))
	if err != nil {
		return nil, err
	}
	body.URL = publicURL(response.Request.URL)
	body.LastModified = response.Header.Get("Last-Modified")
	body.ETag = joinETag(body.ContentHash, response.Header.Get("ETag"))
	if body.ContentHash == hash { // nobody will read it
		if err := body.Close(); err != nil {
			return nil, spoolError(err)
		}
		body.Unmodified, body.Reader, body.Size, body.close = true, http.NoBody, 0, nil
	}
	return body, nil
}

// spool receives a body whole into a temporary file, unpacked. stated is the encoding that its server names.
func spool(source io.Reader, request Request, stated string) (*Body, error) {
	r, err := unpack(source, request.Limits)
	if err != nil {
		return nil, safehttp.Reason(err)
	}
	file, err := createTemporary(request.Dir)
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	into := []io.Writer{file, hash}
	foreign := newNotUTF8()
	if stated != "" {
		into = append(into, foreign)
	}
	written := &destination{w: io.MultiWriter(into...)}
	size, err := io.Copy(written, r)
	switch {
	case written.err != nil:
		err = spoolError(written.err)
	case err != nil:
		err = safehttp.Reason(err)
	default:
		if _, err = file.Seek(0, io.SeekStart); err != nil {
			err = spoolError(err)
		}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	if foreign.Close(); !foreign.is {
		stated = ""
	}
	return &Body{Reader: file, ContentHash: registry.ContentHash(hash.Sum(nil)), Size: size, Charset: stated, close: file.Close}, nil
}

// destination remembers its own error, to tell a full disk from a broken connection.
type destination struct {
	w   io.Writer
	err error
}

func (d *destination) Write(p []byte) (int, error) {
	n, err := d.w.Write(p)
	d.err = err
	return n, err
}
