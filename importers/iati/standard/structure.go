package standard

import (
	"bytes"
	"slices"
	"strings"
)

// child finds the node of the element whose start tag was just read, and notes what is wrong with its being there. nil where its
// content is not to be looked at.
func (r *reader) child(parent *frame) *node {
	n, name, line := parent.node, r.s.Name(), r.s.Line()
	if r.foreign() {
		i := n.particle(otherNamespace)
		switch {
		case r.undeclared(name):
			r.invalid(line, n.inside(string(name)), "the prefix of the name is not declared with xmlns")
		case i < 0:
			r.invalid(line, n.inside(string(name)), "an element of another namespace: version %s allows none here", r.schema.version)
		default:
			r.position(parent, i, n.inside(string(name)))
		}
		return nil
	}
	i := n.particle(string(name))
	if i < 0 {
		r.invalid(line, n.inside(string(name)), "%s", r.unknown(n, string(name)))
		return nil
	}
	r.position(parent, i, n.inside(string(name)))
	return n.child(name)
}

func (n *node) particle(name string) int {
	return slices.IndexFunc(n.form.particles, func(p particle) bool { return p.name == name })
}

// foreign says that the element is of another namespace than the root's default one, which is mostly none.
func (r *reader) foreign() bool {
	if bytes.IndexByte(r.s.Name(), ':') >= 0 {
		return true
	}
	namespace := r.s.Attr("xmlns")
	return namespace != nil && string(namespace) != r.namespace
}

// undeclared says that a name has a prefix that no open element declares.
func (r *reader) undeclared(name []byte) bool {
	prefix, _, prefixed := bytes.Cut(name, []byte{':'})
	return prefixed && string(prefix) != "xml" && r.namespaces[string(prefix)] == 0
}

// position counts a child, and notes one that comes too often or too late.
func (r *reader) position(parent *frame, i int, field string) {
	f, line := parent.node.form, r.s.Line()
	parent.children++
	parent.counts[i]++
	if !f.ordered {
		return
	}
	p := f.particles[i]
	switch {
	case parent.counts[i] > 1 && !p.many:
		r.invalid(line, field, "there is more than one; version %s allows one", r.schema.version)
	case i < parent.at:
		r.invalid(line, field, "comes too late: version %s has a fixed order, with %s before %s",
			r.schema.version, p.name, named(f.particles[parent.at].name))
	}
	for parent.at < i {
		if f.particles[parent.at].required && parent.counts[parent.at] == 0 {
			parent.gaps = append(parent.gaps, gap{parent.at, line})
		}
		parent.at++
	}
}

func named(particle string) string {
	if particle == otherNamespace {
		return "elements of other namespaces"
	}
	return particle
}

// unknown says of an element that the version does not have inside of n what helps to mend it.
func (r *reader) unknown(n *node, name string) string {
	return n.remember(name, func() string {
		reason := "version " + r.schema.version + " has no such element here"
		if having := versionsWith(n, func(f *form) bool {
			return slices.ContainsFunc(f.particles, func(p particle) bool { return p.name == name })
		}); having != "" {
			return reason + "; these have it: " + having
		}
		for _, p := range n.form.particles {
			if strings.EqualFold(p.name, strings.ReplaceAll(name, "_", "-")) {
				return reason + "; it is written " + p.name
			}
		}
		if parents := r.schema.parentsOf(name); len(parents) > 0 {
			return reason + "; it belongs in " + strings.Join(parents, ", ")
		}
		return reason
	})
}

// parentsOf names the elements that may have such a child, at most four of them.
func (s *schema) parentsOf(child string) []string {
	var parents []string
	for form, f := range s.forms {
		if !strings.HasPrefix(form, ":") && slices.ContainsFunc(f.particles, func(p particle) bool { return p.name == child }) {
			parents = append(parents, form)
		}
	}
	slices.Sort(parents)
	return parents[:min(len(parents), 4)]
}

// remember keeps what was said of a name, since what is wrong once is often wrong throughout.
func (n *node) remember(name string, say func() string) string {
	if len(name) > maxQuoted {
		return say()
	}
	if said, known := n.unknown[name]; known {
		return said
	}
	said := say()
	if n.unknown == nil {
		n.unknown = map[string]string{}
	}
	if len(n.unknown) < maxFindings {
		n.unknown[name] = said
	}
	return said
}

// versionsWith names the versions in which the element has a form of a kind, "" for none.
func versionsWith(n *node, is func(*form) bool) string {
	var having []string
	for _, version := range Versions {
		if f := schemas()[version].formAt(n.path, n.outside); f != nil && is(f) {
			having = append(having, version)
		}
	}
	return strings.Join(having, ", ")
}

// formAt is the form of the element at a path within iati-activity in this version; nil where it has none.
func (s *schema) formAt(path string, outside bool) *form {
	if outside {
		return s.forms["iati-activities"]
	}
	n := s.root("iati-activity")
	for name := range strings.SplitSeq(path, "/") {
		if path != "" && n != nil {
			n = n.child([]byte(name))
		}
	}
	if n == nil {
		return nil
	}
	return n.form
}

const schemaInstance = "xsi:"

// attributes checks the attributes of the element whose start tag was just read: the form's, their types, their codes.
func (r *reader) attributes(f *frame) {
	n := f.node
	for _, a := range r.s.Attrs() {
		name := string(a.Name)
		switch prefix, _, prefixed := strings.Cut(name, ":"); {
		case name == "xmlns" || prefix == "xmlns" && prefixed:
		case name == "xml:lang" && (n.form.foreign || n.form.has(name)):
			r.value(n, f.line, name, "lang", a.Value)
		case prefixed && r.undeclared(a.Name):
			r.invalid(f.line, n.attribute(name), "the prefix of the name is not declared with xmlns")
		case prefixed && name != "xml:lang" && (n.form.foreign || strings.HasPrefix(name, schemaInstance)):
		default:
			i := slices.IndexFunc(n.form.attributes, func(known attribute) bool { return known.name == name })
			if i < 0 {
				r.invalid(f.line, n.attribute(name), "%s", r.unknownAttribute(n, name))
				continue
			}
			r.value(n, f.line, name, n.form.attributes[i].dataType, a.Value)
		}
	}
	for _, known := range n.form.attributes {
		if known.required && r.s.Attr(known.name) == nil {
			if n.outside && known.name == "version" {
				continue // said when the version was chosen
			}
			r.invalid(f.line, n.attribute(known.name), "is missing; version %s requires it", r.schema.version)
		}
	}
	r.attributeCodes(f)
	if r.activity != nil {
		r.activity.start(f, r.s)
	}
}

// unknownAttribute is unknown for attributes.
func (r *reader) unknownAttribute(n *node, name string) string {
	return n.remember("@"+name, func() string {
		reason := "version " + r.schema.version + " has no such attribute here"
		having := versionsWith(n, func(f *form) bool { return f.has(name) })
		switch {
		case having != "":
			return reason + "; these have it: " + having
		case name == "lang":
			return reason + "; the language of a text is written xml:lang"
		}
		return reason
	})
}

// value checks a value by its simple type.
func (r *reader) value(n *node, line int, attribute, typeName string, value []byte) {
	t := dataTypes[typeName]
	if typeName == "string" || t.fits(collapsed(value)) && (typeName != "lang" || len(value) == 0 || len(collapsed(value)) > 0) {
		return
	}
	field := n.field()
	if attribute != "" {
		field = n.attribute(attribute)
	}
	said := quoted(string(value))
	if strings.HasPrefix(n.path, "contact-info") {
		said = "this" // of a person
	}
	r.invalid(line, field, "%s is not %s", said, t.says)
}

func (r *reader) attributeCodes(f *frame) {
	if lang := r.s.Attr("xml:lang"); isLanguage(string(lang)) {
		// A region may follow the language (BCP 47); the list has languages.
		language, _, _ := strings.Cut(string(lang), "-")
		r.code(f, "xml:lang", places().lang, language)
	}
	vocabulary := ""
	if len(f.node.place.codes) > 0 && f.node.path != "" {
		vocabulary = vocabularyOf(f.node.name, string(r.s.Attr("vocabulary")))
	}
	if f.node.outside {
		return
	}
	for _, c := range f.node.place.codes {
		if value := r.s.Attr(c.attribute); c.attribute != "" && value != nil && c.holds(vocabulary) {
			r.code(f, c.attribute, c.list, string(value))
		}
	}
}

func (c codeAt) holds(vocabulary string) bool {
	return c.vocabulary == "" || c.vocabulary == vocabulary || c.orNone && vocabulary == ""
}

func (r *reader) code(f *frame, attribute string, l *list, value string) {
	reason, severity := l.check(value, r.schema.is1())
	if reason == "" {
		return
	}
	field := f.node.field()
	if attribute != "" {
		field = f.node.attribute(attribute)
	}
	r.note(Code, f.line, field, severity, "%s", reason)
}

// close checks what is known of an element at its end: missing children and text.
func (r *reader) close(f *frame) {
	n := f.node
	for i, p := range n.form.particles {
		if !p.required || f.counts[i] > 0 {
			continue
		}
		line, before := f.line, ""
		for _, g := range f.gaps {
			if g.particle == i {
				line, before = g.line, ": it belongs before the element on this line"
			}
		}
		r.invalid(line, n.inside(p.name), "is missing; version %s requires it%s", r.schema.version, before)
	}
	if n.form.needsChild && f.children == 0 {
		r.invalid(f.line, n.field(), "has no element inside; version %s wants one at least", r.schema.version)
	}
	if f.stray > 0 {
		in := "version " + r.schema.version + " allows none"
		if n.particle("narrative") >= 0 {
			in = "version " + r.schema.version + " wants it in a narrative element"
		}
		r.invalid(f.stray, n.field(), "text stands in the element itself: %s", in)
	}
	switch text := n.form.text; text {
	case "none", "empty", "mixed", "string":
	default:
		r.value(n, f.line, "", text, f.text)
	}
	if n.place.text && len(f.text) > 0 {
		for _, c := range n.place.codes {
			if c.attribute == "" {
				r.code(f, "", c.list, string(f.text))
			}
		}
	}
}
