package fts

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/registry"
)

// projects gathers the flows of each project, which are spread over the whole feed. The flows lie in a temporary file, of
// which 16 bytes a flow are kept in memory.
type projects struct {
	file   *os.File
	out    *bufio.Writer
	limits jsonstream.Limits
	size   int64
	byID   map[string][]extent
	order  []string // of their first mention
}

// extent is where a flow lies in the file.
type extent struct {
	from int64
	size int64
}

// kept is a flow as it lies in the file.
type kept struct {
	Line     int
	Flow     json.RawMessage
	Problems []registry.Problem
}

func newProjects(limits jsonstream.Limits) (*projects, error) {
	file, err := os.CreateTemp("", "tansiq-fts-*")
	if err != nil {
		return nil, registry.WrapError(registry.EUnavailable, err, "no temporary file for the flows of projects")
	}
	// Where the system allows it (all but Windows), the name goes at once, so that a killed process leaves nothing.
	_ = os.Remove(file.Name())
	return &projects{file: file, out: bufio.NewWriter(file), limits: limits, byID: map[string][]extent{}}, nil
}

func (p *projects) close() {
	_ = p.file.Close()
	_ = os.Remove(p.file.Name()) // gone already, or this is Windows
}

// add keeps a flow for each of its projects.
func (p *projects) add(f *flow, problems []registry.Problem) error {
	entry, err := json.Marshal(kept{Line: f.line, Flow: f.raw, Problems: problems})
	if err != nil {
		return registry.WrapError(registry.EInternal, err, "a flow cannot be encoded")
	}
	if _, err := p.out.Write(entry); err != nil {
		return spoolError(err)
	}
	for _, project := range f.projects() {
		if _, known := p.byID[project.id]; !known {
			p.order = append(p.order, project.id)
		}
		p.byID[project.id] = append(p.byID[project.id], extent{p.size, int64(len(entry))})
	}
	p.size += int64(len(entry))
	return nil
}

// each gives the item of each project, in the order of their first mention.
func (p *projects) each(item func(registry.Item) error) error {
	if err := p.out.Flush(); err != nil {
		return spoolError(err)
	}
	for _, id := range p.order {
		next, err := p.project(id)
		if err != nil {
			return err
		}
		if err := item(next); err != nil {
			return err
		}
	}
	return nil
}

// project reads a project's flows back, in the order of their numbers: pages come in another order each time.
func (p *projects) project(id string) (registry.Item, error) {
	size := int64(0)
	for _, e := range p.byID[id] {
		size += e.size
	}
	var flows []*flow
	var problems []registry.Problem
	for _, e := range p.byID[id] {
		entry := make([]byte, e.size)
		if _, err := io.ReadFull(io.NewSectionReader(p.file, e.from, e.size), entry); err != nil {
			return registry.Item{}, spoolError(err)
		}
		var k kept
		if err := json.Unmarshal(entry, &k); err != nil {
			return registry.Item{}, spoolError(err)
		}
		if size > int64(p.limits.Record) {
			return rejection(k.Line, projectKey(id), "", fmt.Sprintf("the project's %d flows are together larger than one record may be", len(p.byID[id]))), nil
		}
		data, err := jsonstream.Decode(k.Flow)
		if err != nil {
			return registry.Item{}, spoolError(err)
		}
		f, _ := readFlow(jsonstream.Value{Line: k.Line, Data: data}) // its problems were kept
		flows, problems = append(flows, f), append(problems, k.Problems...)
	}
	slices.SortFunc(flows, func(a, b *flow) int { return compareIDs(a.id, b.id) })
	return projectItem(id, flows, problems), nil
}

func spoolError(err error) error {
	e := registry.WrapError(registry.EUnavailable, err, "the flows of projects could not be kept on disk")
	e.Hint = "check the free space and permissions of the folder for temporary files"
	return e
}
