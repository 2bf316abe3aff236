package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"github.com/tansiq/tansiq/registry"
)

// Limits of a ZIP file, a workbook too.
const (
	maxFile    = 64 << 20 // the ZIP file itself
	maxEntries = 10_000   // its parts
	maxRatio   = 100      // unpacked to packed, counted once a part is larger than ratioFrom
	ratioFrom  = 16 << 20
)

// Archive is a ZIP file (APPNOTE 6.3), in a temporary file of its own, since a ZIP is read from its end.
type Archive struct {
	temporary *os.File
	files     []*zip.File
}

// OpenArchive copies the file and lists its parts. EInvalid where it is damaged, truncated or over a limit.
func OpenArchive(file io.Reader) (*Archive, error) {
	temporary, err := os.CreateTemp("", "tansiq-sheet-*.zip")
	if err != nil {
		return nil, registry.WrapError(registry.EUnavailable, err, "no temporary file for the ZIP file")
	}
	a := &Archive{temporary: temporary}
	if err := a.list(file); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

func (a *Archive) list(file io.Reader) error {
	size, err := io.Copy(a.temporary, io.LimitReader(file, maxFile+1))
	if err != nil {
		return err
	}
	if size > maxFile {
		return registry.Errorf(registry.EInvalid, "the workbook or ZIP file is larger than %d MiB", maxFile>>20)
	}
	archive, err := zip.NewReader(a.temporary, size)
	if err != nil {
		return errBroken(err)
	}
	if len(archive.File) > maxEntries {
		return registry.Errorf(registry.EInvalid, "the workbook or ZIP file has more than %d parts", maxEntries)
	}
	a.files = archive.File
	return nil
}

// Close removes the temporary file.
func (a *Archive) Close() error {
	err := a.temporary.Close()
	return errors.Join(err, os.Remove(a.temporary.Name()))
}

// IsWorkbook says whether the archive is a package of the kind that Excel writes (ISO/IEC 29500-2), and not some file in a
// ZIP.
func (a *Archive) IsWorkbook() bool {
	for _, f := range a.files {
		if strings.EqualFold(strings.TrimPrefix(f.Name, "/"), "[Content_Types].xml") {
			return true
		}
	}
	return false
}

// File opens the one file that is in the archive, which stays open until Close. What systems put beside it (folders, hidden
// files, __MACOSX) is none. EInvalid where there is no file, or more than one: nobody said which is meant.
func (a *Archive) File() (io.Reader, error) {
	var only *zip.File
	for _, f := range a.files {
		switch base := path.Base(f.Name); {
		case f.FileInfo().IsDir(), strings.HasPrefix(base, "."), strings.HasPrefix(f.Name, "__MACOSX/"):
		case only != nil:
			return nil, Hinted("the ZIP file holds several files, and nothing says which is meant", "put one file into it")
		default:
			only = f
		}
	}
	if only == nil {
		return nil, registry.Errorf(registry.EInvalid, "the ZIP file holds no file")
	}
	content, err := only.Open()
	if err != nil {
		return nil, errBroken(err)
	}
	return brokenReader{limitUnpacked(content, only, maxPart)}, nil
}

// errBroken is for a ZIP file or workbook that is one, but cannot be read to its end.
func errBroken(cause error) error {
	var e *registry.Error
	if errors.As(cause, &e) {
		return cause
	}
	return registry.WrapError(registry.EInvalid, cause, "the workbook or ZIP file is damaged or truncated")
}

// brokenReader says so where the part cannot be read.
type brokenReader struct{ r io.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		err = errBroken(err)
	}
	return n, err
}

// unpackLimit stops a part that unpacks beyond what a table does.
type unpackLimit struct {
	r      io.Reader
	packed int64
	most   int64
	read   int64
}

func limitUnpacked(r io.Reader, part *zip.File, most int64) *unpackLimit {
	return &unpackLimit{r: r, packed: int64(part.CompressedSize64), most: most}
}

func (l *unpackLimit) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.read += int64(n)
	if l.read > l.most || l.read > ratioFrom && l.read > maxRatio*max(l.packed, 1) {
		return 0, registry.Errorf(registry.EInvalid, "a part of the workbook or ZIP file unpacks to more than is allowed")
	}
	return n, err
}
