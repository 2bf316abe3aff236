package check

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/tansiq/tansiq/importers/sheet"
	"github.com/tansiq/tansiq/registry"
)

// guess is a format with the reason why a file is taken to be of it.
type guess struct{ format, because string }

// candidate is a format that a file may have.
type candidate struct {
	format  string
	json    bool           // it can be JSON
	sheet   bool           // it can be a sheet
	because string         // that it has, where its importer reads it
	sign    *regexp.Regexp // that it is meant to be of the format, where its importer does not; nil for none
	shows   string         // what the sign is
}

// candidates are tried in this order: hashtags are put into a sheet on purpose, the titles of 360Giving are many, a table needs a title
// only.
var candidates = []candidate{
	{format: "hxl", json: true, sheet: true, because: "it has a row of HXL hashtags", sign: hashtags, shows: "HXL hashtags"},
	{format: "fts", json: true, because: "it is an answer of the FTS flow search", sign: regexp.MustCompile(`"flows"\s*:`), shows: "flows"},
	{format: "360giving", json: true, sheet: true, because: "it has grants by the names of 360Giving",
		sign: regexp.MustCompile(`"grants"\s*:|(?i)\bamount awarded\b`), shows: "grants"},
	{format: "table", sheet: true, because: "its first rows name a title"},
}

// hashtags are two cells side by side that hold hashtags, or one beside an empty one.
var hashtags = regexp.MustCompile(`(?m)(^|[\s,;|"\[])#[a-z]+[a-z0-9_+]*["\s]*[,;|\t]["\s]*(#[a-z]+|["\s]*[,;|\t])`)

// headLength is how much of a file is looked at for signs.
const headLength = 64 << 10

// guess finds out the format by the content. XML is IATI's; of the rest the importers say themselves what they can read the beginning
// of. A file that none can read is of the format of which it shows a sign.
func (c Checker) guess(ctx context.Context, source Source) (guess, error) {
	head, err := headOf(source)
	if err != nil {
		return guess{}, err
	}
	what := sheet.OtherFormat(head)
	switch {
	case what == "XML" || isWideXML(head): // an HTML page never gets here
		return guess{"iati", "it is XML"}, nil
	case what != "" && what != "JSON":
		return guess{}, sheet.Hinted("neither XML nor JSON nor a sheet but "+what, "save it as .xlsx, or as CSV in UTF-8")
	}
	isJSON := what == "JSON"
	possible := slices.DeleteFunc(slices.Clone(candidates), func(f candidate) bool {
		return isJSON && !f.json || !isJSON && !f.sheet || c.Importers[f.format] == nil
	})
	errors := make([]error, len(possible))
	for i, f := range possible {
		errors[i] = c.begins(ctx, source, c.Importers[f.format])
		switch {
		case ctx.Err() != nil:
			return guess{}, ctx.Err()
		case errors[i] == nil && f.format == "hxl" && len(c.Feed.Mapping) > 0:
			return guess{"hxl", "it has HXL hashtags, or headers that the mapping names"}, nil
		case errors[i] == nil:
			return guess{f.format, f.because}, nil
		}
	}
	for _, f := range possible {
		if f.sign != nil && f.sign.Match(head) {
			return guess{f.format, "it shows " + f.shows}, nil
		}
	}
	return guess{}, errNone(possible, errors)
}

// errNone says why a file is of none of the formats; in a sentence where that is the same for all.
func errNone(possible []candidate, errors []error) error {
	if !slices.ContainsFunc(errors, func(err error) bool { return messageOf(err) != messageOf(errors[0]) }) {
		return errors[0]
	}
	var reasons []string
	for i, f := range possible {
		reasons = append(reasons, f.format+": "+messageOf(errors[i]))
	}
	return sheet.Hinted(fmt.Sprintf("it is of none of the formats (%s)", strings.Join(reasons, "; ")),
		"if it is of one of them all the same, name it with --format to see more")
}

func messageOf(err error) string {
	r := Result{}
	r.fail(err)
	return r.Error
}

// begins gives the error with which an importer refuses a file's first record or the whole file, nil where it reads it.
func (c Checker) begins(ctx context.Context, source Source, importer registry.Importer) error {
	file, err := source()
	if err != nil {
		return err
	}
	defer file.Close()
	for _, err := range importer.Read(ctx, file, c.Feed) {
		return err
	}
	return nil
}

func headOf(source Source) ([]byte, error) {
	file, err := source()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head := make([]byte, headLength)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return nil, err
	}
	return head[:n], nil
}

// isWideXML says whether a file in UTF-16 begins with markup.
func isWideXML(head []byte) bool {
	head = bytes.TrimLeft(head, "\xfe\xff\x00 \t\r\n")
	return bytes.HasPrefix(head, []byte("<"))
}
