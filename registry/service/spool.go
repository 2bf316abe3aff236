package service

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"

	"github.com/tansiq/tansiq/registry"
)

// A spool file holds a decoded and validated run until it is published, so that a feed that breaks halfway changes
// nothing and a publish that is killed can be done again. It is a zstd stream of entries, each a header, the record's
// canonical content and its raw source, every part led by its length as a varint; an entry with an empty header ends
// it. Publishing compares hashes and decodes only the content of records that are new or changed.

// spoolEntry is one record of a run.
type spoolEntry struct {
	Key     string               `json:"key"`
	URL     string               `json:"url,omitempty"`
	Line    int                  `json:"line,omitempty"`
	Hash    registry.ContentHash `json:"hash"`
	content []byte
	raw     []byte
}

// The names of spool files are runs' ids with a suffix; partSuffix is behind it until the file is complete.
const (
	spoolSuffix = ".spool"
	partSuffix  = ".part"
)

// maxSpoolPart bounds a part that is read back, so that a damaged file cannot ask for all memory.
const maxSpoolPart = 64 << 20

type spoolWriter struct {
	file *os.File
	zstd *zstd.Encoder
	path string
}

// createSpool makes the file under a name that ends in partSuffix until it is complete.
func createSpool(dir, run string) (*spoolWriter, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, registry.WrapError(registry.EUnavailable, err, "the spool folder cannot be made")
	}
	path := filepath.Join(dir, run+spoolSuffix)
	file, err := os.OpenFile(path+partSuffix, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, registry.WrapError(registry.EUnavailable, err, "the spool file cannot be made")
	}
	encoder, err := zstd.NewWriter(file, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic("service: zstd options: " + err.Error())
	}
	return &spoolWriter{file: file, zstd: encoder, path: path}, nil
}

func (w *spoolWriter) add(e spoolEntry) error {
	header, err := json.Marshal(e)
	if err != nil {
		panic("service: spool header cannot be encoded: " + err.Error())
	}
	return w.parts(header, e.content, e.raw)
}

func (w *spoolWriter) parts(parts ...[]byte) error {
	for _, part := range parts {
		length := binary.AppendUvarint(nil, uint64(len(part)))
		for _, b := range [][]byte{length, part} {
			if _, err := w.zstd.Write(b); err != nil {
				return registry.WrapError(registry.EUnavailable, err, "the spool file cannot be written")
			}
		}
	}
	return nil
}

// commit ends the file, puts it on the disk and gives it its name.
func (w *spoolWriter) commit() (name string, err error) {
	err = w.parts(nil)
	for _, step := range []func() error{w.zstd.Close, w.file.Sync, w.file.Close} {
		if err == nil {
			err = step()
		}
	}
	if err == nil {
		err = os.Rename(w.path+partSuffix, w.path)
	}
	if err != nil {
		return "", registry.WrapError(registry.EUnavailable, err, "the spool file cannot be written")
	}
	return filepath.Base(w.path), nil
}

// discard removes an uncommitted file; after commit it does nothing.
func (w *spoolWriter) discard() {
	w.zstd.Close()
	w.file.Close()
	os.Remove(w.path + partSuffix)
}

type spoolReader struct {
	file *os.File
	zstd *zstd.Decoder
	in   *bufio.Reader
}

// openSpool is ENotFound where the file is gone: then the feed has to be imported again.
func openSpool(dir, name string) (*spoolReader, error) {
	file, err := os.Open(filepath.Join(dir, filepath.Base(name)))
	if err != nil {
		return nil, registry.WrapError(registry.ENotFound, err, "the spool file is gone")
	}
	decoder, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1))
	if err != nil {
		file.Close()
		return nil, registry.WrapError(registry.EInternal, err, "the spool file cannot be read")
	}
	return &spoolReader{file: file, zstd: decoder, in: bufio.NewReaderSize(decoder, 1<<16)}, nil
}

// next gives the next entry, io.EOF after the last; a file that stops before its end mark is an error.
func (r *spoolReader) next() (spoolEntry, error) {
	header, err := r.part()
	if err != nil {
		return spoolEntry{}, err
	}
	if len(header) == 0 {
		return spoolEntry{}, io.EOF
	}
	var e spoolEntry
	if err = json.Unmarshal(header, &e); err == nil {
		if e.content, err = r.part(); err == nil {
			e.raw, err = r.part()
		}
	}
	return e, err
}

func (r *spoolReader) part() ([]byte, error) {
	n, err := binary.ReadUvarint(r.in)
	if err == nil && n > maxSpoolPart {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, registry.WrapError(registry.EInternal, noEOF(err), "the spool file is damaged")
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r.in, b); err != nil {
		return nil, registry.WrapError(registry.EInternal, noEOF(err), "the spool file is damaged")
	}
	return b, nil
}

// noEOF keeps a cut-off file from looking like a finished one to errors.Is(err, io.EOF).
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (r *spoolReader) close() {
	r.zstd.Close()
	r.file.Close()
}

func removeSpool(dir, name string) { os.Remove(filepath.Join(dir, filepath.Base(name))) }
