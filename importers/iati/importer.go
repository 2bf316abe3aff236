package iati

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/tansiq/tansiq/importers/xmlstream"
	"github.com/tansiq/tansiq/registry"
)

// Name is the name of the format.
const Name = "iati"

// Importer reads IATI activity files.
type Importer struct {
	// Limits bound one activity. One over Limits.Record is rejected and passed over; a token or a depth over its limit
	// ends the file, because a reader that goes on would have to trust it.
	Limits xmlstream.Limits
}

// New makes an importer with the default limits. The largest of the 7,335 real activities that the tests read has 210 kB;
// the default for one is 1 MiB.
func New() Importer { return Importer{Limits: xmlstream.DefaultLimits()} }

// Format is "iati".
func (Importer) Format() string { return Name }

// Read yields a record or a rejection for each activity. EInvalid ends a file that is not an IATI activity file
// (another root element, an HTML page), is not well-formed, is cut off, is in an encoding that is not known or does not
// hold, has a DOCTYPE, or is over a limit; EUnavailable one that could not be read. Both say why and, where there is
// one, the line. The error of a cancelled context is given as it is.
func (im Importer) Read(ctx context.Context, file io.Reader, feed registry.Feed) iter.Seq2[registry.Item, error] {
	return registry.Stream(func(give func(registry.Item) error) error { return im.read(ctx, file, feed.Charset, give) })
}

func (im Importer) read(ctx context.Context, file io.Reader, charset string, give func(registry.Item) error) error {
	scanner, err := xmlstream.NewScanner(file, charset, im.Limits)
	if err != nil {
		return err
	}
	s := &stream{parser: parser{s: scanner, limits: im.Limits}, seen: seenKeys{}}
	if err := s.root(); err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		item, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := give(item); err != nil {
			return err
		}
	}
}

// stream finds the activities of a file.
type stream struct {
	parser
	file   fileDefaults
	seen   seenKeys
	single bool // the root itself is an activity
}

// fileDefaults is what the file says for all its activities.
type fileDefaults struct {
	lang, licence string
}

// root checks that the document is an activity file: iati-activities, or a single iati-activity as the drafts before
// 1.01 had it.
func (s *stream) root() error {
	for {
		kind, err := s.s.Next()
		if err == io.EOF {
			return registry.Errorf(registry.EInvalid, "the file has no element")
		}
		if err != nil {
			return err
		}
		if kind == xmlstream.Start {
			break
		}
	}
	s.namespace = string(s.s.Attr("xmlns"))
	switch name := string(s.s.Name()); {
	case name == "iati-activities":
		s.file.lang = string(s.s.Attr("xml:lang"))
	case name == "iati-activity":
		s.single = true
	case name == "iati-organisations":
		return registry.Errorf(registry.EInvalid, "line %d: an IATI organisation file: it has no activities", s.s.Line())
	case strings.EqualFold(name, "html"):
		return registry.Errorf(registry.EInvalid, "line %d: this is an HTML page, not an XML feed", s.s.Line())
	default:
		return registry.Errorf(registry.EInvalid, "line %d: not an IATI activity file: its root element is not iati-activities", s.s.Line())
	}
	return nil
}

// next gives the next activity's item, io.EOF after the last.
func (s *stream) next() (registry.Item, error) {
	if s.single && s.s.Depth() == 1 {
		return s.activity()
	}
	for {
		kind, err := s.s.Next()
		if err != nil {
			return registry.Item{}, err
		}
		if kind != xmlstream.Start {
			continue
		}
		name := s.s.Name()
		switch {
		case string(name) == "iati-activity" && !s.foreign():
			return s.activity()
		case bytes.HasSuffix(name, []byte(":registry-record")):
			s.file.licence = licenceOf(s.s)
		}
		if err := s.s.Skip(); err != nil {
			return registry.Item{}, err
		}
	}
}

// licenceOf reads the licence that the IATI Registry's extension element, or an activity, states. The standard itself
// has no element for it.
func licenceOf(s *xmlstream.Scanner) string {
	for _, spelling := range []string{"licence", "license"} {
		if l := s.Attr(spelling); len(l) > 0 {
			return strings.TrimSpace(string(l))
		}
	}
	return ""
}

// activity reads the activity whose start tag was just found.
func (s *stream) activity() (registry.Item, error) {
	depth := s.s.Depth()
	line := s.s.Line()
	wire, err := s.parser.activity()
	if errors.Is(err, errOverLimit) {
		if err := s.s.SkipTo(depth - 1); err != nil {
			return registry.Item{}, err
		}
		return rejection(registry.Problem{
			Line: line, Identifier: wire.key(), Field: "iati-activity", Reason: "the activity is larger than one record may be",
		}), nil
	}
	if err != nil {
		return registry.Item{}, err
	}
	if wire.Licence == "" {
		wire.Licence = s.file.licence
	}
	key := wire.key()
	if key == "" {
		return rejection(registry.Problem{
			Line: line, Field: "iati-identifier", Reason: "the activity has no identifier, so nothing tells it from others",
		}), nil
	}
	if first, seen := s.seen.add(key, line); seen {
		return rejection(registry.Problem{
			Line: line, Identifier: key, Field: "iati-identifier",
			Reason: "an activity with the same identifier (case and spaces apart) is in this file already, at line " + itoa(first),
		}), nil
	}
	return adapt(wire, s.file, s.s.Captured()), nil
}

func rejection(p registry.Problem) registry.Item {
	p.Severity = registry.SeverityRejected
	return registry.Item{Problems: []registry.Problem{p}}
}
