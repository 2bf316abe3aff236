package fetch

import (
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Open reads a local file, named by a path or a file: URL (RFC 8089), for the command line alone: a feed that the API
// takes never gets here. It is unpacked and judged as a fetched one, but streamed, not copied: a gzip file that is cut
// off is an EInvalid error of Read. ENotFound where there is no such file, EForbidden where it may not be read. The
// message does not name the path.
func Open(path string, limits Limits) (*Body, error) {
	path, err := localPath(path)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fileError(err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = registry.Errorf(registry.EInvalid, "this is a folder, not a file")
	}
	if err != nil {
		f.Close()
		return nil, fileError(err)
	}
	r, err := unpack(f, limits)
	if err != nil {
		f.Close()
		return nil, fileError(err)
	}
	size := int64(-1)
	if info.Mode().IsRegular() && r.(*limited).layers == 0 {
		size = info.Size()
	}
	return &Body{Reader: r, Size: size, close: f.Close}, nil
}

// OpenPages opens the local files that are the pages of one feed, one after the other, each as Open does.
func OpenPages(paths []string, limits Limits) (*Body, error) {
	all := &Body{Size: -1}
	var pages []io.Reader
	var closers []func() error
	all.close = func() (err error) {
		for _, close := range closers {
			err = errors.Join(err, close())
		}
		return err
	}
	for _, path := range paths {
		page, err := Open(path, limits)
		if err != nil {
			all.Close()
			return nil, err
		}
		pages, closers = append(pages, page), append(closers, page.Close)
	}
	all.Reader = io.MultiReader(pages...)
	return all, nil
}

func localPath(path string) (string, error) {
	if !strings.HasPrefix(strings.ToLower(path), "file:") {
		return path, nil
	}
	u, err := url.Parse(path)
	if err != nil || u.Host != "" && u.Host != "localhost" || u.RawQuery != "" {
		return "", registry.Errorf(registry.EInvalid, "not a file: address on this machine")
	}
	if u.Opaque != "" {
		return url.PathUnescape(u.Opaque) // file:relative/path
	}
	return u.Path, nil
}

func fileError(err error) error {
	var known *registry.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, fs.ErrNotExist):
		return registry.Errorf(registry.ENotFound, "there is no such file")
	case errors.Is(err, fs.ErrPermission):
		return registry.Errorf(registry.EForbidden, "the file may not be read")
	}
	return registry.WrapError(registry.EUnavailable, err, "the file could not be read")
}
