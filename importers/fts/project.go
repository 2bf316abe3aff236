package fts

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/tansiq/tansiq/importers/jsonstream"
	"github.com/tansiq/tansiq/registry"
)

// projects gathers the flows of each project, which are spread over the whole feed. The flows lie in a temporary file, of
// which 16 bytes a flow are kept in memory.
type projects struct {
	file    *os.File
	out     *bufio.Writer
	limits  jsonstream.Limits
	size    int64
	numbers map[string]int32 // by project id: its place in ids
	ids     []string         // in the order of their first mention
	extents []extent
}

// extent is where a flow to a project lies in the file.
type extent struct {
	from    int64
	size    int32
	project int32 // its place in ids
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
	return &projects{file: file, out: bufio.NewWriter(file), limits: limits, numbers: map[string]int32{}}, nil
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
		number, known := p.numbers[project.id]
		if !known {
			number = int32(len(p.ids))
			p.numbers[project.id], p.ids = number, append(p.ids, project.id)
		}
		p.extents = append(p.extents, extent{p.size, int32(len(entry)), number})
	}
	p.size += int64(len(entry))
	return nil
}

// each gives the item of each project, in the order of their first mention.
func (p *projects) each(item func(registry.Item) error) error {
	if err := p.out.Flush(); err != nil {
		return spoolError(err)
	}
	slices.SortStableFunc(p.extents, func(a, b extent) int { return int(a.project) - int(b.project) })
	for rest := p.extents; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].project == rest[0].project {
			n++
		}
		next, err := p.project(p.ids[rest[0].project], rest[:n])
		if err != nil {
			return err
		}
		if err := item(next); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

// project reads a project's flows back, in the order of their numbers: pages come in another order each time.
func (p *projects) project(id string, extents []extent) (registry.Item, error) {
	size := 0
	for _, e := range extents {
		size += int(e.size)
	}
	var flows []*flow
	var problems []registry.Problem
	for _, e := range extents {
		entry := make([]byte, e.size)
		if _, err := p.file.ReadAt(entry, e.from); err != nil {
			return registry.Item{}, spoolError(err)
		}
		var k kept
		if err := json.Unmarshal(entry, &k); err != nil {
			return registry.Item{}, spoolError(err)
		}
		if size > p.limits.Record {
			return rejection(k.Line, projectKey(id), "", fmt.Sprintf("the project's %d flows are together larger than one record may be", len(extents))), nil
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
