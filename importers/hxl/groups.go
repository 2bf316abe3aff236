package hxl

import (
	"bufio"
	"cmp"
	"crypto/md5"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/tansiq/tansiq/registry"
)

// An initiative needs all its rows, and they may stand anywhere in the sheet. So rows wait in a temporary file, without
// personal data, and only their keys and places in it are in memory: 32 bytes a row.

const (
	maxRows  = 1 << 20 // of a sheet, which is Excel's
	maxGroup = 1 << 20 // bytes that the rows of one initiative take together
)

// groups gathers rows by the key of their initiative.
type groups struct {
	file *os.File
	w    *bufio.Writer
	size int64
	rows []waiting
}

// waiting is a row in the file.
type waiting struct {
	key    [md5.Size]byte // of the key
	offset int64
	size   int32
	line   int32
}

func newGroups() (*groups, error) {
	file, err := os.CreateTemp("", "tansiq-hxl-*")
	if err != nil {
		return nil, errTemporary(err)
	}
	return &groups{file: file, w: bufio.NewWriterSize(file, 64<<10)}, nil
}

func errTemporary(err error) error {
	return registry.WrapError(registry.EUnavailable, err, "no temporary file for the rows")
}

// close removes the file.
func (g *groups) close() error { return errors.Join(g.file.Close(), os.Remove(g.file.Name())) }

// add lets a row wait.
func (g *groups) add(key string, r row) error {
	if len(g.rows) == maxRows {
		return registry.Errorf(registry.EInvalid, "the sheet has more than %d rows", maxRows)
	}
	b, err := json.Marshal(r)
	if err != nil {
		panic("hxl: a row of texts cannot be encoded: " + err.Error())
	}
	if _, err := g.w.Write(b); err != nil {
		return errTemporary(err)
	}
	g.rows = append(g.rows, waiting{md5.Sum([]byte(key)), g.size, int32(len(b)), int32(r.Line)})
	g.size += int64(len(b))
	return nil
}

// group is a run of rows of one key.
type group struct {
	from, to int
	first    waiting
}

// each calls fn with the rows of each initiative, in the order of its first row. Rows come in the order of what they say,
// so that their order in the sheet plays no part; nil where they are larger than maxGroup.
func (g *groups) each(fn func(rows []row, line int) error) error {
	if err := g.w.Flush(); err != nil {
		return errTemporary(err)
	}
	slices.SortFunc(g.rows, func(a, b waiting) int {
		if c := slices.Compare(a.key[:], b.key[:]); c != 0 {
			return c
		}
		return cmp.Compare(a.offset, b.offset)
	})
	var found []group
	for i, r := range g.rows {
		if i == 0 || r.key != g.rows[i-1].key {
			found = append(found, group{from: i, first: r})
		}
		found[len(found)-1].to = i + 1
	}
	slices.SortFunc(found, func(a, b group) int { return cmp.Compare(a.first.offset, b.first.offset) })
	for _, f := range found {
		rows, err := g.read(g.rows[f.from:f.to])
		if err != nil {
			return err
		}
		if err := fn(rows, int(f.first.line)); err != nil {
			return err
		}
	}
	return nil
}

func (g *groups) read(waiting []waiting) ([]row, error) {
	size := 0
	for _, w := range waiting {
		if size += int(w.size); size > maxGroup {
			return nil, nil
		}
	}
	rows := make([]row, len(waiting))
	contents := make([]string, len(waiting))
	order := make([]int, len(waiting))
	for i, w := range waiting {
		b := make([]byte, w.size)
		if _, err := io.ReadFull(io.NewSectionReader(g.file, w.offset, int64(w.size)), b); err != nil {
			return nil, errTemporary(err)
		}
		if err := json.Unmarshal(b, &rows[i]); err != nil {
			return nil, registry.WrapError(registry.EInternal, err, "the temporary file of the rows is damaged")
		}
		order[i], contents[i] = i, rows[i].content()
	}
	slices.SortFunc(order, func(a, b int) int {
		if contents[a] < contents[b] {
			return -1
		}
		if contents[a] > contents[b] {
			return 1
		}
		return rows[a].Line - rows[b].Line
	})
	sorted := make([]row, len(rows))
	for i, from := range order {
		sorted[i] = rows[from]
	}
	return sorted, nil
}
