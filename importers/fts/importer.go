package fts

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/registry"
)

// Name is the name of the format.
const Name = "fts"

// Importer reads pages of the FTS flow search.
type Importer struct {
	// Limits bound a flow, and all flows of one project together.
	Limits jsonstream.Limits
}

// New makes an importer with the default limits.
func New() Importer { return Importer{Limits: jsonstream.DefaultLimits()} }

// Format is "fts".
func (Importer) Format() string { return Name }

// Read yields a record, a funding entry or a rejection for each flow that pays no project, in their order, and then a record
// for each project. EInvalid ends a file that is not JSON, cut off, over a limit, or no answer of the flow search;
// EUnavailable one that could not be read. The error of a cancelled context is given as it is.
func (im Importer) Read(ctx context.Context, file io.Reader, _ registry.Feed) iter.Seq2[registry.Item, error] {
	return registry.Stream(func(give func(registry.Item) error) error { return im.read(ctx, file, give) })
}

func (im Importer) read(ctx context.Context, file io.Reader, give func(registry.Item) error) error {
	projects, err := newProjects(im.Limits)
	if err != nil {
		return err
	}
	defer projects.close()
	s := &stream{ctx: ctx, give: give, projects: projects, seen: map[[16]byte]int32{}}
	r, err := jsonstream.NewReader(file, im.Limits)
	if err != nil {
		return err
	}
	for {
		more, err := s.page(r)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	if err := projects.each(s.item); err != nil {
		return err
	}
	return s.end()
}

// stream takes the flows out of the pages.
type stream struct {
	ctx      context.Context
	give     func(registry.Item) error
	projects *projects
	seen     map[[16]byte]int32 // hash of a flow's id, to keep a million small, to the line of its first mention
	flows    int                // so far, repeated and rejected ones too
	count    int                // how many there are, by meta.count of the last page; 0 where it says nothing
	// pending is the last item: what is wrong with the file as a whole, known at its end, goes with it.
	pending *registry.Item
}

// page reads one answer; more is false where the file has ended.
func (s *stream) page(r *jsonstream.Reader) (more bool, err error) {
	hasFlows := false
	err = r.Object(func(key string) error {
		switch key {
		case "status":
			return checkStatus(r)
		case "data":
			has, err := s.data(r)
			hasFlows = hasFlows || has
			return err
		case "meta":
			meta, err := r.Value()
			if count := countOf(meta); count > 0 {
				s.count = count
			}
			return err
		}
		return r.Skip()
	})
	switch {
	case err == io.EOF:
		return false, nil
	case err != nil:
		return false, err
	case !hasFlows:
		return false, errNoFlows(r.Line())
	}
	return true, nil
}

// checkStatus refuses an answer that says that it is none: the API answers errors so, now and then with HTTP status 200.
func checkStatus(r *jsonstream.Reader) error {
	status, err := r.Value()
	if err == nil && status.Data != "ok" {
		return registry.Errorf(registry.EInvalid, `line %d: the FTS says that something went wrong: its status is not "ok"`, status.Line)
	}
	return err
}

// data reads the flows. Of an answer that lists other things than flows (locations, organisations) data is an array.
func (s *stream) data(r *jsonstream.Reader) (has bool, err error) {
	if kind, err := r.Begins(); err != nil || kind != '{' {
		return false, cmp.Or(err, errNoFlows(r.Line()))
	}
	err = r.Object(func(key string) error {
		if key != "flows" {
			return r.Skip()
		}
		if kind, err := r.Begins(); err != nil || kind != '[' {
			return cmp.Or(err, errNoFlows(r.Line()))
		}
		has = true
		return r.Array(func() error {
			if err := s.ctx.Err(); err != nil {
				return err
			}
			value, err := r.Value()
			if err != nil {
				return err
			}
			s.flows++
			return s.flow(value)
		})
	})
	return has, err
}

func errNoFlows(line int) error {
	return registry.Errorf(registry.EInvalid, "line %d: not an answer of the FTS flow search: it has no list data.flows", line)
}

// countOf reads meta.count.
func countOf(meta jsonstream.Value) int {
	n := 0
	node := jsonstream.NewNode(meta.Data, func(string, string) {})
	_, _ = fmt.Sscan(node.Get("count").Text(), &n) // 0 where it is no number
	return n
}

// flow takes one flow in.
func (s *stream) flow(value jsonstream.Value) error {
	f, problems := readFlow(value)
	if f == nil {
		return s.item(registry.Item{Problems: problems})
	}
	hash := sha256.Sum256([]byte(f.id))
	key := [16]byte(hash[:16])
	if first, twice := s.seen[key]; twice {
		return s.item(rejection(f.line, f.id, "id", fmt.Sprintf("the same flow stands at line %d already; the first is taken", first)))
	}
	s.seen[key] = int32(f.line)
	switch f.level() {
	case levelFunding:
		return s.item(registry.Item{Funding: true, Problems: problems})
	case levelProject:
		return s.projects.add(f, problems)
	}
	return s.item(grantItem(f, problems))
}

// item hands on the item before, and keeps this one.
func (s *stream) item(item registry.Item) error {
	before := s.pending
	s.pending = &item
	if before == nil {
		return nil
	}
	return s.give(*before)
}

func (s *stream) end() error {
	if s.pending == nil {
		return nil
	}
	if s.count > 0 && s.count != s.flows {
		s.pending.Problems = append(s.pending.Problems, registry.Problem{Field: "meta/count", Severity: registry.SeverityWarning,
			Reason: fmt.Sprintf("the search has %d flows, and the pages that were read hold %d", s.count, s.flows)})
	}
	return s.give(*s.pending)
}

func rejection(line int, id, field, reason string) registry.Item {
	return registry.Item{Problems: []registry.Problem{
		{Line: line, Identifier: id, Field: field, Reason: reason, Severity: registry.SeverityRejected},
	}}
}
