package standard

import (
	"context"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/tansiq/tansiq/importers/xmlstream"
	"github.com/tansiq/tansiq/registry"
)

// Report is what was found in one activity, or in what is around the activities.
type Report struct {
	Line       int
	Identifier string // the activity's, trimmed; "" where it has none, and for what is around them
	// Around says that the report is of the file's root element and not of an activity.
	Around   bool
	Version  string // by which it was checked
	Results  bool   // the activity reports results
	Problems []Problem
}

// Read checks a file and yields a report for each activity, in order, and before the first and after the last one for what is around
// them. today tells dates that are still to come. An error ends it: EInvalid where the file is not well-formed, is over the limits, or
// is no IATI activity file; EUnavailable where it could not be read; both as of the importer of package iati.
func Read(ctx context.Context, file io.Reader, limits xmlstream.Limits, today time.Time) iter.Seq2[Report, error] {
	return func(yield func(Report, error) bool) {
		s, err := xmlstream.NewScanner(file, "", limits)
		if err != nil {
			yield(Report{}, err)
			return
		}
		r := &reader{s: s, today: today.Format(time.DateOnly), namespaces: map[string]int{}}
		for {
			kind, err := s.Next()
			if err == nil {
				err = ctx.Err()
			}
			switch {
			case err == io.EOF:
				return
			case err != nil:
				yield(Report{}, err)
				return
			}
			report, err := r.take(kind)
			if err != nil {
				yield(Report{}, err)
				return
			}
			if report != nil && !yield(*report, nil) {
				return
			}
		}
	}
}

// reader checks one file.
type reader struct {
	s          *xmlstream.Scanner
	schema     *schema
	today      string
	frames     []frame
	namespace  string         // the default one of the root
	namespaces map[string]int // how many open elements declare a prefix
	declared   []declaration

	around   findings // of the root
	found    findings // of the activity
	activity *activity
	language bool // the file states one
}

// declaration is a namespace prefix with the depth of the element that declares it.
type declaration struct {
	depth  int
	prefix string
}

// frame is an open element.
type frame struct {
	node     *node // nil where its content is not looked at
	line     int
	children int
	at       int   // of an ordered form: the furthest particle met
	counts   []int // of each particle
	gaps     []gap // particles that were passed over
	text     []byte
	said     bool // it or a narrative in it has words
	stray    int  // the line of text where none belongs
}

// gap is a required child that did not come before another one.
type gap struct{ particle, line int }

// take takes the scanner's token in, and gives a report where one is complete.
func (r *reader) take(kind xmlstream.Kind) (*Report, error) {
	switch kind {
	case xmlstream.Start:
		return r.start()
	case xmlstream.Text:
		r.characters()
	case xmlstream.End:
		return r.end(), nil
	}
	return nil, nil
}

func (r *reader) start() (*Report, error) {
	r.declare()
	if len(r.frames) == 0 {
		return r.root()
	}
	parent := &r.frames[len(r.frames)-1]
	var n *node
	if parent.node != nil {
		n = r.child(parent)
	}
	f := r.open(n)
	if n == nil {
		return nil, nil
	}
	if n.name == "iati-activity" && n.path == "" {
		r.begin(f.line)
	}
	r.attributes(f)
	return nil, nil
}

// open adds a frame. Those of elements before it are used again with what they hold.
func (r *reader) open(n *node) *frame {
	if len(r.frames) < cap(r.frames) {
		r.frames = r.frames[:len(r.frames)+1]
	} else {
		r.frames = append(r.frames, frame{})
	}
	f := &r.frames[len(r.frames)-1]
	*f = frame{node: n, line: r.s.Line(), counts: f.counts[:0], gaps: f.gaps[:0], text: f.text[:0]}
	if n != nil {
		f.counts = append(f.counts, make([]int, len(n.form.particles))...)
	}
	return f
}

// root begins the file: its version, and what stands in place of iati-activities.
func (r *reader) root() (*Report, error) {
	name := string(r.s.Name())
	if name != "iati-activities" && name != "iati-activity" {
		return nil, registry.Errorf(registry.EInvalid, "line %d: not an IATI activity file: its root element is not iati-activities", r.s.Line())
	}
	r.namespace = string(r.s.Attr("xmlns"))
	line := r.s.Line()
	if r.namespace != "" {
		r.invalid(line, name+"/@xmlns", "the elements are in the namespace %s, and those of IATI are in none: leave xmlns out", quoted(r.namespace))
	}
	version := r.version(name, line)
	r.schema = schemas()[version]
	f := r.open(r.schema.root(name))
	if name == "iati-activity" {
		r.begin(line)
		r.attributes(f)
		r.around.add(Rule, line, "iati-activities", SeverityError, "the root element is iati-activity; it belongs in iati-activities")
		return r.aroundReport(line), nil
	}
	r.language = strings.TrimSpace(string(r.s.Attr("xml:lang"))) != ""
	r.attributes(f)
	return r.aroundReport(line), nil
}

// version chooses by which version the file is checked, and notes where that is not the one that it states.
func (r *reader) version(root string, line int) string {
	latest := Versions[len(Versions)-1]
	said := strings.TrimSpace(string(r.s.Attr("version")))
	switch {
	case slices.Contains(Versions, said):
		return said
	case said == "" && root == "iati-activity":
		return latest
	case said == "":
		r.invalid(line, root+"/@version", "is missing: the file does not say by which version of the standard it is written; it is checked by %s", latest)
		return latest
	}
	chosen := latest
	switch {
	case said == "1" || said == "1.0" || said == "1.00":
		r.around.add(Rule, line, root+"/@version", registry.SeverityWarning, "no schema of version %s is published; the file is checked by 1.01, which followed it", said)
		return "1.01"
	case strings.HasPrefix(said, "1."):
		chosen = "1.05"
	}
	r.around.add(Rule, line, root+"/@version", SeverityError, "%s is not one of the versions %s; the file is checked by %s", quoted(said), strings.Join(Versions, ", "), chosen)
	return chosen
}

func (r *reader) aroundReport(line int) *Report {
	return &Report{Line: line, Around: true, Version: r.schema.version, Problems: r.around.take("")}
}

// begin begins an activity.
func (r *reader) begin(line int) {
	r.activity = &activity{line: line, found: &r.found, old: r.schema.is1(), today: r.today, version: r.schema.version}
	r.activity.language = r.language
}

// note adds a problem to the activity, or to what is around.
func (r *reader) note(kind Kind, line int, field string, severity registry.Severity, reason string, values ...any) {
	if r.activity != nil {
		r.found.add(kind, line, field, severity, reason, values...)
		return
	}
	r.around.add(kind, line, field, severity, reason, values...)
}

// invalid notes what the schema of the version does not allow.
func (r *reader) invalid(line int, field, reason string, values ...any) {
	r.note(Structure, line, field, SeverityError, reason, values...)
}

// field is the name of an element in a problem.
func (n *node) field() string {
	if n.path == "" {
		return n.name
	}
	return n.path
}

// attribute is the name of its attribute in a problem.
func (n *node) attribute(name string) string {
	name = clipped(name)
	switch {
	case n.path != "":
		return n.path + "/@" + name
	case n.outside:
		return n.name + "/@" + name
	}
	return "@" + name
}

// inside is the name of a child of it in a problem.
func (n *node) inside(name string) string {
	name = clipped(name)
	if n.path == "" {
		return name
	}
	return n.path + "/" + name
}

// declare notes the namespace prefixes that the start tag declares.
func (r *reader) declare() {
	for _, a := range r.s.Attrs() {
		if len(a.Name) > 6 && string(a.Name[:6]) == "xmlns:" {
			prefix := string(a.Name[6:])
			r.namespaces[prefix]++
			r.declared = append(r.declared, declaration{r.s.Depth(), prefix})
		}
	}
}

func (r *reader) undeclare() {
	for len(r.declared) > 0 && r.declared[len(r.declared)-1].depth > r.s.Depth() {
		last := len(r.declared) - 1
		prefix := r.declared[last].prefix
		if r.namespaces[prefix]--; r.namespaces[prefix] == 0 {
			delete(r.namespaces, prefix) // a file may have any number of them
		}
		r.declared = r.declared[:last]
	}
}

func (r *reader) characters() {
	if len(r.frames) == 0 {
		return
	}
	f := &r.frames[len(r.frames)-1]
	if f.node == nil {
		return
	}
	text := r.s.Text()
	words := slices.ContainsFunc(text, func(b byte) bool { return !isSpace(rune(b)) })
	switch f.node.form.text {
	case "none", "empty":
		if words && f.stray == 0 {
			f.stray = r.s.Line()
		}
	case "string", "mixed":
		f.said = f.said || words
		if f.node.place.text {
			f.gather(text)
		}
	default:
		f.gather(text)
	}
}

// maxText bounds what is kept of an element's text, in bytes: nothing that is looked at is longer.
const maxText = 64 << 10

func (f *frame) gather(text []byte) {
	f.text = append(f.text, text[:min(len(text), maxText-len(f.text))]...)
}

func (r *reader) end() *Report {
	last := len(r.frames) - 1
	f := &r.frames[last]
	r.undeclare()
	if f.node != nil {
		r.close(f)
		if r.activity != nil {
			r.activity.end(f)
		}
		if last > 0 && f.said && (f.node.name == "narrative") {
			r.frames[last-1].said = true
		}
	}
	r.frames = r.frames[:last]
	switch {
	case f.node == nil:
		return nil
	case f.node.name == "iati-activity" && f.node.path == "":
		r.activity.complete()
		report := &Report{Line: r.activity.line, Identifier: r.activity.identifier, Version: r.schema.version,
			Results: r.activity.results, Problems: r.found.take(r.activity.identifier)}
		r.activity = nil
		return report
	case last == 0:
		return r.aroundReport(f.line)
	}
	return nil
}
