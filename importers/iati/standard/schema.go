package standard

import (
	"slices"
	"strings"
	"sync"
)

// Versions are the versions of the standard that have a schema, oldest first.
var Versions = []string{"1.01", "1.02", "1.03", "1.04", "1.05", "2.01", "2.02", "2.03"}

// form is what an element may hold in one version: a line of structure.tsv.
type form struct {
	text       string // none, mixed, empty, or the name of a simple type
	ordered    bool   // the particles come in their order; else in any, and as often as they like
	needsChild bool   // of an unordered form: at least one
	particles  []particle
	attributes []attribute
	foreign    bool // attributes of other namespaces are allowed
}

// particle is a child that an element may have.
type particle struct {
	name     string // "#other" is any of another namespace
	form     string
	required bool
	many     bool
}

type attribute struct {
	name     string
	required bool
	dataType string
}

const otherNamespace = "#other"

// schema is one version.
type schema struct {
	version string
	forms   map[string]*form
}

// schemas reads structure.tsv once.
var schemas = sync.OnceValue(func() map[string]*schema {
	all := map[string]*schema{}
	for _, version := range Versions {
		all[version] = &schema{version: version, forms: map[string]*form{}}
	}
	for _, row := range table("structure.tsv") {
		for _, version := range versionsOf(row[1]) {
			all[version].forms[row[0]] = readForm(row[2], row[3], row[4])
		}
	}
	for _, s := range all {
		for name, f := range s.forms {
			s.resolve(name, f)
		}
	}
	return all
})

// versionsOf reads "1.01-1.05 2.03".
func versionsOf(cell string) []string {
	var versions []string
	for _, part := range strings.Fields(cell) {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		versions = append(versions, Versions[slices.Index(Versions, from):slices.Index(Versions, to)+1]...)
	}
	return versions
}

func readForm(text, content, attributes string) *form {
	f := &form{text: text, ordered: true}
	words := strings.Fields(content)
	if strings.HasPrefix(content, "(") {
		inner, _, _ := strings.Cut(content[1:], ")")
		words = strings.Split(inner, " | ")
		f.ordered, f.needsChild = false, strings.HasSuffix(content, "+")
	}
	for _, word := range words {
		p := particle{name: strings.TrimRight(word, "?*+")}
		switch word[len(p.name):] {
		case "":
			p.required = f.ordered
		case "*":
			p.many = true
		case "+":
			p.required, p.many = true, true
		}
		if name, of, typed := strings.Cut(p.name, ":"); typed {
			p.name, p.form = name, ":"+of
		}
		f.particles = append(f.particles, p)
	}
	for _, word := range strings.Fields(attributes) {
		if word == otherNamespace {
			f.foreign = true
			continue
		}
		a := attribute{name: word, dataType: "string"}
		if i := strings.LastIndexByte(word, ':'); i > 0 {
			a.name, a.dataType = word[:i], word[i+1:]
		}
		a.name, a.required = strings.CutSuffix(a.name, "!")
		f.attributes = append(f.attributes, a)
	}
	return f
}

// resolve finds the form of each child: of its type, of its own inside of this one, or of the element of its name.
func (s *schema) resolve(name string, f *form) {
	for i := range f.particles {
		p := &f.particles[i]
		switch {
		case p.name == otherNamespace || p.form != "":
		case s.forms[name+"/"+p.name] != nil:
			p.form = name + "/" + p.name
		default:
			p.form = p.name
		}
	}
}

// formNamed follows types to the form that says something.
func (s *schema) formNamed(name string) *form {
	f := s.forms[name]
	if f == nil { // a simple type: text and nothing else
		return &form{text: strings.TrimPrefix(name, ":"), ordered: true}
	}
	if f.text == "" { // ":type" alone
		return s.formNamed(f.particles[0].form)
	}
	return f
}

// root gives the node of a root element. The nodes below it are made as places are met, so each reader has its own.
func (s *schema) root(name string) *node {
	return &node{schema: s, name: name, form: s.formNamed(name), place: placeOf(""), outside: name == "iati-activities"}
}

// node is an element at a place in the document.
type node struct {
	schema *schema
	name   string
	path   string // within iati-activity, "" for it and what is around it
	form   *form
	place  *place
	// outside says that it holds activities.
	outside bool
	known   map[string]*node
	unknown map[string]string // what was said of names that it has not
}

// child is the element name inside of n; nil where the version has none of that name there.
func (n *node) child(name []byte) *node {
	if c, met := n.known[string(name)]; met {
		return c
	}
	i := slices.IndexFunc(n.form.particles, func(p particle) bool { return p.name == string(name) })
	if i < 0 {
		return nil
	}
	c := &node{schema: n.schema, name: string(name), form: n.schema.formNamed(n.form.particles[i].form)}
	switch {
	case n.outside:
	case n.path == "":
		c.path = c.name
	default:
		c.path = n.path + "/" + c.name
	}
	c.place = placeOf(c.path)
	if n.known == nil {
		n.known = map[string]*node{}
	}
	n.known[c.name] = c
	return c
}

// has says whether the form has an attribute.
func (f *form) has(name string) bool {
	return slices.ContainsFunc(f.attributes, func(a attribute) bool { return a.name == name })
}

// is1 says whether the version is one of 1.x.
func (s *schema) is1() bool { return s.version[0] == '1' }
