package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tansiq/tansiq/importers/check"
	"github.com/tansiq/tansiq/importers/fetch"
	"github.com/tansiq/tansiq/registry"
	"github.com/tansiq/tansiq/registry/export"
)

type checkCommand struct {
	Format   string   `enum:",iati,hxl,fts,360giving,table" default:"" help:"iati, hxl, fts, 360giving or table; default: found out by the content of each file."`
	Mapping  string   `placeholder:"FILE.json" help:"What the columns of sheets without hashtags hold: a JSON object of header to HXL hashtag."`
	Charset  string   `enum:",windows-1252,windows-1256,iso-8859-1" default:"" help:"Encoding of text files that are not Unicode: windows-1252, windows-1256 or iso-8859-1."`
	Problems int      `default:"20" help:"How many kinds of problems to show of each file, the worst first; --csv has every problem."`
	CSV      bool     `name:"csv" xor:"form" help:"Write every problem as a row of CSV, to send to the publisher."`
	Summary  bool     `xor:"form" help:"Print one line for each file."`
	Files    []string `arg:"" name:"file" help:"Files, or folders whose files are all checked."`
}

// Help is shown after the flags.
func (checkCommand) Help() string {
	return `Reads files as import would, without a database. Of a problem's severities, rejected means that the record is not taken in; error that it
is taken in and breaks the IATI standard; warning that one statement of it is left out, or is probably not meant. The score (0 to 100) is half
the share of records without rejection or error, half the share of what a coordinator looks for that is filled in.

Exit status: 0 no rejection and no error, 1 a file cannot be read to its end, 3 rejections or errors.`
}

// checkedFile is one file's outcome, as --json gives it.
type checkedFile struct {
	File string `json:"file"`
	*check.Result
	Problems []check.Problem `json:"problems,omitempty"` // the first maxListed
}

// maxListed is how many problems of a file --json lists; a run in the registry keeps as many.
const maxListed = 10_000

func (c *checkCommand) Run(env *environment) error {
	mapping, err := readMapping(c.Mapping)
	if err != nil {
		return err
	}
	files, err := filesOf(c.Files)
	if err != nil {
		return err
	}
	checker := check.Checker{Importers: importers(), Feed: registry.Feed{Mapping: mapping, Charset: c.Charset}, Today: time.Now()}
	var rows *csv.Writer
	if c.CSV {
		rows = csv.NewWriter(env.stdout)
		rows.UseCRLF = true // RFC 4180
		if err := rows.Write([]string{"file", "line", "identifier", "field", "severity", "kind", "reason"}); err != nil {
			return err
		}
	}
	status, checked := exitDone, []checkedFile{}
	for _, file := range files {
		one, err := c.checkFile(env, checker, file, rows)
		if err != nil {
			return err
		}
		switch {
		case one.Error != "":
			status = exitFailed
		case one.Errors > 0 && status == exitDone:
			status = exitRejected
		}
		switch {
		case env.flags.JSON || c.Summary:
			checked = append(checked, one)
		case c.CSV:
			reportUnread(env.stderr, one)
		default:
			c.report(env.stdout, one)
		}
	}
	switch {
	case c.CSV:
		rows.Flush()
		err = rows.Error()
	case env.flags.JSON:
		err = env.printJSON(checked)
	case c.Summary:
		err = summarise(env.stdout, checked)
	}
	if err == nil && status != exitDone {
		err = exitStatus(status)
	}
	return err
}

// dataFiles are the endings of the files that are looked for in folders.
var dataFiles = []string{".xml", ".json", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".zip", ".gz"}

// filesOf names the files, and of folders those that may hold data.
func filesOf(named []string) ([]string, error) {
	var files []string
	for _, name := range named {
		if isAddress(name) {
			return nil, registry.Errorf(registry.EInvalid, "check reads files of this machine: save what is at the address first")
		}
		err := filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
			switch hidden := path != name && strings.HasPrefix(filepath.Base(path), "."); {
			case errors.Is(err, fs.ErrNotExist) && path == name:
				files = append(files, path) // it is reported as the others are
				return nil
			case err != nil:
				return registry.WrapError(registry.EUnavailable, err, "a folder cannot be read")
			case hidden && entry.IsDir():
				return filepath.SkipDir
			case !hidden && !entry.IsDir() && (path == name || slices.Contains(dataFiles, strings.ToLower(filepath.Ext(path)))):
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// checkFile checks one file and writes its problems as rows, where rows is not nil.
func (c *checkCommand) checkFile(env *environment, checker check.Checker, file string, rows *csv.Writer) (checkedFile, error) {
	one := checkedFile{File: file}
	checker.Problem = func(p check.Problem) {
		switch {
		case rows != nil:
			writeProblem(rows, file, p)
		case env.flags.JSON && !c.Summary && len(one.Problems) < maxListed:
			one.Problems = append(one.Problems, p)
		}
	}
	step, done := env.progress.start(file)
	defer done()
	checker.Progress = func(read int) { step("checking", read) }
	var err error
	one.Result, err = checker.File(env.ctx, func() (io.ReadCloser, error) { return openAgain(file) }, c.Format)
	return one, err
}

// openAgain opens a file that is read several times: to find out its format, and by two readers. A pipe cannot be.
func openAgain(file string) (io.ReadCloser, error) {
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, registry.Errorf(registry.EInvalid, "a check reads a file several times: save what comes through this one first")
	}
	return fetch.Open(file, fetch.Limits{})
}

// writeProblem writes a row; the writer keeps its first error. No cell is a formula, whatever the file says.
func writeProblem(rows *csv.Writer, file string, p check.Problem) {
	cells := []string{file, "", p.Identifier, p.Field, string(p.Severity), string(p.Kind), p.Reason}
	if p.Line > 0 {
		cells[1] = strconv.Itoa(p.Line)
	}
	for i, cell := range cells {
		cells[i] = export.Inert(cell)
	}
	_ = rows.Write(cells)
}

// firstReason is what is worst in a file, "" where nothing is.
func (f checkedFile) firstReason() string {
	if f.Error != "" {
		return f.Error
	}
	if len(f.Kinds) == 0 {
		return ""
	}
	return prefixed(f.Kinds[0].Field, ": ") + f.Kinds[0].Reason
}

// formatName is the format with the version of the standard.
func (f checkedFile) formatName() string {
	return strings.TrimSpace(cmp.Or(f.Format, "-") + " " + f.Version)
}

// counted says how many problems of each severity there are.
func (f checkedFile) counted() map[registry.Severity]int {
	n := map[registry.Severity]int{}
	for _, kind := range f.Kinds {
		n[kind.Severity] += kind.Count
	}
	return n
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
