package fetch

import (
	"bytes"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tansiq/tansiq/registry"
)

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain := write("feed with space.xml", []byte(feedXML))
	gz := write("feed.xml", packed(t, feedXML)) // packed whatever the name says
	for _, path := range []string{plain, gz, (&url.URL{Scheme: "file", Path: plain}).String(), "file:" + gz, "FILE://localhost" + gz} {
		body, err := Open(path, Limits{})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if text, err := io.ReadAll(body); string(text) != feedXML || err != nil {
			t.Errorf("%s: read %q, %v", path, text, err)
		}
		if size := map[bool]int64{true: -1, false: int64(len(feedXML))}[strings.HasSuffix(path, "feed.xml")]; body.Size != size {
			t.Errorf("%s: size %d, want %d", path, body.Size, size)
		}
		if err := body.Close(); err != nil {
			t.Error(err)
		}
	}

	for path, want := range map[string]registry.Code{
		filepath.Join(dir, "missing"):         registry.ENotFound,
		dir:                                   registry.EInvalid,
		write("empty.xml", nil):               registry.EInvalid,
		write("page.xml", []byte("<html>")):   registry.EInvalid,
		"file://elsewhere/feed.xml":           registry.EInvalid,
		"file:///feed.xml?query":              registry.EInvalid,
		write("magic.gz", []byte("\x1f\x8b")): registry.EInvalid,
	} {
		_, err := Open(path, Limits{})
		if registry.ErrorCode(err) != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		} else if strings.Contains(err.Error(), dir) {
			t.Errorf("%s: the error names the path: %v", path, err)
		}
	}
}

func TestOpenCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "feed.xml.gz")
	whole := packed(t, strings.Repeat(feedXML, 1000))
	if err := os.WriteFile(path, whole[:len(whole)-4], 0o600); err != nil {
		t.Fatal(err)
	}
	body, err := Open(path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	_, err = io.ReadAll(body)
	wantError(t, err, registry.EInvalid, "cut off")
}

func TestETagWithHash(t *testing.T) {
	var hash registry.ContentHash
	hash[0], hash[31] = 1, 2
	for _, etag := range []string{"", `"v1"`, `W/"v 1"`} {
		gotHash, gotTag := splitETag(joinETag(hash, etag))
		if gotHash != hash || gotTag != etag {
			t.Errorf("%q came back as %x %q", etag, gotHash, gotTag)
		}
	}
	for _, foreign := range []string{"", `"v1"`, "sha256:", "sha256:zz", `"sha256:` + strings.Repeat("0", 64) + `"`} {
		if hash, etag := splitETag(foreign); etag != foreign || hash != (registry.ContentHash{}) {
			t.Errorf("%q was taken apart into %x %q", foreign, hash, etag)
		}
	}
}

// FuzzUnpack: whatever comes, unpacking ends within the limits, and what it lets through is what went in.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte(feedXML))
	f.Add(packed(f, feedXML))
	f.Add(packed(f, string(packed(f, feedXML))))
	f.Add(packed(f, feedXML)[:20])
	f.Add([]byte("<!-- <html>"))
	f.Add([]byte("<?xml?><!DOCTYPE html>"))
	f.Add([]byte("\xef\xbb\xbf"))
	limits := Limits{Unpacked: 1 << 16, Ratio: 10}
	f.Fuzz(func(t *testing.T, packedBytes []byte) {
		r, err := unpack(bytes.NewReader(packedBytes), limits)
		var out []byte
		if err == nil {
			out, err = io.ReadAll(r)
		}
		if err != nil && registry.ErrorCode(err) != registry.EInvalid {
			t.Fatalf("not a clear error: %v", err)
		}
		if int64(len(out)) > limits.Unpacked {
			t.Fatalf("%d bytes came out of %d", len(out), len(packedBytes))
		}
		if err == nil && !bytes.HasPrefix(packedBytes, gzipMagic) && !bytes.Equal(out, packedBytes) {
			t.Fatal(cmp.Diff(packedBytes, out))
		}
		if err == nil && len(out) == 0 {
			t.Fatal("an empty body passed")
		}
	})
}
